"""Silence alerts over the API: whose they are, what they say, closing, undo, snoozing, passing on."""

import shutil
from datetime import UTC, datetime, time, timedelta
from pathlib import Path

import pytest

from catalog.database import reading, writing
from catalog.queries_alerts import count_open_alerts
from catalog.queries_people import find_user
from catalog.queries_silence import find_alert
from catalog.silence_escalation import escalate_alerts
from catalog.tables_till import StoreClosure
from tests.api.alert_world import QUIET_DAYS, Tills, fill_tills
from tests.api.conftest import Service


@pytest.fixture
def database_url(migrated_sqlite: Path, tmp_path: Path) -> str:
    """SQLite alone; the queries are tried on both in `tests.catalog.test_queries_alerts`."""
    shutil.copy(migrated_sqlite, tmp_path / "paimian.db")
    return f"sqlite:///{tmp_path / 'paimian.db'}"


@pytest.fixture
def tills(service: Service) -> Tills:
    made = fill_tills(service.parts.engine, service.clock(), area="人民广场")
    assert made.night(service.clock()).raised == 3
    return made


def listed(service: Service, name: str, **asked: object) -> list[tuple[str, str]]:
    """Store and product of the alerts that a person sees."""
    answer = service.client(name).get("/api/alerts", params=asked)
    assert answer.status_code == 200, answer.text
    return [(one["store"]["code"], one["sku"]) for one in answer.json()["alerts"]]


def test_each_sees_the_alerts_of_their_stores_the_dearest_first(service: Service, tills: Tills) -> None:
    mine = [("S1", "T-2"), ("S1", "T-1")]
    assert listed(service, "manager") == listed(service, "rep") == mine
    assert listed(service, "other_rep") == [("S2", "T-3")]
    assert listed(service, "category") == listed(service, "admin") == [("S2", "T-3"), *mine]
    assert listed(service, "category", store="S1") == mine
    assert listed(service, "category", limit=1, offset=1) == mine[:1]
    assert service.client("category").get("/api/alerts", params={"limit": 1}).json()["total"] == 3
    assert listed(service, "stranger") == []
    assert service.client("manager").get("/api/alerts/count").json() == {"open": 2}
    assert service.client("manager").get("/api/alerts", params={"store": "S2"}).status_code == 404
    assert service.client(None).get("/api/alerts").status_code == 401


def test_another_store_s_alert_is_none(service: Service, tills: Tills) -> None:
    alert_id = tills.alert_of("S2", "T-3").id
    for name in ("manager", "rep", "stranger"):
        client, path = service.client(name), f"/api/alerts/{alert_id}"
        answers = [
            client.get(path),
            client.get(f"{path}/evidence.jpg"),
            client.post(f"{path}/close", json={"reason": "moved"}),
            client.post(f"{path}/reopen"),
            client.post(f"{path}/snooze", json={"until": None}),
        ]
        assert [one.status_code for one in answers] == [404] * 5
        assert {one.json()["error"]["code"] for one in answers} == {"silence_alert_not_found"}
    assert tills.alert_of("S2", "T-3").state == "open"


def test_an_alert_says_what_since_when_what_it_costs_and_what_to_do(service: Service, tills: Tills) -> None:
    found = service.client("manager").get(f"/api/alerts/{tills.alert_of('S1', 'T-2').id}").json()
    assert found["product"] == "清泉 水2 550ml"
    assert found["since"] == (tills.last - timedelta(days=QUIET_DAYS - 1)).isoformat()
    assert found["zero_days"] == QUIET_DAYS
    assert 10 < float(found["expected_units"]) < 20
    # a quarter of ¥6 on each unit
    assert float(found["lost_margin"]) == pytest.approx(float(found["lost_units"]) * 1.5, rel=0.01)
    assert float(found["lost_margin_a_day"]) == pytest.approx(
        float(found["lost_margin"]) / QUIET_DAYS, abs=0.01
    )
    assert (found["chance"] < 0.01, found["gone"] > 0.5) == (True, True)
    assert found["action"] == "take_photo"
    assert found["action_text"].startswith("There is no photo of this store's shelves")
    assert found["evidence"]["seen_on"] is None
    assert (
        service.client("manager", locale="zh-CN")
        .get(f"/api/alerts/{found['id']}")
        .json()["action_text"]
        .startswith("这家店还没有货架照片")
    )
    assert service.client("manager").get(f"/api/alerts/{found['id']}/evidence.jpg").status_code == 404


def test_the_series_has_last_year_and_the_trade_area(service: Service, tills: Tills) -> None:
    found = service.client("manager").get(f"/api/alerts/{tills.alert_of('S1', 'T-1').id}").json()["series"]
    days = found["days"]
    assert len(days) == 28
    assert days[-1]["day"] == tills.last.isoformat()
    assert [day["state"] for day in days[-6:]] == ["sold", *["silent"] * 5]
    assert [float(day["units"]) for day in days[-5:]] == [0.0] * 5
    assert all(day["last_year"] is not None and float(day["last_year"]) >= 2 for day in days)
    assert found["area_stores"] == 1
    assert all(2 <= day["area"] <= 4 for day in days)


def test_days_without_a_feed_and_closed_days_are_no_zeros(service: Service) -> None:
    made = fill_tills(service.parts.engine, service.clock(), holes=(("S1", 2), ("S1", 12)), area="人民广场")
    shut = made.last - timedelta(days=9)
    with writing(service.parts.engine) as session:
        session.add(
            StoreClosure(chain_id=made.chain_id, store_id=made.stores["S1"], first_day=shut, last_day=shut)
        )
    made.night(service.clock())
    answer = service.client("manager").get(f"/api/alerts/{made.alert_of('S1', 'T-1').id}").json()
    assert answer["zero_days"] == QUIET_DAYS - 1  # the day nobody told of is none of them
    days = answer["series"]["days"][::-1]
    assert (days[2]["state"], days[2]["units"]) == ("no_feed", None)
    assert (days[12]["state"], days[12]["units"]) == ("no_feed", None)
    assert (days[9]["state"], days[9]["units"]) == ("closed", None)
    assert [days[ago]["state"] for ago in (0, 1, 3, 4, 5)] == ["silent"] * 4 + ["sold"]


def test_closing_takes_a_reason_and_can_be_undone(service: Service, tills: Tills) -> None:
    client, alert_id = service.client("manager"), tills.alert_of("S1", "T-1").id
    path = f"/api/alerts/{alert_id}"
    closed = client.post(f"{path}/close", json={"reason": "moved", "note": " 移到第二层 "}).json()
    assert (closed["state"], closed["close_reason"], closed["close_note"]) == (
        "closed",
        "moved",
        "移到第二层",
    )
    assert closed["closed_by"] == "manager"
    again = client.post(f"{path}/close", json={"reason": "moved"})
    assert (again.status_code, again.json()["error"]["code"]) == (409, "silence_alert_closed")
    assert client.post(f"{path}/snooze", json={"until": None}).status_code == 409
    assert listed(service, "manager") == [("S1", "T-2")]
    assert listed(service, "manager", state="closed") == [("S1", "T-1")]
    assert client.post(f"{path}/reopen").json()["state"] == "open"
    twice = client.post(f"{path}/reopen")
    assert (twice.status_code, twice.json()["error"]["code"]) == (409, "silence_alert_open")
    assert listed(service, "manager") == [("S1", "T-2"), ("S1", "T-1")]


@pytest.mark.parametrize(
    "body", [{}, {"reason": "sold_again"}, {"reason": "x"}, {"reason": "moved", "note": "x" * 301}]
)
def test_a_reason_that_nobody_may_give_is_refused(service: Service, tills: Tills, body: dict) -> None:
    path = f"/api/alerts/{tills.alert_of('S1', 'T-1').id}/close"
    answer = service.client("manager").post(path, json=body)
    assert (answer.status_code, answer.json()["error"]["code"]) == (422, "invalid_request")


def test_a_snoozed_alert_is_shown_apart_until_its_day(service: Service, tills: Tills) -> None:
    client, path = service.client("manager"), f"/api/alerts/{tills.alert_of('S1', 'T-1').id}/snooze"
    today = tills.last + timedelta(days=1)
    for wrong in (today, today + timedelta(days=61)):
        refused = client.post(path, json={"until": wrong.isoformat()})
        assert (refused.status_code, refused.json()["error"]["code"]) == (422, "bad_value")
    until = (today + timedelta(days=3)).isoformat()
    assert client.post(path, json={"until": until}).json()["snoozed_until"] == until
    assert listed(service, "manager") == [("S1", "T-2")]
    assert listed(service, "manager", state="snoozed") == [("S1", "T-1")]
    assert client.get("/api/alerts/count").json() == {"open": 1}
    with reading(service.parts.engine) as session:
        user = find_user(session, "manager")
        assert user is not None
        for days, waiting in ((2, 1), (3, 1), (4, 2)):
            assert count_open_alerts(session, user, today=today + timedelta(days=days)) == waiting
    assert client.post(path, json={"until": None}).json()["snoozed_until"] is None
    assert listed(service, "manager") == [("S1", "T-2"), ("S1", "T-1")]


def test_a_store_without_a_feed_is_one_message(service: Service) -> None:
    made = fill_tills(service.parts.engine, service.clock(), quiet=(), mute={"S2": 4})
    made.night(service.clock())
    seen = service.client("category").get("/api/alerts").json()
    assert seen["alerts"] == []
    assert [(one["store"]["code"], one["since"]) for one in seen["mute_stores"]] == [
        ("S2", (made.last - timedelta(days=3)).isoformat())
    ]
    assert seen["night"] == made.last.isoformat()
    assert service.client("manager").get("/api/alerts").json()["mute_stores"] == []


def test_what_nobody_answers_is_passed_on_once(service: Service, tills: Tills) -> None:
    snoozed = tills.alert_of("S1", "T-2")
    until = (tills.last + timedelta(days=8)).isoformat()
    client = service.client("manager")
    assert client.post(f"/api/alerts/{snoozed.id}/snooze", json={"until": until}).status_code == 200
    late = service.clock() + timedelta(hours=73)
    service.parts.jobs.pass_on(service.clock() + timedelta(hours=71))
    assert tills.alert_of("S1", "T-1").escalated_at is None
    service.parts.jobs.pass_on(late)
    found = client.get(f"/api/alerts/{tills.alert_of('S1', 'T-1').id}").json()
    assert (found["state"], found["escalated_to"]) == ("open", "supervisor")
    with reading(service.parts.engine) as session:
        assert find_alert(session, tills.chain_id, snoozed.id or 0).alert.escalated_at is None  # type: ignore[union-attr]
    with writing(service.parts.engine) as session:
        assert escalate_alerts(session, late + timedelta(hours=1), today=tills.last + timedelta(days=8)) == ()
    # 17:00 UTC is the next day where the chain is: what was to rest until then has rested
    service.parts.jobs.escalate_alerts(datetime.combine(tills.last + timedelta(days=8), time(17), UTC))
    assert tills.alert_of("S1", "T-2").escalated_at is not None
    assert client.post(f"/api/alerts/{found['id']}/close", json={"reason": "other"}).status_code == 200
