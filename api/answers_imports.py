"""What the API says of an imported table."""

from collections.abc import Sequence

from api.i18n import Locale
from api.reasons import say_row
from api.schemas_skus import BadRowAnswer, ImportAnswer
from catalog.header_row import BadRow
from catalog.imported import CodesImported, RowsImported


def import_answer(done: CodesImported | RowsImported, locale: Locale) -> ImportAnswer:
    """How many rows or codes went in, and what did not with the reason in words."""
    created, updated, unchanged = done.counts
    return ImportAnswer(
        imported=created + updated + unchanged,
        created=created,
        updated=updated,
        unchanged=unchanged,
        bad=bad_rows(done.bad, locale),
        ignored_columns=list(done.ignored_columns),
    )


def bad_rows(rows: Sequence[BadRow], locale: Locale) -> list[BadRowAnswer]:
    """Rows that were left out, with the reason in words."""
    return [
        BadRowAnswer(
            line=row.line,
            column=row.column,
            reason=say_row(locale, row.reason, row.params),
            code=row.reason,
            value=row.value,
        )
        for row in rows
    ]
