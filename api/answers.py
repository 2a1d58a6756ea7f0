"""From rows to the API's answers about audits."""

from collections.abc import Sequence

from alerts.shares import shares
from api.answers_posters import poster_answer
from api.answers_retake import retake_answers
from api.errors import ErrorDetail, words_of
from api.i18n import Locale
from api.report_part import Xyxy
from api.report_stored import stored_report
from api.schemas_audits import (
    AlternativeAnswer,
    AuditAnswer,
    AuditSummary,
    GroupAnswer,
    ModelAnswer,
    PhotoAnswer,
    QualityAnswer,
    ShareAnswer,
    Submitted,
)
from api.schemas_compliance import ComplianceAnswer
from api.schemas_people import StoreAnswer
from api.schemas_shelf_corrections import ShelfCorrectionAnswer
from api.schemas_trust import LikenessShown
from api.shelf_of_report import shelf_of
from catalog.queries_audits import Alternative, AuditRow, GroupView, Report
from catalog.queries_posters import PosterView
from catalog.rows import key
from catalog.tables import Audit


def submitted(audit: Audit, locale: Locale, *, already: bool) -> Submitted:
    """Where the audit is to be asked for."""
    audit_id = key(audit.id)
    return Submitted(
        audit_id=audit_id,
        state=audit.state,
        location=f"/api/audits/{audit_id}",
        already=already,
        retake=retake_answers(audit, locale),
    )


def audit_summary(row: AuditRow, locale: Locale) -> AuditSummary:
    """An audit in a list."""
    audit, photo = row.audit, row.photo
    return AuditSummary(
        id=key(audit.id),
        state=audit.state,
        step=audit.step,
        fraction=audit.fraction,
        store=StoreAnswer.of(row.store),
        photo=PhotoAnswer(
            id=key(photo.id),
            sha256=photo.sha256,
            kind=photo.kind,
            file_name=photo.file_name,
            width=photo.width,
            height=photo.height,
            captured_at=photo.captured_at,
            uploaded_at=photo.uploaded_at,
            latitude=photo.latitude,
            longitude=photo.longitude,
            accuracy_m=photo.accuracy_m,
            visit_id=photo.visit_id,
            url=f"/api/audits/{audit.id}/photo.jpg",
            marked_url=f"/api/photos/{photo.id}/marked.jpg",
        ),
        error=_error(audit, locale),
        quality=_quality(audit, locale),
        queued_at=audit.queued_at,
        started_at=audit.started_at,
        finished_at=audit.finished_at,
    )


def audit_answer(
    row: AuditRow,
    report: Report | None,
    compliance: ComplianceAnswer | None,
    locale: Locale,
    *,
    posters: Sequence[PosterView] = (),
    corrections: Sequence[ShelfCorrectionAnswer] = (),
    likenesses: Sequence[LikenessShown] = (),
) -> AuditAnswer:
    """An audit with all that it found."""
    audit = row.audit
    address = f"/api/audits/{audit.id}"
    signs = [poster_answer(row, view, locale) for view in posters]
    return AuditAnswer(
        **dict(audit_summary(row, locale)),
        attempts=audit.attempts,
        models=[ModelAnswer(**model) for model in audit.models or []],
        catalog_version=audit.catalog_version,
        report=None if report is None else stored_report(row, report),
        groups=[] if report is None else [_group(view, address) for view in report.groups],
        shares=[] if report is None else _shares(report),
        corrections=list(corrections),
        compliance=compliance,
        likenesses=list(likenesses),
        poster=signs[0] if signs else None,
        posters=signs,
        advised_at=audit.advised_at,
        timings=dict(audit.seconds or {}),
        overlay_url=None if report is None and not signs else f"{address}/overlay.jpg",
        events_url=f"{address}/events",
    )


def _error(audit: Audit, locale: Locale) -> ErrorDetail | None:
    if audit.error_code is None:
        return None
    return words_of(audit.error_code, audit.error_params or {}, locale)


def _quality(audit: Audit, locale: Locale) -> QualityAnswer | None:
    if audit.quality is None:
        return None
    return QualityAnswer(
        ok=audit.quality["ok"], reasons=audit.quality["reasons"], retake=retake_answers(audit, locale)
    )


def _group(view: GroupView, address: str) -> GroupAnswer:
    return GroupAnswer(
        number=view.group.number,
        size=view.size,
        sku=view.sku.code if view.sku else None,
        brand=view.sku.brand if view.sku else None,
        name=view.sku.name if view.sku else None,
        spec=view.sku.spec if view.sku else None,
        named_by_person=view.naming is not None or (view.said and view.sku is not None),
        corrected=view.said,
        probability=view.group.probability,
        alternatives=[_alternative(other) for other in view.alternatives],
        best_xyxy=_xyxy(view.group.best_xyxy),
        crop_url=f"{address}/groups/{view.group.number}/crop.jpg",
    )


def _alternative(other: Alternative) -> AlternativeAnswer:
    return AlternativeAnswer(
        sku=other.code,
        brand=other.sku.brand if other.sku else None,
        name=other.sku.name if other.sku else None,
        spec=other.sku.spec if other.sku else None,
        probability=other.probability,
    )


def _shares(report: Report) -> list[ShareAnswer]:
    """By brand and count; the photo's size does not matter to counts."""
    skus = {view.sku.code: view.sku for view in report.groups if view.sku is not None}
    skus |= {one.code: one.sku for view in report.groups for one in view.alternatives if one.sku is not None}
    rivals = {fact.brand: fact.competitor for fact in skus.values()}
    return [
        ShareAnswer(
            brand=share.label,
            competitor=rivals.get(share.label or "", False),
            facings=round(share.amount),
            share_pct=str(share.share_pct),
            low_pct=str(share.low_pct),
            high_pct=str(share.high_pct),
        )
        for share in shares(shelf_of(report, (1, 1)), skus)
    ]


def _xyxy(values: list[float]) -> Xyxy:
    x1, y1, x2, y2 = (round(v, 1) for v in values)
    return x1, y1, x2, y2
