"""Two stores with a past of shelf days, for tests of the distribution report."""

from datetime import date, timedelta
from decimal import Decimal

from api.parts import Parts
from catalog.database import writing
from catalog.history_filling import StoreDay, save_daily_scans, save_store_days
from catalog.queries_people import find_chain, find_store
from catalog.rows import key
from catalog.sku_draft import SkuDraft
from catalog.skus import create_sku

DAY = date(2026, 11, 20)
NASTY = ("=1+1", "+cmd|' /C calc'!A0", "-2+3", "@SUM(1)", "\t=1", "<script>alert(1)</script>")
"""Names that a spreadsheet or a browser could take for something to run."""


def fill_past(parts: Parts, *, photos: int = 1) -> None:
    """S1 is seen every third day of three months, S2 twice; SKU A1 spreads, SKU A2 goes out of stock at the end."""
    now = parts.clock()
    with writing(parts.engine) as session:
        chain = find_chain(session, "our chain")
        assert chain is not None
        chain_id = key(chain.id)
        stores = {}
        for code, area in (("S1", "学校"), ("S2", "=社区")):
            store = find_store(session, chain_id, code)
            assert store is not None
            store.trade_area = area
            stores[code] = key(store.id)
        skus = [
            key(create_sku(session, chain_id, draft, now=now).sku.id)
            for draft in (
                SkuDraft(code="A1", brand="清泉", name=NASTY[0], spec="550ml", category="水"),
                SkuDraft(code="A2", brand=NASTY[1], name=NASTY[5], spec="1L", category="水", competitor=True),
                SkuDraft(code="A3", brand="从未上架", name="无", category="茶"),
            )
        ]
        days = [
            StoreDay(
                stores["S1"],
                DAY - timedelta(days=back),
                photos,
                2,
                0,
                ((skus[0], 12 - back // 10, 12, True), (skus[1], 0 if back < 3 else 4, 4, True)),
            )
            for back in range(0, 90, 3)
        ]
        days += [
            StoreDay(
                stores["S2"], DAY - timedelta(days=back), photos, 0, 0, ((skus[0], facings, facings, True),)
            )
            for back, facings in ((1, 5), (80, 0))
        ]
        save_store_days(session, days, now=now)
        save_daily_scans(
            session,
            [(stores["S1"], skus[0], DAY, Decimal(30)), (stores["S2"], skus[0], DAY, Decimal(10))],
        )
