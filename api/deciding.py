"""Decisions on proposals with what follows of them: an approved floor stack becomes a tip of the store."""

from datetime import datetime, timedelta

from sqlmodel import Session

from alerts.gap_json import numbers_of
from api.answers_proposals import options_mark
from api.errors import ApiError
from api.offer_words import numbers_summary
from catalog.proposals import approve_proposal, reopen_proposal
from catalog.queries_proposals import ProposalRow, get_proposal
from catalog.stack_tips import open_stack_tip, take_back_stack_tip
from catalog.tables import User
from catalog.tables_promotions import Proposal


def approve(
    session: Session, user: User, proposal_id: int, option: int, mark: str, *, now: datetime, due: timedelta
) -> ProposalRow:
    """Approve an option of the list that was shown as `mark`; a store has `due` for a floor stack.

    Raises:
        NotFound: proposal_not_found.
        Conflict: proposal_closed.
        Invalid: `bad_value` of the field option: out_of_range.
        ApiError: 409 proposal_changed where the list is another one by now.
    """
    before = get_proposal(session, user, proposal_id, lock=True).proposal
    if mark != options_mark(before.options):
        raise ApiError(409, "proposal_changed", proposal=proposal_id)
    was = before.state
    row = approve_proposal(session, user, proposal_id, option, now=now)
    if was == "open" and row.proposal.options[option]["kind"] == "floor_stack":
        open_stack_tip(session, row.proposal, _said(row.proposal), now=now, due=due)
    return row


def reopen(session: Session, user: User, proposal_id: int, *, now: datetime) -> ProposalRow:
    """Take a decision back, and the tip that it brought.

    Raises:
        NotFound: proposal_not_found.
        Conflict: proposal_closed, proposal_open_again.
    """
    before = get_proposal(session, user, proposal_id, lock=True).proposal
    approved = before.state == "approved"
    row = reopen_proposal(session, user, proposal_id, now=now)
    if approved:
        take_back_stack_tip(session, row.proposal, now=now, by=user.id)
    return row


def _said(proposal: Proposal) -> dict[str, object]:
    """The figures of the tip's sentences; the rival's mechanic in both languages."""
    known, offer = proposal.params, proposal.params["offer"]
    numbers = numbers_of(offer["numbers"])
    said: dict[str, object] = {
        "name": known["own"],
        "rival": known["rival"],
        "mechanic": {
            "zh-CN": numbers_summary(offer["kind"], numbers, "zh-CN"),
            "en": numbers_summary(offer["kind"], numbers, "en"),
        },
    }
    if "rival_pct" in known and "own_pct" in known:
        said |= {"rival_pct": known["rival_pct"], "own_pct": known["own_pct"]}
    if "until" in offer:
        said["until"] = offer["until"]
    return said
