"""What was not followed up in 48 hours, in words: by store, and there by whose turn it is."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final
from urllib.parse import quote

from sqlmodel import Session

from alerts.tip_words import say_tip
from api.i18n import Locale, has_message, translate
from catalog.queries_waiting import Waiting, people_of, waiting_for
from catalog.rows import key
from catalog.tables import Store, User

AFTER: Final = timedelta(hours=48)
OLDEST: Final = timedelta(days=30)
"""What is older is history: it stands in the lists of its own."""


@dataclass(frozen=True)
class WaitingLine:
    """One thing in words, with the page where it is answered; `hours` it waits."""

    waiting: Waiting
    title: str
    link: str
    hours: int


@dataclass(frozen=True)
class WaitingGroup:
    """What waits in a store (None: of an area) for one person (None: nobody in particular), the oldest first."""

    store: Store | None
    person: User | None
    lines: tuple[WaitingLine, ...]


def waiting_groups(
    session: Session,
    user: User,
    locale: Locale,
    today: date,
    now: datetime,
    *,
    store_id: int | None = None,
) -> list[WaitingGroup]:
    """What waits longer than 48 hours, stores with the most first."""
    found = waiting_for(session, user, now - AFTER, now - OLDEST, today, store_id=store_id)
    people = people_of(session, {each.person_id for each in found if each.person_id is not None})
    groups: dict[tuple[int, int], list[Waiting]] = {}
    for each in found:
        place = 0 if each.store is None else key(each.store.id)
        groups.setdefault((place, each.person_id or 0), []).append(each)
    stores: dict[int, int] = {}
    for (place, _), members in groups.items():
        stores[place] = stores.get(place, 0) + len(members)
    ordered = sorted(groups.items(), key=lambda group: (-stores[group[0][0]], group[0]))
    return [
        WaitingGroup(
            members[0].store, people.get(person), tuple(_line(each, locale, now) for each in members)
        )
        for (_, person), members in ordered
    ]


def _line(each: Waiting, locale: Locale, now: datetime) -> WaitingLine:
    hours = int((now - each.since).total_seconds() // 3600)
    return WaitingLine(each, _title(each, locale), _link(each), hours)


def _title(each: Waiting, locale: Locale) -> str:
    if each.kind == "tip":
        return say_tip(each.what, each.params, locale).title  # type: ignore[arg-type]
    if each.kind == "photo":
        why = "waiting.why." + each.what
        return translate(
            locale, "waiting.photo", why=translate(locale, why if has_message(why) else "waiting.why.failed")
        )
    return translate(
        locale, "waiting.alert" if each.kind == "alert" else "waiting.proposal", product=each.product
    )


def _link(each: Waiting) -> str:
    code = "" if each.store is None else quote(each.store.code, safe="")
    if each.kind == "tip":
        return f"/tips?store={code}#tip{each.subject_id}"
    if each.kind == "alert":
        return f"/alerts/{each.subject_id}"
    return f"/proposals#proposal{each.subject_id}" if each.kind == "proposal" else f"/audits/{each.audit_id}"
