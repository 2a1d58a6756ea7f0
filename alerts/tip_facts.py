"""What advice is made of: one photo, what was judged of it, and what the store sells at what price."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from hashlib import sha256
from typing import Final

from alerts.elasticity import DEFAULT_ELASTICITY
from alerts.eye_level import EYE_LIFT
from alerts.shelf import Shelf, Stack
from alerts.stocking import StockCheck
from alerts.verdicts import Judgement
from catalog.plans import FACINGS_MAX, Plan
from catalog.queries_skus import SkuFact

SUBJECT_MAX: Final = 160


@dataclass(frozen=True)
class PlanJudged:
    """A plan in force and how the photo kept it."""

    plan: Plan
    judgement: Judgement

    @property
    def this_bay(self) -> bool:
        """Whether the photo shows the plan's bay at all."""
        return self.judgement.outcome == "judged"

    @property
    def offset(self) -> int:
        """The photo's number of a layer less the plan's."""
        seen = (v.photo_layer - v.layer for v in self.judgement.verdicts if v.photo_layer is not None)
        return next(seen, 0)


@dataclass(frozen=True)
class CategoryAims:
    """What is set for a category: its space elasticity, the share (per cent) that our own products should have, and
    the facings of a product that a space suggestion may give, and what eye level is taken to add to sales."""

    space_elasticity: float = DEFAULT_ELASTICITY
    share_target_pct: Decimal | None = None
    min_facings: int = 1
    max_facings: int = FACINGS_MAX
    eye_lift: float = EYE_LIFT


@dataclass(frozen=True)
class TipFacts:
    """One photo's facts. By SKU code: `rates` units a day in this store, `usual_rates` in stores like it (for what is
    not sold here at all), `prices` list prices. `stock` is the store's must-stock list against its photos of the day.
    """

    shelf: Shelf
    skus: Mapping[str, SkuFact] = field(default_factory=dict)
    judged: tuple[PlanJudged, ...] = ()
    stock: StockCheck | None = None
    rates: Mapping[str, Decimal] = field(default_factory=dict)
    usual_rates: Mapping[str, Decimal] = field(default_factory=dict)
    prices: Mapping[str, Decimal] = field(default_factory=dict)
    aims: Mapping[str, CategoryAims] = field(default_factory=dict)

    @property
    def plans(self) -> tuple[PlanJudged, ...]:
        """The plans of this bay, the likeliest first."""
        mine = [one for one in self.judged if one.this_bay]
        return tuple(sorted(mine, key=lambda one: (-one.judgement.likeness, one.plan.code)))

    @property
    def bay(self) -> str:
        """The code of the plan that this photo was judged by; "" without one."""
        return self.plans[0].plan.code if self.plans else ""

    @property
    def planned(self) -> frozenset[str]:
        """SKUs that a plan of this bay has a place for."""
        return frozenset(slot.sku for one in self.plans for slot in one.plan.slots)

    def spoken_layer(self, layer: int) -> int:
        """What a photo's layer is called to people: by the plan's number where the photo is known to show its bay."""
        return max(1, layer - self.plans[0].offset) if self.plans else layer

    def name(self, sku: str) -> str:
        """How people call a SKU."""
        fact = self.skus.get(sku)
        return sku if fact is None else " ".join(word for word in (fact.brand, fact.name, fact.spec) if word)

    def aims_of(self, category: str) -> CategoryAims:
        """A category's settings, or the defaults."""
        return self.aims.get(category, CategoryAims())

    def elasticity(self, sku: str) -> float:
        """The space elasticity of a SKU's category."""
        fact = self.skus.get(sku)
        return self.aims_of(fact.category if fact else "").space_elasticity

    def stacks_of(self, sku: str) -> tuple[Stack, ...]:
        """Where the photo shows a SKU."""
        return tuple(stack for stack in self.shelf.stacks if stack.sku == sku)

    def rate(self, sku: str) -> Decimal | None:
        """Units a day: what it sells here, or, where that is nothing or not known, in stores like it."""
        here = self.rates.get(sku)
        return here if here else self.usual_rates.get(sku, here)


def subject_of(kind: str, *parts: object) -> str:
    """A tip's subject, e.g. «gap:BAY-1:LB-500»; too long ones are cut, their whole text told apart by its digest."""
    text = ":".join([kind, *(str(part) for part in parts)])
    if len(text) <= SUBJECT_MAX:
        return text
    return f"{text[: SUBJECT_MAX - 17]}:{sha256(text.encode()).hexdigest()[:16]}"
