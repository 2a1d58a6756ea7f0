"""What follows at once of a person's word on a box: layers and stacks are found anew as the audit finds them."""

from collections.abc import Sequence
from typing import Final

import numpy as np
from sqlmodel import Session

from catalog.boxes_said import BoxSaid, boxes_said, standing
from catalog.queries_advised import note_advised
from catalog.queries_audits import AuditRow, load_report
from catalog.queries_boxes import detections_of, shelf_corrections
from catalog.rows import key
from catalog.shelf_corrections import Speaker, Word, correct_boxes, save_corrected, undo_shelf_correction
from catalog.tables_corrections import CorrectedBox, ShelfCorrection
from catalog.tables_seen import Detection, DetectionKind
from vision.boxes import Floats, areas, intersections
from vision.layers import arrange

_GAP_FILLED: Final = 0.5
"""A gap of which a corrected box covers this part is none."""


def correct_shelf(
    session: Session, row: AuditRow, words: Sequence[Word], speaker: Speaker
) -> tuple[ShelfCorrection, ...]:
    """Write the words and bring the report up to date; its advice is to be worked out anew.

    Raises:
        NotFound: box_not_found, sku_not_found.
        Invalid: bad_box.
        Conflict: last_product.
    """
    made = correct_boxes(session, row, words, speaker, _names(session, row))
    if made:
        settle(session, row)
    return made


def take_back(session: Session, row: AuditRow, correction_id: int, speaker: Speaker) -> ShelfCorrection:
    """Undo one correction and bring the report up to date.

    Raises:
        NotFound: shelf_correction_not_found.
        Conflict: last_product.
    """
    undone = undo_shelf_correction(session, row, correction_id, now=speaker.at)
    settle(session, row)
    return undone


def settle(session: Session, row: AuditRow) -> None:
    """Work the boxes in force out of what was seen and said."""
    audit_id = key(row.audit.id)
    seen, corrections = detections_of(session, audit_id), shelf_corrections(session, audit_id)
    boxes: list[CorrectedBox] = []
    if any(one.undone_at is None for one in corrections):
        products = [d for d in seen if d.kind == "product"]
        gaps = [d for d in seen if d.kind == "gap"]
        said = boxes_said(products, corrections)
        boxes = corrected(audit_id, standing(said), products, gaps, float(row.photo.height or 0) or np.inf)
    save_corrected(session, audit_id, boxes)
    note_advised(session, audit_id, None)


def corrected(
    audit_id: int,
    boxes: Sequence[BoxSaid],
    products: Sequence[Detection],
    gaps: Sequence[Detection],
    photo_height: float,
) -> list[CorrectedBox]:
    """Rows of an audit's boxes in force, in number's order; their places are found anew only where boxes changed."""
    groups = _groups(boxes, 1 + max((d.group_number or 0 for d in products), default=0))
    here = _xyxy([box.xyxy for box in boxes])
    bare = _xyxy([(g.x1, g.y1, g.x2, g.y2) for g in gaps])
    changed = [box.added or box.moved for box in boxes]
    if any(changed) or len(boxes) != len(products):
        open_ = _open(bare, here[np.array(changed, bool)])
        gaps, bare = [gap for gap, keep in zip(gaps, open_, strict=True) if keep], bare[open_]
        layout = arrange(here, bare, photo_height)
        places = list(zip(layout.layer, layout.position, layout.column, strict=True))
        gap_layers = layout.gap_layer.tolist()
    else:
        places = [(d.layer, d.position, d.column_no) for d in products]
        gap_layers = [gap.layer for gap in gaps]
    rows = [
        _row(audit_id, "product", box.number, box.xyxy, box.score, int(layer))
        for box, (layer, _, _) in zip(boxes, places, strict=True)
    ]
    for row, box, (_, position, column) in zip(rows, boxes, places, strict=True):
        row.position, row.column_no = int(position or 0), int(column or 0)
        row.group_number, row.said, row.sku_id = groups[box.number], box.said, box.sku_id
    return rows + [
        _row(audit_id, "gap", gap.number, (gap.x1, gap.y1, gap.x2, gap.y2), gap.score, int(layer))
        for gap, layer in zip(gaps, gap_layers, strict=True)
    ]


def _groups(boxes: Sequence[BoxSaid], first: int) -> dict[int, int]:
    """Group numbers by box: the models' own where nobody said otherwise; what people named alike is one group, above
    all of the models', and so is what they took out of one group without a name."""
    made: dict[tuple[str, int], int] = {}
    numbers = {}
    for box in boxes:
        if not box.said and box.group_number is not None:
            numbers[box.number] = box.group_number
            continue
        if box.sku_id is not None:
            alike = ("sku", box.sku_id)
        elif box.group_number is not None:
            alike = ("out of", box.group_number)
        else:
            alike = ("box", box.number)
        numbers[box.number] = made.setdefault(alike, first + len(made))
    return numbers


def _open(gaps: Floats, over: Floats) -> np.ndarray:
    """(M,) which gaps no box of `over` (K, 4) fills."""
    if len(gaps) == 0 or len(over) == 0:
        return np.ones(len(gaps), bool)
    filled = intersections(gaps, over).max(axis=1) >= _GAP_FILLED * areas(gaps)
    return np.asarray(~filled, bool)


def _row(
    audit_id: int, kind: DetectionKind, number: int, xyxy: tuple[float, ...], score: float, layer: int
) -> CorrectedBox:
    x1, y1, x2, y2 = xyxy
    return CorrectedBox(
        audit_id=audit_id, kind=kind, number=number, x1=x1, y1=y1, x2=x2, y2=y2, score=score, layer=layer
    )


def _xyxy(boxes: Sequence[tuple[float, ...]]) -> Floats:
    return np.array(boxes, np.float32).reshape(-1, 4)


def _names(session: Session, row: AuditRow) -> dict[int, str | None]:
    report = load_report(session, row)
    if report is None:
        return {}
    skus = {view.group.number: view.sku for view in report.groups}
    return {
        product.number: None if (sku := skus.get(product.group_number or 0)) is None else sku.code
        for product in report.products
    }
