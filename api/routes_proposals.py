"""Proposals: our answers to rivals' offers, for the category manager to approve or decline."""

from datetime import timedelta
from typing import Annotated

from fastapi import Path, Query, Response

from api.answers_proposals import proposal_answer
from api.deciding import approve, reopen
from api.deps import CurrentUser, DbSession, Editor, LocaleDep, Now, PartsDep, ReadSession
from api.evidence_picture import Framed, PictureDep
from api.routing import api_router, errors, jpeg_answer
from api.schemas_proposals import ProposalAnswer, ProposalApproved, ProposalDeclined, ProposalList
from catalog.errors import NotFound
from catalog.proposals import decline_proposal as write_declined
from catalog.queries_audits import audit_for
from catalog.queries_people import store_for
from catalog.queries_proposals import count_proposals, get_proposal, proposals_for
from catalog.tables_promotions import ProposalState

router = api_router("proposals")

ProposalId = Annotated[int, Path(ge=1, le=2**63 - 1)]


@router.get("/proposals", summary="Proposed answers to rivals' offers", responses=errors(404))
def list_proposals(
    user: CurrentUser,
    session: ReadSession,
    locale: LocaleDep,
    state: Annotated[ProposalState | None, Query(description="left out: every state")] = None,
    store: Annotated[str | None, Query(max_length=64, description="of this store only")] = None,
    limit: Annotated[int, Query(ge=1, le=500)] = 100,
) -> ProposalList:
    """Open ones first, the widest difference at the top; then the last decided first. Those of the user's stores."""
    if store is not None:
        store_for(session, user, store)
    rows = proposals_for(session, user, state=state, store_code=store, limit=limit)
    return ProposalList(
        proposals=[proposal_answer(row, locale) for row in rows], open=count_proposals(session, user)
    )


@router.get("/proposals/{proposal_id}", summary="One proposal", responses=errors(404))
def read_proposal(
    proposal_id: ProposalId, user: CurrentUser, session: ReadSession, locale: LocaleDep
) -> ProposalAnswer:
    """Both depths, the rule that fired, what may be done and what it costs."""
    return proposal_answer(get_proposal(session, user, proposal_id), locale)


@router.post(
    "/proposals/{proposal_id}/approve", summary="Approve one option", responses=errors(403, 404, 409)
)
def approve_proposal(
    proposal_id: ProposalId,
    body: ProposalApproved,
    user: Editor,
    session: DbSession,
    parts: PartsDep,
    now: Now,
    locale: LocaleDep,
) -> ProposalAnswer:
    """A record of the decision: no price and no policy is changed by it; a floor stack becomes a tip of the store.
    409 where the list is another one by now."""
    due = timedelta(hours=parts.settings.tip_hours)
    row = approve(session, user, proposal_id, body.option, body.mark, now=now, due=due)
    return proposal_answer(row, locale)


@router.post("/proposals/{proposal_id}/decline", summary="Say why not", responses=errors(403, 404, 409))
def decline_proposal(
    proposal_id: ProposalId,
    body: ProposalDeclined,
    user: Editor,
    session: DbSession,
    now: Now,
    locale: LocaleDep,
) -> ProposalAnswer:
    """The same offer is not proposed again for 30 days; another one is."""
    reason = f"{body.reason}: {body.note}" if body.note else body.reason
    return proposal_answer(write_declined(session, user, proposal_id, reason=reason, now=now), locale)


@router.post(
    "/proposals/{proposal_id}/reopen", summary="Take a decision back", responses=errors(403, 404, 409)
)
def reopen_proposal(
    proposal_id: ProposalId, user: Editor, session: DbSession, now: Now, locale: LocaleDep
) -> ProposalAnswer:
    """The undo of both; 409 where a newer proposal is about the same."""
    return proposal_answer(reopen(session, user, proposal_id, now=now), locale)


@router.get(
    "/proposals/{proposal_id}/evidence.jpg",
    summary="The rival's offer on the photo",
    response_class=Response,
    responses=errors(404, 410) | jpeg_answer(),
)
def read_proposal_evidence(
    proposal_id: ProposalId,
    user: CurrentUser,
    session: ReadSession,
    parts: PartsDep,
    asked: PictureDep,
) -> Response:
    """The part of the photo with the offer, framed; it moves on to the newest photo that shows it."""
    evidence = get_proposal(session, user, proposal_id).proposal.params.get("evidence")
    if evidence is None:
        raise NotFound("proposal_not_found", proposal=proposal_id)
    place = "-".join(f"{side:.0f}" for side in evidence["xyxy"] or ())

    def found() -> tuple[str, Framed]:
        return audit_for(session, user, evidence["audit_id"]).photo.sha256, evidence["xyxy"]

    return asked.answer(parts.pictures, f"{evidence['audit_id']}-{place}", found)
