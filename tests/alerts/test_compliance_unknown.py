"""Places of what nobody could name on the golden photo: whatever stands there later is left alone."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from alerts.compliance import judge
from alerts.golden import golden_plan
from alerts.shelf import Shelf
from alerts.verdicts import Judgement
from catalog.plans import Plan
from tests.alerts.shelf_rows import shelf_of

ROWS = ("AA??BBCC", "DD?EEEFF", "GGHH?III")
GOLDEN = golden_plan(shelf_of(ROWS), code="bay", name="bay")


def wrongs(judgement: Judgement) -> dict[str, str]:
    assert judgement.outcome == "judged"
    return {v.sku: v.verdict for v in judgement.verdicts if v.verdict != "ok"}


def later(*rows: str) -> dict[str, str]:
    return wrongs(judge(GOLDEN, shelf_of(rows or ROWS)))


@pytest.mark.parametrize(
    "first",
    ["AAXXBBCC", "AAX?BBCC", "AAXYBBCC", "AA.XBBCC", "AA..BBCC", "AAHHBBCC"],
    ids=["named", "half", "two names", "one gone", "gone", "named as what stands elsewhere"],
)
def test_what_stands_in_an_unknown_place_is_nothing_to_tell(first: str) -> None:
    assert later(first, *ROWS[1:]) == {}


def test_a_stranger_elsewhere_is_told() -> None:
    assert later("AA??BBXCC", *ROWS[1:]) == {"X": "extra"}
    assert later("AA??XXCC", *ROWS[1:]) == {"B": "wrong_product"}


def test_a_product_that_its_slot_lacks_is_found_in_an_unknown_place() -> None:
    assert later("AABBCC", "DD?EEEFF", "GG..AIII") == {"H": "missing"}
    assert later(ROWS[0], "DDHEEEFF", "GG..?III") == {"H": "misplaced"}


def test_an_unknown_place_shows_how_far_the_slots_are_apart() -> None:
    assert later("AA??", "DD?EE", "GGHH?") == {} | dict.fromkeys("BCFI", "missing") | {"E": "too_few"}


def test_a_bay_of_mostly_strangers_is_the_same_bay_once_they_have_names() -> None:
    rows = ("A??B??", "??C??D", "E????F")
    plan = golden_plan(shelf_of(rows), code="x", name="x")
    named = tuple(row.replace("?", "Z") for row in rows)
    assert wrongs(judge(plan, shelf_of(named))) == {}
    assert judge(plan, shelf_of(("KLMNOP", "KLMNOP", "KLMNOP"))).outcome == "other_bay"


def strangers(plan: Plan, letters: str) -> Shelf:
    """The golden shelf with each unknown facing named by the next letter."""
    names = iter(letters)
    shelf = shelf_of(ROWS)
    return replace(
        shelf,
        stacks=tuple(
            s if s.sku else replace(s, sku=None if (c := next(names)) == "?" else c) for s in shelf.stacks
        ),
    )


@settings(max_examples=60, deadline=None)
@given(st.text("ABCDEFGHIXYZ?", min_size=4, max_size=4))
def test_property_names_of_strangers_change_no_verdict(letters: str) -> None:
    assert wrongs(judge(GOLDEN, strangers(GOLDEN, letters))) == {}
