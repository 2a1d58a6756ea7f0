"""Two SKUs that are one product: one is kept, what taught and named the other goes to it, and can go back."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from catalog.errors import Conflict
from catalog.queries_advised import want_advice
from catalog.queries_doubles import (
    audits_named,
    get_merge,
    namings_by_id,
    namings_of_sku,
    questions_of_sku,
    references_by_id,
)
from catalog.queries_people import lock_chain
from catalog.queries_skus import SkuRow, get_sku, references_of
from catalog.rows import key
from catalog.skus import bump_catalog
from catalog.tables import Reference, Sku
from catalog.tables_corrections import UnknownProduct
from catalog.tables_quality import SkuMerge
from catalog.tables_seen import GroupNaming


@dataclass(frozen=True)
class Merged:
    """The merger's id, the SKU that was kept, and how much went to it."""

    id: int
    kept: SkuRow
    references: int
    namings: int


def merge_skus(
    session: Session, chain_id: int, keep: str, drop: str, *, now: datetime, by: int | None = None
) -> Merged:
    """Move the references of `drop`, people's names that say it, and its GTIN where the other has none, to `keep`; then
    `drop` is inactive. What the models named, its sales, lists and planograms stay as they are.

    Raises:
        NotFound: sku_not_found.
        Conflict: merge_with_itself; merge_inactive when one of them left the catalogue.
    """
    lock_chain(session, chain_id)
    kept, dropped = get_sku(session, chain_id, keep).sku, get_sku(session, chain_id, drop).sku
    if kept.id == dropped.id:
        raise Conflict("merge_with_itself", sku=keep)
    if not (kept.active and dropped.active):
        raise Conflict("merge_inactive", sku=drop if kept.active else keep)
    there = {(one.image_sha256, str(one.xyxy)) for one in references_of(session, key(kept.id))}
    references = [
        one
        for one in references_of(session, key(dropped.id))
        if (one.image_sha256, str(one.xyxy)) not in there
    ]
    namings, questions = namings_of_sku(session, key(dropped.id)), questions_of_sku(session, key(dropped.id))
    want_advice(session, audits_named(session, key(dropped.id)))
    moved: list[Reference | GroupNaming | UnknownProduct] = [*references, *namings, *questions]
    for row in moved:
        row.sku_id = key(kept.id)
    created = [naming for naming in namings if naming.sku_created]
    for naming in created:
        naming.sku_created = False  # the one that is kept did not come by this name, and must not go with it
    gtin = dropped.gtin if kept.gtin is None else None
    dropped.active = False
    if gtin is not None:
        dropped.gtin = None
        session.flush()
        kept.gtin = gtin
    done = SkuMerge(
        chain_id=chain_id,
        kept_id=key(kept.id),
        dropped_id=key(dropped.id),
        moved={
            "references": [one.id for one in references],
            "namings": [one.id for one in namings],
            "created": [one.id for one in created],
            "questions": [one.id for one in questions],
            "gtin": gtin,
        },
        merged_by=by,
        merged_at=now,
    )
    session.add(done)
    session.flush()
    bump_catalog(session, chain_id)
    return Merged(key(done.id), get_sku(session, chain_id, keep), len(references), len(namings))


def undo_merge(session: Session, chain_id: int, merge_id: int, *, now: datetime) -> None:
    """Let everything that a merger moved, and that is still there, go back; both SKUs are active.

    Raises:
        NotFound: merge_not_found, also when it was undone already.
    """
    lock_chain(session, chain_id)
    merge = get_merge(session, chain_id, merge_id)
    kept, dropped = session.get_one(Sku, merge.kept_id), session.get_one(Sku, merge.dropped_id)
    references = references_by_id(session, merge.moved["references"])
    namings = namings_by_id(session, merge.moved["namings"])
    questions = [session.get(UnknownProduct, one) for one in merge.moved["questions"]]
    rows: list[Reference | GroupNaming | UnknownProduct] = [*references, *namings]
    # an answer that was taken back and given again since is none of the merger's
    rows += [one for one in questions if one is not None and one.named_at and one.named_at <= merge.merged_at]
    for row in rows:
        if row.sku_id == merge.kept_id:
            row.sku_id = merge.dropped_id
    for naming in namings:
        naming.sku_created = naming.sku_created or naming.id in merge.moved.get("created", ())
    session.flush()
    want_advice(session, audits_named(session, merge.dropped_id))
    gtin = merge.moved["gtin"]
    if gtin is not None and kept.gtin == gtin:
        kept.gtin = None
        session.flush()
        dropped.gtin = gtin
    dropped.active, merge.undone_at = True, now
    session.flush()
    bump_catalog(session, chain_id)
