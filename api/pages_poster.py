"""What a poster's page shows: the photo with numbered boxes, what it is, each offer with what speaks against it."""

from dataclasses import dataclass, replace
from datetime import datetime, tzinfo
from decimal import Decimal, InvalidOperation
from typing import Any, Final

from sqlmodel import Session

from api.answers_posters import poster_answer, summary_of
from api.i18n import Locale
from api.pages_answer import ShownAnswer, answer_context
from api.pages_audit import audit_head
from api.pages_corrections import PosterFix, poster_fix
from api.poster_depths import offers_of
from api.schemas_posters import OfferAnswer, PosterAnswer
from catalog.mechanic import Numbers
from catalog.offers_in_force import OfferInForce
from catalog.queries_audits import AuditRow
from catalog.queries_posters import posters_of
from catalog.rows import key
from catalog.tables import User

TINTS: Final = 16
BADGES: Final = 32
"""A badge's radius is the photo's longer side by this: about 16 px on a phone."""
_COUNTS: Final = ("n", "m")
_SUMS: Final = ("price", "list_price", "threshold", "amount", "rate")


Rectangle = tuple[int, int, int, int]
"""x, y, width, height in whole pixels of the photo."""


@dataclass(frozen=True)
class Choice:
    """One way to read a doubtful offer: its line, and the correction that says so (`POST …/corrections`)."""

    summary: str
    order: dict[str, Any]


@dataclass(frozen=True)
class OfferCard:
    """An offer of the list; `place` counts from 1 and stands beside the photo's box too, its middle at `badge`.

    `key` is the sign's number and its own there.
    """

    place: int
    key: str
    tint: int
    said: OfferAnswer
    box: Rectangle | None
    badge: tuple[int, int] | None
    depth_pct: str
    crop_url: str
    choices: tuple[Choice, ...]


@dataclass(frozen=True)
class Sign:
    """One poster of the photo: what it is, its offers, our answer, the form that corrects it."""

    poster: PosterAnswer
    cards: tuple[OfferCard, ...]
    ask_product: bool
    answer: ShownAnswer | None
    fix: PosterFix


def poster_context(
    session: Session, row: AuditRow, locale: Locale, *, user: User, zone: tzinfo, now: datetime
) -> dict[str, Any] | None:
    """Return what ``poster.html`` shows of a finished poster's audit; None where it has no poster.

    That is an audit from before the photo was sent as a poster.
    """
    audit_id = key(row.audit.id)
    views = posters_of(session, audit_id, row.store.chain_id)
    if not views:
        return None
    answers = answer_context(session, row, locale, user=user, zone=zone, now=now)["poster_answers"]
    page = _Page(audit_id, row.photo.width or 1, row.photo.height or 1, locale)
    signs, place = [], 1
    for view in views:
        poster, number = poster_answer(row, view, locale), view.poster.number
        told = zip(offers_of(view), poster.offers, strict=True)
        cards = tuple(page.card(number, at, *one) for at, one in enumerate(told, start=place))
        ask = not view.product_said and view.sku is None and bool(view.candidates)
        fix = poster_fix(session, user, audit_id, number, locale)
        signs.append(Sign(poster, cards, ask, answers.get(number), fix))
        place += len(cards)
    seconds = row.audit.seconds or {}
    return {
        "audit": audit_head(session, row),
        "signs": signs,
        "lines": [line.text for sign in signs for line in sign.poster.lines],
        "radius": page.radius,
        "models": row.audit.models or [],
        "seconds": f"{seconds.get('total', sum(seconds.values())):.1f}",
    }


@dataclass(frozen=True)
class _Page:
    """What all cards of one photo share."""

    audit_id: int
    width: int
    height: int
    locale: Locale

    @property
    def radius(self) -> float:
        return max(self.width, self.height) / BADGES

    def card(self, sign: int, place: int, offer: OfferInForce, said: OfferAnswer) -> OfferCard:
        box = _rectangle(offer.xyxy)
        return OfferCard(
            place=place,
            key=f"{sign}-{offer.number}",
            tint=(place - 1) % TINTS + 1,
            said=said,
            box=box,
            badge=None if box is None else badge_of(box, self.width, self.radius),
            depth_pct="" if offer.depth is None else f"{offer.depth * 100:.1f}".rstrip("0").rstrip("."),
            crop_url=f"/api/audits/{self.audit_id}/posters/{sign}/offers/{offer.number}/crop.jpg",
            choices=choices_of(offer, self.locale) if offer.needs_check else (),
        )


def choices_of(offer: OfferInForce, locale: Locale) -> tuple[Choice, ...]:
    """As it was read, and as the second engine read it, where that is another offer."""
    ways = [offer]
    if (other := _second(offer)) is not None:
        ways.append(other)
    return tuple(Choice(summary_of(way, locale), _order(way)) for way in ways)


def _second(offer: OfferInForce) -> OfferInForce | None:
    """The offer with every second reading in place of the first; None where they belong to no number of it."""
    read, changed = offer.numbers, dict[str, Any]()
    for first, second in offer.readings:
        for name in (*_SUMS, *_COUNTS):
            value = getattr(read, name)
            if name not in changed and value is not None and value == _as(name, first):
                changed[name] = _as(name, second)
                break
    changed = {name: value for name, value in changed.items() if value is not None}
    return replace(offer, numbers=replace(read, **changed)) if changed else None


def _as(name: str, digits: str) -> Decimal | int | None:
    """Digits as the number `name` of a mechanic: 8.5 and 85 are both a rate of 0.85."""
    try:
        value = Decimal(digits.replace(",", ""))
    except InvalidOperation:
        return None
    if name in _COUNTS:
        return int(value) if value == value.to_integral_value() else None
    if name == "rate":
        return value / (100 if value >= 10 else 10)
    return value


def _order(offer: OfferInForce) -> dict[str, Any]:
    """The correction that says that the offer reads so."""
    says: dict[str, Any] = {
        "kind": offer.kind,
        **_said(offer.numbers),
        "valid_from": offer.valid_from and offer.valid_from.isoformat(),
        "valid_until": offer.valid_until and offer.valid_until.isoformat(),
        "limit": offer.limit_per_person,
        "first_n": offer.first_n,
    }
    known = {name: value for name, value in says.items() if value is not None}
    return {"what": "offer", "offer": offer.number, "says": known}


def _said(numbers: Numbers) -> dict[str, Any]:
    values = {name: getattr(numbers, name) for name in _SUMS}
    sums = {name: None if value is None else f"{value.normalize():f}" for name, value in values.items()}
    return {**sums, "n": numbers.n, "m": numbers.m, "each": numbers.each or None}


def badge_of(box: Rectangle, photo_width: int, radius: float) -> tuple[int, int]:
    """Return the middle of a box's badge: left of it, so that it hides no words, or right, or on its edge."""
    x, y, width, height = box
    away = radius * 1.15
    left, right = x - away, x + width + away
    at = left if left >= radius else right if right <= photo_width - radius else max(x, radius)
    return round(at), round(y + height / 2)


def _rectangle(xyxy: tuple[float, float, float, float] | None) -> Rectangle | None:
    if xyxy is None:
        return None
    x1, y1, x2, y2 = (round(side) for side in xyxy)
    return x1, y1, max(1, x2 - x1), max(1, y2 - y1)
