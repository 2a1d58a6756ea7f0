"""An offer as a poster prints it: its mechanic, its numbers, and where they stand."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final, Literal, get_args

from catalog.mechanic import KINDS, Numbers, OfferKind

Doubt = Literal[
    "readings_differ",
    "amount_over_threshold",
    "amount_over_price",
    "price_over_list",
    "rate_out_of_range",
    "number_out_of_range",
    "sum_does_not_add_up",
    "list_price_unlabelled",
    "second_or_both",
    "cents_unclear",
    "low_confidence",
]
"""Why a person should look: the two engines disagree, the numbers cannot be so, or the words have two meanings."""

Assumption = Literal[
    "buys_just_enough",
    "buys_n",
    "coupon_taken",
    "is_member",
    "cashback_claimed",
    "deposit_paid",
    "starts_from",
    "up_to",
    "in_group",
    "base_is_sale_price",
    "catalogue_list_price",
]
"""What the depth takes for granted."""

Currency = Literal["¥", "HK$", "NT$", "US$", "S$", "$", "RM", "£", "€"]
"""The sign as printed; a bare $ stays what it is, for it is not known whose it is."""
CURRENCIES: Final[tuple[Currency, ...]] = get_args(Currency)


@dataclass(frozen=True)
class Terms:
    """When and for whom an offer holds, and how it is printed.

    Both dates belong to the time; `None` is not printed, or no day of the calendar. `limit_per_person` pieces a person,
    a household or an order, as `text` tells; `first_n` buyers or pieces.
    """

    text: str
    valid_from: date | None = None
    valid_until: date | None = None
    limit_per_person: int | None = None
    first_n: int | None = None

    def __post_init__(self) -> None:
        if (
            self.valid_from is not None
            and self.valid_until is not None
            and self.valid_from > self.valid_until
        ):
            raise ValueError(f"expected valid_from <= valid_until, got {self.valid_from}, {self.valid_until}")


@dataclass(frozen=True)
class Digits:
    """A number on the poster: characters `begin` to `end` of line `line`, and what they were read as."""

    line: int
    begin: int
    end: int
    text: str


@dataclass(frozen=True)
class Offer:
    """One offer.

    `text` is what is printed of it, `xyxy` the box around that in pixels of the photo, `confidence` 0..1. `depth` is
    1 − effective / list unit price under `assumptions`, `unit_price` the effective price of one; both `None` where
    the poster does not tell enough. `digits` are the numbers it rests on; `readings` pairs of differing readings of
    them; `doubts` why it needs a check. `per` is the measure that its prices are for (斤, 500g), `None` for one piece;
    `panel` which of the posters in the picture it stands on, from the left.
    """

    kind: OfferKind
    text: str
    xyxy: tuple[float, float, float, float]
    confidence: float
    numbers: Numbers
    digits: tuple[Digits, ...] = ()
    unit_price: Decimal | None = None
    depth: Decimal | None = None
    assumptions: tuple[Assumption, ...] = ()
    doubts: tuple[Doubt, ...] = ()
    readings: tuple[tuple[str, str], ...] = ()
    currency: Currency = "¥"
    per: str | None = None
    terms: Terms | None = None
    panel: int = 0

    def __post_init__(self) -> None:
        if self.kind not in KINDS or not 0 <= self.confidence <= 1:
            raise ValueError(f"expected a known kind and 0 <= confidence <= 1, got {self!r}")
        if self.depth is not None and not 0 <= self.depth <= 1:
            raise ValueError(f"expected 0 <= depth <= 1, got {self.depth}")

    @property
    def needs_check(self) -> bool:
        """Whether a person should look before anything follows from it."""
        return bool(self.doubts)
