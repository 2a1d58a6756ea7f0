"""Tips: which are made, what they are worth, how they overlap, and what a photo settles."""

import json
from dataclasses import replace
from decimal import Decimal
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alerts.measured import MEASURED
from alerts.shelf import BareSpace, Shelf
from alerts.stocking import StockCheck, StockLine
from alerts.tip_facts import CategoryAims, PlanJudged, TipFacts, subject_of
from alerts.tip_words import say_tip
from alerts.tips import find_tips
from alerts.verdicts import Judgement, Outcome, SlotVerdict
from catalog.plans import Plan, PlanSlot
from catalog.tables_advice import TipKind
from catalog.tip_draft import TipDraft, TipRound
from tests.alerts.shelves import SKUS, shelf

RATES = {"A": Decimal("10"), "B": Decimal("2"), "C": Decimal("1"), "X": Decimal("4")}
PRICES = {"A": Decimal("3.00"), "B": Decimal("5.00"), "C": Decimal("8.00"), "X": Decimal("2.00")}
PLAN = Plan(
    "BAY",
    "饮料架",
    (PlanSlot(1, 1, "A", 3), PlanSlot(1, 2, "B", 2), PlanSlot(2, 1, "X", 2)),
    (None, None, None),
)


def judged(*verdicts: SlotVerdict, outcome: Outcome = "judged", plan: Plan = PLAN) -> PlanJudged:
    return PlanJudged(plan, Judgement(outcome, None, 3, 3, 0, 0.9, verdicts))


def verdict(
    kind: str, place: tuple[int, int], sku: str, planned: int, seen: int, **more: object
) -> SlotVerdict:
    return SlotVerdict(kind, place[0], place[1], sku, planned, seen, photo_layer=place[0], **more)  # type: ignore[arg-type]


def facts_of(photo: Shelf, **more: object) -> TipFacts:
    return TipFacts(photo, SKUS, rates=RATES, prices=PRICES, **more)  # type: ignore[arg-type]


def of_kind(found: TipRound, kind: TipKind) -> list[TipDraft]:
    return [draft for draft in found.drafts if draft.kind == kind]


def must(sku: str, presence: str, facings: int = 0, least: int = 1) -> StockCheck:
    return StockCheck((StockLine(sku, least, facings, presence),), None)  # type: ignore[arg-type]


def test_a_missing_slot_is_worth_all_its_sales() -> None:
    found = find_tips(facts_of(shelf("BB", "XX"), judged=(judged(verdict("missing", (1, 1), "A", 3, 0)),)))
    (draft,) = found.drafts
    assert (draft.kind, draft.subject, draft.value) == ("missing", "plan:BAY:1.1:A", Decimal("30.00"))
    words = say_tip(draft.kind, draft.params, "zh-CN")
    assert words.title == "第1层缺 青岚 绿茶 330ml（应有3个排面）"
    assert words.reason == (
        "按棚格图「饮料架」，第1层左起第1位应有3个排面，照片上没有；日销约10件；估计每天少卖 30.00 元。"
    )
    assert "右边是 青岚 绿茶 500ml" in words.action


def test_a_slot_with_too_few_gains_by_elasticity() -> None:
    slot = verdict("too_few", (1, 1), "A", 3, 1)
    (draft,) = find_tips(facts_of(shelf("ABB", "XX"), judged=(judged(slot),))).drafts
    assert draft.value == round(Decimal(30 * (3**0.17 - 1)), 2)
    set_ = {"饮料": CategoryAims(space_elasticity=0.5)}
    (draft,) = find_tips(facts_of(shelf("ABB", "XX"), judged=(judged(slot),), aims=set_)).drafts
    assert draft.value == round(Decimal(30 * (3**0.5 - 1)), 2)


def test_a_slot_stays_one_subject_until_it_is_ok() -> None:
    def round_of(kind: str, seen: int) -> TipRound:
        slot = verdict(kind, (1, 1), "A", 3, seen)
        return find_tips(facts_of(shelf("ABB", "XX"), judged=(judged(slot),)))

    subjects = {round_of(kind, seen).drafts[0].subject for kind, seen in (("missing", 0), ("too_few", 1))}
    assert subjects == {"plan:BAY:1.1:A"}
    assert "plan:BAY:1.1:A" in round_of("ok", 3).settled
    assert not round_of("unsure", 0).settled & subjects
    assert not round_of("not_judged", 0).drafts


def test_another_bay_opens_and_closes_nothing() -> None:
    other = judged(verdict("missing", (1, 1), "A", 3, 0), outcome="other_bay")
    found = find_tips(facts_of(shelf("CC", "CC"), judged=(other,)))
    assert not found.drafts
    assert not [subject for subject in found.settled if subject.startswith(("plan", "must", "gap:BAY"))]


def test_a_gap_at_a_missing_slot_is_one_tip() -> None:
    photo = shelf("_BB", "XX")
    slot = verdict("missing", (1, 1), "A", 3, 0, xyxy=(0.0, 0.0, 100.0, 200.0), expected=True)
    found = find_tips(facts_of(photo, judged=(judged(slot),)))
    assert [draft.kind for draft in found.drafts] == ["missing"]
    assert found.drafts[0].params["gap"] is True
    assert "那里是空位" in say_tip("missing", found.drafts[0].params, "zh-CN").reason
    assert subject_of("gap", "BAY", "B") not in found.settled


def test_a_must_stock_product_missing_from_its_slot_is_one_tip_that_says_where() -> None:
    slot = verdict("missing", (1, 1), "A", 3, 0, xyxy=(0.0, 0.0, 300.0, 200.0), expected=True)
    found = find_tips(facts_of(shelf("BB", "XX"), judged=(judged(slot),), stock=must("A", "missing")))
    (draft,) = found.drafts
    assert (draft.layer, draft.xyxy) == (1, (0.0, 0.0, 300.0, 200.0))
    assert (draft.kind, draft.subject) == ("must_stock", "must:A")
    assert "第1层左起第1位" in say_tip(draft.kind, draft.params, "zh-CN").action
    assert "layer 1, place 1" in say_tip(draft.kind, draft.params, "en").action


@pytest.mark.parametrize(
    ("stock", "opened", "settled"),
    [
        (must("A", "missing"), True, False),
        (must("A", "unknown"), False, False),
        (must("A", "present", 1, 3), True, False),
        (must("A", "present", 3, 3), False, True),
        (StockCheck((StockLine("A", 3, 4, "present", on_one=2),), None), False, False),
    ],
)
def test_must_stock_opens_and_settles(stock: StockCheck, opened: bool, settled: bool) -> None:
    found = find_tips(facts_of(shelf("BBXX"), stock=stock))
    assert bool(of_kind(found, "must_stock")) is opened
    assert ("must:A" in found.settled) is settled


def test_sales_elsewhere_stand_in_where_the_store_never_sold_it() -> None:
    facts = replace(
        facts_of(shelf("BBXX"), stock=must("A", "missing")), rates={}, usual_rates={"A": Decimal(4)}
    )
    assert find_tips(facts).drafts[0].value == Decimal("12.00")
    assert find_tips(replace(facts, usual_rates={})).drafts[0].value is None


def test_a_gap_is_worth_what_it_would_hold_times_its_precision() -> None:
    found = find_tips(facts_of(shelf("AA__BX")))
    (draft,) = of_kind(found, "gap")
    assert (draft.subject, draft.params["held"]) == ("gap::A", 2)
    assert draft.value == round(Decimal(30 * (2**0.17 - 1) * MEASURED.gap_precision), 2)
    assert {"gap::B", "gap::X"} <= found.settled
    assert "gap::A" not in found.settled
    assert not of_kind(find_tips(facts_of(shelf("??_?"))), "gap")
    photo = shelf("AABX")
    for y1, y2, count in ((-150.0, 0.0, 0), (-150.0, 150.0, 1), (210.0, 400.0, 0)):
        poster = replace(photo, gaps=(BareSpace(1, (100.0, y1, 300.0, y2)),))
        assert len(of_kind(find_tips(facts_of(poster)), "gap")) == count


def test_layers_are_called_by_the_plans_numbers() -> None:
    slot = replace(verdict("ok", (2, 1), "X", 2, 2), photo_layer=1)
    (draft,) = of_kind(find_tips(facts_of(shelf("XX_B"), judged=(judged(slot),))), "gap")
    assert (draft.layer, draft.params["layer"], draft.subject) == (1, 2, "gap:BAY:X")


def test_best_sellers_change_places_with_slow_ones_at_eye_level() -> None:
    photo = shelf("XX", "BB", "XX", "XX", "AA")  # of five layers the second is at eye level
    (draft,) = of_kind(find_tips(facts_of(photo)), "eye_level")
    assert (draft.subject, draft.params["to_layer"]) == ("eye:A", 2)
    assert draft.value == (30 - 10) * Decimal("0.2")
    assert "eye:B" in find_tips(facts_of(photo)).settled
    assert "（假定黄金层多卖 20%）" in say_tip(draft.kind, draft.params, "zh-CN").reason
    assert "if eye level adds 20 % (assumed)" in say_tip(draft.kind, draft.params, "en").reason
    set_ = {"饮料": CategoryAims(eye_lift=0.5)}
    (draft,) = of_kind(find_tips(facts_of(photo, aims=set_)), "eye_level")
    assert draft.value == (30 - 10) * Decimal("0.5")
    assert "50 %" in say_tip(draft.kind, draft.params, "en").reason
    assert not of_kind(find_tips(facts_of(photo, aims={"饮料": CategoryAims(eye_lift=0)})), "eye_level"), (
        "who says that eye level adds nothing is not advised to use it"
    )
    old = {name: value for name, value in draft.params.items() if name != "lift"}
    assert "assum" not in say_tip(draft.kind, old, "en").reason
    slow = replace(facts_of(photo), rates={"A": Decimal(3), "B": Decimal(2)})
    assert not of_kind(find_tips(slow), "eye_level")
    assert not of_kind(find_tips(replace(slow, prices={})), "eye_level")
    assert of_kind(find_tips(replace(slow, rates={"A": Decimal(4), "B": Decimal(2)}, prices={})), "eye_level")
    assert not of_kind(
        find_tips(facts_of(shelf("BB", "AA"))), "eye_level"
    )  # two layers: how high, nobody knows
    planned = facts_of(photo, judged=(judged(plan=replace(PLAN, layer_heights_mm=(None,) * 5)),))
    assert not of_kind(find_tips(planned), "eye_level")


def test_a_brand_in_pieces_is_one_tip_and_a_block_settles_it() -> None:
    (draft,) = of_kind(find_tips(facts_of(shelf("AAABXXXB", "XXXXXXXX"))), "brand_block")
    assert (draft.subject, draft.value) == ("block::B", None)
    assert draft.xyxy == (700.0, 0.0, 800.0, 200.0)
    whole = find_tips(facts_of(shelf("AAABXXX", "XXXBXXX")))
    assert not of_kind(whole, "brand_block")
    assert "block::B" in whole.settled
    assert of_kind(find_tips(facts_of(shelf("AAABXX", "XXXXAX"))), "brand_block")  # below, but not under them
    assert not of_kind(find_tips(facts_of(shelf("AAAA?B"))), "brand_block")  # the unknown one may join them


def test_a_share_under_its_target_even_with_all_that_is_unknown() -> None:
    aims = {"饮料": CategoryAims(share_target_pct=Decimal(60))}
    photo = shelf("AAXXXXXXXX", "XXXXXXXXXX")
    (draft,) = of_kind(find_tips(facts_of(photo, aims=aims)), "share")
    assert (draft.subject, draft.params["short"]) == ("share::饮料", 10)
    assert draft.value == round(Decimal(30 * ((12 / 2) ** 0.17 - 1)), 2)
    assert not of_kind(find_tips(facts_of(shelf("AAXXXX????", "??????????"), aims=aims)), "share")
    assert "share::饮料" in find_tips(facts_of(shelf("AAAAAAAXXX"), aims=aims)).settled
    none = find_tips(facts_of(shelf("XXXXXXXXX"), aims=aims))
    assert of_kind(none, "share")[0].params["share"] == "0.0"
    assert not of_kind(find_tips(facts_of(shelf("XXX"), aims=aims)), "share")


def test_unknown_values_rank_by_severity_among_known_ones() -> None:
    slots = (verdict("missing", (1, 1), "A", 3, 0), verdict("misplaced", (1, 2), "B", 2, 2, found=(2, 1)))
    blind = TipFacts(shelf("XX", "BB"), SKUS, judged=(judged(*slots),), stock=must("C", "missing"))
    assert [draft.kind for draft in find_tips(blind).drafts] == ["must_stock", "missing", "misplaced"]
    assert all(draft.value is None for draft in find_tips(blind).drafts)
    priced = replace(blind, rates=RATES, prices={**PRICES, "C": Decimal("0.01")})
    assert [draft.kind for draft in find_tips(priced).drafts] == ["missing", "must_stock", "misplaced"]


def test_long_subjects_keep_apart() -> None:
    one, other = (subject_of("share", "B" * 64, "类" * 99 + end) for end in "ab")
    assert one != other
    assert max(len(one), len(other)) <= 160


LETTERS = st.text("ABCXY?青_", max_size=8)


@given(st.lists(LETTERS, max_size=5), st.sets(st.sampled_from("ABCXY")), st.booleans())
def test_every_tip_can_be_said_stored_and_told_apart(rows: list[str], lacking: set[str], sold: bool) -> None:
    stock = StockCheck(tuple(StockLine(sku, 2, 0, "missing") for sku in sorted(lacking)), None)
    aims = {"饮料": CategoryAims(share_target_pct=Decimal(90))}
    facts = facts_of(shelf(*rows), stock=stock, aims=aims)
    found = find_tips(facts if sold else replace(facts, rates={}))
    subjects = [draft.subject for draft in found.drafts]
    assert len(set(subjects)) == len(subjects)
    assert not found.settled & set(subjects)
    assert [d.rank for d in found.drafts] == sorted((d.rank for d in found.drafts), reverse=True)
    for draft in found.drafts:
        params = json.loads(json.dumps(draft.params))
        for locale in ("zh-CN", "en"):
            words = say_tip(draft.kind, params, locale)  # type: ignore[arg-type]
            assert all((words.title, words.reason, words.action))
            assert "None" not in words.title + words.reason + words.action


def test_every_kind_has_words() -> None:
    from alerts import tip_words_en, tip_words_zh

    assert set(tip_words_en.SENTENCES) == set(tip_words_zh.SENTENCES) == set(get_args(TipKind))
