"""Notifications: a person's targets, a test of one, and what became of the messages."""

from typing import Annotated

from fastapi import Path, Query

from api.answers_push import message_answer, target_answer
from api.deps import CurrentUser, DbSession, LocaleDep, Now, PartsDep, ReadSession
from api.errors import ApiError
from api.push_address import native_address, read_address
from api.push_words import say_failure
from api.routing import api_router, errors
from api.schemas_push import (
    PushMessages,
    PushTargetAnswer,
    PushTargetChange,
    PushTargetOrder,
    PushTargets,
    PushTested,
)
from catalog.database import reading
from catalog.push import add_target, change_target, remove_target, restore_target
from catalog.queries_push import given_up_in_chain, messages_of, own_target, targets_of
from catalog.rows import key

router = api_router("notifications")

TargetId = Annotated[int, Path(ge=1, le=2**63 - 1)]


@router.get("/push/targets", summary="Where my messages go")
def list_push_targets(
    user: CurrentUser, session: ReadSession, parts: PartsDep, locale: LocaleDep
) -> PushTargets:
    """The oldest first, addresses without their secrets."""
    known = targets_of(session, key(user.id))
    return PushTargets(
        targets=[target_answer(parts.settings, target, locale) for target in known],
        schemes=list(parts.settings.push_schemes),
        digest_hour=parts.settings.digest_hour,
    )


@router.post("/push/targets", summary="Add a target", status_code=201, responses=errors(409))
def add_push_target(
    body: PushTargetOrder, user: CurrentUser, session: DbSession, parts: PartsDep, now: Now, locale: LocaleDep
) -> PushTargetAnswer:
    """422 says why an address is not allowed and what to ask the operator for."""
    address = native_address(body.address)
    read_address(parts.settings, address)
    target = add_target(session, key(user.id), address, label=body.label, digest=body.digest, now=now)
    return target_answer(parts.settings, target, locale)


@router.patch("/push/targets/{target_id}", summary="Change a target", responses=errors(404))
def change_push_target(
    target_id: TargetId,
    body: PushTargetChange,
    user: CurrentUser,
    session: DbSession,
    parts: PartsDep,
    locale: LocaleDep,
) -> PushTargetAnswer:
    """Name, digest or at once, on or off. Another address is another target."""
    changed = change_target(
        session, key(user.id), target_id, label=body.label, digest=body.digest, active=body.active
    )
    return target_answer(parts.settings, changed, locale)


@router.delete("/push/targets/{target_id}", summary="Remove a target", status_code=204, responses=errors(404))
def remove_push_target(target_id: TargetId, user: CurrentUser, session: DbSession, now: Now) -> None:
    """Nothing is sent there any more; `…/restore` takes it back."""
    remove_target(session, key(user.id), target_id, now=now)


@router.post("/push/targets/{target_id}/restore", summary="Take a removal back", responses=errors(404, 409))
def restore_push_target(
    target_id: TargetId, user: CurrentUser, session: DbSession, parts: PartsDep, locale: LocaleDep
) -> PushTargetAnswer:
    """The undo of DELETE."""
    return target_answer(parts.settings, restore_target(session, key(user.id), target_id), locale)


@router.post("/push/targets/{target_id}/test", summary="Send a test message", responses=errors(404))
def test_push_target(
    target_id: TargetId, user: CurrentUser, parts: PartsDep, locale: LocaleDep
) -> PushTested:
    """It is sent now, also to a target that is switched off; the answer tells whether it arrived."""
    with reading(parts.engine) as session:
        target = own_target(session, key(user.id), target_id)
    reason = parts.push.send_test(target, locale)
    return PushTested(arrived=not reason, reason=reason, why=say_failure(locale, reason) if reason else "")


@router.get("/push/messages", summary="What became of messages", responses=errors(403))
def list_push_messages(
    user: CurrentUser,
    session: ReadSession,
    locale: LocaleDep,
    lost: Annotated[
        bool, Query(description="what never arrived, of everybody in the chain; admins only")
    ] = False,
    limit: Annotated[int, Query(ge=1, le=200)] = 30,
) -> PushMessages:
    """My own, the newest first."""
    if not lost:
        own = messages_of(session, key(user.id), limit=limit)
        return PushMessages(messages=[message_answer(message, locale) for message in own])
    if user.role != "admin":
        raise ApiError(403, "forbidden", role=user.role, allowed=["admin"])
    found = given_up_in_chain(session, user.chain_id, limit=limit)
    return PushMessages(messages=[message_answer(message, locale, whose) for message, whose in found])
