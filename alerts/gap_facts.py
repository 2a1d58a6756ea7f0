"""What a subsidy gap 补贴差 is worked out of: a rival's offers, our product with its policies, the rules."""

from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Final, Literal

from alerts.depth import Depth, depth_of
from alerts.offers import Assumption
from catalog.mechanic import Numbers, OfferKind

Rule = Literal["own_depth_below", "behind_competitor_by"]
Availability = Literal["in_force", "planned", "elsewhere"]

OWN_DEPTH_MIN_PCT: Final = Decimal(15)
BEHIND_MAX_POINTS: Final = Decimal(15)
FLOOR_STACK_UPLIFT: Final = 0.5
"""What a floor stack adds to a product's sales where a category has no setting: half as much again. Our assumption,
not measured; every answer that uses it says so."""
_HUNDREDTH: Final = Decimal("0.01")


def points(depth: Decimal) -> Decimal:
    """A depth, or a difference of two, in percentage points; exact for depths of four decimals."""
    return (depth * 100).quantize(_HUNDREDTH, ROUND_HALF_UP)


@dataclass(frozen=True)
class Product:
    """A SKU as people call it; `list_price` of one. `content` is the whole unit's, in `unit`, `None` for pieces."""

    code: str
    name: str
    category: str = ""
    list_price: Decimal | None = None
    content: Decimal | None = None
    unit: Literal["ml", "g"] = "ml"

    def __post_init__(self) -> None:
        for field, value in (("list_price", self.list_price), ("content", self.content)):
            if value is not None and value <= 0:
                raise ValueError(f"expected {field} > 0 or None, got {value}")


@dataclass(frozen=True)
class RivalOffer:
    """One offer of a rival's poster as it is in force, corrections included.

    `number` is its own on the poster, `offer_id` the row of it that was read, `None` for one that a person added.
    `depth` and `unit_price` are those of the poster's report; where it has none the catalogue's list price may still
    give one, unless the offer is priced in another currency or by weight (`per`): its sums are then not those of a
    unit of ours.
    """

    kind: OfferKind
    numbers: Numbers
    depth: Decimal | None = None
    unit_price: Decimal | None = None
    assumptions: tuple[Assumption, ...] = ()
    needs_check: bool = False
    offer_id: int | None = None
    number: int = 0
    text: str = ""
    currency: str = "¥"
    per: str | None = None
    valid_from: date | None = None
    valid_until: date | None = None

    def __post_init__(self) -> None:
        if self.depth is not None and not 0 <= self.depth <= 1:
            raise ValueError(f"expected 0 <= depth <= 1, got {self.depth}")

    @property
    def by_unit(self) -> bool:
        """Whether its sums are money of ours for one unit."""
        return self.currency == "¥" and self.per is None

    def told(self, list_price: Decimal | None) -> Depth:
        """Its depth, by the poster, else, where nothing is doubtful, by the catalogue's `list_price` of the product."""
        if not self.by_unit:
            return Depth(self.depth, None, self.assumptions)
        if self.depth is not None:
            price = self.unit_price
            base = self.numbers.list_price or list_price
            if price is None and base is not None:
                price = (base * (1 - self.depth)).quantize(_HUNDREDTH, ROUND_HALF_UP)
            return Depth(self.depth, price, self.assumptions)
        told = Depth() if self.needs_check else depth_of(self.kind, self.numbers, list_price)
        if told.depth is None:
            return Depth(None, self.unit_price or told.unit_price, self.assumptions)
        added: tuple[Assumption, ...] = (*told.assumptions, "catalogue_list_price")
        return Depth(told.depth, told.unit_price, tuple(dict.fromkeys((*self.assumptions, *added))))

    def runs_on(self, day: date) -> bool:
        """Whether its printed dates, where there are any, allow that day."""
        return (self.valid_from is None or self.valid_from <= day) and (
            self.valid_until is None or day <= self.valid_until
        )


@dataclass(frozen=True)
class OwnPolicy:
    """A promotion policy of ours for the SKU. `availability` tells whether it runs in this store on the day, starts
    later (`valid_from`), or runs in other places (`places`, as people call them). `budget` in all; None: no limit.

    `spent` is what it may have cost so far: the units that its products sold where it ran, each at its depth. That is
    an estimate from above, for not every unit was bought under it; None where it was not worked out.
    """

    code: str
    name: str
    kind: OfferKind
    numbers: Numbers
    priority: int = 0
    availability: Availability = "in_force"
    valid_from: date | None = None
    valid_until: date | None = None
    budget: Decimal | None = None
    places: tuple[str, ...] = ()
    spent: Decimal | None = None

    @property
    def budget_left(self) -> Decimal | None:
        """What is left of the budget, never below 0; None without a budget or an estimate."""
        if self.budget is None or self.spent is None:
            return None
        return max(Decimal(0), self.budget - self.spent)

    def told(self, list_price: Decimal | None) -> Depth:
        """Its depth for a product of this list price."""
        return depth_of(self.kind, self.numbers, list_price)


@dataclass(frozen=True)
class OwnProduct:
    """A SKU of ours that competes, the policies for it wherever they run, and units a day that it sells here.

    `usual` when the rate is that of stores like this one, because it does not sell here yet.
    """

    product: Product
    policies: tuple[OwnPolicy, ...] = ()
    rate: Decimal | None = None
    usual: bool = False


@dataclass(frozen=True)
class GapRules:
    """What is set for a category; None in the settings means these defaults. Percentages and points, 0 to 100.

    `floor_stack_day_cost` is what a floor stack 堆头 costs a day, None where nobody set it; `floor_stack_uplift` the
    part by which it raises sales, 0.5 for half as much again, `uplift_set` whether somebody set it.
    """

    own_depth_min_pct: Decimal = OWN_DEPTH_MIN_PCT
    behind_max_points: Decimal = BEHIND_MAX_POINTS
    floor_stack_day_cost: Decimal | None = None
    floor_stack_uplift: float = FLOOR_STACK_UPLIFT
    uplift_set: bool = False

    def __post_init__(self) -> None:
        for field, value in (
            ("own_depth_min_pct", self.own_depth_min_pct),
            ("behind_max_points", self.behind_max_points),
        ):
            if not 0 <= value <= 100:
                raise ValueError(f"expected 0 <= {field} <= 100, got {value}")
        if self.floor_stack_uplift < 0 or (self.floor_stack_day_cost or 0) < 0:
            raise ValueError(f"expected no cost and no uplift below 0, got {self!r}")

    def fired(self, own: Decimal, rival: Decimal) -> tuple["Fired", ...]:
        """The rules that these depths (0..1) break. Where the rival gives no more than we do none is."""
        if rival <= own:
            return ()
        rules = []
        if own * 100 < self.own_depth_min_pct:
            rules.append(Fired("own_depth_below", self.own_depth_min_pct))
        if (rival - own) * 100 >= self.behind_max_points:
            rules.append(Fired("behind_competitor_by", self.behind_max_points))
        return tuple(rules)


@dataclass(frozen=True)
class Fired:
    """A rule that fired and its limit: our depth is below `limit` per cent, or `limit` points or more behind."""

    rule: Rule
    limit: Decimal
