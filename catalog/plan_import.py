"""Planograms out of a file: Excel, CSV, our JSON, or Azure's. Good rows in, bad rows listed.

A table has a row a slot (`catalog.plan_columns.PLAN_TABLE` has the header words), any number of planograms a sheet
and of sheets a file; sheets without such a header are left alone. Merged cells count for all their rows, formulas
are never evaluated, a CSV's leading apostrophe (`catalog.safe_cells`) is taken off.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import PurePath
from typing import Final

from catalog.errors import Invalid
from catalog.header_row import Header
from catalog.plan_azure import is_azure, read_azure
from catalog.plan_columns import PLAN_TABLE, BadCell, PlanRow
from catalog.plan_json import json_rows, load_json
from catalog.plan_rows import build_plans
from catalog.planograms import CODE_MAX
from catalog.plans import Plan
from catalog.sheet import Line, check_file
from catalog.sheets import Sheet, read_sheets

_LENGTHS: Final = ("plan_width", "layer_height", "x", "width")
_JSON_STARTS: Final = (b"{", b"[", b"\xef\xbb\xbf{", b"\xef\xbb\xbf[")


@dataclass(frozen=True)
class PlanImport:
    """Plans to make drafts of, what was left out, and the sheets and columns that mean nothing to us."""

    plans: tuple[Plan, ...]
    bad: tuple[BadCell, ...]
    ignored_sheets: tuple[str, ...] = ()
    ignored_columns: tuple[str, ...] = ()


def read_plans(
    data: bytes,
    skus_by_word: Mapping[str, str],
    *,
    file_name: str = "",
    azure_unit_mm: float | None = None,
) -> PlanImport:
    """The plans of a file. `skus_by_word` maps SKU codes and GTINs to codes (`queries_skus.sku_words`).

    Where no column names the planogram, the sheet is one with the sheet's name as its code; of a CSV and of Azure's
    shape the file's name is the code. `azure_unit_mm`: see `catalog.plan_azure`.

    Raises:
        Invalid: `bad_file` as `catalog.sheets.read_sheets`, also no_header, missing_column, duplicate_column,
            not_json, not_a_planogram: nothing is read.
    """
    check_file(data)
    code = PurePath(file_name).stem.strip()[:CODE_MAX]
    if data.lstrip().startswith(_JSON_STARTS):
        body = load_json(data)
        if is_azure(body):
            return PlanImport(*read_azure(body, skus_by_word, code or "planogram", unit_mm=azure_unit_mm))
        return PlanImport(*build_plans(json_rows(body), skus_by_word, code))
    sheets = read_sheets(data, PLAN_TABLE.known)
    headed = [(sheet, *_header(sheet)) for sheet in sheets]
    errors = [error for _, _, _, error in headed if error is not None]
    tables = [(sheet, header, lines) for sheet, header, lines, _ in headed if header is not None]
    if not tables:
        raise errors[0] if errors else PLAN_TABLE.no_header()
    for sheet, header, _ in tables:
        if not (sheet.name or code or "planogram" in header.titles):
            missing = [PLAN_TABLE.words["planogram"][0]]
            raise Invalid("bad_file", reason="missing_column", columns=missing, line=header.line)
    rows = (row for sheet, header, lines in tables for row in _rows(sheet, header, lines))
    plans, bad = build_plans(rows, skus_by_word, "" if sheets[0].name else code)
    read = {sheet.name for sheet, _, _ in tables}
    return PlanImport(
        plans,
        bad,
        tuple(sheet.name for sheet in sheets if sheet.name not in read),
        tuple(dict.fromkeys(title for _, header, _ in tables for title in header.ignored)),
    )


def _header(sheet: Sheet) -> tuple[Header | None, Iterator[Line], Invalid | None]:
    lines = iter(sheet.lines)
    try:
        return PLAN_TABLE.find(lines), lines, None
    except Invalid as error:
        return None, lines, error


def _rows(sheet: Sheet, header: Header, lines: Iterator[Line]) -> Iterator[PlanRow]:
    units = {name: header.mm_of_one(name) for name in _LENGTHS}
    for line in lines:
        try:
            yield PlanRow(sheet.name, line.number, header.values(line), header.titles, units)
        except Invalid as error:
            yield PlanRow(sheet.name, line.number, {}, header.titles, units, problem=error)
