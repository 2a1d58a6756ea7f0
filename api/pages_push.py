"""The page of notifications: a person's targets, and what became of the messages."""

from fastapi import APIRouter, Request, Response

from api.answers_push import message_answer, target_answer
from api.deps import Now, PartsDep, ReadSession
from api.i18n import translate
from api.pages_render import PageUser, page_locale, render_page
from catalog.queries_push import given_up_in_chain, messages_of, targets_of
from catalog.rows import key

router = APIRouter()


@router.get("/push")
def push(request: Request, user: PageUser, session: ReadSession, parts: PartsDep, now: Now) -> Response:
    """Return the user's targets and messages; for an admin also what never reached anybody."""
    locale, settings = page_locale(request, user), parts.settings
    lost = given_up_in_chain(session, user.chain_id) if user.role == "admin" else ()
    names = [translate(locale, f"push.scheme.{scheme}") for scheme in settings.push_schemes]
    return render_page(
        request,
        "push.html",
        tab="push",
        me=user,
        now=now,
        targets=[target_answer(settings, target, locale) for target in targets_of(session, key(user.id))],
        messages=[message_answer(message, locale) for message in messages_of(session, key(user.id))],
        lost=[message_answer(message, locale, whose) for message, whose in lost],
        schemes=list(dict.fromkeys(names)),
        digest_hour=settings.digest_hour,
    )
