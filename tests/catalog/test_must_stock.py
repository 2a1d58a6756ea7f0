"""Must-stock lists and goals of categories: which line counts in a store on a day, and what cannot be kept."""

from datetime import date
from decimal import Decimal

import pytest
from sqlmodel import Session

from catalog.category_settings import CategoryGoals, category_goals, set_category_goals
from catalog.errors import Invalid, NotFound
from catalog.must_stock import MustDraft, MustLine, must_stock_of, put_must_line, remove_must_line
from catalog.people import create_store, ensure_chain
from catalog.queries_must_stock import list_must_stock
from catalog.queries_skus import find_sku
from catalog.rows import key
from catalog.tables import Store
from tests.catalog.conftest import Company

DAY = date(2026, 11, 25)
START = date(2026, 1, 1)


def put(session: Session, company: Company, code: str, facings: int = 1, **more: object) -> int:
    draft = MustDraft(code, min_facings=facings, **({"valid_from": START} | more))  # type: ignore[arg-type]
    return key(put_must_line(session, company.chain_id, draft).id)


def asked(session: Session, company: Company, day: date = DAY) -> dict[str, int]:
    store = session.get_one(Store, company.store_id)
    return {line.sku: line.min_facings for line in must_stock_of(session, store, day)}


def test_a_line_for_the_class_goes_before_one_for_all(session: Session, company: Company) -> None:
    session.get_one(Store, company.store_id).store_class = "A"
    put(session, company, "C1", 1)
    put(session, company, "C1", 4, store_class="A")
    put(session, company, "C2", 2, store_class="B")
    put(session, company, "K1", 3)
    assert asked(session, company) == {"C1": 4, "K1": 3}


def test_the_line_that_began_last_counts_while_it_is_valid(session: Session, company: Company) -> None:
    put(session, company, "C1", 1)
    put(session, company, "C1", 5, valid_from=date(2026, 11, 1), valid_until=date(2026, 11, 30))
    days = [date(2025, 12, 31), START, date(2026, 11, 1), date(2026, 11, 30), date(2026, 12, 1)]
    assert [asked(session, company, day) for day in days] == [{}, {"C1": 1}, {"C1": 5}, {"C1": 5}, {"C1": 1}]


def test_a_sku_that_left_the_catalogue_is_not_asked_for(session: Session, company: Company) -> None:
    put(session, company, "C1")
    sku = find_sku(session, company.chain_id, "C1")
    assert sku is not None
    sku.active = False
    assert asked(session, company) == {}


def test_the_same_line_again_is_changed(session: Session, company: Company) -> None:
    first = put(session, company, "C1", 1)
    assert put(session, company, "C1", 2, valid_until=DAY) == first
    (row,) = list_must_stock(session, company.chain_id)
    assert (row.sku.code, row.line.min_facings, row.line.valid_until) == ("C1", 2, DAY)
    assert list_must_stock(session, company.chain_id, on=date(2026, 12, 1)) == ()
    assert list_must_stock(session, company.chain_id, store_class="A") == ()
    remove_must_line(session, company.chain_id, first)
    assert list_must_stock(session, company.chain_id) == ()


def test_another_chain_cannot_touch_it(session: Session, company: Company) -> None:
    line = put(session, company, "C1")
    other = key(ensure_chain(session, "另一家").id)
    store = create_store(session, other, "S001", "别家店")
    assert must_stock_of(session, store, DAY) == ()
    with pytest.raises(NotFound, match="must_line_not_found"):
        remove_must_line(session, other, line)
    with pytest.raises(NotFound, match="sku_not_found"):
        put_must_line(session, other, MustDraft("C1", valid_from=START))


@pytest.mark.parametrize(
    "values",
    [
        {"min_facings": 0},
        {"min_facings": 201},
        {"valid_until": date(2025, 1, 1)},
        {"store_class": "类" * 65},
    ],
)
def test_lines_are_checked(values: dict[str, object]) -> None:
    with pytest.raises(Invalid, match="bad_value"):
        MustDraft("C1", valid_from=START, **values)  # type: ignore[arg-type]


def test_a_must_line_names_a_sku() -> None:
    with pytest.raises(ValueError, match="expected a SKU"):
        MustLine("")


def test_goals_are_set_changed_and_taken_back(session: Session, company: Company) -> None:
    assert category_goals(session, company.chain_id) == {}
    goals = CategoryGoals(0.25, 0, 8, Decimal("33.33"), eye_lift=0.3)
    set_category_goals(session, company.chain_id, "饮料", goals)
    assert category_goals(session, company.chain_id) == {"饮料": goals}
    set_category_goals(session, company.chain_id, "饮料", CategoryGoals(max_facings=4))
    assert category_goals(session, company.chain_id) == {"饮料": CategoryGoals(max_facings=4)}
    other = key(ensure_chain(session, "另一家").id)
    assert category_goals(session, other) == {}


@pytest.mark.parametrize(
    "values",
    [
        {"space_elasticity": 1.5},
        {"space_elasticity": float("nan")},
        {"eye_lift": 2.5},
        {"eye_lift": -0.1},
        {"min_facings": -1},
        {"max_facings": 0},
        {"min_facings": 5, "max_facings": 4},
        {"share_target_pct": Decimal(101)},
        {"share_target_pct": Decimal("1.005")},
    ],
)
def test_goals_are_checked(values: dict[str, object]) -> None:
    with pytest.raises(Invalid, match="bad_value"):
        CategoryGoals(**values)  # type: ignore[arg-type]


@pytest.mark.parametrize("name", ["", "类" * 101])
def test_a_category_has_a_name(session: Session, company: Company, name: str) -> None:
    with pytest.raises(Invalid, match="bad_value"):
        set_category_goals(session, company.chain_id, name, CategoryGoals())
