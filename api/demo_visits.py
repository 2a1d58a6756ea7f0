"""The demo's visits: the rep's photos as the visits they were taken on, with answers; a route for every day."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from sqlmodel import Session

from catalog.queries_pages import AuditCard, audit_cards
from catalog.queries_people import stores_of
from catalog.queries_routes import travellers
from catalog.queries_skus import list_skus
from catalog.route_days import RouteDay, set_route_days
from catalog.rows import key
from catalog.tables import User
from catalog.tables_visits import Visit
from catalog.visit_photos import join_visit

_SAID: Final[tuple[dict[str, str], ...]] = (
    {"rival_action": "端架做了买二送一，海报贴到周日", "customer_wish": "想要一组小堆头，配价格牌"},
    {"rival_action": "新上两个口味，占了我们一层的边上"},
    {"customer_wish": "下午到货太晚，希望上午送"},
    {"rival_action": "没有新动作", "customer_wish": "临期的两箱想换货"},
)
"""Answers in turn; what is pushed is one of our products."""
_BEFORE, _AFTER = timedelta(minutes=4), timedelta(minutes=9)
_LONGEST: Final = timedelta(minutes=100)
_PLACE: Final = (31.2031, 121.4012)
"""Of the first store; the others lie a kilometre or so apart."""


def fill_visits(session: Session, rep: User, *, now: datetime, zone: ZoneInfo) -> int:
    """Make the rep's photos visits, one a store and day with a shelf on it, and give each weekday a route; how many
    visits."""
    pushed = [
        row.sku.name for row in list_skus(session, rep.chain_id, limit=1000).rows if not row.brand.competitor
    ]
    days: dict[tuple[str, int], list[AuditCard]] = {}
    for card in audit_cards(session, rep, limit=1000):
        if card.photo.captured_at is not None:
            day = card.photo.captured_at.astimezone(zone).date().isoformat()
            days.setdefault((day, key(card.store.id)), []).append(card)
    found = [_together(cards, now) for _, cards in sorted(days.items())]
    shelves = sorted(
        (cards for cards in found if cards), key=lambda cards: min(_taken(card, now) for card in cards)
    )
    for number, cards in enumerate(shelves):
        answers = {"main_product": pushed[number % len(pushed)]} if pushed else {}
        _visit(session, rep, cards, {**answers, **_SAID[number % len(_SAID)]}, now)
    _routes(session, rep)
    return len(shelves)


def _together(cards: Sequence[AuditCard], now: datetime) -> list[AuditCard]:
    """Those taken about when the day's first shelf was; none without a shelf."""
    shelves = [_taken(card, now) for card in cards if card.photo.kind == "shelf"]
    if not shelves:
        return []
    return [card for card in cards if abs(_taken(card, now) - min(shelves)) <= _LONGEST]


def _taken(card: AuditCard, now: datetime) -> datetime:
    return card.photo.captured_at or now


def _visit(
    session: Session, rep: User, cards: Sequence[AuditCard], answers: dict[str, str], now: datetime
) -> None:
    times = [_taken(card, now) for card in cards]
    store_id = key(cards[0].store.id)
    visit = Visit(
        store_id=store_id,
        user_id=key(rep.id),
        client_id=f"demo-{store_id}-{min(times):%Y%m%d}",
        answers=answers,
        latitude=round(_PLACE[0] + store_id % 7 * 0.0087, 5),
        longitude=round(_PLACE[1] + store_id % 5 * 0.0113, 5),
        accuracy_m=float(12 + store_id % 9),
        started_at=min(times) - _BEFORE,
        submitted_at=max(times) + _AFTER,
        received_at=min(times) - _BEFORE + timedelta(seconds=2),
    )
    session.add(visit)
    session.flush()
    for card in cards:
        card.photo.uploaded_by = rep.id
        join_visit(session, card.photo, visit)


def _routes(session: Session, rep: User) -> None:
    """Every weekday all but one of the stores, each day in another order: a demo may be opened on any day."""
    stores = {store.code: key(store.id) for store in stores_of(session, rep)}
    codes = list(stores)
    days = []
    for weekday in range(7):
        turned = codes[weekday % len(codes) :] + codes[: weekday % len(codes)]
        days.append(RouteDay(rep.username, weekday, tuple(turned[: max(1, len(turned) - 1)])))
    set_route_days(session, rep.chain_id, days, people=travellers(session, rep.chain_id), stores=stores)
