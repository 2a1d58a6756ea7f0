"""Which audits still wait for their advice, and whom it is for."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, Final

from sqlalchemy import exists, func, or_, update
from sqlmodel import Session, col, select

from catalog.queries_boxes import corrections_in_force
from catalog.rows import key
from catalog.tables import Audit, Photo, Store, User, UserStore
from catalog.tables_advice import Compliance
from catalog.tables_plans import Planogram, PlanogramTarget, PlanogramVersion
from catalog.tables_promotions import Proposal
from catalog.tables_seen import GroupNaming, ShelfGroup

ANSWERED_AGAIN: Final = 300
"""So many posters of a chain, the newest, are answered again when a policy changes; others keep their answer."""
_AT_ONCE: Final = 500


def audits_to_advise(session: Session, *, limit: int) -> tuple[int, ...]:
    """Ids of finished audits whose advice was not worked out, or not since a naming; the newest first."""
    query = select(Audit.id).where(Audit.state == "done", col(Audit.advised_at).is_(None))
    return tuple(key(found) for found in session.exec(query.order_by(col(Audit.id).desc()).limit(limit)))


def want_advice_of(session: Session, version_id: int, *, since: datetime) -> None:
    """Have photos looked at again that were held against no planogram, in the stores of a version just published.

    `since`: those taken then or later. What was judged by another version stays as it was judged.
    """
    target = PlanogramTarget
    aimed = exists().where(
        col(target.version_id) == version_id,
        or_(
            col(target.store_id) == Store.id,
            col(target.store_id).is_(None) & col(target.store_class).in_(("", Store.store_class)),
        ),
    )
    chain = (
        select(Planogram.chain_id)
        .join(PlanogramVersion, col(PlanogramVersion.planogram_id) == Planogram.id)
        .where(PlanogramVersion.id == version_id)
        .scalar_subquery()
    )
    photos = (
        select(Photo.id)
        .join(Store, col(Store.id) == Photo.store_id)
        .where(
            Store.chain_id == chain,
            aimed,
            Photo.kind == "shelf",
            func.coalesce(Photo.captured_at, Photo.uploaded_at) >= since,
        )
    )
    newest = (
        select(Compliance.outcome)
        .where(Compliance.audit_id == Audit.id)
        .order_by(col(Compliance.id).desc())
        .limit(1)
        .correlate(Audit)
        .scalar_subquery()
    )
    session.execute(
        update(Audit)
        .where(
            col(Audit.state) == "done",
            col(Audit.photo_id).in_(photos),
            func.coalesce(newest, "") != "judged",
        )
        .values(advised_at=None)
        .execution_options(synchronize_session=False)
    )


def want_answers(session: Session, chain_id: int) -> None:
    """Have the chain's newest posters, and those that open proposals rest on, answered again: a policy, a pair or a
    rule changed. Twice is as once."""
    mine = (
        select(Photo.id)
        .join(Store, col(Store.id) == Photo.store_id)
        .where(Store.chain_id == chain_id, Photo.kind == "poster")
    )
    newest = select(Audit.id).where(Audit.state == "done", col(Audit.photo_id).in_(mine))
    evidence: Any = col(Proposal.params)["evidence"]["audit_id"].as_integer()
    shown = select(evidence).where(Proposal.chain_id == chain_id, Proposal.state == "open")
    ids = [*session.exec(newest.order_by(col(Audit.id).desc()).limit(ANSWERED_AGAIN)), *session.exec(shown)]
    session.execute(
        update(Audit)
        .where(col(Audit.id).in_({found for found in ids if found is not None}))
        .where(col(Audit.advised_at).is_not(None), col(Audit.photo_id).in_(mine))
        .values(advised_at=None)
        .execution_options(synchronize_session=False)
    )


def note_advised(session: Session, audit_id: int, at: datetime | None) -> None:
    """Remember when an audit's advice was worked out; None: it is to be worked out anew, for a name was given or taken
    back, and then its unknown groups are others too."""
    audit = session.get_one(Audit, audit_id)
    audit.advised_at = at
    if at is None:
        audit.gathered_at = None
    session.flush()


def want_advice(session: Session, audit_ids: Iterable[int]) -> None:
    """The same for many audits at once: their reports say something else now."""
    ids = sorted(set(audit_ids))
    for begin in range(0, len(ids), _AT_ONCE):
        session.execute(
            update(Audit)
            .where(col(Audit.id).in_(ids[begin : begin + _AT_ONCE]))
            .values(advised_at=None, gathered_at=None)
            .execution_options(synchronize_session=False)
        )


def hold_audit(session: Session, audit_id: int) -> None:
    """Hold the audit until the transaction ends: a naming that comes meanwhile asks for new advice after this one."""
    session.exec(select(Audit.id).where(Audit.id == audit_id).with_for_update(key_share=True)).one()


def namings_in_force(session: Session, audit_id: int) -> tuple[int, ...]:
    """Ids of the names that people gave an audit's groups, and below zero those of their corrections of its boxes:
    other ids mean another report."""
    query = (
        select(GroupNaming.id)
        .join(ShelfGroup, col(ShelfGroup.id) == GroupNaming.group_id)
        .where(ShelfGroup.audit_id == audit_id, col(GroupNaming.undone_at).is_(None))
    )
    names = tuple(key(found) for found in session.exec(query.order_by(col(GroupNaming.id))))
    return (*names, *(-one for one in corrections_in_force(session, audit_id)))


def store_manager_of(session: Session, store_id: int) -> int | None:
    """The store manager whose store this is, the first one where there are several."""
    query = (
        select(User.id)
        .join(UserStore, col(UserStore.user_id) == User.id)
        .where(UserStore.store_id == store_id, User.role == "store_manager", col(User.active))
        .order_by(col(User.id))
    )
    found = session.exec(query).first()
    return None if found is None else key(found)
