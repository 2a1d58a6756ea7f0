"""What a poster's page says of our answer: the gap, what is suggested, and how its proposal stands."""

from dataclasses import dataclass
from datetime import datetime, tzinfo
from typing import Any

from sqlmodel import Session

from alerts.gap_json import gap_json, option_json
from api.answer_reading import read_answer
from api.answering import GapFound, answers_of
from api.answers_gaps import GapView, gap_view
from api.answers_proposals import gap_words, option_answer, option_words
from api.i18n import Locale
from api.schemas_proposals import OptionAnswer
from catalog.queries_audits import AuditRow
from catalog.queries_proposals import ProposalRow, proposals_of_store
from catalog.rows import key
from catalog.tables import User


@dataclass(frozen=True)
class ShownGap:
    """One product of ours against the sign: sentences, bars, options; `proposal` how a person decided, if asked."""

    message: str
    rules: str
    cost: str
    outcome: str
    view: GapView | None
    options: tuple[OptionAnswer, ...]
    proposal: ProposalRow | None
    approved: str


@dataclass(frozen=True)
class ShownAnswer:
    """One sign: `first` the gap that counts, `others` more products of ours; else `why_not` (words `answer.why.*`)."""

    number: int
    first: ShownGap | None
    others: tuple[ShownGap, ...]
    why_not: str


def answer_context(
    session: Session, row: AuditRow, locale: Locale, *, user: User, zone: tzinfo, now: datetime
) -> dict[str, Any]:
    """The context of `_poster_answer.html`: `poster_answers`, a `ShownAnswer` by the number of each sign.

    Worked out anew from policies and rules as they are now; nothing is kept by looking.
    """
    answers = answers_of(read_answer(session, key(row.audit.id), zone, now=now))
    known = proposals_of_store(session, user, key(row.store.id))
    shown = {}
    for answer in answers:
        gaps = [_shown(found, known.get(found.subject), locale) for found in answer.gaps]
        number = answer.facts.view.poster.number
        why = answer.facts.why_not or ("over" if not gaps else "")
        shown[number] = ShownAnswer(number, gaps[0] if gaps else None, tuple(gaps[1:]), why)
    return {"poster_answers": shown}


def _shown(found: GapFound, proposal: ProposalRow | None, locale: Locale) -> ShownGap:
    said, options = gap_json(found.gap, found.rivalry.own), [option_json(one) for one in found.options]
    words = gap_words(said, options, locale)
    approved = ""
    if proposal is not None and proposal.proposal.chosen is not None:
        approved = option_words(proposal.proposal.options[proposal.proposal.chosen], locale).title
    return ShownGap(
        message=words.message,
        rules=words.rules,
        cost=words.cost,
        outcome=found.gap.outcome,
        view=gap_view(said, locale),
        options=tuple(option_answer(one, locale) for one in options),
        proposal=proposal,
        approved=approved,
    )
