"""The pages of visits: all that the user may see, filtered, and one with its photos, answers, time and place."""

from dataclasses import dataclass
from datetime import date
from typing import Annotated, Final
from urllib.parse import urlencode

from fastapi import APIRouter, Path, Query, Request, Response

from api.answers_visits import person_name, visit_answer
from api.deps import Now, PartsDep, ReadSession
from api.pages_cards import tile_url
from api.pages_render import PageUser, page_locale, render_page
from api.rights import EDITORS
from api.routes_visits import visit_filter
from catalog.queries_pages import stores_by_use
from catalog.queries_visits import list_visits, seen_visit, visitors_for
from catalog.rows import key

SHOWN: Final = 24
STORES_OFFERED: Final = 200
THUMBS: Final = 4

router = APIRouter()


@dataclass(frozen=True)
class Filters:
    """What the list is narrowed to; unreadable values narrow nothing."""

    store: str
    user: str
    first_day: date | None
    last_day: date | None
    before: int | None

    @classmethod
    def read(cls, store: str, user: str, first: str, last: str, before: str) -> "Filters":
        """The filters of a query string."""
        number = int(before) if before.isascii() and before.isdigit() and len(before) < 18 else None
        return cls(store.strip()[:64], user.strip()[:100], _day(first), _day(last), number or None)

    @property
    def narrow(self) -> bool:
        """Tell whether anything is left out."""
        return bool(self.store or self.user or self.first_day or self.last_day)

    def query(self, **more: object) -> str:
        """The filters as a query string."""
        asked = {
            "store": self.store,
            "user": self.user,
            "from": self.first_day or "",
            "to": self.last_day or "",
            **more,
        }
        return urlencode({name: str(value) for name, value in asked.items() if value})


@router.get("/visits")
def visits(
    request: Request,
    user: PageUser,
    session: ReadSession,
    parts: PartsDep,
    now: Now,
    store: str = "",
    person: Annotated[str, Query(alias="user")] = "",
    first: Annotated[str, Query(alias="from")] = "",
    last: Annotated[str, Query(alias="to")] = "",
    before: str = "",
) -> Response:
    """Return visits of the user's stores, the last that came first."""
    locale = page_locale(request, user)
    filters = Filters.read(store, person, first, last, before)
    wanted = visit_filter(
        filters.store, filters.user, filters.first_day, filters.last_day, parts.settings.zone
    )
    rows = list_visits(session, user, wanted, before=filters.before, limit=SHOWN + 1)
    shown = rows[:SHOWN]
    older = f"/visits?{filters.query(before=key(shown[-1].visit.id))}" if len(rows) > SHOWN else None
    return render_page(
        request,
        "visits.html",
        me=user,
        now=now,
        tab="visits",
        filters=filters,
        visits=[visit_answer(row, locale) for row in shown],
        stores=[use.store for use in stores_by_use(session, user, limit=STORES_OFFERED).rows],
        people=[(each.username, person_name(each)) for each in visitors_for(session, user)],
        thumb=tile_url,
        thumbs=THUMBS,
        edits_form=user.role in EDITORS,
        export_url=f"/api/visits.xlsx?{filters.query(lang=locale)}",
        older_url=older,
        first_url=f"/visits?{filters.query()}" if filters.before else None,
    )


@router.get("/visits/{visit_id:int}")
def visit(
    visit_id: Annotated[int, Path(ge=1, le=2**63 - 1)],
    request: Request,
    user: PageUser,
    session: ReadSession,
    now: Now,
) -> Response:
    """Return one visit, to whoever may see its store."""
    row = seen_visit(session, user, visit_id)
    answer = visit_answer(row, page_locale(request, user))
    ended = row.visit.submitted_at
    minutes = None if ended is None else round((ended - row.visit.started_at).total_seconds() / 60)
    return render_page(
        request,
        "visit_record.html",
        me=user,
        now=now,
        tab="visits",
        visit=answer,
        minutes=minutes,
        own=row.visit.user_id == user.id,
        thumb=tile_url,
    )


def _day(text: str) -> date | None:
    try:
        found = date.fromisoformat(text)
    except ValueError:
        return None
    return found if date(1970, 1, 2) <= found <= date(9999, 1, 1) else None
