"""Where a reader of the board's rows stands, exactly: ids may become visible out of order.

PostgreSQL gives ids when a row is written and shows the row when its transaction ends, so 12 may be seen before 11. A
cursor therefore keeps, beside the highest id seen, the ids below it that were not seen yet: whoever reads on from it
misses none and gets none twice. Ids of transactions that were rolled back never come; the oldest such gaps are let go.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Final

GAPS_MOST: Final = 32
"""So many runs of missing ids are kept, the newest; a long run is one."""
_ID_MOST: Final = 2**63 - 1


@dataclass(frozen=True)
class BoardCursor:
    """All up to `last` was seen but the ids of `missing`: runs from and to, both included, in order.

    Raises:
        ValueError: the runs overlap, are out of order, or reach `last`.
    """

    last: int = 0
    missing: tuple[tuple[int, int], ...] = ()

    def __post_init__(self) -> None:
        before = 0
        for low, high in self.missing:
            if not before < low <= high:
                raise ValueError(f"expected runs in order, got {self.missing!r}")
            before = high
        if not 0 <= self.last <= _ID_MOST or (self.missing and before >= self.last):
            raise ValueError(f"expected runs below {self.last}, got {self.missing!r}")

    def is_new(self, event_id: int) -> bool:
        """Whether the row was not seen yet."""
        return event_id > self.last or any(low <= event_id <= high for low, high in self.missing)

    def after(self, seen: Collection[int]) -> "BoardCursor":
        """The cursor of a reader who has seen these rows too."""
        if not seen:
            return self
        last, came = max(self.last, *seen), sorted({one for one in seen if self.is_new(one)})
        runs = [*self.missing, (self.last + 1, last)] if last > self.last else list(self.missing)
        return BoardCursor(last, tuple(_without(runs, came))[-GAPS_MOST:])

    def __str__(self) -> str:
        runs = "".join(f".{low}-{high}" if low < high else f".{low}" for low, high in self.missing)
        return f"{self.last}{runs}"

    @classmethod
    def parse(cls, text: str) -> "BoardCursor":
        """The cursor that `str` wrote.

        Raises:
            ValueError: it is none.
        """
        if not text.isascii() or len(text) > 2000:
            raise ValueError(f"expected a cursor, got {text[:40]!r}")
        last, *runs = text.split(".")
        pairs = [(run.partition("-")[0], run.partition("-")[2] or run) for run in runs[:GAPS_MOST]]
        return cls(int(last), tuple((int(low), int(high)) for low, high in pairs))


def _without(runs: Iterable[tuple[int, int]], ids: list[int]) -> Iterable[tuple[int, int]]:
    """The runs cut at these ids, all in order."""
    for low, high in runs:
        start = low
        for one in ids:
            if start <= one <= high:
                if start < one:
                    yield start, one - 1
                start = one + 1
        if start <= high:
            yield start, high
