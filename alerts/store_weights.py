"""What a store counts for in weighted distribution: its sales of the category, or as much as any other."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from catalog.distribution_facts import CategorySales

Basis = Literal["turnover", "units", "equal"]


@dataclass(frozen=True)
class StoreWeights:
    """Weights by category and store, and what they are made of: turnover, units, or nothing (`equal`)."""

    basis: Mapping[str, Basis]
    weight: Mapping[str, Mapping[int, Decimal]]

    def of(self, category: str, audited: Iterable[int]) -> Mapping[int, Decimal]:
        """The weights of stores in a category."""
        if self.basis[category] == "equal":
            return dict.fromkeys(audited, Decimal(1))
        return self.weight[category]


def weigh_stores(sales: Iterable[CategorySales], categories: Iterable[str]) -> StoreWeights:
    """Weights for these categories: turnover where every SKU sold has a price, else units, else equal.

    More returns than sales weigh nothing, rather than less than nothing.
    """
    sold: dict[str, list[CategorySales]] = defaultdict(list)
    for row in sales:
        sold[row.category].append(row)
    basis: dict[str, Basis] = {}
    weight: dict[str, dict[int, Decimal]] = {}
    for category in categories:
        rows = sold[category]
        priced = {row.store: max(row.value, Decimal(0)) for row in rows if row.value is not None}
        units = {row.store: max(row.units, Decimal(0)) for row in rows}
        if len(priced) == len(rows) and any(priced.values()):
            basis[category], weight[category] = "turnover", priced
        elif any(units.values()):
            basis[category], weight[category] = "units", units
        else:
            basis[category], weight[category] = "equal", {}
    return StoreWeights(basis, weight)
