"""What all tables are made of: names of constraints, ids, texts, links, closed lists of words."""

from typing import Any, Final, get_args

from sqlalchemy import CheckConstraint, Index, MetaData, String, text
from sqlalchemy.orm import registry
from sqlmodel import Field, SQLModel

from catalog.column_types import Id

metadata: Final = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)


class Table(SQLModel, registry=registry(metadata=metadata)):
    """Base of all tables; `catalog.tables.metadata` is what the migrations are compared with."""


def one_of(column: str, words: object, *, nullable: bool = False) -> CheckConstraint:
    """A check that the column holds one of a Literal's words."""
    allowed = ", ".join(f"'{word}'" for word in get_args(words))
    rule = f"{column} IN ({allowed})"
    return CheckConstraint(f"{column} IS NULL OR {rule}" if nullable else rule, name=column)


def one_where(name: str, columns: str | tuple[str, ...], rule: str, *, unique: bool = True) -> Index:
    """An index, unless told otherwise a unique one, over the rows that the rule holds for."""
    names = (columns,) if isinstance(columns, str) else columns
    return Index(name, *names, unique=unique, sqlite_where=text(rule), postgresql_where=text(rule))


def primary_key() -> Any:
    """The column that the database numbers."""
    return Field(default=None, primary_key=True, sa_type=Id)


def link_to(column: str, *, index: bool = False, default: Any = ..., ondelete: Any = "RESTRICT") -> Any:
    """A column that points to another table\'s, e.g. `store.id`."""
    return Field(default=default, foreign_key=column, index=index, ondelete=ondelete, sa_type=Id)


def text_of(length: int, default: Any = ..., **more: Any) -> Any:
    """A text column of at most so many characters."""
    return Field(default=default, sa_type=String(length), max_length=length, **more)
