"""Reading what the shelf photos of each week were like, of a random draw of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from random import Random
from typing import Final

from sqlalchemy import func
from sqlmodel import Session, col, select

from catalog.rows import key
from catalog.tables import Audit, Photo, Sku, Store
from catalog.tables_seen import ShelfGroup

_AT_ONCE: Final = 500


@dataclass(frozen=True)
class PhotoSeen:
    """What one shelf photo adds to a week: sums over its groups by category («» for unknown ones)."""

    audit_id: int
    at: datetime
    quality_ok: bool
    embedder: str
    named: dict[str, tuple[int, float]]
    facings: int
    unknown: int


def photos_of_weeks(
    session: Session, chain_id: int, rng: Random, bounds: Sequence[tuple[datetime, datetime]], *, most: int
) -> tuple[tuple[PhotoSeen, ...], ...]:
    """Of each span (from, to) up to `most` shelf photos drawn by chance: enough to see a change, however many came."""
    audits: list[list[Audit]] = []
    for since, until in bounds:
        low, high = session.exec(
            select(func.min(Audit.id), func.max(Audit.id)).where(
                Audit.state == "done", Audit.queued_at >= since, Audit.queued_at < until
            )
        ).one()
        ids = range(0) if low is None or high is None else range(low, high + 1)
        audits.append(_photos(session, chain_id, rng, since, until, ids, most))
    groups = _sums(session, [key(audit.id) for some in audits for audit in some])
    return tuple(
        tuple(_photo_seen(audit, groups.get(key(audit.id), ())) for audit in some) for some in audits
    )


def _photos(
    session: Session,
    chain_id: int,
    rng: Random,
    since: datetime,
    until: datetime,
    ids: range,
    most: int,
) -> list[Audit]:
    query = (
        select(Audit)
        .join(Photo, col(Photo.id) == Audit.photo_id)
        .join(Store, col(Store.id) == Photo.store_id)
        .where(
            Store.chain_id == chain_id,
            Photo.kind == "shelf",
            Audit.state == "done",
            Audit.queued_at >= since,
            Audit.queued_at < until,
        )
    )
    drawn = sorted(rng.sample(ids, min(len(ids), most * 8)))
    found = list(session.exec(query.where(col(Audit.id).in_(drawn))))
    return rng.sample(found, most) if len(found) > most else found


def _sums(session: Session, audit_ids: list[int]) -> dict[int, list[tuple[str | None, int, int, float]]]:
    found: dict[int, list[tuple[str | None, int, int, float]]] = {}
    for begin in range(0, len(audit_ids), _AT_ONCE):
        query = (
            select(  # type: ignore[call-overload]
                ShelfGroup.audit_id,
                Sku.category,
                func.count(),
                func.sum(ShelfGroup.size),
                func.sum(func.coalesce(ShelfGroup.probability, 0.0)),
            )
            .select_from(ShelfGroup)
            .outerjoin(Sku, col(Sku.id) == ShelfGroup.sku_id)
            .where(col(ShelfGroup.audit_id).in_(audit_ids[begin : begin + _AT_ONCE]))
            .group_by(col(ShelfGroup.audit_id), col(Sku.category))
        )
        for audit_id, category, count, size, probability in session.exec(query):
            found.setdefault(audit_id, []).append((category, int(count), int(size), float(probability)))
    return found


def _photo_seen(audit: Audit, sums: Sequence[tuple[str | None, int, int, float]]) -> PhotoSeen:
    embedder = next((m for m in audit.models or () if m.get("kind") == "embedder"), {})
    return PhotoSeen(
        audit_id=key(audit.id),
        at=audit.queued_at,
        quality_ok=bool((audit.quality or {}).get("ok")),
        embedder=f"{embedder.get('name', '')} {embedder.get('version', '')}".strip(),
        named={
            category: (count, probability) for category, count, _, probability in sums if category is not None
        },
        facings=sum(size for _, _, size, _ in sums),
        unknown=sum(size for category, _, size, _ in sums if category is None),
    )
