"""Our answer to a photo's posters: the subsidy gaps, what may be done, and the proposals that a person decides on.

Read, compute, write (DESIGN §4). Nothing of it changes a price or a policy. It is worked out when a poster has been
looked at, after each correction of it, and again after a change of policies, pairs or rules (`catalog.queries_advised:
want_answers` has the Advisor do it); its page works the figures out anew each time it is opened, without keeping them.
Doing it again gives the same rows.
"""

from dataclasses import dataclass, fields
from datetime import datetime
from decimal import Decimal
from typing import Final

from sqlalchemy import Engine
from sqlmodel import Session

from alerts.gap_facts import Product, RivalOffer
from alerts.gap_json import gap_json, option_json, plain
from alerts.gap_options import Option, find_options
from alerts.subsidy_gap import Gap, find_gap
from alerts.tip_facts import subject_of
from api.answer_reading import AnswerReading, PosterFacts, Rivalry, read_answer, words_in_force
from api.settings import Settings
from catalog.database import reading, writing
from catalog.proposal_draft import Evidence, ProposalDraft, ProposalRound
from catalog.proposal_sync import sync_proposals
from catalog.queries_advised import hold_audit, note_advised
from catalog.queries_policies import last_change
from catalog.queries_posters import posters_of
from catalog.rows import key

_NOTHING: Final = Decimal(0)


@dataclass(frozen=True)
class GapFound:
    """A product of ours held against a sign; `subject` is what a proposal on it is about."""

    gap: Gap
    options: tuple[Option, ...]
    rivalry: Rivalry
    subject: str


@dataclass(frozen=True)
class PosterAnswer:
    """What follows of one sign."""

    facts: PosterFacts
    gaps: tuple[GapFound, ...]


def answer_poster(
    engine: Engine, audit_id: int, *, now: datetime, settings: Settings
) -> tuple[PosterAnswer, ...]:
    """Work out and keep what follows of an audit's posters; it is noted as advised.

    Raises:
        NotFound: audit_not_found.
    """
    while True:
        with reading(engine) as session:
            facts = read_answer(session, audit_id, settings.zone, now=now, spending=True)
        answers = answers_of(facts)
        said = _round(facts, answers)
        with writing(engine) as session:
            hold_audit(session, audit_id)
            # A correction or a policy made in between asks for another answer: this one belongs to the old facts.
            if _changed(session, facts):
                continue
            if facts.fresh:
                sync_proposals(session, facts.row.store, audit_id, facts.seen_at, said, now=now)
            note_advised(session, audit_id, now)
        return answers


def _changed(session: Session, facts: AnswerReading) -> bool:
    chain_id, audit_id = facts.row.store.chain_id, key(facts.row.audit.id)
    words = words_in_force(posters_of(session, audit_id, chain_id))
    return words != facts.words or last_change(session, chain_id) != facts.changed


def answers_of(facts: AnswerReading) -> tuple[PosterAnswer, ...]:
    """The gaps of each sign, computed alone."""
    return tuple(
        PosterAnswer(poster, tuple(_gaps(facts, poster, poster.rival)) if poster.rival is not None else ())
        for poster in facts.posters
    )


def _gaps(facts: AnswerReading, poster: PosterFacts, rival: Product) -> list[GapFound]:
    found = []
    for rivalry in poster.rivalries:
        rules = facts.rules_of(rivalry.own.product.category)
        gap = find_gap(rival, poster.offers, rivalry.own, rules, facts.day)
        if gap is not None:
            subject = subject_of(
                "gap", rival.code or rival.name, rivalry.own.product.code, facts.row.store.code
            )
            found.append(GapFound(gap, find_options(gap, rivalry.own, rules), rivalry, subject))
    return found


def _round(facts: AnswerReading, answers: tuple[PosterAnswer, ...]) -> ProposalRound:
    """Proposals of the photo: one a subject, the widest gap where several signs speak of it."""
    best: dict[str, ProposalDraft] = {}
    settled: set[str] = set()
    for answer in answers:
        for found in answer.gaps:
            if found.gap.answerable and found.options and found.rivalry.meant:
                draft = _draft(facts, answer.facts, found)
                before = best.get(found.subject)
                if before is None or draft.rival_depth > before.rival_depth:
                    best[found.subject] = draft
            elif found.gap.outcome in {"within", "level", "ahead"} and not found.gap.needs_check:
                settled.add(found.subject)
    return ProposalRound(tuple(best.values()), frozenset(settled - best.keys()))


def _draft(facts: AnswerReading, poster: PosterFacts, found: GapFound) -> ProposalDraft:
    gap = found.gap
    box = next((one.xyxy for one in poster.view.offers if one.number == gap.offer.number), None)
    return ProposalDraft(
        subject=found.subject,
        offer=_mark(gap.offer),
        rule=gap.rules[-1].rule,
        own_depth=gap.own.depth or _NOTHING,
        rival_depth=gap.rival.depth or _NOTHING,
        evidence=Evidence(
            audit_id=key(facts.row.audit.id),
            poster=poster.view.poster.number,
            seen_at=facts.seen_at,
            offer_id=gap.offer.offer_id,
            xyxy=box or _whole(poster),
        ),
        own_sku_id=found.rivalry.sku_id,
        rival_sku_id=None if poster.view.sku is None else poster.view.sku.id,
        params=gap_json(gap, found.rivalry.own),
        options=[option_json(one) for one in found.options],
    )


def _whole(poster: PosterFacts) -> tuple[float, float, float, float] | None:
    box = poster.view.poster.xyxy
    return None if box is None else (box[0], box[1], box[2], box[3])


def _mark(offer: RivalOffer) -> str:
    """What makes two offers the same: the mechanic and its numbers."""
    said = ((one.name, getattr(offer.numbers, one.name)) for one in fields(offer.numbers))
    parts = [
        f"{name}={plain(value) if isinstance(value, Decimal) else value}" for name, value in said if value
    ]
    return ":".join([offer.kind, *parts])
