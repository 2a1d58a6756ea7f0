"""What a category manager approved lately against rivals' offers, for those who work in the stores."""

from datetime import datetime, timedelta
from typing import Final

from sqlmodel import Session

from api.answers_proposals import option_words
from api.i18n import Locale
from catalog.queries_proposals import proposals_for
from catalog.tables import Store, User

_ANSWERS_SHOWN: Final = 5
_ANSWERS_READ: Final = 100
_ANSWERS_DAYS: Final = timedelta(days=14)


def approved_answers(
    session: Session, user: User, only: Store | None, locale: Locale, now: datetime
) -> list[dict[str, object]]:
    """Return what a category manager approved lately against rivals' offers in these stores, the newest first.

    A floor stack is a tip of its own and not repeated here.
    """
    rows = proposals_for(
        session, user, state="approved", store_code=only.code if only else None, limit=_ANSWERS_READ
    )
    found = [
        {
            "store": row.store.name,
            "rival": row.proposal.params.get("rival", ""),
            "title": option_words(row.proposal.options[row.proposal.chosen], locale).title,
            "audit_id": row.proposal.params["evidence"]["audit_id"],
        }
        for row in rows
        if row.store is not None
        and row.proposal.chosen is not None
        and row.proposal.decided_at is not None
        and now - row.proposal.decided_at <= _ANSWERS_DAYS
        and row.proposal.options[row.proposal.chosen]["kind"] != "floor_stack"
    ]
    return found[:_ANSWERS_SHOWN]
