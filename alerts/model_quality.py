"""How good names are, and whether something moved: estimates with their uncertainty, pure functions."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Final

Z95: Final = 1.959964
CHECKS_LEAST: Final = 20
"""Fewer answers than this give no number: the interval would be wider than 35 points."""
PHOTOS_LEAST: Final = 20
"""Fewer photos than this in the weeks compared say nothing about a change."""
MOVED_Z: Final = 3.0
"""Standard errors; several figures are looked at every week, so that 2 would cry wolf each month."""
MOVED_POINTS: Final = Decimal(2)
"""A change of less is of no use to anybody, however sure it is."""


@dataclass(frozen=True)
class Share:
    """`right` of `n`, in per cent with a 95 % interval; the three are None where n is too small to say."""

    right: int
    n: int
    pct: Decimal | None
    low_pct: Decimal | None
    high_pct: Decimal | None


@dataclass(frozen=True)
class Count:
    """What one photo adds to a share: `part` of `whole`."""

    part: float
    whole: float


@dataclass(frozen=True)
class Level:
    """A share over photos in per cent, its standard error in points, and how many photos gave it."""

    pct: Decimal
    error: float
    photos: int


@dataclass(frozen=True)
class Move:
    """A figure that is another than in the weeks before, beyond chance."""

    before_pct: Decimal
    now_pct: Decimal

    @property
    def up(self) -> bool:
        """Whether it rose."""
        return self.now_pct > self.before_pct


def wilson(right: int, n: int, *, least: int = CHECKS_LEAST) -> Share:
    """A share with the score interval (Wilson 1927), which stays within 0 and 100 and holds for few answers.

    Raises:
        ValueError: not 0 <= right <= n.
    """
    if not 0 <= right <= n:
        raise ValueError(f"expected 0 <= right <= n, got {right} of {n}")
    if n < max(least, 1):
        return Share(right, n, None, None, None)
    p, z2 = right / n, Z95 * Z95
    middle = (p + z2 / (2 * n)) / (1 + z2 / n)
    half = Z95 * math.sqrt(p * (1 - p) / n + z2 / (4 * n * n)) / (1 + z2 / n)
    return Share(right, n, pct(p), pct(max(0.0, middle - half)), pct(min(1.0, middle + half)))


def level(counts: Sequence[Count]) -> Level | None:
    """The share Σ part / Σ whole, its error by how photos differ (ratio estimator, Cochran 1977, 6.4): facings of one
    photo are no independent draws. None without photos that have a whole."""
    used = [one for one in counts if one.whole > 0]
    whole = sum(one.whole for one in used)
    if not used:
        return None
    share = sum(one.part for one in used) / whole
    n = len(used)
    if n == 1:
        return Level(pct(share), math.inf, 1)
    spread = sum((one.part - share * one.whole) ** 2 for one in used) / (n - 1)
    return Level(pct(share), 100 * math.sqrt(spread / n) / (whole / n), n)


def moved(before: Level | None, now: Level | None) -> Move | None:
    """Whether a share is another now, beyond chance and by enough to matter."""
    if before is None or now is None or min(before.photos, now.photos) < PHOTOS_LEAST:
        return None
    change = abs(now.pct - before.pct)
    error = math.hypot(before.error, now.error)
    if change < MOVED_POINTS or float(change) < MOVED_Z * error:
        return None
    return Move(before.pct, now.pct)


def pct(share: float) -> Decimal:
    """A share as per cent with one place."""
    return (Decimal(repr(share)) * 100).quantize(Decimal("0.1"), ROUND_HALF_UP)
