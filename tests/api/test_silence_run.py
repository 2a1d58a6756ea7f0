"""Nights over a real database: once a day, missed ones made good, late feeds, broken runs, alerts' lives."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from sqlalchemy import Engine

from api.night_keeper import NightKeeper
from api.settings import Settings
from api.silence_replay import replay
from api.silence_run import NightDone, Rules, run_night
from catalog.database import reading, writing
from catalog.errors import Conflict, Invalid, NotFound
from catalog.people import create_store, ensure_chain
from catalog.queries_silence import alerts_of_night, night_of, open_alerts, settings_of
from catalog.rows import key
from catalog.silence_alerts import close_alert, reopen_alert, snooze_alert
from catalog.sku_draft import SkuDraft
from catalog.skus import create_sku
from catalog.tables_history import DailyScan
from catalog.tables_till import Listing, ScanFile, SilenceAlert, SkuSuccessor, StoreClosure
from catalog.till_states import load_tills
from catalog.upsert import upsert

ZONE = ZoneInfo("Asia/Shanghai")
NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
FIRST = date(2026, 8, 1)
DAYS = 60
LAST = FIRST + timedelta(days=DAYS - 1)


@dataclass(frozen=True)
class Chain:
    """Five stores that sell eight products, 3 a day of each; ids in order."""

    engine: Engine
    chain_id: int
    stores: tuple[int, ...]
    skus: tuple[int, ...]

    def feed(self, units: np.ndarray, first: date = FIRST, *, noted: bool = False) -> None:
        """Units (days, stores, skus); -1 is no row."""
        rows = [
            {
                "store_id": self.stores[s],
                "sku_id": self.skus[k],
                "day": first + timedelta(days=d),
                "units": Decimal(int(n)),
            }
            for (d, s, k), n in np.ndenumerate(units)
            if n > 0 or n < -1
        ]
        with writing(self.engine) as session:
            upsert(session, DailyScan, rows, ["units"])
            if noted:
                last = first + timedelta(days=len(units) - 1)
                session.add(
                    ScanFile(
                        chain_id=self.chain_id,
                        name="late.csv",
                        sha256="a" * 64,
                        taken_at=NOW,
                        first_day=first,
                        last_day=last,
                        rows=len(rows),
                        kept=len(rows),
                        report={},
                    )
                )

    def night(self, today: date, **more: object) -> NightDone:
        return run_night(
            self.engine,
            self.chain_id,
            today,
            now=NOW,
            due=timedelta(hours=72),
            zone=ZONE,
            **more,  # type: ignore[arg-type]
        )

    def raised(self, today: date) -> set[tuple[int, int]]:
        with reading(self.engine) as session:
            return {
                (self.stores.index(row.store.id or 0), self.skus.index(row.sku.id or 0))
                for row in alerts_of_night(session, self.chain_id, today)
            }


@pytest.fixture
def chain(engine: Engine) -> Chain:
    with writing(engine) as session:
        chain_id = key(ensure_chain(session, "default").id)
        stores = tuple(key(create_store(session, chain_id, f"S{n}", f"{n}店").id) for n in range(5))
        skus = tuple(
            key(
                create_sku(
                    session,
                    chain_id,
                    SkuDraft(
                        code=f"K{n}",
                        brand="清泉",
                        name=f"水{n}",
                        spec="550ml",
                        category="饮料",
                        list_price=Decimal(4),
                    ),
                    now=NOW,
                ).sku.id
            )
            for n in range(8)
        )
    return Chain(engine, chain_id, stores, skus)


def sales(seed: int = 4, days: int = DAYS) -> np.ndarray:
    return np.random.default_rng(seed).poisson(3.0, (days, 5, 8))


def silent(units: np.ndarray, pairs: Iterable[tuple[int, int]], since: int) -> np.ndarray:
    for store, sku in pairs:
        units[since:, store, sku] = 0
    return units


def test_a_silent_product_is_raised_once_and_closed_when_it_sells(chain: Chain) -> None:
    units = silent(sales(days=DAYS + 2), [(1, 3)], DAYS - 5)
    units[DAYS, 1, 3] = 2
    chain.feed(units[:DAYS])
    done = chain.night(LAST)
    assert (done.raised, done.pairs, done.stores) == (1, 40, 5)
    assert chain.raised(LAST) == {(1, 3)}
    with reading(chain.engine) as session:
        (alert,) = open_alerts(session, chain.chain_id)
    assert alert.since == LAST - timedelta(days=4)
    assert alert.zero_days == 5
    assert float(alert.expected_units) == pytest.approx(15, rel=0.3)
    assert float(alert.lost_margin or 0) == pytest.approx(float(alert.lost_units), rel=0.05)
    assert alert.action == "take_photo"
    assert chain.night(LAST).days == ()
    chain.feed(units[DAYS:], LAST + timedelta(days=1))
    after = chain.night(LAST + timedelta(days=2))
    assert (after.raised, after.closed, len(after.days)) == (0, 1, 2)
    with reading(chain.engine) as session:
        assert open_alerts(session, chain.chain_id) == ()
        assert session.get_one(SilenceAlert, alert.id).close_reason == "sold_again"


def test_night_by_night_is_all_at_once(chain: Chain) -> None:
    chain.feed(silent(sales(), [(0, 0), (2, 5)], DAYS - 6))
    chain.night(LAST - timedelta(days=20))
    for ago in range(19, 0, -3):
        chain.night(LAST - timedelta(days=ago))
    chain.night(LAST)
    with reading(chain.engine) as session:
        stepwise = load_tills(session, chain.chain_id)
        (at_once,) = list(
            replay(session, chain.chain_id, LAST, LAST, Rules.of(settings_of(session, chain.chain_id)))
        )
    assert stepwise is not None
    assert stepwise.day == LAST
    assert {(chain.stores.index(s), chain.skus.index(k)) for (s, k), _ in at_once.raised} == {(0, 0), (2, 5)}
    with reading(chain.engine) as session:
        found = {(a.store_id, a.sku_id): a for a in open_alerts(session, chain.chain_id)}
    for pair, one in at_once.raised:
        assert float(found[pair].expected_units) == pytest.approx(one.expected, rel=1e-3)
        assert found[pair].chance == pytest.approx(one.chance, rel=1e-2)


def test_a_late_feed_takes_back_what_it_explains(chain: Chain) -> None:
    units = sales()
    told = silent(units.copy(), [(3, 2)], DAYS - 6)
    chain.feed(told[: DAYS - 8])
    chain.night(LAST - timedelta(days=8))
    chain.feed(told[DAYS - 8 :], LAST - timedelta(days=7))
    chain.night(LAST)
    assert chain.raised(LAST) == {(3, 2)}
    late = np.zeros((6, 5, 8), int)
    late[:, 3, 2] = units[DAYS - 6 :, 3, 2].clip(1)
    chain.feed(late, LAST - timedelta(days=5), noted=True)
    done = chain.night(LAST)
    assert done.closed == 1
    assert len(done.days) == 8
    with reading(chain.engine) as session:
        assert open_alerts(session, chain.chain_id) == ()


def test_a_run_that_breaks_off_leaves_no_trace(chain: Chain, monkeypatch: pytest.MonkeyPatch) -> None:
    chain.feed(silent(sales(), [(1, 3)], DAYS - 5))

    def broken(*_: object, **__: object) -> None:
        raise OSError("the disk is full")

    with monkeypatch.context() as patch:
        patch.setattr("api.silence_run.save_tills", broken)
        with pytest.raises(OSError, match="full"):
            chain.night(LAST)
    with reading(chain.engine) as session:
        assert night_of(session, chain.chain_id, LAST) is None
        assert open_alerts(session, chain.chain_id) == ()
    assert chain.night(LAST).raised == 1


def test_a_store_without_a_feed_is_one_message_and_no_alert(chain: Chain) -> None:
    units = sales()
    units[DAYS - 4 :, 2] = 0
    chain.feed(units)
    done = chain.night(LAST)
    assert done.silent_stores == (chain.stores[2],)
    assert done.raised == 0


def test_a_closed_store_is_neither(chain: Chain) -> None:
    units = sales()
    units[DAYS - 4 :, 2] = 0
    chain.feed(units)
    with writing(chain.engine) as session:
        session.add(
            StoreClosure(
                chain_id=chain.chain_id,
                store_id=chain.stores[2],
                first_day=LAST - timedelta(days=3),
                last_day=LAST,
            )
        )
    done = chain.night(LAST)
    assert (done.silent_stores, done.raised) == ((), 0)


def test_no_feed_at_all_judges_no_zeros(chain: Chain) -> None:
    chain.feed(sales())
    done = chain.night(LAST + timedelta(days=4))
    assert done.raised == 0
    assert set(done.silent_stores) == set(chain.stores)


def test_what_left_the_range_or_has_a_successor_is_silent_rightly(chain: Chain) -> None:
    chain.feed(silent(sales(), [(0, 0), (1, 1), (2, 2)], DAYS - 6))
    with writing(chain.engine) as session:
        session.add(
            Listing(
                store_id=chain.stores[0], sku_id=chain.skus[0], since=FIRST, until=LAST - timedelta(days=7)
            )
        )
        session.add(
            SkuSuccessor(old_sku_id=chain.skus[1], new_sku_id=chain.skus[7], since=LAST - timedelta(days=7))
        )
    chain.night(LAST)
    assert chain.raised(LAST) == {(2, 2)}


def test_a_new_listing_is_given_its_time(chain: Chain) -> None:
    units = sales()
    units[: DAYS - 20, 4, 6] = 0
    units = silent(units, [(4, 6)], DAYS - 6)
    chain.feed(units)
    chain.night(LAST)
    assert chain.raised(LAST) == set()


def test_alerts_are_closed_undone_snoozed_and_then_quiet(chain: Chain) -> None:
    chain.feed(silent(sales(), [(1, 3)], DAYS - 5))
    chain.night(LAST)
    with writing(chain.engine) as session:
        (alert,) = open_alerts(session, chain.chain_id)
        alert_id = key(alert.id)
        row = close_alert(session, chain.chain_id, alert_id, "wrong_alert", note="在冰柜", by=None, now=NOW)
        assert row.alert.state == "closed"
        with pytest.raises(Conflict):
            close_alert(session, chain.chain_id, alert_id, "moved", by=None, now=NOW)
        with pytest.raises(Conflict):
            reopen_alert(session, chain.chain_id, alert_id, by=None, now=NOW)
        with pytest.raises(NotFound):
            reopen_alert(session, chain.chain_id, alert_id + 99, by=None, now=NOW)
        with pytest.raises(Invalid):
            close_alert(session, chain.chain_id, alert_id, "sold_again", by=None, now=NOW)
        with pytest.raises(Invalid):
            snooze_alert(session, chain.chain_id, alert_id, LAST, today=LAST)
    more = silent(sales(9, 3), [(1, 3)], 0)
    chain.feed(more, LAST + timedelta(days=1))
    assert chain.night(LAST + timedelta(days=3)).raised == 0


def test_replay_counts_what_each_night_would_have_said(chain: Chain) -> None:
    chain.feed(silent(sales(), [(1, 3)], DAYS - 8))
    with reading(chain.engine) as session:
        rules = Rules.of((), "n_days")
        nights = list(replay(session, chain.chain_id, LAST - timedelta(days=9), LAST, rules))
        assert [night.day for night in nights] == [LAST - timedelta(days=ago) for ago in range(9, -1, -1)]
        mine = [
            night.day
            for night in nights
            for pair, _ in night.raised
            if pair == (chain.stores[1], chain.skus[3])
        ]
        assert mine == [LAST - timedelta(days=5)]
        assert open_alerts(session, chain.chain_id) == ()


def test_nobody_ever_told_of_anything(chain: Chain) -> None:
    assert chain.night(LAST).days == ()


def keeper(chain: Chain, tmp_path: Path) -> NightKeeper:
    return NightKeeper(Settings(home=tmp_path, night_hour=6), chain.engine, lambda: NOW)


def at(day: date, hour: int) -> datetime:
    return datetime(day.year, day.month, day.day, hour, 30, tzinfo=ZONE)


def test_the_service_judges_a_day_once_its_tills_have_told(chain: Chain, tmp_path: Path) -> None:
    night = keeper(chain, tmp_path)
    tomorrow = LAST + timedelta(days=1)
    chain.feed(silent(sales(), [(1, 3)], DAYS - 5)[:-1])
    assert night.run_due(at(tomorrow, 5)) == {}
    assert night.run_due(at(tomorrow, 7)) == {}
    chain.feed(silent(sales(), [(1, 3)], DAYS - 5)[-1:], LAST)
    assert night.run_due(at(tomorrow, 5)) == {}
    assert night.run_due(at(tomorrow, 7))[chain.chain_id].raised == 1
    assert night.run_due(at(tomorrow, 8)) == {}
    assert keeper(chain, tmp_path).run_due(at(tomorrow, 9)) == {}


def test_a_day_that_nobody_tells_of_is_waited_for_until_noon(chain: Chain, tmp_path: Path) -> None:
    night = keeper(chain, tmp_path)
    chain.feed(sales())
    assert night.run_due(at(LAST + timedelta(days=1), 7))[chain.chain_id].days
    after = LAST + timedelta(days=2)
    assert night.run_due(at(after, 11)) == {}
    assert set(night.run_due(at(after, 12))[chain.chain_id].silent_stores) == set(chain.stores)
