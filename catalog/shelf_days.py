"""Keeping what a store's shelves showed on a day, so that reports over months read one row a store and day."""

from datetime import date, datetime, tzinfo
from typing import Any

from sqlmodel import Session, col, delete, insert

from catalog.bay_photos import counted_audits
from catalog.must_stock import must_stock_of
from catalog.queries_compliances import compliances_of
from catalog.queries_history import audits_of_day, categories_of, count_gaps, facings_of, find_shelf_day
from catalog.queries_plans import skus_planned
from catalog.queries_skus import sku_ids_by_code
from catalog.queries_tips import lock_store
from catalog.rows import key
from catalog.shelf_lines import pack_lines
from catalog.tables_history import ShelfDay, ShelfDayPack, ShelfDaySku


def remake_shelf_day(
    session: Session, store_id: int, day: date, zone: tzinfo, now: datetime
) -> ShelfDay | None:
    """Count a store's local day anew; None, and nothing kept, when no shelf photo of it has a finished audit.

    What the newest finished audit of each photo shows by the names in force is added up, a bay that was photographed
    twice once (`bay_photos`). A SKU `must` be there when
    a planogram that one of the photos was judged by asks for it, or the must-stock list of the day does and the
    photos show its category: a photo of the drinks says nothing about the crisps. Such a SKU that no photo shows is
    kept with 0 facings.

    Raises:
        NotFound: store_not_found.
    """
    store = lock_store(session, store_id)
    kept = find_shelf_day(session, store_id, day)
    audits = audits_of_day(session, store_id, day, zone)
    if not audits:
        if kept is not None:
            session.delete(kept)
            session.flush()
        return None
    counted = counted_audits(session, audits)
    seen = facings_of(session, counted)
    counts = {row.sku_id: (row.facings, row.units) for row in seen if row.sku_id is not None}
    wanted = {line.sku for line in must_stock_of(session, store, day)}
    listed = set(sku_ids_by_code(session, store.chain_id, wanted).values())
    categories = categories_of(session, listed | set(counts))
    shown = {categories[sku_id] for sku_id in counts}
    judged = {row.version_id for row in compliances_of(session, audits).values() if row.outcome == "judged"}
    must = skus_planned(session, judged) | {sku_id for sku_id in listed if categories[sku_id] in shown}
    if kept is None:
        kept = ShelfDay(store_id=store_id, day=day, photos=0, facings=0, unknown=0, gaps=0, made_at=now)
    kept.photos = len(audits)
    kept.facings = sum(row.facings for row in seen)
    kept.unknown = sum(row.facings for row in seen if row.sku_id is None)
    kept.gaps = count_gaps(session, counted)
    kept.made_at = now
    session.add(kept)
    session.flush()
    session.exec(delete(ShelfDaySku).where(col(ShelfDaySku.shelf_day_id) == key(kept.id)))
    rows: list[Any] = [
        {
            "shelf_day_id": key(kept.id),
            "sku_id": sku_id,
            "facings": counts.get(sku_id, (0, 0))[0],
            "units": counts.get(sku_id, (0, 0))[1],
            "must": sku_id in must,
        }
        for sku_id in sorted(must | set(counts))
    ]
    if rows:
        session.execute(insert(ShelfDaySku), rows)
    session.exec(delete(ShelfDayPack).where(col(ShelfDayPack.shelf_day_id) == key(kept.id)))
    packed = pack_lines((row["sku_id"], row["facings"], row["must"]) for row in rows)
    session.execute(insert(ShelfDayPack), [{"shelf_day_id": key(kept.id), "lines": packed}])
    return kept
