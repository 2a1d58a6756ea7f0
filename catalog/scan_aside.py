"""Scans of stores and SKUs that nobody knows yet: kept aside, and taken in once somebody does."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any, Final

import numpy as np
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, col, delete

from catalog.cell_values import plain
from catalog.queries_till import asides
from catalog.scan_rows import put_scans
from catalog.scan_sums import ROW, Rows
from catalog.tables_till import ScanAside

_WORD_MOST: Final = 100
_AT_ONCE: Final = 5_000


def put_aside(session: Session, chain_id: int, rows: Rows, words: Sequence[str], scan_file_id: int) -> int:
    """Keep rows whose `store` and `sku` are numbers of `words`; how many. What was kept of the three is replaced."""
    table: Any = ScanAside.__table__  # type: ignore[attr-defined]
    insert: Any = sqlite.insert if session.get_bind().dialect.name == "sqlite" else postgresql.insert
    statement = insert(table)
    statement = statement.on_conflict_do_update(
        index_elements=["chain_id", "store_word", "sku_word", "day"],
        set_={"units": statement.excluded.units, "scan_file_id": statement.excluded.scan_file_id},
    )
    for begin in range(0, len(rows), _AT_ONCE):
        session.connection().execute(
            statement,
            [
                {
                    "chain_id": chain_id,
                    "store_word": words[store][:_WORD_MOST],
                    "sku_word": words[sku][:_WORD_MOST],
                    "day": date.fromordinal(day),
                    "units": Decimal(units).scaleb(-3),
                    "scan_file_id": scan_file_id,
                }
                for store, sku, day, units in rows[begin : begin + _AT_ONCE].tolist()
            ],
        )
    return len(rows)


def take_in_aside(
    session: Session, chain_id: int, stores: dict[str, int], skus: dict[str, int]
) -> tuple[int, date | None]:
    """Put into the history what is known by now; how many rows, and their first day.

    A row that is there already stays: what was kept aside is the older word.
    """
    found: list[tuple[int, int, int, int]] = []
    done: list[int] = []
    for one in asides(session, chain_id):
        store, sku = _find(stores, one.store_word), _find(skus, one.sku_word)
        if store is not None and sku is not None:
            found.append((store, sku, one.day.toordinal(), int(one.units.scaleb(3))))
            done.append(one.id or 0)
    if not found:
        return 0, None
    # Two words may name one SKU: their units add up, as two rows of a file do.
    sums: dict[tuple[int, int, int], int] = {}
    for store, sku, day, units in found:
        sums[store, sku, day] = sums.get((store, sku, day), 0) + units
    rows = np.array([(*place, units) for place, units in sorted(sums.items())], ROW)
    put_scans(session, rows, keep=True)
    for begin in range(0, len(done), _AT_ONCE):
        session.execute(delete(ScanAside).where(col(ScanAside.id).in_(done[begin : begin + _AT_ONCE])))
    return len(found), date.fromordinal(int(rows["day"].min()))


def _find(words: dict[str, int], word: str) -> int | None:
    return words.get(word, words.get(plain(word).upper()))
