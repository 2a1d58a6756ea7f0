"""Policies and competing pairs in and out of tables."""

from typing import Annotated

from fastapi import Query, Response

from api.answers_imports import import_answer
from api.deps import CurrentUser, DbSession, Editor, LocaleDep, Now, ReadSession, Today
from api.routes_imports import Table
from api.routes_lists import WORKBOOK, workbook_file
from api.routes_policies import Category, OfSku, On, State, Words
from api.routing import api_router, errors
from api.schemas_skus import ImportAnswer
from catalog.pair_import import import_pairs as take_pairs
from catalog.pair_import import pair_template, pairs_workbook
from catalog.policy_export import policies_workbook, policy_template
from catalog.policy_import import import_policies as take_policies
from catalog.queries_pairs import PairShow, list_own
from catalog.queries_policies import list_policies

router = api_router("policies")

ALL = 1_000_000


@router.post("/policies/import", summary="Import policies", responses=errors(403, 413))
def import_policies(
    user: Editor, session: DbSession, now: Now, today: Today, locale: LocaleDep, file: Table
) -> ImportAnswer:
    """Rows of one code are one policy, which goes in whole or not at all; the template says how to fill it in."""
    done = take_policies(session, user.chain_id, file.file.read(), now=now, today=today, by=user.id)
    return import_answer(done, locale)


@router.get(
    "/policies/list.xlsx", summary="Policies as a workbook", response_class=Response, responses=WORKBOOK
)
def export_policies(
    user: CurrentUser,
    session: ReadSession,
    today: Today,
    locale: LocaleDep,
    state: State = None,
    on: On = None,
    category: Category = None,
    sku: OfSku = None,
    q: Words = "",
) -> Response:
    """In the columns of the template, so that it can be changed and imported again; no text becomes a formula."""
    page = list_policies(
        session,
        user.chain_id,
        today=today,
        state=state,
        on=on,
        category=category,
        sku=sku,
        text=q,
        limit=ALL,
    )
    return workbook_file(policies_workbook(page.rows, today=today, locale=locale), "policies.xlsx")


@router.get(
    "/policies/template.xlsx",
    summary="A template of policies",
    response_class=Response,
    responses=errors(403) | WORKBOOK,
)
def read_policy_template(user: Editor, session: ReadSession, locale: LocaleDep) -> Response:
    """The header with drop-downs, and a second sheet with how to fill it in and examples."""
    return workbook_file(policy_template(session, user.chain_id, locale), "policies-template.xlsx")


@router.post("/pairs/import", summary="Import competing pairs", responses=errors(403, 413))
def import_pairs(user: Editor, session: DbSession, now: Now, locale: LocaleDep, file: Table) -> ImportAnswer:
    """Columns own and rival (codes or barcodes) and competes: yes, no, automatic; pairs not named stay."""
    done = take_pairs(session, user.chain_id, file.file.read(), now=now, by=user.id)
    return import_answer(done, locale)


@router.get(
    "/pairs/list.xlsx", summary="Competing pairs as a workbook", response_class=Response, responses=WORKBOOK
)
def export_pairs(
    user: CurrentUser,
    session: ReadSession,
    locale: LocaleDep,
    q: Annotated[str, Query(max_length=200)] = "",
    category: Annotated[str | None, Query(max_length=100)] = None,
    show: PairShow = "all",
) -> Response:
    """Automatic pairs too, marked so: changed and imported again, only what was changed is said."""
    page = list_own(session, user.chain_id, text=q, category=category, show=show, limit=ALL)
    return workbook_file(pairs_workbook(iter(page.rows), locale=locale), "pairs.xlsx")


@router.get(
    "/pairs/template.xlsx",
    summary="A template of competing pairs",
    response_class=Response,
    responses=errors(403) | WORKBOOK,
)
def read_pair_template(user: Editor, locale: LocaleDep) -> Response:
    """The header, and a second sheet that says how to fill it in."""
    return workbook_file(pair_template(locale), "pairs-template.xlsx")
