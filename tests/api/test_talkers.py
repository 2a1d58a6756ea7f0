"""Shelf-talkers in the service: read where the setting or the upload asks for them, kept, listed, and drawn."""

import cv2
import numpy as np
import pytest

from api.settings import Settings
from models.synth.fonts import paint_mask, text_mask
from tests.api.conftest import Service
from tests.shelf_pictures import draw_shelf, encode


@pytest.fixture
def settings(settings: Settings, request: pytest.FixtureRequest) -> Settings:
    on = getattr(request, "param", "on") == "on"
    return settings.model_copy(update={"ocr_engine": "rapidocr", "shelf_talkers": on})


def talker_jpeg() -> bytes:
    """The shelf with 满38元立减8元 on yellow below its first layer."""
    picture = draw_shelf(scale=2)
    mask = text_mask("满38元立减8元", 56, True)
    picture[276:372, 270 : 330 + mask.shape[1]] = (40, 220, 250)
    paint_mask(picture, mask, 300, 296, (20, 20, 180))
    return encode(picture, "JPEG", quality=92)


def test_a_talker_is_kept_with_its_place_and_drawn(service: Service) -> None:
    audit = service.audited(data=talker_jpeg(), seconds=90)
    (talker,) = audit["report"]["talkers"]
    assert [(o["kind"], o["threshold"], o["amount"]) for o in talker["offers"]] == [("threshold_off", 38, 8)]
    assert talker["layer"] == 1
    assert all(set(place) == {"layer", "position", "group"} for place in talker["over"])
    assert audit["timings"]["talkers"] > 0
    drawn = service.client("rep").get(f"/api/audits/{audit['id']}/overlay.jpg")
    plain = service.client("rep").get(f"/api/audits/{audit['id']}/overlay.jpg?boxes=none")
    both = [cv2.imdecode(np.frombuffer(answer.content, np.uint8), 1) for answer in (drawn, plain)]
    x0, y0, _, _ = (round(value) for value in talker["xyxy"])
    frames = [picture[y0 - 3 : y0 + 4, x0 + 8 : x0 + 40].astype(int).mean() for picture in both]
    assert abs(frames[0] - frames[1]) > 5


def test_a_shelf_without_signs_has_none(service: Service) -> None:
    assert service.audited(seconds=90)["report"]["talkers"] == []


def test_the_audit_page_says_what_a_sign_offers_and_where(service: Service) -> None:
    audit = service.audited(data=talker_jpeg(), seconds=90)
    client = service.client("rep")
    page = client.get(f"/audits/{audit['id']}").text
    assert '<g class="talker" data-talker="1"' in page
    assert "满38减8" in page
    assert "从上数第 1 层" in page
    assert "上方：未识别" in page
    assert "原文：满38元立减8元" in page
    assert 'data-step="talkers"' not in page, "it is done"
    assert 'id="talkers"' not in client.get("/stores/S1").text, "asked for anyway: nothing to choose"


@pytest.mark.parametrize("settings", ["off"], indirect=True)
def test_an_upload_may_ask_for_its_signs(service: Service) -> None:
    client = service.client("rep")
    assert 'id="talkers"' in client.get("/stores/S1").text
    plain = service.audited(data=talker_jpeg(), seconds=90)
    assert "talkers" not in plain["report"]
    assert "talkers-title" not in client.get(f"/audits/{plain['id']}").text
    asked = service.upload(data=talker_jpeg(), talkers="true").json()
    assert not asked["already"], "looked at anew, for its signs"
    audit = service.wait(asked["audit_id"], seconds=90)
    assert [talker["layer"] for talker in audit["report"]["talkers"]] == [1]
    assert {"detector", "text_reader"} <= {model["kind"] for model in audit["models"]}
    for form in ({"talkers": "true"}, {}):
        again = service.upload(data=talker_jpeg(), **form).json()
        assert (again["already"], again["audit_id"]) == (True, audit["id"])
