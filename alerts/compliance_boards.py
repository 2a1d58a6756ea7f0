"""How high on the photo each layer's board is, and whether the photo shows what should stand there."""

from collections.abc import Sequence
from statistics import median
from typing import Final

import numpy as np
import numpy.typing as npt

from alerts.compliance_layers import layer_spacing
from alerts.compliance_lines import Floats, PhotoLine
from alerts.compliance_places import Sizes, inside_part, slopes
from alerts.shelf import Shelf

SHOWN_MIN: Final = 0.85
"""The part of a facing's place that must be inside the photo for its absence to say anything …"""
BARE_MIN: Final = 0.5
"""… or this part, if it is seen to be bare."""
FIT_MIN: Final = 5
"""A board's slope is believed from this many stacks on."""
CUT_AT: Final = 0.995
"""A board lower than this part of the photo's height is below it."""


def foot(line: PhotoLine) -> float:
    """The usual height of a layer's board, pixels from the photo's top."""
    return median(stack.xyxy[3] for stack in line.stacks)


def feet_at(x: Floats, line: PhotoLine | None, level: float) -> Floats:
    """(N,) the height of the board at each x: the straight line of most feet (Theil, 1950), or `level` throughout."""
    if line is None or len(line) < FIT_MIN:
        return np.full(len(x), level)
    feet = np.array([((s.xyxy[0] + s.xyxy[2]) / 2, s.xyxy[3]) for s in line.stacks])
    steep = slopes(feet[np.argsort(feet[:, 0])])
    slope = float(np.median(steep)) if len(steep) else 0.0
    at: Floats = slope * x + float(np.median(feet[:, 1] - slope * feet[:, 0]))
    return at


def boards(
    pairs: dict[int, int],
    plan_layers: Sequence[int],
    feet: Sequence[float],
    sizes: Sizes,
    photo_height: float,
) -> dict[int, float]:
    """The board's height for each line of the plan whose place is on the photo: seen, or reckoned from the others."""
    found = {i: feet[j] for i, j in pairs.items()}
    spacing = layer_spacing(pairs, plan_layers, feet)
    rows = sorted(pairs)
    for i, layer in enumerate(plan_layers):
        if i in found or not rows:
            continue
        if rows[0] < i < rows[-1]:
            around = [plan_layers[k] for k in rows]
            found[i] = float(np.interp(layer, around, [feet[pairs[k]] for k in rows]))
        elif spacing is not None:
            near = rows[0] if i < rows[0] else rows[-1]
            board = feet[pairs[near]] + spacing * (layer - plan_layers[near])
            if board <= photo_height and board - max(sizes.height, 0.7 * spacing) >= 0:
                found[i] = board
    return found


def shown(x: Floats, wide: Floats, board: Floats, tall: Floats, shelf: Shelf) -> npt.NDArray[np.bool_]:
    """(N,) whether the photo shows the places of facings: inside it nearly all, or seen to be bare.

    All in pixels: centres and widths, the height of the board at each, and of what should stand there.
    """
    width, height = shelf.size_wh
    upright = (np.minimum(board, height) - np.maximum(board - tall, 0)) / np.maximum(tall, 1e-9)
    inside = (inside_part(x, wide, width) >= SHOWN_MIN) & (upright >= SHOWN_MIN) & (board < CUT_AT * height)
    inside &= (x - wide / 2 > (1 - CUT_AT) * width) & (x + wide / 2 < CUT_AT * width)
    bare = np.zeros(len(x), bool)
    for gap in shelf.gaps:
        x0, y0, x1, y1 = gap.xyxy
        share = (np.minimum(x + wide / 2, x1) - np.maximum(x - wide / 2, x0)) / np.maximum(wide, 1e-9)
        bare |= (share >= BARE_MIN) & (y0 < board) & (board <= y1 + (y1 - y0) / 2)
    answer: npt.NDArray[np.bool_] = inside | bare
    return answer


def heights(skus: Sequence[str], line: PhotoLine | None, sizes: Sizes, photo_height: float) -> Floats:
    """(N,) how high facings of the SKUs are: as seen on the photo, else as others on the layer that nothing cuts."""
    whole = [
        s.xyxy[3] - s.xyxy[1]
        for s in (line.stacks if line else ())
        if s.xyxy[1] > (1 - CUT_AT) * photo_height and s.xyxy[3] < CUT_AT * photo_height
    ]
    usual = median(whole) if whole else sizes.height
    return np.array([sizes.heights.get(sku, usual) for sku in skus], np.float64)
