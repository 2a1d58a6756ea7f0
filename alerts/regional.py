"""A regional adjustment 区域调整: what to answer, over a whole area, to what rivals do there at once.

Each product of ours is held against every running action that hits it, by the rules of the subsidy gap; the widest gap
is what is answered. Costs a day are for all stores of the area together.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Final, cast

from alerts.competitor_actions import Action
from alerts.gap_facts import GapRules, OwnProduct, Product, RivalOffer
from alerts.gap_options import Option, find_options
from alerts.offers import Assumption
from alerts.subsidy_gap import Gap, find_gap

UNTIL_DAYS: Final = 14
"""How long to answer an action that prints no end; then it is looked at again."""


@dataclass(frozen=True)
class AreaHit:
    """An action and a product of ours that it hits.

    `own` has the policies as they stand in the area and the units a day of all its stores; ids are those of the SKUs.
    """

    action: Action
    rival: Product
    rival_sku_id: int
    own: OwnProduct
    own_sku_id: int
    rules: GapRules


@dataclass(frozen=True)
class Adjustment:
    """What to do for one product of ours: options ranked, until when, and the actions that speak for it.

    `gap` is the widest, of `hit`; `evidence` has the actions behind which we are, the widest gap first.
    """

    hit: AreaHit
    gap: Gap
    options: tuple[Option, ...]
    evidence: tuple[Action, ...]
    until: date


def adjustments(hits: Iterable[AreaHit], *, stores: int, today: date) -> tuple[Adjustment, ...]:
    """Adjustments for an area of so many stores, the widest gap first; none where no rule is broken.

    Actions that are over, and those whose depth is not known, ask for nothing.
    """
    behind: dict[int, list[tuple[AreaHit, Gap]]] = {}
    for hit in hits:
        if not hit.action.running:
            continue
        gap = find_gap(hit.rival, [_offer(hit.action)], hit.own, hit.rules, today)
        if gap is not None and gap.answerable:
            behind.setdefault(hit.own_sku_id, []).append((hit, gap))
    found = []
    for pairs in behind.values():
        pairs.sort(key=lambda pair: (-(pair[1].points or 0), pair[0].action.first, pair[0].rival.code))
        hit, gap = pairs[0]
        options = find_options(gap, hit.own, _for_area(hit.rules, stores))
        if options:
            ends = [pair[0].action.valid_until for pair in pairs]
            until = max((end for end in ends if end is not None), default=today + timedelta(UNTIL_DAYS))
            found.append(Adjustment(hit, gap, options, tuple(pair[0].action for pair in pairs), until))
    return tuple(sorted(found, key=lambda one: (-(one.gap.points or 0), one.hit.own.product.code)))


def _for_area(rules: GapRules, stores: int) -> GapRules:
    """A floor stack in every store costs so many times as much."""
    cost = rules.floor_stack_day_cost
    return rules if cost is None else replace(rules, floor_stack_day_cost=cost * stores)


def _offer(action: Action) -> RivalOffer:
    shown = action.deepest
    return RivalOffer(
        kind=action.kind,
        numbers=action.numbers,
        depth=action.depth,
        unit_price=action.unit_price,
        assumptions=cast(tuple[Assumption, ...], shown.assumptions),
        text=action.text,
        currency=shown.currency,
        per=shown.per,
        valid_until=action.valid_until,
    )
