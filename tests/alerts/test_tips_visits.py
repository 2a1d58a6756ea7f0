"""Two visits to one bay, judged for real: trouble opens tips, the after-photo closes them, another bay closes none."""

from dataclasses import replace

from hypothesis import assume, given
from hypothesis import strategies as st

from alerts.compliance import judge
from alerts.golden import golden_plan
from alerts.shelf import Shelf
from alerts.stocking import StockCheck, stock_check
from alerts.tip_facts import PlanJudged, TipFacts
from alerts.tips import find_tips
from catalog.plans import Plan
from catalog.tip_draft import TipRound
from tests.alerts.shelves import SKUS, shelf
from tests.alerts.test_stocking import Line

BAY = ("AABBXX", "CCYYAA", "XXBBCC")
PLAN = golden_plan(shelf(*BAY), code="BAY", name="饮料架")
BRANDS = {code: fact.brand for code, fact in SKUS.items()}


def visit(photo: Shelf, *plans: Plan, stock: StockCheck | None = None) -> TipRound:
    judged = tuple(PlanJudged(plan, judge(plan, photo, brands=BRANDS)) for plan in plans)
    return find_tips(TipFacts(photo, SKUS, judged=judged, stock=stock))


def subjects(found: TipRound) -> set[str]:
    return {draft.subject for draft in found.drafts}


@given(st.sets(st.tuples(st.integers(0, 2), st.integers(0, 5)), min_size=1, max_size=4))
def test_what_was_put_back_is_closed_by_the_after_photo(holes: set[tuple[int, int]]) -> None:
    rows = [
        ["_" if (layer, i) in holes else sku for i, sku in enumerate(row)] for layer, row in enumerate(BAY)
    ]
    before = visit(shelf(*rows), PLAN)
    assume(before.drafts)
    after = visit(shelf(*BAY), PLAN)
    assert not after.drafts
    assert subjects(before) <= after.settled


def test_each_hole_is_one_tip_at_its_slot() -> None:
    found = visit(shelf("AABBXX", "CC__AA", "XXBBCC"), PLAN)
    assert [(draft.kind, draft.subject, draft.params.get("gap")) for draft in found.drafts] == [
        ("missing", "plan:BAY:2.2:Y", True)
    ]


def test_a_photo_of_another_bay_closes_nothing_of_this_one() -> None:
    before = visit(shelf("AABBXX", "CC__AA", "X_BBCC"), PLAN)
    assert len(before.drafts) == 2
    other = shelf("ZZZZZZ", "QQQQQQ", "WWWWWW", may={c: (("V", 0.9),) for c in "ZQW"})
    assert not visit(other, PLAN).settled & subjects(before)
    near = replace(shelf(*BAY), stacks=tuple(s for s in shelf(*BAY).stacks if s.layer == 1))
    assert not visit(near, PLAN).settled & subjects(before)


def test_a_must_stock_product_is_not_missed_where_its_bay_is_not_shown() -> None:
    home = golden_plan(shelf("AABB", "XXAA"), code="HOME", name="水")
    away = shelf("CCCC", "BBCC", "CCBB")
    stock = stock_check([Line("X")], [away], SKUS)
    assert stock.lines[0].presence == "missing"
    assert subjects(visit(away, stock=stock)) >= {"must:X"}
    here = golden_plan(away, code="HERE", name="零食")
    assert "must:X" not in subjects(visit(away, here, home, stock=stock))
    part = replace(away, stacks=tuple(s for s in away.stacks if s.layer == 1))
    wide = golden_plan(shelf("CCCC", "XXCC", "BBBB"), code="HERE", name="零食")
    assert "must:X" not in subjects(visit(part, wide, stock=stock))
