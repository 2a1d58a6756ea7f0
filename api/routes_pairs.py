"""Competing pairs: our products with their rivals, and a person's word on a pair."""

from typing import Annotated

from fastapi import Query

from api.deps import CurrentUser, DbSession, Editor, Now, ReadSession
from api.routing import api_router, errors
from api.schemas_pairs import OwnAnswer, PairList, PairOrder, PairSaid
from catalog.pairs import say_pair as keep_word
from catalog.queries_pairs import PairShow, list_own

router = api_router("policies")


@router.get("/pairs", summary="Competing pairs")
def list_pairs(
    user: CurrentUser,
    session: ReadSession,
    q: Annotated[str, Query(max_length=200, description="words of the product, or of one rival of it")] = "",
    category: Annotated[str | None, Query(max_length=100)] = None,
    show: Annotated[PairShow, Query(description="none: without a rival; said: somebody spoke of")] = "all",
    limit: Annotated[int, Query(ge=1, le=500)] = 30,
    offset: Annotated[int, Query(ge=0, le=10_000_000)] = 0,
) -> PairList:
    """Our active products with what competes with them: a person's word first, then how close content and price are."""
    page = list_own(session, user.chain_id, text=q, category=category, show=show, limit=limit, offset=offset)
    return PairList(products=[OwnAnswer.of(row) for row in page.rows], total=page.total)


@router.put("/pairs", summary="Say whether two SKUs compete", responses=errors(403, 404))
def say_pair(body: PairOrder, user: Editor, session: DbSession, now: Now) -> PairSaid:
    """The word goes before what category and content say; send `before` again to undo it."""
    change = keep_word(session, user.chain_id, body.own, body.rival, body.competes, now=now, by=user.id)
    return PairSaid(before=change.before, after=change.after)
