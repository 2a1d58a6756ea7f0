"""Writing the questions on unknown products: groups join them and leave them; each is named, or set aside.

Each change holds the chain, so that two processes do not count one question at once.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import numpy as np
from sqlmodel import Session

from catalog.errors import Conflict, NotFound
from catalog.queries_people import lock_chain
from catalog.queries_unknowns import (
    Seen,
    get_unknown,
    groups_to_let_go,
    groups_without_question,
    newest_audit_of,
    seen_group,
    seen_in,
    store_is_in,
)
from catalog.rows import key
from catalog.tables import Audit
from catalog.tables_corrections import UnknownProduct
from catalog.vectors import stack, to_bytes


@dataclass(frozen=True)
class Choice:
    """Which question a group joins: one that there is, or the new one that the `begins`-th of the choices begins."""

    group_id: int
    unknown_id: int | None = None
    begins: int | None = None


def gather_audit(
    session: Session, chain_id: int, audit_id: int, embedder: str, choices: Sequence[Choice], *, now: datetime
) -> tuple[int, ...]:
    """Let the audit's groups join their questions; ids of the questions that changed.

    A question that was answered meanwhile is not joined: the group begins one of its own. Former looks at the photo,
    and groups that people settled, leave theirs; what lost its name is asked again. Doing it again changes nothing.
    """
    lock_chain(session, chain_id)
    audit = session.get_one(Audit, audit_id)
    newest = newest_audit_of(session, audit.photo_id)
    left = groups_to_let_go(session, audit.photo_id, newest or 0)
    changed = {key(seen.group.unknown_id) for seen in left}
    for seen in left:
        seen.group.unknown_id = None
    for unknown_id in sorted(changed):
        _recount(session, session.get_one(UnknownProduct, unknown_id), now)
    free = {key(group.id) for group in groups_without_question(session, audit_id)}
    joined: dict[int, UnknownProduct] = {}
    for place, choice in enumerate(choices):
        one = seen_group(session, choice.group_id) if choice.group_id in free else None
        if one is None or newest != audit_id:
            continue
        if choice.begins is not None:
            found = joined.get(choice.begins)
        else:
            found = None if choice.unknown_id is None else session.get(UnknownProduct, choice.unknown_id)
        if found is None or found.sku_id is not None or found.groups == 0:
            found = _begin(session, chain_id, embedder, one, now)
        else:
            _join(session, found, one, now)
        joined[place] = found
        changed.add(key(found.id))
    audit.gathered_at = now
    session.flush()
    return tuple(sorted(changed))


def split_off(session: Session, chain_id: int, unknown_id: int, group_id: int, *, now: datetime) -> int:
    """Make a question of its own of a group that does not belong to its question; the new question's id.

    Raises:
        NotFound: unknown_not_found, group_not_found.
        Conflict: unknown_answered; unknown_is_one when it is the only group.
    """
    question, seen = _open(session, chain_id, unknown_id), seen_group(session, group_id)
    if seen is None or seen.group.unknown_id != unknown_id:
        raise NotFound("group_not_found", audit=0 if seen is None else seen.audit.id, group=group_id)
    if question.groups == 1:
        raise Conflict("unknown_is_one", unknown=unknown_id)
    seen.group.unknown_id = None
    _recount(session, question, now)
    return key(_begin(session, chain_id, question.embedder, seen, now).id)


def put_together(session: Session, chain_id: int, unknown_id: int, into_id: int, *, now: datetime) -> None:
    """Let all groups of a question join another one: what a split is undone by.

    Raises:
        NotFound: unknown_not_found.
        Conflict: unknown_answered; unknown_other_model when two embedders saw them.
    """
    question, into = _open(session, chain_id, unknown_id), _open(session, chain_id, into_id)
    if unknown_id == into_id or question.embedder != into.embedder:
        raise Conflict("unknown_other_model", unknown=unknown_id)
    for seen in seen_in(session, unknown_id):
        seen.group.unknown_id = into_id
    _recount(session, into, now)
    _recount(session, question, now)


def set_aside(session: Session, chain_id: int, unknown_id: int, *, now: datetime, by: int | None) -> None:
    """Say that this is nothing to be named; groups like it join it and ask no more. Twice is as once.

    Raises:
        NotFound: unknown_not_found.
        Conflict: unknown_answered.
    """
    question = _open(session, chain_id, unknown_id)
    question.aside_by, question.aside_at, question.changed_at = by, question.aside_at or now, now
    session.flush()


def bring_back(session: Session, chain_id: int, unknown_id: int, *, now: datetime) -> None:
    """Ask again what was set aside; raises as `set_aside`."""
    question = _open(session, chain_id, unknown_id)
    question.aside_by, question.aside_at, question.changed_at = None, None, now
    session.flush()


def _open(session: Session, chain_id: int, unknown_id: int) -> UnknownProduct:
    lock_chain(session, chain_id)
    question = get_unknown(session, chain_id, unknown_id)
    if question.sku_id is not None:
        raise Conflict("unknown_answered", unknown=unknown_id)
    return question


def _begin(session: Session, chain_id: int, embedder: str, seen: Seen, now: datetime) -> UnknownProduct:
    question = UnknownProduct(
        chain_id=chain_id,
        embedder=embedder,
        vector=seen.group.vector,
        groups=1,
        facings=seen.group.size,
        stores=1,
        best_group_id=seen.group.id,
        first_seen=seen.at,
        last_seen=seen.at,
        changed_at=now,
    )
    session.add(question)
    session.flush()
    seen.group.unknown_id = question.id
    session.flush()
    return question


def _join(session: Session, question: UnknownProduct, seen: Seen, now: datetime) -> None:
    known = store_is_in(session, key(question.id), key(seen.store.id))
    mean, one = stack([question.vector, seen.group.vector])
    question.vector = to_bytes(((mean * question.groups + one) / (question.groups + 1)).astype(np.float32))
    question.groups += 1
    question.facings += seen.group.size
    question.stores += 0 if known else 1
    question.first_seen, question.last_seen = (
        min(question.first_seen, seen.at),
        max(question.last_seen, seen.at),
    )
    best = None if question.best_group_id is None else seen_group(session, question.best_group_id)
    if best is None or seen.area > best.area:
        question.best_group_id = seen.group.id
    question.changed_at = now
    seen.group.unknown_id = question.id
    session.flush()


def _recount(session: Session, question: UnknownProduct, now: datetime) -> None:
    """Make the question what its groups say, after some of them left or came."""
    session.flush()
    rest = seen_in(session, key(question.id))
    question.groups, question.facings = len(rest), sum(other.group.size for other in rest)
    question.stores, question.changed_at = len({other.store.id for other in rest}), now
    if rest:
        question.vector = to_bytes(stack([other.group.vector for other in rest]).mean(axis=0))
        question.best_group_id = max(rest, key=lambda other: other.area).group.id
        question.first_seen = min(other.at for other in rest)
        question.last_seen = max(other.at for other in rest)
    else:
        question.best_group_id = None
    session.flush()
