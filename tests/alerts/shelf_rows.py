"""Shelves written as rows of letters: one letter a facing, `?` an unknown product, `.` a bare place."""

from collections.abc import Sequence

from alerts.shelf import BareSpace, Shelf, Stack

WIDE, HIGH, STEP = 80, 120, 200
LEFT, TOP = 20, 200


def shelf_of(
    rows: Sequence[Sequence[str]], size_wh: tuple[int, int] = (1000, 1500), *, left: int = LEFT
) -> Shelf:
    stacks, gaps = [], []
    for layer, row in enumerate((row for row in rows if row), start=1):
        position = 0
        for place, sku in enumerate(row):
            x, y = left + place * WIDE, TOP + (layer - 1) * STEP
            box = (float(x), float(y - HIGH), float(x + WIDE - 2), float(y))
            if sku == ".":
                gaps.append(BareSpace(layer, box))
                continue
            position += 1
            stacks.append(Stack(layer, position, None if sku == "?" else sku, None, ord(sku[0]), 1, box))
    return Shelf(size_wh, tuple(stacks), tuple(gaps))
