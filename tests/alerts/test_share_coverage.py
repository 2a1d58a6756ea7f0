"""Shelves miscounted and misnamed at the measured rates: how often the interval holds the true share."""

import numpy as np
import pytest

from alerts.measured import MEASURED
from alerts.shares import shares
from alerts.shelf import Shelf, Stack
from catalog.queries_skus import SkuFact

BRANDS = "PQRS"
SKUS = {
    f"{brand}{i}": SkuFact(f"{brand}{i}", brand, "x", "", "c", brand != "P")
    for brand in BRANDS
    for i in range(4)
}
NAMED = 0.54
"""Products of the catalogue that get their name (README)."""


def visit(rng: np.random.Generator, strangers: float, runs: int = 26) -> tuple[Shelf, dict[str, float]]:
    """A shelf as the eyes might see it, and the true shares: runs of one product, some not in the catalogue."""
    true = dict.fromkeys(BRANDS, 0)
    stacks: list[Stack] = []
    codes = list(SKUS)
    for group in range(1, runs + 1):
        sku = codes[rng.choice(len(codes), p=np.repeat([0.4, 0.3, 0.2, 0.1], 4) / 4)]
        count = int(rng.integers(1, 6))
        true[sku[0]] += count
        seen = int(rng.binomial(count, MEASURED.recall))
        seen += int(rng.binomial(seen, (1 - MEASURED.precision) / MEASURED.precision))
        other = codes[rng.integers(len(codes))]
        dice = rng.random()
        candidates: tuple[tuple[str, float], ...] = ()
        if rng.random() < strangers:
            name = other if dice < MEASURED.strangers_named else None
            candidates = ((other, 0.3),)
        else:
            name = sku if dice < NAMED else other if dice < NAMED * (1 + MEASURED.wrong) else None
            candidates = ((sku, 0.45), (other, 0.2))
        for _ in range(seen):
            at = len(stacks) + 1
            stacks.append(
                Stack(
                    layer=1,
                    position=at,
                    sku=name,
                    brand=name[0] if name else None,
                    group=group,
                    units=1,
                    xyxy=(at * 10.0, 0.0, at * 10.0 + 10, 20.0),
                    candidates=() if name else candidates,
                )
            )
    whole = sum(true.values())
    return Shelf((1000, 20), tuple(stacks)), {brand: 100 * n / whole for brand, n in true.items()}


@pytest.mark.parametrize("strangers", [0.0, 0.25])
def test_the_interval_holds_the_true_share(strangers: float) -> None:
    rng = np.random.default_rng(11)
    held, widths = [], []
    for _ in range(150):
        shelf, true = visit(rng, strangers)
        for share in shares(shelf, SKUS):
            if share.label is not None:
                held.append(float(share.low_pct) <= true[share.label] <= float(share.high_pct))
                widths.append(float(share.high_pct - share.low_pct))
    assert np.mean(held) >= 0.95
    assert np.mean(widths) < 60  # and says something


def test_with_every_name_known_the_interval_is_about_counting() -> None:
    """95 % are asked for."""
    rng = np.random.default_rng(5)
    held, widths = [], []
    for _ in range(200):
        shelf, true = visit(rng, 0.0)
        known = [
            Stack(s.layer, s.position, code, code[0], s.group, 1, s.xyxy)
            for s in shelf.stacks
            for code in [s.sku or s.candidates[0][0]]
        ]
        for share in shares(Shelf(shelf.size_wh, tuple(known)), SKUS):
            held.append(float(share.low_pct) <= true[str(share.label)] <= float(share.high_pct))
            widths.append(float(share.high_pct - share.low_pct))
    assert np.mean(held) >= 0.95
    assert np.mean(widths) < 20
