"""Subsidy gaps in zh-CN."""

from collections.abc import Callable, Mapping
from typing import Any, Final

Said = Mapping[str, Any]
Mechanic = Callable[[str, Said], str]

_WHY_NOT: Final = {
    "rival_not_by_unit": "不是按我司的计价单位或币种标价，算不出力度，无法比较；可在海报上更正",
    "rival_list_price_unknown": "海报未印原价，商品库也没有零售价，算不出力度；请补竞品零售价或更正海报",
    "rival_depth_unknown": "这种优惠算不出力度，无法比较",
    "own_list_price_unknown": "没有零售价，算不出力度；请在商品库补零售价",
    "own_depth_unknown": "算不出力度，无法比较",
}


def message(gap: Said, best: Said | None, mechanic: Mechanic) -> str:
    """The sentence: theirs, ours, the difference, what to do."""
    check = gap["needs_check"]
    doubt = "，读数待核对" if check else ""
    offer = mechanic(gap["offer"]["kind"], gap["offer"]["numbers"])
    depth = f"，力度{gap['rival_pct']}%" if "rival_pct" in gap else ""
    head = f"该店正主推竞品{gap['rival']}（{offer}{depth}{doubt}）"
    if gap["outcome"] == "not_comparable":
        return f"{head}，{_not_comparable(gap, mechanic)}" + ("；请先对照照片核对海报读数" if check else "")
    ours = f"我司{gap['own']}当前无补贴"
    if gap["policy"] is not None:
        ours = f"我司{gap['own']}补贴力度{gap['own_pct']}%"
    if gap["outcome"] == "behind" and check:
        return f"{head}，{ours}，若读数无误则差{gap['points']}个百分点；请先对照照片核对，核对后才提出方案"
    return f"{head}，{ours}，{_ending(gap, best, mechanic)}"


def rules(gap: Said) -> str:
    """Which rules fired, with both numbers."""
    said = []
    for one in gap["rules"]:
        if one["rule"] == "own_depth_below":
            said.append(f"我司力度{gap['own_pct']}%，低于下限{one['limit']}%")
        else:
            said.append(f"落后竞品{gap['points']}个百分点，达到{one['limit']}个百分点的上限")
    return "触发规则：" + "；".join(said) + "。"


def cost(best: Said, gap: Said) -> str:
    """What the best option costs."""
    sales = "同类门店的销量" if gap.get("rate_usual") else "现有销量"
    if best["kind"] == "floor_stack":
        if "day_cost" not in best:
            return "堆头费用未设置：请在品类设置中填写每天的费用，才能算成本。"
        sold = f"，按{sales}预计每天多卖{best['extra_units']}件" if "extra_units" in best else ""
        unsold = "；近期没有销量" if "rate" in gap else "；销量未知"
        each = f"，折合每件{best['extra_cost']}元" if "extra_cost" in best else f"{unsold}，折不到每件"
        return f"成本：堆头每天{best['day_cost']}元{sold}{each}。"
    if "unit_cost" not in best:
        return "成本：没有零售价，算不出每件成本。"
    more = f"，比现在多{best['extra_cost']}元" if best["extra_cost"] != best["unit_cost"] else ""
    day = f"；按{sales}每天多支出{best['day_cost']}元" if "day_cost" in best else ""
    return f"成本：每件{best['unit_cost']}元{more}{day}。"


def advice(option: Said, mechanic: Mechanic) -> str:
    """What to do."""
    kind, policy = option["kind"], option.get("policy")
    if kind == "floor_stack":
        return "追加堆头"
    words = mechanic(option["mechanic"], option["numbers"])
    if kind == "switch_policy" and policy is not None:
        how = {"planned": "提前启用", "elsewhere": "在本店启用", "in_force": "改用"}[policy["availability"]]
        return f"{how}政策「{policy['name']}」（{words}，力度{option['depth_pct']}%）"
    if kind == "match_mechanic":
        return f"跟进{words}（力度{option['depth_pct']}%）"
    return f"把力度提到{option['depth_pct']}%（{words}）"


def why(option: Said) -> str:
    """Why it stands where it stands."""
    left, like = option["points_left"], f"约相当于{round(float(option['points_closed']))}个百分点（假设）"
    after = f"之后仍差{left}个百分点" if not left.startswith("-") and left != "0" else "之后不再落后"
    return {
        "closes": f"不再触发规则；{after}",
        "closes_by_uplift": f"价格力度不变；堆头的增量{like}",
        "not_enough": f"不足以解除规则；{after}",
        "no_price_change": f"价格力度不变；堆头的增量{like}，不足以追平",
        "stack_cost_unknown": "堆头费用未设置，无法比较成本",
        "cost_unknown": f"没有零售价，成本未知；{after}",
    }[option["why"]]


def _ending(gap: Said, best: Said | None, mechanic: Mechanic) -> str:
    points = gap["points"]
    if gap["outcome"] == "ahead":
        return f"高出{points.lstrip('-')}个百分点，无需跟进"
    if gap["outcome"] == "level":
        return "力度相同，无需跟进" if points == "0" and gap["policy"] is not None else "无需跟进"
    if gap["outcome"] == "within":
        return f"差{points}个百分点，未触发规则，暂不跟进"
    return f"差{points}个百分点" + (f"，建议{advice(best, mechanic)}" if best is not None else "")


def _not_comparable(gap: Said, mechanic: Mechanic) -> str:
    why_not = gap["why_not"]
    if why_not.startswith("rival"):
        return _WHY_NOT[why_not]
    policy = gap["policy"]
    words = mechanic(policy["kind"], policy["numbers"])
    return f"我司{gap['own']}的政策「{policy['name']}」（{words}）{_WHY_NOT[why_not]}"
