from dataclasses import replace
from decimal import Decimal
from typing import get_args

import pytest

from alerts.compliance_words import Locale, say_score, say_verdict
from alerts.verdicts import Judgement, SlotVerdict, Verdict

NAMES = {"LB500": "立白 洗洁精 500g", "DW1": "雕牌 洗洁精 1kg"}
FEW = SlotVerdict("too_few", 2, 3, "LB500", 3, 1)
SCORED = Judgement("judged", Decimal("66.7"), 5, 3, 2, 0.8, (replace(FEW, verdict="unsure"),))


def test_a_manager_reads_what_to_do() -> None:
    assert (
        say_verdict(FEW, NAMES, "zh-CN") == "第2层第3位应放 立白 洗洁精 500g，3个排面，现在只有1个，请补2个。"
    )
    assert say_verdict(FEW, NAMES, "en") == (
        "Layer 2, position 3: 立白 洗洁精 500g should have 3 facings, has 1: add 2."
    )


def test_what_stands_there_and_where_it_went_is_said() -> None:
    moved = replace(FEW, verdict="misplaced", seen=0, instead="DW1", found=(4, 7))
    assert say_verdict(moved, NAMES, "zh-CN") == (
        "第2层第3位应放 立白 洗洁精 500g，3个排面，现在它在照片上第4层第7位，请移回；占位的是 雕牌 洗洁精 1kg。"
    )
    assert "layer 4, position 7" in say_verdict(moved, NAMES, "en")
    assert say_verdict(replace(moved, verdict="wrong_product", instead=None), NAMES, "zh-CN").endswith(
        "现在放的是其他商品，请换回。"
    )
    assert "DW1" not in say_verdict(moved, NAMES, "en")


@pytest.mark.parametrize("locale", get_args(Locale))
@pytest.mark.parametrize("verdict", get_args(Verdict))
def test_each_verdict_has_a_sentence(verdict: Verdict, locale: Locale) -> None:
    position = None if verdict == "extra" else 3
    said = say_verdict(replace(FEW, verdict=verdict, position=position, seen=1), {}, locale)
    assert "LB500" in said
    assert "{" not in said
    assert said.endswith("。" if locale == "zh-CN" else ".")


def test_one_facing_is_not_facings() -> None:
    one = replace(FEW, verdict="extra", position=None, planned=0)
    assert say_verdict(one, NAMES, "en").startswith("Layer 2: 1 facing of 立白")


def test_the_score_says_what_it_leaves_out() -> None:
    assert say_score(SCORED, "zh-CN") == (
        "符合率 66.7%：判断了的3个位置中2个正确；未计入：1个没拍到、1个认不出。"
    )
    assert say_score(SCORED, "en") == (
        "Compliance 66.7 %: 2 of 3 judged slots are right; left out: 1 not on the photo, 1 not recognised."
    )
    all_shown = replace(SCORED, slots=4)
    assert "没拍到" not in say_score(all_shown, "zh-CN")
    assert say_score(all_shown, "en").endswith("right; left out: 1 not recognised.")
    assert say_score(replace(SCORED, score_pct=None, judged=0), "en").startswith("None of 5 slots")


@pytest.mark.parametrize("locale", get_args(Locale))
def test_another_bay_is_said_to_be_one(locale: Locale) -> None:
    said = say_score(replace(SCORED, outcome="other_bay", score_pct=None), locale)
    assert ("不是" if locale == "zh-CN" else "does not look like this bay") in said
    assert "%" not in said
