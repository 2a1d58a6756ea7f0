"""A golden photo (标准陈列照) becomes a plan: what stands there is what should."""

from collections.abc import Mapping
from statistics import median

from alerts.compliance_lines import runs
from alerts.shelf import Shelf, Stack
from catalog.plans import Plan, PlanSlot


def golden_plan(
    shelf: Shelf, *, code: str, name: str, category: str = "", widths_mm: Mapping[str, float] | None = None
) -> Plan:
    """A plan of the shelf's known products: neighbouring facings of one SKU are a slot, layers keep their numbers.

    `widths_mm` gives widths of packs by SKU: they set the scale of the photo, and with it each slot's place in mm.
    Unknown stacks are left out; `unknown_stacks` says which.
    """
    scale = _mm_per_px(shelf, widths_mm or {})
    left = min((stack.xyxy[0] for stack in shelf.stacks), default=0.0)
    slots = []
    for layer in range(1, shelf.layers + 1):
        known = [run for run in runs(shelf.on_layer(layer)) if run[0].sku is not None]
        slots += [_slot(layer, number, run, left, scale) for number, run in enumerate(known, start=1)]
    width = max((stack.xyxy[2] for stack in shelf.stacks), default=0.0) - left
    return Plan(
        code=code,
        name=name,
        slots=tuple(slots),
        layer_heights_mm=(None,) * shelf.layers,
        width_mm=None if scale is None else round(width * scale, 1),
        category=category,
    )


def unknown_stacks(shelf: Shelf) -> tuple[Stack, ...]:
    """The stacks that a plan made of this shelf leaves out, because nobody knows what they are."""
    return tuple(stack for stack in shelf.stacks if stack.sku is None)


def _slot(layer: int, position: int, run: tuple[Stack, ...], left: float, scale: float | None) -> PlanSlot:
    x0, x1 = min(stack.xyxy[0] for stack in run), max(stack.xyxy[2] for stack in run)
    return PlanSlot(
        layer=layer,
        position=position,
        sku=run[0].sku or "",
        facings=len(run),
        stack=max(stack.units for stack in run),
        x_mm=None if scale is None else round((x0 - left) * scale, 1),
        width_mm=None if scale is None else round((x1 - x0) * scale, 1),
    )


def _mm_per_px(shelf: Shelf, widths_mm: Mapping[str, float]) -> float | None:
    """The photo's scale; the median, because some packs are turned, cut or hidden in part."""
    sized = [(widths_mm.get(stack.sku or ""), stack.width) for stack in shelf.stacks]
    scales = [mm / px for mm, px in sized if mm and px > 0]
    return median(scales) if scales else None
