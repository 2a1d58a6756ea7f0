"""The subsidy gap 补贴差: how much less our product gives than the rival's, and which rules that breaks.

Both depths are 1 − effective / list unit price (`alerts.depth`), ours by the policy in force, 0 without one. Offers of
one poster are not added up: the deepest counts. Nor are our policies: `own_depth` says which of several counts.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Final, Literal

from alerts.depth import Depth, per_100
from alerts.gap_facts import Fired, GapRules, OwnPolicy, OwnProduct, Product, RivalOffer, points
from alerts.offers import Assumption

Outcome = Literal["behind", "within", "level", "ahead", "not_comparable"]
WhyNot = Literal[
    "rival_not_by_unit",
    "rival_list_price_unknown",
    "rival_depth_unknown",
    "own_list_price_unknown",
    "own_depth_unknown",
]

_CENT: Final = Decimal("0.01")
_ZERO: Final = Decimal(0)
_UNTOLD: Final = Decimal(-1)
"""A depth that cannot be told ranks behind every other."""
_NEEDS_BASE: Final = frozenset(
    {"special_price", "member_price", "bundle_price", "money_off", "coupon", "cashback"}
)


@dataclass(frozen=True)
class Side:
    """One side's figures: depth 0..1, effective price of a unit, what is saved on one, price of 100 ml or g.

    Money in the shop's currency, rounded to a cent (per 100: four decimals); None: not to be told.
    """

    depth: Decimal | None
    price: Decimal | None = None
    saved: Decimal | None = None
    per_100: Decimal | None = None


@dataclass(frozen=True)
class Gap:
    """One product of ours held against a rival's offer.

    `points` is rival less own depth in percentage points, above 0 where the rival gives more; `to_match` the money
    that we would have to give on each unit beyond today's to be level. `outcome`: behind (a rule fired, see `rules`),
    within the rules, level, ahead, or not_comparable with `why_not`. `unchecked` counts further offers on the poster
    that a person should look at first; with `needs_check` that is so of `offer` itself, and nothing follows from it.
    """

    rival_product: Product
    own_product: Product
    offer: RivalOffer
    policy: OwnPolicy | None
    rival: Side
    own: Side
    outcome: Outcome
    points: Decimal | None = None
    to_match: Decimal | None = None
    rules: tuple[Fired, ...] = ()
    assumptions: tuple[Assumption, ...] = ()
    why_not: WhyNot | None = None
    unchecked: int = 0

    @property
    def needs_check(self) -> bool:
        """Whether a person has to look at the rival's offer before anything follows."""
        return self.offer.needs_check

    @property
    def answerable(self) -> bool:
        """Whether a proposal may be made of it."""
        return self.outcome == "behind" and not self.needs_check


def find_gap(
    rival: Product, offers: Sequence[RivalOffer], own: OwnProduct, rules: GapRules, day: date
) -> Gap | None:
    """How our product stands against what one poster offers for the rival's; None when no offer runs on `day`.

    The deepest of the offers that are sure counts; of those that need a check only when no other tells its depth.
    """
    running = [offer for offer in offers if offer.runs_on(day)]
    if not running:
        return None
    offer, theirs = max(
        ((one, one.told(rival.list_price)) for one in running),
        key=lambda pair: (pair[1].depth is not None, not pair[0].needs_check, pair[1].depth or _ZERO),
    )
    policy, ours = own_depth(own)
    left = sum(one.needs_check for one in running if one is not offer)
    base = own_base(own, policy)
    sides = (
        _side(theirs, rival_base(rival, offer), rival.content),
        _side(ours, base, own.product.content),
    )
    why = _why_not(offer, theirs, rival_base(rival, offer)) or _why_not_ours(policy, ours, base)
    if why is not None or theirs.depth is None or ours.depth is None:
        return Gap(
            rival,
            own.product,
            offer,
            policy,
            *sides,
            "not_comparable",
            why_not=why,
            assumptions=theirs.assumptions,
            unchecked=left,
        )
    fired = rules.fired(ours.depth, theirs.depth)
    behind = theirs.depth - ours.depth
    return Gap(
        rival,
        own.product,
        offer,
        policy,
        *sides,
        _outcome(behind, fired),
        points=points(behind),
        to_match=None if base is None else _money(base * max(behind, _ZERO)),
        rules=fired,
        assumptions=tuple(dict.fromkeys((*theirs.assumptions, *ours.assumptions))),
        unchecked=left,
    )


def own_depth(own: OwnProduct) -> tuple[OwnPolicy | None, Depth]:
    """The policy that counts for our product today, and its depth: 0 without one, None where it cannot be told.

    Of several the one of the greatest priority counts, then the deepest at the product's list price, then the newest
    by its first day; of those alike the first as given.
    """
    here = [policy for policy in own.policies if policy.availability == "in_force"]
    if not here:
        return None, Depth(_ZERO, own.product.list_price)
    return max(((policy, policy.told(own.product.list_price)) for policy in here), key=_rank)


def _rank(pair: tuple[OwnPolicy, Depth]) -> tuple[int, Decimal, date]:
    policy, told = pair
    return policy.priority, _UNTOLD if told.depth is None else told.depth, policy.valid_from or date.min


def rival_base(rival: Product, offer: RivalOffer) -> Decimal | None:
    """The rival's price before the offer: as printed, else the catalogue's; None where it is not for one unit."""
    return (offer.numbers.list_price or rival.list_price) if offer.by_unit else None


def own_base(own: OwnProduct, policy: OwnPolicy | None) -> Decimal | None:
    """Our price before any promotion: what the policy was made for, else the catalogue's."""
    printed = policy.numbers.list_price if policy is not None else None
    return printed or own.product.list_price


def _side(told: Depth, base: Decimal | None, content: Decimal | None) -> Side:
    price = told.unit_price
    if price is None and base is not None and told.depth is not None:
        price = base * (1 - told.depth)
    price = None if price is None else _money(price)
    saved = None if base is None or told.depth is None else _money(base * told.depth)
    return Side(
        told.depth, price, saved, None if price is None or content is None else per_100(price, content)
    )


def _why_not(offer: RivalOffer, theirs: Depth, base: Decimal | None) -> WhyNot | None:
    if theirs.depth is not None:
        return None
    if not offer.by_unit:
        return "rival_not_by_unit"
    lacks = offer.kind in _NEEDS_BASE and base is None and not offer.needs_check
    has_sum = offer.numbers.price is not None or offer.numbers.amount is not None
    return "rival_list_price_unknown" if lacks and has_sum else "rival_depth_unknown"


def _why_not_ours(policy: OwnPolicy | None, ours: Depth, base: Decimal | None) -> WhyNot | None:
    if ours.depth is not None or policy is None:
        return None
    return "own_list_price_unknown" if policy.kind in _NEEDS_BASE and base is None else "own_depth_unknown"


def _outcome(behind: Decimal, fired: tuple[Fired, ...]) -> Outcome:
    if fired:
        return "behind"
    return "level" if behind == 0 else "within" if behind > 0 else "ahead"


def _money(value: Decimal) -> Decimal:
    return value.quantize(_CENT, ROUND_HALF_UP)
