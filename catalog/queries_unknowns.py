"""Reading the questions on unknown products, and what is still to be put to them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final, Literal

import numpy as np
from sqlalchemy import func
from sqlmodel import Session, col, select

from catalog.errors import NotFound
from catalog.queries_skus import ReferencePicture, SkuFact
from catalog.rows import key
from catalog.tables import Audit, Brand, Photo, Sku, Store
from catalog.tables_corrections import CorrectedBox, UnknownProduct
from catalog.tables_seen import GroupNaming, ShelfGroup
from catalog.vectors import Floats, stack

UnknownState = Literal["open", "aside", "named"]
OVERLAP: Final = timedelta(seconds=90)
"""Changes are read this much further back than the newest that is known: clocks differ, transactions take time."""


@dataclass(frozen=True)
class Seen:
    """A group where it was seen."""

    group: ShelfGroup
    audit: Audit
    photo: Photo
    store: Store

    @property
    def at(self) -> datetime:
        """When the photo was taken, as far as is known."""
        return self.photo.captured_at or self.photo.uploaded_at

    @property
    def area(self) -> float:
        """Of its clearest crop, square pixels."""
        x1, y1, x2, y2 = self.group.best_xyxy
        return (x2 - x1) * (y2 - y1)

    @property
    def picture(self) -> ReferencePicture:
        """Its clearest crop."""
        x1, y1, x2, y2 = self.group.best_xyxy
        return ReferencePicture(self.photo.sha256, (x1, y1, x2, y2))


@dataclass(frozen=True)
class Changed:
    """Questions (Q,) that changed: means (Q, D) of length 1, and whether a group may join them."""

    ids: tuple[int, ...]
    means: Floats
    joinable: tuple[bool, ...]
    newest: datetime | None


@dataclass(frozen=True)
class UnknownPage:
    """Some of the questions of a state, and how many there are in all."""

    rows: tuple[UnknownProduct, ...]
    total: int


def audits_to_gather(session: Session, *, limit: int) -> tuple[int, ...]:
    """Ids of finished audits whose unknown groups were not put to the questions yet, the newest first."""
    query = select(Audit.id).where(Audit.state == "done", col(Audit.gathered_at).is_(None))
    return tuple(key(found) for found in session.exec(query.order_by(col(Audit.id).desc()).limit(limit)))


def newest_audit_of(session: Session, photo_id: int) -> int | None:
    """The last finished look at a photo: what counts of it."""
    query = select(func.max(Audit.id)).where(Audit.photo_id == photo_id, Audit.state == "done")
    return session.exec(query).one()


def groups_without_question(session: Session, audit_id: int) -> tuple[ShelfGroup, ...]:
    """The audit's groups that neither models nor people named, and that no question asks for; the biggest first.

    One whose question was answered, and whose name a person then took back, is among them.
    """
    query = (
        select(ShelfGroup)
        .outerjoin(UnknownProduct, col(UnknownProduct.id) == ShelfGroup.unknown_id)
        .where(
            ShelfGroup.audit_id == audit_id,
            col(ShelfGroup.sku_id).is_(None),
            col(ShelfGroup.unknown_id).is_(None) | col(UnknownProduct.sku_id).is_not(None),
            ~_named(),
            ~_boxes_gone(),
        )
    )
    return tuple(session.exec(query.order_by(col(ShelfGroup.size).desc(), col(ShelfGroup.number))))


def groups_to_let_go(session: Session, photo_id: int, newest_id: int) -> tuple[Seen, ...]:
    """Groups of a photo in questions where they no longer belong: of former looks, settled by people since, or in an
    answered one without its name."""
    open_ = col(UnknownProduct.sku_id).is_(None)
    query = (
        _seen()
        .join(UnknownProduct, col(UnknownProduct.id) == ShelfGroup.unknown_id)
        .where(
            Photo.id == photo_id,
            (open_ & ((col(Audit.id) != newest_id) | _named() | _boxes_gone())) | (~open_ & ~_named()),
        )
    )
    return tuple(Seen(*row) for row in session.exec(query))


def _named() -> Any:
    """Whether a person named the group."""
    naming = select(GroupNaming.id).where(
        GroupNaming.group_id == ShelfGroup.id, col(GroupNaming.undone_at).is_(None)
    )
    return naming.exists()


def _boxes_gone() -> Any:
    """Whether people's corrections left the group no box: each was named by itself, or removed."""
    box = select(CorrectedBox.id).where(CorrectedBox.audit_id == ShelfGroup.audit_id)
    own = box.where(CorrectedBox.kind == "product", CorrectedBox.group_number == ShelfGroup.number)
    return box.exists() & ~own.exists()


def questions_changed(session: Session, chain_id: int, embedder: str, since: datetime | None) -> Changed:
    """The chain's questions by one embedder that changed since then, or all of them."""
    table = UnknownProduct
    query = select(table.id, table.vector, table.sku_id, table.groups, table.changed_at)  # type: ignore[call-overload]
    query = query.where(table.chain_id == chain_id, table.embedder == embedder)
    if since is not None:
        query = query.where(col(table.changed_at) >= since - OVERLAP)
    rows = session.exec(query).all()
    means = stack([row[1] for row in rows])
    if len(means):
        means = means / _lengths(means)
    return Changed(
        tuple(key(row[0]) for row in rows),
        means,
        tuple(row[2] is None and row[3] > 0 for row in rows),
        max((row[4] for row in rows), default=None),
    )


def _lengths(vectors: Floats) -> Floats:
    out: Floats = np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-9)
    return out


def best_pictures(session: Session, unknown_ids: Iterable[int]) -> dict[int, ReferencePicture]:
    """The picture that each of these questions shows."""
    query = (
        select(UnknownProduct.id, ShelfGroup.best_xyxy, Photo.sha256)
        .join(ShelfGroup, col(ShelfGroup.id) == UnknownProduct.best_group_id)
        .join(Audit, col(Audit.id) == ShelfGroup.audit_id)
        .join(Photo, col(Photo.id) == Audit.photo_id)
        .where(col(UnknownProduct.id).in_(list(unknown_ids)))
    )
    return {
        key(found): ReferencePicture(sha256, (box[0], box[1], box[2], box[3]))
        for found, box, sha256 in session.exec(query)
    }


def list_unknowns(
    session: Session, chain_id: int, state: UnknownState, *, limit: int, offset: int = 0
) -> UnknownPage:
    """Questions of a state, those with the most facings first."""
    wanted = _in_state(chain_id, state)
    query = select(UnknownProduct).where(*wanted)
    query = query.order_by(col(UnknownProduct.facings).desc(), col(UnknownProduct.id).desc())
    rows = tuple(session.exec(query.limit(limit).offset(offset)))
    return UnknownPage(rows, count_unknowns(session, chain_id, state))


def count_unknowns(session: Session, chain_id: int, state: UnknownState = "open") -> int:
    """How many questions of a state there are."""
    query = select(func.count()).select_from(UnknownProduct).where(*_in_state(chain_id, state))
    return session.exec(query).one()


def _in_state(chain_id: int, state: UnknownState) -> list[Any]:
    table = UnknownProduct
    rules = [table.chain_id == chain_id, table.groups > 0]
    if state == "named":
        return [*rules, col(table.sku_id).is_not(None)]
    aside = col(table.aside_at)
    return [*rules, col(table.sku_id).is_(None), aside.is_(None) if state == "open" else aside.is_not(None)]


def get_unknown(session: Session, chain_id: int, unknown_id: int) -> UnknownProduct:
    """One of the chain's questions; raises NotFound unknown_not_found."""
    query = select(UnknownProduct).where(
        UnknownProduct.id == unknown_id, UnknownProduct.chain_id == chain_id, UnknownProduct.groups > 0
    )
    found = session.exec(query.execution_options(populate_existing=True)).first()
    if found is None:
        raise NotFound("unknown_not_found", unknown=unknown_id)
    return found


def seen_in(session: Session, unknown_id: int, *, limit: int | None = None) -> tuple[Seen, ...]:
    """The groups of a question, the newest first."""
    query = _seen().where(ShelfGroup.unknown_id == unknown_id).order_by(col(ShelfGroup.id).desc())
    return tuple(Seen(*row) for row in session.exec(query if limit is None else query.limit(limit)))


def seen_group(session: Session, group_id: int) -> Seen | None:
    """One group where it was seen."""
    found = session.exec(_seen().where(ShelfGroup.id == group_id)).first()
    return None if found is None else Seen(*found)


def store_is_in(session: Session, unknown_id: int, store_id: int) -> bool:
    """Whether a group of the question was seen in this store."""
    query = (
        select(ShelfGroup.id)
        .join(Audit, col(Audit.id) == ShelfGroup.audit_id)
        .join(Photo, col(Photo.id) == Audit.photo_id)
        .where(ShelfGroup.unknown_id == unknown_id, Photo.store_id == store_id)
    )
    return session.exec(query.limit(1)).first() is not None


def namings_of_unknown(session: Session, unknown: UnknownProduct) -> tuple[GroupNaming, ...]:
    """The names in force that answering this question gave its groups."""
    query = (
        select(GroupNaming)
        .join(ShelfGroup, col(ShelfGroup.id) == GroupNaming.group_id)
        .where(
            ShelfGroup.unknown_id == unknown.id,
            GroupNaming.sku_id == unknown.sku_id,
            GroupNaming.named_at == unknown.named_at,
            col(GroupNaming.undone_at).is_(None),
        )
    )
    return tuple(session.exec(query))


def groups_named(session: Session, unknown_id: int) -> frozenset[int]:
    """The question's groups that a person named."""
    query = (
        select(GroupNaming.group_id)
        .join(ShelfGroup, col(ShelfGroup.id) == GroupNaming.group_id)
        .where(ShelfGroup.unknown_id == unknown_id, col(GroupNaming.undone_at).is_(None))
    )
    return frozenset(session.exec(query))


def sku_is_named(session: Session, sku_id: int) -> bool:
    """Whether a person's word in force says this SKU of any group."""
    query = select(GroupNaming.id).where(GroupNaming.sku_id == sku_id, col(GroupNaming.undone_at).is_(None))
    return session.exec(query.limit(1)).first() is not None


def facts_of(session: Session, sku_ids: Sequence[int | None]) -> dict[int, SkuFact]:
    """What a page says of these SKUs, active or not."""
    wanted = sorted({found for found in sku_ids if found is not None})
    rows = session.exec(select(Sku, Brand).join(Brand).where(col(Sku.id).in_(wanted)))
    return {
        key(sku.id): SkuFact(sku.code, brand.name, sku.name, sku.spec, sku.category, brand.competitor)
        for sku, brand in rows
    }


def _seen() -> Any:
    return (
        select(ShelfGroup, Audit, Photo, Store)
        .join(Audit, col(Audit.id) == ShelfGroup.audit_id)
        .join(Photo, col(Photo.id) == Audit.photo_id)
        .join(Store, col(Store.id) == Photo.store_id)
    )
