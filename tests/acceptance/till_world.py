"""A chain's tills made up day by day, with every silence's cause known.

Nothing here is taken from the model that is judged by it: rates are log-normal, seasons are sines, promotions lift
a SKU for a week or two, chain-wide or in one store, and leave a dip; purchases come in clumps of a size of their own (a
compound Poisson day, so not the negative binomial of the judge); stores close, feeds fail, products are delisted by
the chain, fade out, or are dropped by one store; new ones come.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

FIRST_DAY: Final = 738_900
"""A Monday's ordinal (2024-01-08)."""
WARM_DAYS: Final = 60
"""Nothing is planted and nothing judged so early."""


@dataclass(frozen=True)
class WorldSize:
    """Stores, SKUs and days; `hazard` is the chance a day that a product leaves the shelf unnoticed, and
    `hazard_spread` how far categories differ in it (standard deviation of its logarithm)."""

    stores: int = 20
    skus: int = 2000
    days: int = 180
    hazard: float = 0.0015
    hazard_spread: float = 0.0


@dataclass(frozen=True)
class TillWorld:
    """Units (days, stores, skus) as scanned; `told` (days, stores) whether the feed came.

    `gone` (days, stores, skus): off the shelf though still in the range. `dropped`: taken out of the range of a store
    without word; `ended`: delisted by the chain. `listed` (stores, skus): day index from which the pair exists.
    `expected` is what would have been sold on the mean with everything on its shelf; `category` numbers each SKU's.
    """

    units: npt.NDArray[np.int16]
    told: npt.NDArray[np.bool_]
    gone: npt.NDArray[np.bool_]
    dropped: npt.NDArray[np.bool_]
    ended: npt.NDArray[np.bool_]
    listed: npt.NDArray[np.int32]
    expected: npt.NDArray[np.float32]
    clump: npt.NDArray[np.float64]
    category: npt.NDArray[np.int64]


def make_world(size: WorldSize, seed: int) -> TillWorld:
    """The same seed, the same chain."""
    rng = np.random.default_rng(seed)
    days, stores, skus = size.days, size.stores, size.skus
    base = np.exp(rng.normal(np.log(0.16), 1.1, skus))
    store = np.exp(rng.normal(0, 0.4, stores))
    taste = np.exp(rng.normal(0, 0.55, (stores, skus)))
    rate = (base * store[:, None] * taste).astype(np.float32)
    by_sku, category = _sku_days(rng, days, skus)
    effect = by_sku[:, None, :] * _store_days(rng, days, stores)[:, :, None]
    effect = effect.astype(np.float32)
    _local_promotions(rng, effect)
    ended, dropped, listed = _range(rng, size)
    lives = ~(ended | dropped) & (np.arange(days)[:, None, None] >= listed)
    by_category = np.exp(np.random.default_rng([seed, 1]).normal(0, size.hazard_spread, 12))
    gone = _off_shelf(rng, size, size.hazard * (by_category / by_category.mean())[category]) & lives
    expected = rate * effect * lives
    closed = _closed(rng, days, stores)
    clump = 1 + rng.gamma(0.6, 1.0, skus)
    mean = expected * ~gone * ~closed[:, :, None]
    baskets = rng.poisson(mean / clump.astype(np.float32))
    more = rng.poisson(baskets * (clump - 1).astype(np.float32))
    units = np.minimum(baskets + more, 30_000).astype(np.int16)
    told = ~closed & (rng.random((days, stores)) > 0.004)
    units[~told] = 0
    return TillWorld(
        units, told, gone, dropped, ended, listed, expected * ~closed[:, :, None], clump, category
    )


def _sku_days(
    rng: np.random.Generator, days: int, skus: int
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.int64]]:
    """Weekday by category, season, trend, chain promotions with the dip after them; and the categories."""
    at = np.arange(days)
    weekly = np.exp(rng.normal(0, 0.18, (7, 12)))
    weekly /= weekly.mean(axis=0)
    category = rng.integers(12, size=skus)
    season = np.exp(
        rng.gamma(1.0, 0.25, skus) * np.sin(2 * np.pi * (at[:, None] / 365 + rng.random(12)[category]))
    )
    noise = np.exp(rng.normal(0, 0.15, (days, skus)))
    made = weekly[at % 7][:, category] * season * noise
    for sku in np.flatnonzero(rng.random(skus) < 0.35):
        begin, long = int(rng.integers(days)), int(rng.integers(7, 15))
        made[begin : begin + long, sku] *= rng.uniform(1.5, 5)
        made[begin + long : begin + 2 * long, sku] *= rng.uniform(0.5, 0.95)
    return made, category


def _store_days(rng: np.random.Generator, days: int, stores: int) -> npt.NDArray[np.float64]:
    """The store's own week, its good and bad days, a festival."""
    at = np.arange(days)
    week = np.exp(rng.normal(0, 0.15, (7, stores)) + np.array([0, 0, 0, 0, 0.1, 0.35, 0.25])[:, None])
    made = week[at % 7] * np.exp(rng.normal(0, 0.12, (days, stores)))
    feast = int(rng.integers(WARM_DAYS, max(WARM_DAYS + 1, days - 10)))
    made[feast - 7 : feast] *= 1.6
    made[feast : feast + 5] *= 0.45
    return made


def _local_promotions(rng: np.random.Generator, effect: npt.NDArray[np.float32]) -> None:
    days, stores, skus = effect.shape
    for _ in range(int(0.002 * stores * skus * days / 10)):
        begin, store, sku = int(rng.integers(days)), int(rng.integers(stores)), int(rng.integers(skus))
        effect[begin : begin + 10, store, sku] *= rng.uniform(1.5, 4)


def _range(
    rng: np.random.Generator, size: WorldSize
) -> tuple[npt.NDArray[np.bool_], npt.NDArray[np.bool_], npt.NDArray[np.int32]]:
    """Delisted by the chain (stock runs out store by store), dropped by one store, and the day each pair began."""
    days, stores, skus = size.days, size.stores, size.skus
    at = np.arange(days)[:, None, None]
    stop = np.where(rng.random(skus) < 0.06, rng.integers(WARM_DAYS, days, skus), 10 * days)
    last = stop + rng.integers(0, 21, (stores, skus))
    leave = np.where(
        rng.random((stores, skus)) < 0.01, rng.integers(WARM_DAYS, days, (stores, skus)), 10 * days
    )
    new = np.where(rng.random(skus) < 0.08, rng.integers(1, days, skus), 0)
    listed = (new + np.where(new > 0, rng.integers(0, 14, (stores, skus)), 0)).astype(np.int32)
    return at >= last, at >= leave, listed


def _off_shelf(
    rng: np.random.Generator, size: WorldSize, hazard: npt.NDArray[np.float64]
) -> npt.NDArray[np.bool_]:
    """Spells begin at random, by each SKU's hazard, and last some ten days."""
    begins = rng.random((size.days, size.stores, size.skus), dtype=np.float32) < hazard.astype(np.float32)
    begins[:WARM_DAYS] = False
    gone = np.zeros(begins.shape, bool)
    for day, store, sku in np.argwhere(begins):
        gone[day : day + 3 + int(rng.geometric(1 / 9)), store, sku] = True
    return gone


def _closed(rng: np.random.Generator, days: int, stores: int) -> npt.NDArray[np.bool_]:
    closed = np.zeros((days, stores), bool)
    for store in np.flatnonzero(rng.random(stores) < 0.3):
        begin = int(rng.integers(days))
        closed[begin : begin + int(rng.integers(1, 6)), store] = True
    return closed
