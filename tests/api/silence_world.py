"""A running service's chain with some products' daily sales, one silent pair and one that pauses."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import numpy as np
from sqlalchemy import Engine

from catalog.database import reading, writing
from catalog.queries_people import find_chain
from catalog.queries_stores import stores_by_id
from catalog.rows import key
from catalog.sku_draft import SkuDraft
from catalog.skus import create_sku
from catalog.tables_history import DailyScan
from catalog.upsert import upsert

DAYS = 70
FIRST = date(2026, 8, 1)
LAST = FIRST + timedelta(days=DAYS - 1)
CATEGORIES = ("饮料", "饮料", "饮料", "零食", "零食", "零食")


def fill_tills(engine: Engine, chain: str = "our chain") -> int:
    """Each product 3 a day in each store; of the last 20 days, the first store's K0 is gone for good, its K3 for 6."""
    now = datetime(2026, 11, 1, tzinfo=UTC)
    with reading(engine) as session:
        found = find_chain(session, chain)
        assert found is not None
        chain_id = key(found.id)
        stores = sorted(stores_by_id(session, chain_id))
    with writing(engine) as session:
        skus = [
            key(
                create_sku(
                    session,
                    chain_id,
                    SkuDraft("清泉", f"商品{n}", "550ml", f"K{n}", category=category, list_price=Decimal(4)),
                    now=now,
                ).sku.id
            )
            for n, category in enumerate(CATEGORIES)
        ]
        units = 1 + np.random.default_rng(5).poisson(2.0, (DAYS, len(stores), len(skus)))
        units[DAYS - 20 :, 0, 0] = 0
        units[DAYS - 20 : DAYS - 14, 0, 3] = 0
        units[DAYS - 14, 0, 3] = 2
        upsert(
            session,
            DailyScan,
            [
                {
                    "store_id": stores[s],
                    "sku_id": skus[k],
                    "day": FIRST + timedelta(days=d),
                    "units": Decimal(int(n)),
                }
                for (d, s, k), n in np.ndenumerate(units)
                if n > 0
            ],
            ["units"],
        )
    return chain_id
