"""Whether two photos show the same place of a store, told by the products on them where no plan tells it."""

from collections.abc import Mapping
from typing import Final

ALIKE: Final = 0.5
"""So much of what the photo with fewer facings shows must be on the other too: one may be a close-up of the other."""
SHARED_MIN: Final = 2
"""One product alone stands in many places: the shelf, an endcap (端架), a floor stack (堆头)."""


def same_place(here: Mapping[int, int], there: Mapping[int, int]) -> bool:
    """Of two photos' facings by SKU, the known ones alone; False where either shows too little to tell."""
    shared = {
        sku: min(count, there.get(sku, 0)) for sku, count in here.items() if there.get(sku, 0) and count
    }
    if len(shared) < min(SHARED_MIN, max(len(here), len(there))):
        return False
    least = min(sum(here.values()), sum(there.values()))
    return least > 0 and sum(shared.values()) >= ALIKE * least
