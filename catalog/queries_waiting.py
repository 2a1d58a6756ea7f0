"""What nobody followed up: tips, alerts, proposals and photos to be taken again that came up before a moment."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Final, Literal

from sqlalchemy import func, or_
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from catalog.queries_board import products_by_id
from catalog.queries_people import WIDE_ROLES, in_seen_store
from catalog.queries_silence import said_now
from catalog.rows import key
from catalog.tables import Audit, Photo, Role, Store, User, UserStore
from catalog.tables_advice import Tip
from catalog.tables_promotions import Proposal
from catalog.tables_till import SilenceAlert

WaitingKind = Literal["tip", "alert", "proposal", "photo"]
KIND_MOST: Final = 5_000
"""So many of a kind are read at most, the oldest first."""


@dataclass(frozen=True)
class Waiting:
    """One thing that waits since `since`; `person_id` is whose turn it is, None where nobody's.

    `what` is the tip's kind, the alert's action, the proposal's rule, or why the photo is no good; `product` its name.
    """

    kind: WaitingKind
    subject_id: int
    store: Store | None
    person_id: int | None
    since: datetime
    what: str
    product: str = ""
    audit_id: int | None = None
    params: dict[str, Any] = field(default_factory=dict)


def waiting_for(
    session: Session,
    user: User,
    before: datetime,
    oldest: datetime,
    today: date,
    *,
    store_id: int | None = None,
) -> tuple[Waiting, ...]:
    """Of stores that the user may see, what came up from `oldest` to before `before`; in the order of their age.

    Whose turn: the tip's assignee, who sent the photo, the store's manager, for a proposal nobody. A tip that ran out
    still waits; an alert that is snoozed does not; a photo does as long as no other of its store came after it.
    """
    found = [
        *_tips(session, user, before, oldest, store_id),
        *_alerts(session, user, before, oldest, today, store_id),
        *_proposals(session, user, before, oldest, store_id),
        *_photos(session, user, before, oldest, store_id),
    ]
    managers = _first_of_stores(session, user.chain_id, "store_manager")
    whole = [
        each
        if each.person_id is not None or each.store is None or each.kind == "proposal"
        else _turn_of(each, managers.get(key(each.store.id)))
        for each in found
    ]
    return tuple(sorted(whole, key=lambda each: (each.since, each.kind, each.subject_id)))


def people_of(session: Session, ids: Collection[int]) -> dict[int, User]:
    """These users by id."""
    rows = session.exec(select(User).where(col(User.id).in_(sorted(ids))))
    return {key(user.id): user for user in rows}


def _turn_of(each: Waiting, person: int | None) -> Waiting:
    return Waiting(**{**vars(each), "person_id": person})


def _tips(
    session: Session, user: User, before: datetime, oldest: datetime, store_id: int | None
) -> list[Waiting]:
    query = (
        select(Tip, Store)
        .join(Store, col(Store.id) == Tip.store_id)
        .where(
            in_seen_store(user),
            col(Tip.state).in_(("open", "expired")),
            col(Tip.created_at).between(oldest, before),
            *_only(Tip.store_id, store_id),
        )
        .order_by(col(Tip.created_at))
        .limit(KIND_MOST)
    )
    return [
        Waiting(
            "tip", key(tip.id), store, tip.assignee_id, tip.created_at, tip.kind, "", tip.audit_id, tip.params
        )
        for tip, store in session.exec(query)
    ]


def _alerts(
    session: Session, user: User, before: datetime, oldest: datetime, today: date, store_id: int | None
) -> list[Waiting]:
    query = (
        select(SilenceAlert, Store)
        .join(Store, col(Store.id) == SilenceAlert.store_id)
        .where(
            in_seen_store(user),
            *said_now(today),
            col(SilenceAlert.created_at).between(oldest, before),
            *_only(SilenceAlert.store_id, store_id),
        )
        .order_by(col(SilenceAlert.created_at))
        .limit(KIND_MOST)
    )
    found = session.exec(query).all()
    names = products_by_id(session, {alert.sku_id for alert, _ in found})
    return [
        Waiting(
            "alert", key(alert.id), store, None, alert.created_at, alert.action, names.get(alert.sku_id, "")
        )
        for alert, store in found
    ]


def _proposals(
    session: Session, user: User, before: datetime, oldest: datetime, store_id: int | None
) -> list[Waiting]:
    seen: Any = in_seen_store(user)
    if user.role in WIDE_ROLES:
        seen = or_(seen, col(Proposal.store_id).is_(None))
    query = (
        select(Proposal, Store)
        .outerjoin(Store, col(Store.id) == Proposal.store_id)
        .where(
            Proposal.chain_id == user.chain_id,
            Proposal.state == "open",
            col(Proposal.created_at).between(oldest, before),
            seen,
            *_only(Proposal.store_id, store_id),
        )
        .order_by(col(Proposal.created_at))
        .limit(KIND_MOST)
    )
    found = session.exec(query).all()
    ids = {one.own_sku_id for one, _ in found if one.own_sku_id is not None}
    names = products_by_id(session, ids)
    return [
        Waiting(
            "proposal",
            key(one.id),
            store,
            None,
            one.created_at,
            one.rule,
            names.get(one.own_sku_id or 0, ""),
            (one.params.get("evidence") or {}).get("audit_id"),
        )
        for one, store in found
    ]


def _photos(
    session: Session, user: User, before: datetime, oldest: datetime, store_id: int | None
) -> list[Waiting]:
    """Each store's last photo, where it failed or is no good."""
    newer, again = aliased(Photo), aliased(Audit)
    last = select(func.max(newer.uploaded_at)).where(newer.store_id == Store.id).correlate(Store)
    newest = select(func.max(again.id)).where(again.photo_id == Photo.id).correlate(Photo)
    query = (
        select(Photo, Audit, Store)
        .join(Photo, col(Photo.store_id) == Store.id)
        .join(Audit, col(Audit.photo_id) == Photo.id)
        .select_from(Store)
        .where(
            in_seen_store(user),
            Photo.uploaded_at == last.scalar_subquery(),
            Audit.id == newest.scalar_subquery(),
            col(Photo.uploaded_at).between(oldest, before),
            col(Audit.state).in_(("done", "failed")),
            *_only(Store.id, store_id),
        )
        .order_by(col(Photo.uploaded_at))
    )
    return [
        Waiting(
            "photo",
            key(audit.id),
            store,
            photo.uploaded_by,
            photo.uploaded_at,
            why,
            audit_id=audit.id,
        )
        for photo, audit, store in session.exec(query)
        if (why := _why_again(audit)) is not None
    ]


def _why_again(audit: Audit) -> str | None:
    quality = audit.quality or {}
    if audit.state == "failed":
        return audit.error_code or "failed"
    return next(iter(quality.get("reasons") or ("failed",)), "failed") if quality.get("ok") is False else None


def _only(column: Any, store_id: int | None) -> list[Any]:
    return [] if store_id is None else [column == store_id]


def _first_of_stores(session: Session, chain_id: int, role: Role) -> dict[int, int]:
    """By store, the first active user of a role whose store it is."""
    query = (
        select(UserStore.store_id, func.min(User.id))
        .join(User, col(User.id) == UserStore.user_id)
        .where(User.chain_id == chain_id, User.role == role, col(User.active))
        .group_by(col(UserStore.store_id))
    )
    return {store: key(user) for store, user in session.exec(query)}
