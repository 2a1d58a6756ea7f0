"""Drawn packs as a bank of crops: as many products as wanted, each certain, each beside its siblings."""

from collections.abc import Iterator
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from models.embedder_bank import MARGIN, Bank, Item
from models.synth.family import random_sku_family
from models.synth.pack import draw_pack
from models.synth.sku import Sku

SHELF_VIEWS: Final = 3
"""Drawings of one product beside its pack shot."""
PACK_PX: Final = 160
"""Height of a drawn pack on the shelf, px."""


def family_items(number: int, first_identity: int, seed: int, grounds: Bank | None) -> Iterator[Item]:
    """All siblings of one invented brand that differ in print: a pack shot and some shelf drawings each.

    Of siblings that differ by size alone one is taken: size is decided elsewhere, from geometry and text.
    """
    rng = np.random.default_rng(seed)
    by_name: dict[str, Sku] = {}
    for sku in random_sku_family(rng):
        if sku.name not in by_name or rng.random() < 0.5:
            by_name[sku.name] = sku
    for place, sku in enumerate(by_name.values()):
        identity = first_identity + place
        shot = draw_pack(sku, PACK_PX)
        white = np.full((*shot.shape[:2], 3), 255, np.uint8)
        whole = np.array([0, 0, shot.shape[1], shot.shape[0]], np.float32)
        yield Item(_lay(white, shot, 0, 0), whole, identity, number, clean=True)
        for _ in range(SHELF_VIEWS):
            pack = draw_pack(sku, PACK_PX, rng)
            picture, box = _on_a_shelf(pack, _ground(rng, grounds), rng)
            yield Item(picture, box, identity, number, clean=False)


def synthetic_items(families: int, seed: int, grounds: Bank | None = None) -> Iterator[Item]:
    """``families`` invented brands; a family counts as one photo. ``grounds`` lends backgrounds."""
    identity = 0
    for number in range(families):
        fresh = list(family_items(number, identity, seed * 1_000_003 + number, grounds))
        identity = max(item.identity for item in fresh) + 1
        yield from fresh


def _ground(rng: np.random.Generator, grounds: Bank | None) -> NDArray[np.uint8]:
    if grounds is not None and len(grounds) and rng.random() < 0.5:
        return grounds.picture(int(rng.integers(len(grounds))))
    dark = rng.uniform(10, 120) * np.linspace(rng.uniform(0.5, 1), rng.uniform(0.5, 1), 8)
    return np.repeat(np.repeat(dark[:, None, None], 8, axis=1), 3, axis=2).astype(np.uint8)


def _on_a_shelf(
    pack: NDArray[np.uint8], ground: NDArray[np.uint8], rng: np.random.Generator
) -> tuple[NDArray[np.uint8], NDArray[np.float32]]:
    """The pack between two of its kind before a ground: the picture with its margin, and the pack's box."""
    height, width = pack.shape[:2]
    edge_x, edge_y = int(width * MARGIN), int(height * MARGIN)
    size = (width + 2 * edge_x, height + 2 * edge_y)
    picture = np.asarray(cv2.resize(ground, size, interpolation=cv2.INTER_LINEAR), np.uint8)
    for side in (-1, 1):
        if rng.random() < 0.7:
            _lay(picture, pack, edge_x + side * int(width * rng.uniform(1.0, 1.08)), edge_y)
    _lay(picture, pack, edge_x, edge_y)
    return picture, np.array([edge_x, edge_y, edge_x + width, edge_y + height], np.float32)


def _lay(picture: NDArray[np.uint8], pack: NDArray[np.uint8], x: int, y: int) -> NDArray[np.uint8]:
    """Blend ``pack`` (h, w, 4) into ``picture`` with its corner at (x, y), in place."""
    x1, x2 = max(x, 0), min(x + pack.shape[1], picture.shape[1])
    y1, y2 = max(y, 0), min(y + pack.shape[0], picture.shape[0])
    if x2 > x1 and y2 > y1:
        part = pack[y1 - y : y2 - y, x1 - x : x2 - x]
        alpha = part[..., 3:].astype(np.float32) / 255
        under = picture[y1:y2, x1:x2]
        under[:] = (under * (1 - alpha) + part[..., :3] * alpha).astype(np.uint8)
    return picture
