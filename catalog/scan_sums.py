"""Sums by store, SKU and day of any number of rows in bounded memory: rows lie on disk in parts, parts are summed."""

import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from types import TracebackType
from typing import IO, Final

import numpy as np
import numpy.typing as npt

ROW: Final = np.dtype([("store", "<i8"), ("sku", "<i8"), ("day", "<i4"), ("units", "<i8")])
"""`day` is an ordinal, `units` thousandths."""
PARTS: Final = 64
Rows = npt.NDArray[np.void]


@dataclass(frozen=True)
class Summed:
    """Rows of some stores in order of store, SKU and day, each once; `added_up` were put to another."""

    rows: Rows
    added_up: int


class ScanSums:
    """Takes rows in any order, gives them back summed; a context that holds temporary files.

    A part holds the stores whose id leaves the same rest: a chain of 20 million rows has some 8 MB in each of 64.
    """

    def __init__(self, parts: int = PARTS) -> None:
        self.rows = 0
        self._stack = ExitStack()
        self._files: list[IO[bytes]] = [
            self._stack.enter_context(tempfile.TemporaryFile())  # noqa: SIM115  (closed by __exit__)
            for _ in range(parts)
        ]

    def __enter__(self) -> "ScanSums":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stack.close()

    def add(self, rows: Rows) -> None:
        """Keep rows, any order."""
        self.rows += len(rows)
        part = rows["store"] % len(self._files)
        order = np.argsort(part, kind="stable")
        bounds = np.searchsorted(part[order], np.arange(len(self._files) + 1))
        ordered = rows[order]
        for number, file in enumerate(self._files):
            if bounds[number + 1] > bounds[number]:
                file.write(ordered[bounds[number] : bounds[number + 1]].tobytes())

    def summed(self) -> Iterator[Summed]:
        """Each part's rows, summed."""
        for file in self._files:
            file.seek(0)
            rows = np.frombuffer(file.read(), ROW)
            if len(rows):
                yield _summed(rows)


def _summed(rows: Rows) -> Summed:
    ordered = rows[np.lexsort((rows["day"], rows["sku"], rows["store"]))]
    new = np.ones(len(ordered), bool)
    new[1:] = (
        (np.diff(ordered["store"]) != 0) | (np.diff(ordered["sku"]) != 0) | (np.diff(ordered["day"]) != 0)
    )
    begins = np.flatnonzero(new)
    once = ordered[begins].copy()
    once["units"] = np.add.reduceat(ordered["units"], begins)
    return Summed(once, len(rows) - len(once))
