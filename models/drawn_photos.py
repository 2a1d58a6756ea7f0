"""Shelves drawn by `models.synth` as training photos: exact products and gaps, headers and tags that are neither."""

from pathlib import Path
from typing import Final

import cv2
import numpy as np
import numpy.typing as npt

from models.photos import DRAWN, TrainingPhoto
from models.pseudo_labels import cache_path
from models.synth import random_sku_family, render_shelf

SEED: Final = 860_000
"""Far from the seeds of tests, demo and evaluation."""
SIZE_WH: Final = (1440, 1920)
SAVED_WH: Final = (960, 1280)
BRANDS: Final = 7


def draw_missing(cache: Path, count: int) -> tuple[TrainingPhoto, ...]:
    """`count` drawn shelves as training photos, drawn where `cache` lacks them; products go where the teacher's do."""
    folder = cache.parent / "drawn"
    folder.mkdir(parents=True, exist_ok=True)
    return tuple(_one(folder, cache, number) for number in range(count))


def _one(folder: Path, cache: Path, number: int) -> TrainingPhoto:
    path, gaps_path = folder / f"drawn-{number:04d}.jpg", folder / f"drawn-{number:04d}-gaps.npy"
    if not path.exists():
        rng = np.random.default_rng([SEED, number])
        skus = tuple(sku for _ in range(BRANDS) for sku in random_sku_family(rng))
        bgr, truth = render_shelf(rng, skus, size_wh=SIZE_WH, gap_rate=float(rng.uniform(0.02, 0.2)))
        products = _parts([p.xyxy for p in truth.products])
        np.save(gaps_path, _parts([g.xyxy for g in truth.gaps]))
        np.save(
            cache_path(cache, TrainingPhoto(path, DRAWN, products)),
            np.column_stack([products, np.ones(len(products), np.float32)]),
        )
        small = cv2.resize(bgr, SAVED_WH, interpolation=cv2.INTER_AREA)
        cv2.imwrite(str(path), small, [cv2.IMWRITE_JPEG_QUALITY, int(rng.integers(60, 95))])
    return TrainingPhoto(path, DRAWN, np.load(gaps_path))


def _parts(boxes: list[tuple[float, float, float, float]]) -> npt.NDArray[np.float32]:
    """Boxes in pixels → (N, 4) in 0..1 of the photo."""
    return np.asarray(np.array(boxes, np.float32).reshape(-1, 4) / np.array(SIZE_WH * 2), np.float32)
