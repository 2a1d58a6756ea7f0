"""What was not followed up in 48 hours: the list, its workbook, and a reminder to whose turn it is."""

from collections.abc import Iterator
from datetime import tzinfo
from typing import Final

from fastapi import Request, Response

from api.change_note import note_of
from api.deps import BoardReader, DbSession, LocaleDep, Now, PartsDep, ReadSession, Today
from api.i18n import Locale, translate
from api.routes_lists import XLSX, workbook_file
from api.routing import api_router, errors
from api.schemas_board import NudgeAnswer, NudgeOrder, WaitingItem, WaitingList, WaitingPart
from api.schemas_people import StoreAnswer
from api.waiting import WaitingGroup, waiting_groups
from catalog.errors import NotFound
from catalog.nudges import nudge
from catalog.queries_people import store_for
from catalog.rows import key
from catalog.table_export import Cell, table_workbook

router = api_router("board")

_COLUMNS: Final = ("store", "store_name", "city", "person", "kind", "what", "since", "hours", "link")


@router.get("/board/waiting", summary="Not followed up in 48 hours", responses=errors(403))
def list_waiting(
    user: BoardReader, session: ReadSession, now: Now, today: Today, locale: LocaleDep
) -> WaitingList:
    """Tips, alerts, proposals and photos to be taken again that nobody answered, by store and person."""
    groups = waiting_groups(session, user, locale, today, now)
    return WaitingList(
        as_of=now, total=sum(len(group.lines) for group in groups), groups=[_part(group) for group in groups]
    )


@router.get(
    "/board/waiting.xlsx",
    summary="Not followed up, as a workbook",
    responses={
        200: {
            "content": {XLSX: {"schema": {"type": "string", "format": "binary"}}},
            "description": "A workbook",
        },
        **errors(403),
    },
    response_class=Response,
)
def read_waiting_xlsx(
    request: Request,
    user: BoardReader,
    session: ReadSession,
    parts: PartsDep,
    now: Now,
    today: Today,
    locale: LocaleDep,
) -> Response:
    """One row a thing; times are those of the chain's zone, the links lead to where it is answered."""
    base = parts.settings.public_url or str(request.base_url).rstrip("/")
    groups = waiting_groups(session, user, locale, today, now)
    titles = [translate(locale, "waiting.col." + name) for name in _COLUMNS]
    rows = _rows(groups, locale, base, parts.settings.zone)
    data = table_workbook(translate(locale, "waiting.sheet"), titles, rows)
    return workbook_file(data, f"not-followed-up-{today}.xlsx")


@router.post("/board/waiting/nudge", summary="Remind somebody", responses=errors(403, 404))
def nudge_person(
    order: NudgeOrder,
    request: Request,
    user: BoardReader,
    session: DbSession,
    now: Now,
    today: Today,
    locale: LocaleDep,
) -> NudgeAnswer:
    """Leave a message to whose turn it is, at most one a store, person and day. 404 where nothing waits there."""
    store = store_for(session, user, order.store)
    groups = waiting_groups(session, user, locale, today, now, store_id=key(store.id))
    for group in groups:
        if group.person is not None and group.person.username == order.person:
            waiting = [line.waiting for line in group.lines]
            state = nudge(session, store, key(group.person.id), waiting, today=today, now=now)
            if (note := note_of(request)) is not None:
                note.details["user"] = group.person.id  # by number: the record keeps no names
            return NudgeAnswer(state=state)
    raise NotFound("nothing_waiting", store=order.store, person=order.person)


def _part(group: WaitingGroup) -> WaitingPart:
    person = group.person
    return WaitingPart(
        store=None if group.store is None else StoreAnswer.of(group.store),
        person=None if person is None else person.username,
        name="" if person is None else person.full_name or person.username,
        items=[
            WaitingItem(
                kind=line.waiting.kind,
                id=line.waiting.subject_id,
                title=line.title,
                since=line.waiting.since,
                hours=line.hours,
                link=line.link,
            )
            for line in group.lines
        ],
    )


def _rows(groups: list[WaitingGroup], locale: Locale, base: str, zone: tzinfo) -> Iterator[tuple[Cell, ...]]:
    for group in groups:
        store, person = group.store, group.person
        for line in group.lines:
            yield (
                "" if store is None else store.code,
                "" if store is None else store.name,
                "" if store is None else store.city,
                "" if person is None else person.full_name or person.username,
                translate(locale, "waiting.kind." + line.waiting.kind),
                line.title,
                f"{line.waiting.since.astimezone(zone):%Y-%m-%d %H:%M}",
                line.hours,
                base + line.link,
            )
