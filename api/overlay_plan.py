"""Verdicts as marks on the photo: missing dashed, wrong red, misplaced with an arrow from where it stands."""

from collections.abc import Sequence
from typing import Final

import numpy as np
import numpy.typing as npt

from alerts.shelf import Shelf
from alerts.verdicts import SlotVerdict, Verdict
from vision.overlay import Colour, hatch_gaps
from vision.overlay_marks import Mark, Xyxy, draw_marks

COLOURS: Final[dict[Verdict, Colour]] = {
    "missing": (48, 59, 255),
    "too_few": (48, 59, 255),
    "wrong_product": (48, 59, 255),
    "misplaced": (26, 159, 255),
    "extra": (255, 139, 197),
    "unsure": (10, 214, 255),
}
"""BGR; the page's own colours (`api/static/css/compliance.css`). Verdicts that ask nothing have none."""


def marks_of(verdicts: Sequence[SlotVerdict], shelf: Shelf) -> tuple[Mark, ...]:
    """A mark for each verdict with a place that asks for something, numbered as a list of them is."""
    numbered = enumerate((one for one in verdicts if one.verdict in COLOURS), start=1)
    return tuple(
        Mark(
            xyxy=verdict.xyxy,
            colour=COLOURS[verdict.verdict],
            label=str(number),
            dashed=verdict.expected,
            come_from=_standing(verdict, shelf),
        )
        for number, verdict in numbered
        if verdict.xyxy is not None
    )


def compliance_overlay(
    bgr: npt.NDArray[np.uint8], shelf: Shelf, verdicts: Sequence[SlotVerdict]
) -> npt.NDArray[np.uint8]:
    """The (H, W, 3) photo with gaps hatched and the verdicts' marks."""
    gaps = np.array([gap.xyxy for gap in shelf.gaps], np.float32).reshape(-1, 4)
    return draw_marks(hatch_gaps(bgr, gaps), marks_of(verdicts, shelf))


def _standing(verdict: SlotVerdict, shelf: Shelf) -> Xyxy | None:
    if verdict.verdict != "misplaced" or verdict.found is None:
        return None
    there = (s for s in shelf.stacks if (s.layer, s.position) == verdict.found and s.sku == verdict.sku)
    found = next(there, None)
    return None if found is None else found.xyxy
