"""Proposals for a whole area: opened because a person asked, decided on as all others."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlmodel import Session

from catalog.board_events import tell_of_new_proposal
from catalog.queries_areas import AreaScope
from catalog.queries_people import lock_chain
from catalog.queries_proposals import open_proposal_about
from catalog.tables import User
from catalog.tables_promotions import Proposal


@dataclass(frozen=True)
class RegionalDraft:
    """A proposal for an area; `params` has its sentences in both languages and its evidence, depths are 0..1."""

    subject: str
    own_sku_id: int
    rival_sku_id: int
    own_depth: Decimal
    rival_depth: Decimal
    params: dict[str, Any]
    options: list[dict[str, Any]]

    def __post_init__(self) -> None:
        if not self.subject or not self.options or not self.params.get("actions"):
            raise ValueError(f"expected a subject, options and evidence, got {self!r}")


def open_regional(
    session: Session, user: User, scope: AreaScope, drafts: tuple[RegionalDraft, ...], *, now: datetime
) -> tuple[Proposal, ...]:
    """Open them, or bring the open ones on the same subjects up to date: asking twice opens no second one."""
    lock_chain(session, user.chain_id)
    told = []
    for draft in drafts:
        row = open_proposal_about(session, user.chain_id, draft.subject)
        new = row is None
        if row is None:
            row = Proposal(
                chain_id=user.chain_id,
                city=scope.city,
                trade_area=scope.trade_area,
                rule="regional",
                subject=draft.subject,
                params={},
                options=[],
                created_at=now,
            )
        row.own_sku_id, row.rival_sku_id = draft.own_sku_id, draft.rival_sku_id
        row.own_depth, row.rival_depth = draft.own_depth, draft.rival_depth
        row.params, row.options = draft.params, draft.options
        session.add(row)
        session.flush()
        if new:
            tell_of_new_proposal(session, row, now=now)
        told.append(row)
    return tuple(told)
