"""Planograms of drawn shelves: what was meant to stand there before customers and staff came by."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

import numpy as np

from models.synth.truth import ShelfTruth, TrueProduct

FORMAT: Final = "paimian-planogram/1"
"""The JSON shape that the service imports (`catalog.plan_json`)."""


@dataclass(frozen=True)
class MeantSlot:
    """Facings of one SKU side by side, `stack` units high."""

    sku: str
    facings: int
    stack: int


def meant_layers(truth: ShelfTruth) -> list[list[MeantSlot]]:
    """The shelf's layers from the top as runs of facings, bare places filled up with what belongs there."""
    layers = sorted({product.layer for product in truth.products})
    return [_layer(truth, layer) for layer in layers]


def planogram(
    rng: np.random.Generator,
    truth: ShelfTruth,
    known: Sequence[str],
    *,
    code: str,
    name: str,
    category: str,
    changes: int = 3,
) -> dict[str, Any]:
    """A plan that the drawn shelf keeps but for its gaps and `changes` things, e.g. two neighbours that changed places.

    SKUs that are not `known` to the catalogue are left out, as no planogram can name them.
    """
    layers = [[slot for slot in layer if slot.sku in known] for layer in meant_layers(truth)]
    for number in range(changes):
        rows = [row for row in layers if len(row) > 2]
        if not rows:
            break
        row = rows[int(rng.integers(len(rows)))]
        at = int(rng.integers(len(row) - 1))
        if number % 3 == 0:
            row[at], row[at + 1] = row[at + 1], row[at]
        elif number % 3 == 1:
            row[at] = replace(row[at], facings=row[at].facings + 1)
        else:
            others = [sku for sku in known if all(sku != slot.sku for layer in layers for slot in layer)]
            if others:
                row.insert(at + 1, MeantSlot(others[int(rng.integers(len(others)))], 2, 1))
    return {
        "code": code,
        "name": name,
        "category": category,
        "layers": [{"slots": [vars(slot) for slot in layer]} for layer in layers],
    }


def _layer(truth: ShelfTruth, layer: int) -> list[MeantSlot]:
    columns: dict[int, list[TrueProduct]] = {}
    for product in truth.products:
        if product.layer == layer:
            columns.setdefault(product.column, []).append(product)
    stacks = sorted(columns.values(), key=lambda units: units[0].xyxy[0])
    meant = [(units[0].sku, 1, len(units)) for units in stacks]
    gaps = sorted((gap for gap in truth.gaps if gap.layer == layer), key=lambda gap: -gap.after)
    for gap in gaps:
        alike = [units[0].xyxy for units in stacks if units[0].sku == gap.sku]
        wide = float(np.median([x2 - x1 for x1, _, x2, _ in alike])) if alike else gap.xyxy[2] - gap.xyxy[0]
        facings = max(1, round((gap.xyxy[2] - gap.xyxy[0]) / wide))
        meant.insert(gap.after, (gap.sku, facings, 1))
    slots: list[MeantSlot] = []
    for sku, facings, stack in meant:
        if slots and slots[-1].sku == sku:
            before = slots[-1]
            slots[-1] = MeantSlot(sku, before.facings + facings, max(before.stack, stack))
        else:
            slots.append(MeantSlot(sku, facings, stack))
    return slots
