"""A saved report as the shelf that advice looks at: products in their stacks, with the names in force."""

from collections.abc import Sequence

from alerts.shelf import BareSpace, Shelf, Stack
from api.report_stored import box_of, kin_of
from catalog.queries_audits import GroupView, Report
from catalog.tables_seen import Detection


def shelf_of(report: Report, size_wh: tuple[int, int]) -> Shelf:
    """The report's shelf: what stands in one stack under one name is one facing, as in the report's columns.

    Positions are the report's own, so that a sentence names the place that the page shows.
    """
    groups = {view.group.number: view for view in report.groups}
    stacks: dict[tuple[int, int | None, str, int], list[Detection]] = {}
    for product in report.products:
        number = product.group_number or 0
        view = groups.get(number)
        alike = ("", number) if view is None or view.sku is None else (view.sku.code, 0)
        stacks.setdefault((product.layer, product.column_no, *alike), []).append(product)
    made = [_stack(units, groups.get(units[0].group_number or 0)) for units in stacks.values()]
    return Shelf(
        size_wh=size_wh,
        stacks=tuple(sorted(made, key=lambda stack: (stack.layer, stack.position, stack.xyxy[0]))),
        gaps=tuple(BareSpace(gap.layer, box_of(gap)) for gap in report.gaps),
    )


def _stack(units: Sequence[Detection], view: GroupView | None) -> Stack:
    boxes = [box_of(unit) for unit in units]
    sku = None if view is None else view.sku
    kin = sku if sku is not None or view is None else kin_of(view)
    candidates = () if sku is not None or view is None else view.alternatives
    return Stack(
        layer=units[0].layer,
        position=units[0].position or 1,
        sku=None if sku is None else sku.code,
        brand=None if kin is None else kin.brand,
        group=units[0].group_number or 0,
        units=len(units),
        xyxy=(
            min(box[0] for box in boxes),
            min(box[1] for box in boxes),
            max(box[2] for box in boxes),
            max(box[3] for box in boxes),
        ),
        candidates=tuple((other.code, other.probability) for other in candidates),
    )
