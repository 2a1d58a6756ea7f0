"""The page of who changed what."""

from datetime import date
from typing import Final
from urllib.parse import urlencode

from fastapi import APIRouter, Request, Response

from api.answers_changes import change_answers
from api.change_words import DID
from api.deps import Now, PartsDep, ReadSession
from api.i18n import Locale, has_message, translate
from api.pages_render import PageAdmin, page_locale, render_page
from api.routes_changes import change_filter
from catalog.queries_changes import actions_seen, list_changes
from catalog.rows import key

ROWS_SHOWN: Final = 50

router = APIRouter()


@router.get("/changes")
def changes(
    request: Request,
    user: PageAdmin,
    session: ReadSession,
    parts: PartsDep,
    now: Now,
    before: str = "",
) -> Response:
    """Return the records that were asked for, the newest first; what cannot be read of the question is left out."""
    locale = page_locale(request, user)
    asked = {
        name: request.query_params.get(name, "").strip()[:100] for name in ("user", "action", "from", "to")
    }
    first, last = _day(asked["from"]), _day(asked["to"])
    wanted = change_filter(asked["user"], asked["action"], first, last, parts.settings.zone)
    start = int(before) if before.isascii() and before.isdigit() and len(before) < 19 else None
    rows = list_changes(session, user.chain_id, wanted, before=start, limit=ROWS_SHOWN)
    query = {name: value for name, value in asked.items() if value}
    older = {**query, "before": key(rows[-1].record.id)} if len(rows) == ROWS_SHOWN else None
    actions = [(name, _words(name, locale)) for name in actions_seen(session, user.chain_id)]
    return render_page(
        request,
        "changes.html",
        me=user,
        now=now,
        tab="changes",
        changes=change_answers(session, user.chain_id, rows, locale),
        actions=sorted(actions, key=lambda one: one[1]),
        asked=asked,
        days=parts.settings.changes_kept_days,
        older_url=f"/changes?{urlencode(older)}" if older else None,
        newest_url=f"/changes?{urlencode(query)}" if start is not None else None,
        excel_url=f"/api/changes.xlsx?{urlencode({**query, 'lang': locale})}",
    )


def _words(action: str, locale: Locale) -> str:
    name = DID + action
    return translate(locale, name, what="").strip() if has_message(name) else action.replace("_", " ")


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
