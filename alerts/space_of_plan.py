"""A planogram as a space question, and a suggestion as another planogram: the first is never changed."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from statistics import median
from typing import Final

from alerts.space import SpaceLayer, SpaceProduct, SpaceSuggestion
from alerts.tip_facts import CategoryAims
from catalog.plans import Plan, PlanSlot, UnknownPlace
from catalog.queries_skus import SkuFact

ONE_STEP: Final = 2
"""One suggestion at most doubles or halves a product's facings: how sales follow space (`alerts.elasticity`) was seen
near the facings that they had, and what a facing holds between two refills is not known."""


@dataclass(frozen=True)
class SpaceQuestion:
    """What `suggest_space` is to be asked. `guessed` are SKUs whose width nobody knows: the median of the others, or,
    without any, all products as wide as one another."""

    products: tuple[SpaceProduct, ...]
    layers: tuple[SpaceLayer, ...]
    guessed: tuple[str, ...]


def question_of(
    plan: Plan,
    skus: Mapping[str, SkuFact],
    *,
    widths_mm: Mapping[str, float],
    rates: Mapping[str, Decimal],
    prices: Mapping[str, Decimal],
    aims: Mapping[str, CategoryAims],
) -> SpaceQuestion:
    """A plan's products with what they sell, its layers with their widths.

    A product's width is the catalogue's, else a slot's over its facings. A layer is as wide as the plan, or, where that
    is not known or is less, as what the plan puts there: then nothing grows without something else giving way. What
    nobody has named keeps its room. Facings stay within the category's goals, and within `ONE_STEP` of what they are
    where the goals allow that.
    """
    places: dict[str, dict[int, int]] = {}
    for slot in plan.slots:
        mine = places.setdefault(slot.sku, {})
        mine[slot.layer] = mine.get(slot.layer, 0) + slot.facings
    known = _widths(plan, widths_mm)
    usual = median(known.values()) if known else 1.0
    products = []
    for sku, mine in places.items():
        fact = skus.get(sku)
        wanted = aims.get(fact.category if fact else "", CategoryAims())
        least, most = _reach(sum(mine.values()), wanted)
        products.append(
            SpaceProduct(
                sku=sku,
                name=" ".join(w for w in (fact.brand, fact.name, fact.spec) if w) if fact else sku,
                width_mm=known.get(sku, usual),
                places=tuple(sorted(mine.items())),
                rate=rates.get(sku),
                price=prices.get(sku),
                min_facings=least,
                max_facings=most,
                elasticity=wanted.space_elasticity,
            )
        )
    layers = []
    for layer in sorted({slot.layer for slot in plan.slots}):
        used = sum(one.width_mm * dict(one.places).get(layer, 0) for one in products)
        taken = sum(place.width_mm or usual * place.facings for place in plan.unknown if place.layer == layer)
        layers.append(SpaceLayer(layer, max((plan.width_mm or 0.0) - taken, used) if known else used))
    return SpaceQuestion(tuple(products), tuple(layers), tuple(s for s in places if s not in known))


def _reach(facings: int, wanted: CategoryAims) -> tuple[int, int]:
    least = max(wanted.min_facings, min(-(-facings // ONE_STEP), wanted.max_facings))
    return least, max(least, min(wanted.max_facings, facings * ONE_STEP))


def plan_with(plan: Plan, suggestion: SpaceSuggestion) -> Plan:
    """The plan with the suggested facings, to be looked at and saved as a draft, or not.

    A SKU's first slot on a layer grows, its last ones shrink. Slots left without facings go, new ones are put at the
    end of the layer; widths follow facings, and places along the layer are left to be found anew. What nobody has
    named stays where it is among them.
    """
    counts = [slot.facings for slot in plan.slots]
    added: list[PlanSlot] = []
    for change in suggestion.changes:
        mine = [
            i for i, slot in enumerate(plan.slots) if (slot.sku, slot.layer) == (change.sku, change.layer)
        ]
        more = change.after - change.before
        if more > 0 and mine:
            counts[mine[0]] += more
        elif more > 0:
            added.append(PlanSlot(change.layer, 1, change.sku, more))
        for i in reversed(mine if more < 0 else []):
            taken = min(counts[i], -more)
            counts[i] -= taken
            more += taken
    kept = [_resized(slot, count) for slot, count in zip(plan.slots, counts, strict=True) if count]
    stay: list[PlanSlot | UnknownPlace] = [*kept, *(replace(place, x_mm=None) for place in plan.unknown)]
    slots: list[PlanSlot] = []
    unknown: list[UnknownPlace] = []
    for layer in range(1, plan.layers + 1):
        row = sorted((place for place in stay if place.layer == layer), key=lambda place: place.position)
        for position, place in enumerate([*row, *(new for new in added if new.layer == layer)], start=1):
            if isinstance(place, PlanSlot):
                slots.append(replace(place, position=position))
            else:
                unknown.append(replace(place, position=position))
    return replace(plan, slots=tuple(slots), unknown=tuple(unknown), version_id=None)


def _resized(slot: PlanSlot, facings: int) -> PlanSlot:
    width = None if slot.width_mm is None else slot.width_mm * facings / slot.facings
    return replace(slot, facings=facings, width_mm=width, x_mm=None)


def _widths(plan: Plan, widths_mm: Mapping[str, float]) -> dict[str, float]:
    known: dict[str, float] = {}
    for slot in plan.slots:
        width = widths_mm.get(slot.sku) or (slot.width_mm / slot.facings if slot.width_mm else None)
        if width and width > 0:
            known.setdefault(slot.sku, width)
    return known
