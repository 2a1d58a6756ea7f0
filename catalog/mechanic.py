"""The mechanic of a promotion and its numbers: the same words for a rival's offer and for our own policy."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Final, Literal, get_args

OfferKind = Literal[
    "special_price",
    "discount_rate",
    "money_off",
    "threshold_off",
    "buy_n_get_m",
    "second_item",
    "bundle_price",
    "gift",
    "coupon",
    "member_price",
    "deposit",
    "cashback",
    "installment",
    "other",
]
KINDS: Final[tuple[OfferKind, ...]] = get_args(OfferKind)


@dataclass(frozen=True)
class Numbers:
    """What a mechanic counts with; `None` is not said.

    Money in the shop's currency. `rate` is the part still to pay, 0.5 for 5折. `n`, `m` by kind: buy n get m free;
    the n-th item; n pieces for a price or at a rate; n instalments; a special price for a group of n buyers. A deposit
    of `threshold` counts as `amount`. `each`: the reduction is given again for every further threshold (每满).
    """

    price: Decimal | None = None
    list_price: Decimal | None = None
    threshold: Decimal | None = None
    amount: Decimal | None = None
    rate: Decimal | None = None
    n: int | None = None
    m: int | None = None
    each: bool = False
