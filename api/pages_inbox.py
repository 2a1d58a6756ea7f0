"""The inbox's page: what waits for the reader, the most urgent first; an item's own address opens with it on top."""

import hashlib
from datetime import datetime
from typing import Annotated, Final, Literal

from fastapi import APIRouter, Path, Request, Response
from sqlmodel import Session

from alerts.same_trouble import alert_reason_of_done
from api.approved_answers import approved_answers
from api.day_words import say_left
from api.deps import LocalDep, Now, PartsDep, ReadSession
from api.inbox import SHOWN, Task, items_of, tasks_of
from api.inbox_week import read_week
from api.local_day import Local
from api.pages_alerts import answering
from api.pages_render import PageUser, page_locale, render_page
from api.pages_tips import DECLINE_REASONS, say_close_reason
from api.schemas_inbox import InboxItem
from catalog.errors import NotFound
from catalog.queries_alerts import alert_for
from catalog.queries_pages import stores_by_use
from catalog.queries_people import WIDE_ROLES
from catalog.queries_tip_counts import SOON
from catalog.queries_tips import get_tip
from catalog.tables import User

ItemKind = Literal["tip", "alert"]
WAITS: Final = frozenset({"open", "expired"})

router = APIRouter()


@router.get("/inbox")
def inbox(
    request: Request, user: PageUser, session: ReadSession, parts: PartsDep, now: Now, local: LocalDep
) -> Response:
    """Return what waits for the user."""
    return _page(request, user, session, parts, now, local, None, "")


@router.get("/inbox/{kind}/{number}")
def inbox_item(
    request: Request,
    kind: ItemKind,
    number: Annotated[int, Path(ge=1, le=2**63 - 1)],
    user: PageUser,
    session: ReadSession,
    parts: PartsDep,
    now: Now,
    local: LocalDep,
) -> Response:
    """Return the same with one item on top, whatever became of it; says so where it is not the user's."""
    try:
        wanted = _task(session, user, kind, number)
    except NotFound:
        return _page(request, user, session, parts, now, local, None, "inbox.not_yours")
    return _page(request, user, session, parts, now, local, wanted, "")


def _task(session: Session, user: User, kind: ItemKind, number: int) -> Task:
    if kind == "tip":
        return Task(get_tip(session, user, number), None)
    return Task(None, alert_for(session, user, number))


def _page(
    request: Request,
    user: User,
    session: Session,
    parts: PartsDep,
    now: datetime,
    local: Local,
    wanted: Task | None,
    said: str,
) -> Response:
    locale, tasks = page_locale(request, user), tasks_of(session, user, local, now)
    waiting = len(tasks)
    if wanted is not None:
        tasks = _on_top(tasks, wanted)
    items = items_of(session, tasks, locale, local)
    wide = user.role in WIDE_ROLES
    return render_page(
        request,
        "inbox.html",
        me=user,
        now=now,
        tab="inbox",
        items=items[:SHOWN],
        later=items[SHOWN:],
        wanted=items[0].name if wanted is not None else "",
        waiting=waiting,
        said=said,
        week=read_week(session, user, locale, local),
        answers=[] if wide else approved_answers(session, user, None, locale, now),
        own=user.role == "store_manager",
        several_stores=stores_by_use(session, user, limit=2).total > 1,
        list_mark=_mark(items),
        left=lambda item: say_left(locale, item.due_at, now),
        soon=lambda item: item.due_at < now + SOON,
        waits=_waits,
        solved=_solved,
        closed_words=lambda reason: say_close_reason(locale, reason),
        decline_reasons=DECLINE_REASONS,
        max_upload_mb=parts.settings.max_upload_mb,
        **answering(locale, local.today),
    )


def _on_top(tasks: list[Task], wanted: Task) -> list[Task]:
    """The list with the wanted one first: its task where it waits, else by itself as it stands."""

    def is_it(task: Task) -> bool:
        same_tip = wanted.tip is not None and task.tip is not None and task.tip.tip.id == wanted.tip.tip.id
        alert, other = wanted.alert, task.alert
        return same_tip or (alert is not None and other is not None and other.alert.id == alert.alert.id)

    first = next((task for task in tasks if is_it(task)), wanted)
    return [first, *(task for task in tasks if task is not first)]


def _waits(item: InboxItem) -> bool:
    """It can be answered."""
    if item.tip is not None:
        return item.tip.state in WAITS
    return item.alert is not None and item.alert.state in WAITS


def _solved(item: InboxItem) -> str:
    """Return what the alert is closed with when a photo shows its tip solved; empty: there is none."""
    if item.tip is None or item.alert is None:
        return ""
    return alert_reason_of_done(item.tip.kind, item.alert.action) or ""


def _mark(items: list[InboxItem]) -> str:
    """Return what changes when the list does: a page that looks again need not touch what is the same."""
    text = ";".join(
        f"{item.name} {item.todo} {item.escalated} {item.picture_url} {item.alert and item.alert.id} "
        f"{item.alert and item.alert.state} {item.tip and (item.tip.state, item.tip.audit_id)}"
        for item in items
    )
    return hashlib.sha256(text.encode()).hexdigest()[:16]
