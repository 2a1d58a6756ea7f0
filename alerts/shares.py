"""Share of shelf: by count, width or area; the denominator named; an interval around each share.

**Point.** A part's amount over the denominator's: the known products, these and the unknown, or gaps too.

**Interval** (95 %), of the share there would be if every product were known and nothing miscounted. It has two causes.

1. *What is unknown.* An unknown group g of amount A_g is the brand's with chance q_g = p_g + (1 - Σp): its candidates'
   probability, and all of what no candidate has. Below, none of it is the brand's; above, q_g of it. Without
   candidates q = 1: the bounds are none and all. And where much is unknown the catalogue lacks products, some of
   which got a name (`strangers_per_unknown`): below, the known are fewer in proportion.
2. *What is miscounted and misnamed.* For a share s of W, with v the variance of what stands behind one counted
   (`MeasuredErrors.facing_noise`, of gaps `gap_noise`) and w the part of wrong names:

       Var = [(1-s)² Σ_in a²v + s² Σ_out a²v + 2 w(1-w) Σ_in A_g² + Σ_unknown q(1-q) A_g²] / W²

   over stacks (a) inside and outside the part, over groups (A_g) for names, since a group goes wrong as a whole; twice,
   since as many are taken for the brand as for another. The last sum counts above only. 1.96 deviations are added
   to each bound, above no more than all of the unknown and what is miscounted; the point always lies inside.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from math import sqrt
from typing import Final, Literal

from alerts.measured import MEASURED, MeasuredErrors
from alerts.share_parts import By, Measure, Part, parts_of
from alerts.shelf import Shelf
from catalog.queries_skus import SkuFact

Denominator = Literal["known", "known_unknown", "incl_gaps"]
Kind = Literal["known", "unknown", "gap"]

_Z: Final = 1.96
_TENTH: Final = Decimal("0.1")


@dataclass(frozen=True)
class Share:
    """A brand's, category's or owner's part (`label`), or the unknown's or the gaps' (`label` None, see `kind`).

    `amount` is in facings, pixels or square pixels. Percentages have one decimal; those of one call sum to 100.0.
    """

    kind: Kind
    label: str | None
    amount: float
    share_pct: Decimal
    low_pct: Decimal
    high_pct: Decimal

    def __post_init__(self) -> None:
        if (self.kind == "known") != (self.label is not None):
            raise ValueError(f"expected a label for known parts alone, got {self.label!r} for {self.kind}")
        if not 0 <= self.low_pct <= self.share_pct <= self.high_pct <= 100:
            raise ValueError(f"expected 0 <= low <= share <= high <= 100, got {self}")


def shares(
    shelf: Shelf,
    skus: Mapping[str, SkuFact],
    *,
    by: By = "brand",
    measure: Measure = "count",
    denominator: Denominator = "known_unknown",
    layer: int | None = None,
    errors: MeasuredErrors = MEASURED,
) -> tuple[Share, ...]:
    """The photo's shares, or those of one `layer`; the largest first, then the unknown, then gaps.

    `count` counts stacks (同层同列去重) and a gap as so many as its width would hold; `linear` adds widths, `area`
    boxes, both in pixels of this photo: a shelf photographed aslant weighs its near end more. Gaps on no layer are
    not counted. Nothing to share: an empty tuple.
    """
    parts = parts_of(shelf, skus, by=by, measure=measure, layer=layer)
    inside = [part for part in parts if _counts(part.kind, denominator)]
    unknown = [part for part in parts if part.kind == "unknown"]
    whole = sum(part.amount for part in inside)
    if whole <= 0:
        return ()
    keys = sorted({(part.kind, part.label) for part in inside}, key=lambda key: (key[0], key[1] or ""))
    amounts = {key: sum(part.amount for part in inside if (part.kind, part.label) == key) for key in keys}
    rounded = _tenths([amounts[key] / whole for key in keys])
    found = []
    for key, pct in zip(keys, rounded, strict=True):
        low, high = _interval(key, inside, unknown, errors)
        found.append(
            Share(
                kind=key[0],
                label=key[1],
                amount=amounts[key],
                share_pct=pct,
                low_pct=min(pct, _pct(low)),
                high_pct=max(pct, _pct(high)),
            )
        )
    order = {"known": 0, "unknown": 1, "gap": 2}
    return tuple(sorted(found, key=lambda share: (order[share.kind], -share.amount, share.label or "")))


def _counts(kind: Kind, denominator: Denominator) -> bool:
    if kind == "gap":
        return denominator == "incl_gaps"
    return kind == "known" or denominator != "known"


def _interval(
    key: tuple[Kind, str | None], inside: Sequence[Part], unknown: Sequence[Part], errors: MeasuredErrors
) -> tuple[float, float]:
    """Low and high share, 0..1. Unknown stacks outside the denominator come into it here: they are something."""
    kind, label = key
    own = [part for part in inside if (part.kind, part.label) == key]
    rest = [part for part in inside if (part.kind, part.label) != key]
    amount = sum(part.amount for part in own)
    whole = sum(part.amount for part in inside)
    share = amount / whole
    counted = (1 - share) ** 2 * _noise(own, errors) + share**2 * _noise(rest, errors)
    if kind != "known":
        spread = _Z * sqrt(counted) / whole
        return share - spread, share + spread
    counted += 2 * errors.wrong * (1 - errors.wrong) * sum(size**2 for size in _by_group(own).values())
    outside = () if any(part.kind == "unknown" for part in inside) else unknown
    all_of_it = whole + sum(part.amount for part in outside)
    chances = {part.group: part.chance_of(label) for part in unknown}
    sizes = _by_group(unknown)
    known = sum(part.amount for part in inside if part.kind == "known")
    strangers = min(1.0, errors.strangers_per_unknown * sum(sizes.values()) / known)
    low = amount * (1 - strangers)
    high = amount + sum(chances[group] * size for group, size in sizes.items())
    open_names = sum(chances[group] * (1 - chances[group]) * size**2 for group, size in sizes.items())
    most = amount + sum(sizes.values()) + _Z * sqrt(counted)
    return (
        (low - _Z * sqrt(counted)) / all_of_it,
        min(most, high + _Z * sqrt(counted + open_names)) / all_of_it,
    )


def _noise(parts: Iterable[Part], errors: MeasuredErrors) -> float:
    return sum(
        part.amount**2 * (errors.gap_noise if part.kind == "gap" else errors.facing_noise) for part in parts
    )


def _by_group(parts: Iterable[Part]) -> dict[int, float]:
    sizes: dict[int, float] = {}
    for part in parts:
        sizes[part.group] = sizes.get(part.group, 0.0) + part.amount
    return sizes


def _pct(share: float) -> Decimal:
    return Decimal(100 * min(1.0, max(0.0, share))).quantize(_TENTH)


def _tenths(fractions: Sequence[float]) -> list[Decimal]:
    """Percentages of one decimal that sum to 100.0: rounded down, the tenths left over to the largest remainders."""
    exact = [1000 * fraction for fraction in fractions]
    floors = [int(value + 1e-9) for value in exact]
    order = sorted(range(len(exact)), key=lambda i: (floors[i] - exact[i], i))
    for i in order[: 1000 - sum(floors)]:
        floors[i] += 1
    return [(Decimal(tenths) / 10).quantize(_TENTH) for tenths in floors]
