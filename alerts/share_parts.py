"""A shelf taken apart for its shares: every stack and gap with its amount, and what it is or may be."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from statistics import median
from typing import Literal

from alerts.shelf import BareSpace, Shelf, Stack
from catalog.queries_skus import SkuFact
from vision.naming import NAME_MIN

Measure = Literal["count", "linear", "area"]
By = Literal["brand", "category", "owner"]

OWN = "own"
COMPETITOR = "competitor"


@dataclass(frozen=True)
class Part:
    """A stack or a gap. `label` says whose it is, None for gaps and the unknown.

    `chances` are an unknown stack's candidates summed by label (`likely_labels`).
    """

    kind: Literal["known", "unknown", "gap"]
    label: str | None
    group: int
    amount: float
    chances: Mapping[str, float] = field(default_factory=dict)

    def chance_of(self, label: str | None) -> float:
        """At most how likely an unknown stack is of `label`: its candidates, and all that no candidate has."""
        rest = 1 - sum(self.chances.values())
        return min(1.0, max(0.0, self.chances.get(label or "", 0.0) + rest))


def parts_of(
    shelf: Shelf, skus: Mapping[str, SkuFact], *, by: By, measure: Measure, layer: int | None = None
) -> tuple[Part, ...]:
    """Stacks in order, then gaps; of one layer, or all. A brand that is sure without a SKU counts for the brand."""
    rivals = {fact.brand: fact.competitor for fact in skus.values()}
    parts = []
    for stack in shelf.stacks if layer is None else shelf.on_layer(layer):
        label = label_of(stack, skus, by, rivals)
        parts.append(
            Part(
                kind="unknown" if label is None else "known",
                label=label,
                group=stack.group,
                amount=_amount(stack, measure),
                chances=likely_labels(stack, skus, by) if label is None else {},
            )
        )
    for gap in shelf.gaps:
        if gap.layer >= 1 and layer in {None, gap.layer}:
            parts.append(Part("gap", None, 0, _gap_amount(gap, shelf, measure)))
    return tuple(parts)


def label_of(stack: Stack, skus: Mapping[str, SkuFact], by: By, rivals: Mapping[str, bool]) -> str | None:
    """Whose a stack is, None while that is open. A category is sure, too, where the candidates agree on it."""
    fact = None if stack.sku is None else skus.get(stack.sku)
    if fact is not None:
        return _label(fact, by)
    if by == "brand":
        return stack.brand
    if by == "owner":
        rival = rivals.get(stack.brand or "")
        return None if rival is None else COMPETITOR if rival else OWN
    chances = likely_labels(stack, skus, by)
    best = max(chances, key=lambda one: chances[one], default=None)
    return best if best is not None and chances[best] >= NAME_MIN else None


def likely_labels(stack: Stack, skus: Mapping[str, SkuFact], by: By) -> dict[str, float]:
    """An unknown stack's candidates, summed by brand, category or owner."""
    chances: dict[str, float] = {}
    for code, chance in stack.candidates:
        if (fact := skus.get(code)) is not None:
            chances[_label(fact, by)] = chances.get(_label(fact, by), 0.0) + chance
    return chances


def facings_in(gap: BareSpace, stacks: Iterable[Stack]) -> int:
    """How many facings a gap would hold: its width over the median width of the stacks given, at least 1."""
    widths = [stack.width for stack in stacks if stack.width > 0]
    return max(1, round((gap.xyxy[2] - gap.xyxy[0]) / median(widths))) if widths else 1


def _label(fact: SkuFact, by: By) -> str:
    if by == "owner":
        return COMPETITOR if fact.competitor else OWN
    return fact.brand if by == "brand" else fact.category


def _amount(stack: Stack, measure: Measure) -> float:
    if measure == "count":
        return 1.0
    return stack.width if measure == "linear" else stack.area


def _gap_amount(gap: BareSpace, shelf: Shelf, measure: Measure) -> float:
    if measure == "count":
        return float(facings_in(gap, shelf.on_layer(gap.layer)))
    width, height = gap.xyxy[2] - gap.xyxy[0], gap.xyxy[3] - gap.xyxy[1]
    return width if measure == "linear" else width * height
