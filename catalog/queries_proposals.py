"""Reading proposals: a user's list, one of them, those of a photo, and what the next photo must know of a store's."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from sqlalchemy import case, func, or_
from sqlmodel import Session, col, select

from catalog.errors import NotFound
from catalog.queries_people import WIDE_ROLES, stores_seen_by
from catalog.tables import Store, User
from catalog.tables_promotions import Proposal, ProposalState


@dataclass(frozen=True)
class ProposalRow:
    """A proposal with its store, None for one of a whole trade area, and who decided."""

    proposal: Proposal
    store: Store | None
    decided_by: str


def proposals_for(
    session: Session,
    user: User,
    *,
    state: ProposalState | None = None,
    store_code: str | None = None,
    limit: int = 50,
) -> tuple[ProposalRow, ...]:
    """Proposals that the user may see: open ones first, the widest difference at the top; then the last decided.

    Served by `ix_proposal_chain_id_state`.
    """
    query = _rows(user)
    if state is not None:
        query = query.where(Proposal.state == state)
    if store_code is not None:
        query = query.where(Store.code == store_code)
    behind = col(Proposal.rival_depth) - col(Proposal.own_depth)
    first = case((col(Proposal.state) == "open", 0), else_=1)
    order = (first, case((col(Proposal.state) == "open", behind)).desc().nulls_last())
    query = query.order_by(*order, col(Proposal.decided_at).desc(), col(Proposal.id).desc()).limit(limit)
    return tuple(_row(*found) for found in session.exec(query))


def count_proposals(session: Session, user: User, state: ProposalState = "open") -> int:
    """How many the user may see in this state."""
    seen = _rows(user).where(Proposal.state == state).subquery()
    return int(session.exec(select(func.count()).select_from(seen)).one())


def get_proposal(session: Session, user: User, proposal_id: int, *, lock: bool = False) -> ProposalRow:
    """The proposal, held until the transaction ends where `lock`; raises NotFound proposal_not_found."""
    query = _rows(user).where(Proposal.id == proposal_id)
    if lock:
        query = query.with_for_update(of=Proposal)
    found = session.exec(query.execution_options(populate_existing=True)).first()
    if found is None:
        raise NotFound("proposal_not_found", proposal=proposal_id)
    return _row(*found)


def proposals_of_store(session: Session, user: User, store_id: int) -> dict[str, ProposalRow]:
    """A store's newest proposal of each subject that is not withdrawn."""
    query = _rows(user).where(Proposal.store_id == store_id, Proposal.state != "withdrawn")
    rows = (_row(*found) for found in session.exec(query.order_by(col(Proposal.id))))
    return {row.proposal.subject: row for row in rows}


def proposals_about(
    session: Session, store_id: int, subjects: Collection[str], audit_id: int
) -> tuple[Proposal, ...]:
    """A store's proposals on these subjects, and the open ones that this audit's photo shows; the oldest first."""
    evidence: Any = col(Proposal.params)["evidence"]["audit_id"].as_integer()
    query = select(Proposal).where(
        Proposal.store_id == store_id,
        or_(col(Proposal.subject).in_(subjects), (col(Proposal.state) == "open") & (evidence == audit_id)),
    )
    return tuple(
        session.exec(
            query.order_by(col(Proposal.id)).with_for_update().execution_options(populate_existing=True)
        )
    )


def open_proposal_about(session: Session, chain_id: int, subject: str) -> Proposal | None:
    """The open proposal on the subject."""
    query = select(Proposal).where(
        Proposal.chain_id == chain_id, Proposal.subject == subject, Proposal.state == "open"
    )
    return session.exec(query.execution_options(populate_existing=True)).first()


def open_about(session: Session, chain_id: int, subject: str) -> bool:
    """Whether a proposal on the subject is open."""
    return open_proposal_about(session, chain_id, subject) is not None


def _rows(user: User) -> Any:
    seen: Any = col(Proposal.store_id).in_(stores_seen_by(user))
    if user.role in WIDE_ROLES:
        seen = or_(seen, col(Proposal.store_id).is_(None))
    return (
        select(Proposal, Store, User.username)
        .outerjoin(Store, col(Store.id) == Proposal.store_id)
        .outerjoin(User, col(User.id) == Proposal.decided_by)
        .where(Proposal.chain_id == user.chain_id, seen)
    )


def _row(proposal: Proposal, store: Store | None, decided_by: str | None) -> ProposalRow:
    return ProposalRow(proposal, store, decided_by or "")
