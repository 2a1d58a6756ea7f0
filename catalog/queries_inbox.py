"""What waits for a person's answer, and what a week's answers came to; a product's tips and alert that belong together.

A store manager's inbox holds all that is open in their stores, and for `PASSED_ON` also what was passed on meanwhile.
Everybody else's holds what was passed on to them, for as long as nobody answers.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any, Final

from sqlalchemy import exists, func, or_
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from catalog.queries_alerts import alert_rows
from catalog.queries_people import stores_seen_by
from catalog.queries_silence import AlertRow, said_now
from catalog.queries_tips import TipRow, tip_rows
from catalog.tables import Sku, User
from catalog.tables_advice import Tip, TipChange, TipKind
from catalog.tables_history import DailyScan
from catalog.tables_till import SilenceAlert

PASSED_ON: Final = timedelta(days=14)
"""So long a store manager is still shown what was passed on; the full lists have it for ever."""
_MOST: Final = 200


def waiting_tips(session: Session, user: User, *, now: datetime, limit: int = _MOST) -> tuple[TipRow, ...]:
    """Tips that wait for this user, by rank; one that was passed on gives way to a newer one about the same."""
    newer = aliased(Tip)
    again = exists().where(
        col(newer.store_id) == Tip.store_id, col(newer.subject) == Tip.subject, col(newer.id) > col(Tip.id)
    )
    passed_on = (col(Tip.state) == "expired") & ~again
    if user.role == "store_manager":
        mine = or_(col(Tip.state) == "open", passed_on & (col(Tip.closed_at) >= now - PASSED_ON))
    else:
        mine = passed_on & (col(Tip.escalated_to) == user.id)
    query = tip_rows().where(col(Tip.store_id).in_(stores_seen_by(user)), mine)
    found = session.exec(query.order_by(col(Tip.rank).desc(), col(Tip.id)).limit(limit))
    return tuple(TipRow.of(*one) for one in found)


def waiting_alerts(session: Session, user: User, *, today: date, limit: int = _MOST) -> tuple[AlertRow, ...]:
    """Open alerts that wait for this user, the greatest loss first; not those that are to rest until a day."""
    mine = [*said_now(today), col(SilenceAlert.store_id).in_(stores_seen_by(user))]
    if user.role != "store_manager":
        mine.append(col(SilenceAlert.escalated_to) == user.id)
    order = (col(SilenceAlert.lost_margin).desc().nulls_last(), col(SilenceAlert.lost_units).desc())
    query = alert_rows().where(*mine).order_by(*order, col(SilenceAlert.id)).limit(limit)
    return tuple(AlertRow(*one) for one in session.exec(query))


def tips_of_product(
    session: Session, store_id: int, sku_id: int, kinds: Collection[TipKind]
) -> tuple[Tip, ...]:
    """The store's tips of these kinds about a product in any state, the oldest first, as the database has them now;
    held until the transaction ends. Whoever holds a product's alerts too holds its tips before them."""
    query = select(Tip).where(Tip.store_id == store_id, Tip.sku_id == sku_id, col(Tip.kind).in_(kinds))
    query = query.order_by(col(Tip.id)).execution_options(populate_existing=True)
    return tuple(session.exec(query.with_for_update()))


def alerts_of_product(session: Session, store_id: int, sku_id: int) -> tuple[SilenceAlert, ...]:
    """The store's alerts about a product in any state, the oldest first; held likewise."""
    query = select(SilenceAlert).where(SilenceAlert.store_id == store_id, SilenceAlert.sku_id == sku_id)
    query = query.order_by(col(SilenceAlert.id)).execution_options(populate_existing=True)
    return tuple(session.exec(query.with_for_update()))


@dataclass(frozen=True)
class TipOfWeek:
    """A tip that was answered, or ran out of time, since a moment."""

    tip: Tip
    ran_out: bool


@dataclass(frozen=True)
class AlertOfWeek:
    """The same of an alert; `sold_on` is the last day since then on which its product was sold."""

    alert: SilenceAlert
    sku: Sku
    sold_on: date | None


def tips_since(session: Session, user: User, since: datetime) -> tuple[TipOfWeek, ...]:
    """Tips of the user's stores that were closed, or ran out of time, at `since` or later."""
    ran_out = exists().where(
        col(TipChange.tip_id) == Tip.id,
        col(TipChange.state) == "expired",
        col(TipChange.by).is_(None),
        col(TipChange.at) >= since,
    )
    query: Any = select(Tip, ran_out).where(
        col(Tip.store_id).in_(stores_seen_by(user)), or_(col(Tip.closed_at) >= since, ran_out)
    )
    return tuple(TipOfWeek(tip, bool(late)) for tip, late in session.exec(query))


def alerts_since(session: Session, user: User, since: datetime, day: date) -> tuple[AlertOfWeek, ...]:
    """Alerts of the user's stores that a person closed, or passed on, at `since` (of `day`) or later."""
    sold: Any = (
        select(func.max(DailyScan.day))
        .where(
            DailyScan.store_id == SilenceAlert.store_id,
            DailyScan.sku_id == SilenceAlert.sku_id,
            col(DailyScan.day) > day,
            DailyScan.units > Decimal(0),
        )
        .correlate(SilenceAlert)
        .scalar_subquery()
    )
    by_person = col(SilenceAlert.closed_by).is_not(None) & (col(SilenceAlert.closed_at) >= since)
    query: Any = (
        select(SilenceAlert, Sku, sold)
        .join(Sku, col(Sku.id) == SilenceAlert.sku_id)
        .where(
            col(SilenceAlert.store_id).in_(stores_seen_by(user)),
            or_(by_person, col(SilenceAlert.escalated_at) >= since),
        )
    )
    return tuple(AlertOfWeek(*one) for one in session.exec(query))
