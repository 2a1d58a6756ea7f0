"""Which offers a person should look at: numbers that cannot be so, and digits that two engines read differently."""

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Final

from alerts.offers import Digits, Doubt, Offer
from catalog.mechanic import Numbers, OfferKind

UNSURE: Final = 0.6
MOST_MONEY: Final = Decimal(1_000_000)
MOST_THINGS: Final = 99
LEAST_RATE: Final = Decimal("0.1")


def doubts_of(kind: OfferKind, numbers: Numbers, confidence: float) -> tuple[Doubt, ...]:
    """What speaks against the numbers as read."""
    doubts: list[Doubt] = []
    amount, base = numbers.amount, numbers.list_price
    if (
        amount is not None
        and numbers.threshold is not None
        and kind != "deposit"
        and amount >= numbers.threshold
    ):
        doubts.append("amount_over_threshold")
    if kind == "deposit" and amount is not None and (numbers.threshold or amount) > amount:
        doubts.append("amount_over_threshold")
    if amount is not None and base is not None and amount >= base:
        doubts.append("amount_over_price")
    if numbers.price is not None and base is not None and numbers.price > base:
        doubts.append("price_over_list")
    if numbers.rate is not None and not LEAST_RATE <= numbers.rate < 1:
        doubts.append("rate_out_of_range")
    if _out_of_range(kind, numbers):
        doubts.append("number_out_of_range")
    if confidence < UNSURE:
        doubts.append("low_confidence")
    return tuple(doubts)


def _out_of_range(kind: OfferKind, numbers: Numbers) -> bool:
    sums = [numbers.list_price, numbers.threshold, numbers.amount]
    if kind not in {"second_item"}:
        sums.append(numbers.price)
    counts = [numbers.n, numbers.m]
    return any(value is not None and not 0 < value <= MOST_MONEY for value in sums) or any(
        value is not None and not 0 < value <= MOST_THINGS for value in counts
    )


def with_second_readings(offer: Offer, readings: Mapping[Digits, str]) -> Offer:
    """The offer with what another engine read in place of its digits; an empty reading says nothing.

    Where the two differ, the offer keeps the first reading, needs a check, and shows both.
    """
    differing = tuple(
        (digits.text, readings[digits])
        for digits in offer.digits
        if readings.get(digits) and not _agree(digits.text, readings[digits])
    )
    if not differing:
        return offer
    doubts = tuple(dict.fromkeys((*offer.doubts, "readings_differ")))
    return replace(offer, readings=differing, doubts=doubts)


def _agree(first: str, second: str) -> bool:
    """Whether the second reading says the same; a point that it alone lost counts as seen.

    Tesseract drops points beside struck-through or heavy digits, but it does not put them in.
    """
    plain = first.replace(",", "")
    return second in {plain, plain.replace(".", "")}
