"""A record of a change in words that people read: «发布了陈列图 TEA-1»."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from sqlmodel import Session

from api.i18n import Locale, has_message, translate
from catalog.queries_changes import ChangeRow, plan_codes, usernames
from catalog.tables_trust import ChangeRecord

_USER: Final = "user:"
_BODY_NAMES: Final = ("code", "sku", "store", "label", "category", "name", "planogram")
"""What in a body names the thing, the first that is given."""
COMMAND: Final = "command"
DID: Final = "changes.did."
"""Words of an action are under this and its name."""


@dataclass(frozen=True)
class Names:
    """What records point to by number, by name: planograms of versions, people."""

    plans: Mapping[int, str] = field(default_factory=dict)
    people: Mapping[int, str] = field(default_factory=dict)


def names_in(session: Session, chain_id: int, rows: Sequence[ChangeRow]) -> Names:
    """The names that these records need, in two queries."""
    records = [row.record for row in rows]
    versions = {number for record in records if (number := _version(record)) is not None}
    people = {number for record in records if (number := _person(record)) is not None}
    return Names(plan_codes(session, chain_id, versions), usernames(session, chain_id, people))


def say_change(record: ChangeRecord, names: Names, locale: Locale) -> str:
    """One sentence without its subject; an action that has no words of its own is told by its name."""
    what = what_of(record, names)
    name = DID + record.action
    if record.action == COMMAND:
        what = record.subject
    if not has_message(name):
        return " ".join(word for word in (record.action.replace("_", " "), what) if word)
    return translate(locale, name, what=what).strip()


def what_of(record: ChangeRecord, names: Names) -> str:
    """The thing that was changed, as people call it."""
    if (number := _person(record)) is not None:
        return names.people.get(number, f"#{number}")
    if (number := _version(record)) is not None:
        return names.plans.get(number, f"#{number}")
    path = _part(record, "path")
    for label in ("code", "username"):
        if path.get(label):
            return str(path[label])
    numbers = [str(value) for label, value in path.items() if label.endswith("_id") or label == "number"]
    if numbers:
        return "#" + " / ".join(numbers)
    body = _part(record, "body")
    return next((str(body[label]) for label in _BODY_NAMES if isinstance(body.get(label), str)), "")


def _version(record: ChangeRecord) -> int | None:
    value = str(_part(record, "path").get("version_id", ""))
    return int(value) if value.isdigit() else None


def _person(record: ChangeRecord) -> int | None:
    number = record.subject.removeprefix(_USER)
    return int(number) if number != record.subject and number.isdigit() else None


def _part(record: ChangeRecord, name: str) -> dict[str, Any]:
    part = record.details.get(name)
    return part if isinstance(part, dict) else {}
