"""Reading for the pages: stores in the order of their use, photos as cards, pictures for lists of SKUs."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, case, func, or_
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from catalog.queries_boxes import columns_of
from catalog.queries_people import in_seen_store, stores_seen_by
from catalog.queries_posters import PosterView, posters_by_audit
from catalog.rows import key
from catalog.tables import Audit, AuditState, Photo, PhotoKind, Reference, Store, User
from catalog.tables_seen import Facing, GroupNaming, ShelfGroup


@dataclass(frozen=True)
class StoreUse:
    """A store and when its last photo came in."""

    store: Store
    last_at: datetime | None


@dataclass(frozen=True)
class StoreUses:
    """The first of the stores that were asked for, and how many there are in all."""

    rows: tuple[StoreUse, ...]
    total: int


@dataclass(frozen=True)
class AuditCard:
    """A photo with its newest audit; facings counted by columns, `unknown` of them that nobody has named.

    `posters` are the signs that were read off it, people's corrections applied.
    """

    audit: Audit
    photo: Photo
    store: Store
    facings: int
    unknown: int
    posters: tuple[PosterView, ...] = ()


def stores_by_use(session: Session, user: User, *, text: str = "", limit: int = 30) -> StoreUses:
    """The stores that the user may see, last photographed first; each word of `text` must be in name, code, city."""
    last = (
        select(Photo.store_id, func.max(Photo.uploaded_at).label("at"))
        .group_by(col(Photo.store_id))
        .subquery()
    )
    wanted: list[ColumnElement[bool]] = [col(Store.id).in_(stores_seen_by(user))]
    wanted += _store_like(text)
    query = select(Store, last.c.at).join(last, col(Store.id) == last.c.store_id, isouter=True).where(*wanted)
    rows = session.exec(query.order_by(last.c.at.desc().nulls_last(), col(Store.code)).limit(limit)).all()
    total = session.exec(select(func.count()).select_from(Store).where(*wanted)).one()
    return StoreUses(tuple(StoreUse(store, at) for store, at in rows), total)


def audit_cards(
    session: Session,
    user: User,
    *,
    store: str = "",
    state: AuditState | None = None,
    kind: PhotoKind | None = None,
    since: datetime | None = None,
    until: datetime | None = None,
    before_id: int | None = None,
    limit: int = 24,
) -> tuple[AuditCard, ...]:
    """Photos of the user's stores with their newest audit, the newest first.

    Args:
        session: where to read.
        user: whose stores are looked at.
        store: of the store with this code; where there is none, of stores with these words in name, code, city.
        state: whose newest audit is in this state.
        kind: sent as this kind.
        since: taken (or, where that is unknown, uploaded) then or later.
        until: taken before then.
        before_id: with audits older than this one: the next page.
        limit: at most so many.
    """
    newer = aliased(Audit)
    taken = func.coalesce(Photo.captured_at, Photo.uploaded_at)
    newest = ~select(newer.id).where(newer.photo_id == Audit.photo_id, col(newer.id) > col(Audit.id)).exists()
    wanted = [in_seen_store(user), newest]
    if store:
        exact = select(Store.id).where(Store.chain_id == user.chain_id, Store.code == store)
        known = session.exec(exact).first() is not None
        wanted += [col(Store.code) == store] if known else _store_like(store)
    if state is not None:
        wanted.append(col(Audit.state) == state)
    if kind is not None:
        wanted.append(col(Photo.kind) == kind)
    if since is not None:
        wanted.append(taken >= since)
    if until is not None:
        wanted.append(taken < until)
    if before_id is not None:
        wanted.append(col(Audit.id) < before_id)
    query = (
        select(Audit, Photo, Store).join(Photo, col(Photo.id) == Audit.photo_id).join(Store).where(*wanted)
    )
    rows = session.exec(query.order_by(col(Audit.id).desc()).limit(limit)).all()
    ids = [key(audit.id) for audit, _, _ in rows]
    counts, posters = facing_counts(session, ids), posters_by_audit(session, ids, user.chain_id)
    return tuple(
        AuditCard(audit, photo, store, *counts.get(key(audit.id), (0, 0)), posters.get(key(audit.id), ()))
        for audit, photo, store in rows
    )


def _store_like(text: str) -> list[ColumnElement[bool]]:
    """Each word of the text is in name, code or city; signs like % are letters."""
    fields = (col(Store.name), col(Store.code), col(Store.city))
    return [or_(*(field.icontains(word, autoescape=True) for field in fields)) for word in text.split()]


def first_references(session: Session, sku_ids: Sequence[int]) -> dict[int, int]:
    """The id of each SKU's oldest reference picture; SKUs without one are left out."""
    query = (
        select(Reference.sku_id, func.min(Reference.id))
        .where(col(Reference.sku_id).in_(sku_ids))
        .group_by(col(Reference.sku_id))
    )
    return {sku: key(reference) for sku, reference in session.exec(query)}


def facing_counts(session: Session, audit_ids: Sequence[int]) -> dict[int, tuple[int, int]]:
    """Facings of these audits, and how many of them nobody has named; audits without any are left out."""
    named = (
        select(GroupNaming.id)
        .join(ShelfGroup)
        .where(
            ShelfGroup.audit_id == Facing.audit_id,
            ShelfGroup.number == Facing.group_number,
            col(GroupNaming.undone_at).is_(None),
        )
        .exists()
    )
    unknown = case((col(Facing.sku_id).is_(None) & ~named, col(Facing.columns)), else_=0)
    query = (
        select(Facing.audit_id, func.sum(Facing.columns), func.sum(unknown))
        .where(col(Facing.audit_id).in_(audit_ids))
        .group_by(col(Facing.audit_id))
    )
    counts = {audit: (int(total), int(none)) for audit, total, none in session.exec(query)}
    return counts | columns_of(session, audit_ids)
