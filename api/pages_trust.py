"""What a photo proves: its page, and the list of photos that look like others."""

from typing import Any, Final

from fastapi import APIRouter, Request, Response
from sqlmodel import Session

from api.answers_trust import likeness_answers, name_of
from api.deps import Now, PartsDep, ReadSession
from api.pages_render import PageBoardReader, PageUser, page_locale, render_page
from api.photo_mark import place_words
from api.rights import BOARD_READERS
from api.routes_photo_files import seal_breaks
from api.seal_words import break_said
from catalog.queries_likeness import count_open, likeness_pairs, likenesses_of
from catalog.queries_photos import photo_for
from catalog.queries_queue import latest_audit
from catalog.rows import key
from catalog.tables import Photo, User

PAIRS_SHOWN: Final = 12

router = APIRouter()


def proof_context(session: Session, user: User, photo: Photo) -> dict[str, Any]:
    """Return what an audit's page says of its photo: how to see it, and which others look like it."""
    photo_id = key(photo.id)
    alike = likeness_answers(session, user, likenesses_of(session, photo_id))
    return {
        "photo_id": photo_id,
        "likenesses": [one for one in alike if one.answer != "fine"],
        "may_answer": user.role in BOARD_READERS,
    }


@router.get("/photos/{photo_id}")
def photo_page(
    request: Request, photo_id: int, user: PageUser, session: ReadSession, parts: PartsDep, now: Now
) -> Response:
    """Return what is known of one photo: when, where, by whom, and whether it is still as it was taken in."""
    row = photo_for(session, user, photo_id)
    locale, photo = page_locale(request, user), row.photo
    placed = photo.latitude is not None and photo.longitude is not None
    newest = latest_audit(session, photo_id)
    return render_page(
        request,
        "photo.html",
        me=user,
        now=now,
        tab="records",
        photo=photo,
        store=row.store,
        sender=None if row.sender is None else name_of(row.sender),
        place=place_words(photo.latitude or 0, photo.longitude or 0, photo.accuracy_m) if placed else None,
        visit=row.visit,
        audit_id=newest.id if newest is not None else None,
        seal=row.seal,
        breaks=[break_said(one, locale) for one in seal_breaks(session, row, parts)],
        proof=proof_context(session, user, photo),
        pairs=likeness_answers(session, user, likenesses_of(session, photo_id)),
    )


@router.get("/trust")
def trust(
    request: Request,
    user: PageBoardReader,
    session: ReadSession,
    now: Now,
    state: str = "open",
    before: str = "",
) -> Response:
    """Return the pairs of photos that show the same, side by side."""
    answered = state == "answered"
    older = int(before) if before.isascii() and before.isdigit() and len(before) < 18 else None
    rows = likeness_pairs(session, user, answered=answered, before_id=older, limit=PAIRS_SHOWN + 1)
    return render_page(
        request,
        "trust.html",
        me=user,
        now=now,
        tab="trust",
        pairs=likeness_answers(session, user, rows[:PAIRS_SHOWN]),
        answered=answered,
        waiting=count_open(session, user),
        older=rows[PAIRS_SHOWN - 1].likeness.id if len(rows) > PAIRS_SHOWN else None,
        first=older is not None,
    )
