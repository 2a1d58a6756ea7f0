"""The catalogue as posters are held against it: every SKU by its words."""

from collections.abc import Iterable
from typing import Final

from sqlmodel import Session

from alerts.poster_naming import SkuWords
from catalog.queries_skus import SkuRow, list_skus

_MOST: Final = 100_000


def rows_to_find(session: Session, chain_id: int) -> tuple[SkuRow, ...]:
    """The active SKUs of a chain, competitors' included."""
    return list_skus(session, chain_id, limit=_MOST).rows


def words_of(rows: Iterable[SkuRow]) -> list[SkuWords]:
    """Each by brand, name and spec, with what it costs without an offer."""
    return [
        SkuWords(row.sku.code, row.brand.name, row.sku.name, row.sku.spec, row.sku.list_price) for row in rows
    ]
