"""A poster's way through the service: sent, read with the real engines, saved, asked for; and what goes wrong."""

import json
import threading
import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import cv2
import numpy as np
import pytest
from sqlalchemy import text

import api.advising
import api.looking
import vision.posters_engines
from api.instances import Instance
from api.settings import Settings
from catalog.database import writing
from catalog.queries_queue import claim_next
from tests.api.conftest import Service
from tests.poster_pictures import RECEIPT, WATER, draw, poster_jpeg
from tests.shelf_pictures import shelf_jpeg
from vision.errors import ModelError

Start = Callable[..., Service]
SKU = {
    "code": "Q-550",
    "brand": "清泉",
    "name": "矿泉水",
    "spec": "550ml",
    "list_price": "2.50",
    "competitor": True,
}


@pytest.fixture
def settings(settings: Settings) -> Settings:
    return settings.model_copy(update={"ocr_engine": "rapidocr"})


def rows(service: Service, query: str) -> list[tuple[Any, ...]]:
    with service.parts.engine.connect() as connection:
        return [tuple(row) for row in connection.execute(text(query))]


def advised(service: Service, audit: dict[str, Any]) -> dict[str, Any]:
    """The audit once what follows of it was worked out, which comes after the report."""
    for _ in range(1000):
        found: dict[str, Any] = service.client("rep").get(f"/api/audits/{audit['id']}").json()
        if found["advised_at"] is not None:
            return found
        time.sleep(0.01)
    raise AssertionError("no advice in 10 s")


def test_a_poster_becomes_offers(service: Service) -> None:
    assert service.client("category").post("/api/skus", json=SKU).status_code == 201
    audit = service.audited(data=poster_jpeg(*WATER), kind="poster", seconds=60)
    assert (audit["state"], audit["error"], audit["report"], audit["groups"]) == ("done", None, None, [])
    assert audit["photo"]["kind"] == "poster"
    assert {model["kind"] for model in audit["models"]} >= {"text_finder", "text_reader"}
    assert all(len(model["sha256"]) == 64 for model in audit["models"])
    assert audit["catalog_version"] >= 1
    assert advised(service, audit)["advised_at"] is not None
    assert audit["timings"]["total"] > 0
    poster = audit["poster"]
    assert (poster["brand"], poster["product"], poster["spec"], poster["sku"]) == (
        "清泉",
        "矿泉水",
        "550ml",
        "Q-550",
    )
    assert (poster["outcome"], poster["digits"], poster["competitor"]) == ("offers", "unchecked", True)
    price, second = poster["offers"]
    assert (price["kind"], price["price"], price["list_price"], price["depth"]) == (
        "special_price",
        1.5,
        2.0,
        0.25,
    )
    assert (price["per_100"], price["corrected"], price["needs_check"]) == (0.2727, False, False)
    assert all(number in price["summary"] for number in ("¥1.50", "¥2"))
    assert (second["kind"], second["n"], second["rate"]) == ("second_item", 2, 0.5)
    assert second["assumptions"][0]["code"] == "buys_n"
    assert second["assumptions"][0]["message"]
    zh = service.client("rep", locale="zh-CN").get(f"/api/audits/{audit['id']}").json()["poster"]
    assert zh["offers"][1]["summary"] == "第二件半价"
    picture = service.client("rep").get(audit["overlay_url"])
    assert (picture.status_code, picture.headers["content-type"]) == (200, "image/jpeg")
    drawn = cv2.imdecode(np.frombuffer(picture.content, np.uint8), cv2.IMREAD_COLOR)
    assert drawn.shape[:2] == draw(*WATER).shape[:2]
    assert np.abs(drawn.astype(int) - draw(*WATER)).max() > 60


def test_the_list_tells_kinds_apart(service: Service) -> None:
    poster = service.audited(data=poster_jpeg(("满99减30", 90)), kind="poster", seconds=60)["id"]
    shelf = service.audited()["id"]
    client = service.client("rep")
    assert [a["id"] for a in client.get("/api/audits?kind=poster").json()["audits"]] == [poster]
    assert [a["id"] for a in client.get("/api/audits?kind=shelf").json()["audits"]] == [shelf]
    assert len(client.get("/api/audits").json()["audits"]) == 2


@pytest.mark.parametrize(
    ("picture", "outcome", "lines"),
    [
        (np.full((300, 300, 3), 120, np.uint8), "no_text", 0),
        (draw(("欢迎光临", 80)), "no_offers", 1),
        (draw(*RECEIPT), "receipt", 5),
    ],
)
def test_what_offers_nothing_is_done_and_says_what_to_do(
    service: Service, picture: np.ndarray, outcome: str, lines: int
) -> None:
    data = cv2.imencode(".png", picture)[1].tobytes()
    audit = service.audited(data=data, kind="poster", seconds=60)
    assert (audit["state"], audit["error"]) == ("done", None)
    poster = audit["poster"]
    assert (poster["outcome"], len(poster["lines"]), poster["offers"]) == (outcome, lines, [])
    assert len(poster["message"]) > 20
    assert service.client("rep").get(audit["overlay_url"]).status_code == 200


def test_a_broken_picture_is_refused_as_a_shelfs_is(service: Service) -> None:
    whole = poster_jpeg(("买一送一", 90))
    answer = service.upload(data=whole[: len(whole) // 2], kind="poster")
    assert (answer.status_code, answer.json()["error"]["code"]) == (
        415,
        "truncated",
    ) or answer.status_code == 422
    assert rows(service, "SELECT count(*) FROM audit") == [(0,)]


def test_a_file_that_changed_on_the_disk_fails_with_the_readers_named(
    start: Start, settings: Settings
) -> None:
    idle = start(settings.model_copy(update={"workers": 0}))
    audit_id = idle.upload(data=poster_jpeg(("买一送一", 90)), kind="poster").json()["audit_id"]
    for path in (settings.home / "files").rglob("*"):
        if path.is_file():
            path.chmod(0o644)
            path.write_bytes(b"no picture any more")
    audit = start(settings, idle.tokens).wait(audit_id)
    assert (audit["state"], audit["poster"]) == ("failed", None)
    assert audit["error"]["fix"]


def test_numbers_that_no_column_holds_stay_in_the_text(service: Service) -> None:
    audit = service.audited(
        data=poster_jpeg(("特价¥123456789012元", 60), width=900), kind="poster", seconds=60
    )
    assert audit["state"] == "done"
    for offer in audit["poster"]["offers"]:
        assert offer["needs_check"]
        assert offer["price"] is None


def test_a_killed_audit_is_taken_up_again(start: Start, settings: Settings) -> None:
    idle = start(settings.model_copy(update={"workers": 0}))
    audit_id = idle.upload(data=poster_jpeg(("第二件半价", 90)), kind="poster").json()["audit_id"]
    place = Instance(settings.home)
    with writing(idle.parts.engine) as session:
        assert claim_next(session, f"{place.prefix}0", now=idle.clock(), lease=timedelta(hours=5)) is not None
    place.close()
    worker = start(settings, idle.tokens)
    assert worker.wait(audit_id, seconds=60)["poster"]["outcome"] == "offers"
    assert rows(worker, "SELECT attempts FROM audit") == [(2,)]
    assert rows(worker, "SELECT count(*) FROM poster") == [(1,)]
    assert rows(worker, "SELECT count(*) FROM poster_offer") == [(1,)]


def test_a_stop_in_between_gives_the_poster_back_and_saves_nothing(
    start: Start, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    inside, go_on, real = threading.Event(), threading.Event(), api.looking.audit_poster

    def slow(*args: Any, **kwargs: Any) -> Any:
        seen = real(*args, **{**kwargs, "on_step": lambda step: None})
        inside.set()
        go_on.wait(20)
        return seen

    with monkeypatch.context() as patch:
        patch.setattr(api.looking, "audit_poster", slow)
        service = start(settings.model_copy(update={"stop_seconds": 0.1}))
        service.upload(data=poster_jpeg(("第二件半价", 90)), kind="poster")
        assert inside.wait(60)
        service.parts.jobs.stop()
        go_on.set()
        for thread in service.parts.jobs._threads:
            thread.join(20)
    assert rows(service, "SELECT state, attempts FROM audit") == [("queued", 0)]
    assert rows(service, "SELECT count(*) FROM poster") == [(0,)]
    assert start(settings, service.tokens).wait(1, seconds=60)["state"] == "done"


def test_an_error_nobody_foresaw_is_tried_again_and_given_up(
    start: Start, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*args: Any, **kwargs: Any) -> None:
        raise MemoryError("too much")

    monkeypatch.setattr(api.looking, "audit_poster", broken)
    audit = start(settings).audited(data=poster_jpeg(("买一送一", 90)), kind="poster")
    assert (audit["state"], audit["error"]["code"], audit["attempts"]) == ("failed", "too_many_attempts", 3)


def test_steps_are_told_in_their_order(service: Service) -> None:
    steps: list[str] = []
    real = service.parts.hub.publish

    def told(audit_id: int, news: Any) -> None:
        if news.step:
            steps.append(news.step)
        real(audit_id, news)

    service.parts.hub.publish = told  # type: ignore[method-assign]
    audit = service.audited(data=poster_jpeg(("第二件半价", 90)), kind="poster", seconds=60)
    assert steps == ["decode", "read", "understand", "match", "check", "save"]
    events = service.client("rep").get(audit["events_url"]).text
    assert json.loads(events.split("data: ")[1].splitlines()[0])["state"] == "done"


def test_sent_as_the_wrong_kind_it_is_looked_at_again_as_the_right_one(service: Service) -> None:
    data = shelf_jpeg()
    shelf = advised(service, service.audited(data=data))
    assert rows(service, "SELECT count(*) FROM shelf_day") == [(1,)]
    poster = advised(service, service.audited(data=data, kind="poster", seconds=60))
    assert poster["id"] != shelf["id"]
    assert (poster["poster"]["outcome"], poster["report"]) == ("no_text", None)
    assert rows(service, "SELECT count(*) FROM shelf_day") == [(0,)]
    assert service.upload(data=data, kind="poster").json() == {
        "audit_id": poster["id"], "state": "done", "location": f"/api/audits/{poster['id']}", "already": True,
        "retake": [],
    }  # fmt: skip
    again = advised(service, service.audited(data=data))
    assert again["report"]["products"]
    assert rows(service, "SELECT count(*) FROM shelf_day") == [(1,)]


def test_sent_as_the_other_kind_while_it_is_looked_at_it_becomes_the_other_kind(
    start: Start, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    inside, go_on, real = threading.Event(), threading.Event(), api.looking.audit_shelf

    def slow(*args: Any, **kwargs: Any) -> Any:
        inside.set()
        go_on.wait(20)
        return real(*args, **kwargs)

    monkeypatch.setattr(api.looking, "audit_shelf", slow)
    service = start(settings)
    data = shelf_jpeg()
    first = service.upload(data=data).json()
    assert inside.wait(20)
    second = service.upload(data=data, kind="poster").json()
    assert second["audit_id"] == first["audit_id"]
    go_on.set()
    audit = service.wait(first["audit_id"], seconds=60)
    assert (audit["photo"]["kind"], audit["report"], audit["poster"]["outcome"]) == (
        "poster",
        None,
        "no_text",
    )
    assert rows(service, "SELECT count(*) FROM detection") == [(0,)]


def test_an_answer_that_fails_loses_no_poster_and_comes_later(
    start: Start, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*args: Any, **kwargs: Any) -> None:
        raise RuntimeError("no answer today")

    with monkeypatch.context() as patch:
        patch.setattr(api.advising, "answer_poster", broken)
        service = start(settings)
        audit = service.audited(data=poster_jpeg(("第二件半价", 90)), kind="poster", seconds=60)
        assert (audit["state"], len(audit["poster"]["offers"]), audit["advised_at"]) == ("done", 1, None)
        assert not service.parts.advisor.try_advise(audit["id"])
    assert service.parts.advisor.try_advise(audit["id"])
    assert advised(service, audit)["poster"] == audit["poster"]


def test_what_asks_for_a_shelf_says_that_this_is_none(service: Service) -> None:
    audit = service.audited(data=poster_jpeg(("第二件半价", 90)), kind="poster", seconds=60)
    address = f"/api/audits/{audit['id']}"
    client = service.client("category")
    for answer in (
        client.get(f"{address}/shares"),
        client.get(f"{address}/crops/0.jpg"),
        client.post(f"{address}/planogram", json={}),
    ):
        assert (answer.status_code, answer.json()["error"]["code"]) == (409, "not_a_shelf"), answer.text
        assert answer.json()["error"]["fix"]
    assert rows(service, "SELECT count(*) FROM shelf_day") == [(0,)]
    assert client.get("/api/tips").json()["tips"] == []


def test_others_do_not_see_it(service: Service) -> None:
    audit = service.audited(data=poster_jpeg(("第二件半价", 90)), kind="poster", seconds=60)
    assert service.client("other_rep").get(f"/api/audits/{audit['id']}").status_code == 404
    assert service.client("stranger").get(audit["overlay_url"]).status_code == 404


def test_without_tesseract_it_runs_and_digits_stay_unchecked(
    start: Start, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    def absent() -> None:
        raise ModelError("the tesseract program is not there")

    monkeypatch.setattr(vision.posters_engines, "DigitReader", absent)
    service = start(settings.model_copy(update={"ocr_engine": "both"}))
    audit = service.audited(data=poster_jpeg(("第二件半价", 90)), kind="poster", seconds=60)
    assert (audit["state"], audit["poster"]["digits"]) == ("done", "unchecked")


def test_the_depth_goes_by_the_product_that_a_person_named(service: Service) -> None:
    editor = service.client("category")
    for code, spec, price in (("Q-550", "550ml", "3.00"), ("Q-1500", "1.5L", "6.00")):
        sku = {**SKU, "code": code, "spec": spec, "list_price": price}
        assert editor.post("/api/skus", json=sku).status_code == 201
    picture = poster_jpeg(("清泉矿泉水", 60), ("特价", 50), ("¥1.50", 110))
    audit = service.audited(data=picture, kind="poster", seconds=60)
    (offer,) = audit["poster"]["offers"]
    assert (audit["poster"]["sku"], offer["depth"]) == (None, None)
    assert {one["sku"] for one in audit["poster"]["candidates"]} == {"Q-550", "Q-1500"}
    address = f"/api/audits/{audit['id']}"
    for code, depth in (("Q-550", 0.5), ("Q-1500", 0.75), (None, None)):
        order = {"what": "product", "sku": code}
        assert service.client("rep").post(f"{address}/posters/0/corrections", json=order).status_code == 201
        poster = service.client("rep").get(address).json()["poster"]
        assert (poster["sku"], poster["product_corrected"]) == (code, True)
        (offer,) = poster["offers"]
        assert offer["depth"] == depth
        assert [one["code"] for one in offer["assumptions"]] == (["catalogue_list_price"] if depth else [])


def test_two_posters_side_by_side_are_two_with_their_own_products_and_corrections(service: Service) -> None:
    editor = service.client("category")
    assert editor.post("/api/skus", json=SKU).status_code == 201
    tea = {**SKU, "code": "T-500", "brand": "山风", "name": "乌龙茶", "spec": "500ml"}
    assert editor.post("/api/skus", json=tea).status_code == 201
    left, right = draw(*WATER), draw(("山风乌龙茶", 60), ("500ml", 40), ("买二送一", 90), ("满38减8", 60))
    height = max(len(left), len(right))
    pages = [
        cv2.copyMakeBorder(one, 0, height - len(one), 0, 200, cv2.BORDER_REPLICATE) for one in (left, right)
    ]
    data = cv2.imencode(".png", np.hstack(pages))[1].tobytes()
    audit = service.audited(data=data, kind="poster", seconds=60)
    water, tea_sign = audit["posters"]
    assert audit["poster"] == water
    assert [(one["sku"], len(one["offers"])) for one in (water, tea_sign)] == [("Q-550", 2), ("T-500", 2)]
    assert water["xyxy"][2] < tea_sign["xyxy"][0]
    assert {line["text"] for line in water["lines"]}.isdisjoint(line["text"] for line in tea_sign["lines"])
    address = f"/api/audits/{audit['id']}"
    order = {"what": "not_an_offer", "offer": 0}
    assert service.client("rep").post(f"{address}/posters/1/corrections", json=order).status_code == 201
    after = service.client("rep").get(address).json()["posters"]
    assert [len(one["offers"]) for one in after] == [2, 1]
    page = service.client("rep").get(f"/audits/{audit['id']}").text
    assert [page.count(f'id="offer-{key}"') for key in ("0-0", "0-1", "1-0", "1-1")] == [1, 1, 0, 1]
    assert service.client("rep").get(audit["overlay_url"]).status_code == 200


def test_two_posters_above_each_other_are_two_as_well(service: Service) -> None:
    editor = service.client("category")
    assert editor.post("/api/skus", json=SKU).status_code == 201
    tea = {**SKU, "code": "T-500", "brand": "山风", "name": "乌龙茶", "spec": "500ml"}
    assert editor.post("/api/skus", json=tea).status_code == 201
    lower = draw(("山风乌龙茶", 60), ("500ml", 40), ("第二件半价", 90), ("满38减8", 60))
    data = cv2.imencode(".png", np.vstack([draw(*WATER), lower]))[1].tobytes()
    water, tea_sign = service.audited(data=data, kind="poster", seconds=60)["posters"]
    assert [one["sku"] for one in (water, tea_sign)] == ["Q-550", "T-500"]
    assert [[offer["kind"] for offer in one["offers"]] for one in (water, tea_sign)] == [
        ["special_price", "second_item"],
        ["second_item", "threshold_off"],
    ]
    assert water["xyxy"][3] < tea_sign["xyxy"][1]
