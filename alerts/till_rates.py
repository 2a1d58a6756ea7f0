"""How fast each pair sells: its own past, leaning on other stores and SKUs where that is thin (empirical Bayes).

The rate of SKU k in store s is taken to be Gamma distributed about size_s × mean_k, where the store's size and the
SKU's mean come from all pairs; how far pairs stray from that product is estimated too. The posterior after `sold` units
over `weight` of exposure is Gamma again (Gamma-Poisson; Gelman et al., Bayesian Data Analysis, ch. 2).
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from alerts.till_state import DISPERSIONS, DRIFTS, Floats, TillState

_ROUNDS: Final = 3
_SHAPE_MIN, _SHAPE_MAX = 0.25, 30.0
_SHAPE_USUAL: Final = 1.5
_SHAPE_PAIRS: Final = 200.0
"""So many pairs' worth of `_SHAPE_USUAL` stand behind the estimate."""
_ZEROS_USUAL: Final = 30.0
"""So many pair-days of the chain's own dispersion stand behind a SKU's."""
_DRIFT_USUAL: Final = 0.008
_DRIFT_DAYS: Final = 2_000.0
"""So many pair-days of the usual drift stand behind the chain's."""
_LEAST: Final = 1e-6


@dataclass(frozen=True)
class Rates:
    """Units a day at exposure 1: Gamma with mean `mean` (P,) and shape `shape` (P,); `dispersion` (K,) is each SKU's
    size r of a day's negative binomial; `drift` what its squared coefficient of variation
    gains in a day."""

    mean: Floats
    shape: Floats
    dispersion: npt.NDArray[np.float64]
    drift: float


def rates_of(state: TillState) -> Rates:
    """The posterior of every pair's rate, from what is remembered."""
    size, mean = _product_model(state)
    prior = np.maximum(size[state.store] * mean[state.sku], _LEAST)
    shape = _strength(state, prior)
    dispersion = dispersions(state)
    clumps = 1 + prior / dispersion[state.sku]
    own = shape + state.sold / clumps
    rate = own / (shape / prior + state.weight / clumps)
    return Rates(rate.astype(np.float32), own.astype(np.float32), dispersion, drift_of(state))


def dispersions(state: TillState) -> npt.NDArray[np.float64]:
    """The dispersion of each SKU that would have given the zeros that were seen (zero-class method, Anscombe 1950).

    A SKU of few pair-days leans on the chain.
    """
    table = state.zero_table
    chain = table.sum(axis=0)
    weight = _ZEROS_USUAL / max(float(chain[0]), _LEAST)
    return _matching(table + chain * min(weight, 1.0))


def drift_of(state: TillState) -> float:
    """The drift that would have given the zeros that were seen late in runs, linear between `DRIFTS`.

    A chain of few such days leans on the usual.
    """
    seen, expected = state.drift_table[0], state.drift_table[1:]
    days = float(expected[-1])
    told = float(np.interp(seen, expected, DRIFTS)) if days > 0 else _DRIFT_USUAL
    return (days * told + _DRIFT_DAYS * _DRIFT_USUAL) / (days + _DRIFT_DAYS)


def _matching(table: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Where expected zeros, which fall as r grows, meet those seen: linear in log r, held at the ends."""
    seen, expected = table[:, :1], table[:, 1:]
    above = (expected > seen).sum(axis=1)
    low = np.clip(above - 1, 0, len(DISPERSIONS) - 2)
    rows = np.arange(len(table))
    begin, end = expected[rows, low], expected[rows, low + 1]
    part = np.clip((begin - seen[:, 0]) / np.maximum(begin - end, _LEAST), 0.0, 1.0)
    log_r = np.log(DISPERSIONS)
    found: npt.NDArray[np.float64] = np.exp(log_r[low] + part * (log_r[low + 1] - log_r[low]))
    return found


def _product_model(state: TillState) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """Sizes of stores (mean about 1) and mean rates of SKUs: alternating Poisson fits of size × mean."""
    size = np.ones(state.stores)
    sold_s = np.bincount(state.store, state.sold, state.stores)
    sold_k = np.bincount(state.sku, state.sold, state.skus)
    mean = np.zeros(state.skus)
    for _ in range(_ROUNDS):
        mean = sold_k / np.maximum(
            np.bincount(state.sku, state.weight * size[state.store], state.skus), _LEAST
        )
        expected = np.bincount(state.store, state.weight * mean[state.sku], state.stores)
        size = (sold_s + 1) / (expected + 1)
    return size, mean


def _strength(state: TillState, prior: npt.NDArray[np.float64]) -> float:
    """The shape about which pairs stray from the product: method of moments on all pairs with a past."""
    known = state.weight > 1
    expected = prior[known] * state.weight[known]
    # A decayed sum of counts varies by about half its mean: the squares of the decays sum to half of the decays.
    excess = float((((state.sold[known] - expected) ** 2) - 0.5 * expected * (1 + prior[known])).sum())
    pull = _SHAPE_PAIRS / _SHAPE_USUAL
    told = float((expected**2).sum())
    scale = told / max(1, int(known.sum()))
    shape = (told + _SHAPE_PAIRS * scale) / max(max(excess, 0.0) + pull * scale, _LEAST)
    return float(np.clip(shape, _SHAPE_MIN, _SHAPE_MAX))
