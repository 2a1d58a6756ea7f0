"""What the real eyes see, as advice gets it; and a golden photo named as its user would."""

from collections import Counter
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from alerts.shelf import BareSpace, Shelf, Stack
from models.identity import picture_gallery
from vision.boxes import iou_matrix
from vision.crops import cut
from vision.eyes import Eyes
from vision.naming import Gallery
from vision.photo import Photo
from vision.see import ShelfSeen, see_shelf

Bgr = npt.NDArray[np.uint8]
CROPS = 5
"""References that naming a group adds to the catalogue, as in the service."""


def see(bgr: Bgr, eyes: Eyes, gallery: Gallery) -> ShelfSeen:
    """One look at a photo."""
    return see_shelf(Photo(bgr, "", "JPEG"), eyes, gallery)


def shelf_of(seen: ShelfSeen, sku_of: dict[int, str] | None = None) -> Shelf:
    """Stacks by layer and column, split by name; `sku_of` names groups by hand."""
    name = {g.number: g.name for g in seen.groups}
    rows: dict[tuple[int, int, str], list[int]] = {}
    for row, (layer, column, group) in enumerate(
        zip(seen.layer.tolist(), seen.column.tolist(), seen.group.tolist(), strict=True)
    ):
        sku = (sku_of or {}).get(group) or name[group].sku
        rows.setdefault((layer, column, sku or f"?{group}"), []).append(row)
    stacks = []
    for (layer, _, sku), units in rows.items():
        xyxy = seen.products.xyxy[units]
        group = int(seen.group[units[0]])
        known = not sku.startswith("?")
        stacks.append(
            Stack(
                layer=layer,
                position=int(seen.position[units[0]]),
                sku=sku if known else None,
                brand=None,
                group=group,
                units=len(units),
                xyxy=(*map(float, xyxy[:, :2].min(axis=0)), *map(float, xyxy[:, 2:].max(axis=0))),
                candidates=() if known else name[group].alternatives,
            )
        )
    stacks.sort(key=lambda s: (s.layer, s.position, s.xyxy[0]))
    gaps = zip(seen.gap_layer.tolist(), seen.gaps.xyxy.tolist(), strict=True)
    return Shelf(seen.size_wh, tuple(stacks), tuple(BareSpace(n, (*map(float, box),)) for n, box in gaps))


def name_groups_by_eye(
    seen: ShelfSeen, true_xyxy: npt.NDArray[np.float32], true_skus: Sequence[str]
) -> dict[int, str]:
    """What a person calls the groups: most of their products' SKU. Those that nobody identified stay unknown."""
    overlap = iou_matrix(seen.products.xyxy, true_xyxy)
    names = {}
    for group in seen.groups:
        known = Counter(
            true_skus[int(overlap[row].argmax())] for row in group.members if overlap[row].max() >= 0.5
        )
        if known:
            names[group.number] = known.most_common(1)[0][0]
    return names


def gallery_of(bgr: Bgr, seen: ShelfSeen, names: dict[int, str], eyes: Eyes) -> Gallery:
    """The catalogue after the golden photo's groups were named: the best crops of each group."""
    pictures = []
    for group in (one for one in seen.groups if one.number in names):
        best = sorted(group.members, key=lambda row: (row != group.best, -seen.products.score[row]))
        pictures += [(names[group.number], cut(bgr, seen.products.xyxy[row])) for row in best[:CROPS]]
    return picture_gallery(eyes, pictures, cut_out=True)
