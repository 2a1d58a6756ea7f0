"""Prices made offers: what a label names, what a sum says, what stands alone; and which list price goes with which."""

import re
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Final

from alerts.numerals import read_number
from alerts.offers import Assumption, Digits
from alerts.offers_cents import lost_point
from alerts.offers_found import CARRIERS, Found, Span, digits_at, nearness
from alerts.offers_pieces import Piece
from alerts.offers_prices import Label, Role, equations, labels_of, pair
from alerts.offers_tags import PriceTag, price_tags
from catalog.mechanic import Numbers, OfferKind

_KINDS: Final[dict[Role, OfferKind]] = {
    "sale": "special_price",
    "member": "member_price",
    "money_off": "money_off",
    "coupon": "coupon",
    "cashback": "cashback",
    "deposit": "deposit",
}
_NET_WORDS: Final = ("到手", "券后", "不高于", "后价")
_MECHANICS: Final = {
    "discount_rate",
    "money_off",
    "second_item",
    "buy_n_get_m",
    "bundle_price",
    "threshold_off",
    "coupon",
    "cashback",
    "deposit",
}
_NEEDS: Final = re.compile(r"[(（]?满¥?(?P<a>\d+(?:\.\d+)?)元?(?:可用|使用|可使用|即可使用|减|立减)?[)）]?")
_UNCAPPED: Final = re.compile(r"(?<!有)不封顶|多满多减|循环满减|可循环|累计减")
LOUD: Final = 0.6
"""A number without a label counts as a price when it is so many times as tall as the tallest price."""
BARE: Final = 0.85
LAID_OUT: Final = 0.95
REACH: Final = 8.0
"""A list price belongs to a price at most so many times its height away."""


def price_offers(pieces: Sequence[Piece], others: Sequence[Found]) -> list[Found]:
    """All offers of a price, and those mechanics whose number stands beside their word; `others` are found already.

    Returns:
        The new offers and `others`, with list prices put where they belong.
    """
    tags = price_tags(pieces)
    roles: dict[int, tuple[PriceTag, Role, Label | None]] = {}
    for label, tag in pair(labels_of(pieces, tags), tags):
        roles.setdefault(id(tag), (tag, label.role, label))
    doubtful: set[int] = set()
    for whole, less, left in equations(pieces, tags):
        roles[id(whole)] = (whole, "list", None)
        was = roles.get(id(less))
        roles[id(less)] = (
            was if was and was[1] in {"coupon", "cashback"} else (less, "money_off", was and was[2])
        )
        due = left or next((tag for tag in tags if tag.value == whole.value - less.value), None)
        if due is not None:
            label_of_due = roles.get(id(due), (due, "sale", None))[2]
            roles[id(due)] = (due, "sale", label_of_due)
            if due.value != whole.value - less.value:
                doubtful.add(id(due))
    found = [
        _offer(tag, role, label, id(tag) in doubtful) for tag, role, label in roles.values() if role != "list"
    ]
    lists = [tag for tag, role, _ in roles.values() if role == "list"]
    rest = [tag for tag in tags if tag.sure and id(tag) not in roles]
    bare, guessed = _bare(rest, found)
    for one in (*found, *bare):
        for piece, begin, end in one.spans:
            piece.use(begin, end)
    offers = [*others, *found, *bare]
    for tag in sorted(lists, key=lambda tag: -tag.piece.height):
        offers = _with_list(offers, tag, guessed=False)
    for tag in guessed:
        offers = _with_list(offers, tag, guessed=True)
    return offers


def coupon_terms(pieces: Sequence[Piece], found: Sequence[Found]) -> list[Found]:
    """Coupons with the sum they need (满999可用), where it stands in a line of its own near them."""
    out = list(found)
    for piece in pieces:
        needs = _NEEDS.fullmatch(piece.text)
        if needs is None or not piece.free(0, len(piece.text)):
            continue
        near = [
            (nearness(one.place, piece.box), at)
            for at, one in enumerate(out)
            if one.kind == "coupon" and one.numbers.threshold is None and one.numbers.amount is not None
        ]
        near = near or [
            # A ticket that says its sum and what it needs, but not that it is a coupon.
            (nearness(one.place, piece.box), at)
            for at, one in enumerate(out)
            if "用" in needs[0] and one.kind == "special_price" and one.factor == BARE
        ]
        if near and min(near)[0] < 4 * max(out[min(near)[1]].height, piece.height):
            one = out[min(near)[1]]
            if one.kind == "special_price":
                one = replace(one, kind="coupon", numbers=Numbers(amount=one.numbers.price))
            piece.use(0, len(piece.text))
            digits = (*one.digits, digits_at(piece, *needs.span("a")))
            numbers = replace(one.numbers, threshold=read_number(needs["a"]))
            whole = (*one.spans, (piece, 0, len(piece.text)))
            out[min(near)[1]] = replace(one, numbers=numbers, digits=digits, spans=whole)
    return out


def uncapped(pieces: Sequence[Piece], found: Sequence[Found]) -> list[Found]:
    """The offers, 满A减B given again for every further A where 上不封顶 stands beside it."""
    out = list(found)
    for piece in pieces:
        if not _UNCAPPED.search(piece.text):
            continue
        steps = [at for at, one in enumerate(out) if one.kind == "threshold_off" and one.numbers.threshold]
        if len(steps) == 1:
            one = out[steps[0]]
            out[steps[0]] = replace(one, numbers=replace(one.numbers, each=True))
    return out


def _offer(tag: PriceTag, role: Role, label: Label | None, doubtful: bool) -> Found:
    kind = _KINDS[role]
    if role in {"sale", "member"}:
        numbers = Numbers(price=tag.value)
    elif role == "deposit":
        numbers = Numbers(threshold=tag.value)
    else:
        numbers = Numbers(amount=tag.value)
    spans: tuple[Span, ...] = ((tag.piece, tag.begin, tag.end),)
    if label is not None:
        same = label.piece is tag.piece and label.end <= tag.begin
        spans = (
            ((tag.piece, label.begin, tag.end),) if same else ((label.piece, label.begin, label.end), *spans)
        )
    return Found(
        kind,
        numbers,
        spans,
        (_digits(tag),),
        factor=1.0 if label is not None and label.tag is tag else LAID_OUT if label is not None else BARE,
        net=label is not None and any(word in label.text for word in _NET_WORDS),
        assumed=_assumed(tag, role, label),
        doubts=("sum_does_not_add_up", *tag.doubts) if doubtful else tag.doubts,
        per=tag.per,
    )


def _assumed(tag: PriceTag, role: Role, label: Label | None) -> tuple[Assumption, ...]:
    """起, 低至 and from of a price; 最高 and up to of a reduction."""
    inside = label is not None and label.piece is tag.piece and label.begin < tag.begin
    words = "" if label is None else label.piece.text[label.begin : tag.begin] if inside else label.text
    words += tag.piece.text[max(0, tag.begin - 4) : tag.begin]
    if role in {"sale", "member"}:
        lowest = _from(tag) or re.search(r"低至|直降至|(?<![a-z])from$", words)
        return ("starts_from",) if lowest else ()
    return ("up_to",) if re.search(r"最高|至高|最多|upto", words) else ()


def _digits(tag: PriceTag) -> Digits:
    text = tag.piece.text[tag.begin : tag.end]
    begin = tag.begin + (len(text) - len(text.lstrip("¥$£€rmbhkntus")))
    end = tag.end - (len(text) - len(text.rstrip("元块圆¥$")))
    return digits_at(tag.piece, begin, max(end, begin + 1))


def _from(tag: PriceTag) -> bool:
    return tag.piece.text[tag.end :].lstrip("/瓶盒罐袋件包斤个元").startswith("起")


def _bare(tags: Sequence[PriceTag], found: Sequence[Found]) -> tuple[list[Found], list[PriceTag]]:
    """Numbers with a currency and no label: the loud ones are prices, a smaller one of more money a list price."""
    prices = [one for one in found if one.kind in CARRIERS]
    loudest = max(
        [one.height for one in prices] or [tag.piece.height for tag in tags] or [0.0],
    )
    loud = [tag for tag in tags if tag.piece.height >= LOUD * loudest]
    bare = [_offer(tag, "sale", None, False) for tag in loud]
    near = [*prices, *bare]
    guessed = [
        tag
        for tag in tags
        if tag not in loud
        and any(
            one.numbers.price is not None
            and (
                one.numbers.price < tag.value < 10 * one.numbers.price
                or lost_point(one.numbers.price, tag.value)
            )
            and nearness(one.place, tag.box) < 2.5 * one.height
            for one in near
        )
    ]
    return bare, guessed


def _less(one: Found, tag: PriceTag) -> bool:
    """Whether the offer's price is below the one beside it, or would be with its cents behind a point."""
    price = one.numbers.price or Decimal(0)
    return price < tag.value or lost_point(price, tag.value)


def _with_list(offers: list[Found], tag: PriceTag, *, guessed: bool) -> list[Found]:
    """The list price given to the nearest price, or to the nearest mechanic where no price is printed."""
    priced = [
        (nearness(one.place, tag.box), at)
        for at, one in enumerate(offers)
        if one.kind in CARRIERS and one.numbers.price is not None and one.numbers.list_price is None
    ]
    fitting = [(way, at) for way, at in priced if not guessed or _less(offers[at], tag)]
    candidates = fitting or (
        [
            (nearness(one.place, tag.box), at)
            for at, one in enumerate(offers)
            if one.kind in _MECHANICS and one.numbers.list_price is None
        ]
        if not any(one.kind in CARRIERS for one in offers)
        else []
    )
    if not candidates:
        return offers
    way, at = min(candidates)
    one = offers[at]
    same_line = any(piece is tag.piece for piece, _, _ in one.spans)
    if way > REACH * max(one.height, tag.piece.height) and not same_line:
        return offers
    price, doubts = one.numbers.price, one.doubts
    if price is not None and lost_point(price, tag.value):
        price, doubts = price / 100, (*doubts, "cents_unclear")
    changed = replace(
        one,
        numbers=replace(one.numbers, price=price, list_price=tag.value),
        digits=(*one.digits, _digits(tag)),
        doubts=(*doubts, "list_price_unlabelled") if guessed else doubts,
    )
    return [*offers[:at], changed, *offers[at + 1 :]]
