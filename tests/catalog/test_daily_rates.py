"""What a store sells a day: silent feeds are no zeros, days without a row of a listed SKU are."""

from datetime import date, timedelta
from decimal import Decimal

from sqlmodel import Session, insert

from catalog.queries_history import Rate, daily_rates
from catalog.queries_skus import sku_ids_by_code
from catalog.tables_history import DailyScan
from tests.catalog.conftest import Company

LAST = date(2026, 11, 28)


def scans(session: Session, company: Company, code: str, units: dict[int, str]) -> None:
    """Units by how many days before the last one."""
    sku_id = sku_ids_by_code(session, company.chain_id, [code])[code]
    session.execute(
        insert(DailyScan),
        [
            {
                "store_id": company.store_id,
                "sku_id": sku_id,
                "day": LAST - timedelta(days=ago),
                "units": Decimal(text),
            }
            for ago, text in units.items()
        ],
    )


def test_days_on_which_the_store_told_count_as_zeros(session: Session, company: Company) -> None:
    scans(session, company, "C1", dict.fromkeys(range(28), "2"))
    scans(session, company, "C2", {0: "3", 7: "4", 40: "1"})
    rates = daily_rates(session, company.store_id, LAST)
    assert rates == {"C1": Rate(Decimal(2), 28), "C2": Rate(Decimal("0.25"), 28)}


def test_a_silent_feed_is_no_zero(session: Session, company: Company) -> None:
    scans(session, company, "C1", dict.fromkeys((*range(7), 60), "2"))
    assert daily_rates(session, company.store_id, LAST) == {"C1": Rate(Decimal(2), 7)}


def test_a_new_sku_counts_from_its_first_scan(session: Session, company: Company) -> None:
    scans(session, company, "C1", dict.fromkeys(range(40), "1"))
    scans(session, company, "K1", {3: "2", 1: "2"})
    assert daily_rates(session, company.store_id, LAST)["K1"] == Rate(Decimal(1), 4)


def test_returns_count_against_sales_but_never_below_nothing(session: Session, company: Company) -> None:
    scans(session, company, "C1", {0: "3", 1: "-1"})
    scans(session, company, "C2", {1: "-5"})
    rates = daily_rates(session, company.store_id, LAST)
    assert rates == {"C1": Rate(Decimal(1), 2), "C2": Rate(Decimal(0), 2)}


def test_only_the_window_and_the_store_count(session: Session, company: Company) -> None:
    scans(session, company, "C1", {28: "100", 27: "7", -1: "100"})
    assert daily_rates(session, company.store_id, LAST) == {"C1": Rate(Decimal(7), 1)}
    assert daily_rates(session, company.store_id, LAST, days=7) == {}
    assert daily_rates(session, company.other_store_id, LAST) == {}
