"""A gap in words, in both languages, at its edges."""

from dataclasses import replace
from typing import Any

import pytest

from alerts.gap_facts import GapRules, OwnProduct, RivalOffer
from alerts.gap_json import gap_json, numbers_json, numbers_of, option_json
from alerts.gap_options import find_options
from alerts.gap_words import GapWords, OptionWords, say_gap, say_option
from alerts.subsidy_gap import find_gap
from catalog.mechanic import Numbers
from tests.alerts.gap_world import DAY, HALF, TEN_PCT, dec, offer, own, policy, rival

STACK = GapRules(floor_stack_day_cost=dec("30"))


def mechanic(kind: str, numbers: Any) -> str:
    if kind == "second_item":
        return "第二件半价"
    if kind == "gift":
        return "赠品"
    return f"{kind}{numbers.get('price') or numbers.get('rate') or ''}"


def said(
    ours: OwnProduct, theirs: RivalOffer = HALF, rules: GapRules = STACK, locale: Any = "zh-CN"
) -> tuple[GapWords, list[OptionWords]]:
    gap = find_gap(rival(None), [theirs], ours, rules, DAY)
    assert gap is not None
    options = [option_json(one) for one in find_options(gap, ours, rules)]
    words = say_gap(gap_json(gap, ours), options, locale, mechanic)
    return words, [say_option(one, locale, mechanic) for one in options]


def test_the_sentence_of_the_trade() -> None:
    words, options = said(own(TEN_PCT, rate="20"))
    assert words.message == (
        "该店正主推竞品竞品A（第二件半价，力度25%），我司B产品补贴力度10%，差15个百分点，建议追加堆头"
    )
    assert words.rules == "触发规则：我司力度10%，低于下限15%；落后竞品15个百分点，达到15个百分点的上限。"
    assert words.cost == "成本：堆头每天30.00元，按现有销量预计每天多卖10件，折合每件1.00元。"
    assert [one.title for one in options] == [
        "追加堆头",
        "把力度提到15%（discount_rate0.85）",
        "跟进第二件半价（力度25%）",
    ]
    english, _ = said(own(TEN_PCT, rate="20"), locale="en")
    assert english.message == (
        "This store pushes the rival 竞品A (第二件半价, depth 25%); our B产品 gives 10%, 15 points behind;"
        " suggested: add a floor stack."
    )


@pytest.mark.parametrize(
    ("ours", "theirs", "message"),
    [
        (own(), HALF, "我司B产品当前无补贴，差25个百分点，建议"),
        (own(policy("discount_rate", {"rate": "0.7"})), HALF, "补贴力度30%，高出5个百分点，无需跟进"),
        (own(policy("discount_rate", {"rate": "0.75"})), HALF, "补贴力度25%，力度相同，无需跟进"),
        (
            own(policy("discount_rate", {"rate": "0.85"})),
            HALF,
            "补贴力度15%，差10个百分点，未触发规则，暂不跟进",
        ),
        (own(), offer("discount_rate", {"rate": "1"}), "我司B产品当前无补贴，无需跟进"),
        (
            own(),
            offer("gift", {}),
            "该店正主推竞品竞品A（赠品），这种优惠算不出力度，无法比较",
        ),
        (own(), offer("special_price", {"price": "3.9"}), "（special_price3.9），海报未印原价，商品库也没有零售价"),
        (own(policy("gift", {}, name="送杯")), HALF, "力度25%），我司B产品的政策「送杯」（赠品）算不出力度，无法比较"),
        (
            own(policy("special_price", {"price": "4"}), list_price=None),
            HALF,
            "（special_price4）没有零售价，算不出力度；请在商品库补零售价",
        ),
        (own(), offer("special_price", {"price": "3.9"}, per="500g"), "不是按我司的计价单位或币种标价"),
    ],
)  # fmt: skip
def test_edges(ours: OwnProduct, theirs: RivalOffer, message: str) -> None:
    words, _ = said(ours, theirs)
    assert message in words.message
    english, _ = said(ours, theirs, locale="en")
    assert english.message.endswith(".")


def test_a_reading_in_doubt_says_so_and_suggests_nothing() -> None:
    doubtful = offer("second_item", {"n": 2, "rate": "0.5"}, depth=dec("0.25"), needs_check=True)
    words, _ = said(own(TEN_PCT), doubtful)
    assert words.message == (
        "该店正主推竞品竞品A（第二件半价，力度25%，读数待核对），我司B产品补贴力度10%，若读数无误则差15个百分点；"
        "请先对照照片核对，核对后才提出方案"
    )
    assert words.cost == ""
    blind, _ = said(own(), offer("special_price", {"price": "3.9"}, needs_check=True))
    assert blind.message.endswith("请先对照照片核对海报读数")


def test_costs_that_are_not_known_are_said_to_be_so() -> None:
    no_cost, options = said(own(rate="20"), rules=GapRules())
    assert no_cost.cost == "成本：每件1.50元；按现有销量每天多支出30.00元。"
    assert options[-1].why == "堆头费用未设置，无法比较成本"
    no_price, options = said(own(list_price=None), rules=GapRules())
    assert no_price.cost == "堆头费用未设置：请在品类设置中填写每天的费用，才能算成本。"
    assert options[1].why == "没有零售价，成本未知；之后仍差10个百分点"
    no_sales, _ = said(own(list_price=None))
    assert no_sales.cost == "成本：堆头每天30.00元；销量未知，折不到每件。"


def test_whose_sales_a_cost_rests_on_is_said() -> None:
    usual = replace(own(TEN_PCT, rate="20"), usual=True)
    assert "按同类门店的销量预计每天多卖10件" in said(usual)[0].cost
    assert "按同类门店的销量每天多支出10.00元" in said(usual, rules=GapRules())[0].cost
    assert "stores like this one" in said(usual, locale="en")[0].cost
    assert "近期没有销量，折不到每件" in said(own(list_price=None, rate="0"))[0].cost


def test_policies_are_named_with_what_to_do_about_them() -> None:
    for availability, verb in (("planned", "提前启用"), ("elsewhere", "在本店启用"), ("in_force", "改用")):
        more: Any = {"availability": availability, "name": "秋季", "priority": -1}
        found = said(own(TEN_PCT, policy("discount_rate", {"rate": "0.8"}, "x", **more)))[1]
        assert any(one.title == f"{verb}政策「秋季」（discount_rate0.8，力度20%）" for one in found)


@pytest.mark.parametrize(
    "numbers",
    [Numbers(), Numbers(price=dec("0"), n=2), Numbers(rate=dec("0.50"), each=True, threshold=dec("9"))],
)
def test_numbers_survive_json(numbers: Numbers) -> None:
    assert numbers_of(numbers_json(numbers)) == numbers
