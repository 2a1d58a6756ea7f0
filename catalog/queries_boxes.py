"""Boxes in force: what the models saw, or in its place what people's corrections left of it."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Subquery, case, cast, false, func, null, union_all
from sqlmodel import Session, col, select

from catalog.column_types import Id
from catalog.rows import key
from catalog.tables import Audit, Photo, Store, User
from catalog.tables_corrections import CorrectedBox, ShelfCorrection
from catalog.tables_seen import Detection, GroupNaming, ShelfGroup

_NAMES: Final = (
    *("audit_id", "kind", "number", "x1", "y1", "x2", "y2", "score"),
    *("layer", "position", "column_no", "group_number"),
)


@dataclass(frozen=True)
class Touch:
    """Who corrected a box last, and when; `by` is None where nobody is known."""

    by: str | None
    at: datetime


def boxes_in_force(audit_ids: Collection[int]) -> Subquery:
    """Boxes of these audits: the columns of `Detection`, and `said` with `said_sku_id`, a person's word on one box."""
    corrected = select(CorrectedBox.id).where(CorrectedBox.audit_id == Detection.audit_id).exists()
    pick: Any = select
    seen = pick(*_columns(Detection), false().label("said"), cast(null(), Id).label("said_sku_id")).where(
        col(Detection.audit_id).in_(audit_ids), ~corrected
    )
    said = pick(
        *_columns(CorrectedBox),
        col(CorrectedBox.said).label("said"),
        col(CorrectedBox.sku_id).label("said_sku_id"),
    ).where(col(CorrectedBox.audit_id).in_(audit_ids))
    return union_all(seen, said).subquery()


def products_in_force(audit_ids: Collection[int]) -> Subquery:
    """Products of these audits with the name in force: columns of `Detection`, and `sku_id`."""
    box = boxes_in_force(audit_ids).c
    named = func.coalesce(col(GroupNaming.sku_id), col(ShelfGroup.sku_id))
    sku = case((box.said, box.said_sku_id), else_=named)
    pick: Any = select
    query = (
        pick(*(getattr(box, name) for name in _NAMES), sku.label("sku_id"))
        .outerjoin(
            ShelfGroup,
            (col(ShelfGroup.audit_id) == box.audit_id) & (col(ShelfGroup.number) == box.group_number),
        )
        .outerjoin(
            GroupNaming, (col(GroupNaming.group_id) == ShelfGroup.id) & col(GroupNaming.undone_at).is_(None)
        )
        .where(box.kind == "product")
    )
    found: Subquery = query.subquery()
    return found


def detections_of(session: Session, audit_id: int) -> tuple[Detection, ...]:
    """What the models saw, products and gaps, by number."""
    query = select(Detection).where(Detection.audit_id == audit_id).order_by(col(Detection.number))
    return tuple(session.exec(query))


def corrected_boxes(session: Session, audit_id: int) -> tuple[CorrectedBox, ...]:
    """The boxes of a corrected audit, products in reading order; empty where nobody corrected it."""
    query = (
        select(CorrectedBox)
        .where(CorrectedBox.audit_id == audit_id)
        .order_by(
            col(CorrectedBox.layer),
            col(CorrectedBox.position),
            col(CorrectedBox.y1),
            col(CorrectedBox.number),
        )
    )
    return tuple(session.exec(query))


def as_detection(box: CorrectedBox) -> Detection:
    """The same box for whoever reads detections; not for the database."""
    return Detection(**{name: getattr(box, name) for name in _NAMES})


def columns_of(session: Session, audit_ids: Collection[int]) -> dict[int, tuple[int, int]]:
    """By audit that was corrected: its facings (columns) and how many of them are unknown."""
    rows = session.exec(
        select(CorrectedBox.audit_id).where(col(CorrectedBox.audit_id).in_(audit_ids)).distinct()
    )
    corrected = tuple(rows)
    if not corrected:
        return {}
    product = products_in_force(corrected).c
    alike = case((product.sku_id.is_(None), product.group_number))
    counted: Any = (
        select(
            product.audit_id,
            product.sku_id,
            func.count(func.distinct(func.coalesce(product.column_no, -1))).label("columns"),
        )
        .group_by(product.audit_id, product.layer, product.sku_id, alike)
        .subquery()
    )
    unknown = case((counted.c.sku_id.is_(None), counted.c.columns), else_=0)
    query: Any = select(counted.c.audit_id, func.sum(counted.c.columns), func.sum(unknown)).group_by(
        counted.c.audit_id
    )
    return {audit: (int(total), int(none)) for audit, total, none in session.exec(query)}


def shelf_corrections(session: Session, audit_id: int) -> tuple[ShelfCorrection, ...]:
    """All that people said on an audit's boxes, the first one first, undone ones too."""
    query = select(ShelfCorrection).where(ShelfCorrection.audit_id == audit_id)
    return tuple(session.exec(query.order_by(col(ShelfCorrection.id))))


def corrections_of_batch(session: Session, chain_id: int, batch: str) -> tuple[ShelfCorrection, ...]:
    """All that came in one file for the chain's audits, undone ones too."""
    query = (
        select(ShelfCorrection)
        .join(Audit, col(Audit.id) == ShelfCorrection.audit_id)
        .join(Photo, col(Photo.id) == Audit.photo_id)
        .join(Store, col(Store.id) == Photo.store_id)
        .where(ShelfCorrection.batch == batch, Store.chain_id == chain_id)
    )
    return tuple(session.exec(query.order_by(col(ShelfCorrection.id))))


def corrections_in_force(session: Session, audit_id: int) -> tuple[int, ...]:
    """Ids of the corrections that count: other ids mean another report."""
    query = select(ShelfCorrection.id).where(
        ShelfCorrection.audit_id == audit_id, col(ShelfCorrection.undone_at).is_(None)
    )
    return tuple(key(found) for found in session.exec(query.order_by(col(ShelfCorrection.id))))


def touches(session: Session, audit_id: int) -> dict[int, Touch]:
    """By box number, the newest correction in force."""
    query = (
        select(ShelfCorrection, User)
        .outerjoin(User, col(User.id) == ShelfCorrection.corrected_by)
        .where(ShelfCorrection.audit_id == audit_id, col(ShelfCorrection.undone_at).is_(None))
        .order_by(col(ShelfCorrection.id))
    )
    return {one.number: Touch(_name(user), one.corrected_at) for one, user in session.exec(query)}


def former_corrected(session: Session, audit: Audit) -> tuple[int, int] | None:
    """The newest earlier audit of the photo with corrections in force, and how many."""
    query: Any = (
        select(ShelfCorrection.audit_id, func.count())
        .join(Audit, col(Audit.id) == ShelfCorrection.audit_id)
        .where(
            Audit.photo_id == audit.photo_id,
            col(Audit.id) < key(audit.id),
            col(ShelfCorrection.undone_at).is_(None),
        )
        .group_by(col(ShelfCorrection.audit_id))
        .order_by(col(ShelfCorrection.audit_id).desc())
    )
    found = session.exec(query).first()
    return None if found is None else (int(found[0]), int(found[1]))


def _name(user: User | None) -> str | None:
    return None if user is None else user.full_name or user.username


def _columns(table: Any) -> list[Any]:
    return [getattr(table, name).label(name) for name in _NAMES]
