"""What a till's words for stores and SKUs mean: codes, GTINs, names of stores that only one has."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlmodel import Session

from catalog.cell_values import plain
from catalog.queries_skus import sku_words, skus_by_code
from catalog.queries_stores import store_words
from catalog.rows import key


@dataclass(frozen=True)
class Known:
    """Words for stores and for SKUs, and the ids behind them."""

    stores: Mapping[str, int]
    skus: Mapping[str, int]

    def store(self, word: str) -> int | None:
        """The store's id, whatever the case and width of the letters."""
        return _find(self.stores, word)

    def sku(self, word: str) -> int | None:
        """The SKU's id."""
        return _find(self.skus, word)


def words_known(session: Session, chain_id: int) -> Known:
    """All words of a chain; SKUs that left the catalogue are known."""
    ids = {code: key(sku.id) for code, sku in skus_by_code(session, chain_id).items()}
    words = {word: ids[code] for word, code in sku_words(session, chain_id, active=False).items()}
    return Known(store_words(session, chain_id), words)


def _find(known: Mapping[str, int], word: str) -> int | None:
    found = known.get(word)
    return known.get(plain(word).upper()) if found is None else found
