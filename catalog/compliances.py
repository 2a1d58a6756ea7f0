"""Keeping what came of holding an audit against a planogram version: rows are added, the newest counts."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlmodel import Session

from catalog.queries_compliances import compliance_of
from catalog.tables_advice import Compliance, ComplianceOutcome

__all__ = ["compliance_of", "let_go_of", "save_compliance"]


def save_compliance(
    session: Session,
    audit_id: int,
    version_id: int,
    *,
    outcome: ComplianceOutcome,
    score_pct: Decimal | None,
    slots: int,
    judged: int,
    ok: int,
    verdicts: dict[str, Any],
    now: datetime,
) -> Compliance:
    """Add a judgement of the audit; the same as the newest one adds nothing, so that a retry leaves one row."""
    row = Compliance(
        audit_id=audit_id,
        version_id=version_id,
        made_at=now,
        outcome=outcome,
        score_pct=None if score_pct is None else score_pct.quantize(Decimal("0.01")),
        slots=slots,
        judged=judged,
        ok=ok,
        verdicts=verdicts,
    )
    last = compliance_of(session, audit_id)
    if last is not None and last.model_dump(exclude={"id", "made_at"}) == row.model_dump(
        exclude={"id", "made_at"}
    ):
        return last
    session.add(row)
    session.flush()
    return row


def let_go_of(session: Session, audit_id: int, version_id: int, *, now: datetime) -> Compliance:
    """Add that the version, which a person had picked for the audit, holds no more, and that no other was found."""
    nothing: dict[str, Any] = {"chosen": False, "likeness": 0.0, "slots": []}
    return save_compliance(
        session,
        audit_id,
        version_id,
        outcome="other_bay",
        score_pct=None,
        slots=0,
        judged=0,
        ok=0,
        verdicts=nothing,
        now=now,
    )
