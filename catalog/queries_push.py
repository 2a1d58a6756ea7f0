"""Reading targets of messages, messages, and who is to be told of a store."""

from collections.abc import Collection
from datetime import date, datetime
from typing import Any

from sqlalchemy import func
from sqlmodel import Session, col, select

from catalog.errors import NotFound
from catalog.rows import key
from catalog.tables import Role, User, UserStore
from catalog.tables_push import PushMessage, PushTarget
from catalog.tables_till import SilenceNight


def targets_of(session: Session, user_id: int) -> tuple[PushTarget, ...]:
    """A user's targets, the oldest first; removed ones are left out."""
    return tuple(session.exec(_kept().where(PushTarget.user_id == user_id).order_by(col(PushTarget.id))))


def own_target(session: Session, user_id: int, target_id: int, *, removed: bool = False) -> PushTarget:
    """This user's target, a removed one only where `removed`; raises NotFound push_target_not_found."""
    query = select(PushTarget).where(PushTarget.id == target_id, PushTarget.user_id == user_id)
    target = session.exec(query).first()
    if target is None or (target.removed_at is not None and not removed):
        raise NotFound("push_target_not_found", target=target_id)
    return target


def listens(session: Session, user_id: int) -> bool:
    """The user is active and has a target that is switched on."""
    query = _kept().join(User, col(User.id) == PushTarget.user_id)
    query = query.where(PushTarget.user_id == user_id, col(PushTarget.active), col(User.active))
    return session.exec(query).first() is not None


def find_message(session: Session, user_id: int, subject: str) -> PushMessage | None:
    """The message about an event that this user has got or will get."""
    query = select(PushMessage).where(PushMessage.user_id == user_id, PushMessage.subject == subject)
    return session.exec(query).first()


def messages_of(session: Session, user_id: int, *, limit: int = 30) -> tuple[PushMessage, ...]:
    """A user's messages, the newest first."""
    query = select(PushMessage).where(PushMessage.user_id == user_id)
    return tuple(session.exec(query.order_by(col(PushMessage.id).desc()).limit(limit)))


def given_up_in_chain(
    session: Session, chain_id: int, *, limit: int = 30
) -> tuple[tuple[PushMessage, User], ...]:
    """Messages of anybody in the chain that never arrived, the newest first."""
    query: Any = (
        select(PushMessage, User)
        .join(User, col(User.id) == PushMessage.user_id)
        .where(User.chain_id == chain_id, PushMessage.state == "given_up")
        .order_by(col(PushMessage.id).desc())
        .limit(limit)
    )
    return tuple((message, user) for message, user in session.exec(query))


def users_with_due(session: Session, now: datetime, *, limit: int) -> tuple[int, ...]:
    """Users with messages that are due, who waited longest first; served by `ix_push_message_state_next_at`."""
    query: Any = (
        select(col(PushMessage.user_id))
        .where(PushMessage.state == "waiting", col(PushMessage.next_at) <= now)
        .group_by(col(PushMessage.user_id))
        .order_by(func.min(col(PushMessage.next_at)))
        .limit(limit)
    )
    return tuple(session.exec(query))


def messages_held(session: Session, user_id: int, until: datetime) -> tuple[PushMessage, ...]:
    """Messages that were claimed up to this very moment, the oldest first."""
    query = select(PushMessage).where(
        PushMessage.user_id == user_id, PushMessage.state == "waiting", PushMessage.next_at == until
    )
    return tuple(session.exec(query.order_by(col(PushMessage.id)).execution_options(populate_existing=True)))


def listeners_of_stores(
    session: Session, store_ids: Collection[int], role: Role = "store_manager"
) -> dict[int, tuple[int, ...]]:
    """Active users of a role with a target that is on, by the store that they are assigned to."""
    if not store_ids:
        return {}
    query: Any = (
        select(col(UserStore.store_id), col(User.id))
        .join(User, col(User.id) == UserStore.user_id)
        .where(User.role == role, col(User.active), col(User.id).in_(_who_listen()))
        .order_by(col(User.id))
    )
    found: dict[int, tuple[int, ...]] = {}
    wanted = set(store_ids)
    for store_id, user_id in session.exec(query):
        if store_id in wanted:
            found[store_id] = (*found.get(store_id, ()), user_id)
    return found


def listening_category_managers(session: Session, chain_id: int) -> tuple[int, ...]:
    """The chain's active category managers with a target that is on."""
    query = select(User.id).where(
        User.chain_id == chain_id, User.role == "category_manager", col(User.active)
    )
    query = query.where(col(User.id).in_(_who_listen())).order_by(col(User.id))
    return tuple(key(user_id) for user_id in session.exec(query))


def silent_the_night_before(session: Session, chain_id: int, day: date) -> frozenset[int]:
    """Ids of the stores without a feed as of the last night that was judged before a day."""
    query = select(SilenceNight).where(SilenceNight.chain_id == chain_id, SilenceNight.day < day)
    night = session.exec(query.order_by(col(SilenceNight.day).desc())).first()
    return frozenset() if night is None else frozenset(night.silent_stores)


def _kept() -> Any:
    return select(PushTarget).where(col(PushTarget.removed_at).is_(None))


def _who_listen() -> Any:
    return select(PushTarget.user_id).where(col(PushTarget.active), col(PushTarget.removed_at).is_(None))
