"""The overlay with the catalogue's words on it, and with the signs that offer something."""

from collections.abc import Mapping, Sequence

import numpy as np
import numpy.typing as npt

from alerts.facings import known_sku
from api.talkers_report import TalkerPart
from catalog.queries_skus import SkuFact
from vision.overlay import draw_overlay
from vision.overlay_marks import Mark, draw_marks
from vision.see import ShelfSeen

_SIGN = (0, 215, 255)
"""BGR of a sign's frame."""


def overlay_of(
    bgr: npt.NDArray[np.uint8],
    seen: ShelfSeen,
    skus: Mapping[str, SkuFact],
    talkers: Sequence[TalkerPart] | None = None,
) -> npt.NDArray[np.uint8]:
    """The photo with boxes and gaps; named groups carry brand and spec, signs their number."""
    facts = ((g.number, known_sku(g, skus)) for g in seen.groups)
    drawn = draw_overlay(
        bgr, seen, {number: f"{f.brand} {f.name} {f.spec}" for number, f in facts if f is not None}
    )
    return draw_talkers(drawn, talkers)


def draw_talkers(bgr: npt.NDArray[np.uint8], talkers: Sequence[TalkerPart] | None) -> npt.NDArray[np.uint8]:
    """The picture with a numbered frame about each sign, in the report's order from 1."""
    if not talkers:
        return bgr
    marks = [Mark(talker.xyxy, _SIGN, str(number)) for number, talker in enumerate(talkers, start=1)]
    return draw_marks(bgr, marks)
