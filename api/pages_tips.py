"""The tips' page: a store manager's short list, a category manager's stores."""

import hashlib
from typing import Final
from urllib.parse import quote, urlencode

from fastapi import APIRouter, Request, Response

from api.answers_tips import counts_answer, tip_answers
from api.approved_answers import approved_answers
from api.day_words import say_left
from api.deps import Now, PartsDep, ReadSession
from api.i18n import Locale, has_message, translate
from api.pages_render import PageUser, page_locale, render_page
from api.schemas_tips import TipAnswer
from catalog.queries_audits import audit_for
from catalog.queries_pages import stores_by_use
from catalog.queries_people import WIDE_ROLES, store_for
from catalog.queries_tip_counts import SOON, tip_counts
from catalog.queries_tips import tips_for
from catalog.stack_tips import TAKEN_BACK
from catalog.tables_advice import TipState

TIPS_SHOWN: Final = 60
STATES: Final[tuple[TipState, ...]] = ("open", "done", "declined", "expired")
DECLINE_REASONS: Final = ("no_stock", "not_sold", "no_room", "seen_wrong", "other")

router = APIRouter()


@router.get("/tips")
def tips(
    request: Request,
    user: PageUser,
    session: ReadSession,
    parts: PartsDep,
    now: Now,
    state: str = "open",
    store: str = "",
) -> Response:
    """Return the tips of the user's stores; for who sees many stores also how each of them stands."""
    chosen: TipState = next((known for known in STATES if known == state), "open")
    only = store_for(session, user, store.strip()) if store.strip() else None
    locale = page_locale(request, user)
    rows = tips_for(session, user, state=chosen, store_code=only.code if only else None, limit=TIPS_SHOWN)
    shown = tip_answers(session, rows, locale)
    counts = [counts_answer(each) for each in tip_counts(session, user, now=now)]
    own = stores_by_use(session, user, limit=2)
    wide = user.role in WIDE_ROLES
    if only is not None:
        open_total = sum(each.open for each in counts if each.store.code == only.code)
    else:
        open_total = sum(each.open for each in counts)
    lonely = only or (own.rows[0].store if own.total == 1 else None)
    return render_page(
        request,
        "tips.html",
        me=user,
        now=now,
        tab="tips",
        tips=shown,
        answers=approved_answers(session, user, only, locale, now) if chosen == "open" and not wide else [],
        state=chosen,
        store=only.code if only else "",
        shown_store=only,
        several_stores=only is None and own.total > 1,
        sees_all=wide,
        counts=counts if wide or own.total > 1 else [],
        open_total=open_total,
        list_mark=_mark(shown),
        photo_url=f"/stores/{quote(lonely.code, safe='')}" if lonely else "/stores",
        address=_address,
        left=lambda tip: say_left(locale, tip.due_at, now),
        soon=lambda tip: tip.due_at < now + SOON,
        said=lambda reason: say_close_reason(locale, reason),
        decline_reasons=DECLINE_REASONS,
        max_upload_mb=parts.settings.max_upload_mb,
    )


@router.get("/audits/{audit_id}/tips")
def audit_tips(request: Request, audit_id: int, user: PageUser, session: ReadSession, now: Now) -> Response:
    """Return the open tips that a photo brought, as a piece of a page; it says whether its advice is there yet."""
    row = audit_for(session, user, audit_id)
    rows = tips_for(session, user, state="open", store_code=row.store.code, limit=TIPS_SHOWN)
    mine = [each for each in rows if each.tip.audit_id == audit_id]
    return render_page(
        request,
        "_audit_tips_found.html",
        me=user,
        now=now,
        tips=tip_answers(session, mine, page_locale(request, user)),
        advised=row.audit.advised_at is not None,
    )


def say_close_reason(locale: Locale, reason: str) -> str:
    """Return why a tip was closed, in words: `no_stock: 周五到货` is a reason of ours with a note."""
    word, _, note = reason.partition(": ")
    if word not in {*DECLINE_REASONS, TAKEN_BACK} or not has_message(f"tips.reason.{word}"):
        return reason
    said = translate(locale, f"tips.reason.{word}")
    return f"{said} · {note}" if note else said


def _address(state: str, store: str) -> str:
    asked = {"state": state if state != "open" else "", "store": store}
    query = urlencode({name: value for name, value in asked.items() if value})
    return f"/tips?{query}" if query else "/tips"


def _mark(shown: list[TipAnswer]) -> str:
    """Return what changes when the list does: a page that looks again need not touch what is the same."""
    text = ";".join(f"{tip.id} {tip.state} {tip.audit_id} {tip.title}" for tip in shown)
    return hashlib.sha256(text.encode()).hexdigest()[:16]
