"""Alerts and their days read from both databases: whose they are, in what order, what no till told of."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from sqlalchemy import Engine

from catalog.bulk import insert_rows
from catalog.database import reading, writing
from catalog.errors import NotFound
from catalog.people import assign_stores, create_store, create_user, ensure_chain
from catalog.queries_alert_series import area_mean, pair_units, shut_days, silent_since
from catalog.queries_alerts import alert_for, alerts_for, count_open_alerts, mute_stores
from catalog.rows import key
from catalog.silence_alerts import SilenceDraft, raise_alerts, snooze_alert
from catalog.silence_escalation import escalate_alerts
from catalog.sku_draft import SkuDraft
from catalog.skus import create_sku
from catalog.tables import Store, User
from catalog.tables_history import DailyScan
from catalog.tables_till import SilenceNight, StoreClosure

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
LAST = date(2026, 11, 22)
DAYS = [LAST - timedelta(days=n) for n in range(9, -1, -1)]


@dataclass(frozen=True)
class World:
    """Four stores, three of one trade area; a manager of the first; one product."""

    engine: Engine
    chain_id: int
    stores: tuple[Store, ...]
    sku: int
    manager: User
    head: User


@pytest.fixture
def world(engine: Engine) -> World:
    with writing(engine) as session:
        chain_id = key(ensure_chain(session, "ours").id)
        stores = tuple(
            create_store(session, chain_id, f"S{n}", f"{n}店", trade_area="甲" if n < 3 else "乙")
            for n in range(4)
        )
        draft = SkuDraft(code="K", brand="清泉", name="水", spec="550ml", category="饮料")
        sku = key(create_sku(session, chain_id, draft, now=NOW).sku.id)
        other = key(
            create_sku(
                session, chain_id, SkuDraft(code="L", brand="清泉", name="茶", spec="1L"), now=NOW
            ).sku.id
        )
        manager = create_user(session, chain_id, "manager", "x", "store_manager")
        assign_stores(session, manager, [stores[0]])
        head = create_user(session, chain_id, "head", "x", "category_manager")
        rows = []
        for n, store in enumerate(stores):
            for day in DAYS:
                if n == 1 and day == DAYS[4]:
                    continue  # nobody told
                rows.append((key(store.id), other, day, Decimal(1)))
                if n in (1, 2) and day != DAYS[2]:
                    rows.append((key(store.id), sku, day, Decimal(2 * n)))
        insert_rows(session, DailyScan, ("store_id", "sku_id", "day", "units"), rows)
    return World(engine, chain_id, stores, sku, manager, head)


def raised(world: World, *margins: tuple[int, str | None]) -> list[int]:
    drafts = [
        SilenceDraft(
            store_id=key(world.stores[store].id),
            sku_id=world.sku,
            since=DAYS[5],
            zero_days=5,
            expected_units=10,
            lost_units=9,
            lost_margin=None if margin is None else Decimal(margin),
            chance=0.001,
            gone=0.9,
            rule="probability",
            rank=1,
            action="take_photo",
            evidence={},
        )
        for store, margin in margins
    ]
    with writing(world.engine) as session:
        made = raise_alerts(session, world.chain_id, drafts, day=LAST, now=NOW, due=timedelta(hours=72))
        return [key(one.id) for one in made]


def test_the_dearest_first_and_only_of_one_s_stores(world: World) -> None:
    ids = raised(world, (0, None), (1, "9.50"), (2, "12.00"))
    with reading(world.engine) as session:
        page = alerts_for(session, world.head, "open", today=LAST, limit=2)
        assert ([row.alert.id for row in page.rows], page.total) == ([ids[2], ids[1]], 3)
        assert [r.alert.id for r in alerts_for(session, world.head, "open", today=LAST, offset=2).rows] == [
            ids[0]
        ]
        assert count_open_alerts(session, world.manager, today=LAST) == 1
        assert alert_for(session, world.manager, ids[0]).store.code == "S0"
        with pytest.raises(NotFound):
            alert_for(session, world.manager, ids[1])


def test_snoozed_ones_are_apart_and_not_passed_on(world: World) -> None:
    ids = raised(world, (0, "1"), (1, "2"))
    with writing(world.engine) as session:
        snooze_alert(session, world.chain_id, ids[0], LAST + timedelta(days=9), today=LAST)
    with writing(world.engine) as session:
        passed = escalate_alerts(session, NOW + timedelta(hours=73), today=LAST + timedelta(days=9))
        assert [(one.id, one.escalated_to) for one in passed] == [(ids[1], world.head.id)]
        assert escalate_alerts(session, NOW + timedelta(hours=74), today=LAST + timedelta(days=9)) == ()
    with reading(world.engine) as session:
        for state, found in (("open", ids[1:]), ("snoozed", ids[:1]), ("closed", [])):
            rows = alerts_for(session, world.head, state, today=LAST).rows  # type: ignore[arg-type]
            assert [row.alert.id for row in rows] == found


def test_a_day_nobody_told_of_is_missing_and_a_day_without_a_sale_is_zero(world: World) -> None:
    with reading(world.engine) as session:
        units = pair_units(session, key(world.stores[1].id), world.sku, DAYS)
        assert DAYS[4] not in units
        assert units[DAYS[2]] == 0
        assert units[DAYS[3]] == 2
        assert pair_units(session, key(world.stores[1].id), world.sku, []) == {}


def test_the_mean_is_over_the_stores_of_the_area_that_carry_it_and_told(world: World) -> None:
    with reading(world.engine) as session:
        area = area_mean(session, world.stores[0], world.sku, DAYS)
        assert area.stores == 2
        assert area.units[DAYS[0]] == 3
        assert area.units[DAYS[2]] == 0
        assert area.units[DAYS[4]] == 4  # the other one told nothing
        assert area_mean(session, world.stores[3], world.sku, DAYS).stores == 0


def test_closures_of_the_store_and_of_the_chain(world: World) -> None:
    with writing(world.engine) as session:
        for store, first, last in ((None, DAYS[1], DAYS[2]), (0, DAYS[5], DAYS[5]), (1, DAYS[7], DAYS[7])):
            session.add(
                StoreClosure(
                    chain_id=world.chain_id,
                    store_id=None if store is None else world.stores[store].id,
                    first_day=first,
                    last_day=last,
                )
            )
    with reading(world.engine) as session:
        assert shut_days(session, world.stores[0], DAYS) == {DAYS[1], DAYS[2], DAYS[5]}


def test_mute_stores_are_those_of_the_newest_night_and_one_s_own(world: World) -> None:
    with writing(world.engine) as session:
        session.add(
            SilenceNight(
                chain_id=world.chain_id,
                day=LAST + timedelta(days=3),
                stores=4,
                pairs=1,
                alerts=0,
                silent_stores=[key(world.stores[0].id), key(world.stores[2].id)],
                finished_at=NOW,
                seconds=1,
            )
        )
    with reading(world.engine) as session:
        assert [store.code for store in mute_stores(session, world.head)] == ["S0", "S2"]
        assert [store.code for store in mute_stores(session, world.manager)] == ["S0"]
        assert silent_since(session, key(world.stores[0].id), LAST + timedelta(days=3)) == LAST + timedelta(
            days=1
        )
        assert silent_since(session, key(world.stores[0].id), LAST + timedelta(days=99)) is None
