"""A golden photo (标准陈列照) becomes a plan: what stands there is what should."""

from collections.abc import Mapping
from dataclasses import replace
from statistics import median
from typing import Final, TypedDict

from alerts.compliance_lines import runs
from alerts.shelf import Shelf, Stack
from catalog.plans import Plan, PlanSlot, UnknownPlace

EDGE: Final = 0.003
"""What reaches this close to the photo's side, in parts of its width, may go on beyond it …"""
WHOLE: Final = 0.8
"""… and does, if it is narrower than this part of its usual width."""


class _Part(TypedDict):
    """What a slot and an unknown place have in common."""

    facings: int
    stack: int
    x_mm: float | None
    width_mm: float | None


def golden_plan(
    shelf: Shelf, *, code: str, name: str, category: str = "", widths_mm: Mapping[str, float] | None = None
) -> Plan:
    """A plan of the shelf's products: neighbouring facings of one SKU are a slot, layers keep their numbers.

    `widths_mm` gives widths of packs by SKU: they set the scale of the photo, and with it each slot's place in mm.
    Of unknown stacks (`unknown_stacks`) the places are kept, so that nobody is told to clear them away once they have
    a name. So it is at the sides with those that the photo's edge cuts (`cut_stacks`): what they are is not sure.
    """
    scale = _mm_per_px(shelf, widths_mm or {})
    left = min((stack.xyxy[0] for stack in shelf.stacks), default=0.0)
    slots: list[PlanSlot] = []
    unknown: list[UnknownPlace] = []
    for layer in range(1, shelf.layers + 1):
        for position, run in enumerate(plan_runs(shelf, layer), start=1):
            if run[0].sku is None:
                unknown.append(UnknownPlace(layer, position, **_part(run, left, scale)))
            else:
                slots.append(PlanSlot(layer, position, run[0].sku, **_part(run, left, scale)))
    width = max((stack.xyxy[2] for stack in shelf.stacks), default=0.0) - left
    return Plan(
        code=code,
        name=name,
        slots=tuple(slots),
        layer_heights_mm=(None,) * shelf.layers,
        width_mm=None if scale is None else round(width * scale, 1),
        category=category,
        unknown=tuple(unknown),
    )


def plan_runs(shelf: Shelf, layer: int) -> tuple[tuple[Stack, ...], ...]:
    """What the layer's positions are made of; what is cut is unknown, each side by itself."""
    cut = set(map(id, cut_stacks(shelf)))
    return runs(
        replace(stack, sku=None, group=-1 - number) if id(stack) in cut else stack
        for number, stack in enumerate(shelf.on_layer(layer))
    )


def unknown_stacks(shelf: Shelf) -> tuple[Stack, ...]:
    """The stacks of which nobody knows what they are: a plan made of this shelf has places for them, no slots."""
    return tuple(stack for stack in shelf.stacks if stack.sku is None)


def cut_stacks(shelf: Shelf) -> tuple[Stack, ...]:
    """The stacks that the photo's left or right edge cuts: a plan made of this shelf has no more than their places.

    Cut are those less wide than `WHOLE` of their product elsewhere on the photo, or of the layer's usual product.
    """
    width = shelf.size_wh[0]
    cut = []
    for layer in range(1, shelf.layers + 1):
        row = shelf.on_layer(layer)
        inside = [
            stack for stack in row if EDGE * width < stack.xyxy[0] and stack.xyxy[2] < (1 - EDGE) * width
        ]
        for stack in row:
            like = [s.width for s in inside if s.sku == stack.sku] or [s.width for s in inside]
            if stack not in inside and like and stack.width < WHOLE * median(like):
                cut.append(stack)
    return tuple(cut)


def _part(run: tuple[Stack, ...], left: float, scale: float | None) -> _Part:
    x0, x1 = min(stack.xyxy[0] for stack in run), max(stack.xyxy[2] for stack in run)
    return {
        "facings": len(run),
        "stack": max(stack.units for stack in run),
        "x_mm": None if scale is None else round((x0 - left) * scale, 1),
        "width_mm": None if scale is None else round((x1 - x0) * scale, 1),
    }


def _mm_per_px(shelf: Shelf, widths_mm: Mapping[str, float]) -> float | None:
    """The photo's scale; the median, because some packs are turned, cut or hidden in part."""
    sized = [(widths_mm.get(stack.sku or ""), stack.width) for stack in shelf.stacks]
    scales = [mm / px for mm, px in sized if mm and px > 0]
    return median(scales) if scales else None
