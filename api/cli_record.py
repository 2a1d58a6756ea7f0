"""What a command has changed is recorded as the pages' and the API's changes are, by «command line»."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import takewhile
from typing import Any, Final

from sqlalchemy import Engine, event

from api.change_words import COMMAND
from catalog.changes import record_change
from catalog.database import writing

_WRITES: Final = frozenset({"INSERT", "UPDATE", "DELETE"})
_WORD: Final = re.compile(r"[a-z][a-z-]*")


@dataclass
class _Said:
    command: str = "paimian"
    details: dict[str, Any] = field(default_factory=dict)


_said: Final = _Said()


def remember_command(words: list[str]) -> None:
    """Keep which command was given: its words and the names of its options, never their values."""
    bare = words[2:] if words[:1] == ["--home"] else words
    named = list(takewhile(_WORD.fullmatch, bare[:2]))
    _said.command = " ".join(["paimian", *named])
    options = [word.partition("=")[0] for word in words if word.startswith("--")]
    _said.details = {"options": options} if options else {}


@contextmanager
def recorded(engine: Engine, chain_id: int) -> Iterator[None]:
    """Watch what is done with the database meanwhile; where something was committed, add one record of the command."""
    seen = {"pending": False, "written": False}

    def executing(_c: object, _u: object, statement: str, *_: object) -> None:
        seen["pending"] |= statement.lstrip()[:6].upper() in _WRITES

    def committing(_: object) -> None:
        seen["written"] |= seen["pending"]
        seen["pending"] = False

    def rolling_back(_: object) -> None:
        seen["pending"] = False

    listening: tuple[tuple[str, Any], ...] = (
        ("before_cursor_execute", executing),
        ("commit", committing),
        ("rollback", rolling_back),
    )
    for name, hear in listening:
        event.listen(engine, name, hear)
    try:
        yield
    finally:
        for name, hear in listening:
            event.remove(engine, name, hear)
        if seen["written"]:
            _record(engine, chain_id)


def _record(engine: Engine, chain_id: int) -> None:
    with writing(engine) as session:
        record_change(session, chain_id, None, COMMAND, _said.command, _said.details, at=datetime.now(UTC))
