"""A person's targets of messages: added, changed, switched off, removed and brought back."""

from datetime import datetime
from typing import Final

from sqlmodel import Session

from catalog.errors import Conflict, Invalid
from catalog.queries_push import own_target, targets_of
from catalog.tables_push import PushTarget

TARGETS_MOST: Final = 10
_LABEL_MAX: Final = 100
_ADDRESS_MAX: Final = 1000


def add_target(
    session: Session, user_id: int, address: str, *, label: str = "", digest: bool = True, now: datetime
) -> PushTarget:
    """A new target; whether the address is allowed is for the caller to know.

    Raises:
        Conflict: `push_targets_full`, or `push_target_exists` where the user has this address already.
        Invalid: `bad_value` of the field label or address.
    """
    known = targets_of(session, user_id)
    if any(target.address == address for target in known):
        raise Conflict("push_target_exists")
    if len(known) >= TARGETS_MOST:
        raise Conflict("push_targets_full", most=TARGETS_MOST)
    if not address or len(address) > _ADDRESS_MAX:
        raise Invalid(
            "bad_value", field="address", value=address[:20], reason="too_long" if address else "empty"
        )
    target = PushTarget(user_id=user_id, label=_label(label), address=address, digest=digest, created_at=now)
    session.add(target)
    session.flush()
    return target


def change_target(
    session: Session,
    user_id: int,
    target_id: int,
    *,
    label: str | None = None,
    digest: bool | None = None,
    active: bool | None = None,
) -> PushTarget:
    """Change what is given; None leaves a value as it is.

    Raises:
        NotFound: push_target_not_found.
        Invalid: `bad_value` of the field label.
    """
    target = own_target(session, user_id, target_id)
    if label is not None:
        target.label = _label(label)
    if digest is not None:
        target.digest = digest
    if active is not None:
        target.active = active
    session.add(target)
    session.flush()
    return target


def remove_target(session: Session, user_id: int, target_id: int, *, now: datetime) -> None:
    """Send nothing there any more; raises NotFound push_target_not_found."""
    target = own_target(session, user_id, target_id)
    target.removed_at = now
    session.add(target)
    session.flush()


def restore_target(session: Session, user_id: int, target_id: int) -> PushTarget:
    """Undo of a removal; one that is there stays as it is.

    Raises:
        NotFound: push_target_not_found.
        Conflict: `push_targets_full`, `push_target_exists` where the address was added again meanwhile.
    """
    target = own_target(session, user_id, target_id, removed=True)
    if target.removed_at is None:
        return target
    known = targets_of(session, user_id)
    if any(other.address == target.address for other in known):
        raise Conflict("push_target_exists")
    if len(known) >= TARGETS_MOST:
        raise Conflict("push_targets_full", most=TARGETS_MOST)
    target.removed_at = None
    session.add(target)
    session.flush()
    return target


def _label(value: str) -> str:
    plain = value.strip()
    if len(plain) > _LABEL_MAX:
        raise Invalid("bad_value", field="label", value=plain[:20], reason="too_long")
    return plain
