"""Scans of stores and SKUs that nobody knows yet: kept aside, and taken in once somebody does."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final

import numpy as np
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, col, delete

from catalog.queries_aside import aside_pairs, asides_of
from catalog.scan_rows import put_scans
from catalog.scan_sums import ROW, Rows
from catalog.scan_words import words_known
from catalog.tables_till import ScanAside, ScanFile

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
    # In one order, or two files at once could wait for one another's rows.
    order = sorted(rows.tolist(), key=lambda row: (words[row[0]], words[row[1]], row[2]))
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
                for store, sku, day, units in order[begin : begin + _AT_ONCE]
            ],
        )
    return len(rows)


def take_in_aside(session: Session, chain_id: int, now: datetime) -> int:
    """Put into the history what is known by now; how many rows. Noted as a feed of its days, so that nights see it.

    A row that is there already stays: what was kept aside is the older word. Two words for one SKU of a day add up.
    """
    words = words_known(session, chain_id)
    wanted: dict[str, dict[str, tuple[int, int]]] = {}
    for store_word, sku_word in aside_pairs(session, chain_id):
        store, sku = words.store(store_word), words.sku(sku_word)
        if store is not None and sku is not None:
            wanted.setdefault(store_word, {})[sku_word] = store, sku
    begun = last = None
    taken = kept = 0
    for stores in _by_store(wanted):
        sums: dict[tuple[int, int, int], int] = {}
        done: list[int] = []
        for word in stores:
            for one in asides_of(session, chain_id, word, wanted[word]):
                place = (*wanted[word][one.sku_word], one.day.toordinal())
                sums[place] = sums.get(place, 0) + int(one.units.scaleb(3))
                done.append(one.id or 0)
                begun = one.day if begun is None else min(begun, one.day)
                last = one.day if last is None else max(last, one.day)
        rows = np.array([(*place, units) for place, units in sorted(sums.items())], ROW)
        put_scans(session, rows, keep=True)
        for first in range(0, len(done), _AT_ONCE):
            session.execute(delete(ScanAside).where(col(ScanAside.id).in_(done[first : first + _AT_ONCE])))
        taken, kept = taken + len(done), kept + len(rows)
    if taken:
        report = {"from_aside": taken}
        note = ScanFile(
            chain_id=chain_id, name="", sha256="", taken_at=now, rows=taken, kept=kept, report=report
        )
        note.first_day, note.last_day = begun, last
        session.add(note)
        session.flush()
    return taken


def _by_store(wanted: Mapping[str, Mapping[str, tuple[int, int]]]) -> list[list[str]]:
    """Words of one store together: what they tell of a day adds up."""
    by_id: dict[int, list[str]] = {}
    for word, skus in wanted.items():
        store, _ = next(iter(skus.values()))
        by_id.setdefault(store, []).append(word)
    return [by_id[store] for store in sorted(by_id)]
