"""Settings of silence alerts over the API, the replay beside them, and thresholds that learn after a night."""

import time
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Engine

from api.silence_learning import learn_thresholds
from catalog.database import reading, writing
from catalog.people import create_store, create_user, ensure_chain
from catalog.queries_silence import settings_of
from catalog.rows import key
from catalog.silence_alerts import SilenceDraft, close_alert, raise_alerts
from catalog.silence_settings import SilenceTarget, SilenceValues, set_silence, undo_silence
from catalog.sku_draft import SkuDraft
from catalog.skus import create_sku
from catalog.tables_till import CloseReason, SilenceSetting
from tests.api.conftest import Service
from tests.api.silence_world import LAST, fill_tills

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
URL = "/api/alert-settings"


@pytest.mark.parametrize("name", ["rep", "manager"])
def test_settings_are_the_category_managers(service: Service, name: str) -> None:
    client = service.client(name)
    for answer in (
        client.get(URL),
        client.put(URL, json={"days": 4}),
        client.delete(URL),
        client.post(f"{URL}/undo", json={}),
        client.get(f"{URL}/replay"),
        client.post(f"{URL}/replay", json={}),
        client.delete(f"{URL}/replay"),
    ):
        assert (answer.status_code, answer.json()["error"]["code"]) == (403, "forbidden")


def test_set_look_take_back_undo(service: Service) -> None:
    fill_tills(service.parts.engine)
    client = service.client("category")
    told = client.get(URL).json()
    assert [each["category"] for each in told["categories"]] == ["零食", "饮料"]
    assert told["defaults"]["days"] == 3
    made = client.put(URL, json={"category": "饮料", "days": 5, "margin_pct": "30"})
    assert made.status_code == 200, made.text
    assert (made.json()["days"], made.json()["changed_by"]) == (5, "category")
    assert client.put(URL, json={"sku": "K1", "chance_max": 0.002}).json()["name"] == "清泉 商品1 550ml"
    client.put(URL, json={"choice": "both", "budget": 2})
    told = client.get(URL).json()
    assert (told["chain"]["choice"], told["chain"]["budget"]) == ("both", 2)
    assert [each["sku"] for each in told["skus"]] == ["K1"]
    assert client.delete(URL, params={"sku": "K1"}).json()["chance_max"] is None
    assert client.get(URL).json()["skus"] == []
    assert client.post(f"{URL}/undo", json={"sku": "K1"}).json()["chance_max"] == 0.002
    foreign = service.client("stranger").get(URL).json()
    assert (foreign["categories"], foreign["chain"]["choice"]) == ([], None)


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        ({"category": "饮料", "budget": 3}, 422, "bad_value"),
        ({"category": "没有"}, 422, "bad_value"),
        ({"sku": "K99", "days": 3}, 404, "sku_not_found"),
        ({"days": 0}, 422, "invalid_request"),
        ({"dais": 3}, 422, "invalid_request"),
    ],
)
def test_bad_settings_are_refused(service: Service, body: dict[str, Any], status: int, code: str) -> None:
    fill_tills(service.parts.engine)
    answer = service.client("category").put(URL, json=body)
    assert (answer.status_code, answer.json()["error"]["code"]) == (status, code), answer.text


def wait(service: Service) -> dict[str, Any]:
    until = time.monotonic() + 30
    while time.monotonic() < until:
        told: dict[str, Any] = service.client("category").get(f"{URL}/replay").json()
        if told["state"] != "running":
            return told
        time.sleep(0.05)
    raise AssertionError("the replay does not end")


def test_a_replay_sets_what_is_tried_beside_what_is_in_force(service: Service) -> None:
    fill_tills(service.parts.engine)
    client = service.client("category")
    assert client.get(f"{URL}/replay").json()["state"] == "none"
    order = {"days": 40, "trials": [{"choice": "n_days", "days": 30}]}
    begun = client.post(f"{URL}/replay", json=order)
    assert (begun.status_code, begun.json()["state"]) == (202, "running")
    told = wait(service)
    assert told["state"] == "done", told
    result = told["result"]
    assert (result["stores"], result["stores_of"], result["last_day"]) == (2, 2, LAST.isoformat())
    force, tried = result["in_force"], result["tried"]
    assert force["alerts"] == 2
    assert tried["alerts"] == 0
    assert force["a_store_and_day"] == pytest.approx(2 / 80, abs=1e-3)
    assert force["sold_within_7"] == {"sold": 1, "known": 2, "pct": 50.0}
    by_category = {each["category"]: each for each in force["by_category"]}
    assert by_category["饮料"]["sold_within_7"]["sold"] == 0
    assert by_category["饮料"]["lost_margin"] == pytest.approx(20 * 3, rel=0.4)
    assert sum(each["alerts"] for each in force["by_day"]) == 2
    assert len(force["by_day"]) == 40
    assert told["trials"][0]["days"] == 30


def test_a_replay_of_a_sample_says_so(service: Service) -> None:
    fill_tills(service.parts.engine)
    service.client("category").post(f"{URL}/replay", json={"stores": 1})
    result = wait(service)["result"]
    assert (result["stores"], result["stores_of"]) == (1, 2)


def test_without_scans_a_replay_says_so(service: Service) -> None:
    service.client("category").post(f"{URL}/replay", json={})
    told = wait(service)
    assert (told["state"], told["error"]["code"]) == ("failed", "silence_replay_no_scans")


def test_one_replay_at_a_time_and_it_can_be_cancelled(
    service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(service.parts.replays, "start", lambda asked: None)
    client = service.client("category")
    client.post(f"{URL}/replay", json={})
    again = client.post(f"{URL}/replay", json={})
    assert (again.status_code, again.json()["error"]["code"]) == (409, "silence_replay_running")
    assert client.delete(f"{URL}/replay").json()["state"] == "cancelled"
    assert client.post(f"{URL}/replay", json={}).status_code == 202
    service.clock.ahead += timedelta(minutes=4)
    lost = client.get(f"{URL}/replay").json()
    assert (lost["state"], lost["error"]["code"]) == ("failed", "silence_replay_lost")
    assert client.post(f"{URL}/replay", json={}).status_code == 202


class Answered:
    """A chain whose people closed alerts of one category."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        with writing(engine) as session:
            self.chain_id = key(ensure_chain(session, "ours").id)
            self.user_id = key(create_user(session, self.chain_id, "boss", "x", "category_manager").id)
            self.store_id = key(create_store(session, self.chain_id, "S1", "一店").id)
            self.skus = [
                key(
                    create_sku(
                        session,
                        self.chain_id,
                        SkuDraft("清泉", f"水{n}", "550ml", f"K{n}", category="饮料"),
                        now=NOW,
                    ).sku.id
                )
                for n in range(60)
            ]

    def close(self, reason: CloseReason, chance: float, skus: list[int]) -> None:
        day = NOW.date() - timedelta(days=5)
        drafts = [
            SilenceDraft(
                self.store_id, sku, day, 5, 9.0, 9.0, None, chance, 0.9, "probability", 1, "check_shelf", {}
            )
            for sku in skus
        ]
        with writing(self.engine) as session:
            for alert in raise_alerts(
                session, self.chain_id, drafts, day=day, now=NOW, due=timedelta(days=3)
            ):
                close_alert(session, self.chain_id, key(alert.id), reason, by=self.user_id, now=NOW)

    def learn(self, now: datetime = NOW) -> SilenceSetting | None:
        learn_thresholds(self.engine, self.chain_id, now.date(), "probability", now=now)
        with reading(self.engine) as session:
            rows = settings_of(session, self.chain_id)
        return next((row for row in rows if row.category == "饮料"), None)


@pytest.fixture
def answered(engine: Engine) -> Answered:
    return Answered(engine)


def test_a_threshold_is_learnt_from_reasons_once_a_week(answered: Answered) -> None:
    answered.close("restocked", 1e-4, answered.skus[:25])
    answered.close("wrong_alert", 8e-3, answered.skus[25:50])
    row = answered.learn()
    assert row is not None
    assert row.chance_max is not None
    assert 2e-4 < row.chance_max < 8e-3
    assert (row.tuned_alerts, row.tuned_at, row.changed_by) == (50, NOW, None)
    first = row.chance_max
    answered.close("wrong_alert", 2e-3, answered.skus[50:])
    again = answered.learn(NOW + timedelta(days=6))
    assert again is not None
    assert (again.chance_max, again.tuned_alerts) == (first, 50)
    later = answered.learn(NOW + timedelta(days=7))
    assert later is not None
    assert later.tuned_alerts == 60


def test_reasons_that_say_nothing_teach_nothing(answered: Answered) -> None:
    answered.close("delisted", 1e-4, answered.skus[:30])
    answered.close("other", 1e-4, answered.skus[30:])
    assert answered.learn() is None


def test_few_answers_teach_nothing(answered: Answered) -> None:
    answered.close("moved", 1e-4, answered.skus[:11])
    assert answered.learn() is None


@pytest.mark.parametrize(
    ("target", "values", "learns"),
    [
        (SilenceTarget(), {"learning": False}, False),
        (SilenceTarget("饮料"), {"learning": False}, False),
        (SilenceTarget("饮料"), {"chance_max": 0.02}, False),
        (SilenceTarget("饮料"), {"chance_max": 0.02, "learning": True}, True),
        (SilenceTarget("饮料"), {"days": 4}, True),
    ],
)
def test_who_learns(answered: Answered, target: SilenceTarget, values: dict[str, Any], learns: bool) -> None:
    answered.close("restocked", 1e-4, answered.skus[:25])
    with writing(answered.engine) as session:
        set_silence(
            session,
            answered.chain_id,
            target,
            SilenceValues(**values),
            by=None,
            now=NOW,
            today=NOW.date() - timedelta(days=30),
        )
    row = answered.learn()
    assert (row is not None and row.tuned_at is not None) == learns


def test_what_is_taken_back_is_not_learnt_again_from_the_same(answered: Answered) -> None:
    answered.close("restocked", 1e-4, answered.skus)
    row = answered.learn()
    assert row is not None
    assert row.chance_max == pytest.approx(0.04)
    with writing(answered.engine) as session:
        undo_silence(session, answered.chain_id, SilenceTarget("饮料"), by=None, now=NOW, today=NOW.date())
    row = answered.learn(NOW + timedelta(days=30))
    assert row is not None
    assert (row.chance_max, row.tuned_at) == (None, None)
