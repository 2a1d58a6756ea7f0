"""The catalogue as a table that `catalog.sku_import` reads again without changing anything."""

from collections.abc import Iterable
from typing import Final

from catalog.queries_skus import SkuRow
from catalog.sku_columns import HEADERS
from catalog.table_export import Cell, table_workbook

SHEET: Final = "商品"


def sku_workbook(rows: Iterable[SkuRow]) -> bytes:
    """A workbook of one sheet with every column that an import knows; barcodes and codes are text."""
    return table_workbook(SHEET, [words[0] for words in HEADERS.values()], (_cells(row) for row in rows))


def _cells(row: SkuRow) -> list[Cell]:
    values: dict[str, Cell] = {
        "brand": row.brand.name,
        "competitor": "是" if row.brand.competitor else "否",
    }
    return [values[field] if field in values else getattr(row.sku, field) for field in HEADERS]
