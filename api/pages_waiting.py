"""The board's list of what was not followed up in 48 hours."""

from typing import Annotated, Final
from urllib.parse import urlencode

from fastapi import APIRouter, Query, Request, Response

from api.deps import Now, PartsDep, ReadSession, Today
from api.pages_render import PageBoardReader, page_locale, render_page
from api.waiting import waiting_groups

router = APIRouter()

GROUPS_SHOWN: Final = 60
LINES_SHOWN: Final = 6
KINDS: Final = ("tip", "alert", "proposal", "photo")


@router.get("/board/waiting")
def board_waiting(
    request: Request,
    user: PageBoardReader,
    session: ReadSession,
    parts: PartsDep,
    now: Now,
    today: Today,
    kind: str = "",
    page_no: Annotated[int, Query(alias="p", ge=1, le=1000)] = 1,
) -> Response:
    """Return what waits, by store and person; `kind` narrows it to one kind."""
    groups = waiting_groups(session, user, page_locale(request, user), today, now)
    lines = [line for group in groups for line in group.lines]
    counts = {name: sum(line.waiting.kind == name for line in lines) for name in KINDS}
    chosen = kind if kind in KINDS else ""
    shown = [
        (group, found)
        for group in groups
        if (found := [line for line in group.lines if chosen in {"", line.waiting.kind}])
    ]
    begin = (page_no - 1) * GROUPS_SHOWN
    return render_page(
        request,
        "board_waiting.html",
        me=user,
        now=now,
        tab="board",
        page="waiting",
        groups=shown[begin : begin + GROUPS_SHOWN],
        lines_shown=LINES_SHOWN,
        counts=counts,
        total=len(lines),
        stores=len({group.store.id for group, _ in shown if group.store is not None}),
        kind=chosen,
        address=lambda name, number=1: (
            "/board/waiting" + _query({"kind": name, "p": "" if number == 1 else str(number)})
        ),
        page_no=page_no,
        more=len(shown) > begin + GROUPS_SHOWN,
        clock=now.astimezone(parts.settings.zone).strftime("%H:%M"),
    )


def _query(asked: dict[str, str]) -> str:
    said = urlencode({name: value for name, value in asked.items() if value})
    return f"?{said}" if said else ""
