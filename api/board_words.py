"""What happened in a sentence, with the page and the picture that it leads to."""

from datetime import datetime, tzinfo
from typing import Final
from urllib.parse import quote

from api.i18n import Locale, has_message, translate
from api.pages_cards import tile_url
from api.schemas_board import BoardNews
from api.schemas_people import StoreAnswer
from catalog.queries_board import BoardRow
from catalog.rows import key

_WHAT: Final = {
    "photo": "photo.kind.",
    "audit_done": "photo.kind.",
    "tip_opened": "tips.kind.",
    "tip_done": "tips.kind.",
    "tip_declined": "tips.kind.",
    "tip_expired": "tips.kind.",
}
"""Where the words are of what an event's `what` names."""


def board_news(row: BoardRow, locale: Locale, zone: tzinfo) -> BoardNews:
    """The event for the board."""
    event = row.event
    audit = event.params.get("audit")
    return BoardNews(
        id=key(event.id),
        kind=event.kind,
        number=event.number,
        at=datetime.fromisoformat(event.params.get("told") or event.at.isoformat()),
        day=event.at.astimezone(zone).date(),
        text=_text(row, locale),
        person=row.person,
        store=None if row.store is None else StoreAnswer.of(row.store),
        link=_link(row),
        picture=None if audit is None else tile_url(audit),
    )


def _text(row: BoardRow, locale: Locale) -> str:
    event = row.event
    said = translate(locale, "board.kind." + event.kind, n=abs(event.number))
    what = _WHAT.get(event.kind, "") + str(event.params.get("what", ""))
    more = [translate(locale, what)] if has_message(what) else []
    more += [row.product] if row.product else []
    if more:
        said = translate(locale, "board.said_of", said=said, what=" · ".join(more))
    return translate(locale, "board.taken_back", said=said) if event.number < 0 else said


def _link(row: BoardRow) -> str:
    event, store = row.event, "" if row.store is None else quote(row.store.code, safe="")
    audit = event.params.get("audit")
    if event.kind.startswith("visit"):
        return f"/visits/{event.subject_id}"
    if event.kind.startswith("alert"):
        return f"/alerts/{event.subject_id}" if abs(event.number) == 1 else f"/alerts?store={store}"
    if event.kind.startswith("proposal"):
        return f"/proposals#proposal{event.subject_id}"
    if event.kind == "tip_opened":
        return f"/tips?store={store}#tip{event.subject_id}"
    if event.kind.startswith("tip"):
        return f"/tips?store={store}&state={event.kind.removeprefix('tip_')}#tip{event.subject_id}"
    return f"/audits/{audit}"
