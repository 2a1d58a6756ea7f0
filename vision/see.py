"""The whole look at one shelf photo: picture in, groups of named products with their places out."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Final, Literal

import numpy as np
import numpy.typing as npt

from vision.boxes import Boxes, Floats, Ints
from vision.classes import SKU_OF_NONE, group_told, name_told, skus_told
from vision.contest import split_contested
from vision.crops import cut, trim_border
from vision.detector import GAP
from vision.errors import NothingFound
from vision.eyes import Eyes
from vision.grouping import group
from vision.layers import Layout, arrange
from vision.looks import REFERENCE_SIDE, Look, describe
from vision.naming import Gallery, Name, name
from vision.photo import Photo
from vision.quality import Quality, judge_picture, judge_products
from vision.sameness import PLAIN, Sameness
from vision.sizing import settle_sizes
from vision.thumbnails import thumbnails

Step = Literal["judge", "detect", "arrange", "embed", "group", "name"]
STEPS: Final[tuple[Step, ...]] = ("judge", "detect", "arrange", "embed", "group", "name")


@dataclass(frozen=True)
class Group:
    """Products of one photo that look alike.

    `members` are rows of `ShelfSeen.products`, `best` is the row with the clearest crop, `vector` (D,) the unit
    mean of the members' vectors.
    """

    number: int
    members: tuple[int, ...]
    best: int
    vector: Floats
    name: Name


@dataclass(frozen=True)
class ShelfSeen:
    """Everything seen on one photo; products are rows in reading order, the other (N,) arrays follow them.

    `layer` and `position` count from 1, `column` numbers stacks, `group` holds group numbers; `gap_layer` (M,)
    follows `gaps`; `seconds` says what each step took.
    """

    size_wh: tuple[int, int]
    quality: Quality
    truncated: bool
    products: Boxes
    layer: Ints
    position: Ints
    column: Ints
    group: Ints
    gaps: Boxes
    gap_layer: Ints
    groups: tuple[Group, ...]
    seconds: dict[str, float]


def see_shelf(
    photo: Photo, eyes: Eyes, gallery: Gallery, *, on_step: Callable[[Step], None] = lambda step: None
) -> ShelfSeen:
    """Look at a shelf photo; `on_step` is told each step's name as it begins.

    Raises:
        NothingFound: no product was detected.
    """
    clock = _Clock(on_step)
    clock.start("judge")
    reasons = judge_picture(photo.bgr)
    clock.start("detect")
    found = eyes.detector(photo.bgr)
    is_gap = np.array([n == GAP for n in eyes.detector.names])[found.boxes.class_id]
    products, gaps = found.boxes.take(~is_gap), found.boxes.take(is_gap)
    if len(products) == 0:
        raise NothingFound
    clock.start("arrange")
    layout = arrange(products.xyxy, gaps.xyxy, photo.size_wh[1])
    products = products.take(layout.order)
    clock.start("embed")
    vectors = eyes.embedder(photo.bgr, products.xyxy)
    clock.start("group")
    look = cache(lambda row: describe(cut(photo.bgr, products.xyxy[row])))
    curves = eyes.embedder.curves
    told = skus_told(products.class_id, eyes.detector.names, gallery.classes)
    patches = thumbnails(photo.bgr, products.xyxy)
    numbers = group_products(products, vectors, patches, gallery, look, told=told, curves=curves)
    clock.start("name")
    groups = name_groups(products, vectors, numbers, gallery, look, told=told, curves=curves)
    return ShelfSeen(
        size_wh=photo.size_wh,
        quality=Quality((*reasons, *judge_products(products.xyxy))),
        truncated=found.truncated,
        products=products,
        **_reordered(layout),
        group=numbers,
        gaps=gaps,
        gap_layer=layout.gap_layer,
        groups=groups,
        seconds=clock.stop(),
    )


def embed_reference(bgr: npt.NDArray[np.uint8], eyes: Eyes) -> Floats:
    """(H, W, 3) picture of one product → (D,) unit vector; a plain border around a pack shot is cut away first."""
    bgr = trim_border(bgr)
    whole = np.array([[0, 0, bgr.shape[1], bgr.shape[0]]], np.float32)
    vector: Floats = eyes.embedder(bgr, whole)[0]
    return vector


def _reordered(layout: Layout) -> dict[str, Ints]:
    return {key: getattr(layout, key)[layout.order] for key in ("layer", "position", "column")}


def look_at_reference(bgr: npt.NDArray[np.uint8]) -> Look:
    """(H, W, 3) picture of one product, made ready to be laid on crops: a pack shot without its plain border, or a
    phone picture, which may show more than the pack."""
    trimmed = trim_border(bgr)
    return describe(trimmed, REFERENCE_SIDE, whole=trimmed.shape == bgr.shape)


def look_at_picture(bgr: npt.NDArray[np.uint8]) -> Look:
    """(H, W, 3) phone picture of one product and what is about it, made ready to be named."""
    return describe(bgr, REFERENCE_SIDE, whole=True)


def group_products(
    products: Boxes,
    vectors: Floats,
    patches: Floats,
    gallery: Gallery,
    look: Callable[[int], Look],
    *,
    told: tuple[str, ...] = (),
    curves: Sameness = PLAIN,
) -> Ints:
    """N products with their (N, D) vectors and `thumbnails` → group numbers (N,) from 1, biggest group first.

    Look-alikes are one group, unless the catalogue takes them apart; `look` and `told` as for `name_groups`.
    """

    def group_some(rows: Ints) -> Ints:
        alike = group(vectors[rows], products.xyxy[rows], patches[rows], curves=curves)
        return split_contested(alike, vectors[rows], gallery, lambda k: look(int(rows[k])), curves=curves)

    return group_told(told or (SKU_OF_NONE,) * len(products), group_some)


def name_groups(
    products: Boxes,
    vectors: Floats,
    numbers: Ints,
    gallery: Gallery,
    look: Callable[[int], Look],
    *,
    told: tuple[str, ...] = (),
    curves: Sameness = PLAIN,
) -> tuple[Group, ...]:
    """N products with their (N, D) vectors and (N,) group numbers from 1 → the groups, named from the gallery.

    `look` gives a product's picture, made ready, by its row; `told` the SKUs that the detector itself named
    (`skus_told`).
    """
    rows = [np.flatnonzero(numbers == k) for k in range(1, int(numbers.max()) + 1)]
    means = np.stack([vectors[r].mean(axis=0) for r in rows])
    means /= np.maximum(np.linalg.norm(means, axis=1, keepdims=True), 1e-9)
    height = products.xyxy[:, 3] - products.xyxy[:, 1]
    best = [_clearest(products, vectors, r, mean) for r, mean in zip(rows, means, strict=True)]
    sku_of = [told[r[0]] if told else SKU_OF_NONE for r in rows]
    asked = [k for k, sku in enumerate(sku_of) if sku == SKU_OF_NONE]
    answers = iter(name(means[asked], gallery, lambda k: look(best[asked[k]]), curves=curves))
    names = settle_sizes(
        [
            name_told(sku, products.take(r)) if sku else next(answers)
            for sku, r in zip(sku_of, rows, strict=True)
        ],
        np.array([np.median(height[r]) for r in rows], np.float32),
        [len(r) for r in rows],
        gallery.height_mm,
    )
    return tuple(
        Group(
            number=k,
            members=tuple(int(i) for i in member_rows),
            best=best[k - 1],
            vector=means[k - 1],
            name=names[k - 1],
        )
        for k, member_rows in enumerate(rows, start=1)
    )


def _clearest(products: Boxes, vectors: Floats, rows: Ints, mean: Floats) -> int:
    """The member to show: typical of the group, surely detected and large."""
    xyxy = products.xyxy[rows]
    area = (xyxy[:, 2] - xyxy[:, 0]) * (xyxy[:, 3] - xyxy[:, 1])
    merit = vectors[rows] @ mean + 0.2 * products.score[rows] + 0.2 * area / area.max()
    return int(rows[int(merit.argmax())])


class _Clock:
    """Seconds a step, and word of each step's begin."""

    def __init__(self, on_step: Callable[[Step], None]) -> None:
        self._on_step = on_step
        self._seconds: dict[str, float] = {}
        self._step: Step | None = None
        self._since = 0.0

    def start(self, step: Step) -> None:
        self._close()
        self._on_step(step)
        self._step, self._since = step, time.perf_counter()

    def stop(self) -> dict[str, float]:
        self._close()
        return self._seconds

    def _close(self) -> None:
        if self._step is not None:
            self._seconds[self._step] = round(time.perf_counter() - self._since, 4)
