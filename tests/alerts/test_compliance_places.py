"""What geometry adds: edges of the photo, layers counted wrongly, strangers beside a slot, bare spaces."""

from dataclasses import replace

import pytest

from alerts.compliance import judge
from alerts.golden import cut_stacks, golden_plan
from alerts.shelf import BareSpace, Shelf, Stack
from alerts.verdicts import Judgement
from tests.alerts.shelf_rows import shelf_of

ROWS = ("AAABBCCCDD", "EEFFGGGHH", "IIJJKKLLMM")
SHELF = shelf_of(ROWS)
GOLDEN = golden_plan(SHELF, code="bay", name="bay")


def wrongs(judgement: Judgement) -> dict[str, str]:
    return {v.sku: v.verdict for v in judgement.verdicts if v.verdict != "ok"}


def changed(planned: str, **change: object) -> Shelf:
    return replace(SHELF, stacks=tuple(replace(s, **change) if s.sku == planned else s for s in SHELF.stacks))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("candidates", "verdict"),
    [
        ((), "unsure"),
        ((("B", 0.4), ("X", 0.2)), "unsure"),
        ((("X", 0.3), ("B", 0.001)), "wrong_product"),
        ((("X", 0.05),), "wrong_product"),
        ((("X", 0.14), ("B", 0.08)), "wrong_product"),
        ((("X", 0.3), ("B", 0.2)), "unsure"),
        ((("B", 0.05), ("X", 0.02)), "unsure"),
    ],
)
def test_an_unknown_product_is_wrong_where_it_cannot_be_the_planned_one(
    candidates: tuple[tuple[str, float], ...], verdict: str
) -> None:
    judgement = judge(GOLDEN, changed("B", sku=None, candidates=candidates))
    assert wrongs(judgement) == {"B": verdict}


def test_a_stack_counted_to_the_next_layer_is_in_place() -> None:
    stacks = [replace(s, layer=3) if s.sku == "H" else s for s in SHELF.stacks]
    numbered = [
        replace(s, position=1 + sum(o.layer == s.layer and o.xyxy[0] < s.xyxy[0] for o in stacks))
        for s in stacks
    ]
    numbered.sort(key=lambda s: (s.layer, s.position))
    assert wrongs(judge(GOLDEN, replace(SHELF, stacks=tuple(numbered)))) == {}


def test_what_the_golden_photo_cuts_is_left_out_of_the_plan() -> None:
    sliver = Stack(1, 1, "Q", None, 9, 1, (0.0, 80.0, 18.0, 200.0))
    stacks = (sliver, *(replace(s, position=s.position + 1) if s.layer == 1 else s for s in SHELF.stacks))
    shelf = replace(SHELF, stacks=stacks)
    assert cut_stacks(shelf) == (sliver,)
    assert "Q" not in {slot.sku for slot in golden_plan(shelf, code="x", name="x").slots}
    assert cut_stacks(SHELF) == ()


def test_what_the_photo_cuts_beyond_the_plan_is_not_extra() -> None:
    neighbour = Stack(1, 11, "Q", None, 9, 1, (840.0, 80.0, 1000.0, 200.0))
    inside = replace(neighbour, xyxy=(840.0, 80.0, 918.0, 200.0))
    rest = SHELF.stacks
    assert wrongs(judge(GOLDEN, replace(SHELF, stacks=(*rest[:10], neighbour, *rest[10:])))) == {}
    assert wrongs(judge(GOLDEN, replace(SHELF, stacks=(*rest[:10], inside, *rest[10:])))) == {"Q": "extra"}


def test_a_stranger_beside_a_bare_slot_does_not_fill_it() -> None:
    aside = [replace(s, sku=None, candidates=(("X", 0.3),)) for s in SHELF.stacks if s.sku == "M"][:1]
    aside = [replace(s, xyxy=(920.0, 480.0, 998.0, 600.0)) for s in aside]
    kept = [s for s in SHELF.stacks if s.sku != "M"]
    assert wrongs(judge(GOLDEN, replace(SHELF, stacks=(*kept, *aside)))) == {"M": "missing"}


def test_a_bare_space_at_the_edge_says_that_the_place_is_seen() -> None:
    narrow = Shelf((800, 1500), tuple(s for s in SHELF.stacks if s.xyxy[2] <= 800 and s.sku != "D"))
    plan = golden_plan(replace(SHELF, size_wh=(830, 1500)), code="x", name="x")
    assert wrongs(judge(plan, narrow))["D"] in {"missing", "not_judged"}
    bare = replace(narrow, gaps=(BareSpace(1, (660.0, 80.0, 800.0, 200.0)),))
    assert wrongs(judge(plan, bare))["D"] == "missing"


def test_millimetres_tell_twins_apart_where_the_plan_has_them() -> None:
    rows = ("AB....AC", "DDEEFFGG")
    plan = golden_plan(shelf_of(rows), code="x", name="x", widths_mm=dict.fromkeys("ABCDEFG", 80.0))
    judgement = judge(plan, shelf_of((".B....AC", "DDEEFFGG")))
    assert [v.verdict for v in judgement.verdicts if v.sku == "A"] == ["missing", "ok"]


def test_a_facing_counted_to_a_far_layer_stands_in_its_row() -> None:
    stacks = [replace(s, layer=3) if (s.layer, s.position) == (1, 2) else s for s in SHELF.stacks]
    numbered = [
        replace(s, position=1 + sum(o.layer == s.layer and o.xyxy[0] < s.xyxy[0] for o in stacks))
        for s in stacks
    ]
    numbered.sort(key=lambda s: (s.layer, s.position))
    assert wrongs(judge(GOLDEN, replace(SHELF, stacks=tuple(numbered)))) == {}


def test_what_is_bare_for_sure_is_told_though_the_rest_is_not_recognised() -> None:
    first, *others = (s for s in SHELF.stacks if s.sku == "C")
    kept = [replace(s, sku=None) if s is first else s for s in SHELF.stacks if s not in others]
    gaps = tuple(BareSpace(1, s.xyxy) for s in others)
    judgement = judge(GOLDEN, replace(SHELF, stacks=tuple(kept), gaps=gaps))
    assert wrongs(judgement) == {"C": "too_few"}
    assert next(v for v in judgement.verdicts if v.sku == "C").seen == 1


def test_a_place_that_touches_the_edge_of_the_photo_is_not_missing() -> None:
    rest = tuple(s for s in SHELF.stacks if s.sku != "D")
    assert wrongs(judge(GOLDEN, Shelf((739, 1500), rest)))["D"] == "not_judged"
    assert wrongs(judge(GOLDEN, Shelf((860, 1500), rest)))["D"] == "missing"
