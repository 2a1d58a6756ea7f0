"""A stored judgement as the API's answer, its sentences included."""

from sqlmodel import Session

from alerts.compliance_words import say_score, say_verdict
from alerts.verdicts import Judgement
from api.compliance_stored import stored_judgement
from api.i18n import Locale
from api.schemas_compliance import ComplianceAnswer, SlotVerdictAnswer
from catalog.compliances import compliance_of
from catalog.queries_plans import find_version
from catalog.queries_sku_cards import sku_cards
from catalog.rows import key


def compliance_answer(
    session: Session, chain_id: int, audit_id: int, locale: Locale
) -> ComplianceAnswer | None:
    """The newest judgement of an audit; None when it was held against no planogram of its bay."""
    row = compliance_of(session, audit_id)
    if row is None:
        return None
    stored = stored_judgement(row)
    if stored.let_go:
        return None
    version, planogram = find_version(session, chain_id, row.version_id)
    judgement = stored.judgement
    codes = {code for one in judgement.verdicts for code in (one.sku, one.instead) if code is not None}
    names = {code: card.words for code, card in sku_cards(session, chain_id, codes).items()}
    return ComplianceAnswer(
        planogram=planogram.code,
        name=planogram.name,
        version=version.number,
        version_id=key(version.id),
        outcome=judgement.outcome,
        score_pct=judgement.score_pct,
        slots=judgement.slots,
        judged=judgement.judged,
        ok=judgement.ok,
        unsure=_count(judgement, "unsure"),
        not_judged=_count(judgement, "not_judged"),
        chosen=stored.chosen,
        likeness=judgement.likeness,
        summary=say_score(judgement, locale),
        made_at=row.made_at,
        verdicts=[
            SlotVerdictAnswer(**vars(verdict), sentence=say_verdict(verdict, names, locale))
            for verdict in judgement.verdicts
        ],
    )


def _count(judgement: Judgement, verdict: str) -> int:
    return sum(one.verdict == verdict for one in judgement.verdicts)
