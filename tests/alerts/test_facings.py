"""Facings by brand and spec: nothing lost, nothing counted twice."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from alerts.facings import FacingRow, facing_rows, known_sku, sure_brand
from catalog.queries_skus import SkuFact
from vision.boxes import Boxes
from vision.naming import Name
from vision.quality import Quality
from vision.see import Group, ShelfSeen

SKUS = {
    "A": SkuFact("A", "青岚", "茶", "330ml", "饮料", False),
    "B": SkuFact("B", "青岚", "茶", "500ml", "饮料", False),
    "X": SkuFact("X", "对手", "水", "550ml", "饮料", True),
}


def seen(rows: list[tuple[int, int, int]], names: dict[int, str | None]) -> ShelfSeen:
    """What the eyes would say of products at (layer, column, group)."""
    table = np.array(rows, np.int64).reshape(-1, 3)
    count = len(table)
    products = Boxes(np.zeros((count, 4), np.float32), np.ones(count, np.float32), np.zeros(count, np.int64))
    groups = tuple(
        Group(
            number=number,
            members=tuple(np.flatnonzero(table[:, 2] == number).tolist()),
            best=0,
            vector=np.ones(1, np.float32),
            name=Name(sku, 0.9, ()),
        )
        for number, sku in names.items()
    )
    return ShelfSeen(
        size_wh=(1, 1),
        quality=Quality(()),
        truncated=False,
        products=products,
        layer=table[:, 0],
        position=table[:, 1],
        column=table[:, 1],
        group=table[:, 2],
        gaps=Boxes.empty(),
        gap_layer=np.empty(0, np.int64),
        groups=groups,
        seconds={},
    )


def counted(rows: tuple[FacingRow, ...]) -> list[tuple[str | int | None, int, int, int]]:
    return [(row.sku or row.group, row.layer, row.columns, row.units) for row in rows]


def test_a_stack_counts_once_by_columns_and_each_by_units() -> None:
    rows = facing_rows(seen([(1, 1, 1), (1, 1, 1), (1, 2, 1)], {1: "A"}), SKUS)
    assert counted(rows) == [("A", 1, 2, 3)]
    assert (rows[0].brand, rows[0].spec, rows[0].competitor) == ("青岚", "330ml", False)


def test_two_groups_of_one_name_in_one_stack_are_one_facing() -> None:
    rows = facing_rows(seen([(1, 1, 1), (1, 1, 2)], {1: "A", 2: "A"}), SKUS)
    assert counted(rows) == [("A", 1, 1, 2)]


def test_unknown_groups_are_counted_each_for_itself_and_come_last() -> None:
    layers = [(1, 1, 3), (1, 2, 1), (1, 3, 2), (2, 1, 3)]
    rows = facing_rows(seen(layers, {1: None, 2: "X", 3: None}), SKUS)
    assert counted(rows) == [("X", 1, 1, 1), (1, 1, 1, 1), (3, 1, 1, 1), (3, 2, 1, 1)]


def test_a_code_that_the_catalogue_does_not_have_is_unknown() -> None:
    photo = seen([(1, 1, 1)], {1: "gone"})
    assert known_sku(photo.groups[0], SKUS) is None
    assert counted(facing_rows(photo, SKUS)) == [(1, 1, 1, 1)]


@given(
    st.lists(st.tuples(st.integers(1, 4), st.integers(1, 6), st.integers(1, 5)), min_size=1, max_size=40),
    st.lists(st.sampled_from(["A", "B", "X", None]), min_size=5, max_size=5),
)
def test_nothing_is_lost_and_nothing_counted_twice(
    rows: list[tuple[int, int, int]], names: list[str | None]
) -> None:
    used = {group for _, _, group in rows}
    photo = seen(rows, {number: names[number - 1] for number in sorted(used)})
    found = facing_rows(photo, SKUS)
    assert sum(row.units for row in found) == len(rows)
    assert all(row.columns <= row.units for row in found)
    assert len({(row.layer, row.sku, row.group) for row in found}) == len(found)


@pytest.mark.parametrize("bad", [{"sku": None}, {"group": 1}, {"columns": 0}, {"columns": 3}, {"layer": 0}])
def test_a_row_that_cannot_be_is_refused(bad: dict[str, object]) -> None:
    good = {
        "sku": "A",
        "brand": "b",
        "spec": "s",
        "competitor": False,
        "group": None,
        "layer": 1,
        "columns": 1,
        "units": 2,
    }
    with pytest.raises(ValueError, match="expected"):
        FacingRow(**{**good, **bad})  # type: ignore[arg-type]


def test_an_open_spec_leaves_the_brand_sure() -> None:
    twins = Name(None, 0.45, (("A", 0.45), ("B", 0.4), ("X", 0.1)))
    kin = sure_brand(twins, SKUS)
    assert kin is not None
    assert kin.brand == "青岚"
    rivals = Name(None, 0.5, (("A", 0.5), ("X", 0.45)))
    assert sure_brand(rivals, SKUS) is None
    assert sure_brand(Name(None, 0.4, (("A", 0.4),)), SKUS) is None
    assert sure_brand(Name(None, 0.5, (("gone", 0.5), ("A", 0.45))), SKUS) is None
    assert sure_brand(Name(None, None, ()), SKUS) is None


def test_a_sure_brand_counts_for_its_brand_without_a_sku() -> None:
    shelf = seen([(1, 1, 1), (1, 2, 2)], {1: "X", 2: None})
    twins = Name(None, 0.5, (("A", 0.5), ("B", 0.45)))
    shelf = replace(shelf, groups=(shelf.groups[0], replace(shelf.groups[1], name=twins)))
    rows = facing_rows(shelf, SKUS)
    assert [(row.sku, row.group, row.brand, row.spec) for row in rows] == [
        ("X", None, "对手", "550ml"),
        (None, 2, "青岚", None),
    ]
