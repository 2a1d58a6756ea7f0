"""Feeds and what waits of them, as answers."""

from collections.abc import Sequence
from typing import Final, Literal

from sqlmodel import Session

from api.answers_imports import bad_rows
from api.i18n import Locale
from api.reasons import say_row
from api.schemas_scans import (
    AsideAnswer,
    AsideWordAnswer,
    ScanFileAnswer,
    ScanImportAnswer,
    UnknownWordAnswer,
)
from catalog.queries_aside import aside_words
from catalog.rows import key
from catalog.scan_reading import UnknownWord
from catalog.scan_report import ScanImport
from catalog.scan_words import words_known
from catalog.tables_till import ScanFile

SHOWN: Final = 1_000


def aside_answer(session: Session, chain_id: int, shown: int = SHOWN) -> AsideAnswer:
    """Unknown words of stores and SKUs."""
    stores, skus = aside_words(session, chain_id)
    known = words_known(session, chain_id)
    lost = [word for word in stores if known.store(word.word) is None]
    strange = [word for word in skus if known.sku(word.word) is None]
    return AsideAnswer(
        rows=sum(word.rows for word in stores),
        stores=[AsideWordAnswer(**vars(word)) for word in lost[:shown]],
        skus=[AsideWordAnswer(**vars(word)) for word in strange[:shown]],
        more_stores=max(0, len(lost) - shown),
        more_skus=max(0, len(strange) - shown),
    )


def file_answer(file: ScanFile, locale: Locale, *, whole: bool = False) -> ScanFileAnswer:
    """A feed in words; with its bad rows when `whole`."""
    done, report = ScanImport.of_json(file.report), file.report
    progress, refused, from_aside = report.get("progress"), report.get("refused"), "from_aside" in report
    state: Literal["coming", "done", "refused"] = "done" if done or from_aside else "coming"
    return ScanFileAnswer(
        id=key(file.id),
        name=file.name,
        taken_at=file.taken_at,
        state="refused" if refused else state,
        step=progress["step"] if progress else None,
        fraction=progress["fraction"] if progress else None,
        from_aside=from_aside,
        refused=say_row(locale, str(refused["reason"]), refused) if refused else None,
        first_day=file.first_day,
        last_day=file.last_day,
        rows=progress["rows"] if progress else file.rows,
        kept=file.kept,
        bad_rows=done.bad_rows if done else 0,
        aside=done.aside if done else 0,
        cut=bool(done and done.cut),
        report=scan_answer(done, locale) if done and whole else None,
    )


def scan_answer(done: ScanImport, locale: Locale) -> ScanImportAnswer:
    """What became of a file, in words."""
    return ScanImportAnswer(
        rows=done.rows,
        kept=done.kept,
        added_up=done.added_up,
        first_day=done.first_day,
        last_day=done.last_day,
        stores=done.stores,
        skus=done.skus,
        bad=bad_rows(done.bad, locale),
        bad_rows=done.bad_rows,
        aside=done.aside,
        cut=done.cut,
        unknown_stores=_words(done.unknown_stores),
        unknown_skus=_words(done.unknown_skus),
        ignored_columns=list(done.ignored_columns),
    )


def _words(words: Sequence[UnknownWord]) -> list[UnknownWordAnswer]:
    return [UnknownWordAnswer(**vars(word)) for word in words]
