"""Rules as set, spread over SKUs: the SKU's own word, else its category's, else the chain's, else the default."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final, TypeVar

import numpy as np
import numpy.typing as npt

from alerts.silence_rules import DEFAULT_RULES, USUAL_MARGIN, Judging, RuleChoice

_T = TypeVar("_T")


@dataclass(frozen=True)
class SilenceWish:
    """What is set for a SKU, a category or the chain; None leaves it to the next wider one.

    `days` 1 to 60, `chance_max` between 0 and 1, `margin_pct` 0 to 100 of the price.
    """

    days: int | None = None
    chance_max: float | None = None
    margin_pct: Decimal | None = None


@dataclass(frozen=True)
class SkuFacts:
    """A SKU as judging needs it; `judged` False for what left the catalogue or has a successor."""

    sku_id: int
    category: str
    list_price: Decimal | None
    judged: bool


def judging_of(
    skus: Sequence[SkuFacts],
    by_sku: Mapping[int, SilenceWish],
    by_category: Mapping[str, SilenceWish],
    hushed: npt.NDArray[np.bool_],
    *,
    choice: RuleChoice,
    budget: int,
    new_days: int = DEFAULT_RULES.new_days,
) -> Judging:
    """The columns of `skus` in their order; the category "" stands for the chain."""
    wishes = [
        (
            by_sku.get(sku.sku_id, _NONE),
            by_category.get(sku.category, _NONE) if sku.category else _NONE,
            by_category.get("", _NONE),
        )
        for sku in skus
    ]
    days = [_first([one.days for one in three], DEFAULT_RULES.days) for three in wishes]
    chance = [_first([one.chance_max for one in three], DEFAULT_RULES.chance_max) for three in wishes]
    margin = [
        0.0
        if sku.list_price is None
        else float(sku.list_price) * margin_of([one.margin_pct for one in three])
        for sku, three in zip(skus, wishes, strict=True)
    ]
    return Judging(
        days=np.array(days, np.int32),
        chance_max=np.array(chance, np.float32),
        margin=np.array(margin, np.float32),
        judged=np.array([sku.judged for sku in skus], bool),
        hushed=hushed,
        choice=choice,
        budget=budget,
        new_days=new_days,
    )


def margin_of(told: Sequence[Decimal | None]) -> float:
    """The part of the price that is margin, 0..1: the nearest word on it, else `USUAL_MARGIN`."""
    pct = _first(told, None)
    return USUAL_MARGIN if pct is None else float(pct) / 100


_NONE: Final = SilenceWish()


def _first(told: Sequence[_T | None], otherwise: _T) -> _T:
    return next((one for one in told if one is not None), otherwise)
