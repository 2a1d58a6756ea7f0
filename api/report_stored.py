"""A saved report as the contract's JSON and as the picture's overlay; people's names for groups are applied."""

import json

import numpy as np

from alerts.facings import sure_brand
from api.report import CorrectedPart, FacingPart, GapPart, ModelPart, PhotoReport, ProductPart, QualityPart
from api.report_part import Xyxy
from api.talkers_report import TalkerPart
from catalog.queries_audits import AuditRow, GroupView, Report
from catalog.queries_boxes import Touch
from catalog.queries_skus import SkuFact
from catalog.tables_seen import Detection
from vision.boxes import Boxes, Floats
from vision.naming import Name
from vision.quality import Quality
from vision.see import ShelfSeen


def stored_report(row: AuditRow, report: Report) -> PhotoReport:
    """The same object that `paimian audit` prints, from the database."""
    groups = {view.group.number: view for view in report.groups}
    brands = {number: kin for number, view in groups.items() if (kin := kin_of(view)) is not None}
    detector = next((m for m in row.audit.models or [] if m["kind"] == "detector"), None)
    quality = row.audit.quality or {"ok": True, "reasons": []}
    return PhotoReport(
        photo=row.photo.file_name,
        size=(row.photo.width or 0, row.photo.height or 0),
        model=ModelPart(**{key: str((detector or {}).get(key, "")) for key in ("name", "version", "sha256")}),
        quality=QualityPart(ok=quality["ok"], reasons=quality["reasons"]),
        truncated=bool(row.audit.truncated),
        products=[
            _product(
                product,
                groups.get(product.group_number or 0),
                brands.get(product.group_number or 0),
                report.touched.get(product.number),
            )
            for product in report.products
        ],
        gaps=[
            GapPart(xyxy=box_of(gap, digits=1), score=round(gap.score, 4), layer=gap.layer)
            for gap in report.gaps
        ],
        facings=[
            FacingPart(
                sku=f.sku.code if f.sku else None,
                brand=kin.brand if (kin := f.sku or brands.get(f.group_number or 0)) else None,
                spec=f.sku.spec if f.sku else None,
                layer=f.layer,
                columns=f.columns,
                units=f.units,
            )
            for f in report.facings
        ],
        talkers=stored_talkers(row),
        seconds=dict(row.audit.seconds or {}),
    )


def stored_talkers(row: AuditRow) -> list[TalkerPart] | None:
    """The signs that offer something; None where nobody looked for them."""
    if row.audit.talkers is None:
        return None
    return [TalkerPart.model_validate_json(json.dumps(talker)) for talker in row.audit.talkers]


def stored_seen(row: AuditRow, report: Report) -> ShelfSeen:
    """What the overlay draws: boxes, groups and gaps; vectors and names are not part of it."""
    products, gaps = report.products, report.gaps
    return ShelfSeen(
        size_wh=(row.photo.width or 0, row.photo.height or 0),
        quality=Quality(()),
        truncated=bool(row.audit.truncated),
        products=_boxes(products),
        layer=np.array([p.layer for p in products], np.int64),
        position=np.array([p.position or 0 for p in products], np.int64),
        column=np.array([p.column_no or 0 for p in products], np.int64),
        group=np.array([p.group_number or 0 for p in products], np.int64),
        gaps=_boxes(gaps),
        gap_layer=np.array([g.layer for g in gaps], np.int64),
        groups=(),
        seconds={},
    )


def overlay_labels(report: Report) -> dict[int, str]:
    """What to write on the boxes of each named group."""
    return {
        view.group.number: f"{view.sku.brand} {view.sku.name} {view.sku.spec}".strip()
        for view in report.groups
        if view.sku is not None
    }


def box_of(found: Detection, *, digits: int = 4) -> Xyxy:
    """A detection's box."""
    x1, y1, x2, y2 = (round(v, digits) for v in (found.x1, found.y1, found.x2, found.y2))
    return x1, y1, x2, y2


def _boxes(found: tuple[Detection, ...]) -> Boxes:
    xyxy: Floats = np.array([box_of(d) for d in found], np.float32).reshape(-1, 4)
    return Boxes(xyxy, np.array([d.score for d in found], np.float32), np.zeros(len(found), np.int64))


def kin_of(view: GroupView) -> SkuFact | None:
    """A SKU of the brand that an unnamed group surely is of."""
    skus = {other.code: other.sku for other in view.alternatives if other.sku is not None}
    ranked = tuple((other.code, other.probability) for other in view.alternatives)
    return sure_brand(Name(None, view.group.probability, ranked), skus)


def _product(
    product: Detection, view: GroupView | None, kin: SkuFact | None, touch: Touch | None
) -> ProductPart:
    sku = None if view is None else view.sku
    kin = sku or kin
    said = view is not None and (view.naming is not None or view.said)
    return ProductPart(
        xyxy=box_of(product, digits=1),
        score=round(product.score, 4),
        layer=product.layer,
        position=product.position or 0,
        group=product.group_number or 0,
        sku=sku.code if sku else None,
        brand=kin.brand if kin else None,
        spec=sku.spec if sku else None,
        probability=None if view is None or said else view.group.probability,
        corrected=None if touch is None else CorrectedPart(number=product.number, by=touch.by, at=touch.at),
    )
