"""What stores of a chain usually sell: the median over stores, from each one's first scan on."""

from datetime import date, timedelta
from decimal import Decimal

from sqlmodel import Session, insert

from catalog.queries_skus import sku_ids_by_code
from catalog.queries_usual_rates import usual_rates
from catalog.tables_history import DailyScan
from tests.catalog.conftest import Company

LAST = date(2026, 11, 28)


def sold(session: Session, company: Company, store_id: int, code: str, units: dict[int, str]) -> None:
    """Units by how many days before the last one."""
    sku_id = sku_ids_by_code(session, company.chain_id, [code])[code]
    rows = [
        {"store_id": store_id, "sku_id": sku_id, "day": LAST - timedelta(days=ago), "units": Decimal(text)}
        for ago, text in units.items()
    ]
    session.execute(insert(DailyScan), rows)


def test_the_median_store_counts_from_its_first_scan_on(session: Session, company: Company) -> None:
    sold(session, company, company.store_id, "C1", {9: "10", 5: "10"})
    sold(session, company, company.other_store_id, "C1", {0: "4", 60: "900"})
    sold(session, company, company.store_id, "C2", {27: "14", 0: "-14"})
    found = usual_rates(session, company.chain_id, {"C1", "C2", "K1"}, LAST)
    assert found == {"C1": Decimal(3), "C2": Decimal(0)}
    assert usual_rates(session, company.chain_id, {"C2"}, LAST, days=1) == {"C2": Decimal(0)}
    assert usual_rates(session, company.chain_id, set(), LAST) == {}
    assert usual_rates(session, company.chain_id + 1, {"C1"}, LAST) == {}
