"""Deciding on proposals: a person approves one option or declines with a reason; nothing else follows by itself."""

from datetime import datetime

from sqlmodel import Session

from catalog.board_events import tell_of_decision
from catalog.errors import Conflict, Invalid
from catalog.queries_proposals import ProposalRow, get_proposal, open_about
from catalog.tables import User
from catalog.tables_promotions import Proposal, ProposalState

REASON_MAX = 300


def approve_proposal(
    session: Session, user: User, proposal_id: int, option: int, *, now: datetime
) -> ProposalRow:
    """Approve one of its options: a record of the decision, no price and no policy changes. Twice is as once.

    Raises:
        NotFound: proposal_not_found.
        Conflict: proposal_closed.
        Invalid: `bad_value` of the field option: out_of_range.
    """
    row = get_proposal(session, user, proposal_id, lock=True)
    proposal = row.proposal
    if not 0 <= option < len(proposal.options):
        raise Invalid("bad_value", field="option", value=str(option), reason="out_of_range")
    if proposal.state != "approved" or proposal.chosen != option:
        _refuse(proposal, {"open"})
        _turn(session, proposal, "approved", now=now, by=user.id, chosen=option)
    return get_proposal(session, user, proposal_id)


def decline_proposal(
    session: Session, user: User, proposal_id: int, *, reason: str, now: datetime
) -> ProposalRow:
    """Say that nothing of it will be done, and why. Twice is as once.

    Raises:
        NotFound: proposal_not_found.
        Conflict: proposal_closed.
        Invalid: `bad_value` of the field reason: empty, too_long, control_character.
    """
    why = reason.strip()
    if not why or len(why) > REASON_MAX or "\0" in why:
        what = "empty" if not why else "too_long" if len(why) > REASON_MAX else "control_character"
        raise Invalid("bad_value", field="reason", value=why[:40].replace("\0", ""), reason=what)
    row = get_proposal(session, user, proposal_id, lock=True)
    if row.proposal.state != "declined":
        _refuse(row.proposal, {"open"})
        _turn(session, row.proposal, "declined", now=now, by=user.id, reason=why)
    return get_proposal(session, user, proposal_id)


def reopen_proposal(session: Session, user: User, proposal_id: int, *, now: datetime) -> ProposalRow:
    """Undo a decision. An open proposal stays as it is.

    Raises:
        NotFound: proposal_not_found.
        Conflict: proposal_closed when it was withdrawn; proposal_open_again when a newer one is about the same.
    """
    row = get_proposal(session, user, proposal_id, lock=True)
    proposal = row.proposal
    if proposal.state == "open":
        return row
    _refuse(proposal, {"approved", "declined"})
    if open_about(session, proposal.chain_id, proposal.subject):
        raise Conflict("proposal_open_again", proposal=proposal_id)
    _turn(session, proposal, "open", now=now, by=user.id)
    return get_proposal(session, user, proposal_id)


def _turn(
    session: Session,
    proposal: Proposal,
    state: ProposalState,
    *,
    now: datetime,
    by: int | None,
    chosen: int | None = None,
    reason: str = "",
) -> None:
    decided_at = proposal.decided_at
    proposal.state, proposal.chosen, proposal.reason = state, chosen, reason
    proposal.decided_at, proposal.decided_by = (None, None) if state == "open" else (now, by)
    session.add(proposal)
    session.flush()
    tell_of_decision(session, proposal, now=now, by=by, takes_back=decided_at if state == "open" else None)


def _refuse(proposal: Proposal, allowed: set[ProposalState]) -> None:
    if proposal.state not in allowed:
        raise Conflict("proposal_closed", proposal=proposal.id, state=proposal.state)
