"""Lines of a poster in, its offers out: mechanics in words first, then prices by layout, each offer once."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Final, Literal

from alerts.depth import depth_of
from alerts.offers import Assumption, Offer
from alerts.offers_cents import lost_point
from alerts.offers_check import doubts_of
from alerts.offers_conditions import mentions, terms_of
from alerts.offers_currency import currency_of, page_currency
from alerts.offers_found import CARRIERS, Found, digits_at, merged, nearness
from alerts.offers_gifts import GIFT_RULES, signed_gifts
from alerts.offers_panels import panels_of
from alerts.offers_pieces import Piece, pieces_of, sentences
from alerts.offers_pricing import coupon_terms, price_offers, uncapped
from alerts.offers_rule import Rule
from alerts.offers_rules import RULES
from alerts.offers_rules_en import RULES_EN
from alerts.offers_rules_sums import LATE_RULES, SUM_RULES
from alerts.offers_terms import is_receipt, set_terms_aside
from catalog.mechanic import Numbers
from vision.posters import TextLine

Outcome = Literal["offers", "no_offers", "no_text", "receipt"]
JOINED: Final = 0.95
BASED_ON_SALE: Final = {
    "money_off",
    "second_item",
    "bundle_price",
    "threshold_off",
    "coupon",
    "cashback",
    "deposit",
    "buy_n_get_m",
}


@dataclass(frozen=True)
class Understood:
    """The offers from top to bottom, and what kind of picture it was."""

    offers: tuple[Offer, ...]
    outcome: Outcome


def read_offers(
    lines: Sequence[TextLine], *, today: date | None = None, apart: Sequence[Sequence[int]] = ()
) -> Understood:
    """The offers that the lines print; none off a till receipt, which tells what was paid.

    `today` is the day the photo was taken: it gives dates their year; without it only whole dates are told. `apart` are
    the lines, by index, of each of several posters (`NamedParts.apart`), which are then read one by one.
    """
    if not lines:
        return Understood((), "no_text")
    pieces = pieces_of(lines)
    if is_receipt(pieces):
        return Understood((), "receipt")
    if apart:
        found = [
            replace(offer, panel=at)
            for at, part in enumerate(apart)
            for offer in _find([pieces[line] for line in part], today)
        ]
        offers = tuple(sorted(found, key=_from_top))
    else:
        offers = _find(pieces, today)
    return Understood(offers, "offers" if offers else "no_offers")


def _find(pieces: Sequence[Piece], today: date | None) -> tuple[Offer, ...]:
    said = mentions(pieces, today)
    set_terms_aside(pieces)
    texts = sentences(pieces)
    found: list[Found] = []
    for sentence in texts:
        found += _by_rules(sentence, (*RULES, *SUM_RULES, *RULES_EN))
    for sentence in texts:
        if len(sentence) == 1:
            found += _by_rules(sentence, GIFT_RULES, terms=True)
    for sign, named in signed_gifts(pieces):
        whole = ((sign, 0, len(sign.text)), (named, 0, len(named.text)))
        for piece, begin, end in whole:
            piece.use(begin, end)
        found.append(Found("gift", Numbers(), whole, (), factor=JOINED))
    found = coupon_terms(pieces, price_offers(pieces, found))
    for sentence in texts:
        if len(sentence) == 1:
            found += _by_rules(sentence, LATE_RULES)
    found = uncapped(pieces, merged(found))
    panels = {piece.index: at for at, part in enumerate(panels_of(pieces)) for piece in part}
    terms = terms_of(found, said, lambda piece: panels.get(piece.index, 0))
    page = page_currency(pieces)
    offers = []
    for one, held in zip(found, terms, strict=True):
        panel = panels.get(one.spans[0][0].index, 0)
        beside = [other for other in found if panels.get(other.spans[0][0].index, 0) == panel]
        offers.append(replace(_offer(one, beside), terms=held, currency=currency_of(one, page), panel=panel))
    return tuple(sorted(offers, key=_from_top))


def _from_top(offer: Offer) -> tuple[float, float]:
    return offer.xyxy[1], offer.xyxy[0]


def _by_rules(sentence: tuple[Piece, ...], rules: Sequence[Rule], *, terms: bool = False) -> list[Found]:
    """What the rules find in the sentence, the first rule first; a sign is read into one offer only.

    With `terms`, dates and limits may be part of what is said: 前100名送鼠标.
    """
    text, starts = "", []
    for piece in sentence:
        # 定金1 above 0 is no 定金10.
        text += " " if text[-1:].isdigit() and piece.text[:1].isdigit() else ""
        starts.append(len(text))
        text += piece.text
    found = []
    for each in rules:
        if len(sentence) > 1 and not each.joins:
            continue
        for match in each.pattern.finditer(text):
            spans = _spans(sentence, starts, match)
            if len(spans) < len(sentence) or not all(
                p.unsaid(b, e) if terms else p.free(b, e) for p, b, e in spans
            ):
                continue
            if len(spans) > 1 and _chance(sentence, spans):
                continue
            made = each.make(match.groupdict())
            for piece, begin, end in spans:
                piece.use(begin, end)
            if made is not None:
                digits = tuple(
                    digits_at(piece, begin, end)
                    for name in each.digits
                    if match[name] and re.search(r"\d", match[name])
                    for piece, begin, end in _cut(sentence, starts, *match.span(name))
                )
                factor = 1.0 if len(sentence) == 1 else JOINED
                kind, numbers = made
                assumed = each.assumed(match.groupdict())
                found.append(
                    Found(
                        kind,
                        numbers,
                        tuple(spans),
                        digits,
                        factor=factor,
                        assumed=assumed,
                        doubts=each.doubts,
                    )
                )
    return found


def _chance(sentence: tuple[Piece, ...], spans: Sequence[tuple[Piece, int, int]]) -> bool:
    """Whether lines meet by chance: a sentence goes on from the end of a line to the begin of the next.

    Nor does it end within a sum such as 1299-300.
    """
    last, _, stop = spans[-1]
    return (
        any(end < len(piece.text) for piece, _, end in spans[:-1])
        or any(begin > 0 for _, begin, _ in spans[1:])
        or last.text[stop : stop + 1] in {"-", "=", "+", "~"}
    )


def _spans(
    sentence: tuple[Piece, ...], starts: Sequence[int], match: re.Match[str]
) -> list[tuple[Piece, int, int]]:
    return _cut(sentence, starts, *match.span())


def _cut(
    sentence: tuple[Piece, ...], starts: Sequence[int], begin: int, end: int
) -> list[tuple[Piece, int, int]]:
    """The stretch `begin` to `end` of the sentence, piece by piece."""
    parts = []
    for piece, start in zip(sentence, starts, strict=True):
        first, last = max(begin - start, 0), min(end - start, len(piece.text))
        if first < last:
            parts.append((piece, first, last))
    return parts


def _offer(one: Found, page: Sequence[Found]) -> Offer:
    base, assumed = _base(one, page)
    numbers = one.numbers
    told = depth_of(one.kind, numbers, base)
    doubts = (*one.doubts, *doubts_of(one.kind, numbers, one.confidence))
    bad = {"amount_over_threshold", "amount_over_price", "price_over_list"} & set(doubts)
    assumptions: tuple[Assumption, ...] = (
        *told.assumptions,
        *(assumed if told.depth is not None and base is not None else ()),
        *one.assumed,
    )
    return Offer(
        kind=one.kind,
        text=one.text,
        xyxy=one.xyxy,
        confidence=one.confidence,
        numbers=numbers,
        digits=one.digits,
        unit_price=None if bad else told.unit_price,
        depth=None if bad else told.depth,
        assumptions=assumptions,
        doubts=doubts,
        per=one.per,
    )


def _base(one: Found, page: Sequence[Found]) -> tuple[Decimal | None, tuple[Assumption, ...]]:
    """The price before the offer: its own list price, the nearest on the page, or the price it comes on top of."""
    if one.numbers.list_price is not None or one.kind in {"special_price", "member_price"}:
        return one.numbers.list_price, ()
    page = [other for other in page if other.per == one.per]
    listed = [other for other in page if other.numbers.list_price is not None]
    if listed:
        return min(listed, key=lambda other: nearness(other.place, one.place)).numbers.list_price, ()
    sales = [other for other in page if other.kind == "special_price" and not other.net]
    if one.kind in BASED_ON_SALE and sales:
        nearest = min(sales, key=lambda other: nearness(other.place, one.place))
        return nearest.numbers.price, ("base_is_sale_price",)
    return None, ()


def with_base(offer: Offer, list_price: Decimal | None) -> Offer:
    """The offer with its depth from a list price that the poster does not print but the catalogue knows.

    Where only the price with its cents behind a point fits that list price, it is taken so, in doubt.
    """
    said = offer.numbers.list_price is not None or offer.depth is not None
    if list_price is None or said or offer.doubts or offer.per:
        return offer
    price = offer.numbers.price
    if price is not None and offer.kind in CARRIERS and lost_point(price, list_price):
        offer = replace(
            offer, numbers=replace(offer.numbers, price=price / 100), doubts=(*offer.doubts, "cents_unclear")
        )
    told = depth_of(offer.kind, offer.numbers, list_price)
    if told.depth is None:
        return offer
    assumptions: tuple[Assumption, ...] = (*told.assumptions, "catalogue_list_price")
    return replace(offer, depth=told.depth, unit_price=told.unit_price, assumptions=assumptions)
