"""Silence alerts as people see them: those of their stores, one of them, how many are open, tills that are mute."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from sqlalchemy import func
from sqlmodel import Session, col, select

from catalog.errors import NotFound
from catalog.queries_boxes import products_in_force
from catalog.queries_people import stores_seen_by
from catalog.queries_silence import AlertRow, last_night, said_now
from catalog.tables import Brand, Sku, Store, User
from catalog.tables_till import SilenceAlert

AlertState = Literal["open", "snoozed", "closed"]
"""`snoozed` is open, and not to be spoken of until a day has passed."""


@dataclass(frozen=True)
class AlertPage:
    """Some of the alerts, and how many there are in all."""

    rows: tuple[AlertRow, ...]
    total: int


def alerts_for(
    session: Session,
    user: User,
    state: AlertState,
    *,
    today: date,
    store_code: str | None = None,
    limit: int = 50,
    offset: int = 0,
) -> AlertPage:
    """Alerts of the stores that the user may see: open ones by expected loss, the greatest first, closed ones the last
    first.

    A store's are served by `ix_silence_alert_store_id_state`.
    """
    wanted = [*_of_state(state, today), col(SilenceAlert.store_id).in_(stores_seen_by(user))]
    if store_code is not None:
        wanted.append(col(Store.code) == store_code)
    total = select(func.count()).select_from(SilenceAlert).join(Store, col(Store.id) == SilenceAlert.store_id)
    order: Any = (
        (col(SilenceAlert.closed_at).desc(),)
        if state == "closed"
        else (col(SilenceAlert.lost_margin).desc().nulls_last(), col(SilenceAlert.lost_units).desc())
    )
    query = alert_rows().where(*wanted).order_by(*order, col(SilenceAlert.id)).limit(limit).offset(offset)
    rows = tuple(AlertRow(*found) for found in session.exec(query))
    return AlertPage(rows, session.exec(total.where(*wanted)).one())


def count_open_alerts(session: Session, user: User, *, today: date) -> int:
    """How many open alerts wait for the user."""
    query = select(func.count()).select_from(SilenceAlert)
    seen = col(SilenceAlert.store_id).in_(stores_seen_by(user))
    return session.exec(query.where(*said_now(today), seen)).one()


def alert_for(session: Session, user: User, alert_id: int) -> AlertRow:
    """The alert; raises NotFound silence_alert_not_found for others' stores too."""
    query = alert_rows().where(
        SilenceAlert.id == alert_id, col(SilenceAlert.store_id).in_(stores_seen_by(user))
    )
    found = session.exec(query).first()
    if found is None:
        raise NotFound("silence_alert_not_found", alert=alert_id)
    return AlertRow(*found)


def mute_stores(session: Session, user: User) -> tuple[Store, ...]:
    """Stores of the user that the newest night had no till data from, by code."""
    night = last_night(session, user.chain_id)
    if night is None or not night.silent_stores:
        return ()
    query = select(Store).where(col(Store.id).in_(stores_seen_by(user))).order_by(Store.code)
    mute = frozenset(night.silent_stores)
    return tuple(store for store in session.exec(query) if store.id in mute)


def places_of(session: Session, audit_id: int, sku_id: int, layer: int | None) -> tuple[Sequence[float], ...]:
    """Boxes (xyxy, pixels) of a product on an audit's photo, on one layer where it is given."""
    product = products_in_force((audit_id,)).c
    query: Any = select(product.x1, product.y1, product.x2, product.y2).where(product.sku_id == sku_id)
    if layer is not None:
        query = query.where(product.layer == layer)
    return tuple(tuple(row) for row in session.exec(query))


def _of_state(state: AlertState, today: date) -> list[Any]:
    if state == "closed":
        return [SilenceAlert.state == "closed"]
    if state == "snoozed":
        return [SilenceAlert.state == "open", col(SilenceAlert.snoozed_until) >= today]
    return said_now(today)


def alert_rows() -> Any:
    """The query of alerts with store, SKU and brand, to be narrowed; rows make an `AlertRow`."""
    return (
        select(SilenceAlert, Store, Sku, Brand)
        .join(Store, col(Store.id) == SilenceAlert.store_id)
        .join(Sku, col(Sku.id) == SilenceAlert.sku_id)
        .join(Brand, col(Brand.id) == Sku.brand_id)
    )
