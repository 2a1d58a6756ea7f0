"""Tips that follow from an approved floor stack: opened with the approval, taken back with it."""

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any, Final

from sqlmodel import Session

from catalog.push_events import tell_of_tips
from catalog.queries_advised import store_manager_of
from catalog.queries_tips import lock_store, tips_about
from catalog.rows import key
from catalog.tables import Store
from catalog.tables_advice import Tip
from catalog.tables_promotions import Proposal
from catalog.tips import turn

TAKEN_BACK: Final = "taken_back"
"""Why such a tip was declined when its approval was taken back."""
LEAST_RANK: Final = 1.0
_MOST: Final = Decimal("99999999.9999")


def stack_subject(proposal: Proposal) -> str:
    """What its tip is about: a store builds one stack a product of ours, whatever rivals do."""
    return f"floor_stack:{proposal.own_sku_id}"


def open_stack_tip(
    session: Session, proposal: Proposal, params: dict[str, Any], *, now: datetime, due: timedelta
) -> Tip | None:
    """Ask the store manager for the stack of a proposal of a store; an open tip for the same product is told anew.

    None for a proposal of an area, or one without a photo.

    Args:
        session: of the approval.
        proposal: approved just now.
        params: figures of its sentences (`alerts.tip_words`).
        now: the moment of the approval.
        due: how long the store has.
    """
    evidence = proposal.params.get("evidence")
    if proposal.store_id is None or evidence is None:
        return None
    lock_store(session, proposal.store_id)
    subject, value = stack_subject(proposal), worth_of(proposal)
    about = tips_about(session, proposal.store_id, [subject], lock=True)
    tip = next((one for one in about if one.state == "open"), None)
    if tip is None:
        tip = Tip(
            chain_id=proposal.chain_id,
            store_id=proposal.store_id,
            audit_id=evidence["audit_id"],
            kind="floor_stack",
            subject=subject,
            params={},
            rank=LEAST_RANK,
            assignee_id=store_manager_of(session, proposal.store_id),
            created_at=now,
            due_at=now + due,
        )
    tip.audit_id, tip.xyxy, tip.sku_id = evidence["audit_id"], evidence["xyxy"], proposal.own_sku_id
    tip.params = {**params, "proposal": proposal.id} | ({} if value is None else {"value": f"{value:.2f}"})
    tip.value, tip.rank = value, max(LEAST_RANK, float(value or 0))
    if tip.id is None:
        turn(session, tip, "open", now=now, by=proposal.decided_by, audit_id=tip.audit_id)
        tell_of_tips(session, session.get_one(Store, proposal.store_id), [tip], now=now)
    session.add(tip)
    session.flush()
    return tip


def take_back_stack_tip(session: Session, proposal: Proposal, *, now: datetime, by: int | None) -> None:
    """Close the tip that this proposal opened; one that is answered already stays as it was answered."""
    if proposal.store_id is None:
        return
    for tip in tips_about(session, proposal.store_id, [stack_subject(proposal)], lock=True):
        if tip.state in {"open", "expired"} and tip.params.get("proposal") == key(proposal.id):
            turn(session, tip, "declined", now=now, by=by, reason=TAKEN_BACK)


def worth_of(proposal: Proposal) -> Decimal | None:
    """Money a day that the stack is expected to sell more, at what a unit costs the customer now."""
    if proposal.chosen is None:
        return None
    units, price = proposal.options[proposal.chosen].get("extra_units"), proposal.params.get("own_price")
    return None if units is None or price is None else min(_MOST, Decimal(units) * Decimal(price))
