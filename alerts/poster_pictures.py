"""What a poster is about by its words and its pack shots together: sure words win, pictures decide among twins."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Final, TypeVar

from alerts.poster_naming import SHOWN, Candidate, PosterName, SkuWords
from vision.naming import NAME_MIN
from vision.pack_shots import PackShot

Said = TypeVar("Said")
LEAST_SHOWN: Final = 0.05
"""Candidates that the picture makes less likely than this are not shown."""


def with_pictures(
    named: PosterName, skus: Sequence[SkuWords], shots: Sequence[PackShot], specs: Sequence[str] = ()
) -> PosterName:
    """The name by the words, completed by the pack shots; `specs` are those printed on the poster.

    A SKU that the words settled stays. Where they leave products or twins open, or say nothing, the picture decides, as
    far as the printed spec allows. Where both name different products, neither is named: both are candidates.
    """
    chance = _chances(shots)
    if not chance:
        return named
    both = replace(named, candidates=_joined(named.candidates, chance))
    if named.sku is not None:
        return both
    of = {sku.code: sku for sku in skus if sku.code in chance}
    brand = _sure({code: sku.brand for code, sku in of.items()}, chance)
    product = _sure({code: (sku.brand, sku.name) for code, sku in of.items()}, chance)
    if brand is None:
        return both
    read = {sku.name for sku in skus if sku.code in {one.code for one in named.candidates}}
    if named.brand not in {None, brand} or (product and read and product[1] not in read):
        agreed = brand if named.brand == brand else None
        return replace(both, brand=agreed, product=None, spec=named.spec)
    if product is None:
        return replace(both, brand=brand)
    twins = [sku for sku in skus if (sku.brand, sku.name) == product and (not specs or sku.spec in specs)]
    sure = [sku for sku in twins if chance.get(sku.code, 0.0) >= NAME_MIN]
    only = sure[0] if sure else twins[0] if specs and len(twins) == 1 else None
    return replace(
        both,
        brand=brand,
        product=product[1],
        spec=named.spec or (only.spec if only is not None else None) or None,
        sku=only.code if only is not None else None,
    )


def _chances(shots: Sequence[PackShot]) -> dict[str, float]:
    """How likely each SKU is what the poster is about: the mean over its large packs.

    One pack that the catalogue does not know, or two products, leave less for each.
    """
    sums: dict[str, float] = {}
    for shot in shots:
        for code, probability in shot.name.alternatives:
            sums[code] = sums.get(code, 0.0) + probability
    return {code: total / len(shots) for code, total in sums.items() if total > 0}


def _sure(said: Mapping[str, Said], chance: Mapping[str, float]) -> Said | None:
    """The brand, or the product, that the SKUs are together sure enough of."""
    sums: dict[Said, float] = {}
    for code, value in said.items():
        sums[value] = sums.get(value, 0.0) + chance[code]
    best = max(sums, key=lambda value: sums[value], default=None)
    return best if best is not None and sums[best] >= NAME_MIN else None


def _joined(words: Sequence[Candidate], chance: Mapping[str, float]) -> tuple[Candidate, ...]:
    """Candidates of both, best first; one found by both counts as 1 - (1 - words) (1 - picture)."""
    scores = {one.code: one.score for one in words}
    for code, probability in chance.items():
        if code in scores or probability >= LEAST_SHOWN:
            scores[code] = 1 - (1 - scores.get(code, 0.0)) * (1 - probability)
    ranked = sorted(scores, key=lambda code: (-scores[code], code))
    return tuple(Candidate(code, round(min(scores[code], 1.0), 3)) for code in ranked[:SHOWN])
