"""Rectangles whose areas are as given numbers, as near to squares as can be (squarified treemap; Bruls, Huizing and van
Wijk 2000)."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Box:
    """A rectangle, in pixels."""

    x: float
    y: float
    width: float
    height: float

    def within(self, *, top: float = 0.0, margin: float = 0.0) -> "Box":
        """What is left of it inside a margin and below a heading; never less than nothing."""
        return Box(
            self.x + margin,
            self.y + top + margin,
            max(0.0, self.width - 2 * margin),
            max(0.0, self.height - top - 2 * margin),
        )


def treemap(sizes: Sequence[float], box: Box) -> list[Box]:
    """A box for each size, in the order given; together they fill `box`.

    Raises:
        ValueError: a size is not positive.
    """
    if any(not size > 0 for size in sizes):
        raise ValueError("expected positive sizes")
    total = sum(sizes)
    order = sorted(range(len(sizes)), key=lambda n: -sizes[n])
    scale = box.width * box.height / total if total else 0.0
    areas = [sizes[n] * scale for n in order]
    found: list[Box] = [box] * len(sizes)
    start, left = 0, box
    while start < len(areas):
        side = min(left.width, left.height)
        end = start + 1
        while end < len(areas) and _worst(areas[start : end + 1], side) <= _worst(areas[start:end], side):
            end += 1
        row, left = _row(areas[start:end], left)
        for place, part in enumerate(row, start):
            found[order[place]] = part
        start = end
    return found


def _worst(areas: Sequence[float], side: float) -> float:
    """The greatest ratio of sides in a row of these areas along `side`."""
    total = sum(areas)
    if total <= 0 or side <= 0:
        return float("inf")
    return max(side**2 * areas[0] / total**2, total**2 / (side**2 * areas[-1]))


def _row(areas: Sequence[float], box: Box) -> tuple[list[Box], Box]:
    """The areas along the shorter side of the box, and what is left of it."""
    total, placed = sum(areas), []
    if box.width >= box.height:
        depth = total / box.height if box.height else 0.0
        y = box.y
        for area in areas:
            height = area / depth if depth else 0.0
            placed.append(Box(box.x, y, depth, height))
            y += height
        return placed, Box(box.x + depth, box.y, max(0.0, box.width - depth), box.height)
    depth = total / box.width if box.width else 0.0
    x = box.x
    for area in areas:
        width = area / depth if depth else 0.0
        placed.append(Box(x, box.y, width, depth))
        x += width
    return placed, Box(box.x, box.y + depth, box.width, max(0.0, box.height - depth))
