"""Colours of one store's furniture."""

from dataclasses import dataclass
from typing import Final

import numpy as np

from models.synth.colours import darker, hsv, lighter, rgb
from models.synth.sku import Bgr

SHELVES: Final = ("e8e6e0", "d9dadb", "f1f0ec", "3a3c40", "26282b", "8f9296", "c9bfae", "b9bcc0")
RAILS: Final = ("f0efec", "dcdcdc", "b8bcc0", "c42a24", "e8e4da", "2d6fb5", "efefef", "2f8f5a", "55585c")
FLOORS: Final = ("cfc8bb", "d9d6d0", "bdb6a6", "a9a59c", "e4e0d8")


@dataclass(frozen=True)
class Style:
    """Colours of one store's furniture."""

    back: Bgr
    board: Bgr
    rail: Bgr
    tag: Bgr
    floor: Bgr
    header: Bgr
    holes: bool
    tag_strip: bool

    @classmethod
    def random(cls, rng: np.random.Generator) -> "Style":
        """A store nobody has been to."""
        shelf = rgb(str(rng.choice(SHELVES)))
        rail = rgb(str(rng.choice(RAILS)))
        tag = (
            (250, 250, 250)
            if rng.random() < 0.7
            else lighter(hsv(rng.choice([0.55, 0.15, 0.33]), 0.6, 1.0), 0.5)
        )
        back = shelf if rng.random() < 0.7 else darker(shelf, 0.5)
        return cls(
            back, shelf, rail, tag, rgb(str(rng.choice(FLOORS))), hsv(rng.random(), 0.75, rng.uniform(0.4, 0.8)),
            bool(rng.random() < 0.5), bool(rng.random() < 0.4),
        )  # fmt: skip
