"""Everything that the service has on a person: each row of each table that names them."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Column, select
from sqlmodel import Session, col

from catalog.tables import Photo, User, metadata

_LEFT_OUT: Final = frozenset({("access_token", "token_sha256"), ("app_user", "password_hash")})
"""Hashes say nothing to a person, and open doors to whoever steals the export."""
_MASKED: Final = frozenset({("push_target", "address")})
"""A web-hook's address holds its key; its kind is told, and the person has it from where they copied it."""


@dataclass(frozen=True)
class Mention:
    """The rows of a `table` whose `column` is the person."""

    table: str
    column: str
    rows: tuple[dict[str, Any], ...]


def mentions_of(session: Session, user_id: int) -> Iterator[Mention]:
    """By table and column; new tables that point to a person are found by that. Empty ones are told too."""
    for table in metadata.sorted_tables:
        for column in _columns_of_people(table.name):
            shown = [each for each in table.c if (table.name, each.name) not in _LEFT_OUT]
            found = session.connection().execute(
                select(*shown).where(column == user_id).order_by(*table.primary_key.columns)
            )
            rows = tuple(_shown(table.name, dict(row._mapping)) for row in found)
            yield Mention(table.name, column.name, rows)


def photo_files_of(session: Session, user_id: int) -> tuple[tuple[str, str], ...]:
    """Of the photos that a person sent: sha256 and content type."""
    query = select(col(Photo.sha256), col(Photo.content_type)).where(col(Photo.uploaded_by) == user_id)
    return tuple((sha256, kind) for sha256, kind in session.execute(query.order_by(col(Photo.id))))


def _columns_of_people(table: str) -> list[Column[Any]]:
    if table == User.__tablename__:
        return [metadata.tables[table].c.id]
    return [
        column
        for column in metadata.tables[table].c
        if any(link.target_fullname == "app_user.id" for link in column.foreign_keys)
    ]


def _shown(table: str, row: dict[str, Any]) -> dict[str, Any]:
    return {
        name: f"{str(value).partition(':')[0]}://…" if (table, name) in _MASKED else value
        for name, value in row.items()
        if not isinstance(value, bytes)
    }
