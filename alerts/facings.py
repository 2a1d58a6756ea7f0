"""From named groups to counted facings."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from catalog.queries_skus import SkuFact
from vision.facings import count_facings
from vision.naming import NAME_MIN, Name
from vision.see import Group, ShelfSeen


@dataclass(frozen=True)
class FacingRow:
    """Facings on one layer of one SKU, or of the unknown look-alikes `group`: exactly one of the two is given.

    A group may have a `brand` without a SKU: twins of one brand that only the spec or the flavour tells apart.
    """

    sku: str | None
    brand: str | None
    spec: str | None
    competitor: bool
    group: int | None
    layer: int
    columns: int
    units: int

    def __post_init__(self) -> None:
        if (self.sku is None) == (self.group is None):
            raise ValueError(f"expected a SKU or an unknown group, got {self.sku!r} and {self.group!r}")
        if not 1 <= self.columns <= self.units or self.layer < 1:
            raise ValueError(
                f"expected 1 <= columns <= units and layer >= 1, "
                f"got {self.columns}, {self.units}, {self.layer}"
            )


def known_sku(group: Group, skus: Mapping[str, SkuFact]) -> SkuFact | None:
    """What the catalogue says of a group's name; None for an unknown group, or a code that the catalogue lacks."""
    return None if group.name.sku is None else skus.get(group.name.sku)


def sure_brand(name: Name, skus: Mapping[str, SkuFact]) -> SkuFact | None:
    """The likeliest SKU of an unnamed group whose brand is likely enough to be given: take the brand from it.

    An undecided spec must not spoil the brand's count. None where the brand is open too.
    """
    likely: dict[str, float] = {}
    first: dict[str, SkuFact] = {}
    for code, chance in name.alternatives:
        if (fact := skus.get(code)) is not None:
            likely[fact.brand] = likely.get(fact.brand, 0.0) + chance
            first.setdefault(fact.brand, fact)
    brand = max(likely, key=lambda one: likely[one], default=None)
    return first[brand] if brand is not None and likely[brand] >= NAME_MIN else None


def facing_rows(seen: ShelfSeen, skus: Mapping[str, SkuFact]) -> tuple[FacingRow, ...]:
    """Count what was seen: groups with one name count as one product, each unknown group counts for itself.

    By layer; within it the known by code, then the unknown by group number.
    """
    facts = {group.number: known_sku(group, skus) for group in seen.groups}
    known = sorted({fact.code: fact for fact in facts.values() if fact is not None}.items())
    rank = {code: number for number, (code, _) in enumerate(known)}
    key_of = {
        number: rank[fact.code] if fact is not None else len(known) + number for number, fact in facts.items()
    }
    keys = np.array([key_of[number] for number in seen.group.tolist()], np.int64)
    name_of = {group.number: group.name for group in seen.groups}
    rows = []
    for count in count_facings(keys, seen.layer, seen.column):
        fact = known[count.key][1] if count.key < len(known) else None
        number = None if fact else count.key - len(known)
        kin = fact if number is None else sure_brand(name_of[number], skus)
        rows.append(
            FacingRow(
                sku=fact.code if fact else None,
                brand=kin.brand if kin else None,
                spec=fact.spec if fact else None,
                competitor=kin.competitor if kin else False,
                group=number,
                layer=count.layer,
                columns=count.columns,
                units=count.units,
            )
        )
    return tuple(sorted(rows, key=lambda r: (r.layer, r.sku is None, r.sku or "", r.group or 0)))
