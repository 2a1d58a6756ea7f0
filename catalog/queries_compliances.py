"""Reading what came of holding audits against planograms."""

from collections.abc import Collection
from typing import Any

from sqlalchemy import func
from sqlmodel import Session, col, select

from catalog.rows import key
from catalog.tables_advice import Compliance
from catalog.tables_plans import PlanogramVersion


def compliance_of(session: Session, audit_id: int) -> Compliance | None:
    """The newest word on an audit; None when it was held against no planogram."""
    query = select(Compliance).where(Compliance.audit_id == audit_id).order_by(col(Compliance.id).desc())
    return session.exec(query.limit(1)).first()


def compliances_of(session: Session, audit_ids: Collection[int]) -> dict[int, Compliance]:
    """The newest word on each of these audits that has one."""
    newest: Any = (
        select(func.max(Compliance.id))
        .where(col(Compliance.audit_id).in_(audit_ids))
        .group_by(col(Compliance.audit_id))
    )
    found = session.exec(select(Compliance).where(col(Compliance.id).in_(newest)))
    return {compliance.audit_id: compliance for compliance in found}


def planograms_of(session: Session, version_ids: Collection[int]) -> dict[int, int]:
    """The planograms of these versions, by id: all versions of one are of the same bay."""
    query = select(PlanogramVersion.id, PlanogramVersion.planogram_id).where(
        col(PlanogramVersion.id).in_(version_ids)
    )
    return {key(version): planogram for version, planogram in session.exec(query)}
