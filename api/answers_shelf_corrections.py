"""From corrections of boxes, and the report that they made, to the API's answers."""

from collections.abc import Sequence

from sqlmodel import Session

from api.report import CorrectedPart
from api.report_part import Xyxy
from api.report_stored import box_of
from api.schemas_shelf_corrections import (
    FormerCorrections,
    ShelfBox,
    ShelfCorrected,
    ShelfCorrectionAnswer,
    ShelfCorrections,
    SkuGuess,
)
from catalog.queries_audits import AuditRow, GroupView, Report
from catalog.queries_boxes import detections_of, former_corrected, shelf_corrections
from catalog.queries_corrections import names_behind
from catalog.rows import key
from catalog.tables_corrections import ShelfCorrection


def correction_parts(session: Session, rows: Sequence[ShelfCorrection]) -> list[ShelfCorrectionAnswer]:
    """The corrections with the names of who made them."""
    users, skus = names_behind(session, rows)
    return [
        ShelfCorrectionAnswer(
            id=key(one.id),
            action=one.action,
            number=one.number,
            xyxy=None if one.xyxy is None else _xyxy(one.xyxy),
            sku=skus.get(one.sku_id or 0),
            before=one.before,
            source=one.source,
            batch=one.batch,
            by=users.get(one.corrected_by or 0),
            at=one.corrected_at,
            undone_at=one.undone_at,
        )
        for one in rows
    ]


def corrections_answer(session: Session, row: AuditRow, report: Report) -> ShelfCorrections:
    """All corrections of an audit's boxes, and the boxes."""
    former = former_corrected(session, row.audit)
    return ShelfCorrections(
        audit_id=key(row.audit.id),
        corrections=correction_parts(session, shelf_corrections(session, key(row.audit.id))),
        former=None if former is None else FormerCorrections(audit_id=former[0], corrections=former[1]),
        boxes=_boxes(session, row, report),
        guesses=_guesses(report),
    )


def corrected_answer(
    session: Session, row: AuditRow, made: Sequence[ShelfCorrection], report: Report
) -> ShelfCorrected:
    """What was just written or undone, and the boxes."""
    return ShelfCorrected(
        corrections=correction_parts(session, made),
        boxes=_boxes(session, row, report),
        guesses=_guesses(report),
    )


def _boxes(session: Session, row: AuditRow, report: Report) -> list[ShelfBox]:
    groups = {view.group.number: view for view in report.groups}
    seen = {
        d.number: d.group_number for d in detections_of(session, key(row.audit.id)) if d.kind == "product"
    }
    return [
        _box(report, index, groups, seen.get(product.number)) for index, product in enumerate(report.products)
    ]


def _box(report: Report, index: int, groups: dict[int, GroupView], look_alikes: int | None) -> ShelfBox:
    product = report.products[index]
    view, touch = groups.get(product.group_number or 0), report.touched.get(product.number)
    sku = None if view is None else view.sku
    return ShelfBox(
        number=product.number,
        xyxy=box_of(product, digits=1),
        layer=product.layer,
        position=product.position or 0,
        group=product.group_number or 0,
        look_alikes=look_alikes,
        sku=sku.code if sku else None,
        brand=sku.brand if sku else None,
        name=sku.name if sku else None,
        spec=sku.spec if sku else None,
        said=view is not None and view.said,
        corrected=None if touch is None else CorrectedPart(number=product.number, by=touch.by, at=touch.at),
    )


def _guesses(report: Report) -> dict[int, list[SkuGuess]]:
    return {
        view.group.number: [
            SkuGuess(sku=one.sku.code, brand=one.sku.brand, name=one.sku.name, spec=one.sku.spec)
            for one in view.alternatives
            if one.sku is not None
        ]
        for view in report.groups
        if view.sku is None and view.alternatives
    }


def _xyxy(values: Sequence[float]) -> Xyxy:
    x1, y1, x2, y2 = (round(value, 1) for value in values)
    return x1, y1, x2, y2
