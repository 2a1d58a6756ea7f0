"""Pages of accounts: people for administrators, and everybody's own."""

from typing import Final, get_args

from fastapi import APIRouter, Request, Response

from api.deps import CurrentAccess, Now, PartsDep, ReadSession
from api.pages_render import PageAdmin, PageUser, page_locale, render_page
from api.paging import Paging
from api.password_rules import LEAST
from api.rights_table import RIGHTS
from catalog.accounts import own_store_codes
from catalog.list_workbook import HELP, TITLES
from catalog.queries_accounts import PeopleFilter, list_people, person
from catalog.queries_people import WIDE_ROLES, sessions_of, tokens_of
from catalog.rows import key
from catalog.tables import Role

PEOPLE_SHOWN: Final = 50
ROLES: Final[tuple[Role, ...]] = get_args(Role)

router = APIRouter()


@router.get("/people")
def people(
    request: Request,
    user: PageAdmin,
    session: ReadSession,
    now: Now,
    q: str = "",
    role: str = "",
    page: str = "",
) -> Response:
    """Return the chain's people, searched by name or store."""
    text, chosen = q.strip()[:100], next((one for one in ROLES if one == role), None)
    paging = Paging.of("/people", {"q": text, "role": chosen or ""}, page, PEOPLE_SHOWN)
    found = list_people(
        session, user.chain_id, PeopleFilter(text, chosen), limit=PEOPLE_SHOWN, offset=paging.offset
    )
    return render_page(
        request,
        "people.html",
        me=user,
        now=now,
        tab="people",
        people=found.rows,
        total=found.total,
        wide=WIDE_ROLES,
        roles=ROLES,
        chosen=chosen,
        q=text,
        newer_url=paging.newer_url,
        older_url=paging.older_url(found.total),
    )


@router.get("/people/new")
def new_person(request: Request, user: PageAdmin, now: Now) -> Response:
    """Return the form of a new account."""
    return render_page(request, "person_new.html", me=user, now=now, tab="people", roles=ROLES)


@router.get("/people/import")
def import_people(request: Request, user: PageAdmin, now: Now) -> Response:
    """Return the form that takes a table of people in."""
    locale = page_locale(request, user)
    return render_page(
        request,
        "people_import.html",
        me=user,
        now=now,
        tab="people",
        import_url="/api/people/import",
        template_url=f"/api/people/template.xlsx?lang={locale}",
        columns=TITLES["people"][locale],
        help=HELP["people"][locale],
    )


@router.get("/people/roles")
def roles(request: Request, user: PageAdmin, now: Now) -> Response:
    """Return who may do what, as the tests hold it."""
    return render_page(
        request,
        "people_roles.html",
        me=user,
        now=now,
        tab="people",
        roles=ROLES,
        rights=[right for right in RIGHTS if right.reach != "open"],
        wide=WIDE_ROLES,
    )


@router.get("/people/{username}")
def one_person(request: Request, username: str, user: PageAdmin, session: ReadSession, now: Now) -> Response:
    """Return one person's account, to be changed."""
    found = person(session, user.chain_id, username)
    return render_page(
        request,
        "person.html",
        me=user,
        now=now,
        tab="people",
        person=found,
        stores=own_store_codes(session, found),
        roles=ROLES,
        sessions=sessions_of(session, key(found.id), now),
        tokens=tokens_of(session, key(found.id)),
        own=found.id == user.id,
    )


@router.get("/me")
def me(
    request: Request,
    user: PageUser,
    access: CurrentAccess,
    session: ReadSession,
    parts: PartsDep,
    now: Now,
) -> Response:
    """Return the user's own account."""
    return render_page(
        request,
        "me.html",
        me=user,
        now=now,
        tab="me",
        sessions=sessions_of(session, key(user.id), now),
        current=access.token.id,
        tokens=tokens_of(session, key(user.id)),
        least=LEAST,
    )
