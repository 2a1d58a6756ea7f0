"""Reading tips: a user's list, one tip with its history, and what the next photo must know of a store's tips."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, case, func
from sqlmodel import Session, col, select

from catalog.errors import NotFound
from catalog.queries_people import stores_seen_by
from catalog.queries_skus import SkuFact
from catalog.rows import key
from catalog.tables import Audit, Brand, Photo, Sku, Store, User
from catalog.tables_advice import Tip, TipChange, TipState


@dataclass(frozen=True)
class TipRow:
    """A tip with its store and, where it is about one, its SKU."""

    tip: Tip
    store: Store
    sku: SkuFact | None

    @staticmethod
    def of(tip: Tip, store: Store, sku: Sku | None, brand: Brand | None) -> "TipRow":
        """From a row of `tip_rows`."""
        if sku is None or brand is None:
            return TipRow(tip, store, None)
        fact = SkuFact(
            sku.code, brand.name, sku.name, sku.spec, sku.category, brand.competitor, gtin=sku.gtin
        )
        return TipRow(tip, store, fact)


def tips_for(
    session: Session,
    user: User,
    *,
    state: TipState | None = None,
    store_code: str | None = None,
    escalated_to: int | None = None,
    limit: int = 50,
) -> tuple[TipRow, ...]:
    """Tips of the stores that the user may see: open ones by rank, the greatest first, then the last ended first.

    `escalated_to` asks for what expired and went to that user. One store's tips are served by
    `ix_tip_store_id_state`, a chain's open ones by `ix_tip_state_due_at`.
    """
    query = tip_rows().where(col(Tip.store_id).in_(stores_seen_by(user)))
    if state is not None:
        query = query.where(Tip.state == state)
    if store_code is not None:
        query = query.where(Store.code == store_code)
    if escalated_to is not None:
        query = query.where(Tip.escalated_to == escalated_to)
    first = case((col(Tip.state) == "open", 0), else_=1)
    order = (first, case((col(Tip.state) == "open", col(Tip.rank))).desc().nulls_last())
    query = query.order_by(*order, col(Tip.closed_at).desc(), col(Tip.id)).limit(limit)
    return tuple(TipRow.of(*found) for found in session.exec(query))


def count_tips(session: Session, user: User, *, state: TipState = "open") -> dict[str, int]:
    """How many tips are in this state, by code of the stores that the user may see; stores without are left out."""
    query = (
        select(Store.code, func.count())
        .join(Tip, col(Tip.store_id) == Store.id)
        .where(col(Store.id).in_(stores_seen_by(user)), Tip.state == state)
        .group_by(Store.code)
    )
    return {code: int(count) for code, count in session.exec(query)}


def get_tip(session: Session, user: User, tip_id: int, *, lock: bool = False) -> TipRow:
    """The tip, held until the transaction ends where `lock`; raises NotFound tip_not_found for others' stores too."""
    query = tip_rows().where(Tip.id == tip_id, col(Tip.store_id).in_(stores_seen_by(user)))
    if lock:
        query = query.with_for_update(of=Tip)
    found = session.exec(query.execution_options(populate_existing=True)).first()
    if found is None:
        raise NotFound("tip_not_found", tip=tip_id)
    return TipRow.of(*found)


def changes_of(session: Session, tip_id: int) -> tuple[TipChange, ...]:
    """The states that a tip went through, the first one first."""
    query = select(TipChange).where(TipChange.tip_id == tip_id).order_by(col(TipChange.id))
    return tuple(session.exec(query))


def lock_store(session: Session, store_id: int) -> Store:
    """The store, held until the transaction ends, so that one photo at a time speaks about its tips."""
    query = select(Store).where(Store.id == store_id).with_for_update(key_share=True)
    store = session.exec(query.execution_options(populate_existing=True)).first()
    if store is None:
        raise NotFound("store_not_found", store=store_id)
    return store


def tips_about(
    session: Session, store_id: int, subjects: Collection[str], *, lock: bool = False
) -> tuple[Tip, ...]:
    """The store's tips about these subjects in any state, oldest first, as the database has them now; held until the
    transaction ends where `lock`, so that no answer comes in between."""
    query = (
        select(Tip)
        .where(Tip.store_id == store_id, col(Tip.subject).in_(subjects))
        .order_by(col(Tip.id))
        .execution_options(populate_existing=True)
    )
    return tuple(session.exec(query.with_for_update() if lock else query))


def count_open(session: Session, store_id: int) -> int:
    """How many open tips a store has, whatever they are about."""
    query = select(func.count()).where(Tip.store_id == store_id, Tip.state == "open")
    return int(session.exec(query).one())


def seen_at(session: Session, audit_ids: Iterable[int]) -> dict[int, datetime]:
    """When what these audits saw was so: the photo's time, but never later than its upload (clocks run ahead)."""
    query = (
        select(Audit.id, Photo.captured_at, Photo.uploaded_at)
        .join(Photo, col(Photo.id) == Audit.photo_id)
        .where(col(Audit.id).in_(set(audit_ids)))
    )
    return {
        key(audit_id): uploaded if captured is None else min(captured, uploaded)
        for audit_id, captured, uploaded in session.exec(query)
    }


def overdue_tips(session: Session, now: datetime, *, limit: int = 500) -> tuple[Tip, ...]:
    """Open tips past their due time, held for the caller; those that another worker holds are left to it.

    Served by `ix_tip_state_due_at`.
    """
    query = (
        select(Tip)
        .where(Tip.state == "open", col(Tip.due_at) < now)
        .order_by(col(Tip.due_at), col(Tip.id))
        .limit(limit)
        .with_for_update(skip_locked=True)
        .execution_options(populate_existing=True)
    )
    return tuple(session.exec(query))


def tips_where(session: Session, rule: ColumnElement[bool]) -> tuple[TipRow, ...]:
    """Tips that a rule holds for, whoever asks, the greatest rank first."""
    rows = session.exec(tip_rows().where(rule).order_by(col(Tip.rank).desc(), col(Tip.id)))
    return tuple(TipRow.of(*found) for found in rows)


def tip_rows() -> Any:
    """The query of tips with store, SKU and brand, to be narrowed; `TipRow.of` reads its rows."""
    return (
        select(Tip, Store, Sku, Brand)
        .join(Store, col(Store.id) == Tip.store_id)
        .outerjoin(Sku, col(Sku.id) == Tip.sku_id)
        .outerjoin(Brand, col(Brand.id) == Sku.brand_id)
    )
