"""How likely a product that still sells would show a run of days without a sale.

A day's units are negative binomial with mean rate × exposure and the SKU's dispersion; the rate itself is only known
as a Gamma, so its uncertainty is averaged over: five Gauss-Hermite nodes of the normal whose cube is near to that Gamma
(Wilson and Hilferty 1931).
"""

from typing import Final

import numpy as np
import numpy.typing as npt
from scipy.special import roots_hermitenorm

from alerts.till_state import Floats

_NODES, _WEIGHTS = roots_hermitenorm(5)
_SHARES: Final = (_WEIGHTS / _WEIGHTS.sum()).astype(np.float32)


def silence_chance(
    mean: Floats,
    shape: Floats,
    dispersion: npt.NDArray[np.floating],
    days: npt.NDArray[np.integer],
    exposure: Floats,
    drift: float,
) -> Floats:
    """Chance (P,) of no sale on `days` days whose exposures add up to `exposure`; 1 for no days.

    Args:
        mean, shape: of the Gamma of the rate (P,).
        dispersion: size r of a day's negative binomial (P,).
        days: days without a sale (P,).
        exposure: sum of the days' effects, 1 for a usual day (P,).
        drift: what the rate's squared coefficient of variation gains in a day: the past says less of later ones.
    """
    spread = 1 / shape + np.float32(drift) * days
    centre, sigma = 1 - spread / 9, np.sqrt(spread) / 3
    r = dispersion.astype(np.float32)
    n = np.maximum(days, 1).astype(np.float32)
    chance = np.zeros(mean.shape, np.float32)
    for node, share in zip(_NODES.astype(np.float32), _SHARES, strict=True):
        rate = mean * np.maximum(centre + node * sigma, 0) ** 3
        chance += share * np.exp(-r * n * np.log1p(rate * exposure / (n * r)))
    return np.where(days > 0, chance, np.float32(1.0)).astype(np.float32)


def zero_chances(
    mean: npt.NDArray[np.floating], dispersions: npt.NDArray[np.floating]
) -> npt.NDArray[np.float64]:
    """Chance (P, R) of a day without a sale for means (P,) under each dispersion (R,)."""
    return np.stack([np.exp(-r * np.log1p(mean.astype(np.float64) / r)) for r in dispersions], axis=1)
