"""What people said of a photo's former audit, said again of its new one: matched by place, not by number."""

import secrets
from dataclasses import replace

from sqlmodel import Session

from api.errors import ApiError
from api.shelf_correcting import correct_shelf
from api.shelf_matching import match_boxes
from catalog.boxes_said import BoxSaid, boxes_said, seen_box, standing
from catalog.queries_audits import AuditRow
from catalog.queries_boxes import detections_of, former_corrected, shelf_corrections
from catalog.queries_skus import codes_of
from catalog.rows import key
from catalog.shelf_corrections import Speaker, Word
from catalog.tables_corrections import ShelfCorrection


def carry_corrections(session: Session, row: AuditRow, speaker: Speaker) -> tuple[ShelfCorrection, ...]:
    """The rows written, one batch; a box that a person drew or moved is added where the new audit has none.

    Raises:
        ApiError: 409 nothing_to_carry.
    """
    former = former_corrected(session, row.audit)
    if former is None:
        raise ApiError(409, "nothing_to_carry", audit=key(row.audit.id))
    seen = [d for d in detections_of(session, former[0]) if d.kind == "product"]
    said = boxes_said(seen, shelf_corrections(session, former[0]))
    saw = {d.number: seen_box(d) for d in seen}
    touched = [box for box in said.values() if box != saw.get(box.number)]
    here = standing(
        boxes_said(
            [d for d in detections_of(session, key(row.audit.id)) if d.kind == "product"],
            shelf_corrections(session, key(row.audit.id)),
        )
    )
    codes = codes_of(session, {box.sku_id for box in touched if box.sku_id is not None})
    found = match_boxes([box.xyxy for box in here], [box.xyxy for box in touched])
    words: list[Word] = []
    for number, box in enumerate(touched):
        sku = codes.get(box.sku_id or 0)
        match = here[found[number]] if number in found else None
        words += _words(box, match, sku)
    return correct_shelf(session, row, words, replace(speaker, batch=secrets.token_hex(16)))


def _words(box: BoxSaid, match: BoxSaid | None, sku: str | None) -> list[Word]:
    if match is None:
        drawn = (box.added or box.moved) and not box.removed
        return [Word("add", xyxy=box.xyxy, sku=sku)] if drawn else []
    if box.removed:
        return [Word("remove", match.number)]
    words = [Word("move", match.number, box.xyxy)] if box.added or box.moved else []
    return [*words, Word("name", match.number, sku=sku)] if box.said else words
