"""The distribution report as a workbook: summary, SKUs, SKU × store, SKU × day, growth, notes.

Texts are written as texts, whatever they begin with: a name like `=1+1` is never a formula (OWASP, CSV injection). The
mark «quote prefix» keeps it one when somebody edits the cell.
"""

import io
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import partial
from typing import Any, Final

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Font, PatternFill
from openpyxl.utils import get_column_letter

from alerts.growth import GrowthLine
from api.distribution import MadeReport
from api.distribution_view import basis_words, stand_state
from api.i18n import Locale, translate

MOST_LINES: Final = 50_000
"""Lines of SKU × store in a workbook; more are left out, and the notes say how many."""
_HARMLESS: Final = re.compile(r"\w")
"""Texts that begin so mean nothing to a spreadsheet; they are spared the making of a cell of their own."""
_PCT, _DAY, _NUMBER = '0.0"%"', "yyyy-mm-dd", "#,##0"
_HEAD: Final = Font(bold=True)
_FILL: Final = PatternFill("solid", fgColor="FFE2F1E9")


@dataclass(frozen=True)
class _Table:
    """A sheet: its name, headings with column widths, rows, and how each column's numbers are written."""

    name: str
    heads: Sequence[str]
    widths: Sequence[int]
    formats: Sequence[str | None]
    rows: Iterable[Sequence[Any]]


def distribution_workbook(made: MadeReport, locale: Locale) -> bytes:
    """The report's workbook in one language, as the bytes of an XLSX file."""
    words = partial(translate, locale)
    book = Workbook(write_only=True)
    stands = _stands(made, words)
    left_out = max(len(made.facts.now.lines) - MOST_LINES, 0)
    for table in (
        _summary(made, words, left_out),
        _skus(made, words),
        stands,
        _days(made, words),
        _brands(made, words),
        _growth(made, words),
    ):
        _write(book, table)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def _write(book: Workbook, table: _Table) -> None:
    sheet = book.create_sheet(table.name)
    sheet.freeze_panes = "A2"
    for place, width in enumerate(table.widths, 1):
        sheet.column_dimensions[get_column_letter(place)].width = width
    heads = [WriteOnlyCell(sheet, head) for head in table.heads]
    for head in heads:
        head.font, head.fill = _HEAD, _FILL
    sheet.append(heads)
    for row in table.rows:
        sheet.append([_cell(sheet, value, form) for value, form in zip(row, table.formats, strict=True)])


def _cell(sheet: Any, value: Any, form: str | None) -> Any:
    """A number or day in its format, or a text that stays one; None is an empty cell."""
    if value is None:
        return None
    if isinstance(value, str):
        text = ILLEGAL_CHARACTERS_RE.sub("", value)
        if not text or _HARMLESS.match(text):
            return text
        cell = WriteOnlyCell(sheet, text)
        cell.data_type = "s"
        cell.quotePrefix = True
        return cell
    if isinstance(value, date):
        form = _DAY
    elif isinstance(value, Decimal):
        value = float(value)
    if form is None:
        return value
    cell = WriteOnlyCell(sheet, value)
    cell.number_format = form
    return cell


Say = Callable[..., str]


def _summary(made: MadeReport, words: Say, left_out: int) -> _Table:
    head, period = made.report.headline, made.period
    scope = made.scope
    rows: list[tuple[str, Any]] = [
        (words("dist.from"), period.first),
        (words("dist.to"), period.last),
        *(
            (words(f"dist.{name}"), value)
            for name in ("category", "trade_area", "brand")
            if (value := getattr(scope, name))
        ),
        (words("dist.xlsx.stores"), head.stores),
        (words("dist.figure.audited"), head.audited),
        (words("dist.figure.nd") + " %", head.mean_nd_pct),
        (words("dist.figure.oos") + " %", head.oos_pct),
        (words("dist.xlsx.must"), head.must),
        (words("dist.xlsx.oos"), head.oos),
        (words("dist.col.facings"), head.facings),
        (words("dist.xlsx.unknown"), head.unknown),
    ]
    notes = [words("dist.counted", n=30, audited=head.audited), words("dist.share_hint")]
    for kind, names in basis_words(made.report.basis).items():
        known = words("dist.comma").join(name or words("dist.unnamed") for name in names)
        notes.append(words(f"dist.weights.{kind}", n=28, categories=known))
    if period.cut:
        notes.append(words("dist.cut"))
    if head.generated:
        notes.append(words("dist.generated_n", n=head.generated))
    if left_out:
        notes.append(words("dist.xlsx.left_out", n=left_out, most=MOST_LINES))
    return _Table(
        words("dist.xlsx.summary"),
        (words("dist.title"), ""),
        (34, 60),
        (None, None),
        [*rows, *((words("dist.xlsx.note"), note) for note in notes)],
    )


_ARTICLE: Final = ("code", "brand", "name", "spec", "category")
_ARTICLE_WIDTHS: Final = (16, 14, 24, 10, 12)


def _article(article: Any) -> tuple[str, ...]:
    return tuple(getattr(article, name) for name in _ARTICLE)


def _article_heads(words: Say) -> tuple[str, ...]:
    return tuple(words(f"dist.xlsx.{name}") for name in _ARTICLE)


def _skus(made: MadeReport, words: Say) -> _Table:
    heads = (
        words("dist.rival"), words("dist.col.nd") + " %", words("dist.col.wd") + " %", words("dist.xlsx.stores_with"),
        words("dist.figure.audited"), words("dist.col.facings"), words("dist.col.share") + " %",
        words("dist.xlsx.must_stores"), words("dist.col.oos"), words("dist.xlsx.oos_pct"),
        words("dist.xlsx.change"), words("dist.xlsx.gained"), words("dist.xlsx.lost"),
    )  # fmt: skip
    rows = (
        (
            *_article(line.article), words("dist.xlsx.yes") if line.article.competitor else None, line.nd_pct,
            line.wd_pct, line.stores, line.audited, line.facings, line.share_pct, line.must_stores, line.oos_stores,
            line.oos_pct, line.trend.change if line.trend.stores else None,
            line.trend.gained if line.trend.stores else None, line.trend.lost if line.trend.stores else None,
        )
        for line in made.report.skus
    )  # fmt: skip
    formats = (
        None,
        _PCT,
        _PCT,
        _NUMBER,
        _NUMBER,
        _NUMBER,
        _PCT,
        _NUMBER,
        _NUMBER,
        _PCT,
        _NUMBER,
        _NUMBER,
        _NUMBER,
    )
    return _Table(
        words("dist.xlsx.skus"),
        (*_article_heads(words), *heads),
        (*_ARTICLE_WIDTHS, *[12] * len(heads)),
        (*[None] * len(_ARTICLE), *formats),
        rows,
    )


def _stands(made: MadeReport, words: Say) -> _Table:
    facts = made.facts
    before = {(line.store, line.sku): line.facings for line in facts.before.lines}
    heads = (
        words("dist.xlsx.store"), words("dist.xlsx.store_name"), words("dist.trade_area"), words("dist.xlsx.day"),
        words("dist.col.facings"), words("dist.xlsx.before"), words("dist.xlsx.state"), words("dist.xlsx.share"),
    )  # fmt: skip
    state = {name: words(f"dist.state.{name}") for name in ("here", "oos", "absent")}

    def rows() -> Iterable[Sequence[Any]]:
        for line in sorted(facts.now.lines, key=lambda each: (each.sku, each.store))[:MOST_LINES]:
            store, shown = facts.stores[line.store], (line.store, facts.articles[line.sku].category)
            visit = facts.now.visits[shown]
            past = before.get((line.store, line.sku), 0) if shown in facts.before.visits else None
            share = round(100 * line.facings / visit.facings, 1) if visit.facings else None
            yield (
                *_article(facts.articles[line.sku]), store.code, store.name, store.trade_area, visit.day,
                line.facings, past, state[stand_state(line)], share,
            )  # fmt: skip

    return _Table(
        words("dist.xlsx.stands"),
        (*_article_heads(words), *heads),
        (*_ARTICLE_WIDTHS, 12, 20, 12, 12, 10, 10, 12, 12),
        (*[None] * len(_ARTICLE), None, None, None, _DAY, None, None, None, _PCT),
        rows(),
    )


def _days(made: MadeReport, words: Say) -> _Table:
    rows = (
        (*_article(line.article), day.day, day.nd_pct, day.stores, day.audited, day.facings)
        for line in made.report.skus
        for day in line.days
    )
    heads = (
        words("dist.xlsx.day"), words("dist.col.nd") + " %", words("dist.xlsx.stores_with"),
        words("dist.figure.audited"), words("dist.col.facings"),
    )  # fmt: skip
    return _Table(
        words("dist.xlsx.days"),
        (*_article_heads(words), *heads),
        (*_ARTICLE_WIDTHS, *[12] * len(heads)),
        (*[None] * len(_ARTICLE), _DAY, _PCT, _NUMBER, _NUMBER, _NUMBER),
        rows,
    )


def _brands(made: MadeReport, words: Say) -> _Table:
    return _Table(
        words("dist.brands"),
        tuple(
            words(f"dist.col.{name}") for name in ("brand", "brand_nd", "mean_nd", "facings", "share", "skus")
        ),
        (20, 16, 16, 12, 12, 12),
        (None, _PCT, _PCT, _NUMBER, _PCT, _NUMBER),
        ((b.brand, b.nd_pct, b.mean_nd_pct, b.facings, b.share_pct, b.skus) for b in made.report.brands),
    )


def _growth(made: MadeReport, words: Say) -> _Table:
    heads = (
        words("dist.category"), words("dist.trade_area"), words("dist.xlsx.same_stores"), words("dist.col.skus"),
        words("dist.xlsx.facings_first"), words("dist.xlsx.facings_last"), words("dist.xlsx.growth"),
        words("dist.xlsx.nd_first"), words("dist.xlsx.nd_last"),
    )  # fmt: skip
    every = words("dist.any")

    def row(line: GrowthLine) -> tuple[Any, ...]:
        return (
            every if line.category is None else line.category, every if line.trade_area is None else line.trade_area,
            line.stores, line.skus, line.facings_before, line.facings, line.growth_pct, line.nd_before, line.nd_pct,
        )  # fmt: skip

    report = made.report
    return _Table(
        words("dist.xlsx.growth_sheet"),
        heads,
        (14, 14, 14, 10, 16, 16, 12, 16, 16),
        (None, None, _NUMBER, _NUMBER, _NUMBER, _NUMBER, _PCT, _PCT, _PCT),
        (row(line) for line in (*report.by_category, *report.by_trade_area, *report.by_both)),
    )
