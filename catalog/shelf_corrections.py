"""Writing what people say on single boxes of an audit: rows are only ever added, and undone ones stay."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlmodel import Session, col, delete

from catalog.boxes_said import BoxSaid, Xyxy, boxes_said, standing
from catalog.errors import Conflict, Invalid, NotFound
from catalog.queries_advised import hold_audit
from catalog.queries_audits import AuditRow
from catalog.queries_boxes import corrections_of_batch, detections_of, shelf_corrections
from catalog.queries_skus import sku_ids_by_code
from catalog.rows import key
from catalog.tables_corrections import (
    CorrectedBox,
    CorrectionAction,
    CorrectionSource,
    ShelfCorrection,
)

LEAST_SIDE_PX: Final = 4.0
"""A smaller box shows no product."""


@dataclass(frozen=True)
class Word:
    """One thing said on one box: `number` None for a new one, `sku` a code, None: no product of the catalogue."""

    action: CorrectionAction
    number: int | None = None
    xyxy: Xyxy | None = None
    sku: str | None = None


@dataclass(frozen=True)
class Speaker:
    """Who says it, where and when."""

    user_id: int | None
    at: datetime
    source: CorrectionSource = "page"
    batch: str | None = None


def correct_boxes(
    session: Session,
    row: AuditRow,
    words: Sequence[Word],
    speaker: Speaker,
    names: Mapping[int, str | None],
) -> tuple[ShelfCorrection, ...]:
    """Rows for all that is new in `words`; saying again what was said of a box already adds none.

    `names` has the SKU codes in force by box number. Whoever writes at the same time waits: later wins, none is lost.

    Raises:
        NotFound: box_not_found, sku_not_found.
        Invalid: bad_box (too small, or outside the photo).
        Conflict: last_product, when no product would be left.
    """
    audit_id = key(row.audit.id)
    hold_audit(session, audit_id)
    seen = [d for d in detections_of(session, audit_id) if d.kind == "product"]
    before = shelf_corrections(session, audit_id)
    boxes = boxes_said(seen, before)
    following = 1 + max((*boxes, *(one.number for one in before)), default=-1)
    ids = sku_ids_by_code(session, row.store.chain_id, {word.sku for word in words if word.sku is not None})
    size_wh = (row.photo.width or 0, row.photo.height or 0)
    made: list[ShelfCorrection] = []
    for word in words:
        box = None
        if word.action == "add":
            number, following = following, following + 1
        else:
            number = -1 if word.number is None else word.number
            if (box := boxes.get(number)) is None:
                raise NotFound("box_not_found", audit=audit_id, box=number)
        sku_id = None if word.sku is None else ids[word.sku]
        xyxy = None if word.xyxy is None else fitted(word.xyxy, size_wh)
        if word.action in {"add", "move"} and xyxy is None:
            raise Invalid("bad_box", reason="missing")
        if box is not None and _is_so(box, word.action, xyxy, sku_id):
            continue
        made.append(
            ShelfCorrection(
                audit_id=audit_id,
                action=word.action,
                number=number,
                xyxy=None if xyxy is None else list(xyxy),
                sku_id=sku_id,
                before={} if box is None else _before(box, names.get(number)),
                source=speaker.source,
                corrected_by=speaker.user_id,
                corrected_at=speaker.at,
                batch=speaker.batch,
            )
        )
    session.add_all(made)
    session.flush()
    _refuse_none(session, audit_id)
    return tuple(made)


def undo_shelf_correction(
    session: Session, row: AuditRow, correction_id: int, *, now: datetime
) -> ShelfCorrection:
    """Take one back: what was said before it counts again. Twice is as once.

    Raises:
        NotFound: shelf_correction_not_found.
        Conflict: last_product.
    """
    audit_id = key(row.audit.id)
    hold_audit(session, audit_id)
    every = shelf_corrections(session, audit_id)
    found = next((one for one in every if one.id == correction_id), None)
    if found is None:
        raise NotFound("shelf_correction_not_found", correction=correction_id)
    if found.undone_at is None:
        found.undone_at = now
        session.flush()
        _refuse_none(session, audit_id)
    return found


def undo_batch(session: Session, chain_id: int, batch: str, *, now: datetime) -> tuple[int, ...]:
    """Take back all that came in one file; ids of the audits that it changes.

    Raises:
        NotFound: import_not_found.
        Conflict: last_product.
    """
    rows = corrections_of_batch(session, chain_id, batch)
    if not rows:
        raise NotFound("import_not_found", batch=batch)
    changed = set()
    for one in rows:
        if one.undone_at is None:
            one.undone_at = now
            changed.add(one.audit_id)
    session.flush()
    for audit_id in changed:
        _refuse_none(session, audit_id)
    return tuple(sorted(changed))


def save_corrected(session: Session, audit_id: int, boxes: Sequence[CorrectedBox]) -> None:
    """Keep the boxes in force of a corrected audit, in place of those kept before; none: nobody corrects it."""
    session.execute(delete(CorrectedBox).where(col(CorrectedBox.audit_id) == audit_id))
    session.add_all(boxes)
    session.flush()


def fitted(xyxy: Xyxy, size_wh: tuple[int, int]) -> Xyxy:
    """The box within its photo.

    Raises:
        Invalid: bad_box, when too little of it is left.
    """
    width, height = size_wh
    x1, x2 = (min(max(value, 0.0), float(width)) for value in (xyxy[0], xyxy[2]))
    y1, y2 = (min(max(value, 0.0), float(height)) for value in (xyxy[1], xyxy[3]))
    # Not «less than»: a box of NaN is refused as well.
    if not (x2 - x1 >= LEAST_SIDE_PX and y2 - y1 >= LEAST_SIDE_PX):
        raise Invalid("bad_box", xyxy=list(xyxy), size=[width, height])
    return x1, y1, x2, y2


def _refuse_none(session: Session, audit_id: int) -> None:
    seen = [d for d in detections_of(session, audit_id) if d.kind == "product"]
    if not standing(boxes_said(seen, shelf_corrections(session, audit_id))):
        raise Conflict("last_product", audit=audit_id)


def _is_so(box: BoxSaid, action: CorrectionAction, xyxy: Xyxy | None, sku_id: int | None) -> bool:
    if action == "remove":
        return box.removed
    if box.removed:
        return False
    return box.said and box.sku_id == sku_id if action == "name" else box.xyxy == xyxy


def _before(box: BoxSaid, sku: str | None) -> dict[str, Any]:
    return {"xyxy": list(box.xyxy), "sku": sku, "removed": box.removed}
