"""An approved floor stack becomes a tip of the store: told, dated, closed by hand or by a photo, taken back."""

from datetime import date, datetime, timedelta
from typing import Any

from api.pages_tips import say_close_reason
from tests.api.conftest import Service
from tests.api.poster_rows import HALF
from tests.api.proposal_world import answer, poster, stock
from tests.shelf_pictures import shelf_jpeg


def approved(service: Service, option: str = "floor_stack") -> dict[str, Any]:
    """A rival's poster that runs three more days, answered by this option."""
    stock(service)
    answer(service, poster(service, {**HALF, "valid_until": until(service)}))
    client = service.client("category")
    (one,) = client.get("/api/proposals").json()["proposals"]
    number = [each["kind"] for each in one["options"]].index(option)
    found = client.post(f"/api/proposals/{one['id']}/approve", json={"option": number, "mark": one["mark"]})
    assert found.status_code == 200, found.text
    again = client.post(f"/api/proposals/{one['id']}/approve", json={"option": number, "mark": one["mark"]})
    assert again.status_code == 200, again.text
    return dict(one)


def until(service: Service) -> date:
    return (service.clock() + timedelta(days=3)).date()


def tips(service: Service, name: str = "manager", locale: str = "en") -> list[dict[str, Any]]:
    found = service.client(name, locale=locale).get("/api/tips").json()["tips"]
    return [one for one in found if one["kind"] == "floor_stack"]


def test_the_store_manager_is_told_what_to_build_why_and_until_when(service: Service) -> None:
    proposal = approved(service)
    (tip,) = tips(service, locale="zh-CN")
    day = until(service)
    assert tip["title"] == f"请为 清泉 山楂汁 480ml 加一个堆头，到{day.month}月{day.day}日"
    assert tip["reason"].startswith(
        "竞品 红果 山楂汁 500ml 正在第二件半价（力度25%，我司10%）；品类经理已批准"
    )
    assert "拍一张照片" in tip["action"]
    (english,) = tips(service)
    assert english["title"] == f"Build a floor stack of 清泉 山楂汁 480ml, until {day:%B} {day.day}"
    assert (tip["state"], tip["sku"], tip["assignee"]) == ("open", "O-1", "manager")
    assert (tip["value"], tip["audit_id"]) == ("90.00", proposal["audit_id"])  # 10 more a day at 9.00
    assert service.client("manager").get(tip["evidence_url"]).status_code == 200
    due = timedelta(hours=service.settings.tip_hours)
    assert datetime.fromisoformat(tip["due_at"]) - datetime.fromisoformat(tip["created_at"]) == due
    assert tips(service, "other_rep") == []


def test_other_options_bring_no_tip(service: Service) -> None:
    approved(service, "match_mechanic")
    assert tips(service) == []


def test_it_is_closed_by_hand_and_a_later_undo_leaves_that_be(service: Service) -> None:
    proposal = approved(service)
    (tip,) = tips(service)
    done = service.client("manager").post(f"/api/tips/{tip['id']}/done", json={"note": "摆好了"})
    assert done.json()["state"] == "done"
    service.client("category").post(f"/api/proposals/{proposal['id']}/reopen")
    (tip,) = tips(service)
    assert (tip["state"], tip["close_reason"]) == ("done", "摆好了")


def test_an_after_photo_closes_it_and_is_kept(service: Service) -> None:
    approved(service)
    (tip,) = tips(service)
    client = service.client("manager")
    sent = client.post(
        f"/api/tips/{tip['id']}/after-photo", files={"file": ("stack.jpg", shelf_jpeg(seed=77), "image/jpeg")}
    )
    assert sent.status_code == 202, sent.text
    audit_id = sent.json()["audit_id"]
    check = client.get(f"/api/tips/{tip['id']}/checks/{audit_id}").json()
    assert (check["state"], check["message"]) == (
        "solved",
        "The photo is kept as the proof; the tip is closed.",
    )
    assert (check["tip"]["state"], check["tip"]["after_audit_id"]) == ("done", audit_id)


def test_taking_the_approval_back_takes_the_tip_back(service: Service) -> None:
    proposal = approved(service)
    client = service.client("category")
    client.post(f"/api/proposals/{proposal['id']}/reopen")
    (tip,) = tips(service)
    assert (tip["state"], tip["close_reason"]) == ("declined", "taken_back")
    assert say_close_reason("en", "taken_back") == "The approval was taken back"
    client.post(f"/api/proposals/{proposal['id']}/approve", json={"option": 0, "mark": proposal["mark"]})
    assert sorted(one["state"] for one in tips(service)) == ["declined", "open"]
