"""The overlay with the catalogue's words on it."""

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt

from alerts.facings import known_sku
from catalog.queries_skus import SkuFact
from vision.overlay import draw_overlay
from vision.see import ShelfSeen


def overlay_of(
    bgr: npt.NDArray[np.uint8], seen: ShelfSeen, skus: Mapping[str, SkuFact]
) -> npt.NDArray[np.uint8]:
    """The photo with boxes and gaps; named groups carry brand and spec."""
    facts = ((g.number, known_sku(g, skus)) for g in seen.groups)
    return draw_overlay(
        bgr, seen, {number: f"{f.brand} {f.name} {f.spec}" for number, f in facts if f is not None}
    )
