"""Subsidy gaps in English."""

from collections.abc import Callable, Mapping
from typing import Any, Final

Said = Mapping[str, Any]
Mechanic = Callable[[str, Said], str]

_WHY_NOT: Final = {
    "rival_not_by_unit": "it is priced by another measure or currency than ours, so there is no depth to compare;"
    " the poster may be corrected",
    "rival_list_price_unknown": "neither the poster nor the catalogue tells its list price, so there is no depth to"
    " compare; add the rival's list price or correct the poster",
    "rival_depth_unknown": "no depth can be worked out of such an offer, so there is nothing to compare",
    "own_list_price_unknown": "has no depth without a list price; add it in the catalogue",
    "own_depth_unknown": "has no depth that could be compared",
}


def message(gap: Said, best: Said | None, mechanic: Mechanic) -> str:
    """The sentence: theirs, ours, the difference, what to do."""
    check = gap["needs_check"]
    offer = mechanic(gap["offer"]["kind"], gap["offer"]["numbers"])
    depth = f", depth {gap['rival_pct']}%" if "rival_pct" in gap else ""
    doubt = ", reading to be checked" if check else ""
    head = f"This store pushes the rival {gap['rival']} ({offer}{depth}{doubt})"
    if gap["outcome"] == "not_comparable":
        return f"{head}; {_not_comparable(gap, mechanic)}." + (
            " Check the poster's reading first." if check else ""
        )
    ours = f"our {gap['own']} has no subsidy now"
    if gap["policy"] is not None:
        ours = f"our {gap['own']} gives {gap['own_pct']}%"
    if gap["outcome"] == "behind" and check:
        return (
            f"{head}; {ours}. If the reading is right we are {_points(gap['points'])} behind."
            " Check it against the photo; nothing is proposed before."
        )
    return f"{head}; {ours}, {_ending(gap, best, mechanic)}."


def rules(gap: Said) -> str:
    """Which rules fired, with both numbers."""
    said = []
    for one in gap["rules"]:
        if one["rule"] == "own_depth_below":
            said.append(f"our depth of {gap['own_pct']}% is below the least of {one['limit']}%")
        else:
            said.append(f"we are {_points(gap['points'])} behind, the limit is {one['limit']}")
    return "Rules that fired: " + "; ".join(said) + "."


def cost(best: Said, gap: Said) -> str:
    """What the best option costs."""
    sales = "sales of stores like this one" if gap.get("rate_usual") else "today's sales"
    if best["kind"] == "floor_stack":
        if "day_cost" not in best:
            return "No cost of a floor stack is set: fill in what one costs a day in the category's settings."
        sold = (
            f", {best['extra_units']} more units a day expected by {sales}" if "extra_units" in best else ""
        )
        unsold = "it does not sell here" if "rate" in gap else "sales are not known"
        each = f", ¥{best['extra_cost']} a unit" if "extra_cost" in best else f"; {unsold}"
        return f"Cost: ¥{best['day_cost']} a day for the floor stack{sold}{each}."
    if "unit_cost" not in best:
        return "Cost: not known without a list price."
    more = f", ¥{best['extra_cost']} more than now" if best["extra_cost"] != best["unit_cost"] else ""
    day = f"; ¥{best['day_cost']} more a day at {sales}" if "day_cost" in best else ""
    return f"Cost: ¥{best['unit_cost']} a unit{more}{day}."


def advice(option: Said, mechanic: Mechanic) -> str:
    """What to do."""
    kind, policy = option["kind"], option.get("policy")
    if kind == "floor_stack":
        return "add a floor stack"
    words = mechanic(option["mechanic"], option["numbers"])
    if kind == "switch_policy" and policy is not None:
        how = {"planned": "bring forward", "elsewhere": "run here", "in_force": "switch to"}[
            policy["availability"]
        ]
        return f"{how} the policy “{policy['name']}” ({words}, depth {option['depth_pct']}%)"
    if kind == "match_mechanic":
        return f"match it with {words} (depth {option['depth_pct']}%)"
    return f"raise our depth to {option['depth_pct']}% ({words})"


def why(option: Said) -> str:
    """Why it stands where it stands."""
    left = option["points_left"]
    after = (
        f"{_points(left)} behind afterwards"
        if not left.startswith("-") and left != "0"
        else "not behind any more"
    )
    like = f"counts for about {_points(str(round(float(option['points_closed']))))} of depth (an assumption)"
    return {
        "closes": f"no rule fires any more; {after}",
        "closes_by_uplift": f"the price stays; the stack's extra sales {like}",
        "not_enough": f"not enough for the rule; {after}",
        "no_price_change": f"the price stays; the stack's extra sales {like}, not enough to draw level",
        "stack_cost_unknown": "no cost of a floor stack is set, so it cannot be compared",
        "cost_unknown": f"cost not known without a list price; {after}",
    }[option["why"]]


def _ending(gap: Said, best: Said | None, mechanic: Mechanic) -> str:
    if gap["outcome"] == "ahead":
        return f"{_points(gap['points'].lstrip('-'))} more: no need to follow"
    if gap["outcome"] == "level":
        return "no less than they do: no need to follow"
    if gap["outcome"] == "within":
        return f"{_points(gap['points'])} behind, within the rules: no answer for now"
    return f"{_points(gap['points'])} behind" + (
        f"; suggested: {advice(best, mechanic)}" if best is not None else ""
    )


def _not_comparable(gap: Said, mechanic: Mechanic) -> str:
    why_not = gap["why_not"]
    if why_not.startswith("rival"):
        return _WHY_NOT[why_not]
    policy = gap["policy"]
    words = mechanic(policy["kind"], policy["numbers"])
    return f"our policy “{policy['name']}” ({words}) for {gap['own']} {_WHY_NOT[why_not]}"


def _points(value: str) -> str:
    return f"{value} point" if value == "1" else f"{value} points"
