"""Silence alerts read: which pairs are hushed, a night's alerts, a store's, settings, what closed alerts taught."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import or_
from sqlmodel import Session, col, select

from catalog.tables import Brand, Sku, Store
from catalog.tables_history import DailyScan
from catalog.tables_till import SilenceAlert, SilenceNight, SilenceSetting


@dataclass(frozen=True)
class AlertRow:
    """An alert with its store and product."""

    alert: SilenceAlert
    store: Store
    sku: Sku
    brand: Brand


def night_of(session: Session, chain_id: int, day: date) -> SilenceNight | None:
    """The night that judged a day."""
    return session.exec(
        select(SilenceNight).where(SilenceNight.chain_id == chain_id, SilenceNight.day == day)
    ).first()


def last_night(session: Session, chain_id: int) -> SilenceNight | None:
    """The newest night."""
    query = select(SilenceNight).where(SilenceNight.chain_id == chain_id)
    return session.exec(query.order_by(col(SilenceNight.day).desc())).first()


def alerts_of_night(session: Session, chain_id: int, day: date) -> tuple[AlertRow, ...]:
    """What a night raised, by store and rank."""
    query = _rows(chain_id).where(SilenceAlert.day == day)
    return _found(session, query.order_by(col(Store.code), col(SilenceAlert.rank)))


def open_alerts(session: Session, chain_id: int, *, lock: bool = False) -> tuple[SilenceAlert, ...]:
    """All that nobody closed, by id; held until the transaction ends where `lock`."""
    query = select(SilenceAlert).where(SilenceAlert.chain_id == chain_id, SilenceAlert.state == "open")
    query = query.order_by(col(SilenceAlert.id)).execution_options(populate_existing=True)
    return tuple(session.exec(query.with_for_update() if lock else query))


def has_open_alert(session: Session, store_id: int, sku_id: int) -> bool:
    """Whether an alert of this pair is open."""
    query = select(SilenceAlert.id).where(SilenceAlert.store_id == store_id, SilenceAlert.sku_id == sku_id)
    return session.exec(query.where(SilenceAlert.state == "open").limit(1)).first() is not None


def sold_since_raised(session: Session, chain_id: int, until: date) -> frozenset[tuple[int, int]]:
    """Store and SKU of the open alerts whose product was sold on a later day up to `until`."""
    query: Any = (
        select(col(SilenceAlert.store_id), col(SilenceAlert.sku_id))
        .join(
            DailyScan,
            (col(DailyScan.store_id) == SilenceAlert.store_id)
            & (col(DailyScan.sku_id) == SilenceAlert.sku_id),
        )
        .where(
            SilenceAlert.chain_id == chain_id,
            SilenceAlert.state == "open",
            col(DailyScan.day) >= SilenceAlert.since,
            DailyScan.day <= until,
            DailyScan.units > Decimal(0),
        )
        .distinct()
    )
    return frozenset((store, sku) for store, sku in session.exec(query))


def cooling_pairs(session: Session, chain_id: int, since: datetime) -> tuple[tuple[int, int], ...]:
    """Store and SKU of the alerts that a person closed at `since` or later."""
    query: Any = select(col(SilenceAlert.store_id), col(SilenceAlert.sku_id)).where(
        SilenceAlert.chain_id == chain_id,
        SilenceAlert.state == "closed",
        col(SilenceAlert.closed_at) >= since,
        col(SilenceAlert.close_reason) != "sold_again",
    )
    return tuple((store, sku) for store, sku in session.exec(query))


def store_alerts(
    session: Session, chain_id: int, stores: Sequence[int] | None, *, state: str = "open", limit: int = 200
) -> tuple[AlertRow, ...]:
    """Alerts of some stores (None: of all), the newest night first, by rank."""
    query = _rows(chain_id).where(SilenceAlert.state == state)
    if stores is not None:
        query = query.where(col(SilenceAlert.store_id).in_(stores))
    ordered = query.order_by(col(SilenceAlert.day).desc(), col(SilenceAlert.store_id), col(SilenceAlert.rank))
    return _found(session, ordered.limit(limit))


def find_alert(session: Session, chain_id: int, alert_id: int, *, lock: bool = False) -> AlertRow | None:
    """One alert, held until the transaction ends where `lock`; None where the chain has no such."""
    query = _rows(chain_id).where(SilenceAlert.id == alert_id).execution_options(populate_existing=True)
    return next(iter(_found(session, query.with_for_update(of=SilenceAlert) if lock else query)), None)


def settings_of(session: Session, chain_id: int) -> tuple[SilenceSetting, ...]:
    """All that is set, the chain's own (category "") first."""
    query = select(SilenceSetting).where(SilenceSetting.chain_id == chain_id)
    return tuple(session.exec(query.order_by(col(SilenceSetting.category), col(SilenceSetting.sku_id))))


def find_setting(session: Session, chain_id: int, category: str, sku_id: int | None) -> SilenceSetting | None:
    """What is set for a category, or for a SKU (then `category` is "")."""
    query = select(SilenceSetting).where(
        SilenceSetting.chain_id == chain_id, SilenceSetting.category == category
    )
    mine = col(SilenceSetting.sku_id).is_(None) if sku_id is None else SilenceSetting.sku_id == sku_id
    return session.exec(query.where(mine)).first()


def closed_by_people(
    session: Session, chain_id: int, since: date
) -> tuple[tuple[str, date, float, str], ...]:
    """Category, night, chance and reason of the alerts that a person closed, of nights since then."""
    query: Any = (
        select(Sku.category, col(SilenceAlert.day), col(SilenceAlert.chance), col(SilenceAlert.close_reason))
        .join(Sku, col(Sku.id) == SilenceAlert.sku_id)
        .where(
            SilenceAlert.chain_id == chain_id,
            SilenceAlert.day >= since,
            SilenceAlert.state == "closed",
            col(SilenceAlert.closed_by).is_not(None),
        )
    )
    return tuple((category, day, chance, reason) for category, day, chance, reason in session.exec(query))


def judged_skus(session: Session, chain_id: int) -> tuple[Sku, ...]:
    """The chain's SKUs in order of their ids, those that left the catalogue too."""
    return tuple(session.exec(select(Sku).where(Sku.chain_id == chain_id).order_by(col(Sku.id))))


def said_now(today: date) -> list[Any]:
    """Conditions: the alert is open, and not to rest until a day."""
    until = col(SilenceAlert.snoozed_until)
    return [SilenceAlert.state == "open", or_(until.is_(None), until < today)]


def overdue_alerts(
    session: Session, now: datetime, today: date, *, limit: int = 500
) -> tuple[SilenceAlert, ...]:
    """Open, due, not to rest and not yet passed on; held for the caller, those that another worker holds are left to
    it."""
    query = (
        select(SilenceAlert)
        .where(*said_now(today), SilenceAlert.due_at <= now, col(SilenceAlert.escalated_at).is_(None))
        .order_by(col(SilenceAlert.id))
        .limit(limit)
        .with_for_update(skip_locked=True)
        .execution_options(populate_existing=True)
    )
    return tuple(session.exec(query))


def _rows(chain_id: int) -> Any:
    return (
        select(SilenceAlert, Store, Sku, Brand)
        .join(Store, col(Store.id) == SilenceAlert.store_id)
        .join(Sku, col(Sku.id) == SilenceAlert.sku_id)
        .join(Brand, col(Brand.id) == Sku.brand_id)
        .where(SilenceAlert.chain_id == chain_id)
    )


def _found(session: Session, query: Any) -> tuple[AlertRow, ...]:
    return tuple(AlertRow(alert, store, sku, brand) for alert, store, sku, brand in session.exec(query))
