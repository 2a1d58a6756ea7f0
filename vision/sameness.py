"""How sure it is that two pictures show one product: log-odds, from what was measured on them.

The curves belong to an embedder and travel in its file (metadata `paimian.sameness`); `python -m models.calibrate`
fits them.
"""

import json
from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from vision.boxes import Floats
from vision.errors import ModelError
from vision.looks import UNREGISTERED, Comparison
from vision.thumbnails import THUMBS

LOOKS: Final = ("inliers", "colour", "colour_high", "light", "print_mean", "print_low")
HELD: Final = ("points", "tight", "colour", "print_mean")
PLACES: Final = ("height", "width", "next", "row", "row_near", "above", "column_near")
HIGHEST: Final = {"inliers": 5.0, "colour": 12.0, "colour_high": 25.0, "height": 0.6, "width": 0.6}
"""Beyond these nothing more is to be learnt: log of points, CIELAB units, log ratios."""
REACH: Final = 3.0
"""Places on a layer over which a product is likely to go on; blocks are a few facings wide."""


@dataclass(frozen=True)
class Sameness:
    """Weights of logistic curves, each (bias, similarity, then the features named).

    `neighbour` is for two products of one photo: `PLACES`, `THUMBS`. A crop against a reference picture: `silent`
    where one of them has no print, `failed` where the one cannot be laid on the other though both have, `laid` where
    it can: `LOOKS`; and the same (`shot_...`) for a picture that was not cut from a shelf photo: a pack shot is less
    alike to every crop than another crop is. `held` is for a picture that shows more than the pack: `HELD`. `none` is
    the log weight of a product not being in the catalogue, `sharpness` what log-odds of candidates that compete are
    multiplied by.
    """

    neighbour: tuple[float, ...]
    silent: tuple[float, ...]
    failed: tuple[float, ...]
    laid: tuple[float, ...]
    shot_silent: tuple[float, ...]
    shot_failed: tuple[float, ...]
    shot_laid: tuple[float, ...]
    held: tuple[float, ...]
    none: float = 0.0
    sharpness: float = 1.0

    def of_neighbours(self, features: Floats) -> Floats:
        """Log-odds (...,) of one product from cosine, `PLACES` and `THUMBS` (..., 12)."""
        out: Floats = self.neighbour[0] + features @ np.array(self.neighbour[1:], np.float32)
        return out

    def of_reference(
        self,
        similarity: float,
        looked: Comparison | None,
        *,
        shot: bool = False,
        held: bool = False,
        tight: bool = True,
    ) -> float:
        """Log-odds that a crop shows what a reference shows; cosine, and the one laid on the other.

        `shot`: the reference was not cut from a shelf photo; `tight`: it shows the pack alone. `held`: not a crop is
        asked but a picture that shows more than the pack.
        """
        if held:
            return float(np.dot(self.held, [1.0, similarity, *held_features(looked, tight=tight)]))
        if looked is None:
            return float(np.dot(self.shot_silent if shot else self.silent, [1.0, similarity]))
        if looked == UNREGISTERED:
            return float(np.dot(self.shot_failed if shot else self.failed, [1.0, similarity]))
        return float(np.dot(self.shot_laid if shot else self.laid, [1.0, similarity, *look_features(looked)]))


PLAIN: Final = Sameness(
    neighbour=(-17.2, 20.0, -8.0, *[0.0] * (len(PLACES) - 1 + len(THUMBS))),
    silent=(-35.2, 40.0),
    failed=(-35.2, 40.0),
    laid=(-35.2, 40.0, *[0.0] * len(LOOKS)),
    shot_silent=(-35.2, 40.0),
    shot_failed=(-35.2, 40.0),
    shot_laid=(-35.2, 40.0, *[0.0] * len(LOOKS)),
    held=(-35.2, 40.0, *[0.0] * len(HELD)),
)
"""For an embedder that brings no curves: cosine (even odds at .88 and .86) and heights alone."""


def read_sameness(text: str | None) -> Sameness:
    """The curves in an embedder's metadata, `PLAIN` where it has none.

    Raises:
        ModelError: they are not what `dump_sameness` writes.
    """
    if text is None:
        return PLAIN
    try:
        found: dict[str, Any] = {
            key: tuple(value) if isinstance(value, list) else value for key, value in json.loads(text).items()
        }
        read = Sameness(**found)
    except (TypeError, ValueError, AttributeError) as error:
        raise ModelError(f"paimian.sameness is not readable ({error}); run models.calibrate anew") from error
    for name, plain in vars(PLAIN).items():
        if isinstance(plain, tuple) and len(getattr(read, name)) != len(plain):
            raise ModelError(f"expected {len(plain)} weights in {name}, got {len(getattr(read, name))}")
    return read


def dump_sameness(curves: Sameness) -> str:
    """As JSON for the embedder's metadata."""
    return json.dumps(vars(curves))


def look_features(looked: Comparison) -> tuple[float, ...]:
    """`LOOKS` of a registration, bounded."""
    values = {name: float(getattr(looked, name)) for name in LOOKS}
    values["inliers"] = float(np.log(values["inliers"]))
    return tuple(min(value, HIGHEST.get(name, np.inf)) for name, value in values.items())


def held_features(looked: Comparison | None, *, tight: bool) -> tuple[float, ...]:
    """`HELD`; colours and print say something only where the reference shows nothing but the pack."""
    if looked is None or looked == UNREGISTERED:
        return (0.0,) * len(HELD)
    points = float(np.log1p(looked.inliers))
    if not tight:
        return (points, 0.0, 0.0, 0.0)
    return (points, 1.0, min(looked.colour, HIGHEST["colour"]), looked.print_mean)


def place_features(xyxy: Floats) -> Floats:
    """(N, 4) boxes to `PLACES` of all pairs (N, N, 7): products stand in blocks, and one product has one size."""
    low, high = xyxy[:, :2], xyxy[:, 2:]
    side = np.maximum(high - low, 1.0)
    middle = (low + high) / 2
    smaller = np.minimum(side[:, None], side[None])
    shared = (np.minimum(high[:, None], high[None]) - np.maximum(low[:, None], low[None])) / smaller
    away = np.abs(middle[:, None] - middle[None]) / smaller
    ratio = np.abs(np.log(side)[:, None] - np.log(side)[None])
    row = shared[..., 1] > 0.5
    column = shared[..., 0] > 0.5
    planes = (
        np.minimum(ratio[..., 1], HIGHEST["height"]),
        np.minimum(ratio[..., 0], HIGHEST["width"]),
        row & (away[..., 0] < 1.5),
        row,
        row * np.exp(-away[..., 0] / REACH),
        column & (away[..., 1] < 1.3),
        column * np.exp(-away[..., 1] / 2),
    )
    out: Floats = np.stack([np.asarray(plane, np.float32) for plane in planes], axis=-1)
    return out
