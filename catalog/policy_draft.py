"""A promotion policy (促销政策) as somebody states it, checked before anything is written."""

import unicodedata
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Final

from catalog.cell_values import refuse
from catalog.mechanic import Numbers, OfferKind
from catalog.mechanic_needs import NEEDS, check_mechanic

LENGTHS: Final = {
    "code": 64,
    "name": 200,
    "categories": 100,
    "city": 100,
    "trade_area": 100,
    "store_class": 64,
}
MOST_BUDGET: Final = Decimal(10) ** 11
MOST_PRIORITY: Final = 999
MOST_PARTS: Final = 5_000
EACH: Final[frozenset[OfferKind]] = frozenset({"threshold_off", "coupon", "cashback"})
"""Mechanics whose reduction may come again for every further threshold (每满)."""
FIRST_YEAR: Final = 2000
LAST_YEAR: Final = 2100


@dataclass(frozen=True, order=True)
class Place:
    """Stores of this city, trade area and class; "" is any.

    Raises:
        Invalid: `bad_value` naming the field.
    """

    city: str = ""
    trade_area: str = ""
    store_class: str = ""

    def __post_init__(self) -> None:
        for name in ("city", "trade_area", "store_class"):
            object.__setattr__(self, name, clean(name, getattr(self, name)))

    def holds(self, city: str, trade_area: str, store_class: str) -> bool:
        """Whether a store of these three is one of them."""
        return (
            self.city in {"", city}
            and self.trade_area in {"", trade_area}
            and self.store_class in {"", store_class}
        )


@dataclass(frozen=True)
class PolicyDraft:
    """A policy to keep: for these SKUs and every own SKU of these categories, in these places (none: everywhere), on
    the days from `valid_from` to `valid_until`, both included, None open.

    `budget` is the money that it may cost in all. `priority` goes before all else where several are for a SKU.

    Raises:
        Invalid: `bad_value` naming the field, as `check_mechanic`; also one_of (two numbers that leave open which
            counts), empty, too_long, control_character, slash, no_product, before_start, out_of_range, decimals,
            too_many.
    """

    code: str
    name: str
    kind: OfferKind
    valid_from: date
    numbers: Numbers = field(default_factory=Numbers)
    skus: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    places: tuple[Place, ...] = ()
    valid_until: date | None = None
    budget: Decimal | None = None
    priority: int = 0

    def __post_init__(self) -> None:
        object.__setattr__(self, "code", clean("code", self.code, required=True))
        object.__setattr__(self, "name", clean("name", self.name, required=True))
        if "/" in self.code or self.code in {".", ".."}:
            # A code is a part of addresses, and these would be read as other addresses.
            raise refuse("code", self.code, "slash")
        check_mechanic(self.kind, self.numbers)
        self._check_choice()
        object.__setattr__(self, "skus", tuple(sorted(set(self.skus))))
        categories = {clean("categories", name, required=True) for name in self.categories}
        object.__setattr__(self, "categories", tuple(sorted(categories)))
        anywhere = Place() in self.places
        object.__setattr__(self, "places", () if anywhere else tuple(sorted(set(self.places))))
        self._check()

    def _check_choice(self) -> None:
        numbers = self.numbers
        for group in NEEDS[self.kind]:
            said = [name for name in group if getattr(numbers, name) is not None]
            if len(said) > 1:
                raise refuse(said[1], str(getattr(numbers, said[1])), "one_of", kind=self.kind, other=said[0])
        if numbers.each and (self.kind not in EACH or numbers.threshold is None):
            raise refuse("each", "", "not_of_kind", kind=self.kind)

    def _check(self) -> None:
        if not self.skus and not self.categories:
            raise refuse("skus", "", "no_product")
        for name in ("skus", "categories", "places"):
            if len(getattr(self, name)) > MOST_PARTS:
                raise refuse(name, str(len(getattr(self, name))), "too_many", most=MOST_PARTS)
        for name, day in (("valid_from", self.valid_from), ("valid_until", self.valid_until)):
            if day is not None and not FIRST_YEAR <= day.year <= LAST_YEAR:
                raise refuse(name, str(day), "out_of_range", low=FIRST_YEAR, high=LAST_YEAR)
        if self.valid_until is not None and self.valid_until < self.valid_from:
            raise refuse("valid_until", str(self.valid_until), "before_start")
        budget = self.budget
        if budget is not None:
            if not budget.is_finite() or not 0 <= budget <= MOST_BUDGET:
                raise refuse("budget", str(budget), "out_of_range", low=0, high=str(MOST_BUDGET))
            if budget != round(budget, 2):
                raise refuse("budget", str(budget), "decimals")
        if not -MOST_PRIORITY <= self.priority <= MOST_PRIORITY:
            raise refuse(
                "priority", str(self.priority), "out_of_range", low=-MOST_PRIORITY, high=MOST_PRIORITY
            )


def clean(field: str, value: str, *, required: bool = False) -> str:
    """NFC, single spaces; raises Invalid `bad_value`: empty, too_long or control_character."""
    text = " ".join(unicodedata.normalize("NFC", value).split())
    if required and not text:
        raise refuse(field, "", "empty")
    if len(text) > LENGTHS[field]:
        raise refuse(field, text[:40], "too_long", longest=LENGTHS[field])
    if any(unicodedata.category(sign) in {"Cc", "Cs"} for sign in text):
        raise refuse(field, repr(text[:40]), "control_character")
    return text
