"""What waits for its store or SKU to be known, and the feeds that it came with."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any, Final

from sqlalchemy import func
from sqlmodel import Session, col, select

from catalog.errors import NotFound
from catalog.tables_till import ScanAside, ScanFile

_AT_ONCE: Final = 500


ENDED: Final = "ended"
"""Stands for the sha256 in the note that a feed has ended: nights that ran beside it see by it what is new."""
_COMING: Final = timedelta(hours=2)


@dataclass(frozen=True)
class AsideWord:
    """What a till calls a store or SKU that may be unknown: rows that name it, their units and days."""

    word: str
    rows: int
    units: Decimal
    first_day: date
    last_day: date


def aside_pairs(session: Session, chain_id: int) -> tuple[tuple[str, str], ...]:
    """The words for store and SKU that rows wait under, each pair once."""
    query = select(ScanAside.store_word, ScanAside.sku_word).where(ScanAside.chain_id == chain_id).distinct()
    return tuple((store, sku) for store, sku in session.exec(query))


def asides_of(
    session: Session, chain_id: int, store_word: str, sku_words: Collection[str]
) -> Iterator[ScanAside]:
    """The rows of a word for a store and some for SKUs."""
    words = sorted(sku_words)
    for begin in range(0, len(words), _AT_ONCE):
        query = select(ScanAside).where(
            ScanAside.chain_id == chain_id,
            ScanAside.store_word == store_word,
            col(ScanAside.sku_word).in_(words[begin : begin + _AT_ONCE]),
        )
        yield from session.exec(query)


def aside_words(session: Session, chain_id: int) -> tuple[tuple[AsideWord, ...], tuple[AsideWord, ...]]:
    """All words that rows wait under, of stores and of SKUs, the most rows first; known ones among them."""
    return _words(session, chain_id, ScanAside.store_word), _words(session, chain_id, ScanAside.sku_word)


def _words(session: Session, chain_id: int, word: Any) -> tuple[AsideWord, ...]:
    choose: Any = select
    query = (
        choose(
            word,
            func.count(),
            func.sum(ScanAside.units),
            func.min(ScanAside.day),
            func.max(ScanAside.day),
        )
        .where(ScanAside.chain_id == chain_id)
        .group_by(word)
        .order_by(func.count().desc(), word)
    )
    return tuple(AsideWord(*row) for row in session.exec(query))


def scan_files(session: Session, chain_id: int, limit: int = 50) -> tuple[ScanFile, ...]:
    """The feeds that came last, the newest first; notes of a feed's end are none (`catalog.scan_import`)."""
    query = select(ScanFile).where(ScanFile.chain_id == chain_id, ScanFile.sha256 != ENDED)
    return tuple(session.exec(query.order_by(col(ScanFile.id).desc()).limit(limit)))


def scan_file(session: Session, chain_id: int, number: int) -> ScanFile:
    """A feed of the chain; raises NotFound."""
    found = session.get(ScanFile, number)
    if found is None or found.chain_id != chain_id or found.sha256 == ENDED:
        raise NotFound("scan_file_not_found", file=number)
    return found


def feed_coming(session: Session, chain_id: int, now: datetime) -> bool:
    """Whether a feed is being taken in: begun within two hours, with no report yet, and not sent again since."""
    query = select(ScanFile).where(
        ScanFile.chain_id == chain_id, ScanFile.sha256 != ENDED, col(ScanFile.taken_at) > now - _COMING
    )
    names: set[str] = set()
    for file in session.exec(query.order_by(col(ScanFile.id).desc())):
        if (not file.report or "progress" in file.report) and file.name not in names:
            return True
        names.add(file.name)
    return False
