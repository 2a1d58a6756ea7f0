"""A verdict in words that a store manager can act on, in zh-CN and English."""

from collections.abc import Mapping
from typing import Final, Literal

from alerts.verdicts import Judgement, SlotVerdict, Verdict

Locale = Literal["zh-CN", "en"]

_WORDS: Final[Mapping[Verdict, Mapping[Locale, str]]] = {
    "ok": {"zh-CN": "{at}{sku}，{planned}个排面，正确。", "en": "{at}: {sku}, {planned}, right."},
    "too_few": {
        "zh-CN": "{at}应放{sku}，{planned}个排面，现在只有{seen}个，请补{lack}个{instead}{found}。",
        "en": "{at}: {sku} should have {planned}, has {seen}: add {lack}{instead}{found}.",
    },
    "missing": {
        "zh-CN": "{at}应放{sku}，{planned}个排面，现在没有，请补货上架。",
        "en": "{at}: {sku} should have {planned}, is not on the shelf: restock it.",
    },
    "wrong_product": {
        "zh-CN": "{at}应放{sku}，{planned}个排面，现在放的是{other}，请换回。",
        "en": "{at}: {sku} should have {planned}, {other} stands there: put the right product back.",
    },
    "misplaced": {
        "zh-CN": "{at}应放{sku}，{planned}个排面，现在它在照片上{where}，请移回{instead}。",
        "en": "{at}: {sku} should have {planned}, stands on {where} of the photo: move it back{instead}.",
    },
    "extra": {
        "zh-CN": "{at}多出{sku}，{seen}个排面，陈列图上没有，请撤下或移走。",
        "en": "{at}: {seen} of {sku} that the plan does not have there: take away.",
    },
    "unsure": {
        "zh-CN": "{at}应放{sku}，{planned}个排面，那里的商品认不出，请核对。",
        "en": "{at}: {sku} should have {planned}, what stands there was not recognised: please check.",
    },
    "not_judged": {
        "zh-CN": "{at}应放{sku}，{planned}个排面，照片没有拍到，无法判断。",
        "en": "{at}: {sku} should have {planned}, the photo does not show it, so it was not judged.",
    },
}
_INSTEAD: Final[Mapping[Locale, str]] = {"zh-CN": "；占位的是 {other}", "en": "; {other} stands in its place"}
_FOUND: Final[Mapping[Locale, str]] = {
    "zh-CN": "；同款在照片上{where}",
    "en": "; some stand on {where} of the photo",
}
_UNKNOWN: Final[Mapping[Locale, str]] = {"zh-CN": "其他商品", "en": "another product"}


def say_verdict(verdict: SlotVerdict, names: Mapping[str, str], locale: Locale) -> str:
    """One sentence: where, what should be there, what is, what to do; `names` gives «brand name spec» by code.

    Layers and positions are the plan's, but for where something was found: there they are the photo's.
    """
    other = _UNKNOWN[locale] if verdict.instead is None else names.get(verdict.instead, verdict.instead)
    where = "" if verdict.found is None else _where(*verdict.found, locale)
    at = _where(verdict.layer, verdict.position, locale)
    parts = {
        "at": at[0].upper() + at[1:],
        "sku": names.get(verdict.sku, verdict.sku),
        "planned": _facings(verdict.planned, locale),
        "seen": str(verdict.seen) if locale == "zh-CN" or verdict.planned else _facings(verdict.seen, locale),
        "lack": str(verdict.planned - verdict.seen),
        "other": other,
        "where": where,
        "instead": "" if verdict.instead is None else _INSTEAD[locale].format(other=other),
        "found": "" if verdict.found is None else _FOUND[locale].format(where=where),
    }
    if locale == "zh-CN":
        parts |= {"sku": f" {parts['sku']} ", "other": f" {other} ".rstrip() if verdict.instead else other}
    return _WORDS[verdict.verdict][locale].format(**parts).replace(" ，", "，").replace(" ；", "；")


def say_score(judgement: Judgement, locale: Locale) -> str:
    """The score and what it leaves out, or why there is none."""
    if judgement.outcome == "other_bay":
        zh, en = (
            "这张照片看起来不是这个陈列图的货架，没有评分。",
            "This does not look like this bay, so it has no score.",
        )
        return zh if locale == "zh-CN" else en
    left = judgement.slots - judgement.judged
    if judgement.score_pct is None:
        zh, en = (
            f"{left}个位置都无法判断，没有评分。",
            f"None of {left} slots could be judged, so there is no score.",
        )
        return zh if locale == "zh-CN" else en
    pct, ok, judged = judgement.score_pct, judgement.ok, judgement.judged
    unsure = sum(v.verdict == "unsure" for v in judgement.verdicts)
    extra = sum(v.verdict == "extra" for v in judgement.verdicts)
    out = _left_out(left - unsure, unsure, locale)
    if locale == "zh-CN":
        tail = f"；另有{extra}处多出的商品不影响得分。" if extra else "。"
        return f"符合率 {pct}%：判断了的{judged}个位置中{ok}个正确{out}{tail}"
    tail = f"; {extra} unplanned products do not count." if extra else "."
    return f"Compliance {pct} %: {ok} of {judged} judged slots are right{out}{tail}"


def _left_out(hidden: int, unsure: int, locale: Locale) -> str:
    """What the score leaves out, in words; "" where it leaves out nothing."""
    zh, en = (
        (f"{hidden}个没拍到", f"{unsure}个认不出"),
        (f"{hidden} not on the photo", f"{unsure} not recognised"),
    )
    some = [
        word for word, count in zip(zh if locale == "zh-CN" else en, (hidden, unsure), strict=True) if count
    ]
    if not some:
        return ""
    return f"；未计入：{'、'.join(some)}" if locale == "zh-CN" else f"; left out: {', '.join(some)}"


def _where(layer: int, position: int | None, locale: Locale) -> str:
    if locale == "zh-CN":
        return f"第{layer}层" + ("" if position is None else f"第{position}位")
    return f"layer {layer}" + ("" if position is None else f", position {position}")


def _facings(count: int, locale: Locale) -> str:
    if locale == "zh-CN":
        return str(count)
    return f"{count} facing" + ("" if count == 1 else "s")
