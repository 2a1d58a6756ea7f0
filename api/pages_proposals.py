"""The proposals' page: a category manager's decisions on what to answer to rivals."""

import hashlib
from typing import Final
from urllib.parse import urlencode

from fastapi import APIRouter, Request, Response

from api.answers_gaps import gap_view
from api.deps import Now, ReadSession
from api.i18n import Locale, has_message, translate
from api.pages_render import PageUser, page_locale, render_page
from api.proposal_groups import proposal_groups
from api.rights import EDITORS
from api.routes_proposal_groups import PROPOSALS_READ
from api.schemas_proposal_groups import ProposalGroup
from catalog.queries_people import store_for
from catalog.queries_proposals import count_proposals, proposals_for
from catalog.tables_promotions import ProposalState

GROUPS_SHOWN: Final = 60
STATES: Final[tuple[ProposalState, ...]] = ("open", "approved", "declined", "withdrawn")
REFUSE_REASONS: Final = ("no_budget", "margin", "not_a_rival", "wait", "seen_wrong", "other")

router = APIRouter()


@router.get("/proposals")
def proposals(
    request: Request,
    user: PageUser,
    session: ReadSession,
    now: Now,
    state: str = "open",
    store: str = "",
) -> Response:
    """Return the proposals of the user's stores; who may decide gets the buttons."""
    chosen: ProposalState = next((known for known in STATES if known == state), "open")
    only = store_for(session, user, store.strip()) if store.strip() else None
    locale = page_locale(request, user)
    rows = proposals_for(
        session, user, state=chosen, store_code=only.code if only else None, limit=PROPOSALS_READ
    )
    shown = proposal_groups(rows, locale)[:GROUPS_SHOWN]
    return render_page(
        request,
        "proposals.html",
        me=user,
        now=now,
        tab="proposals",
        groups=[(each, gap_view(each.first.params, locale)) for each in shown],
        proposals_shown=sum(len(each.stores) for each in shown),
        state=chosen,
        states=STATES,
        shown_store=only,
        open_total=count_proposals(session, user),
        may_decide=user.role in EDITORS,
        list_mark=_mark(shown),
        packed=_packed,
        address=lambda each: _address(each, only.code if only else ""),
        said=lambda reason: say_refusal(locale, reason),
        reasons=REFUSE_REASONS,
    )


def say_refusal(locale: Locale, reason: str) -> str:
    """Return why a proposal was declined, in words: `no_budget: 下月再议` is a reason of ours with a note."""
    word, _, note = reason.partition(": ")
    if word not in REFUSE_REASONS or not has_message(f"proposals.reason.{word}"):
        return reason
    said = translate(locale, f"proposals.reason.{word}")
    return f"{said} · {note}" if note else said


def _address(state: str, store: str) -> str:
    asked = {"state": state if state != "open" else "", "store": store}
    query = urlencode({name: value for name, value in asked.items() if value})
    return f"/proposals?{query}" if query else "/proposals"


def _packed(group: ProposalGroup) -> list[tuple[int, str, list[int | None]]]:
    """Return what the page sends back with a decision: id, mark, and where each option stands in that proposal."""
    return [(one.id, one.mark, one.options) for one in group.stores]


def _mark(shown: list[ProposalGroup]) -> str:
    """Return what changes when the list does."""
    text = ";".join(
        f"{group.first.state} {group.first.message} {[(one.id, one.mark) for one in group.stores]}"
        for group in shown
    )
    return hashlib.sha256(text.encode()).hexdigest()[:16]
