"""The audit page's view: badges by facings, sums and shares from the counts, one tint per product everywhere."""

from dataclasses import replace
from decimal import Decimal

from api.pages_report import TINTS, Count, percent, view_report
from catalog.queries_audits import Alternative, FacingView, GroupView, Report
from catalog.queries_skus import SkuFact
from catalog.tables_seen import Detection, ShelfGroup

COLA = SkuFact("C500", "山泉", "可乐", "500ml", "饮料", False)
MINI = SkuFact("C330", "山泉", "可乐", "330ml", "饮料", False)
RIVAL = SkuFact("R500", "对手", "汽水", "500ml", "饮料", True)


def _product(xyxy: tuple[float, float, float, float], layer: int, position: int, group: int) -> Detection:
    x1, y1, x2, y2 = xyxy
    return Detection(
        audit_id=1, kind="product", number=0, x1=x1, y1=y1, x2=x2, y2=y2,
        score=0.9, layer=layer, position=position, group_number=group,
    )  # fmt: skip


def _group(number: int, sku: SkuFact | None) -> GroupView:
    group = ShelfGroup(audit_id=1, number=number, best_xyxy=[0, 0, 1, 1], size=1, vector=b"", alternatives=[])
    return GroupView(group, sku, sku, None, (), size=group.size)


GAP = Detection(audit_id=1, kind="gap", number=0, x1=30, y1=40, x2=50.6, y2=70, score=0.8, layer=2)
REPORT = Report(
    groups=(_group(1, COLA), _group(2, RIVAL), _group(3, None), _group(4, MINI)),
    products=(
        _product((0.4, 0.0, 9.6, 30.0), 1, 1, 1),
        _product((10.0, 0.0, 20.0, 30.0), 1, 2, 1),
        _product((20.0, 0.0, 30.0, 30.0), 1, 3, 2),
        _product((0.0, 40.0, 10.0, 70.0), 2, 1, 3),
        _product((12.0, 40.0, 22.0, 60.0), 2, 2, 4),
    ),
    gaps=(GAP,),
    facings=(
        FacingView(COLA, None, 1, 2, 4),
        FacingView(RIVAL, None, 1, 1, 1),
        FacingView(COLA, None, 2, 1, 1),
        FacingView(MINI, None, 2, 1, 1),
        FacingView(None, 3, 2, 1, 3),
    ),
)


def test_badges_follow_the_facings_and_boxes_share_the_rows_tint() -> None:
    view = view_report(REPORT)
    assert [row.sku and row.sku.code for row in view.rows] == ["C500", "C330", "R500"]
    tint = {row.sku.code: row.tint for row in view.rows if row.sku}
    assert [box.tint for box in view.boxes] == [tint["C500"], tint["C500"], tint["R500"], 0, tint["C330"]]
    assert [box.badge for box in view.boxes] == [1, 1, 3, 0, 2]
    assert (view.boxes[0].x, view.boxes[0].width) == (0, 10)
    assert (view.gaps[0].x, view.gaps[0].width, view.gaps[0].layer) == (30, 21, 2)


def test_brands_hold_their_specs_and_sum_them() -> None:
    view = view_report(REPORT)
    ours, theirs = view.brands
    assert (ours.brand, ours.total, ours.competitor) == ("山泉", Count(4, 6), False)
    assert [row.sku and row.sku.spec for row in ours.rows] == ["500ml", "330ml"]
    assert (theirs.brand, theirs.total, theirs.competitor) == ("对手", Count(1, 1), True)
    assert ours.rows[0].by_layer == {1: Count(2, 4), 2: Count(1, 1)}


def test_shares_are_of_everything_counted_with_the_unknown_part_named() -> None:
    view = view_report(REPORT)
    assert view.total == Count(6, 10)
    assert view.unknown is not None
    assert (view.unknown.share.columns, view.unknown.share.units) == (Decimal("16.7"), Decimal("30.0"))
    assert view.brands[0].share.columns == Decimal("66.7")


def test_every_product_has_one_badge_on_one_of_its_own_boxes() -> None:
    view = view_report(REPORT)
    assert sorted(box.badge for box in view.badges) == [1, 2, 3]
    assert all(box in view.boxes for box in view.badges)


def test_more_products_than_tints_repeat_tints_never_badges() -> None:
    skus = [SkuFact(f"S{i:02d}", "b", "n", "s", "", False) for i in range(TINTS + 3)]
    report = Report(
        groups=tuple(_group(i, sku) for i, sku in enumerate(skus)),
        products=tuple(_product((i, 0, i + 1, 1), 1, i + 1, i) for i in range(len(skus))),
        gaps=(),
        facings=tuple(FacingView(sku, None, 1, 1, 1) for sku in skus),
    )
    view = view_report(report)
    assert len({row.badge for row in view.rows}) == TINTS + 3
    assert {row.tint for row in view.rows} == set(range(1, TINTS + 1))


def test_a_box_smaller_than_a_pixel_can_still_be_seen() -> None:
    report = Report((_group(1, COLA),), (_product((5.1, 5.1, 5.2, 5.2), 1, 1, 1),), (), ())
    assert (view_report(report).boxes[0].width, view_report(report).boxes[0].height) == (1, 1)


def test_percent_rounds_half_up_and_survives_nothing() -> None:
    assert percent(1, 8) == Decimal("12.5")
    assert percent(1, 2000) == Decimal("0.1")
    assert percent(0, 0) == Decimal("0.0")


def test_an_open_spec_counts_for_its_brand_and_not_as_unknown() -> None:
    torn = ShelfGroup(
        audit_id=1, number=5, best_xyxy=[0, 0, 1, 1], size=2, vector=b"", alternatives=[], probability=0.95
    )
    near = (Alternative("C500", 0.95, COLA), Alternative("C330", 0.94, MINI))
    report = replace(
        REPORT,
        groups=(*REPORT.groups, GroupView(torn, None, None, None, near, size=torn.size)),
        facings=(*REPORT.facings, FacingView(None, 5, 1, 2, 2)),
    )
    view = view_report(report)
    (own,) = [brand for brand in view.brands if brand.brand == "山泉"]
    assert [row.sku and row.sku.code for row in own.rows] == ["C500", "C330", None]
    assert own.total == Count(6, 8)
    assert view.unknown is not None
    assert view.unknown.total == Count(1, 3)
    assert [row.sku and row.sku.code for row in view.rows] == ["C500", "C330", "R500"]
