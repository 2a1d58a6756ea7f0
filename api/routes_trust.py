"""Photos that show the same as an earlier one: the pairs, and what people say of them."""

from typing import Annotated

from fastapi import Path, Query

from api.answers_trust import likeness_answers
from api.deps import BoardReader, DbSession, Now, ReadSession
from api.routing import api_router, errors
from api.schemas_trust import LikenessList, LikenessOrder, LikenessShown, OpenCount
from catalog.likeness import answer_likeness
from catalog.queries_likeness import count_open, likeness_pairs

router = api_router("trust")

LikenessId = Annotated[int, Path(ge=1, le=2**63 - 1)]


@router.get("/likenesses", summary="Photos that look like others", responses=errors(403))
def list_likenesses(
    user: BoardReader,
    session: ReadSession,
    answered: Annotated[bool, Query(description="those that somebody has answered instead")] = False,
    before: Annotated[int | None, Query(ge=1, le=2**63 - 1, description="older than this pair")] = None,
    limit: Annotated[int, Query(ge=1, le=100)] = 20,
) -> LikenessList:
    """Pairs whose later photo is of one of the stores that the asker may see, the newest first."""
    rows = likeness_pairs(session, user, answered=answered, before_id=before, limit=limit + 1)
    shown = likeness_answers(session, user, rows[:limit])
    return LikenessList(likenesses=shown, next_before=shown[-1].id if len(rows) > limit else None)


@router.get("/trust/count", summary="How many pairs wait for an answer", responses=errors(403))
def count_likenesses(user: BoardReader, session: ReadSession) -> OpenCount:
    """For the tab of the page."""
    return OpenCount(open=count_open(session, user))


@router.put("/likenesses/{likeness_id}/answer", summary="Say what a pair is", responses=errors(403, 404))
def answer_pair(
    likeness_id: LikenessId, body: LikenessOrder, user: BoardReader, session: DbSession, now: Now
) -> LikenessShown:
    """Said again it replaces what was said before."""
    pair = answer_likeness(session, user, likeness_id, body.answer, now=now)
    return likeness_answers(session, user, [pair])[0]


@router.delete("/likenesses/{likeness_id}/answer", summary="Take the answer back", responses=errors(403, 404))
def take_back_pair(likeness_id: LikenessId, user: BoardReader, session: DbSession, now: Now) -> LikenessShown:
    """The undo: the pair waits for an answer again."""
    pair = answer_likeness(session, user, likeness_id, None, now=now)
    return likeness_answers(session, user, [pair])[0]
