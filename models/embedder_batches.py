"""The mixture that the embedder learns from: how many products of which bank are in a batch."""

from pathlib import Path

from models.embedder_bank import Bank
from models.embedder_data import Sampler, Source


def mixture(banks: Path) -> Sampler:
    """64 products of 4 views: 8 of `recognition`, 22 drawn with their siblings, 34 of shelves (8 of them twins).

    `recognition` has 25 classes to learn from: a larger share is learnt by heart, and unseen classes are then taken
    for seen ones (naming them among all 31 fell from .72 to .66 with 14).
    """
    recognition, synthetic, rows, gaps = (
        Source(Bank.load(banks / f"{name}.npz")) for name in ("recognition", "synthetic", "rows", "gaps")
    )
    return Sampler(named=((recognition, 8), (synthetic, 22)), shelves=((rows, 3, 6, 2), (gaps, 2, 4, 1)))
