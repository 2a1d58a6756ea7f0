"""The audit's page and the list of records."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Annotated, Final
from urllib.parse import urlencode
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from fastapi import APIRouter, Query, Request, Response
from starlette.responses import RedirectResponse

from api.deps import Now, PartsDep, ReadSession
from api.pages_audit import audit_context
from api.pages_cards import tiles
from api.pages_poster import poster_context
from api.pages_render import PAGE_HEADERS, PageUser, page_locale, render_page
from api.pages_trust import proof_context
from catalog.queries_audits import audit_for
from catalog.queries_pages import audit_cards, stores_by_use
from catalog.queries_queue import latest_audit
from catalog.rows import key
from catalog.tables import AuditState, PhotoKind

PHOTOS_SHOWN: Final = 24
STORES_OFFERED: Final = 200

router = APIRouter()


@dataclass(frozen=True)
class Filters:
    """What the list of records is narrowed to; unreadable values narrow nothing."""

    store: str
    first_day: str
    last_day: str
    state: AuditState | None
    kind: PhotoKind | None
    zone: str
    before: int | None

    @classmethod
    def read(
        cls, store: str, first: str, last: str, state: str, kind: str, zone: str, before: str
    ) -> "Filters":
        """Return the filters of a query string."""
        return cls(
            store=store.strip()[:64],
            first_day=first if _day(first) else "",
            last_day=last if _day(last) else "",
            state=_STATES.get(state),
            kind=_KINDS.get(kind),
            zone=zone if _zone(zone) else "",
            before=int(before) if before.isascii() and before.isdigit() and len(before) < 18 else None,
        )

    @property
    def since(self) -> datetime | None:
        """Return the first day's begin in the reader's zone (the server's where that is not known)."""
        day = _day(self.first_day)
        return _midnight(day, self.zone) if day else None

    @property
    def until(self) -> datetime | None:
        """Return the last day's end."""
        day = _day(self.last_day)
        return _midnight(day + timedelta(days=1), self.zone) if day and day < date.max else None

    @property
    def narrow(self) -> bool:
        """Tell whether anything is left out."""
        return bool(self.store or self.first_day or self.last_day or self.state or self.kind)

    def address(self, before: int | None) -> str:
        """Return the address of the page after the photo with this audit; None for the first page."""
        asked = {
            "store": self.store,
            "from": self.first_day,
            "to": self.last_day,
            "state": self.state or "",
            "kind": self.kind or "",
            "zone": self.zone if self.first_day or self.last_day else "",
            "before": str(before or ""),
        }
        return f"/records?{urlencode({name: value for name, value in asked.items() if value})}"


_STATES: Final[dict[str, AuditState]] = {
    "queued": "queued",
    "running": "running",
    "done": "done",
    "failed": "failed",
}

_KINDS: Final[dict[str, PhotoKind]] = {"shelf": "shelf", "poster": "poster", "panorama": "panorama"}


@router.get("/records")
def records(
    request: Request,
    user: PageUser,
    session: ReadSession,
    now: Now,
    store: str = "",
    first: Annotated[str, Query(alias="from")] = "",
    last: Annotated[str, Query(alias="to")] = "",
    state: str = "",
    kind: str = "",
    zone: str = "",
    before: str = "",
) -> Response:
    """Return the photos of the user's stores, the newest first."""
    filters = Filters.read(store, first, last, state, kind, zone, before)
    cards = audit_cards(
        session,
        user,
        store=filters.store,
        state=filters.state,
        kind=filters.kind,
        since=filters.since,
        until=filters.until,
        before_id=filters.before,
        limit=PHOTOS_SHOWN + 1,
    )
    shown = tiles(cards[:PHOTOS_SHOWN])
    offered = stores_by_use(session, user, limit=STORES_OFFERED)
    return render_page(
        request,
        "records.html",
        me=user,
        now=now,
        tab="records",
        filters=filters,
        filtered=filters.narrow,
        stores=[use.store for use in offered.rows],
        audits=shown,
        show_store=True,
        older_url=filters.address(shown[-1].id) if len(cards) > PHOTOS_SHOWN else None,
        first_url=filters.address(None) if filters.before else None,
    )


@router.get("/audits/{audit_id}")
def audit(
    request: Request, audit_id: int, user: PageUser, session: ReadSession, parts: PartsDep, now: Now
) -> Response:
    """Return the audit's page: its progress, its report, or why it failed."""
    row = audit_for(session, user, audit_id)
    locale, zone = page_locale(request, user), parts.settings.zone
    proof = proof_context(session, user, row.photo)
    if row.photo.kind == "poster" and row.audit.state == "done":
        poster = poster_context(session, row, locale, user=user, zone=zone, now=now)
        if poster is None:
            newest = latest_audit(session, key(row.photo.id))
            return RedirectResponse(f"/audits/{newest.id if newest else 0}", 303, PAGE_HEADERS)
        return render_page(request, "poster.html", me=user, now=now, tab="records", proof=proof, **poster)
    context = audit_context(
        session, row, locale, user.role, zone, talkers=row.photo.talkers or parts.settings.shelf_talkers
    )
    return render_page(request, "audit.html", me=user, now=now, tab="records", proof=proof, **context)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _zone(name: str) -> ZoneInfo | None:
    try:
        return ZoneInfo(name) if name else None
    except (ValueError, OSError, ZoneInfoNotFoundError):
        return None


def _midnight(day: date, zone: str) -> datetime:
    """Return the begin of the day in the zone; UTC, because that is what the database compares."""
    known = _zone(zone)
    local = datetime.combine(day, time.min, known) if known else datetime.combine(day, time.min).astimezone()
    return local.astimezone(UTC)
