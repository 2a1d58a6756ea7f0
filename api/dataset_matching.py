"""What labels from elsewhere change of a photo: pure, from boxes in force and boxes as labelled to words on boxes."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from api.dataset_names import LabelNames
from api.dataset_values import LabelPhoto, Xyxy
from api.shelf_matching import match_boxes
from catalog.queries_datasets import BoxInForce
from catalog.shelf_corrections import LEAST_SIDE_PX, Word

MOVED_PX: Final = 1.0
"""A side that moved by no more was rounded, not moved."""
_SHAPE: Final = 0.02
"""A picture of another shape by more than this was turned or cut: its boxes are another picture's."""


@dataclass(frozen=True)
class PhotoChange:
    """What a photo's labels say that is not so yet; `unknown` counts boxes by names that the catalogue lacks."""

    words: tuple[Word, ...]
    same: int
    unknown: Counter[str]
    too_small: int

    def count(self, action: str) -> int:
        """How many words do this."""
        return sum(word.action == action for word in self.words)


def same_shape(labelled: tuple[float, float], size_wh: tuple[int, int]) -> bool:
    """Whether boxes of a picture of this size can be laid on the photo; sizes in parts or percent always can."""
    width, height = labelled
    if width == height and width in {1.0, 100.0}:
        return True
    return abs(width / height / (size_wh[0] / size_wh[1]) - 1) <= _SHAPE


def changes(
    ours: Sequence[BoxInForce], photo: LabelPhoto, size_wh: tuple[int, int], names: LabelNames
) -> PhotoChange:
    """Boxes are matched by place (IoU .5), then moved, named, added and removed until they are as labelled.

    A box under a name that nobody knows stays as it is: it is neither renamed nor removed, and none is added for it.
    Where something of the photo could not be read nothing is removed: what is missing may be that.
    """
    scale = size_wh[0] / photo.size_wh[0], size_wh[1] / photo.size_wh[1]
    boxes = [_scaled(box.xyxy, scale, size_wh) for box in photo.boxes]
    meant = [names.meaning(box.label) for box in photo.boxes]

    def alike(mine: int, theirs: int) -> bool:
        said = meant[theirs]
        return said is not None and said.told and said.sku == ours[mine].sku

    found = match_boxes([box.xyxy for box in ours], boxes, alike)
    words: list[Word] = []
    unknown: Counter[str] = Counter()
    same = small = 0
    for place, (xyxy, said) in enumerate(zip(boxes, meant, strict=True)):
        if said is None:
            unknown[photo.boxes[place].label] += 1
        elif place in found:
            box = ours[found[place]]
            moved = max(abs(a - b) for a, b in zip(box.xyxy, xyxy, strict=True)) > MOVED_PX
            renamed = said.told and said.sku != box.sku
            if moved and _large(xyxy):
                words.append(Word("move", box.number, xyxy))
            if renamed:
                words.append(Word("name", box.number, sku=said.sku))
            same += not (moved or renamed)
        elif _large(xyxy):
            words.append(Word("add", xyxy=xyxy, sku=said.sku))
        else:
            small += 1
    if not photo.unread:
        matched = set(found.values())
        words += [Word("remove", box.number) for row, box in enumerate(ours) if row not in matched]
    return PhotoChange(tuple(words), same, unknown, small)


def _scaled(xyxy: Xyxy, scale: tuple[float, float], size_wh: tuple[int, int]) -> Xyxy:
    x1, x2 = (min(max(value * scale[0], 0.0), float(size_wh[0])) for value in (xyxy[0], xyxy[2]))
    y1, y2 = (min(max(value * scale[1], 0.0), float(size_wh[1])) for value in (xyxy[1], xyxy[3]))
    return x1, y1, x2, y2


def _large(xyxy: Xyxy) -> bool:
    return xyxy[2] - xyxy[0] >= LEAST_SIDE_PX and xyxy[3] - xyxy[1] >= LEAST_SIDE_PX
