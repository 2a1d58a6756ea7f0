"""An audit's progress as server-sent events."""

from collections.abc import AsyncIterable
from typing import Annotated

from anyio import to_thread
from fastapi import Depends
from fastapi.sse import EventSourceResponse, ServerSentEvent

from api.deps import CurrentUser, PartsDep
from api.parts import Parts
from api.progress import Progress, fraction_of
from api.routes_audits import AuditId
from api.routing import api_router, errors
from api.schemas_audits import ProgressAnswer
from catalog.database import reading
from catalog.queries_audits import audit_for, get_audit

router = api_router("audits")

_LOOK_SECONDS = 1.0
"""How often the row is read: another process may be doing the work."""
_ENDED = frozenset({"done", "failed"})


def _may_follow(audit_id: AuditId, user: CurrentUser, parts: PartsDep) -> int:
    """Refuse before the stream begins: afterwards there is no status to set."""
    with reading(parts.engine) as session:
        audit_for(session, user, audit_id)
    return audit_id


@router.get(
    "/audits/{audit_id}/events",
    summary="Follow an audit",
    response_class=EventSourceResponse,
    responses=errors(404),
)
async def follow_audit(
    audit_id: Annotated[int, Depends(_may_follow)], parts: PartsDep
) -> AsyncIterable[ServerSentEvent]:
    """Events `progress` with `{state, step, fraction}`; at the end `done` or `failed`, and the stream closes."""
    told: Progress | None = None
    with parts.hub.listen(audit_id) as listener:
        news: Progress | None = await to_thread.run_sync(_row_progress, parts, audit_id)
        while True:
            if news is not None and news != told and _goes_on(told, news):
                told = news
                yield _event("progress", news)
                if news.state in _ENDED:
                    yield _event(news.state, news)
                    return
            if listener.closed:
                return
            news = await listener.wait(_LOOK_SECONDS)
            if news is None:
                news = await to_thread.run_sync(_row_progress, parts, audit_id)


def _goes_on(told: Progress | None, news: Progress) -> bool:
    """Whether news are newer: the row is written later than the hub speaks, and would take the bar back."""
    if told is None or news.state != "running" or told.state != "running":
        return True
    return fraction_of(news.step or "queued") >= fraction_of(told.step or "queued")


def _row_progress(parts: Parts, audit_id: int) -> Progress:
    with reading(parts.engine) as session:
        audit = get_audit(session, audit_id).audit
    if audit.state in _ENDED:
        return Progress(audit.state, None, 1.0)
    if audit.state == "queued":
        return Progress("queued", "queued", 0.0)
    return Progress("running", audit.step, audit.fraction)


def _event(name: str, news: Progress) -> ServerSentEvent:
    return ServerSentEvent(
        event=name, data=ProgressAnswer(state=news.state, step=news.step, fraction=news.fraction)
    )
