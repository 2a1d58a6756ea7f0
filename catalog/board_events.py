"""What the live board is told of photos, audits, silence alerts and proposals (of tips: `catalog.tips.turn`)."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from typing import Literal

from sqlmodel import Session

from catalog.board import tell_board
from catalog.rows import key
from catalog.tables import Audit, Photo, Store
from catalog.tables_promotions import Proposal
from catalog.tables_till import SilenceAlert


def tell_of_photo(session: Session, photo: Photo, audit_id: int, *, now: datetime) -> None:
    """A new photo was taken in and waits to be looked at."""
    tell_board(
        session,
        session.get_one(Store, photo.store_id).chain_id,
        "photo",
        store_id=photo.store_id,
        subject_id=audit_id,
        at=now,
        by=photo.uploaded_by,
        audit=audit_id,
        what=photo.kind,
    )


def tell_of_audit(
    session: Session,
    audit_id: int,
    kind: Literal["audit_done", "audit_failed"],
    *,
    now: datetime,
    what: str | None = None,
) -> None:
    """An audit ended; `what`: the kind of photo, or the error's code."""
    photo = session.get_one(Photo, session.get_one(Audit, audit_id).photo_id)
    tell_board(
        session,
        session.get_one(Store, photo.store_id).chain_id,
        kind,
        store_id=photo.store_id,
        subject_id=audit_id,
        at=now,
        by=photo.uploaded_by,
        audit=audit_id,
        what=what or photo.kind,
    )


def tell_of_alerts(
    session: Session,
    kind: Literal["alert_raised", "alert_closed"],
    alerts: Iterable[SilenceAlert],
    *,
    now: datetime,
) -> None:
    """What a night raised or closed, one event a store with their number: the board is no list of thousands."""
    stores: dict[int, list[SilenceAlert]] = defaultdict(list)
    for alert in alerts:
        stores[alert.store_id].append(alert)
    for store_id, found in stores.items():
        first = min(found, key=lambda alert: (alert.rank, key(alert.id)))
        tell_board(
            session,
            first.chain_id,
            kind,
            store_id=store_id,
            subject_id=first.id,
            at=now,
            number=len(found),
            sku=first.sku_id,
            what=first.close_reason if kind == "alert_closed" else None,
        )


def tell_of_answer(
    session: Session, alert: SilenceAlert, *, by: int | None, at: datetime, takes_back: datetime | None = None
) -> None:
    """A person closed an alert, or took that back."""
    tell_board(
        session,
        alert.chain_id,
        "alert_closed",
        store_id=alert.store_id,
        subject_id=alert.id,
        at=at,
        takes_back=takes_back,
        by=by,
        sku=alert.sku_id,
        what=alert.close_reason,
    )


def tell_of_new_proposal(session: Session, proposal: Proposal, *, now: datetime) -> None:
    """A proposal waits for a decision; `store_id` is None for one of an area."""
    _tell_of_proposal(session, proposal, "proposal_opened", now, None, None, None)


def tell_of_decision(
    session: Session, proposal: Proposal, *, now: datetime, by: int | None, takes_back: datetime | None
) -> None:
    """A person decided, or took that back; `what` is the state decided on."""
    what = proposal.state if takes_back is None else None
    _tell_of_proposal(session, proposal, "proposal_decided", now, takes_back, by, what)


def _tell_of_proposal(
    session: Session,
    proposal: Proposal,
    kind: Literal["proposal_opened", "proposal_decided"],
    now: datetime,
    takes_back: datetime | None,
    by: int | None,
    what: str | None,
) -> None:
    evidence = proposal.params.get("evidence") or {}
    tell_board(
        session,
        proposal.chain_id,
        kind,
        store_id=proposal.store_id,
        subject_id=proposal.id,
        at=now,
        takes_back=takes_back,
        by=by,
        what=what,
        audit=evidence.get("audit_id"),
        sku=proposal.own_sku_id,
    )
