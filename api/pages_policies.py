"""The pages of promotion policies: the list, the form of one, an import."""

from datetime import date
from decimal import Decimal
from typing import Annotated, Any, Final, get_args
from urllib.parse import quote, urlencode

from fastapi import APIRouter, Query, Request, Response

from alerts.depth import depth_of
from api.deps import Now, ReadSession, Today
from api.i18n import Locale, has_message, translate
from api.offer_words import offer_label
from api.pages_render import PageEditor, PageUser, page_locale, render_page
from api.paging import Paging
from api.policy_prefill import policy_of_option
from api.rights import EDITORS
from api.schemas_policies import PolicyAnswer
from catalog.mechanic import KINDS
from catalog.mechanic_needs import NEEDS, USES
from catalog.policy_columns import HELP, TITLES
from catalog.policy_draft import EACH
from catalog.queries_policies import PolicyRow, PolicyState, get_policy, list_policies, places_known
from catalog.queries_skus import get_sku, list_categories

POLICIES_SHOWN: Final = 30
STATES: Final[tuple[PolicyState, ...]] = get_args(PolicyState)
EXAMPLE_PRICE: Final = "10"

router = APIRouter()


@router.get("/policies")
def policies(
    request: Request,
    user: PageUser,
    session: ReadSession,
    now: Now,
    today: Today,
    q: str = "",
    state: str = "",
    category: str = "",
    sku: str = "",
    page: str = "1",
) -> Response:
    """Return the chain's policies: those that count first, first."""
    locale = page_locale(request, user)
    chosen = next((each for each in STATES if each == state), None)
    asked = {"q": q.strip()[:100], "state": chosen or "", "category": category[:100], "sku": sku[:64]}
    paging = Paging.of("/policies", asked, page, POLICIES_SHOWN)
    found = list_policies(
        session,
        user.chain_id,
        today=today,
        state=chosen,
        category=asked["category"] or None,
        sku=asked["sku"] or None,
        text=asked["q"],
        limit=paging.size,
        offset=paging.offset,
    )
    return render_page(
        request,
        "policies.html",
        me=user,
        now=now,
        tab="policies",
        rows=[_card(row, today, locale) for row in found.rows],
        total=found.total,
        q=asked["q"],
        state=asked["state"],
        category=asked["category"],
        sku=asked["sku"],
        states=STATES,
        categories=list_categories(session, user.chain_id),
        can_edit=user.role in EDITORS,
        export_url=f"/api/policies/list.xlsx?{urlencode({**paging.query, 'lang': locale})}",
        newer_url=paging.newer_url,
        older_url=paging.older_url(found.total),
    )


@router.get("/policies/edit")
def edit_policy(
    request: Request,
    user: PageEditor,
    session: ReadSession,
    now: Now,
    today: Today,
    code: str = "",
    from_proposal: Annotated[int | None, Query(ge=1, le=2**63 - 1)] = None,
    option: Annotated[int, Query(ge=0, le=1000)] = 0,
    all_areas: Annotated[bool, Query(alias="all")] = False,
) -> Response:
    """Return the form of one policy, or of a new one, filled from an option of a proposal where asked."""
    locale = page_locale(request, user)
    known = get_policy(session, user.chain_id, code) if code else None
    answer = None if known is None else PolicyAnswer.of(known, today, locale)
    price = None
    if answer is not None and answer.skus:
        price = get_sku(session, user.chain_id, answer.skus[0].code).sku.list_price
    draft = None
    if from_proposal is not None and answer is None:
        draft = policy_of_option(
            session, user, from_proposal, option, all_areas=all_areas, today=today, locale=locale
        )
        price = draft.pop("list_price_now")
    places = places_known(session, user.chain_id)
    return render_page(
        request,
        "policy_edit.html",
        me=user,
        now=now,
        tab="policies",
        policy=None if answer is None else answer.model_dump(mode="json"),
        draft=draft,
        from_proposal=from_proposal,
        state=None if answer is None else answer.state,
        kinds=[(kind, offer_label(kind, locale)) for kind in KINDS],
        shapes={kind: _shape(kind, locale) for kind in KINDS},
        example=EXAMPLE_PRICE if price is None else f"{Decimal(price):f}",
        today=today.isoformat(),
        categories=list_categories(session, user.chain_id),
        places={
            field: sorted({getattr(place, field) for place in places} - {""})
            for field in ("city", "trade_area", "store_class")
        },
    )


@router.get("/policies/import")
def import_policies(request: Request, user: PageEditor, now: Now) -> Response:
    """Return the form for a table of policies."""
    locale = page_locale(request, user)
    return render_page(
        request,
        "policy_import.html",
        me=user,
        now=now,
        tab="policies",
        title="policy.import",
        back="/policies",
        back_title="policy.title",
        help=HELP[locale],
        columns=TITLES[locale],
        import_url="/api/policies/import",
        template_url=f"/api/policies/template.xlsx?lang={locale}",
    )


def _card(row: PolicyRow, today: date, locale: Locale) -> dict[str, Any]:
    """Return a policy with its depth where that needs no price."""
    told = depth_of(row.policy.kind, row.numbers)
    depth = None if told.depth is None else f"{(told.depth * 100).normalize():f}"
    return {
        "one": PolicyAnswer.of(row, today, locale),
        "depth_pct": depth,
        "edit_url": f"/policies/edit?code={quote(row.policy.code, safe='')}",
        "address": quote(row.policy.code, safe=""),
    }


def _shape(kind: Any, locale: Locale) -> dict[str, Any]:
    """Return which numbers the form asks for with this mechanic, how they are called, and which exclude each other."""
    names = {name: _label(kind, name, locale) for name in USES[kind]}
    needed = [name for group in NEEDS[kind] for name in group if len(group) == 1]
    either = [group for group in NEEDS[kind] if len(group) > 1]
    between = translate(locale, "policy.or")
    hints = [
        translate(locale, "policy.either", fields=between.join(names[name] for name in group))
        for group in either
    ]
    return {"labels": names, "needed": needed, "hints": hints, "each": kind in EACH}


def _label(kind: str, name: str, locale: Locale) -> str:
    own = f"policy.num.{kind}.{name}"
    return translate(locale, own if has_message(own) else f"policy.num.{name}")
