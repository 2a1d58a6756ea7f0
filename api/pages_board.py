"""The live board's page: today's figures that count up, and what happens as it happens."""

from dataclasses import dataclass
from typing import Final

from fastapi import APIRouter, Request, Response

from api.board_state import NEWS_SHOWN, board_state
from api.deps import Now, PartsDep, ReadSession
from api.pages_render import PageBoardReader, page_locale, render_page
from catalog.tables_board import BoardKind

router = APIRouter()


@dataclass(frozen=True)
class Figure:
    """A tile of the board: its words' key, the kinds of events that it counts, and of the smaller figure below."""

    name: str
    icon: str
    kinds: tuple[BoardKind, ...]
    beside: str
    beside_kinds: tuple[BoardKind, ...]
    link: str


FIGURES: Final = (
    Figure("visits", "store", ("visit_submitted",), "started", ("visit_started",), "/visits"),
    Figure("photos", "camera", ("photo",), "failed", ("audit_failed",), "/records"),
    Figure("audits", "check", ("audit_done",), "", (), "/records?state=done"),
    Figure("tips", "bulb", ("tip_opened",), "answered", ("tip_done", "tip_declined"), "/tips"),
    Figure("expired", "clock", ("tip_expired",), "", (), "/tips?state=expired"),
    Figure("alerts", "bell", ("alert_raised",), "closed", ("alert_closed",), "/alerts"),
    Figure("proposals", "scale", ("proposal_opened",), "decided", ("proposal_decided",), "/proposals"),
)


@router.get("/board")
def board(
    request: Request, user: PageBoardReader, session: ReadSession, parts: PartsDep, now: Now
) -> Response:
    """Return today so far; the page's script goes on from there, and without it a reload does."""
    state = board_state(session, user, page_locale(request, user), parts.settings.zone, now)
    return render_page(
        request,
        "board.html",
        me=user,
        now=now,
        tab="board",
        page="now",
        state=state,
        figures=FIGURES,
        total=lambda kinds: sum(state.figures[kind] for kind in kinds),
        clock=lambda at: at.astimezone(parts.settings.zone).strftime("%H:%M"),
        news_most=NEWS_SHOWN,
    )
