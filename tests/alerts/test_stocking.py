"""Must-stock lists against shelves: present, missing, unknown; fill rates."""

from dataclasses import dataclass, replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alerts.shelf import Shelf
from alerts.stocking import fills, stock_check
from tests.alerts.shelves import SKUS, shelf


@dataclass(frozen=True)
class Line:
    sku: str
    min_facings: int = 1


@pytest.mark.parametrize(
    ("photo", "sku", "expected"),
    [
        (shelf("AAB"), "A", ("present", None)),
        (shelf("BBX"), "A", ("missing", None)),
        (shelf("CCY"), "A", ("unknown", "not_photographed")),
        (shelf(), "A", ("unknown", "not_photographed")),
        (shelf("BX?", may={"?": (("A", 0.4), ("B", 0.3))}), "A", ("unknown", "may_be_unnamed")),
        (shelf("BX?", may={"?": (("X", 0.5), ("A", 0.01))}), "A", ("missing", None)),
        (shelf("BX?"), "A", ("unknown", "may_be_unnamed")),
        (shelf("BX青"), "A", ("unknown", "may_be_unnamed")),
        (shelf("AA青"), "X", ("missing", None)),
        (shelf("AAB"), "gone", ("unknown", "not_photographed")),
    ],
)
def test_what_a_photo_says_of_a_product(photo: Shelf, sku: str, expected: tuple[str, str | None]) -> None:
    line = stock_check([Line(sku)], [photo], SKUS).lines[0]
    assert (line.presence, line.why) == expected


def test_availability_names_its_denominators() -> None:
    must = [Line("A"), Line("B", 3), Line("C"), Line("X")]
    check = stock_check(must, [shelf("AAB")], SKUS)
    assert [line.presence for line in check.lines] == ["present", "present", "unknown", "missing"]
    assert [line.short for line in check.lines] == [False, True, False, False]
    assert (check.judged, check.osa_pct) == (3, Decimal("66.7"))
    assert (check.osa_low_pct, check.osa_high_pct) == (Decimal("50.0"), Decimal("75.0"))
    nothing = stock_check([], [], SKUS)
    assert (nothing.osa_pct, nothing.osa_low_pct, nothing.fill_pct) == (None, None, None)


def test_facings_count_over_all_photos() -> None:
    check = stock_check([Line("A", 4)], [shelf("AAB"), shelf("AAX")], SKUS)
    assert check.lines[0].facings == 4
    assert not check.lines[0].short
    assert not check.lines[0].enough  # the two may show the same ones
    assert stock_check([Line("A", 2)], [shelf("AAB"), shelf("AAX")], SKUS).lines[0].enough


def test_fill_rates_by_layer_and_photo() -> None:
    found = fills(shelf("AAA_", "AA__", "BBBB"))
    assert [(fill.layer, fill.fill_pct) for fill in found] == [
        (None, Decimal("75.0")),
        (1, Decimal("75.0")),
        (2, Decimal("50.0")),
        (3, Decimal("100.0")),
    ]
    assert fills(shelf())[0].fill_pct is None


def test_a_nearer_photo_weighs_no_more() -> None:
    full, half = shelf("AAAA"), shelf("AA__")
    near = replace(
        full,
        stacks=tuple(replace(s, xyxy=tuple(9 * v for v in s.xyxy)) for s in full.stacks),  # type: ignore[arg-type]
    )
    assert stock_check([], [near, half], SKUS).fill_pct == Decimal("75.0")


@given(st.lists(st.text("ABCXY?_", max_size=6), max_size=3), st.sets(st.sampled_from("ABCXY")))
def test_availability_lies_within_its_bounds(rows: list[str], must: set[str]) -> None:
    check = stock_check([Line(sku) for sku in sorted(must)], [shelf(*rows)], SKUS)
    assert sum(len(check.having(p)) for p in ("present", "missing", "unknown")) == len(must)
    if check.osa_pct is not None and check.osa_low_pct is not None and check.osa_high_pct is not None:
        assert check.osa_low_pct <= check.osa_pct <= check.osa_high_pct
    assert all((line.presence == "present") == (line.facings > 0) for line in check.lines)
