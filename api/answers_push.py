"""Targets and messages as the API and the page say them: addresses never with their secrets."""

from api.errors import ApiError, words_of
from api.i18n import Locale
from api.push_address import read_address
from api.push_words import say_failure, say_message
from api.schemas_push import PushMessageAnswer, PushTargetAnswer
from api.settings import Settings
from catalog.rows import key
from catalog.tables import User
from catalog.tables_push import PushMessage, PushTarget


def target_answer(settings: Settings, target: PushTarget, locale: Locale) -> PushTargetAnswer:
    """A target; it is checked anew whether it is still allowed."""
    scheme = target.address.partition(":")[0].lower()
    shown, refused = f"{scheme}://…", None
    try:
        shown = read_address(settings, target.address).shown
    except ApiError as refusal:
        refused = words_of(refusal.code, refusal.params, locale).message
    return PushTargetAnswer(
        id=key(target.id),
        label=target.label,
        scheme=scheme,
        shown=shown,
        digest=target.digest,
        active=target.active,
        refused=refused,
        created_at=target.created_at,
    )


def message_answer(message: PushMessage, locale: Locale, whose: User | None = None) -> PushMessageAnswer:
    """A message; `whose` where it is not the reader's own."""
    return PushMessageAnswer(
        id=key(message.id),
        kind=message.kind,
        text=say_message(message, locale),
        link=message.link,
        state=message.state,
        created_at=message.created_at,
        next_at=message.next_at if message.state == "waiting" else None,
        sent_at=message.sent_at,
        attempts=message.attempts,
        why=say_failure(locale, message.error) if message.error else "",
        username=None if whose is None else whose.username,
    )
