"""Posters as read against posters as they are: prices, list prices, offers by kind, with bootstrap intervals."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

import numpy as np

PRICED: Final = ("special_price", "member_price")
KEY: Final = ("price", "threshold", "amount", "rate", "n", "m")
TERMS: Final = ("valid_from", "valid_until", "limit", "first_n")
RESAMPLES: Final = 2000

Offer = Mapping[str, Any]


@dataclass(frozen=True)
class Scored:
    """One poster: its name, the offers it prints and the offers that were read; both in the contract's shape."""

    name: str
    truth: Sequence[Offer]
    read: Sequence[Offer]

    def prices(self, offers: Sequence[Offer]) -> set[float]:
        """The prices among offers."""
        return {round(o["price"], 2) for o in offers if o["kind"] in PRICED and o["price"] is not None}

    def list_prices(self, offers: Sequence[Offer]) -> set[float]:
        """The list prices among offers."""
        return {round(o["list_price"], 2) for o in offers if o["list_price"] is not None}

    @property
    def price_right(self) -> bool | None:
        """Whether just the printed prices were read; `None` where none is printed."""
        want = self.prices(self.truth)
        return self.prices(self.read) == want if want else None

    @property
    def list_price_right(self) -> bool | None:
        """The same of list prices."""
        want = self.list_prices(self.truth)
        return self.list_prices(self.read) == want if want else None

    @property
    def invented_price(self) -> bool | None:
        """Whether a price was read off a poster that prints none; `None` where one is printed."""
        return None if self.prices(self.truth) else bool(self.prices(self.read))

    def hits(self, kind: str | None = None) -> tuple[int, int, int]:
        """Offers read rightly (kind and all numbers but the list price), read, and printed."""
        want, got = _keys(self.truth, kind), _keys(self.read, kind)
        return sum((want & got).values()), sum(got.values()), sum(want.values())

    def terms_right(self) -> list[bool]:
        """Of each offer read rightly, whether its dates and limits are those that are printed."""
        return [not missed for missed in self._terms()]

    def terms_missed(self) -> list[str]:
        """The dates and limits that were read wrongly, of offers read rightly."""
        return [missed for missed in self._terms() if missed]

    def _terms(self) -> list[str]:
        """What is wrong with the terms of each offer that is on both sides and whose label tells terms."""
        left, told = list(self.read), []
        for want in (offer for offer in self.truth if "valid_from" in offer):
            (key,) = _keys([want], None)
            got = next((offer for offer in left if key in _keys([offer], None)), None)
            if got is not None:
                left.remove(got)
                wrong = [name for name in TERMS if _plain(got[name]) != want[name]]
                told.append(" ".join(f"{name} {want[name]} read as {got[name]}" for name in wrong))
        return told

    def misses(self) -> list[str]:
        """What was not read, and what was read and is not there."""
        want, got = _keys(self.truth, None), _keys(self.read, None)
        return [f"not read {_say(key)}" for key in (want - got).elements()] + [
            f"read {_say(key)}" for key in (got - want).elements()
        ]


@dataclass(frozen=True)
class Figure:
    """A share with its 95 % bootstrap interval over posters, and how many cases it rests on."""

    value: float
    low: float
    high: float
    cases: int

    def __str__(self) -> str:
        return f"{self.value:.3f} [{self.low:.3f}, {self.high:.3f}] of {self.cases}"


def share(flags: Sequence[bool | None]) -> Figure:
    """The share of true among those that are not `None`."""
    kept = np.array([flag for flag in flags if flag is not None], dtype=float)
    if not len(kept):
        return Figure(float("nan"), float("nan"), float("nan"), 0)
    low, high = interval(len(kept), lambda rows: float(kept[rows].mean()))
    return Figure(float(kept.mean()), low, high, len(kept))


def f1(posters: Sequence[Scored], kind: str | None = None) -> Figure:
    """F1 of the offers, of one kind or of all; the cases are the printed offers."""
    counts = np.array([poster.hits(kind) for poster in posters], dtype=float).reshape(-1, 3)

    def of(rows: Any) -> float:
        hit, read, printed = counts[rows].sum(axis=0)
        return float(2 * hit / (read + printed)) if read + printed else float("nan")

    low, high = interval(len(counts), of)
    return Figure(of(np.arange(len(counts))), low, high, int(counts[:, 2].sum()))


def interval(count: int, of: Callable[[Any], float]) -> tuple[float, float]:
    """95 % bootstrap interval of a figure over `count` posters, from the rows that were drawn."""
    rng = np.random.default_rng(0)
    values = [of(rng.integers(0, count, count)) for _ in range(RESAMPLES)]
    low, high = np.nanpercentile(values, [2.5, 97.5])
    return float(low), float(high)


def _keys(offers: Sequence[Offer], kind: str | None) -> Counter[tuple[Any, ...]]:
    return Counter(
        (o["kind"], *(None if o[name] is None else round(float(o[name]), 4) for name in KEY))
        for o in offers
        if kind is None or o["kind"] == kind
    )


def _plain(value: Any) -> Any:
    """A day as the JSON writes it."""
    return value.isoformat() if isinstance(value, date) else value


def _say(key: tuple[Any, ...]) -> str:
    numbers = " ".join(
        f"{name}={value:g}" for name, value in zip(KEY, key[1:], strict=True) if value is not None
    )
    return f"{key[0]} {numbers}".strip()
