"""Reading what a filling of history has to know: the ids of store days, what a chain holds already."""

from collections.abc import Iterable
from datetime import date

from sqlmodel import Session, col, select

from catalog.rows import key
from catalog.tables import Store
from catalog.tables_history import ShelfDay


def shelf_day_ids(session: Session, store_ids: Iterable[int], since: date) -> dict[tuple[int, date], int]:
    """The ids of these stores' days from `since` on, by store id and day."""
    wanted = frozenset(store_ids)
    query = select(col(ShelfDay.id), col(ShelfDay.store_id), col(ShelfDay.day)).where(
        col(ShelfDay.day) >= since
    )
    return {(store, day): key(row) for row, store, day in session.exec(query) if store in wanted}


def store_codes(session: Session, chain_id: int) -> tuple[str, ...]:
    """The codes of all stores of a chain, whoever asks."""
    return tuple(session.exec(select(Store.code).where(Store.chain_id == chain_id).order_by(Store.code)))
