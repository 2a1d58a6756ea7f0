"""The audit page's view: badges by facings, sums and shares from the counts, one tint per product everywhere."""

from dataclasses import dataclass
from decimal import Decimal

from api.pages_report import TINTS, Count, SkuLabel, percent, view_report


@dataclass(frozen=True)
class Product:
    xyxy: tuple[float, float, float, float]
    layer: int
    position: int
    group: int
    sku: str | None


@dataclass(frozen=True)
class Facing:
    sku: str | None
    layer: int
    columns: int
    units: int


COLA = SkuLabel("C500", "山泉", "可乐", "500ml", False)
MINI = SkuLabel("C330", "山泉", "可乐", "330ml", False)
RIVAL = SkuLabel("R500", "对手", "汽水", "500ml", True)
LABELS = {label.code: label for label in (COLA, MINI, RIVAL)}
PRODUCTS = (
    Product((0.4, 0.0, 9.6, 30.0), 1, 1, 1, "C500"),
    Product((10.0, 0.0, 20.0, 30.0), 1, 2, 1, "C500"),
    Product((20.0, 0.0, 30.0, 30.0), 1, 3, 2, "R500"),
    Product((0.0, 40.0, 10.0, 70.0), 2, 1, 3, None),
    Product((12.0, 40.0, 22.0, 60.0), 2, 2, 4, "C330"),
)
FACINGS = (
    Facing("C500", 1, 2, 4),
    Facing("R500", 1, 1, 1),
    Facing("C500", 2, 1, 1),
    Facing("C330", 2, 1, 1),
    Facing(None, 2, 1, 3),
)


def test_badges_follow_the_facings_and_boxes_share_the_rows_tint() -> None:
    view = view_report(PRODUCTS, FACINGS, LABELS)
    assert [row.sku and row.sku.code for row in view.rows] == ["C500", "C330", "R500"]
    tint = {row.sku.code: row.tint for row in view.rows if row.sku}
    assert [box.tint for box in view.boxes] == [tint["C500"], tint["C500"], tint["R500"], 0, tint["C330"]]
    assert [box.badge for box in view.boxes] == [1, 1, 3, 0, 2]
    assert (view.boxes[0].x, view.boxes[0].width) == (0, 10)


def test_brands_hold_their_specs_and_sum_them() -> None:
    view = view_report(PRODUCTS, FACINGS, LABELS)
    ours, theirs = view.brands
    assert (ours.brand, ours.total, ours.competitor) == ("山泉", Count(4, 6), False)
    assert [row.sku and row.sku.spec for row in ours.rows] == ["500ml", "330ml"]
    assert (theirs.brand, theirs.total, theirs.competitor) == ("对手", Count(1, 1), True)
    assert ours.rows[0].by_layer == {1: Count(2, 4), 2: Count(1, 1)}


def test_shares_are_of_everything_counted_with_the_unknown_part_named() -> None:
    view = view_report(PRODUCTS, FACINGS, LABELS)
    assert view.total == Count(6, 10)
    assert view.unknown is not None
    assert (view.unknown.share.columns, view.unknown.share.units) == (Decimal("16.7"), Decimal("30.0"))
    assert view.brands[0].share.columns == Decimal("66.7")


def test_every_product_has_one_badge_on_one_of_its_own_boxes() -> None:
    view = view_report(PRODUCTS, FACINGS, LABELS)
    assert sorted(box.badge for box in view.badges) == [1, 2, 3]
    assert all(box in view.boxes for box in view.badges)


def test_more_products_than_tints_repeat_tints_never_badges() -> None:
    products = [Product((i, 0, i + 1, 1), 1, i + 1, i, f"S{i:02d}") for i in range(TINTS + 3)]
    facings = [Facing(p.sku, 1, 1, 1) for p in products]
    view = view_report(products, facings, {})
    assert len({row.badge for row in view.rows}) == TINTS + 3
    assert {row.tint for row in view.rows} == set(range(1, TINTS + 1))


def test_a_sku_that_left_the_catalogue_is_written_as_its_code() -> None:
    view = view_report(PRODUCTS[:1], FACINGS[:1], {})
    assert view.rows[0].sku is not None
    assert (view.rows[0].sku.name, view.brands[0].brand) == ("C500", "")


def test_percent_rounds_half_up_and_survives_nothing() -> None:
    assert percent(1, 8) == Decimal("12.5")
    assert percent(1, 2000) == Decimal("0.1")
    assert percent(0, 0) == Decimal("0.0")
