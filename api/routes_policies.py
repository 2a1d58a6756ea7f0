"""Promotion policies: list, one, made, changed, withdrawn and restored; what a mechanic means."""

from datetime import date
from typing import Annotated, Final

from fastapi import Path, Query

from api.deps import CurrentUser, DbSession, Editor, LocaleDep, Now, ReadSession, Today
from api.errors import ApiError
from api.policy_words import preview
from api.routing import api_router, errors
from api.schemas_policies import PolicyAnswer, PolicyList, PolicyOrder, PreviewAnswer, PreviewOrder
from catalog.policies import change_policy as put_policy
from catalog.policies import create_policy as make_policy
from catalog.policies import restore_policy as bring_back
from catalog.policies import withdraw_policy as take_back
from catalog.queries_policies import PolicyState, get_policy
from catalog.queries_policies import list_policies as select_policies

router = api_router("policies")

Code = Annotated[str, Path(max_length=64)]
State = Annotated[PolicyState | None, Query(description="as it stands today")]
On = Annotated[date | None, Query(description="in force that day")]
Category = Annotated[str | None, Query(max_length=100, description="for it, or for a SKU of it")]
OfSku = Annotated[str | None, Query(max_length=64, description="for the SKU of this code")]
Words = Annotated[str, Query(max_length=200, description="words in code or name")]
MOST: Final = 10_000_000


@router.get("/policies", summary="Promotion policies")
def list_policies(
    user: CurrentUser,
    session: ReadSession,
    today: Today,
    locale: LocaleDep,
    state: State = None,
    on: On = None,
    category: Category = None,
    sku: OfSku = None,
    q: Words = "",
    limit: Annotated[int, Query(ge=1, le=500)] = 50,
    offset: Annotated[int, Query(ge=0, le=MOST)] = 0,
) -> PolicyList:
    """Of the user's chain, by priority, then the newest first."""
    page = select_policies(
        session,
        user.chain_id,
        today=today,
        state=state,
        on=on,
        category=category,
        sku=sku,
        text=q,
        limit=limit,
        offset=offset,
    )
    return PolicyList(policies=[PolicyAnswer.of(row, today, locale) for row in page.rows], total=page.total)


@router.post("/policies", summary="Make a policy", status_code=201, responses=errors(403, 404, 409))
def create_policy(
    body: PolicyOrder, user: Editor, session: DbSession, now: Now, today: Today, locale: LocaleDep
) -> PolicyAnswer:
    """A new policy; refused where its numbers cannot be so or nobody could follow it."""
    make_policy(session, user.chain_id, body.draft(), now=now, by=user.id)
    return PolicyAnswer.of(get_policy(session, user.chain_id, body.draft().code), today, locale)


@router.post("/policies/preview", summary="What a mechanic means")
def preview_policy(body: PreviewOrder, user: CurrentUser, locale: LocaleDep) -> PreviewAnswer:
    """In words, and its depth on a price; nothing is stored."""
    return preview(body.kind, body.numbers(), body.unit_price, locale)


@router.get("/policies/{code}", summary="One policy", responses=errors(404))
def read_policy(
    code: Code, user: CurrentUser, session: ReadSession, today: Today, locale: LocaleDep
) -> PolicyAnswer:
    """The policy of this code, withdrawn or not."""
    return PolicyAnswer.of(get_policy(session, user.chain_id, code), today, locale)


@router.put("/policies/{code}", summary="Change a policy", responses=errors(403, 404, 409))
def change_policy(
    code: Code,
    body: PolicyOrder,
    user: Editor,
    session: DbSession,
    now: Now,
    today: Today,
    locale: LocaleDep,
) -> PolicyAnswer:
    """All of it again; with `seen`, refused when somebody else changed it meanwhile. The code stays."""
    draft = body.draft()
    if draft.code != code:
        raise ApiError(422, "bad_value", field="code", value=draft.code, reason="code_stays")
    put_policy(session, user.chain_id, draft, now=now, by=user.id, seen=body.seen)
    return PolicyAnswer.of(get_policy(session, user.chain_id, code), today, locale)


@router.post("/policies/{code}/withdraw", summary="Withdraw a policy", responses=errors(403, 404))
def withdraw_policy(
    code: Code, user: Editor, session: DbSession, now: Now, today: Today, locale: LocaleDep
) -> PolicyAnswer:
    """It ends at once; `restore` takes that back."""
    take_back(session, user.chain_id, code, now=now, by=user.id)
    return PolicyAnswer.of(get_policy(session, user.chain_id, code), today, locale)


@router.post("/policies/{code}/restore", summary="Restore a policy", responses=errors(403, 404))
def restore_policy(
    code: Code, user: Editor, session: DbSession, now: Now, today: Today, locale: LocaleDep
) -> PolicyAnswer:
    """Undo a withdrawal."""
    bring_back(session, user.chain_id, code, now=now, by=user.id)
    return PolicyAnswer.of(get_policy(session, user.chain_id, code), today, locale)
