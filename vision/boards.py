"""The boards of a shelf: feet that are level with one another, unless what stands below crosses their line."""

from typing import Final

import numpy as np
import numpy.typing as npt

from vision.boxes import Floats, Ints

LAYER_TOLERANCE: Final = 0.50
"""Boards closer than this part of the height of what stands on them are the same board."""
CROSSING: Final = 0.10
CROSSED: Final = 1.0
"""A line is no board when units of lower layers, as wide together as `CROSSED` times what stands on it, reach above
it by more than `CROSSING` of their height: nothing reaches through a board. What seems to stand on such a line
stands behind, or loosely on, other units. Chosen on the labelled layers of `rows` (`python -m models.evaluate_layers`).
"""


def foot_of(row: int, support: Ints) -> int:
    """The box at the bottom of the stack; ends, because each step goes down in the picture."""
    while support[row] >= 0:
        row = int(support[row])
    return row


def find_boards(
    xyxy: Floats, level: npt.NDArray[np.float64], support: Ints
) -> tuple[Ints, Ints, npt.NDArray[np.float64]]:
    """(N, 4) boxes, the (N,) levels of their feet and what each stands on → boards from the top.

    Returns the R rows that stand on boards, their (R,) layers from 1, and each board's level.
    """
    roots, layer, boards = _sweep(xyxy, level, support)
    kept = ~_crossed(xyxy, level, support, roots, layer, boards)
    number = np.concatenate(
        [[0], 1 + np.cumsum(kept) - kept]
    )  # a line that is no board belongs to the next below
    return roots, number[layer].astype(np.int64), boards[kept]


def _sweep(
    xyxy: Floats, level: npt.NDArray[np.float64], support: Ints
) -> tuple[Ints, Ints, npt.NDArray[np.float64]]:
    """From the top: feet that are about level are one line."""
    roots = np.flatnonzero(support < 0)
    at, height = level[roots], (xyxy[:, 3] - xyxy[:, 1])[roots]
    layer = np.zeros(len(roots), np.int64)
    boards: list[list[int]] = []
    for i in np.argsort(at, kind="stable").tolist():
        if boards:
            board = boards[-1]
            tall = min(float(np.median(height[board])), float(height[i]))
            if at[i] - float(np.median(at[board])) <= LAYER_TOLERANCE * tall:
                board.append(i)
                continue
        boards.append([i])
    for number, board in enumerate(boards, start=1):
        layer[board] = number
    return roots, layer, np.array([float(np.median(at[b])) for b in boards])


def _crossed(
    xyxy: Floats,
    level: npt.NDArray[np.float64],
    support: Ints,
    roots: Ints,
    layer: Ints,
    boards: npt.NDArray[np.float64],
) -> npt.NDArray[np.bool_]:
    """(B,) which lines units of lower layers cross; never the lowest."""
    layer_of_root = dict(zip(roots.tolist(), layer.tolist(), strict=True))
    below = np.array([layer_of_root[foot_of(row, support)] for row in range(len(xyxy))], np.int64)
    width, height = xyxy[:, 2] - xyxy[:, 0], xyxy[:, 3] - xyxy[:, 1]
    standing = np.bincount(layer, weights=width[roots], minlength=len(boards) + 1)[1:]
    line, reach = boards[:, None], CROSSING * height
    crosses = (below > np.arange(1, len(boards) + 1)[:, None]) & (level - height < line - reach)
    crosses &= level > line + reach
    crossed: npt.NDArray[np.bool_] = (crosses * width).sum(axis=1) > CROSSED * standing
    return crossed
