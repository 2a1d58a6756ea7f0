"""What space does to sales: S(f) = S0 (f / f0)^β, concave in facings f for 0 < β < 1."""

from typing import Final

DEFAULT_ELASTICITY: Final = 0.17
"""β where a category has none of its own: the mean of 1,268 estimates in M. Eisend, «Shelf space elasticity: a
meta-analysis», Journal of Retailing 90 (2014). Lower for commodities, higher for impulse buys, so it is a setting."""


def sales_at(rate: float, facings: float, wanted: float, elasticity: float = DEFAULT_ELASTICITY) -> float:
    """Units a day expected with `wanted` facings of what sells `rate` with `facings`; none without any."""
    if facings <= 0 or not 0 <= elasticity <= 1 or wanted < 0:
        raise ValueError(
            f"expected facings above 0, wanted from 0, elasticity within 0..1, "
            f"got {facings}, {wanted}, {elasticity}"
        )
    return 0.0 if wanted == 0 else rate * (wanted / facings) ** elasticity
