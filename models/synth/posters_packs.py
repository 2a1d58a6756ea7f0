"""Posters that picture a drawn product: beside its words, or with a price alone."""

import random
from typing import Final, Literal

import cv2
import numpy as np

from models.synth.fonts import Image, paint_mask
from models.synth.pack import draw_pack
from models.synth.posters import PAPERS, DrawnPoster, photographed
from models.synth.posters_faces import faces, word_mask
from models.synth.posters_words import SALE_LABELS, SMALL_PRINT, Said, plain, price_of, truth_of
from models.synth.sku import Sku

Words = Literal["none", "brand", "name", "spec"]
"""How much the poster says of its product beside the picture: each adds to the one before."""
_ORDER: Final[tuple[Words, ...]] = ("none", "brand", "name", "spec")


def draw_pack_poster(seed: int, sku: Sku, words: Words) -> DrawnPoster:
    """A poster of `sku` with its pack shot; the same one every time on one machine. `truth` has `sku` too."""
    rng = random.Random(f"pack-{seed}")
    width, height = rng.choice(((800, 800), (720, 960), (900, 900), (800, 1100)))
    paper, ink = rng.choice(PAPERS)
    bgr = np.empty((height, width, 3), np.uint8)
    bgr[:] = paper
    if rng.random() < 0.5:
        middle = (int(width * rng.uniform(0.6, 0.8)), int(height * rng.uniform(0.5, 0.7)))
        cv2.circle(bgr, middle, rng.randint(160, 260), tuple((part + 60) % 256 for part in paper), -1)
    _paste(bgr, sku, rng)
    price = price_of(rng)
    said = (sku.brand, sku.name, sku.spec)[: _ORDER.index(words)]
    rows = [(text, size) for text, size in zip(said, (54, 58, 34), strict=False)]
    rows += [(rng.choice(SALE_LABELS), 44), (f"¥{plain(price)}", rng.randint(80, 120))]
    rows += [(text, 24) for text in rng.sample(SMALL_PRINT, 2)]
    y = 24
    for text, size in rows:
        mask = word_mask(text, size, rng.choice(faces()))
        paint_mask(bgr, mask, 24, y, ink)
        y += mask.shape[0] + max(14, size // 2)
    truth = {
        "sku": sku.code,
        "brand": sku.brand,
        "product": sku.name,
        "spec": sku.spec,
        "offers": [truth_of(Said("special_price", (f"¥{plain(price)}",), {"price": price}))],
    }
    return DrawnPoster(f"pack-{seed}-{sku.code}-{words}", photographed(bgr, rng), truth)


def _paste(bgr: Image, sku: Sku, rng: random.Random) -> None:
    """The pack in the right half, standing near the lower edge; sometimes two or three side by side."""
    height, width = bgr.shape[:2]
    room_w, room_h = int(width * 0.46), int(height * rng.uniform(0.45, 0.8))
    tall = min(room_h, int(room_w * sku.height_mm / sku.width_mm))
    pack = draw_pack(sku, max(tall, 64), np.random.default_rng(rng.randrange(2**32)))
    while pack.shape[1] > room_w:
        tall = int(tall * 0.9)
        pack = draw_pack(sku, max(tall, 64), np.random.default_rng(rng.randrange(2**32)))
    times = min(rng.choice((1, 1, 2, 3)), room_w // pack.shape[1])
    x, y = width - times * pack.shape[1] - rng.randint(10, 30), height - pack.shape[0] - rng.randint(10, 60)
    for _ in range(times):
        there = bgr[y : y + pack.shape[0], x : x + pack.shape[1]]
        cover = pack[..., 3:].astype(np.float32) / 255
        there[:] = (pack[..., :3] * cover + there * (1 - cover)).astype(np.uint8)
        x += pack.shape[1]
