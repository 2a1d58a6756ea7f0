"""The lines of a store's day in columns, and packed into one value: SKU, facings, whether it must be there."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]

PACKED: Final = np.dtype([("sku", "<u4"), ("facings", "<u4"), ("must", "u1")])
"""Nine bytes a line, little-endian, so that a database moves between machines."""


@dataclass(frozen=True)
class ShelfLine:
    """A SKU on a store's shelf day; 0 facings where a list asks for it and it is not there."""

    store: int
    sku: int
    facings: int
    must: bool


@dataclass(frozen=True, eq=False)
class ShelfLines:
    """Lines in columns of equal length; iterated, they are `ShelfLine` values."""

    store: Ints
    sku: Ints
    facings: Ints
    must: Flags

    def __post_init__(self) -> None:
        shapes = {self.store.shape, self.sku.shape, self.facings.shape, self.must.shape}
        if len(shapes) != 1 or self.store.ndim != 1:
            raise ValueError(f"expected columns of one length, got shapes {sorted(shapes)}")

    @classmethod
    def of(cls, lines: Iterable[ShelfLine]) -> "ShelfLines":
        """Columns of single lines."""
        rows = [(line.store, line.sku, line.facings, line.must) for line in lines]
        numbers = np.array(rows, np.int64).reshape(-1, 4)
        return cls(numbers[:, 0], numbers[:, 1], numbers[:, 2], numbers[:, 3] > 0)

    def __len__(self) -> int:
        return len(self.store)

    def __iter__(self) -> Iterator[ShelfLine]:
        columns = self.store.tolist(), self.sku.tolist(), self.facings.tolist(), self.must.tolist()
        return (ShelfLine(*row) for row in zip(*columns, strict=True))

    def only(self, wanted: Flags | Ints) -> "ShelfLines":
        """The lines that a mask or an index array chooses."""
        return ShelfLines(self.store[wanted], self.sku[wanted], self.facings[wanted], self.must[wanted])


def pack_lines(lines: Iterable[tuple[int, int, bool]]) -> bytes:
    """Lines of one day as (sku_id, facings, must) → 9 bytes each; refuses what does not fit 32 bits."""
    rows = list(lines)
    if any(not (0 <= sku < 2**32 and 0 <= facings < 2**32) for sku, facings, _ in rows):
        raise ValueError("expected SKU ids and facings from 0 to 2^32 - 1")
    return np.array([(sku, facings, int(must)) for sku, facings, must in rows], PACKED).tobytes()


def unpack_lines(packs: Sequence[bytes], stores: Ints) -> tuple[Ints, ShelfLines]:
    """The lines of D days, whose stores are given: (L,) the day of each line, from 0, and the lines."""
    flat = np.frombuffer(b"".join(packs), PACKED)
    lengths = np.array([len(pack) // PACKED.itemsize for pack in packs], np.int64)
    day = np.repeat(np.arange(len(packs)), lengths)
    sku, facings = flat["sku"].astype(np.int64), flat["facings"].astype(np.int64)
    return day, ShelfLines(stores[day], sku, facings, flat["must"] > 0)
