"""Accounts: who there is, what they may do, their passwords and sessions; for administrators."""

from typing import Annotated

from fastapi import File, Path, Query, Request, Response, UploadFile

from api.answers_imports import bad_rows
from api.change_note import note_person
from api.deps import Admin, DbSession, LocaleDep, Now, PartsDep, ReadSession
from api.password_rules import check_password
from api.routes_lists import WORKBOOK, workbook_file
from api.routing import api_router, errors
from api.schemas_accounts import (
    AccountAnswer,
    NewLogin,
    PasswordMade,
    PeopleImportAnswer,
    PeopleList,
    PersonAnswer,
    PersonMade,
    PersonOrder,
    PersonPatch,
    SessionsEnded,
)
from api.schemas_people import TokenAnswer
from catalog.accounts import (
    AccountChange,
    change_account,
    checked_username,
    own_store_codes,
    set_password,
    stores_named,
)
from catalog.list_workbook import template
from catalog.people import assign_stores, create_user
from catalog.people_import import import_people as import_rows
from catalog.people_import import people_workbook
from catalog.queries_accounts import PeopleFilter
from catalog.queries_accounts import list_people as select_people
from catalog.queries_accounts import person as find_person
from catalog.queries_people import tokens_of
from catalog.rows import key
from catalog.tables import Role
from catalog.tokens import end_sessions, revoke_token

router = api_router("people")

Username = Annotated[str, Path(max_length=100)]
Table = Annotated[UploadFile, File(description="CSV (UTF-8 or GBK) or XLSX with a header line")]


@router.get("/people", summary="People", responses=errors(403))
def list_people(
    user: Admin,
    session: ReadSession,
    q: Annotated[str, Query(max_length=100, description="in name or user name, or a store's code")] = "",
    role: Annotated[Role | None, Query(description="left out: every role")] = None,
    active: Annotated[bool | None, Query(description="left out: closed accounts too")] = None,
    limit: Annotated[int, Query(ge=1, le=500)] = 50,
    offset: Annotated[int, Query(ge=0, le=1_000_000)] = 0,
) -> PeopleList:
    """The chain's people; those whose data were deleted are left out."""
    found = select_people(session, user.chain_id, PeopleFilter(q, role, active), limit=limit, offset=offset)
    return PeopleList(people=[PersonAnswer.of(row) for row in found.rows], total=found.total)


@router.get(
    "/people/list.xlsx",
    summary="People as a workbook",
    response_class=Response,
    responses=errors(403) | WORKBOOK,
)
def export_people(user: Admin, session: ReadSession, locale: LocaleDep) -> Response:
    """Open accounts in the columns of the template, to be changed and imported again; no passwords."""
    return workbook_file(people_workbook(session, user.chain_id, locale=locale), "people.xlsx")


@router.get(
    "/people/template.xlsx",
    summary="A template of people",
    response_class=Response,
    responses=errors(403) | WORKBOOK,
)
def read_people_template(user: Admin, locale: LocaleDep) -> Response:
    """The header, and a second sheet that says how to fill it in."""
    return workbook_file(template("people", locale), "people-template.xlsx")


@router.post("/people/import", summary="Import people", responses=errors(403, 413))
def import_people(
    user: Admin, session: DbSession, parts: PartsDep, locale: LocaleDep, file: Table
) -> PeopleImportAnswer:
    """Columns username and role, and full name, stores (codes, parted by blanks or commas). New people get a password
    each, which is in this answer and nowhere else; empty cells leave what a known person has."""
    done = import_rows(
        session, user.chain_id, file.file.read(), by=user, make_password=parts.passwords.made_up
    )
    return PeopleImportAnswer(
        imported=len(done.created) + len(done.updated) + len(done.unchanged),
        created=len(done.created),
        updated=len(done.updated),
        unchanged=len(done.unchanged),
        logins=[NewLogin(username=name, password=password) for name, password in done.created],
        bad=bad_rows(done.bad, locale),
        ignored_columns=list(done.ignored_columns),
    )


@router.post("/people", summary="Add somebody", status_code=201, responses=errors(403, 404, 409))
def add_person(
    body: PersonOrder, user: Admin, session: DbSession, parts: PartsDep, request: Request
) -> PersonMade:
    """A new account; its password is in this answer and nowhere else, unless one was given."""
    username = checked_username(body.username)
    if body.password is None:
        password, hashed = parts.passwords.made_up()
        shown: str | None = password
    else:
        check_password(body.password, username, body.full_name)
        shown, hashed = None, parts.passwords.hash(body.password)
    made = create_user(session, user.chain_id, username, hashed, body.role, full_name=body.full_name)
    assign_stores(session, made, stores_named(session, user.chain_id, body.stores))
    note_person(request, made)
    return PersonMade(account=AccountAnswer.of(made, own_store_codes(session, made)), password=shown)


@router.get("/people/{username}", summary="Somebody", responses=errors(403, 404))
def read_person(username: Username, user: Admin, session: ReadSession) -> AccountAnswer:
    """Name, role, stores, and whether the account is open."""
    found = find_person(session, user.chain_id, username)
    return AccountAnswer.of(found, own_store_codes(session, found))


@router.patch("/people/{username}", summary="Change somebody", responses=errors(403, 404, 409))
def update_person(
    username: Username, body: PersonPatch, user: Admin, session: DbSession, request: Request, now: Now
) -> AccountAnswer:
    """Name, role, stores, or whether the account is open; the former values sent again undo it.

    A closed account's sessions end; opening it again does not bring them back, its tokens for programs go on.
    """
    change = AccountChange(
        body.full_name, body.role, None if body.stores is None else tuple(body.stores), body.active
    )
    changed = change_account(session, user.chain_id, username, change, user)
    if body.active is False:
        end_sessions(session, key(changed.id), now=now)
    note_person(request, changed)
    return AccountAnswer.of(changed, own_store_codes(session, changed))


@router.post("/people/{username}/password", summary="Make a new password", responses=errors(403, 404))
def reset_password(
    username: Username, user: Admin, session: DbSession, parts: PartsDep, request: Request, now: Now
) -> PasswordMade:
    """A new made-up password, in this answer and nowhere else; the person is signed out everywhere."""
    found = find_person(session, user.chain_id, username)
    password, hashed = parts.passwords.made_up()
    set_password(session, key(found.id), hashed)
    end_sessions(session, key(found.id), now=now)
    note_person(request, found)
    return PasswordMade(password=password)


@router.delete(
    "/people/{username}/sessions", summary="Sign somebody out everywhere", responses=errors(403, 404)
)
def end_person_sessions(
    username: Username,
    user: Admin,
    session: DbSession,
    request: Request,
    now: Now,
    tokens: Annotated[bool, Query(description="the tokens of their programs, too")] = False,
) -> SessionsEnded:
    """All of the person's sessions end: a lost phone opens nothing any more."""
    found = find_person(session, user.chain_id, username)
    note_person(request, found)
    return SessionsEnded(ended=end_sessions(session, key(found.id), now=now, tokens=tokens))


@router.get("/people/{username}/tokens", summary="Somebody's tokens", responses=errors(403, 404))
def list_person_tokens(username: Username, user: Admin, session: ReadSession) -> list[TokenAnswer]:
    """Tokens for programs that were not revoked, the newest first; never the tokens themselves."""
    found = find_person(session, user.chain_id, username)
    return [TokenAnswer.of(token) for token in tokens_of(session, key(found.id))]


@router.delete(
    "/people/{username}/tokens/{token_id}",
    summary="Revoke somebody's token",
    status_code=204,
    responses=errors(403, 404),
)
def revoke_person_token(
    username: Username,
    token_id: Annotated[int, Path(ge=1, le=2**63 - 1)],
    user: Admin,
    session: DbSession,
    request: Request,
    now: Now,
) -> None:
    """End one of their tokens or sessions, for good."""
    found = find_person(session, user.chain_id, username)
    revoke_token(session, key(found.id), token_id, now=now)
    note_person(request, found)
