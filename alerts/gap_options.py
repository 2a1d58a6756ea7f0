"""What may be done about a subsidy gap, ranked: a floor stack, another policy, the rival's mechanic, just enough.

What an option costs on each unit sold is list price × its depth, today's policy included; `extra_cost` what it adds to
today's. A floor stack 堆头 changes no price. To be held against the others it is counted as the depth that would raise
sales as much, by `PRICE_ELASTICITY`: both that and its uplift are assumptions, said with the option.

Rank: what leaves no rule broken comes first; then the least extra cost per unit and point closed; then the least extra
cost per unit; costs that are not known come last.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from decimal import ROUND_CEILING, ROUND_HALF_UP, Decimal
from typing import Final, Literal

from alerts.gap_facts import GapRules, OwnPolicy, OwnProduct, points
from alerts.gap_mechanics import matching, rate_for
from alerts.subsidy_gap import Gap, own_base
from catalog.mechanic import Numbers, OfferKind

OptionKind = Literal["floor_stack", "switch_policy", "match_mechanic", "close_to_threshold"]
Why = Literal[
    "closes", "closes_by_uplift", "not_enough", "stack_cost_unknown", "cost_unknown", "no_price_change"
]

PRICE_ELASTICITY: Final = Decimal("-2.62")
"""Per cent that sales change with a price 1 % higher: the mean of 1,851 elasticities from 81 studies in Bijmolt, van
Heerde and Pieters, «New Empirical Generalizations on the Determinants of Price Elasticity», Journal of Marketing
Research 42 (2005), abstract. Of other products in other markets, and taken as the same for every size of change: an
assumption."""
_CENT: Final = Decimal("0.01")
_TENTH: Final = Decimal("0.1")
_FINE: Final = Decimal("0.0001")
_KINDS: Final[tuple[OptionKind, ...]] = (
    "switch_policy",
    "floor_stack",
    "close_to_threshold",
    "match_mechanic",
)


@dataclass(frozen=True)
class Option:
    """One thing that may be done; nothing of it happens by itself.

    `depth` (0..1) is ours afterwards and `points_left` the rival's less ours, in points, below 0 where we are ahead.
    `points_closed` is what that closes, for a floor stack what its uplift counts for. Money is not
    rounded, so that equals rank as equals: `unit_cost` and `extra_cost` on a unit, `day_cost` what it adds to today's a
    day at today's sales; None where a price or a rate is not known. `extra_units` a day are what a floor stack is
    expected to add.
    """

    kind: OptionKind
    depth: Decimal
    points_left: Decimal
    points_closed: Decimal
    closes: bool
    why: Why
    mechanic: OfferKind | None = None
    numbers: Numbers | None = None
    policy: OwnPolicy | None = None
    unit_cost: Decimal | None = None
    extra_cost: Decimal | None = None
    day_cost: Decimal | None = None
    extra_units: Decimal | None = None

    def __post_init__(self) -> None:
        if not 0 <= self.depth <= 1:
            raise ValueError(f"expected 0 <= depth <= 1, got {self.depth}")


def find_options(gap: Gap, own: OwnProduct, rules: GapRules) -> tuple[Option, ...]:
    """What may be done about a gap where a rule fired, the best first; nothing where none did."""
    if gap.outcome != "behind" or gap.own.depth is None or gap.rival.depth is None:
        return ()
    found = [*_switches(gap, own, rules), _stack(gap, own, rules)]
    matched, least = _match(gap, own, rules), _just_enough(gap, own, rules)
    if matched is not None:
        found.append(matched)
    if least is not None and (matched is None or least.depth < matched.depth):
        found.append(least)
    return tuple(sorted(found, key=_rank))


def _rank(option: Option) -> tuple[bool, bool, Decimal, Decimal, int, str]:
    cost = option.extra_cost
    known = cost is not None and option.points_closed > 0
    per_point = (
        (cost / option.points_closed).quantize(_FINE, ROUND_HALF_UP)
        if known and cost is not None
        else Decimal(0)
    )
    code = option.policy.code if option.policy is not None else ""
    return not option.closes, not known, per_point, cost or Decimal(0), _KINDS.index(option.kind), code


def _switches(gap: Gap, own: OwnProduct, rules: GapRules) -> Iterable[Option]:
    """Policies of ours that give more than today's: planned, running elsewhere, or here behind one of more priority."""
    for policy in own.policies:
        told = policy.told(own.product.list_price)
        if policy is gap.policy or told.depth is None or gap.own.depth is None or told.depth <= gap.own.depth:
            continue
        yield _priced(
            gap, own, rules, "switch_policy", told.depth, policy.kind, policy.numbers, policy=policy
        )


def _match(gap: Gap, own: OwnProduct, rules: GapRules) -> Option | None:
    """The rival's own mechanic, with numbers that give as much at our price."""
    depth, base = gap.rival.depth, own_base(own, gap.policy)
    made = None if depth is None else matching(gap.offer.kind, gap.offer.numbers, depth, base)
    if made is None:
        return None
    return _priced(gap, own, rules, "match_mechanic", made.depth, made.kind, made.numbers)


def _just_enough(gap: Gap, own: OwnProduct, rules: GapRules) -> Option | None:
    """The least whole per cent off with which no rule is broken, as a plain discount."""
    if gap.rival.depth is None or gap.own.depth is None:
        return None
    pct = int((gap.own.depth * 100).to_integral_value(ROUND_CEILING))
    while pct < 100 and rules.fired(Decimal(pct) / 100, gap.rival.depth):
        pct += 1
    depth = Decimal(pct) / 100
    if depth > gap.rival.depth:
        return None
    return _priced(gap, own, rules, "close_to_threshold", depth, "discount_rate", rate_for(depth))


def _priced(
    gap: Gap,
    own: OwnProduct,
    rules: GapRules,
    kind: OptionKind,
    depth: Decimal,
    mechanic: OfferKind,
    numbers: Numbers,
    *,
    policy: OwnPolicy | None = None,
) -> Option:
    rival, today = gap.rival.depth or Decimal(0), gap.own.depth or Decimal(0)
    base = (numbers.list_price if policy is not None else None) or own_base(own, gap.policy)
    unit = None if base is None else base * depth
    extra = None if base is None else base * (depth - today)
    closes = not rules.fired(depth, rival)
    return Option(
        kind,
        depth,
        points(rival - depth),
        points(depth - today),
        closes,
        "cost_unknown" if unit is None else "closes" if closes else "not_enough",
        mechanic,
        numbers,
        policy,
        unit_cost=unit,
        extra_cost=extra,
        day_cost=None if extra is None or own.rate is None else extra * own.rate,
    )


def _stack(gap: Gap, own: OwnProduct, rules: GapRules) -> Option:
    """A floor stack: its cost a day over the units that are then expected to be sold."""
    rival, today = gap.rival.depth or Decimal(0), gap.own.depth or Decimal(0)
    uplift = Decimal(str(rules.floor_stack_uplift))
    # the price today is 1 - today of the list price, which depths are parts of
    counts = ((1 - today) * 100 * uplift / -PRICE_ELASTICITY).quantize(_CENT, ROUND_HALF_UP)
    like = min(Decimal(1), today + counts / 100)
    extra = None if own.rate is None or own.rate <= 0 else own.rate * uplift
    day = rules.floor_stack_day_cost
    units = None if extra is None or own.rate is None else own.rate + extra
    cost = None if day is None or not units else day / units
    base = own_base(own, gap.policy)
    given = None if base is None else base * today
    closes = not rules.fired(like, rival)
    option = Option(
        "floor_stack",
        today,
        points(rival - today),
        counts,
        closes,
        "closes_by_uplift" if closes else "no_price_change",
        unit_cost=None if cost is None else cost + (given or 0),
        extra_cost=cost,
        day_cost=day,
        extra_units=None if extra is None else extra.quantize(_TENTH, ROUND_HALF_UP),
    )
    return option if day is not None else replace(option, why="stack_cost_unknown")
