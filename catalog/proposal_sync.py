"""What a poster does to a store's proposals: it opens some, brings some up to date, takes back what no longer holds.

Rules, in this order:

- A photo speaks of the moment when it was taken: an older one changes nothing about a proposal that a newer one showed.
- An open proposal that this photo was the evidence of is withdrawn when the photo, read anew (a correction, a policy,
  a setting), does not say so any more; so is one whose subject a photo shows to need no answer.
- An open proposal on the same subject is brought up to date; a second one is never opened.
- What was decided rests for `REST`, unless the rival's offer is another one than then.
- What was withdrawn is opened again, as the same row, when it is said again.
"""

from datetime import datetime, timedelta
from typing import Final

from sqlmodel import Session

from catalog.board_events import tell_of_new_proposal
from catalog.proposal_draft import ProposalDraft, ProposalRound
from catalog.push_events import tell_of_proposal
from catalog.queries_proposals import proposals_about
from catalog.queries_tips import lock_store
from catalog.rows import key
from catalog.tables import Store
from catalog.tables_promotions import Proposal

REST: Final = timedelta(days=30)


def sync_proposals(
    session: Session, store: Store, audit_id: int, seen_at: datetime, said: ProposalRound, *, now: datetime
) -> tuple[Proposal, ...]:
    """Bring a store's proposals in line with one photo (rules above); what is open of it. Doing it again is as once.

    Raises:
        NotFound: store_not_found.
    """
    lock_store(session, key(store.id))
    subjects = {draft.subject for draft in said.drafts}
    known = proposals_about(session, key(store.id), subjects | said.settled, audit_id)
    for proposal in known:
        mine = evidence_audit(proposal) == audit_id and proposal.subject not in subjects
        settled = proposal.subject in said.settled and seen_of(proposal) <= seen_at
        if proposal.state == "open" and (mine or settled):
            proposal.state, proposal.decided_at = "withdrawn", now
            session.add(proposal)
    session.flush()
    told = []
    for draft in said.drafts:
        about = [one for one in known if one.subject == draft.subject]
        kept = _kept(session, store, draft, about, seen_at, now)
        if kept is not None:
            told.append(kept)
    session.flush()
    return tuple(told)


def evidence_audit(proposal: Proposal) -> int | None:
    """The audit whose photo shows it; None for one that rests on many."""
    found = proposal.params.get("evidence")
    return None if found is None else int(found["audit_id"])


def seen_of(proposal: Proposal) -> datetime:
    """When the photo that shows it was taken."""
    found = proposal.params.get("evidence")
    return proposal.created_at if found is None else datetime.fromisoformat(found["seen_at"])


def _kept(
    session: Session,
    store: Store,
    draft: ProposalDraft,
    about: list[Proposal],
    seen_at: datetime,
    now: datetime,
) -> Proposal | None:
    is_open = next((one for one in about if one.state == "open"), None)
    if is_open is not None:
        if seen_of(is_open) <= seen_at:
            _tell(is_open, draft)
        return is_open
    if any(_rests(one, draft, seen_at, now) for one in about):
        return None
    back = next((one for one in reversed(about) if one.state == "withdrawn"), None)
    if back is not None and seen_of(back) <= seen_at:
        back.state, back.decided_at = "open", None
        _tell(back, draft)
        tell_of_new_proposal(session, back, now=now)
        return back
    new = Proposal(
        chain_id=store.chain_id,
        store_id=key(store.id),
        city=store.city,
        trade_area=store.trade_area,
        rule=draft.rule,
        subject=draft.subject,
        params={},
        options=[],
        created_at=now,
    )
    _tell(new, draft)
    session.add(new)
    session.flush()
    tell_of_proposal(session, key(store.id), new, now=now)
    tell_of_new_proposal(session, new, now=now)
    return new


def _rests(proposal: Proposal, draft: ProposalDraft, seen_at: datetime, now: datetime) -> bool:
    if proposal.state not in {"approved", "declined"} or proposal.decided_at is None:
        return False
    if seen_at < seen_of(proposal):
        return True
    return proposal.params.get("offer_mark") == draft.offer and now - proposal.decided_at < REST


def _tell(proposal: Proposal, draft: ProposalDraft) -> None:
    proposal.rule = draft.rule
    proposal.own_sku_id, proposal.rival_sku_id = draft.own_sku_id, draft.rival_sku_id
    proposal.own_depth, proposal.rival_depth = draft.own_depth, draft.rival_depth
    proposal.poster_offer_id = draft.evidence.offer_id
    proposal.params = {
        **draft.params,
        "offer_mark": draft.offer,
        "evidence": draft.evidence.as_json(),
    }
    proposal.options = draft.options
