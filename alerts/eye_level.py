"""Which layers are at eye level (黄金层): between 1.1 and 1.6 m above the floor, where a shopper looks and reaches.

The trade's rules of thumb differ by some 30 cm (one vendor's bay guide has 1.5 to 1.7 m); this band is our choice
among them. That a product's place matters much, and facings little, was measured by X. Drèze, S. Hoch and M. Purk,
«Shelf management and space elasticity», Journal of Retailing 70 (1994).
"""

from collections.abc import Sequence
from typing import Final

EYE_MM: Final = (1100.0, 1600.0)
BAY_MM: Final = 1800.0
"""A bay's height where none is known: layers are then taken as equally high."""
EYE_LIFT: Final = 0.2
"""What moving to eye level adds to sales, as a part of them, and moving away takes, where a category has no setting of
its own: an assumption, of the order that experiments with shelf height report."""
LAYERS_MIN: Final = 3
"""With fewer layers in sight a photo does not tell how high they are."""


def eye_layers(layers: int, heights_mm: Sequence[float | None] = ()) -> frozenset[int]:
    """Layers (1 at the top) whose middle is at eye level, else the one layer nearest to it.

    `heights_mm` has each layer's height from the top, the lowest standing on the floor; unless all are known the layers
    share `BAY_MM`. Empty with fewer than `LAYERS_MIN` layers and no heights.
    """
    known = [height for height in heights_mm if height is not None and height > 0]
    if len(known) != layers or not known:
        if layers < LAYERS_MIN:
            return frozenset()
        known = [BAY_MM / layers] * layers
    middles = {}
    floor = 0.0
    for layer in range(layers, 0, -1):
        middles[layer] = floor + known[layer - 1] / 2
        floor += known[layer - 1]
    low, high = EYE_MM
    found = frozenset(layer for layer, middle in middles.items() if low <= middle <= high)
    if found:
        return found
    return frozenset([min(middles, key=lambda layer: (abs(middles[layer] - (low + high) / 2), layer))])
