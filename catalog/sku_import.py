"""A product list into the catalogue: good rows in, bad rows listed with line, column and reason."""

from collections.abc import Iterator
from datetime import datetime
from itertools import islice
from typing import Any

from sqlmodel import Session

from catalog.errors import CatalogError, Conflict, Invalid
from catalog.header_row import BadRow
from catalog.imported import CodesImported
from catalog.queries_people import lock_chain
from catalog.queries_skus import list_brands, skus_by_code
from catalog.rows import key
from catalog.sheet import Line, read_sheet
from catalog.sku_columns import HEADER_WITHIN_ROWS, HEADER_WORDS, Columns, draft, read_header, read_row
from catalog.sku_draft import SkuDraft
from catalog.skus import brand_named, bump_catalog, new_sku, set_columns


def import_skus(session: Session, chain_id: int, data: bytes, *, now: datetime) -> CodesImported:
    """Create or change SKUs by code; a blank cell or an absent column leaves what a known SKU has.

    A row goes in whole or not at all. A code or GTIN that stands twice in the file counts where it first stands
    in a row that can be read. Reasons of bad rows: empty, too_long, number, out_of_range, yes_or_no,
    control_character, slash, too_many_cells, quotes, bad_spec, bad_gtin, duplicate_code, duplicate_gtin, gtin_taken,
    cell_error, competitor_conflict.

    Raises:
        Invalid: `bad_file`, with reason also `no_header`, `missing_column` or `duplicate_column`: nothing is read.
    """
    # All of it before the first change: a file that is refused late must not have done anything.
    lines = iter(list(read_sheet(data, HEADER_WORDS)))
    columns = _find_header(lines)
    lock_chain(session, chain_id)
    work = _Import(session, chain_id, columns, now)
    for line in lines:
        work.take(line)
    session.flush()
    if work.created or work.updated:
        bump_catalog(session, chain_id)
    return CodesImported(
        tuple(work.created), tuple(work.updated), tuple(work.unchanged), tuple(work.bad), columns.ignored
    )


def _find_header(lines: Iterator[Line]) -> Columns:
    for line in islice(lines, HEADER_WITHIN_ROWS):
        columns = read_header(line)
        if columns is not None:
            return columns
    raise Invalid("bad_file", reason="no_header", expected=["编码 code", "品牌 brand", "名称 name"])


class _Import:
    """The catalogue in memory while the rows go in: an answer a row from the database would take minutes."""

    def __init__(self, session: Session, chain_id: int, columns: Columns, now: datetime) -> None:
        self.session, self.chain_id, self.columns, self.now = session, chain_id, columns, now
        self.skus = skus_by_code(session, chain_id)
        self.brands = {brand.name: brand for brand in list_brands(session, chain_id)}
        self.gtin_owner = {sku.gtin: code for code, sku in self.skus.items() if sku.gtin is not None}
        self.created: list[str] = []
        self.updated: list[str] = []
        self.unchanged: list[str] = []
        self.bad: list[BadRow] = []
        self.seen: dict[tuple[str, str], int] = {}
        self.competitor: dict[str, tuple[bool, int]] = {}

    def take(self, line: Line) -> None:
        """Put one row in, or list it as bad; all that can fail comes before the first change."""
        if line.problem is not None:
            self.bad.append(BadRow(line.number, "", line.problem, ""))
            return
        try:
            values = read_row(line, self.columns)
            row = draft(values)
            self._check(line, row)
        except CatalogError as error:
            self.bad.append(self._bad_row(line, error))
        else:
            self._write(row)

    def _check(self, line: Line, row: SkuDraft) -> None:
        code, gtin = str(row.code), row.columns().get("gtin")
        for column, value in (("code", code), ("gtin", gtin)):
            first = line.number if value is None else self.seen.setdefault((column, value), line.number)
            if first != line.number:
                raise Invalid(f"duplicate_{column}", field=column, value=value, first_line=first)
        owner = code if gtin is None else self.gtin_owner.get(gtin, code)
        if owner != code:
            raise Conflict("gtin_taken", gtin=gtin, sku=owner)
        if row.competitor is not None:
            said, first = self.competitor.setdefault(row.brand, (row.competitor, line.number))
            if said != row.competitor:
                raise Invalid("competitor_conflict", field="competitor", value=row.brand, first_line=first)

    def _write(self, row: SkuDraft) -> None:
        code = str(row.code)
        brand = self.brands.get(row.brand)
        rebranded = brand is not None and row.competitor not in {None, brand.competitor}
        if brand is None or rebranded:
            brand = brand_named(self.session, self.chain_id, row.brand, row.competitor)
            self.brands[row.brand] = brand
        sku = self.skus.get(code)
        if sku is None:
            sku = new_sku(brand, code, row, self.now)
            self.session.add(sku)
            self.created.append(code)
        else:
            old_gtin = sku.gtin
            differs = set_columns(sku, self._given(row) | {"brand_id": key(brand.id)}) or rebranded
            (self.updated if differs else self.unchanged).append(code)
            if old_gtin is not None and old_gtin != sku.gtin:
                # Flushed at once, in the file's order, so that a GTIN given up here is free for a later row.
                self.session.flush()
                del self.gtin_owner[old_gtin]
        self.skus[code] = sku
        if sku.gtin is not None:
            self.gtin_owner[sku.gtin] = code

    @staticmethod
    def _given(row: SkuDraft) -> dict[str, Any]:
        """Columns that the row says something about: blank cells leave a known SKU alone."""
        columns = row.columns()
        if not row.spec:
            columns = {
                k: v for k, v in columns.items() if k not in {"spec", "net_content", "net_unit", "pack_count"}
            }
        return {k: v for k, v in columns.items() if k != "category" or v}

    def _bad_row(self, line: Line, error: CatalogError) -> BadRow:
        params = dict(error.params)
        default = {"bad_spec": "spec", "bad_gtin": "gtin", "gtin_taken": "gtin"}.get(error.code, "")
        name = str(params.pop("field", default))
        value = str(params.pop("value", params.get("gtin", "")))
        reason = str(params.pop("reason")) if error.code == "bad_value" else error.code
        return BadRow(line.number, self.columns.titles.get(name, name), reason, value, params)
