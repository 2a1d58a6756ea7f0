"""States of stores at a moment, on both databases: the latest day in time, the one before, rights, sums of sales."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from sqlmodel import Session

from catalog.distribution_facts import (
    CategorySales,
    DistributionScope,
    Moment,
    PointCount,
    PointTotal,
)
from catalog.history_filling import StoreDay, save_daily_scans, save_store_days
from catalog.queries_distribution import (
    articles_in,
    category_sales,
    last_shelf_day,
    stores_in,
)
from catalog.queries_people import find_user
from catalog.queries_skus import get_sku
from catalog.queries_store_states import store_states
from catalog.rows import key
from catalog.shelf_lines import ShelfLine
from catalog.tables import User
from tests.catalog.conftest import Company

DAY = date(2026, 11, 20)
WIDE = DistributionScope()


@pytest.fixture(autouse=True, params=[0, 100])
def few_stores(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Stores whose latest days leave a category open are read at once, or asked first when they showed it."""
    monkeypatch.setattr("catalog.queries_store_states.FEW_STORES", request.param)


def back(days: int) -> date:
    return DAY - timedelta(days=days)


@pytest.fixture
def ids(session: Session, company: Company) -> dict[str, int]:
    """Three visits of the near store, one of the far one, long ago; sales of a week."""
    skus = {code: key(get_sku(session, company.chain_id, code).sku.id) for code in ("C1", "C2", "K1")}
    near, far = company.store_id, company.other_store_id
    days = [
        StoreDay(near, back(0), 2, 1, 0, ((skus["C1"], 3, 4, True), (skus["C2"], 0, 0, True))),
        StoreDay(near, back(3), 1, 0, 1, ((skus["C1"], 1, 1, True), (skus["C2"], 2, 2, True))),
        StoreDay(near, back(40), 1, 0, 0, ((skus["K1"], 5, 5, False),)),
        StoreDay(far, back(35), 0, 0, 0, ((skus["C1"], 7, 7, True),)),
    ]
    assert save_store_days(session, days, now=datetime(2026, 11, 21, tzinfo=UTC)) == 6
    sales = [(near, skus["C1"], back(n), Decimal("1.5")) for n in range(7)] + [
        (far, skus["K1"], DAY, Decimal(2))
    ]
    assert save_daily_scans(session, sales) == 8
    return {**skus, "near": near, "far": far}


def user(session: Session, name: str) -> User:
    found = find_user(session, name)
    assert found is not None
    return found


def test_a_state_is_the_latest_day_in_time_and_the_visit_before_is_the_one_before_that(
    session: Session, ids: dict[str, int]
) -> None:
    boss = user(session, "cat")
    moments = Moment.at(DAY, 30), Moment.at(back(4), 40)
    states = store_states(session, boss, WIDE, moments, before=Moment.at(DAY, 60))
    now, long = (states.snapshot(moment) for moment in moments)
    before = states.snapshot(Moment.at(DAY, 60), skipped=1)
    assert {store: visit.day for store, visit in now.visits.items()} == {(ids["near"], ""): back(0)}
    assert (now.visits[ids["near"], ""].facings, now.visits[ids["near"], ""].unknown) == (4, 1)
    assert set(now.lines) == {
        ShelfLine(ids["near"], ids["C1"], 3, True), ShelfLine(ids["near"], ids["C2"], 0, True)
    }  # fmt: skip
    assert {store: visit.day for store, visit in long.visits.items()} == {
        (ids["near"], ""): back(40), (ids["far"], ""): back(35)
    }  # fmt: skip
    assert {store: visit.day for store, visit in before.visits.items()} == {(ids["near"], ""): back(3)}


def test_each_category_has_the_latest_day_that_showed_it(session: Session, ids: dict[str, int]) -> None:
    """The newest photos show C1 alone, those before only miss C2: what shows C2's category tells of it."""
    boss = user(session, "cat")
    for code, category in (("C1", "水"), ("C2", "茶"), ("K1", "汁")):
        get_sku(session, boss.chain_id, code).sku.category = category
    photo = StoreDay(ids["near"], back(-1), 1, 0, 0, ((ids["C1"], 9, 9, True),))
    save_store_days(session, [photo], now=datetime(2026, 11, 21, tzinfo=UTC))
    moment, long = Moment.at(back(-1), 30), Moment.at(back(-1), 60)
    states = store_states(session, boss, WIDE, (moment,), before=long)
    now, before = states.snapshot(moment), states.snapshot(long, skipped=1)
    near = ids["near"]
    assert {category: visit.day for (_, category), visit in now.visits.items()} == {
        "水": back(-1),
        "茶": back(3),
    }
    assert set(now.lines) == {ShelfLine(near, ids["C1"], 9, True), ShelfLine(near, ids["C2"], 2, True)}
    assert set(before.lines) == {ShelfLine(near, ids["C1"], 3, True)}
    assert states.total(moment) == PointTotal(back(-1), {"水": 1, "茶": 1})
    assert set(states.counts(moment, 0)) == {
        PointCount(ids["C1"], 0, 1, 9), PointCount(ids["C2"], 0, 1, 2)
    }  # fmt: skip
    tea = store_states(session, boss, DistributionScope(category="茶"), (moment,), before=long)
    assert tea.total(moment) == PointTotal(back(-1), {"茶": 1})
    assert tea.counts(moment, 0) == (PointCount(ids["C2"], 0, 1, 2),)


def test_series_count_stores_and_facings(session: Session, ids: dict[str, int]) -> None:
    boss = user(session, "cat")
    moments = (Moment.at(back(30), 30), Moment.at(DAY, 30))
    states = store_states(session, boss, WIDE, moments, before=Moment.at(DAY, 60))
    assert [states.total(moment) for moment in moments] == [
        PointTotal(back(30), {"": 2}), PointTotal(DAY, {"": 1})
    ]  # fmt: skip
    found = [count for point, moment in enumerate(moments) for count in states.counts(moment, point)]
    assert set(found) == {
        PointCount(ids["K1"], 0, 1, 5),
        PointCount(ids["C1"], 0, 1, 7),
        PointCount(ids["C1"], 1, 1, 3),
        PointCount(ids["C2"], 1, 0, 0),
    }


def test_sales_weigh_stores_and_say_when_a_price_is_missing(session: Session, ids: dict[str, int]) -> None:
    boss = user(session, "cat")
    get_sku(session, boss.chain_id, "C1").sku.list_price = Decimal("2.5")
    session.flush()
    found = {row.store: row for row in category_sales(session, boss, WIDE, Moment.at(DAY, 4))}
    assert found[ids["far"]].value is None
    assert found[ids["near"]].value is not None
    scale = found[ids["far"]].units / 2  # the database's own measure
    assert found[ids["near"]].units == 6 * scale
    assert all(isinstance(row, CategorySales) for row in found.values())


def test_scope_and_rights_narrow_everything(session: Session, ids: dict[str, int]) -> None:
    rep, boss = user(session, "rep"), user(session, "cat")
    moment = Moment.at(back(30), 30)
    assert [fact.code for fact in stores_in(session, rep, WIDE).values()] == ["S001"]
    states = store_states(session, rep, WIDE, (moment,), before=Moment.at(DAY, 60))
    assert states.total(moment) == PointTotal(back(30), {"": 1})
    assert {row.store for row in category_sales(session, rep, WIDE, Moment.at(DAY, 4))} == {ids["near"]}
    assert last_shelf_day(session, rep) == DAY
    far = DistributionScope(store="S002")
    assert stores_in(session, rep, far) == {}
    nothing = store_states(session, rep, far, (moment,), before=Moment.at(DAY, 60))
    assert nothing.snapshot(moment).visits == {}
    assert (nothing.total(moment), nothing.counts(moment, 0)) == (PointTotal(back(30), {}), ())
    assert [a.code for a in articles_in(session, boss, DistributionScope(brand="清泉")).values()] == [
        "C1",
        "C2",
    ]
    assert list(articles_in(session, boss, DistributionScope(sku="K1"))) == [ids["K1"]]
    assert articles_in(session, boss, DistributionScope(category="no such")) == {}


def test_a_day_that_is_there_already_is_refused(session: Session, ids: dict[str, int]) -> None:
    with pytest.raises(Exception, match=r"(?i)unique"), session.begin_nested():
        save_store_days(session, [StoreDay(ids["near"], DAY, 1, 0, 0, ())], now=datetime.now(UTC))
