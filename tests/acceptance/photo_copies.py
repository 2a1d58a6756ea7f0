"""How many copies of a photo are found, and how often another photo is taken for one.

`python -m tests.acceptance.photo_copies DATA`. The distances of `vision.likeness` were chosen on the first part,
SKU-110K training photos without those of `cn`; `test` and `cn` were only measured. Copies are altered as chats do;
«taken again» is a photo moved, turned and tilted a little as a second one of a flat shelf from the same place would be,
with other light and noise: harder than life, for a real shelf has depth. Intervals are Clopper and Pearson's, 95 %.

2026-11-25, found of 31 (`cn` and `test`) and of 150 (train): compressed, halved, darker, cropped by 2 % all; brighter
31, 148; cropped by 4 % 29, 130, by 6 % 21, 96; stamped 28, 142. Second photos taken for copies: 1, 2 after the least
move, else none. Of 465 and 11,175 pairs of different photos none was a candidate.
"""

import json
import sys
from collections.abc import Callable, Iterator
from itertools import combinations
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from scipy.stats import beta

from catalog.photo_looks import bands_of, bits_apart, near_bands
from vision.likeness import CANDIDATE_BITS_MOST, Picture, lay_over, phash, view

Alter = Callable[[Picture, np.random.Generator], Picture]
TRAIN_MOST = 150


def jpeg(bgr: Picture, quality: int) -> Picture:
    _, data = cv2.imencode(".jpg", bgr, [cv2.IMWRITE_JPEG_QUALITY, quality])
    return np.asarray(cv2.imdecode(data, cv2.IMREAD_COLOR), np.uint8)


def lit(bgr: Picture, gain: float, lift: float) -> Picture:
    return np.clip(bgr.astype(np.float32) * gain + lift, 0, 255).astype(np.uint8)


def cropped(part: float) -> Alter:
    def alter(bgr: Picture, random: np.random.Generator) -> Picture:
        height, width = bgr.shape[:2]
        left, top = random.uniform(0, part, 2)
        rows = slice(int(top * height), height - int((part - top) * height))
        return jpeg(bgr[rows, int(left * width) : width - int((part - left) * width)], 70)

    return alter


def stamped(bgr: Picture, random: np.random.Generator) -> Picture:
    copy, (height, width) = bgr.copy(), bgr.shape[:2]
    foot = copy[int(height * 0.9) :]
    foot[:] = (foot * 0.4).astype(np.uint8)
    cv2.putText(copy, "2026-11-25 10:22 S001", (20, int(height * 0.96)), 0, width / 800, (255, 255, 255), 2)
    return jpeg(copy, 85)


def again(moved: float, degrees: float, tilt: float) -> Alter:
    def alter(bgr: Picture, random: np.random.Generator) -> Picture:
        height, width = bgr.shape[:2]
        size = np.array([width, height])
        corners = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float64)
        angle = np.deg2rad(random.uniform(-degrees, degrees))
        turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
        seen = (corners - size / 2) @ turn.T * (1 - random.uniform(0, moved)) * (1 - moved - tilt) + size / 2
        seen += (
            random.uniform(-moved / 2, moved / 2, 2) * size
            + random.uniform(-tilt / 2, tilt / 2, (4, 2)) * size
        )
        matrix = cv2.getPerspectiveTransform(seen.astype(np.float32), corners.astype(np.float32))
        shot = cv2.warpPerspective(bgr, matrix, (width, height), borderMode=cv2.BORDER_REFLECT)
        shot = lit(np.asarray(shot, np.uint8), random.uniform(0.85, 1.15), random.uniform(-10, 10))
        return jpeg(np.clip(shot + random.normal(0, 6, shot.shape), 0, 255).astype(np.uint8), 85)

    return alter


COPIES: dict[str, Alter] = {
    "compressed": lambda bgr, _: jpeg(bgr, 40),
    "halved": lambda bgr, _: jpeg(
        np.asarray(cv2.resize(bgr, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA), np.uint8), 60
    ),
    "brighter": lambda bgr, _: jpeg(lit(bgr, 1.25, 10), 80),
    "darker": lambda bgr, _: jpeg(lit(bgr, 0.7, -5), 80),
    "cropped by 2 %": cropped(0.02),
    "cropped by 4 %": cropped(0.04),
    "cropped by 6 %": cropped(0.06),
    "stamped at the foot": stamped,
}
SECOND: dict[str, Alter] = {
    "again, 4 % and 1°": again(0.04, 1, 0.01),
    "again, 8 % and 2°": again(0.08, 2, 0.02),
    "again, 15 % and 4°": again(0.15, 4, 0.04),
}


def is_candidate(first: int, second: int) -> bool:
    """What the look-up by pieces of the hash would find."""
    if bits_apart(first, second) > CANDIDATE_BITS_MOST:
        return False
    pairs = zip(bands_of(first), bands_of(second), strict=True)
    return any(theirs in near_bands(mine) for mine, theirs in pairs)


def is_copy(first: Picture, second: Picture) -> bool:
    return is_candidate(phash(first), phash(second)) and lay_over(view(first), view(second)).same_picture()


def rate(hits: int, of: int) -> dict[str, Any]:
    """A share with its 95 % interval, in per cent."""
    low = 0.0 if hits == 0 else float(beta.ppf(0.025, hits, of - hits + 1))
    high = 1.0 if hits == of else float(beta.ppf(0.975, hits + 1, of - hits))
    return {
        "hits": hits,
        "of": of,
        "pct": round(100 * hits / of, 1),
        "interval": [round(100 * low, 2), round(100 * high, 2)],
    }


def photos(folder: Path, part: str) -> Iterator[Picture]:
    """Photos of a part; `train` has none that `cn` or `test` shows."""
    aside = {path.name for name in ("cn", "test") for path in (folder / name).glob("*.jpg")}
    if part == "train":
        paths = [
            path for path in sorted((folder / "rows" / "images").glob("*.jpg")) if path.name not in aside
        ]
        more = sorted((folder / "gaps" / "train" / "images").glob("train_*.jpg"))
        paths += [path for path in more if path.name not in aside][:: max(1, len(more) // (TRAIN_MOST // 2))]
        paths = paths[:TRAIN_MOST]
    else:
        paths = [path for name in ("cn", "test") for path in sorted((folder / name).glob("*.jpg"))]
    for path in paths:
        bgr = cv2.imread(str(path), cv2.IMREAD_COLOR)
        if bgr is not None:
            yield np.asarray(bgr, np.uint8)


def measure(folder: Path, part: str) -> dict[str, Any]:
    """Rates by kind of alteration, and over all pairs of different photos."""
    shots = list(photos(folder, part))
    found: dict[str, Any] = {"photos": len(shots), "copies found": {}, "second photos taken for copies": {}}
    for title, alterations in (("copies found", COPIES), ("second photos taken for copies", SECOND)):
        for name, alter in alterations.items():
            random = np.random.default_rng(7)
            found[title][name] = rate(sum(is_copy(alter(bgr, random), bgr) for bgr in shots), len(shots))
    hashes = [phash(bgr) for bgr in shots]
    pairs = list(combinations(range(len(shots)), 2))
    near = [pair for pair in pairs if is_candidate(hashes[pair[0]], hashes[pair[1]])]
    wrong = sum(
        lay_over(view(shots[one]), view(shots[other])).same_picture(turned=True) for one, other in near
    )
    found["pairs of different photos"] = {
        "candidates": rate(len(near), len(pairs)),
        "taken for copies": rate(wrong, len(pairs)),
    }
    return found


def packs(folder: Path) -> dict[str, Any]:
    """Photos of the same product by one person, of `recognition/train`: as alike as two real photos get."""
    wrong = near = total = 0
    fits: list[float] = []
    for kind in sorted((folder / "recognition" / "train" / "Packages").glob("*/*")):
        shots = [np.asarray(cv2.imread(str(path)), np.uint8) for path in sorted(kind.glob("*.jpg"))]
        hashes = [phash(bgr) for bgr in shots]
        for one, other in combinations(range(len(shots)), 2):
            total += 1
            if is_candidate(hashes[one], hashes[other]):
                near += 1
                laid = lay_over(view(shots[one]), view(shots[other]))
                fits.append(laid.fit)
                wrong += laid.same_picture(turned=True)
    return {
        "candidates": rate(near, total),
        "taken for copies": rate(wrong, total),
        "best fit": round(max(fits), 3),
    }


def main(folder: Path) -> dict[str, Any]:
    """Everything, as a document."""
    return {
        "train": measure(folder, "train"),
        "cn and test": measure(folder, "held"),
        "packs of one product, train": packs(folder),
    }


if __name__ == "__main__":
    print(json.dumps(main(Path(sys.argv[1])), ensure_ascii=False, indent=1))
