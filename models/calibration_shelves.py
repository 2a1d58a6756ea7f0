"""What the curves of grouping and naming are fitted on: shelves and pictures with their products' identities."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from importlib.resources import files
from pathlib import Path
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt

from models.embedder_prepare import UNSEEN_CLASSES, recognition_items
from models.labels_coco import read_labels
from models.pasted_shelves import cut_out, paste_shelf
from models.synth import Sku, draw_pack, random_sku_family, render_shelf
from vision.boxes import Floats
from vision.crops import cut
from vision.looks import Look, describe
from vision.photo import decode_photo
from vision.thumbnails import thumbnails

Bgr = npt.NDArray[np.uint8]

HERE: Final = Path(str(files("models")))
SEED: Final = 99
BRANDS_ON_A_SHELF: Final = 7
PACK_SHOT_PX: Final = 400


class Picture(NamedTuple):
    """A picture (H, W, 3) of one product; `clean` marks a pack shot, `asked` a class that training leaves out."""

    sku: str
    bgr: Bgr
    clean: bool
    asked: bool


@dataclass(frozen=True)
class Shown:
    """A photo (H, W, 3), boxes (N, 4) of its products, and what each is; `shots` are clean pictures by SKU, if any.

    `design` says which SKUs differ in nothing but the spec: no picture tells those apart, so naming is not asked to.
    """

    source: str
    bgr: Bgr
    xyxy: Floats
    skus: tuple[str, ...]
    shots: dict[str, Bgr]
    design: dict[str, str] = field(default_factory=dict)

    def crop(self, row: int) -> Bgr:
        """One product's picture."""
        return cut(self.bgr, self.xyxy[row])

    @cached_property
    def patches(self) -> Floats:
        """Every product's thumbnail."""
        return thumbnails(self.bgr, self.xyxy)

    @cached_property
    def looks(self) -> list[Look]:
        """Every product's picture made ready."""
        return [describe(self.crop(row)) for row in range(len(self.xyxy))]


def labelled(photos: Path) -> Iterator[Shown]:
    """Photos whose products were identified by eye."""
    for path in sorted((HERE / "labels" / "rows").glob("*.json")):
        labels = read_labels(path)
        marks = [mark for mark in labels.marks.values() if mark.kind == "product" and mark.sku]
        bgr = decode_photo((photos / labels.file_name).read_bytes()).bgr
        xyxy = np.array([mark.xyxy for mark in marks], np.float32)
        yield Shown(path.stem, bgr, xyxy, tuple(str(mark.sku) for mark in marks), {})


def drawn(count: int) -> Iterator[Shown]:
    """Shelves of invented brands with one pack shot each."""
    for number in range(count):
        rng = np.random.default_rng([SEED, number])
        skus = tuple(sku for _ in range(BRANDS_ON_A_SHELF) for sku in random_sku_family(rng))
        bgr, truth = render_shelf(rng, skus)
        xyxy = np.array([p.xyxy for p in truth.products], np.float32).reshape(-1, 4)
        shots = {sku.code: _shot(sku) for sku in skus}
        design = {sku.code: f"{sku.brand} {sku.name}" for sku in skus}
        yield Shown(f"drawn-{number}", bgr, xyxy, tuple(p.sku for p in truth.products), shots, design)


def pasted(count: int, folder: Path) -> Iterator[Shown]:
    """Shelves of `recognition`'s pack shots."""
    clean = {name: item.picture for name, item in recognition_items(folder, "train") if item.clean}
    packs = {name: cut_out(bgr) for name, bgr in clean.items()}
    for number in range(count):
        shelf = paste_shelf(np.random.default_rng([SEED, 1, number]), packs)
        yield Shown(f"pasted-{number}", shelf.bgr, shelf.xyxy, shelf.skus, clean)


def phone_pictures(folder: Path) -> Iterator[Picture]:
    """All pack shots and phone pictures of `recognition` but those of its test split."""
    for split in ("train", "val"):
        for name, item in recognition_items(folder, split):
            if split == "train" or not item.clean:
                asked = name in UNSEEN_CLASSES and not item.clean
                yield Picture(name, item.picture, item.clean, asked)


def _shot(sku: Sku) -> Bgr:
    """A pack shot on white."""
    shot = draw_pack(sku, PACK_SHOT_PX).astype(np.float32)
    alpha = shot[..., 3:] / 255
    return (shot[..., :3] * alpha + 255 * (1 - alpha)).astype(np.uint8)
