"""Spec twins: one design in two sizes. What the embedder cannot tell apart, the height on the shelf can."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Final

import numpy as np

from vision.boxes import Floats
from vision.naming import MARGIN_MIN, SIMILARITY_MIN, Name

HEIGHT_FIT: Final = 0.14
"""A size fits when its height differs by less than 15 % (this logarithm) from what the photo's scale expects: the
depth of a board and the camera's height move heights by some 10 % within one photo …"""
HEIGHT_CLEAR: Final = 0.10
"""… and the next size must fit worse by 10 %: 330 ml and 500 ml of one bottle differ by 15 % to 25 % in height."""


def settle_sizes(
    names: Sequence[Name], height_px: Floats, members: Sequence[int], height_mm: Mapping[str, float]
) -> tuple[Name, ...]:
    """Name the groups that are undecided between look-alikes of different catalogue heights.

    `height_px` (G,) is the median box height of each group, `members` (G,) its size, `height_mm` the catalogue's
    heights by SKU code. The scale, pixels a millimetre, comes from the groups that have a name already; without one,
    or without catalogue heights, nothing changes. A name that stood is never changed.
    """
    known = [
        (float(np.log(px / height_mm[n.sku])), count)
        for n, px, count in zip(names, height_px.tolist(), members, strict=True)
        if n.sku is not None and n.sku in height_mm and px > 0
    ]
    if not known:
        return tuple(names)
    scale = float(np.median(np.repeat([log for log, _ in known], [count for _, count in known])))
    return tuple(
        n if n.sku is not None else _settle(n, float(np.log(max(px, 1.0))) - scale, height_mm)
        for n, px in zip(names, height_px.tolist(), strict=True)
    )


def _settle(name: Name, log_mm: float, height_mm: Mapping[str, float]) -> Name:
    """Choose among the candidates by height; `log_mm` is the logarithm of the group's height in millimetres."""
    candidates = close_candidates(name)
    if len(candidates) < 2 or any(code not in height_mm for code in candidates):
        return name
    misfit = sorted((abs(log_mm - float(np.log(height_mm[code]))), code) for code in candidates)
    (best, code), (second, _) = misfit[:2]
    return replace(name, sku=code) if best < HEIGHT_FIT and second - best > HEIGHT_CLEAR else name


def close_candidates(name: Name) -> tuple[str, ...]:
    """The SKUs that look enough like the group, and too much like one another to choose by looks."""
    if name.similarity is None or name.similarity < SIMILARITY_MIN:
        return ()
    floor = max(SIMILARITY_MIN, name.similarity - MARGIN_MIN)
    return tuple(code for code, similarity in name.alternatives if similarity >= floor)
