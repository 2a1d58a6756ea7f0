"""Must-stock lists held against shelves (OSA), and how full a shelf is (fill rate)."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from statistics import median
from typing import Final, Literal, Protocol

from alerts.shelf import Shelf, Stack
from catalog.queries_skus import SkuFact

Presence = Literal["present", "missing", "unknown"]
WhyUnknown = Literal["may_be_unnamed", "not_photographed"]

MAY_BE_FROM: Final = 0.05
"""A candidate from this probability on keeps a must-stock product from being called missing."""
_TENTH: Final = Decimal("0.1")


class Must(Protocol):
    """A line of a must-stock list (`catalog.must_stock.MustLine`)."""

    @property
    def sku(self) -> str:
        """The SKU's code."""

    @property
    def min_facings(self) -> int:
        """Facings that it should have at least."""


@dataclass(frozen=True)
class StockLine:
    """A must-stock product: `facings` counts its columns over all shelves, `why` says why it is unknown."""

    sku: str
    min_facings: int
    facings: int
    presence: Presence
    why: WhyUnknown | None = None
    on_one: int | None = None
    """Its facings on the photo that shows most of them: photos may show the same ones. None: as `facings`."""

    @property
    def enough(self) -> bool:
        """There, with as many facings as it must have, all on one photo."""
        most = self.facings if self.on_one is None else self.on_one
        return self.presence == "present" and most >= self.min_facings

    @property
    def short(self) -> bool:
        """There, with fewer facings than it must have, even if no two photos show the same ones."""
        return self.presence == "present" and self.facings < self.min_facings


@dataclass(frozen=True)
class Fill:
    """How full a layer, or the whole photo (`layer` None), is: product area over product and gap area, per cent.

    Square pixels; None where there is neither product nor gap. Gaps on no layer are not counted.
    """

    layer: int | None
    product_area: float
    gap_area: float
    fill_pct: Decimal | None


@dataclass(frozen=True)
class StockCheck:
    """OSA (在架率) with its denominators: present over present + missing; and over the whole list, the unknown counted
    as missing (`osa_low_pct`) or as present (`osa_high_pct`). None where the denominator is 0."""

    lines: tuple[StockLine, ...]
    fill_pct: Decimal | None

    def having(self, presence: Presence) -> tuple[StockLine, ...]:
        """The lines of one presence."""
        return tuple(line for line in self.lines if line.presence == presence)

    @property
    def judged(self) -> int:
        """Lines that are present or missing: the denominator of `osa_pct`."""
        return len(self.lines) - len(self.having("unknown"))

    @property
    def osa_pct(self) -> Decimal | None:
        """Present over judged."""
        return _pct(len(self.having("present")), self.judged)

    @property
    def osa_low_pct(self) -> Decimal | None:
        """Present over all lines."""
        return _pct(len(self.having("present")), len(self.lines))

    @property
    def osa_high_pct(self) -> Decimal | None:
        """Present or unknown over all lines."""
        return _pct(len(self.lines) - len(self.having("missing")), len(self.lines))


def stock_check(must: Sequence[Must], shelves: Sequence[Shelf], skus: Mapping[str, SkuFact]) -> StockCheck:
    """Hold a store's list against its shelves, one or more photos.

    A SKU that no photo shows is unknown, not missing, while an unnamed product may be it (among its candidates, or of
    its brand, or never compared with anything), or while no product of its category was photographed.
    """
    stacks = [stack for shelf in shelves for stack in shelf.stacks]
    by_photo = [Counter(stack.sku for stack in shelf.stacks if stack.sku is not None) for shelf in shelves]
    counts = {code: [one[code] for one in by_photo] for code in set().union(*by_photo)}
    photographed = {skus[code].category for code in counts if code in skus}
    unnamed = [stack for stack in stacks if stack.sku is None]
    lines = tuple(_line(one, counts.get(one.sku, []), photographed, unnamed, skus) for one in must)
    return StockCheck(lines, _fill_of(shelves))


def fills(shelf: Shelf) -> tuple[Fill, ...]:
    """The photo's fill rate, then each layer's from the top."""
    gaps = [gap for gap in shelf.gaps if gap.layer >= 1]
    layers = sorted({stack.layer for stack in shelf.stacks} | {gap.layer for gap in gaps})
    found = []
    for layer in layers:
        found.append(
            _fill(
                layer,
                sum(stack.area for stack in shelf.on_layer(layer)),
                sum(_area(gap.xyxy) for gap in gaps if gap.layer == layer),
            )
        )
    whole = _fill(None, sum(one.product_area for one in found), sum(one.gap_area for one in found))
    return (whole, *found)


def may_be(stack: Stack, sku: str, brand: str | None) -> bool:
    """Whether an unnamed stack may be the SKU: a candidate, of its brand, or never compared with the catalogue."""
    if stack.sku is not None:
        return False
    if not stack.candidates and stack.brand is None:
        return True
    likely = any(code == sku and chance >= MAY_BE_FROM for code, chance in stack.candidates)
    return likely or (stack.brand is not None and stack.brand == brand)


def _line(
    must: Must,
    counts: Sequence[int],
    photographed: Collection[str],
    unnamed: Sequence[Stack],
    skus: Mapping[str, SkuFact],
) -> StockLine:
    fact = skus.get(must.sku)
    if counts:
        return StockLine(must.sku, must.min_facings, sum(counts), "present", on_one=max(counts))
    if any(may_be(stack, must.sku, fact.brand if fact else None) for stack in unnamed):
        return StockLine(must.sku, must.min_facings, 0, "unknown", "may_be_unnamed")
    if fact is None or fact.category not in photographed:
        return StockLine(must.sku, must.min_facings, 0, "unknown", "not_photographed")
    return StockLine(must.sku, must.min_facings, 0, "missing")


def _fill_of(shelves: Sequence[Shelf]) -> Decimal | None:
    """Over several photos areas are measured in median stacks of their own photo: a nearer one weighs no more."""
    product = gap = 0.0
    for shelf in shelves:
        areas = [stack.area for stack in shelf.stacks if stack.area > 0]
        if areas:
            whole = fills(shelf)[0]
            product += whole.product_area / median(areas)
            gap += whole.gap_area / median(areas)
    return _fill(None, product, gap).fill_pct


def _fill(layer: int | None, product: float, gap: float) -> Fill:
    whole = product + gap
    pct = None if whole <= 0 else (Decimal(100 * product) / Decimal(whole)).quantize(_TENTH, ROUND_HALF_UP)
    return Fill(layer, product, gap, pct)


def _area(xyxy: tuple[float, float, float, float]) -> float:
    return (xyxy[2] - xyxy[0]) * (xyxy[3] - xyxy[1])


def _pct(part: int, whole: int) -> Decimal | None:
    return None if whole == 0 else (Decimal(100 * part) / whole).quantize(_TENTH, ROUND_HALF_UP)
