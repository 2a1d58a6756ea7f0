"""A store's last visits with all that is shown of them, in a handful of queries however old the store's records are."""

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import or_
from sqlmodel import Session, col, select

from catalog.queries_compliances import compliances_of
from catalog.queries_pages import facing_counts
from catalog.queries_tips import TipRow, tips_where
from catalog.queries_visits import VisitRow, visit_rows
from catalog.rows import key
from catalog.tables_advice import Compliance, Tip
from catalog.tables_visits import Visit


@dataclass(frozen=True)
class StoreVisit:
    """A visit; by audit id what each photo showed: the newest word on its planogram, facings and unknown ones. `tips`
    were seen on one of its photos, or done by one (then `after_audit_id` is one of its audits)."""

    row: VisitRow
    compliances: dict[int, Compliance]
    facings: dict[int, tuple[int, int]]
    tips: tuple[TipRow, ...]


def last_visits(
    session: Session, store_id: int, *, before: int | None = None, limit: int = 3
) -> tuple[StoreVisit, ...]:
    """A store's last visits, the newest first; `before` a visit's id goes on from there.

    Served by `ix_visit_store_id_started_at`.
    """
    query = select(Visit).where(Visit.store_id == store_id)
    if before is not None:
        start = select(Visit.started_at).where(Visit.id == before).scalar_subquery()
        older = (col(Visit.started_at) == start) & (col(Visit.id) < before)
        query = query.where(or_(col(Visit.started_at) < start, older))
    query = query.order_by(col(Visit.started_at).desc(), col(Visit.id).desc()).limit(limit)
    rows = visit_rows(session, session.exec(query).all())
    audits = {key(photo.audit.id) for row in rows for photo in row.photos}
    compliances, facings = compliances_of(session, audits), facing_counts(session, sorted(audits))
    tips = _tips(session, audits)
    return tuple(_visit(row, compliances, facings, tips) for row in rows)


def _visit(
    row: VisitRow,
    compliances: dict[int, Compliance],
    facings: dict[int, tuple[int, int]],
    tips: tuple[TipRow, ...],
) -> StoreVisit:
    mine = {key(photo.audit.id) for photo in row.photos}
    return StoreVisit(
        row,
        {audit: found for audit, found in compliances.items() if audit in mine},
        {audit: found for audit, found in facings.items() if audit in mine},
        tuple(each for each in tips if each.tip.audit_id in mine or each.tip.after_audit_id in mine),
    )


def _tips(session: Session, audits: Collection[int]) -> tuple[TipRow, ...]:
    """Tips that one of these photos shows or solves, the greatest first."""
    if not audits:
        return ()
    return tips_where(session, or_(col(Tip.audit_id).in_(audits), col(Tip.after_audit_id).in_(audits)))
