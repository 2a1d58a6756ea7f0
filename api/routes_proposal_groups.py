"""Proposals by the action that they answer, and one decision for many of them."""

from datetime import timedelta
from typing import Annotated, Final

from fastapi import Query

from api.deciding import approve, reopen
from api.deps import CurrentUser, DbSession, Editor, LocaleDep, Now, PartsDep, ReadSession
from api.errors import ApiError, words_of
from api.proposal_groups import proposal_groups
from api.routing import api_router, errors
from api.schemas_proposal_groups import (
    MOST_AT_ONCE,
    ProposalDecision,
    ProposalFailed,
    ProposalGroups,
    ProposalsDecided,
)
from catalog.errors import CatalogError
from catalog.proposals import decline_proposal
from catalog.queries_people import store_for
from catalog.queries_proposals import count_proposals, proposals_for
from catalog.tables_promotions import ProposalState

router = api_router("proposals")

PROPOSALS_READ: Final = MOST_AT_ONCE


@router.get("/proposals/groups", summary="Proposals by what they answer", responses=errors(404))
def list_groups(
    user: CurrentUser,
    session: ReadSession,
    locale: LocaleDep,
    state: Annotated[ProposalState, Query()] = "open",
    store: Annotated[str | None, Query(max_length=64, description="of this store only")] = None,
) -> ProposalGroups:
    """The same poster in 300 stores is one group; what was decided together is one, too."""
    if store is not None:
        store_for(session, user, store)
    rows = proposals_for(session, user, state=state, store_code=store, limit=PROPOSALS_READ)
    return ProposalGroups(
        groups=proposal_groups(rows, locale), open=count_proposals(session, user), read=len(rows)
    )


@router.post("/proposals/decide", summary="Decide on many at once", responses=errors(403))
def decide(
    body: ProposalDecision,
    user: Editor,
    session: DbSession,
    parts: PartsDep,
    now: Now,
    locale: LocaleDep,
) -> ProposalsDecided:
    """Approve, decline or take back. What cannot be decided any more stays as it is and is listed with its reason; the
    others are decided. The undo of a decision is `reopen` of the ids that it decided."""
    due = timedelta(hours=parts.settings.tip_hours)
    reason = f"{body.reason}: {body.note}" if body.note else str(body.reason)
    decided, failed = [], []
    # by id, so that two decisions at a time never wait for each other in a ring
    for one in sorted({each.id: each for each in body.proposals}.values(), key=lambda each: each.id):
        try:
            if body.decision == "approve":
                approve(session, user, one.id, one.option or 0, one.mark, now=now, due=due)
            elif body.decision == "decline":
                decline_proposal(session, user, one.id, reason=reason, now=now)
            else:
                reopen(session, user, one.id, now=now)
        except (CatalogError, ApiError) as error:
            failed.append(ProposalFailed(id=one.id, error=words_of(error.code, error.params, locale)))
        else:
            decided.append(one.id)
    return ProposalsDecided(decided=decided, failed=failed)
