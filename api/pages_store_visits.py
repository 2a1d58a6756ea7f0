"""A store's last visits: photos, answers, what was advised and what came of it."""

from typing import Annotated, Any
from urllib.parse import quote

from fastapi import APIRouter, Query, Request, Response
from sqlmodel import Session

from api.answers_tips import tip_answers
from api.deps import Now, PartsDep, ReadSession
from api.i18n import Locale
from api.pages_cards import tile_url
from api.pages_render import PageUser, page_locale, render_page
from catalog.queries_people import store_for
from catalog.queries_store_visits import StoreVisit, last_visits
from catalog.rows import key

VISITS_SHOWN = 3

router = APIRouter()


@router.get("/stores/{code}/visits")
def store_visits(
    request: Request,
    code: str,
    user: PageUser,
    session: ReadSession,
    parts: PartsDep,
    now: Now,
    before: Annotated[int | None, Query(ge=1, le=2**63 - 1)] = None,
) -> Response:
    """Return the last three visits of a store that the user may see, or the three before one of them."""
    store = store_for(session, user, code)
    locale = page_locale(request, user)
    found = last_visits(session, key(store.id), before=before, limit=VISITS_SHOWN + 1)
    shown = found[:VISITS_SHOWN]
    address = f"/stores/{quote(store.code, safe='')}/visits"
    return render_page(
        request,
        "store_visits.html",
        me=user,
        now=now,
        tab="board",
        store=store,
        visits=[_shown(session, each, locale) for each in shown],
        older=f"{address}?before={shown[-1].row.visit.id}" if len(found) > VISITS_SHOWN else "",
        first=address if before is not None else "",
        minutes=lambda visit: max(1, round((visit.submitted_at - visit.started_at).total_seconds() / 60)),
    )


def _shown(session: Session, found: StoreVisit, locale: Locale) -> dict[str, Any]:
    row = found.row
    mine = {key(photo.audit.id) for photo in row.photos}
    photos = []
    for photo in row.photos:
        audit = key(photo.audit.id)
        facings, unknown = found.facings.get(audit, (0, 0))
        word = found.compliances.get(audit)
        photos.append(
            {
                "audit": audit,
                "thumb": tile_url(audit),
                "kind": photo.photo.kind,
                "state": photo.audit.state,
                "facings": facings,
                "unknown": unknown,
                "score": None if word is None else word.score_pct,
            }
        )
    return {
        "visit": row.visit,
        "person": row.user.full_name or row.user.username,
        "answers": [
            (each.said(locale), row.visit.answers[each.key])
            for each in row.form.fields
            if row.visit.answers.get(each.key)
        ],
        "photos": photos,
        "tips": [
            {"tip": tip, "before": tip.audit_id, "after": tip.after_audit_id, "here": tip.audit_id in mine}
            for tip in tip_answers(session, found.tips, locale)
        ],
    }
