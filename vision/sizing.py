"""Spec twins: one design in two sizes. What pictures cannot tell apart, the height on the shelf can."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Final

import numpy as np

from vision.boxes import Floats
from vision.naming import NAME_MIN, Name

HEIGHT_SPREAD: Final = 0.08
"""Standard deviation of a height's logarithm about what the photo's scale expects: the depth of a board and the
camera's height move heights by some 10 % within one photo; 330 ml and 500 ml of one bottle differ by 15 % to 25 %."""
HEIGHT_FIT: Final = 0.14
"""A height off by more than this fits no catalogue height: boxes, tilted packs, trays."""
RIVAL_MIN: Final = 0.05
"""Candidates less likely than this are no twins."""


def settle_sizes(
    names: Sequence[Name], height_px: Floats, members: Sequence[int], height_mm: Mapping[str, float]
) -> tuple[Name, ...]:
    """Weigh the candidates of undecided groups by their catalogue heights.

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
    """Bayes' rule on the twins: what they have together is shared out by how well each height fits.

    `log_mm` is the logarithm of the group's height in millimetres.
    """
    twins = twin_candidates(name)
    if len(twins) < 2 or any(code not in height_mm for code in twins):
        return name
    misfit = np.array([log_mm - np.log(height_mm[code]) for code in twins])
    if np.abs(misfit).min() > HEIGHT_FIT:
        return name
    chance = dict(name.alternatives)
    weight = np.array([chance[code] for code in twins]) * np.exp(-0.5 * (misfit / HEIGHT_SPREAD) ** 2)
    total = sum(chance[code] for code in twins)
    chance |= {code: round(float(total * w / weight.sum()), 4) for code, w in zip(twins, weight, strict=True)}
    ranked = tuple(sorted(chance.items(), key=lambda one: -one[1]))
    best, likely = ranked[0]
    return replace(name, sku=best if likely >= NAME_MIN else None, probability=likely, alternatives=ranked)


def twin_candidates(name: Name) -> tuple[str, ...]:
    """The SKUs that share out among them what a group most likely is; none where it is likely none of them."""
    likely = tuple(code for code, chance in name.alternatives if chance >= RIVAL_MIN)
    together = sum(chance for code, chance in name.alternatives if code in likely)
    return likely if together >= NAME_MIN else ()
