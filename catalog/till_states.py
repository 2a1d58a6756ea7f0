"""What is remembered of the tills between nights, as bytes: a few columns a store, a few a SKU."""

import struct
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

import numpy as np
import numpy.typing as npt
from sqlmodel import Session

from catalog.queries_till import age_checkpoint, chain_state, store_states
from catalog.tables_till import StateKept, TillChainState, TillStoreState
from catalog.upsert import upsert

PAIRS: Final = np.dtype(
    [
        ("sku_id", "<i8"),
        ("listed", "<i4"),
        ("weight", "<f4"),
        ("sold", "<f4"),
        ("run_days", "<i4"),
        ("run_exposure", "<f4"),
        ("run_begin", "<i4"),
        ("recent_sold", "<f4"),
        ("recent_expected", "<f4"),
    ]
)
"""A pair of a store, in order of `sku_id`; days are ordinals."""
_HEAD: Final = struct.Struct("<4sIII")
_MARK: Final = b"till"


@dataclass(frozen=True)
class StoredTills:
    """A chain's tills as of `day`: `pairs` by store id; by SKU (K,) `sku_ids` ascending and `zero_table` (K, Z),
    `drift_table` (D,), `weekdays` (7,) from Monday; `scan_file_id` the last feed that had come."""

    day: date
    scan_file_id: int
    pairs: dict[int, npt.NDArray[np.void]]
    sku_ids: npt.NDArray[np.int64]
    zero_table: npt.NDArray[np.float64]
    drift_table: npt.NDArray[np.float64]
    weekdays: npt.NDArray[np.float64]

    def __post_init__(self) -> None:
        if self.zero_table.shape[:1] != self.sku_ids.shape or self.weekdays.shape != (7,):
            raise ValueError(
                f"expected a row a SKU and seven weekdays, got {self.zero_table.shape}, {self.weekdays.shape}"
            )


def load_tills(session: Session, chain_id: int, kept: StateKept = "newest") -> StoredTills | None:
    """What is remembered; None before the first night.

    Raises:
        ValueError: the bytes were written by another version: forget them and begin anew.
    """
    row = chain_state(session, chain_id, kept)
    if row is None:
        return None
    sku_ids, zeros, drifts, weekdays = _sku_columns(row.columns)
    pairs = {store: _pairs(columns) for store, columns in store_states(session, chain_id, kept)}
    return StoredTills(row.day, row.scan_file_id, pairs, sku_ids, zeros, drifts, weekdays)


def save_tills(session: Session, chain_id: int, tills: StoredTills, *, checkpoint: bool = False) -> None:
    """Remember it instead of what was remembered; as a checkpoint too, which makes the last one the older."""
    _save(session, chain_id, tills, "newest")
    if checkpoint:
        age_checkpoint(session, chain_id)
        _save(session, chain_id, tills, "checkpoint")


def _save(session: Session, chain_id: int, tills: StoredTills, kept: StateKept) -> None:
    row = {
        "chain_id": chain_id,
        "kept": kept,
        "day": tills.day,
        "scan_file_id": tills.scan_file_id,
        "columns": _sku_bytes(tills),
    }
    upsert(session, TillChainState, [row], ["day", "scan_file_id", "columns"])
    rows = (
        {"store_id": store, "kept": kept, "columns": tills.pairs[store].tobytes()}
        for store in sorted(tills.pairs)
    )
    upsert(session, TillStoreState, rows, ["columns"])


def _pairs(columns: bytes) -> npt.NDArray[np.void]:
    if len(columns) % PAIRS.itemsize:
        raise ValueError(f"expected pairs of {PAIRS.itemsize} bytes, got {len(columns)} bytes")
    return np.frombuffer(columns, PAIRS)


def _sku_bytes(tills: StoredTills) -> bytes:
    skus, zeros = tills.zero_table.shape
    head = _HEAD.pack(_MARK, skus, zeros, len(tills.drift_table))
    columns: Iterable[npt.NDArray[Any]] = (
        tills.sku_ids.astype("<i8"),
        tills.zero_table.astype("<f8"),
        tills.drift_table.astype("<f8"),
        tills.weekdays.astype("<f8"),
    )
    return head + b"".join(column.tobytes() for column in columns)


def _sku_columns(
    data: bytes,
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.float64], npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    mark, skus, zeros, drifts = _HEAD.unpack_from(data)
    numbers = skus * (1 + zeros) + drifts + 7
    if mark != _MARK or len(data) != _HEAD.size + 8 * numbers:
        raise ValueError(
            f"expected {numbers} numbers behind {_MARK!r}, got {len(data)} bytes behind {mark!r}"
        )
    ids = np.frombuffer(data, "<i8", skus, _HEAD.size).astype(np.int64)
    rest = np.frombuffer(data, "<f8", numbers - skus, _HEAD.size + 8 * skus).astype(np.float64)
    table, drift, week = np.split(rest, [skus * zeros, skus * zeros + drifts])
    return ids, table.reshape(skus, zeros), drift, week
