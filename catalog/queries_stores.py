"""Reading a chain's stores for imports, and its classes of stores."""

from collections import Counter

from sqlalchemy import func
from sqlmodel import Session, select

from catalog.rows import key
from catalog.tables import Store


def stores_by_code(session: Session, chain_id: int) -> dict[str, Store]:
    """Every store of the chain."""
    return {store.code: store for store in session.exec(select(Store).where(Store.chain_id == chain_id))}


def stores_by_id(session: Session, chain_id: int) -> dict[int, str]:
    """The code of every store of the chain, by id."""
    return {key(store.id): code for code, store in stores_by_code(session, chain_id).items()}


def store_words(session: Session, chain_id: int) -> dict[str, int]:
    """What a table may call a store, and the store's id: its code, or its name where only one has it."""
    stores = stores_by_code(session, chain_id).values()
    names = Counter(store.name for store in stores)
    words = {store.name: key(store.id) for store in stores if names[store.name] == 1}
    return words | {store.code: key(store.id) for store in stores}


def store_class_sizes(session: Session, chain_id: int) -> tuple[tuple[str, int], ...]:
    """The classes (店型) that the chain's stores have, with how many stores have them."""
    query = (
        select(Store.store_class, func.count())
        .where(Store.chain_id == chain_id, Store.store_class != "")
        .group_by(Store.store_class)
        .order_by(Store.store_class)
    )
    return tuple((name, stores) for name, stores in session.exec(query))
