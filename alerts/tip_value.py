"""What a tip is worth: money a day, by list price, and its rank among a store's tips.

| tip | expected value a day |
|---|---|
| missing, wrong_product, must_stock | price × units a day (here, else in stores like it): all its sales |
| too_few, must_stock with too few | price × units × ((planned / seen)^β - 1) |
| gap | precision of gaps × price × units × (((f + k) / f)^β - 1), f facings there, k that the gap would hold |
| eye_level | `alerts.tips_place` |
| share | `alerts.tips_share` |
| misplaced, brand_block | not known |

β is the space elasticity of the category (`alerts.elasticity`). Where price or sales are not known the value is None
and the rank is the part of a product's sales that such trouble typically costs (`SEVERITY`, our order, not measured)
times what a typical product of the store takes a day: known and unknown values then stand on one scale. A must-stock
product ranks no lower than that either: it is an obligation even where it sells little.
"""

from collections.abc import Mapping
from decimal import ROUND_HALF_UP, Decimal
from statistics import median
from typing import Any, Final

from alerts.elasticity import sales_at
from alerts.shelf import Xyxy
from alerts.tip_facts import TipFacts
from catalog.tables_advice import TipKind
from catalog.tip_draft import TipDraft

SEVERITY: Final[Mapping[TipKind, float]] = {
    "floor_stack": 1.0,
    "must_stock": 1.0,
    "missing": 0.9,
    "wrong_product": 0.8,
    "gap": 0.3,
    "too_few": 0.2,
    "misplaced": 0.15,
    "share": 0.12,
    "eye_level": 0.1,
    "brand_block": 0.05,
}
_CENT: Final = Decimal("0.01")


def all_sales(facts: TipFacts, sku: str) -> Decimal | None:
    """Money a day that a product takes; None where its price or its sales are not known."""
    price, rate = facts.prices.get(sku), facts.rate(sku)
    return None if price is None or rate is None else money(price * max(rate, Decimal(0)))


def more_facings(
    facts: TipFacts, sku: str, seen: float, wanted: float, chance: float = 1.0
) -> Decimal | None:
    """Money a day that `wanted` facings instead of `seen` (above 0) add, times `chance`."""
    worth = all_sales(facts, sku)
    if worth is None:
        return None
    growth = sales_at(1.0, seen, wanted, facts.elasticity(sku)) - 1
    return money(worth * Decimal(growth) * Decimal(chance))


def typical_sales(facts: TipFacts) -> float:
    """The median money a day over the store's products that sell and have a price; 1 where none is known."""
    known = (all_sales(facts, sku) for sku in facts.rates)
    sums = [float(worth) for worth in known if worth]
    return median(sums) if sums else 1.0


def draft_of(
    facts: TipFacts,
    kind: TipKind,
    subject: str,
    *,
    value: Decimal | None,
    params: Mapping[str, Any],
    severity: float = 1.0,
    sku: str | None = None,
    layer: int | None = None,
    xyxy: Xyxy | None = None,
) -> TipDraft:
    """A draft with its rank; `severity` (0..1) says how much of the kind's trouble it is."""
    guess = SEVERITY[kind] * severity * typical_sales(facts)
    rank = guess if value is None else float(value)
    if kind == "must_stock":
        rank = max(rank, guess)
    words = {
        key: str(one) if isinstance(one, Decimal) else one for key, one in params.items() if one is not None
    }
    if value is not None:
        words["value"] = str(value)
    if sku is not None:
        words.setdefault("name", facts.name(sku))
        rate = facts.rate(sku)
        if rate is not None:
            words.setdefault("rate", str(rate.quantize(_CENT, ROUND_HALF_UP)))
    return TipDraft(
        kind=kind, subject=subject, rank=rank, sku=sku, layer=layer, xyxy=xyxy, params=words, value=value
    )


def money(amount: Decimal) -> Decimal:
    """Rounded to a cent."""
    return amount.quantize(_CENT, ROUND_HALF_UP)
