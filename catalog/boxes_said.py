"""What people's corrections make of the boxes that the models saw. Pure: rows in, values out."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from catalog.tables_corrections import ShelfCorrection
from catalog.tables_seen import Detection

Xyxy = tuple[float, float, float, float]


@dataclass(frozen=True)
class BoxSaid:
    """A product's box with the corrections in force.

    `group_number` is the models' group, None for a box that a person added; `said`: `sku_id` is a person's word on
    this very box (None: no product of the catalogue). `added` and `moved` tell where the box itself is a person's.
    """

    number: int
    xyxy: Xyxy
    score: float
    group_number: int | None
    said: bool = False
    sku_id: int | None = None
    added: bool = False
    moved: bool = False
    removed: bool = False


def seen_box(row: Detection) -> BoxSaid:
    """A detection as nobody has corrected it."""
    return BoxSaid(row.number, (row.x1, row.y1, row.x2, row.y2), row.score, row.group_number)


def boxes_said(seen: Sequence[Detection], corrections: Iterable[ShelfCorrection]) -> dict[int, BoxSaid]:
    """All boxes by number, removed ones included: corrections in force count in the order of their ids, later ones win.

    Whoever moves or names a box that somebody else has just removed says that it is a product.
    """
    boxes = {row.number: seen_box(row) for row in seen}
    for one in sorted(corrections, key=lambda row: row.id or 0):
        if one.undone_at is not None:
            continue
        box = boxes.get(one.number)
        if one.action == "add":
            if one.xyxy is not None:
                said = one.sku_id is not None
                boxes[one.number] = BoxSaid(
                    one.number, xyxy_of(one.xyxy), 1.0, None, said=said, sku_id=one.sku_id, added=True
                )
        elif box is None:
            continue  # the adding of this box was taken back
        elif one.action == "remove":
            boxes[one.number] = replace(box, removed=True)
        elif one.action == "name":
            boxes[one.number] = replace(box, said=True, sku_id=one.sku_id, removed=False)
        elif one.xyxy is not None:
            boxes[one.number] = replace(box, xyxy=xyxy_of(one.xyxy), moved=True, removed=False)
    return boxes


def standing(boxes: dict[int, BoxSaid]) -> tuple[BoxSaid, ...]:
    """Those that are products, by number."""
    return tuple(boxes[number] for number in sorted(boxes) if not boxes[number].removed)


def xyxy_of(values: Sequence[float]) -> Xyxy:
    """The four numbers of a box."""
    x1, y1, x2, y2 = (float(value) for value in values)
    return x1, y1, x2, y2
