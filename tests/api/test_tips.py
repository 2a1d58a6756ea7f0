"""Tips through the API: whose they are, how they are answered and taken back, and how they end."""

from collections.abc import Callable
from datetime import timedelta
from io import BytesIO

import numpy as np
import pytest
from PIL import Image

from api.settings import Settings
from catalog.database import writing
from catalog.queries_advised import note_advised
from tests.api.conftest import Service
from tests.api.tip_world import GAP, SHARE, advise, advised
from tests.shelf_pictures import SHELF, shelf_jpeg


def tip_of(service: Service, name: str = "manager", **query: str) -> dict[str, object]:
    """The first of somebody's tips."""
    found: dict[str, object] = service.client(name).get("/api/tips", params=query).json()["tips"][0]
    return found


def test_a_store_manager_gets_the_store_s_tips_in_their_order_with_words_and_evidence(
    service: Service,
) -> None:
    audit = advised(service, SHARE, GAP)
    answer = service.client("manager").get("/api/tips")
    assert answer.status_code == 200
    first, second = answer.json()["tips"]
    assert (first["kind"], second["kind"]) == ("gap", "share")
    assert (first["state"], first["audit_id"], first["store"]["code"]) == ("open", audit["id"], "S1")
    assert first["value"] == "12.40"
    assert first["xyxy"] == list(GAP.xyxy or ())
    assert "绿牌 茶 500ml" in first["title"]
    assert "Restock" in first["action"]
    chinese = service.client("manager", locale="zh-CN").get(f"/api/tips/{first['id']}").json()
    assert chinese["action"] != first["action"]
    assert chinese["params"] == first["params"]


def test_a_tip_is_seen_in_its_own_store_and_by_those_who_see_the_chain(service: Service) -> None:
    advised(service, GAP)
    tip = tip_of(service)
    for name, sees in (("rep", True), ("manager", True), ("category", True), ("admin", True)):
        assert len(service.client(name).get("/api/tips").json()["tips"]) == sees, name
    for name in ("other_rep", "stranger"):
        client = service.client(name)
        assert client.get("/api/tips").json()["tips"] == []
        assert client.get("/api/tips/counts").json() == []
        calls = [
            client.get(f"/api/tips/{tip['id']}"),
            client.get(f"/api/tips/{tip['id']}/evidence.jpg"),
            client.get(f"/api/tips/{tip['id']}/checks/{tip['audit_id']}"),
            client.post(f"/api/tips/{tip['id']}/done", json={}),
            client.post(f"/api/tips/{tip['id']}/decline", json={"reason": "no_room"}),
            client.post(f"/api/tips/{tip['id']}/reopen"),
            client.post(f"/api/tips/{tip['id']}/after-photo", files={"file": ("a.jpg", shelf_jpeg())}),
        ]
        assert {(call.status_code, call.json()["error"]["code"]) for call in calls} == {
            (404, "tip_not_found")
        }
    assert tip_of(service)["state"] == "open"
    foreign = service.client("rep").get("/api/tips", params={"store": "S2"})
    assert (foreign.status_code, foreign.json()["error"]["code"]) == (404, "store_not_found")


@pytest.mark.parametrize("name", ["rep", "manager"])
def test_an_answer_is_one_call_and_can_be_taken_back(service: Service, name: str) -> None:
    advised(service, GAP)
    client, tip = service.client(name), tip_of(service)
    done = client.post(f"/api/tips/{tip['id']}/done", json={"note": "补了两排"})
    assert done.status_code == 200
    assert (done.json()["state"], done.json()["closed_by"], done.json()["close_reason"]) == (
        "done",
        name,
        "补了两排",
    )
    assert client.post(f"/api/tips/{tip['id']}/done", json={}).status_code == 200  # said twice
    refused = client.post(f"/api/tips/{tip['id']}/decline", json={"reason": "no_room"})
    assert (refused.status_code, refused.json()["error"]["code"]) == (409, "tip_closed")
    back = client.post(f"/api/tips/{tip['id']}/reopen")
    assert (back.json()["state"], back.json()["closed_by"], back.json()["closed_at"]) == ("open", None, None)
    declined = client.post(f"/api/tips/{tip['id']}/decline", json={"reason": "no_stock", "note": "周五到货"})
    assert (declined.json()["state"], declined.json()["close_reason"]) == ("declined", "no_stock: 周五到货")
    states = {
        state: len(client.get("/api/tips", params={"state": state}).json()["tips"])
        for state in ("open", "declined")
    }
    assert states == {"open": 0, "declined": 1}


@pytest.mark.parametrize(
    ("what", "body"),
    [
        ("decline", {}),
        ("decline", {"reason": "because"}),
        ("decline", {"reason": "other", "note": "x" * 251}),
        ("done", {"note": "x" * 301}),
        ("done", {"notes": "misspelt"}),
    ],
)
def test_an_answer_that_cannot_be_used_is_refused(service: Service, what: str, body: dict[str, str]) -> None:
    advised(service, GAP)
    tip = tip_of(service)
    answer = service.client("manager").post(f"/api/tips/{tip['id']}/{what}", json=body)
    assert (answer.status_code, answer.json()["error"]["code"]) == (422, "invalid_request")
    assert tip_of(service)["state"] == "open"


def test_an_after_photo_without_the_trouble_closes_the_tip(service: Service) -> None:
    advised(service, GAP, SHARE)
    tip = tip_of(service)
    filled = shelf_jpeg(tuple(row.replace("#", "G") for row in SHELF), seed=3)
    client = service.client("manager")
    sent = client.post(f"/api/tips/{tip['id']}/after-photo", files={"file": ("now.jpg", filled)})
    assert sent.status_code == 202
    audit_id = sent.json()["audit_id"]
    assert sent.headers["location"] == f"/api/tips/{tip['id']}/checks/{audit_id}"
    service.wait(audit_id)
    advise(service, audit_id, SHARE, settled=(GAP.subject,))
    check = client.get(f"/api/tips/{tip['id']}/checks/{audit_id}").json()
    assert check["state"] == "solved"
    assert (check["tip"]["state"], check["tip"]["after_audit_id"], check["tip"]["closed_by"]) == (
        "done",
        audit_id,
        None,
    )
    late = client.post(f"/api/tips/{tip['id']}/after-photo", files={"file": ("now.jpg", filled)})
    assert (late.status_code, late.json()["error"]["code"]) == (409, "tip_closed")
    back = client.post(f"/api/tips/{tip['id']}/reopen").json()
    assert (back["state"], back["after_audit_id"]) == ("open", None)


def test_an_after_photo_says_what_is_still_wrong_or_that_it_shows_something_else(service: Service) -> None:
    advised(service, GAP)
    tip, client = tip_of(service), service.client("manager")

    def sent(seed: int) -> int:
        files = {"file": ("now.jpg", shelf_jpeg(seed=seed))}
        audit_id = int(client.post(f"/api/tips/{tip['id']}/after-photo", files=files).json()["audit_id"])
        service.wait(audit_id)
        return audit_id

    def noted(audit_id: int) -> dict[str, object]:
        with writing(service.parts.engine) as session:
            note_advised(session, audit_id, service.parts.clock())
        found: dict[str, object] = client.get(f"/api/tips/{tip['id']}/checks/{audit_id}").json()
        return found

    worse = sent(5)
    advise(service, worse, GAP)
    still = noted(worse)
    assert still["state"] == "still_open"
    assert "绿牌 茶 500ml" in str(still["message"])
    elsewhere = sent(6)
    assert noted(elsewhere)["state"] == "not_shown"
    assert tip_of(service)["audit_id"] == worse


def test_a_check_of_another_store_s_photo_is_not_there(service: Service) -> None:
    advised(service, GAP)
    other = service.audited("other_rep", store="S2", data=shelf_jpeg(seed=9))
    answer = service.client("category").get(f"/api/tips/{tip_of(service)['id']}/checks/{other['id']}")
    assert (answer.status_code, answer.json()["error"]["code"]) == (404, "audit_not_found")


def test_an_after_photo_that_is_none_is_refused_and_one_of_nothing_is_said_to_be_so(service: Service) -> None:
    advised(service, GAP)
    tip, client = tip_of(service), service.client("manager")
    text = client.post(f"/api/tips/{tip['id']}/after-photo", files={"file": ("a.txt", b"no photo")})
    assert (text.status_code, text.json()["error"]["code"]) == (415, "not_an_image")
    wall = shelf_jpeg(("..........",) * 6)
    sent = client.post(f"/api/tips/{tip['id']}/after-photo", files={"file": ("a.jpg", wall)}).json()
    assert service.wait(sent["audit_id"])["state"] == "failed"
    check = client.get(f"/api/tips/{tip['id']}/checks/{sent['audit_id']}").json()
    assert check["state"] == "failed"
    assert check["message"]


def test_the_evidence_is_the_part_of_the_photo_with_a_frame(service: Service) -> None:
    advised(service, GAP, SHARE)
    client = service.client("manager")
    framed, whole = (client.get(tip["evidence_url"]) for tip in client.get("/api/tips").json()["tips"])
    assert framed.headers["content-type"] == "image/jpeg"
    pixels = np.asarray(Image.open(BytesIO(framed.content)).convert("RGB")).astype(int)
    yellow = (pixels[..., 0] > 200) & (pixels[..., 1] > 170) & (pixels[..., 2] < 90)
    assert yellow.sum() > 200
    assert pixels.shape[1] < 640
    assert np.asarray(Image.open(BytesIO(whole.content))).shape[1] == 640
    small = client.get(f"{client.get('/api/tips').json()['tips'][0]['evidence_url']}?longest=64")
    assert max(Image.open(BytesIO(small.content)).size) == 64


def test_a_picture_that_is_known_is_not_sent_again_until_the_tip_moves_on(service: Service) -> None:
    advised(service, GAP)
    client, url = service.client("manager"), str(tip_of(service)["evidence_url"])
    tag = client.get(url).headers["etag"]
    again = client.get(url, headers={"If-None-Match": tag})
    assert (again.status_code, again.content) == (304, b"")
    assert client.get(f"{url}?longest=64", headers={"If-None-Match": tag}).status_code == 200
    advised(service, GAP, seed=4)
    assert client.get(url, headers={"If-None-Match": tag}).status_code == 200


def test_what_nobody_answers_goes_to_the_supervisor_by_itself(
    start: Callable[..., Service], settings: Settings
) -> None:
    service = start(settings.model_copy(update={"tip_hours": 2}))  # within the hours that a token lasts
    advised(service, GAP)
    tip = tip_of(service)
    service.clock.ahead = timedelta(hours=service.settings.tip_hours - 1)
    service.parts.jobs.expire_tips()
    assert tip_of(service)["state"] == "open"
    (counts,) = service.client("category").get("/api/tips/counts").json()
    assert (counts["open"], counts["due_soon"], counts["expired"]) == (1, 1, 0)
    service.clock.ahead = timedelta(hours=service.settings.tip_hours, seconds=1)
    for _ in range(2):  # twice is as once
        service.parts.jobs.expire_tips()
    late = service.client("category").get(f"/api/tips/{tip['id']}").json()
    assert (late["state"], late["escalated_to"], late["closed_by"]) == ("expired", "supervisor", None)
    (counts,) = service.client("category").get("/api/tips/counts").json()
    assert (counts["open"], counts["due_soon"], counts["expired"]) == (0, 0, 1)
    # whoever does it late still may say so
    assert service.client("manager").post(f"/api/tips/{tip['id']}/done", json={}).json()["state"] == "done"
