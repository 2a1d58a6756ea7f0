"""Space suggestions in words, zh-CN and English."""

from typing import Literal

from alerts.space import FacingChange, Measure, SpaceSuggestion

Locale = Literal["zh-CN", "en"]


def say_change(change: FacingChange, measure: Measure, locale: Locale) -> str:
    """Why a product's facings change, e.g. «+1: sells 3.1 a day with 1 facing; …»."""
    return _change_zh(change, measure) if locale == "zh-CN" else _change_en(change, measure)


def say_suggestion(suggestion: SpaceSuggestion, locale: Locale) -> str:
    """What came out as a whole: the gain, or why nothing can be suggested."""
    return _whole_zh(suggestion) if locale == "zh-CN" else _whole_en(suggestion)


def _change_zh(change: FacingChange, measure: Measure) -> str:
    sign, rate = f"{change.after - change.before:+d}", f"{change.rate:.1f}"
    sells = f"现有{change.total}个排面，日销{rate}件"
    gain = "" if not change.gain else f"；预计每天{_more_zh(change, measure)}"
    reasons = {
        "sells_more": f"{sells}{gain}",
        "makes_room": f"{sells}，给{_list(change.makes_room, '、')}让位{gain}"
        if change.makes_room
        else f"{sells}，本层放不下这么多{gain}",
        "below_min": f"低于设定的最少排面数；{sells}{gain}",
        "above_max": f"超过设定的最多排面数；{sells}{gain}",
        "other_layer": f"{'移到' if change.after else '移出'}第{change.layer}层；{sells}{gain}",
    }
    return f"{sign}：{reasons[change.why]}。"


def _more_zh(change: FacingChange, measure: Measure) -> str:
    word, unit = "多卖" if change.gain > 0 else "少卖", "元" if measure == "money" else "件"
    return f"{word} {abs(change.gain)} {unit}"


def _change_en(change: FacingChange, measure: Measure) -> str:
    sign, rate = f"{change.after - change.before:+d}", f"{change.rate:.1f}"
    sells = f"sells {rate} a day with {change.total} facing{'' if change.total == 1 else 's'}"
    gain = "" if not change.gain else f"; {_more_en(change, measure)} a day"
    reasons = {
        "sells_more": f"{sells}{gain}",
        "makes_room": f"{sells}, makes room for {_list(change.makes_room, ', ')}{gain}"
        if change.makes_room
        else f"{sells}, the layer cannot hold so many{gain}",
        "below_min": f"fewer than the least that is set; {sells}{gain}",
        "above_max": f"more than the most that is set; {sells}{gain}",
        "other_layer": f"{'moves to' if change.after else 'leaves'} layer {change.layer}; {sells}{gain}",
    }
    return f"{sign}: {reasons[change.why]}."


def _more_en(change: FacingChange, measure: Measure) -> str:
    unit = "" if measure == "money" else " units"
    return f"about {abs(change.gain)}{unit} {'more' if change.gain > 0 else 'less'}"


def _list(names: tuple[str, ...], comma: str) -> str:
    return comma.join(names[:3]) + ("…" if len(names) > 3 else "")


def _whole_zh(suggestion: SpaceSuggestion) -> str:
    unit = "元" if suggestion.measure == "money" else "件"
    gain = suggestion.then - suggestion.now
    sentences = {
        "changes": f"调整{len(suggestion.changes)}处，预计每天从 {suggestion.now} {unit}到 {suggestion.then} {unit}"
        f"（{gain:+}）。{'' if suggestion.proved else '这是限定时间内最好的答案。'}这是建议，确认后才会改动。",
        "best_already": "现在的排面分配已经最好，不用调整。",
        "too_narrow": f"第{suggestion.layer}层放不下最少排面数，差 {suggestion.lacking_mm} 毫米："
        "减少最少排面数，或把商品移走。",
        "no_fit": "各层合起来放不下所有商品的最少排面数。",
        "too_long": "限定时间内没有算出结果。",
    }
    return sentences[suggestion.outcome]


def _whole_en(suggestion: SpaceSuggestion) -> str:
    unit = "" if suggestion.measure == "money" else " units"
    gain = suggestion.then - suggestion.now
    count = len(suggestion.changes)
    sentences = {
        "changes": f"{count} change{'' if count == 1 else 's'}, expected to take a day from {suggestion.now} to "
        f"{suggestion.then}{unit} ({gain:+}). {'' if suggestion.proved else 'The best found in time. '}"
        "A suggestion: nothing changes until you accept it.",
        "best_already": "The facings are at their best already.",
        "too_narrow": f"Layer {suggestion.layer} lacks {suggestion.lacking_mm} mm for the least facings: lower the "
        "minimum, or move a product away.",
        "no_fit": "The least facings of all products do not fit on the layers together.",
        "too_long": "No answer was found in time.",
    }
    return sentences[suggestion.outcome]
