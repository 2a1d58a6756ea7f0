"""What an open-set namer is worth: right and wrong names, strangers named, and the curve between them."""

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Final

import numpy as np

from models.metrics import with_interval

STRANGERS_ALLOWED: Final = 0.05
"""Share of unknown products that may bear a name at the threshold at which `right_at_5pct` is read."""
BOOTSTRAP_SEED: Final = 20261123


@dataclass(frozen=True)
class Answer:
    """One facing asked: what it is, whether the catalogue has it, the likeliest SKU with its probability, and whether
    that was given as its name."""

    true: str
    known: bool
    first: str
    chance: float
    named: bool

    @property
    def right(self) -> bool:
        """Whether the likeliest SKU is the true one."""
        return self.first == self.true


def spec_only(answer: Answer) -> bool:
    """Whether a wrong name differs from the truth in the last part alone: the size, by the labels' custom."""
    return answer.first.rpartition("-")[0] == answer.true.rpartition("-")[0] != ""


def top1(photos: Sequence[Sequence[Answer]]) -> float:
    """Known products whose likeliest SKU is right, whatever its probability."""
    return _share(photos, lambda a: a.known, lambda a: a.right)


def right(photos: Sequence[Sequence[Answer]]) -> float:
    """Known products named rightly at the service's threshold."""
    return _share(photos, lambda a: a.known, lambda a: a.named and a.right)


def wrong(photos: Sequence[Sequence[Answer]]) -> float:
    """Known products named wrongly at the service's threshold, other sizes of the same design left out."""
    return _share(photos, lambda a: a.known, lambda a: a.named and not a.right and not spec_only(a))


def wrong_spec_only(photos: Sequence[Sequence[Answer]]) -> float:
    """Known products that got the name of another size of the same design."""
    return _share(photos, lambda a: a.known, lambda a: a.named and not a.right and spec_only(a))


def strangers_named(photos: Sequence[Sequence[Answer]]) -> float:
    """Products that the catalogue lacks and that got a name all the same."""
    return _share(photos, lambda a: not a.known, lambda a: a.named)


def curve(answers: Sequence[Answer]) -> tuple[list[float], list[float]]:
    """(strangers named, knowns named rightly) as shares, for every threshold on the probability, strictest first.

    The open-set classification rate curve of Dhamija et al., 2018.
    """
    ordered = sorted(answers, key=lambda a: -a.chance)
    known = max(sum(a.known for a in answers), 1)
    strangers = max(sum(not a.known for a in answers), 1)
    false = np.cumsum([not a.known for a in ordered]) / strangers
    true = np.cumsum([a.known and a.right for a in ordered]) / known
    last = [k for k, a in enumerate(ordered) if k + 1 == len(ordered) or ordered[k + 1].chance < a.chance]
    return [0.0, *(float(false[k]) for k in last)], [0.0, *(float(true[k]) for k in last)]


def area(photos: Sequence[Sequence[Answer]]) -> float:
    """Area under `curve`; 1 where every known product is named before any stranger."""
    false, true = curve([a for photo in photos for a in photo])
    return float(np.trapezoid(true, false))


def right_at_5pct(photos: Sequence[Sequence[Answer]]) -> float:
    """Knowns named rightly at the threshold at which one stranger in twenty is named."""
    false, true = curve([a for photo in photos for a in photo])
    return max(t for f, t in zip(false, true, strict=True) if f <= STRANGERS_ALLOWED)


METRICS: Final[dict[str, Callable[[Sequence[Sequence[Answer]]], float]]] = {
    "top1": top1,
    "right": right,
    "wrong": wrong,
    "wrong_spec_only": wrong_spec_only,
    "strangers_named": strangers_named,
    "area": area,
    "right_at_5pct": right_at_5pct,
}


def figures(photos: Sequence[Sequence[Answer]]) -> dict[str, dict[str, Any]]:
    """All metrics with their intervals over photos."""
    rng = np.random.default_rng(BOOTSTRAP_SEED)
    return {name: asdict(with_interval(metric, photos, rng)) for name, metric in METRICS.items()}


def _share(
    photos: Sequence[Sequence[Answer]], of: Callable[[Answer], bool], what: Callable[[Answer], bool]
) -> float:
    asked = [a for photo in photos for a in photo if of(a)]
    return sum(map(what, asked)) / len(asked) if asked else 0.0
