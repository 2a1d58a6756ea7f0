"""Planograms written in the shape of Azure AI Vision's planogram matching (`catalog.plan_azure` reads it)."""

import json
from collections.abc import Mapping
from typing import Any, Final

from catalog.plans import Plan, PlanSlot

PRODUCT_WH_MM: Final = (80.0, 200.0)
"""Of a product whose size nobody gave."""
_WIDEST_PITCH: Final = 1.9
"""In widths of a product: from two on, a reader would see two slots."""


def plan_azure(
    plan: Plan, names: Mapping[str, str], *, sizes_mm: Mapping[str, tuple[float, float]] | None = None
) -> bytes:
    """The plan in Azure's shape, lengths in mm; `names` and `sizes_mm` give names, widths and heights by SKU code.

    A fixture is the room of a layer. What the shape cannot hold is lost: code, name, category, empty layers, unknown
    places, and where a slot ends when its neighbour has the same SKU. A slot without a left edge begins where the one
    before it ends; a product has one size, the smallest that its slots leave it.
    """
    heights = plan.layer_heights_mm or (None,) * plan.layers
    wide, high = _sizes(plan, heights, sizes_mm or {})
    fixtures: list[dict[str, Any]] = []
    positions: list[dict[str, Any]] = []
    top = right = 0.0
    for layer, known in enumerate(heights, 1):
        slots = plan.on_layer(layer)
        tallest = max((slot.stack * high[slot.sku] for slot in slots), default=PRODUCT_WH_MM[1])
        height = known or tallest
        fixtures.append({"id": f"layer-{layer}", "w": 0.0, "h": height, "x": 0.0, "y": top})
        x = 0.0
        for slot in slots:
            x = max(x, slot.x_mm or 0.0)
            pitch = _pitch(slot, wide[slot.sku])
            positions += _units(slot, x, pitch, top + height, high[slot.sku])
            x += pitch * (slot.facings - 1) + wide[slot.sku]
        right = max(right, x)
        top += height
    width = plan.width_mm or right
    body = {
        "width": width,
        "height": top,
        "products": [
            {"id": sku, "name": names.get(sku, sku), "w": wide[sku], "h": high[sku]} for sku in wide
        ],
        "fixtures": [fixture | {"w": width} for fixture in fixtures],
        "positions": positions,
    }
    return json.dumps(body, ensure_ascii=False, indent=1).encode()


def _sizes(
    plan: Plan, heights: tuple[float | None, ...], given: Mapping[str, tuple[float, float]]
) -> tuple[dict[str, float], dict[str, float]]:
    wide: dict[str, float] = {}
    high: dict[str, float] = {}
    for slot in plan.slots:
        width, height = given.get(slot.sku, PRODUCT_WH_MM)
        if slot.width_mm:
            width = slot.width_mm / slot.facings
        room = heights[slot.layer - 1]
        if room:
            height = min(height, room / slot.stack)
        wide[slot.sku] = min(width, wide.get(slot.sku, width))
        high[slot.sku] = min(height, high.get(slot.sku, height))
    return wide, high


def _pitch(slot: PlanSlot, wide: float) -> float:
    if slot.facings == 1 or not slot.width_mm:
        return wide
    return min((slot.width_mm - wide) / (slot.facings - 1), _WIDEST_PITCH * wide)


def _units(slot: PlanSlot, x: float, pitch: float, floor: float, high: float) -> list[dict[str, Any]]:
    return [
        {
            "id": f"{slot.layer}-{slot.position}-{facing + 1}-{unit + 1}",
            "productId": slot.sku,
            "fixtureId": f"layer-{slot.layer}",
            "x": x + facing * pitch,
            "y": floor - (unit + 1) * high,
        }
        for facing in range(slot.facings)
        for unit in range(slot.stack)
    ]
