"""A gap and its options as the JSON that a proposal keeps: sums and percentages as text, so that they stay exact."""

from collections.abc import Mapping
from dataclasses import fields
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, Final

from alerts.gap_facts import OwnPolicy, OwnProduct, points
from alerts.gap_options import Option
from alerts.subsidy_gap import Gap, Side
from catalog.mechanic import Numbers

_CENT: Final = Decimal("0.01")


def gap_json(gap: Gap, own: OwnProduct | None = None) -> dict[str, Any]:
    """What the message and the evidence of a gap say; what is not known is left out.

    `own` brings the sales a day that costs rest on, and whether they are those of stores like this one.
    """
    said: dict[str, Any] = {
        "outcome": gap.outcome,
        "rival": gap.rival_product.name,
        "rival_sku": gap.rival_product.code,
        "own": gap.own_product.name,
        "own_sku": gap.own_product.code,
        "category": gap.own_product.category,
        "offer": {
            "kind": gap.offer.kind,
            "numbers": numbers_json(gap.offer.numbers),
            "text": gap.offer.text,
            "currency": gap.offer.currency,
            "per": gap.offer.per,
            **({} if gap.offer.valid_until is None else {"until": gap.offer.valid_until.isoformat()}),
        },
        "policy": None if gap.policy is None else policy_json(gap.policy),
        "rules": [{"rule": one.rule, "limit": plain(one.limit)} for one in gap.rules],
        "assumptions": list(gap.assumptions),
        "needs_check": gap.needs_check,
        "unchecked": gap.unchecked,
        "rival_unit": gap.rival_product.unit,
        "own_unit": gap.own_product.unit,
        **_side("rival", gap.rival),
        **_side("own", gap.own),
    }
    for name, value in (("points", gap.points), ("to_match", gap.to_match)):
        if value is not None:
            said[name] = str(value) if name == "to_match" else plain(value)
    if own is not None and own.rate is not None:
        said |= {"rate": plain(own.rate), "rate_usual": own.usual}
    if gap.why_not is not None:
        said["why_not"] = gap.why_not
    return said


def option_json(option: Option) -> dict[str, Any]:
    """One option; what is not known is left out."""
    said: dict[str, Any] = {
        "kind": option.kind,
        "depth_pct": plain(points(option.depth)),
        "points_left": plain(option.points_left),
        "points_closed": plain(option.points_closed),
        "closes": option.closes,
        "why": option.why,
    }
    if option.mechanic is not None and option.numbers is not None:
        said |= {"mechanic": option.mechanic, "numbers": numbers_json(option.numbers)}
    if option.policy is not None:
        said["policy"] = policy_json(option.policy)
    for name in ("unit_cost", "extra_cost", "day_cost", "extra_units"):
        value = getattr(option, name)
        if value is not None:
            said[name] = plain(value) if name == "extra_units" else str(value.quantize(_CENT, ROUND_HALF_UP))
    return said


def policy_json(policy: OwnPolicy) -> dict[str, Any]:
    """A policy of ours as far as pages speak of it."""
    return {
        "code": policy.code,
        "name": policy.name,
        "kind": policy.kind,
        "numbers": numbers_json(policy.numbers),
        "availability": policy.availability,
        "valid_from": None if policy.valid_from is None else policy.valid_from.isoformat(),
        "valid_until": None if policy.valid_until is None else policy.valid_until.isoformat(),
        "budget": None if policy.budget is None else str(policy.budget),
        "budget_left": None if policy.budget_left is None else str(policy.budget_left.quantize(_CENT)),
        "places": list(policy.places),
    }


def numbers_json(numbers: Numbers) -> dict[str, Any]:
    """The figures that are said, sums as text."""
    said = {one.name: getattr(numbers, one.name) for one in fields(numbers)}
    return {
        name: str(value) if isinstance(value, Decimal) else value
        for name, value in said.items()
        if value is not None and value is not False
    }


def numbers_of(said: Mapping[str, Any]) -> Numbers:
    """Undo `numbers_json`."""
    known: dict[str, Any] = {
        name: Decimal(value) if isinstance(value, str) else value for name, value in said.items()
    }
    return Numbers(**known)


def plain(value: Decimal) -> str:
    """Without noughts at the end: 25, 33.33, 8.5."""
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _side(name: str, side: Side) -> dict[str, str]:
    said = {} if side.depth is None else {f"{name}_pct": plain(points(side.depth))}
    for field, value in (("price", side.price), ("saved", side.saved), ("per_100", side.per_100)):
        if value is not None:
            said[f"{name}_{field}"] = str(value)
    return said
