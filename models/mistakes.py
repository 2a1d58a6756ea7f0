"""Pictures of wrong names: what was seen, beside what it was taken for."""

from collections.abc import Sequence
from pathlib import Path
from typing import Final

import cv2
import numpy as np
import numpy.typing as npt

from models.identified import Identified
from models.naming_figures import Answer
from vision.crops import cut

CELL_WH: Final = (150, 190)
A_ROW: Final = 8
MOST: Final = 32
Bgr = npt.NDArray[np.uint8]


def draw_mistakes(photo: Identified, answers: Sequence[Answer], path: Path) -> int:
    """Write a sheet of the surest wrong names, left a facing of the true SKU, right one of the SKU named; how many."""
    wrong = {
        (a.true, a.first): a.chance
        for a in sorted(answers, key=lambda a: a.chance)
        if a.named and not a.right
    }
    surest = sorted(wrong.items(), key=lambda one: -one[1])[:MOST]
    if not surest:
        return 0
    cells = [
        np.hstack([_cell(photo, true, f"{chance:.2f}"), _cell(photo, said, "")])
        for (true, said), chance in surest
    ]
    width = A_ROW // 2
    cells += [np.zeros_like(cells[0])] * (-len(cells) % width)
    path.parent.mkdir(parents=True, exist_ok=True)
    sheet = np.vstack([np.hstack(cells[k : k + width]) for k in range(0, len(cells), width)])
    cv2.imwrite(str(path), sheet)
    return len(surest)


def _cell(photo: Identified, sku: str, text: str) -> Bgr:
    """The largest facing of the SKU."""
    rows = [k for k, own in enumerate(photo.skus) if own == sku]
    area = np.prod(photo.xyxy[rows, 2:] - photo.xyxy[rows, :2], axis=1)
    crop = cut(photo.bgr, photo.xyxy[rows[int(area.argmax())]])
    width, height = CELL_WH
    zoom = min((width - 10) / crop.shape[1], (height - 30) / crop.shape[0])
    small = cv2.resize(crop, None, fx=zoom, fy=zoom, interpolation=cv2.INTER_CUBIC)
    out = np.full((height, width, 3), 40 if text else 70, np.uint8)
    out[25 : 25 + small.shape[0], 5 : 5 + small.shape[1]] = small
    cv2.putText(out, text, (5, 17), cv2.FONT_HERSHEY_SIMPLEX, 0.5, (255, 255, 255), 1)
    return out
