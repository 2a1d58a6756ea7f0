"""A chain's tills with silences in them: what the pages and the API of alerts are tried on."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from sqlalchemy import Engine

from api.silence_run import NightDone, run_night
from catalog.bulk import insert_rows
from catalog.database import reading, writing
from catalog.queries_people import find_chain, find_store, find_user
from catalog.queries_silence import open_alerts
from catalog.rows import key
from catalog.sku_draft import SkuDraft
from catalog.skus import create_sku
from catalog.tables import Store
from catalog.tables_history import DailyScan
from catalog.tables_till import SilenceAlert

ZONE = ZoneInfo("Asia/Shanghai")
DAYS = 60
QUIET_DAYS = 5
SKUS = ("T-1", "T-2", "T-3", "T-4", "T-5", "T-6")


@dataclass(frozen=True)
class Tills:
    """Stores that sell 3 of each product a day; `last` is the newest day of their feeds."""

    engine: Engine
    chain_id: int
    stores: Mapping[str, int]
    skus: Mapping[str, int]
    last: date

    def alert_of(self, store: str, sku: str) -> SilenceAlert:
        """The open alert of a pair."""
        with reading(self.engine) as session:
            return next(
                alert
                for alert in open_alerts(session, self.chain_id)
                if (alert.store_id, alert.sku_id) == (self.stores[store], self.skus[sku])
            )

    def night(self, now: datetime) -> NightDone:
        """Judge the newest day."""
        return run_night(self.engine, self.chain_id, self.last, now=now, due=timedelta(hours=72), zone=ZONE)


def fill_tills(
    engine: Engine,
    now: datetime,
    *,
    quiet: tuple[tuple[str, str], ...] = (("S1", "T-1"), ("S1", "T-2"), ("S2", "T-3")),
    mute: Mapping[str, int] | None = None,
    holes: tuple[tuple[str, int], ...] = (),
    area: str = "",
    chain: str = "our chain",
) -> Tills:
    """Scans of `DAYS` days up to yesterday and of the same days a year ago.

    `quiet` pairs sold nothing for `QUIET_DAYS`; `mute` stores tell nothing of so many last days, `holes` are single
    days (how long ago) that a store did not tell of.
    """
    last = now.astimezone(ZONE).date() - timedelta(days=1)
    with writing(engine) as session:
        found = find_chain(session, chain)
        assert found is not None
        chain_id = key(found.id)
        stores: dict[str, Store] = {}
        for code in ("S1", "S2"):
            store = find_store(session, chain_id, code)
            assert store is not None
            store.trade_area = area
            session.add(store)
            stores[code] = store
        skus = {
            code: key(
                create_sku(
                    session,
                    chain_id,
                    SkuDraft(
                        code=code,
                        brand="清泉",
                        name=f"水{number}",
                        spec="550ml",
                        category="饮料",
                        list_price=Decimal(2 + 2 * number),
                    ),
                    now=now,
                ).sku.id
            )
            for number, code in enumerate(SKUS, 1)
        }
        ids = {code: key(store.id) for code, store in stores.items()}
        rows = [
            (store_id, sku_id, day - back, Decimal(2 + (ago + sku_id) % 3))
            for code, store_id in ids.items()
            for sku, sku_id in skus.items()
            for ago in range(DAYS)
            for day in [last - timedelta(days=ago)]
            for back in (timedelta(0), timedelta(days=364))
            if back
            or not (
                ((code, sku) in quiet and ago < QUIET_DAYS)
                or ago < (mute or {}).get(code, 0)
                or (code, ago) in holes
            )
        ]
        insert_rows(session, DailyScan, ("store_id", "sku_id", "day", "units"), rows)
        assert find_user(session, "manager") is not None
    return Tills(engine, chain_id, ids, skus, last)
