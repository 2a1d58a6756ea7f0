"""A made-up past of store days, drawn from a seed: launches, delistings, seasons, empty shelves, sales."""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

Counts = NDArray[np.int64]
Flags = NDArray[np.bool_]
Floats = NDArray[np.float64]

LAUNCHED: Final = 0.1
"""Part of the SKUs that come to the shelves during the period, store by store."""
DELISTED: Final = 0.07
"""Part of them that leave."""
ROLL_OUT_DAYS: Final = 28
OUT_CHANCE: Final = 0.012
"""A day's chance that a full shelf runs empty."""
BACK_CHANCE: Final = 0.35
"""A day's chance that an empty one is filled again."""
MUST_PART: Final = 0.4
"""Part of the SKUs, the best sellers, that every store must carry."""


@dataclass(frozen=True)
class History:
    """What S stores showed and sold on D days of K SKUs.

    `facings` (S, D, K) counts columns, 0 where none is on the shelf; `sold` (S, D, K) units at the till; `unknown` and
    `gaps` (S, D) counts; `must` (K) SKUs that every store must carry.
    """

    facings: Counts
    sold: Counts
    unknown: Counts
    gaps: Counts
    must: Flags

    def __post_init__(self) -> None:
        shape = self.facings.shape
        if self.sold.shape != shape or self.unknown.shape != shape[:2] or self.must.shape != shape[2:]:
            raise ValueError(f"expected arrays of one shape, got {shape} and {self.sold.shape}")


def draw_history(seed: int, *, areas: Counts, categories: Counts, days: int, facings: float = 2.2) -> History:
    """A plausible past of the stores whose trade areas and the SKUs whose categories are given as numbers from 0.

    Args:
        seed: the same seed, the same past.
        areas: (S,) the trade area of each store.
        categories: (K,) the category of each SKU.
        days: length of the past.
        facings: of a SKU that is liked as most are, in a store of middling size.
    """
    rng = np.random.default_rng(seed)
    stores, skus = len(areas), len(categories)
    size = rng.lognormal(0, 0.25, stores)
    liked = rng.lognormal(0, 0.45, skus)
    must = _best(liked, MUST_PART)
    reach = np.where(must, rng.uniform(0.93, 1, skus), rng.uniform(0.35, 0.9, skus))
    listed = rng.random((stores, skus)) < np.clip(reach * size[:, None] ** 0.3, 0, 1)
    there = listed[:, None, :] & _on_sale(rng, stores, skus, days, must)
    mean = facings * size[:, None, None] * liked * _season(rng, areas, categories, days)
    # Shelves are moved rarely: a store keeps its rounding of the mean, and now and then a facing comes or goes.
    whole = np.floor(mean + rng.random((stores, 1, skus))).astype(np.int64)
    nudged = whole + rng.choice((-1, 0, 1), (stores, days, skus), p=(0.02, 0.96, 0.02))
    shelf = np.where(there, np.maximum(nudged, 1), 0)
    shown = np.where(_empty(rng, shelf.shape), 0, shelf)
    rate = 0.9 * liked * size[:, None, None] * np.sqrt(shown)
    total = shown.sum(axis=2)
    return History(
        facings=shown,
        sold=rng.poisson(rate).astype(np.int64),
        unknown=rng.poisson(0.06 * total).astype(np.int64),
        gaps=(shelf - shown).sum(axis=2),
        must=must,
    )


def _best(liked: Floats, part: float) -> Flags:
    """(K,) the most liked SKUs, `part` of all."""
    order = np.argsort(-liked)
    chosen = np.zeros(len(liked), np.bool_)
    chosen[order[: max(1, round(part * len(liked)))]] = True
    return chosen


def _on_sale(rng: np.random.Generator, stores: int, skus: int, days: int, must: Flags) -> Flags:
    """(S, D, K) whether the SKU has come to the store already and has not left it again."""
    day = np.arange(days)[None, :, None]
    fate = np.where(must, 1.0, rng.random(skus))
    start = np.where(fate < LAUNCHED, rng.uniform(0.2, 0.6, skus) * days, -ROLL_OUT_DAYS)
    leaving = (fate >= LAUNCHED) & (fate < LAUNCHED + DELISTED)
    end = np.where(leaving, rng.uniform(0.35, 0.7, skus) * days, 2 * days + ROLL_OUT_DAYS)
    lag = rng.uniform(0, ROLL_OUT_DAYS, (stores, 1, skus))
    return np.asarray((day >= start + lag) & (day < end + lag))


def _season(rng: np.random.Generator, areas: Counts, categories: Counts, days: int) -> Floats:
    """(S, D, K) how much space the season gives, around 1: each category and trade area has a drift of its own."""
    way = np.linspace(0, 1, days)[None, :, None]
    by_category = rng.normal(0.02, 0.12, categories.max() + 1)[categories]
    by_area = rng.normal(0.02, 0.08, areas.max() + 1)[areas]
    drift = by_category[None, :] + by_area[:, None]
    return np.asarray(np.clip(1 + drift[:, None, :] * way, 0.4, 2.0))


def _empty(rng: np.random.Generator, shape: tuple[int, ...]) -> Flags:
    """(S, D, K) whether the SKU is out: runs of days, begun and ended by chance."""
    stores, days, skus = shape
    out = np.zeros(shape, np.bool_)
    now = rng.random((stores, skus)) < OUT_CHANCE / (OUT_CHANCE + BACK_CHANCE)
    for day in range(days):
        draw = rng.random((stores, skus))
        now = np.where(now, draw > BACK_CHANCE, draw < OUT_CHANCE)
        out[:, day] = now
    return out
