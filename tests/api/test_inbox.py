"""The inbox over HTTP: whose it is, one product once, one answer for both, its order, its week."""

import shutil
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from alerts.inbox_week import Week
from api.inbox_week import say_week
from catalog.bulk import insert_rows
from catalog.database import writing
from catalog.people import assign_stores, create_user
from catalog.queries_inbox import PASSED_ON
from catalog.queries_people import find_store, find_user
from catalog.tables_advice import Tip
from catalog.tables_history import DailyScan
from tests.api.alert_world import Tills, fill_tills
from tests.api.conftest import Service
from tests.api.tip_world import GAP, SHARE, advised

T1 = replace(GAP, subject="gap:T-1", sku="T-1", rank=50.0, value=Decimal("50.00"))


@pytest.fixture
def database_url(migrated_sqlite: Path, tmp_path: Path) -> str:
    """SQLite alone; the queries are tried on both in tests/catalog."""
    shutil.copy(migrated_sqlite, tmp_path / "paimian.db")
    return f"sqlite:///{tmp_path / 'paimian.db'}"


@pytest.fixture
def tills(service: Service) -> Tills:
    made = fill_tills(service.parts.engine, service.clock())
    made.night(service.clock())
    return made


def inbox(service: Service, name: str = "manager", locale: str = "en") -> list[dict[str, Any]]:
    answer = service.client(name, locale=locale).get("/api/inbox")
    assert answer.status_code == 200, answer.text
    items: list[dict[str, Any]] = answer.json()["items"]
    count = service.client(name).get("/api/inbox/count").json()
    assert count == {"open": len(items), "escalated": sum(item["escalated"] for item in items)}
    return items


def post(service: Service, path: str, name: str = "manager", **body: Any) -> dict[str, Any]:
    answer = service.client(name).post(path, json=body)
    assert answer.status_code == 200, (path, answer.text)
    found: dict[str, Any] = answer.json()
    return found


def late(service: Service) -> datetime:
    return service.clock() + timedelta(hours=service.settings.tip_hours + 1)


def test_one_list_of_tips_and_alerts_each_product_once(service: Service, tills: Tills) -> None:
    advised(service, T1, SHARE)
    items = inbox(service)
    first = items[0]
    assert (first["tip"]["sku"], first["alert"]["sku"], first["value"]) == ("T-1", "T-1", "50.00")
    assert first["also"].startswith("no sale since")
    assert first["address"] == f"/inbox/tip/{first['tip']['id']}"
    (alone,) = (item for item in items if item["tip"] is None)
    assert alone["alert"]["sku"] == "T-2"
    assert Decimal(alone["value"]) > Decimal(alone["alert"]["lost_margin_a_day"])  # sales, as a tip's value
    assert [item["name"] for item in items][1] == alone[
        "name"
    ]  # the share has no value and stands in by its rank
    assert len(items) == 3
    assert "每天约少卖" in inbox(service, locale="zh-CN")[0]["also"]


def test_another_piece_of_work_stays_apart(service: Service, tills: Tills) -> None:
    advised(service, replace(SHARE, subject="share:x", sku="T-1"))
    assert sorted((item["tip"] is None, item["alert"] is None) for item in inbox(service)) == [
        (False, True),
        (True, False),
        (True, False),
    ]


def test_whose_it_is(service: Service, tills: Tills) -> None:
    advised(service, T1)
    for name in ("rep", "supervisor", "category", "admin", "stranger", "director"):
        assert inbox(service, name) == [], name
    assert service.client(None).get("/api/inbox").status_code == 401
    assert service.client(None).get("/api/inbox/count").status_code == 401


def test_done_closes_both_and_the_undo_undoes_both(service: Service, tills: Tills) -> None:
    advised(service, T1)
    (item,) = (one for one in inbox(service) if one["tip"])
    alert = f"/api/alerts/{item['alert']['id']}"
    post(service, f"/api/tips/{item['tip']['id']}/done", note="补了")
    told = service.client("manager").get(alert).json()
    assert (told["state"], told["close_reason"], told["close_note"], told["closed_by"]) == (
        "closed",
        "restocked",
        "补了",
        "manager",
    )
    assert [one["alert"]["sku"] for one in inbox(service)] == ["T-2"]
    post(service, f"/api/tips/{item['tip']['id']}/reopen")
    assert service.client("manager").get(alert).json()["state"] == "open"
    assert {one["name"] for one in inbox(service)} >= {item["name"]}


@pytest.mark.parametrize(
    ("reason", "closed"),
    [("not_sold", "delisted"), ("no_stock", "other"), ("no_room", "other"), ("seen_wrong", None)],
)
def test_a_declined_tip_closes_the_alert_where_it_says_the_same(
    service: Service, tills: Tills, reason: str, closed: str | None
) -> None:
    advised(service, T1)
    (item,) = (one for one in inbox(service) if one["tip"])
    post(service, f"/api/tips/{item['tip']['id']}/decline", reason=reason, note="周五")
    told = service.client("manager").get(f"/api/alerts/{item['alert']['id']}").json()
    assert told["close_reason"] == closed
    if closed is None:  # the product stands there, and still nobody buys it
        assert {one["alert"]["sku"] for one in inbox(service)} == {"T-1", "T-2"}
    else:
        assert told["close_note"].endswith(" · 周五")
        post(service, f"/api/tips/{item['tip']['id']}/reopen")
        assert len(inbox(service)) == 2


def test_an_alert_s_answer_settles_its_tips_and_takes_them_back(service: Service, tills: Tills) -> None:
    eye = replace(T1, kind="eye_level", subject="eye:T-1", rank=1.0, params=SHARE.params)
    advised(service, T1, eye)
    alert = tills.alert_of("S1", "T-1")

    def states() -> dict[str, str]:
        found = service.client("manager").get("/api/tips").json()["tips"]
        return {tip["kind"]: tip["state"] for tip in found}

    with pytest.MonkeyPatch.context() as patch:  # words of such a tip are tried elsewhere
        patch.setattr(
            "api.answers_tips.say_tip",
            lambda *_: type("W", (), dict.fromkeys(("title", "reason", "action"), "x")),
        )
        for reason, told in (
            ("restocked", {"gap": "done", "eye_level": "open"}),
            ("moved", {"gap": "open", "eye_level": "done"}),
            ("delisted", {"gap": "declined", "eye_level": "declined"}),
            ("wrong_alert", {"gap": "open", "eye_level": "open"}),
        ):
            post(service, f"/api/alerts/{alert.id}/close", reason=reason)
            assert states() == told, reason
            post(service, f"/api/alerts/{alert.id}/reopen")
            assert states() == {"gap": "open", "eye_level": "open"}, reason


def test_an_undo_brings_back_only_what_the_same_answer_closed(service: Service, tills: Tills) -> None:
    advised(service, T1)
    (item,) = (one for one in inbox(service) if one["tip"])
    tip, alert = f"/api/tips/{item['tip']['id']}", f"/api/alerts/{item['alert']['id']}"
    post(service, f"{alert}/close", reason="price_tag")
    post(service, f"{tip}/done")
    post(service, f"{tip}/reopen")
    assert service.client("manager").get(alert).json()["close_reason"] == "price_tag"


def test_what_ran_out_goes_to_the_supervisor_and_the_manager_still_sees_it(
    service: Service, tills: Tills
) -> None:
    advised(service, T1, SHARE)
    service.parts.jobs.pass_on(late(service))
    mine, theirs = inbox(service, "supervisor"), inbox(service)
    assert [one["name"] for one in mine] == [one["name"] for one in theirs]
    assert {(one["escalated"], one["escalated_to"], one["store"]["code"]) for one in mine} == {
        (True, "supervisor", "S1")
    }
    advised(service, replace(GAP, subject="gap::7", rank=500.0, value=Decimal(500)), seed=7)
    assert [one["escalated"] for one in inbox(service)] == [True, True, True, False]
    post(service, f"/api/tips/{mine[0]['tip']['id']}/done", "supervisor")
    assert len(inbox(service, "supervisor")) == 2
    kept = service.client("manager").get(f"/api/tips/{mine[0]['tip']['id']}").json()
    assert (kept["state"], kept["closed_by"], kept["escalated_to"]) == ("done", "supervisor", "supervisor")
    closed = service.client("manager").get(f"/api/alerts/{mine[0]['alert']['id']}").json()
    assert (closed["closed_by"], closed["escalated_to"]) == ("supervisor", "supervisor")
    # the second store has no supervisor: its alert is the category manager's
    assert [one["store"]["code"] for one in inbox(service, "category")] == ["S2"]


def test_a_tip_told_anew_takes_the_place_of_the_one_that_ran_out(service: Service) -> None:
    advised(service, GAP)
    service.parts.jobs.pass_on(late(service))
    assert len(inbox(service, "supervisor")) == 1
    advised(service, GAP, seed=3)
    assert [one["escalated"] for one in inbox(service)] == [False]
    assert inbox(service, "supervisor") == []


def test_old_ones_leave_the_manager_s_list_and_not_the_heir_s(service: Service) -> None:
    advised(service, GAP)
    service.parts.jobs.pass_on(late(service))
    assert len(inbox(service)) == len(inbox(service, "supervisor")) == 1
    with writing(service.parts.engine) as session:
        tip = session.get_one(Tip, 1)
        tip.closed_at = service.clock() - PASSED_ON - timedelta(minutes=1)
        session.add(tip)
    assert inbox(service) == []
    assert len(inbox(service, "supervisor")) == 1


def test_a_rested_alert_waits_for_nobody(service: Service, tills: Tills) -> None:
    until = (service.clock() + timedelta(days=9)).date().isoformat()
    post(service, f"/api/alerts/{tills.alert_of('S1', 'T-2').id}/snooze", until=until)
    assert [one["alert"]["sku"] for one in inbox(service)] == ["T-1"]


def test_the_week_counts_what_was_shown_and_not_what_was_said(service: Service, tills: Tills) -> None:
    def week(name: str = "manager") -> dict[str, Any]:
        told: dict[str, Any] = service.client(name).get("/api/inbox").json()["week"]
        return told

    assert (week()["handled"], week()["text"]) == (0, "Nothing handled yet this week.")
    advised(service, T1, SHARE)
    tip = next(one for one in inbox(service) if one["alert"] and one["tip"])
    post(service, f"/api/tips/{tip['tip']['id']}/done")  # and its alert: one task
    assert (week()["handled"], week()["helped"]) == (1, 0)
    post(service, f"/api/alerts/{tills.alert_of('S1', 'T-2').id}/close", reason="price_tag")
    assert (week()["handled"], week()["helped"], week()["value"]) == (2, 0, "0")
    tomorrow = tills.last + timedelta(days=2)  # the tills tell later that it sold again
    row = (tills.stores["S1"], tills.skus["T-2"], tomorrow, Decimal(3))
    with writing(service.parts.engine) as session:
        insert_rows(session, DailyScan, ("store_id", "sku_id", "day", "units"), [row])
    assert (week()["handled"], week()["helped"]) == (2, 1)
    assert Decimal(week()["value"]) > 10  # about three a day at 6.00
    assert advised(service, settled=(SHARE.subject,), seed=9)
    assert (week()["handled"], week()["helped"], week()["unknown"]) == (3, 2, 1)
    assert "2 shown to have helped" in week()["text"]
    assert week("supervisor") == week()
    assert week("category") is None


@pytest.mark.parametrize(
    ("week", "zh", "en"),
    [
        (
            Week(9, 6, Decimal("312.40"), 0, 2),
            "本周处理 9 条，6 条整改有效，找回约 ¥312/天；2 条超时。",
            "9 handled this week, 6 shown to have helped, about ¥312 a day won back; 2 ran out of time.",
        ),
        (
            Week(3, 2, Decimal(5), 1, 0),
            "本周处理 3 条，2 条整改有效，找回约 ¥5/天，另 1 条金额未知。",
            "3 handled this week, 2 shown to have helped, about ¥5 a day won back, one more of unknown worth.",
        ),
        (
            Week(1, 1, Decimal(0), 1, 0),
            "本周处理 1 条，1 条整改有效，金额未知。",
            "One handled this week, one shown to have helped, worth not known.",
        ),
        (
            Week(2, 0, Decimal(0), 0, 1),
            "本周处理 2 条，效果待照片或销量确认；1 条超时。",
            "2 handled this week, a photo or the till has yet to show whether it helped; one ran out of time.",
        ),
        (Week(0, 0, Decimal(0), 0, 0), "本周还没有处理记录。", "Nothing handled yet this week."),
    ],
)
def test_the_week_in_one_sentence(week: Week, zh: str, en: str) -> None:
    assert say_week(week, "zh-CN") == zh
    assert say_week(week, "en") == en


def test_two_supervisors_and_one_who_left(service: Service) -> None:
    with writing(service.parts.engine) as session:
        first = find_user(session, "supervisor")
        assert first is not None
        store = find_store(session, first.chain_id, "S1")
        assert store is not None
        second = create_user(session, first.chain_id, "second", "x", "supervisor")
        assign_stores(session, second, [store])
        first.active = False
        session.add(first)
    advised(service, GAP)
    service.parts.jobs.pass_on(late(service))
    (item,) = inbox(service)
    assert item["escalated_to"] == "second"
