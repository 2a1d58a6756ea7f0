"""Saving what an audit found: all of it in the caller's transaction, and only once."""

from datetime import datetime
from typing import Any

from sqlmodel import Session, insert

from catalog.queries_queue import Claim, done_if_held, photo_of
from catalog.queries_skus import sku_ids_by_code
from catalog.reference_uses import count_uses
from catalog.reports import ReportDraft
from catalog.tables import Store
from catalog.tables_seen import Detection, Facing, ShelfGroup
from catalog.vectors import to_bytes


def finish_audit(session: Session, claim: Claim, report: ReportDraft, *, now: datetime) -> bool:
    """Save the report and end the audit; False, and nothing saved, when the claim is lost or it ended already.

    Raises:
        NotFound: `sku_not_found` when the report names a code that the store's chain does not have.
    """
    found = {
        "models": list(report.models),
        "catalog_version": report.catalog_version,
        "quality": report.quality,
        "truncated": report.truncated,
        "seconds": report.seconds,
        "talkers": None if report.talkers is None else list(report.talkers),
    }
    if not done_if_held(session, claim, found, now=now):
        return False
    photo = photo_of(session, claim)
    photo.width, photo.height = report.size_wh
    chain_id = session.get_one(Store, photo.store_id).chain_id
    codes = {g.sku for g in report.groups} | {f.sku for f in report.facings} | {c for _, c in report.matches}
    ids = sku_ids_by_code(session, chain_id, {code for code in codes if code is not None})
    session.execute(insert(ShelfGroup), _groups(claim.audit_id, report, ids))
    session.execute(insert(Detection), _detections(claim.audit_id, report))
    session.execute(insert(Facing), _facings(claim.audit_id, report, ids))
    count_uses(session, [(reference, ids[code]) for reference, code in report.matches], now.date())
    session.flush()
    return True


def _groups(audit_id: int, report: ReportDraft, ids: dict[str, int]) -> list[dict[str, Any]]:
    return [
        {
            "audit_id": audit_id,
            "number": group.number,
            "best_xyxy": [float(v) for v in group.best_xyxy],
            "size": group.size,
            "vector": to_bytes(group.vector),
            "sku_id": None if group.sku is None else ids[group.sku],
            "probability": group.probability,
            "alternatives": [{"sku": code, "probability": float(s)} for code, s in group.alternatives],
        }
        for group in report.groups
    ]


def _detections(audit_id: int, report: ReportDraft) -> list[dict[str, Any]]:
    products = [
        {
            **_box(audit_id, "product", number, product.xyxy, product.score, product.layer),
            "position": product.position,
            "column_no": product.column,
            "group_number": product.group,
        }
        for number, product in enumerate(report.products)
    ]
    nowhere = {"position": None, "column_no": None, "group_number": None}
    gaps = [
        _box(audit_id, "gap", number, gap.xyxy, gap.score, gap.layer) | nowhere
        for number, gap in enumerate(report.gaps)
    ]
    return products + gaps


def _box(
    audit_id: int, kind: str, number: int, xyxy: tuple[float, ...], score: float, layer: int
) -> dict[str, Any]:
    x1, y1, x2, y2 = (float(v) for v in xyxy)
    box = {"x1": x1, "y1": y1, "x2": x2, "y2": y2, "score": float(score), "layer": layer}
    return {"audit_id": audit_id, "kind": kind, "number": number, **box}


def _facings(audit_id: int, report: ReportDraft, ids: dict[str, int]) -> list[dict[str, Any]]:
    return [
        {
            "audit_id": audit_id,
            "sku_id": None if facing.sku is None else ids[facing.sku],
            "group_number": facing.group,
            "layer": facing.layer,
            "columns": facing.columns,
            "units": facing.units,
        }
        for facing in report.facings
    ]
