import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from alerts.compliance import judge
from alerts.golden import golden_plan, unknown_stacks
from alerts.shelf import Shelf, Stack
from alerts.verdicts import Judgement, SlotVerdict
from catalog.plans import Plan, PlanSlot, UnknownPlace
from tests.alerts.shelf_rows import shelf_of

ROWS = ("AAABBCCCDD", "EEFFGGGHH", "IIJJKKLLMM")
GOLDEN = golden_plan(shelf_of(ROWS), code="bay", name="bay")


def verdicts(judgement: Judgement) -> dict[str, SlotVerdict]:
    """The verdict of each slot whose SKU has one slot."""
    return {v.sku: v for v in judgement.verdicts if v.verdict != "extra"}


def wrongs(judgement: Judgement) -> dict[str, str]:
    return {v.sku: v.verdict for v in judgement.verdicts if v.verdict != "ok"}


def test_a_shelf_agrees_with_the_plan_made_of_it() -> None:
    judgement = judge(GOLDEN, shelf_of(ROWS))
    assert judgement.score_pct == Decimal("100.0")
    assert judgement.likeness == 1.0
    assert (judgement.slots, judgement.judged, judgement.ok) == (14 - 1, 13, 13)


def test_each_difference_has_its_verdict() -> None:
    judgement = judge(GOLDEN, shelf_of(("AA.BBCCCDD", "EEXXGGGFF", "IIJJ??LL...Z")))
    assert wrongs(judgement) == {
        "A": "too_few", "F": "misplaced", "H": "wrong_product", "K": "unsure", "M": "missing", "Z": "extra",
    }  # fmt: skip
    by_sku = verdicts(judgement)
    assert (by_sku["A"].seen, by_sku["A"].planned) == (2, 3)
    assert (by_sku["F"].found, by_sku["F"].instead) == ((2, 8), "X")
    assert by_sku["H"].instead == "F"
    assert by_sku["M"].expected
    assert by_sku["M"].xyxy == (660.0, 480.0, 738.0, 600.0)  # the first of its two bare spaces
    assert judgement.score_pct == Decimal("66.7")
    assert judgement.judged == 12


def test_what_lies_beyond_the_photo_is_not_judged() -> None:
    left_half = Shelf((420, 1500), tuple(s for s in shelf_of(ROWS).stacks if s.xyxy[2] <= 420))
    judgement = judge(GOLDEN, left_half)
    assert wrongs(judgement) == {s: "not_judged" for s in "CDGHKLM"}
    assert judgement.score_pct == Decimal("100.0")


def test_the_right_half_is_not_taken_for_the_left() -> None:
    plan = golden_plan(shelf_of(("AABCDEAA", "FGHIJKLM")), code="twice", name="twice")
    right = shelf_of(("EAA", "KLM"), (260, 1500), left=0)
    judgement = judge(plan, right)
    assert [v.verdict for v in judgement.verdicts] == ["not_judged"] * 4 + ["ok"] * 2 + ["not_judged"] * 5 + [
        "ok"
    ] * 3


def test_a_layer_that_the_photo_does_not_show_is_not_judged() -> None:
    lower = tuple(
        replace(s, layer=s.layer - 1, xyxy=up(s.xyxy, 200)) for s in shelf_of(ROWS).stacks if s.layer > 1
    )
    judgement = judge(GOLDEN, Shelf((1000, 1300), lower))
    assert wrongs(judgement) == {s: "not_judged" for s in "ABCD"}
    assert verdicts(judgement)["E"].photo_layer == 1


def test_a_layer_swept_bare_is_missing_where_the_photo_shows_it() -> None:
    kept = [s for s in shelf_of(ROWS).stacks if s.layer != 2]
    judgement = judge(GOLDEN, Shelf((1000, 1500), tuple(replace(s, layer=1 + s.layer // 2) for s in kept)))
    assert wrongs(judgement) == {s: "missing" for s in "EFGH"}


def test_a_false_layer_above_shifts_nothing() -> None:
    real = [replace(s, layer=s.layer + 1) for s in shelf_of(ROWS).stacks]
    cartons = [Stack(1, p, None, None, 99, 1, (200.0 * p, 0.0, 200.0 * p + 150, 40.0)) for p in (1, 2)]
    judgement = judge(GOLDEN, Shelf((1000, 1500), (*cartons, *real)))
    assert wrongs(judgement) == {}
    assert verdicts(judgement)["A"].photo_layer == 2


def test_another_fixture_is_told_not_scored() -> None:
    judgement = judge(GOLDEN, shelf_of(("NNOOPPQQ", "RRSSTTAA", "UUVVWWXX")))
    assert (judgement.outcome, judgement.score_pct, judgement.verdicts) == ("other_bay", None, ())


def test_an_empty_photo_judges_nothing() -> None:
    judgement = judge(GOLDEN, Shelf((1000, 1500), ()))
    assert {v.verdict for v in judgement.verdicts} == {"not_judged"}
    assert (judgement.outcome, judgement.score_pct, judgement.judged) == ("judged", None, 0)


def test_a_photo_of_strangers_is_not_called_another_bay() -> None:
    judgement = judge(GOLDEN, shelf_of(("????", "????")))
    assert judgement.outcome == "judged"
    assert {v.verdict for v in judgement.verdicts} <= {"unsure", "not_judged"}


def test_an_empty_plan_says_nothing() -> None:
    judgement = judge(Plan("none", "none", ()), shelf_of(ROWS))
    assert (judgement.score_pct, judgement.verdicts) == (None, ())


def test_a_named_neighbour_that_may_be_the_planned_one_is_unsure() -> None:
    stacks = shelf_of(ROWS).stacks
    tie = tuple(
        replace(s, sku="Y", candidates=(("Y", 0.62), ("B", 0.3))) if s.sku == "B" else s for s in stacks
    )
    assert wrongs(judge(GOLDEN, Shelf((1000, 1500), tie))) == {"B": "unsure"}


def test_an_unknown_product_of_another_brand_is_wrong() -> None:
    stacks = shelf_of(ROWS).stacks
    other = tuple(replace(s, sku=None, brand="theirs") if s.sku == "B" else s for s in stacks)
    judgement = judge(GOLDEN, Shelf((1000, 1500), other), brands={"B": "ours"})
    assert wrongs(judgement) == {"B": "wrong_product"}
    assert verdicts(judgement)["B"].instead is None


def test_more_facings_than_planned_are_extra() -> None:
    judgement = judge(GOLDEN, shelf_of(("AAABBBBCCCDD", *ROWS[1:])))
    (extra,) = [v for v in judgement.verdicts if v.verdict != "ok"]
    assert (extra.verdict, extra.sku, extra.seen, extra.layer) == ("extra", "B", 2, 1)


def test_a_sku_with_two_slots_keeps_its_number() -> None:
    plan = golden_plan(shelf_of(("AABBAACC", *ROWS[1:])), code="two", name="two")
    judgement = judge(plan, shelf_of(("AABB..CC", *ROWS[1:])))
    first = [v for v in judgement.verdicts if v.sku == "A"]
    assert [(v.verdict, v.seen) for v in first] == [("ok", 2), ("missing", 0)]


def test_columns_of_two_products_are_two_slots() -> None:
    def mixed(*columns: int) -> Shelf:
        low = [Stack(1, p, "A", None, 1, 1, (p * 80.0, 200.0, p * 80.0 + 78, 300.0)) for p in (1, 2, 3)]
        high = [Stack(1, p, "B", None, 2, 1, (p * 80.0, 100.0, p * 80.0 + 78, 200.0)) for p in columns]
        rest = [Stack(1, p, "C", None, 3, 1, (p * 80.0, 100.0, p * 80.0 + 78, 300.0)) for p in (4, 5)]
        return Shelf((1000, 500), tuple(sorted((*low, *high, *rest), key=lambda s: s.position)))

    plan = golden_plan(mixed(1, 2, 3), code="m", name="m")
    assert [(s.sku, s.facings) for s in plan.slots] == [("A", 3), ("B", 3), ("C", 2)]
    judgement = judge(plan, mixed(1, 3))
    assert [(v.sku, v.verdict, v.seen) for v in judgement.verdicts] == [
        ("A", "ok", 3), ("B", "too_few", 2), ("C", "ok", 2),
    ]  # fmt: skip


def test_a_golden_photo_keeps_the_places_of_strangers_and_takes_widths() -> None:
    shelf = shelf_of(("AA?B",))
    plan = golden_plan(shelf, code="g", name="g", widths_mm={"A": 39.0})
    assert [(s.sku, s.position, s.facings) for s in plan.slots] == [("A", 1, 2), ("B", 3, 1)]
    assert [s.x_mm for s in plan.slots] == [0.0, 120.0]
    assert plan.unknown == (UnknownPlace(1, 2, 1, 1, 80.0, 39.0),)
    assert len(unknown_stacks(shelf)) == 1


letters = st.text("ABCDEFGH", min_size=1, max_size=9)
bays = st.lists(letters, min_size=1, max_size=4)


def whole(rows: Sequence[str]) -> Shelf:
    """A photo with room around the bay, so that nothing can be beyond it."""
    return shelf_of(rows, (2400, 1500), left=800)


@settings(max_examples=60, deadline=None)
@given(bays)
def test_property_a_bay_agrees_with_itself(rows: list[str]) -> None:
    shelf = whole(rows)
    judgement = judge(golden_plan(shelf, code="x", name="x"), shelf)
    assert {v.verdict for v in judgement.verdicts} == {"ok"}


@settings(max_examples=60, deadline=None)
@given(bays, st.randoms(use_true_random=False))
def test_property_permuted_products_are_neither_missing_nor_extra(rows: list[str], random: object) -> None:
    plan = golden_plan(whole(rows), code="x", name="x")
    mixed = ["".join(random.sample(row, len(row))) for row in rows]  # type: ignore[attr-defined]
    judgement = judge(plan, whole(mixed))
    kinds = Counter(v.verdict for v in judgement.verdicts)
    assert judgement.outcome == "judged"
    assert not kinds["missing"] + kinds["extra"] + kinds["wrong_product"] + kinds["not_judged"]
    assert all(v.found for v in judgement.verdicts if v.verdict in {"too_few", "misplaced"})


@settings(max_examples=60, deadline=None)
@given(bays)
def test_property_a_mirrored_bay_lacks_nothing(rows: list[str]) -> None:
    plan = golden_plan(whole(rows), code="x", name="x")
    judgement = judge(plan, whole([row[::-1] for row in rows]))
    kinds = {v.verdict for v in judgement.verdicts}
    assert judgement.outcome == "judged"
    assert kinds <= {"ok", "misplaced", "too_few"}


@settings(max_examples=60, deadline=None)
@given(bays, st.data())
def test_property_facings_are_conserved(rows: list[str], data: st.DataObject) -> None:
    """What is seen in slots, found elsewhere and extra never exceeds what stands on the photo, SKU by SKU."""
    plan = golden_plan(whole(rows), code="x", name="x")
    photo = whole(data.draw(st.lists(letters, min_size=1, max_size=4)))
    judgement = judge(plan, photo)
    there = Counter(s.sku for s in photo.stacks)
    told = Counter[str | None]()
    for v in judgement.verdicts:
        told[v.sku] += v.seen
    assert all(told[sku] <= there[sku] for sku in told)
    if judgement.outcome == "judged":
        assert len([v for v in judgement.verdicts if v.verdict != "extra"]) == len(plan.slots)
        assert judgement.judged <= judgement.slots


def test_ten_layers_of_sixty_stacks_take_milliseconds() -> None:
    rng = np.random.default_rng(3)
    skus = [chr(200 + k) for k in range(150)]
    rows = [[sku for sku in rng.choice(skus, 20) for _ in range(3)] for _ in range(10)]
    shelf = shelf_of(rows, (5000, 2300))
    plan = golden_plan(shelf, code="big", name="big")
    began = time.perf_counter()
    judgement = judge(plan, shelf)
    assert time.perf_counter() - began < 1.0  # 30 ms here; a loaded machine may take its time
    assert judgement.score_pct == 100


def test_an_absurd_plan_is_still_judged() -> None:
    slots = (*(PlanSlot(1, p, "A", facings=200) for p in range(1, 1900)), PlanSlot(2, 1, "B"))
    assert judge(Plan("absurd", "absurd", slots), shelf_of(ROWS)).outcome == "other_bay"


@pytest.mark.parametrize("width", [0.0, -1.0])
def test_boxes_without_width_do_not_break_it(width: float) -> None:
    flat = tuple(
        replace(s, xyxy=(s.xyxy[0], s.xyxy[1], s.xyxy[0] + width, s.xyxy[3])) for s in shelf_of(ROWS).stacks
    )
    assert judge(GOLDEN, Shelf((1000, 1500), flat)).slots == 13


def up(xyxy: tuple[float, float, float, float], by: float) -> tuple[float, float, float, float]:
    return xyxy[0], xyxy[1] - by, xyxy[2], xyxy[3] - by
