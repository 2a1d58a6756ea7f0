"""The inbox: tips and silence alerts that wait for a person, in one ranked list; answered through their own routes."""

from api.deps import CurrentUser, LocalDep, LocaleDep, Now, ReadSession
from api.inbox import SHOWN, items_of, tasks_of
from api.inbox_week import read_week
from api.routing import api_router
from api.schemas_inbox import InboxAnswer, InboxCount

router = api_router("inbox")


@router.get("/inbox", summary="What waits for my answer")
def read_inbox(
    user: CurrentUser, session: ReadSession, now: Now, local: LocalDep, locale: LocaleDep
) -> InboxAnswer:
    """A store manager's: all that is open in their stores. Others': what was passed on to them.

    A tip and an alert of one product in one store are one item. The most urgent money first.
    """
    tasks = tasks_of(session, user, local, now)
    return InboxAnswer(
        items=items_of(session, tasks, locale, local),
        shown=SHOWN,
        week=read_week(session, user, locale, local),
    )


@router.get("/inbox/count", summary="How much waits for my answer")
def count_inbox(user: CurrentUser, session: ReadSession, now: Now, local: LocalDep) -> InboxCount:
    """As many as the list has."""
    waiting = [task.waiting() for task in tasks_of(session, user, local, now)]
    return InboxCount(open=len(waiting), escalated=sum(one.escalated for one in waiting))
