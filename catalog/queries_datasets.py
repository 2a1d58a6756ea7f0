"""Photos with their boxes in force, many at once: what data sets are made of, and what labels are held against."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import func, or_
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from catalog.queries_audits import AuditRow
from catalog.queries_boxes import products_in_force
from catalog.queries_skus import SkuFact
from catalog.rows import key
from catalog.tables import Audit, Brand, Photo, Sku, Store, User
from catalog.tables_corrections import ShelfCorrection
from catalog.tables_seen import GroupNaming, ShelfGroup

_AT_ONCE: Final = 400


@dataclass(frozen=True)
class BoxInForce:
    """A product's box, xyxy in pixels of the upright photo; `sku` a code, None while it is unknown."""

    number: int
    xyxy: tuple[float, float, float, float]
    sku: str | None


@dataclass(frozen=True)
class Wanted:
    """Which photos: of a store, taken from `since` until before `until`, only those that people corrected."""

    store: str | None = None
    since: datetime | None = None
    until: datetime | None = None
    corrected_only: bool = False


@dataclass(frozen=True)
class ImportRow:
    """One file of labels that came in: what of it is in force yet."""

    batch: str
    at: datetime
    by: str | None
    corrections: int
    in_force: int
    photos: int


def dataset_audits(session: Session, chain_id: int, wanted: Wanted) -> tuple[AuditRow, ...]:
    """The newest finished audit of each shelf photo that is wanted, by photo."""
    taken = func.coalesce(Photo.captured_at, Photo.uploaded_at)
    query = _newest(chain_id)
    if wanted.store is not None:
        query = query.where(Store.code == wanted.store)
    if wanted.since is not None:
        query = query.where(taken >= wanted.since)
    if wanted.until is not None:
        query = query.where(taken < wanted.until)
    if wanted.corrected_only:
        said = select(ShelfCorrection.id).where(
            ShelfCorrection.audit_id == Audit.id, col(ShelfCorrection.undone_at).is_(None)
        )
        named = (
            select(GroupNaming.id)
            .join(ShelfGroup, col(ShelfGroup.id) == GroupNaming.group_id)
            .where(ShelfGroup.audit_id == Audit.id, col(GroupNaming.undone_at).is_(None))
        )
        query = query.where(or_(said.exists(), named.exists()))
    return tuple(AuditRow(*found) for found in session.exec(query.order_by(col(Photo.id))))


def audits_of_photos(
    session: Session, chain_id: int, *, sha256s: Iterable[str] = (), names: Iterable[str] = ()
) -> tuple[AuditRow, ...]:
    """The newest finished audits of the chain's shelf photos with these bytes, or these names as they were sent."""
    rows: list[AuditRow] = []
    for column, values in ((Photo.sha256, sorted(set(sha256s))), (Photo.file_name, sorted(set(names)))):
        for first in range(0, len(values), _AT_ONCE):
            query = _newest(chain_id).where(col(column).in_(values[first : first + _AT_ONCE]))
            rows += [AuditRow(*found) for found in session.exec(query.order_by(col(Audit.id)))]
    return tuple(rows)


def boxes_of(session: Session, audit_ids: Sequence[int]) -> dict[int, tuple[BoxInForce, ...]]:
    """Boxes in force by audit, by number."""
    found: dict[int, list[BoxInForce]] = {audit_id: [] for audit_id in audit_ids}
    for first in range(0, len(audit_ids), _AT_ONCE):
        product = products_in_force(audit_ids[first : first + _AT_ONCE]).c
        pick: Any = select
        query = (
            pick(product, Sku.code)
            .outerjoin(Sku, col(Sku.id) == product.sku_id)
            .order_by(product.audit_id, product.number)
        )
        for row in session.exec(query):
            box = BoxInForce(row.number, (row.x1, row.y1, row.x2, row.y2), row.code)
            found[row.audit_id].append(box)
    return {audit_id: tuple(boxes) for audit_id, boxes in found.items()}


def all_sku_facts(session: Session, chain_id: int) -> tuple[tuple[SkuFact, bool], ...]:
    """The chain's SKUs by code, and whether each is active."""
    rows = session.exec(
        select(Sku, Brand).join(Brand).where(Sku.chain_id == chain_id).order_by(col(Sku.code))
    )
    return tuple(
        (
            SkuFact(
                sku.code,
                brand.name,
                sku.name,
                sku.spec,
                sku.category,
                brand.competitor,
                sku.height_mm,
                sku.gtin,
            ),
            sku.active,
        )
        for sku, brand in rows
    )


def label_imports(session: Session, chain_id: int, *, limit: int) -> tuple[ImportRow, ...]:
    """The chain's newest files of labels."""
    one = ShelfCorrection
    pick: Any = select
    query = (
        pick(
            one.batch,
            func.min(one.corrected_at),
            func.min(func.coalesce(func.nullif(User.full_name, ""), User.username)),
            func.count(),
            func.count().filter(col(one.undone_at).is_(None)),
            func.count(func.distinct(Audit.photo_id)),
        )
        .join(Audit, col(Audit.id) == one.audit_id)
        .join(Photo, col(Photo.id) == Audit.photo_id)
        .join(Store, col(Store.id) == Photo.store_id)
        .outerjoin(User, col(User.id) == one.corrected_by)
        .where(Store.chain_id == chain_id, one.source == "import", col(one.batch).is_not(None))
        .group_by(col(one.batch))
        .order_by(func.max(one.id).desc())
        .limit(limit)
    )
    return tuple(ImportRow(*found) for found in session.exec(query))


def _newest(chain_id: int) -> Any:
    newer = aliased(Audit)
    superseded = select(newer.id).where(
        newer.photo_id == Audit.photo_id, newer.state == "done", col(newer.id) > col(Audit.id)
    )
    return (
        select(Audit, Photo, Store)
        .join(Photo, col(Photo.id) == Audit.photo_id)
        .join(Store, col(Store.id) == Photo.store_id)
        .where(
            Store.chain_id == chain_id,
            Photo.kind == "shelf",
            Audit.state == "done",
            ~superseded.exists(),
        )
    )


def audit_ids(rows: Iterable[AuditRow]) -> tuple[int, ...]:
    """Their audits' ids."""
    return tuple(key(row.audit.id) for row in rows)
