"""The mixture that the embedder learns from: how many products of which bank are in a batch."""

from pathlib import Path

from models.embedder_bank import Bank
from models.embedder_data import Sampler, Source


def mixture(banks: Path) -> Sampler:
    """66 products of 4 views: 14 of `recognition`, 18 drawn with their siblings, 34 of shelves (7 of them twins)."""
    recognition, synthetic, rows, gaps = (
        Source(Bank.load(banks / f"{name}.npz")) for name in ("recognition", "synthetic", "rows", "gaps")
    )
    return Sampler(named=((recognition, 14), (synthetic, 18)), shelves=((rows, 3, 6, 2), (gaps, 2, 4, 1)))
