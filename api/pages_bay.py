"""A planogram as a drawing: boards from the top, slots with a picture a facing, to scale where sizes are known."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final
from urllib.parse import quote

from catalog.plans import Plan, PlanSlot, UnknownPlace
from catalog.queries_sku_cards import SkuCard

_WIDTH_PX: Final = 1110
_LEAST_PX_PER_MM, _MOST_PX_PER_MM = 0.3, 0.75
_USUAL_WIDTH_MM, _USUAL_HEIGHT_MM = 75.0, 210.0
"""Of a pack whose size nobody knows."""
_LEAST_PX, _HIGHEST_PX = 16, 220


@dataclass(frozen=True)
class SlotView:
    """A slot as it is drawn; `unit_mm` is the width of one facing, None where it is a guess; `x_mm` its left end.

    `sku`, `name` and `words` are "" for the place of what nobody could name.
    """

    sku: str
    name: str
    words: str
    competitor: bool
    facings: int
    stack: int
    x_mm: float | None
    unit_mm: float | None
    width_px: int
    height_px: int
    picture: str | None


@dataclass(frozen=True)
class Board:
    """A layer of the bay, 1 at the top."""

    layer: int
    height_mm: float | None
    slots: tuple[SlotView, ...]


@dataclass(frozen=True)
class Bay:
    """The drawing. `to_scale` when the width of every slot is known."""

    boards: tuple[Board, ...]
    to_scale: bool
    px_per_mm: float
    facings: int
    skus: int
    unknown: int
    """Facings of what nobody could name; not among `facings`."""


def draw_bay(plan: Plan, cards: Mapping[str, SkuCard]) -> Bay:
    """The plan as boards; its widest board is about as wide as a page."""
    widths = [
        sum((_unit_mm(slot, cards) or _USUAL_WIDTH_MM) * slot.facings for slot in plan.places_on(layer))
        for layer in range(1, plan.layers + 1)
    ]
    scale = min(_MOST_PX_PER_MM, max(_LEAST_PX_PER_MM, _WIDTH_PX / max([*widths, 1.0])))
    heights = plan.layer_heights_mm or (None,) * plan.layers
    return Bay(
        boards=tuple(
            Board(
                layer, heights[layer - 1], tuple(_slot(slot, cards, scale) for slot in plan.places_on(layer))
            )
            for layer in range(1, plan.layers + 1)
        ),
        to_scale=bool(plan.slots) and all(_unit_mm(slot, cards) is not None for slot in plan.places),
        px_per_mm=round(scale, 4),
        facings=sum(slot.facings for slot in plan.slots),
        skus=len({slot.sku for slot in plan.slots}),
        unknown=sum(place.facings for place in plan.unknown),
    )


def picture_of(card: SkuCard) -> str | None:
    """Where the SKU's picture is."""
    if card.reference_id is None:
        return None
    return f"/api/skus/{quote(card.code, safe='')}/references/{card.reference_id}.jpg"


def _unit_mm(slot: PlanSlot | UnknownPlace, cards: Mapping[str, SkuCard]) -> float | None:
    if slot.width_mm is not None:
        return slot.width_mm / slot.facings
    card = _card(slot, cards)
    return None if card is None else card.width_mm


def _card(slot: PlanSlot | UnknownPlace, cards: Mapping[str, SkuCard]) -> SkuCard | None:
    return cards.get(slot.sku) if isinstance(slot, PlanSlot) else None


def _slot(slot: PlanSlot | UnknownPlace, cards: Mapping[str, SkuCard], scale: float) -> SlotView:
    sku = slot.sku if isinstance(slot, PlanSlot) else ""
    card = _card(slot, cards)
    unit = _unit_mm(slot, cards)
    height = _USUAL_HEIGHT_MM if card is None or card.height_mm is None else card.height_mm
    return SlotView(
        sku=sku,
        name=sku if card is None else card.name,
        words=sku if card is None else card.words,
        competitor=card is not None and card.competitor,
        facings=slot.facings,
        stack=slot.stack,
        x_mm=slot.x_mm,
        unit_mm=None if unit is None else round(unit, 4),
        width_px=max(_LEAST_PX, round((unit or _USUAL_WIDTH_MM) * scale)),
        height_px=min(_HIGHEST_PX, max(_LEAST_PX, round(height * scale))),
        picture=None if card is None else picture_of(card),
    )
