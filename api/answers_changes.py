"""Records of changes as the API, the page and a workbook tell them."""

import json
from collections.abc import Sequence
from typing import Final
from zoneinfo import ZoneInfo

from sqlmodel import Session

from api.change_words import names_in, say_change
from api.i18n import Locale, translate
from api.schemas_accounts import ChangeAnswer
from catalog.queries_changes import ChangeRow
from catalog.rows import key
from catalog.table_export import table_workbook

_COLUMN: Final = "changes.column."
_COLUMNS: Final = ("at", "username", "full_name", "text", "action", "subject", "details")


def change_answers(
    session: Session, chain_id: int, rows: Sequence[ChangeRow], locale: Locale
) -> list[ChangeAnswer]:
    """The records in words."""
    names = names_in(session, chain_id, rows)
    return [
        ChangeAnswer(
            id=key(row.record.id),
            at=row.record.at,
            username=None if row.user is None else row.user.username,
            full_name="" if row.user is None else row.user.full_name,
            action=row.record.action,
            text=say_change(row.record, names, locale),
            subject=row.record.subject,
            details=row.record.details,
        )
        for row in rows
    ]


def changes_workbook(answers: Sequence[ChangeAnswer], locale: Locale, zone: ZoneInfo) -> bytes:
    """A row a record; times of the service's zone."""
    nobody = translate(locale, "changes.nobody")
    titles = [translate(locale, _COLUMN + name) for name in _COLUMNS]
    rows = [
        (
            answer.at.astimezone(zone).strftime("%Y-%m-%d %H:%M:%S"),
            answer.username or nobody,
            answer.full_name,
            answer.text,
            answer.action,
            answer.subject,
            json.dumps(answer.details, ensure_ascii=False) if answer.details else "",
        )
        for answer in answers
    ]
    return table_workbook(translate(locale, "changes.title"), titles, rows)
