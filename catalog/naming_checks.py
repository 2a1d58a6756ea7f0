"""Writing answers on names that chance drew."""

from datetime import datetime

from sqlmodel import Session

from catalog.queries_people import lock_chain
from catalog.queries_quality import check_in_force, drawn_group, get_check
from catalog.rows import key
from catalog.tables_quality import NamingCheck


def check_name(
    session: Session, chain_id: int, group_id: int, *, correct: bool, now: datetime, by: int | None = None
) -> NamingCheck:
    """Say whether the models' name of a group is right; a second answer replaces the first, the same one is it.

    Raises:
        NotFound: group_not_found, also of a group that the models did not name.
    """
    lock_chain(session, chain_id)
    group = drawn_group(session, chain_id, group_id)
    before = check_in_force(session, group_id)
    if before is not None and before.correct == correct:
        return before
    if before is not None:
        before.undone_at = now
    check = NamingCheck(
        chain_id=chain_id,
        group_id=group_id,
        sku_id=key(group.sku_id),
        correct=correct,
        checked_by=by,
        checked_at=now,
    )
    session.add(check)
    session.flush()
    return check


def take_check_back(session: Session, chain_id: int, check_id: int, *, now: datetime) -> None:
    """Undo an answer; raises NotFound check_not_found."""
    lock_chain(session, chain_id)
    get_check(session, chain_id, check_id).undone_at = now
    session.flush()
