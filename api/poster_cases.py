"""Corrected posters as a set of test cases, in the shape of `models/labels/posters/jd.json`.

A case says what is printed, as people said it: lines, offers in force, the product named. A poster of which an offer is
still in doubt is no case yet, and is counted as left out.
"""

import json
import tempfile
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import IO, Any, Final

import cv2
import numpy as np
from sqlmodel import Session

from api.pictures import Pictures
from api.storage import FileMissing, FileStore
from catalog.mechanic_needs import FIGURES
from catalog.offers_in_force import OfferInForce
from catalog.queries_corrections import PosterRow, corrected_posters
from catalog.queries_posters import PosterView, posters_by_audit
from vision.crops import cut

LABELS: Final = "posters.json"
_UNSURE: Final = 0.6
_ENDINGS: Final = {"image/png": "png", "image/webp": "webp", "image/heic": "heic", "image/heif": "heif"}
_INFO: Final = {
    "description": "posters of our stores, as read and then corrected by people; the pictures belong to whom they show",
    "lines": "text and boxes as read, xyxy in pixels of the upright picture",
    "offers": "what is printed, people's corrections applied",
    "legibility": "clear, partly (a line was hard to read) or no_text",
}
_CHUNK: Final = 1 << 20


@dataclass(frozen=True)
class Case:
    """One poster: its label, the photo that it is on, and the sign's box there (None: the whole photo)."""

    label: dict[str, Any]
    sha256: str
    xyxy: tuple[float, float, float, float] | None

    @property
    def photo(self) -> str:
        """The picture's file name."""
        return str(self.label["photo"])


@dataclass(frozen=True)
class CaseSet:
    """The cases of a chain, and how many corrected posters are none yet."""

    cases: tuple[Case, ...]
    left_out: int

    def json(self) -> str:
        """The labels' file."""
        document = {"info": _INFO, "posters": [case.label for case in self.cases]}
        return json.dumps(document, ensure_ascii=False, indent=1)


def poster_cases(session: Session, chain_id: int) -> CaseSet:
    """The chain's corrected posters, the oldest first."""
    rows = corrected_posters(session, chain_id)
    views = posters_by_audit(session, (row.poster.audit_id for row in rows), chain_id)
    known = {view.poster.id: view for many in views.values() for view in many}
    pairs = [(row, known[row.poster.id]) for row in rows if row.poster.id in known]
    sound = [(row, view) for row, view in pairs if not view.to_check]
    return CaseSet(tuple(_case(row, view) for row, view in sound), len(pairs) - len(sound))


def write_cases(found: CaseSet, folder: Path, pictures: tuple[Pictures, FileStore] | None) -> tuple[str, ...]:
    """Write the labels and, with `pictures`, the photos beside them; names of photos that are no longer there."""
    folder.mkdir(parents=True, exist_ok=True)
    missing = []
    if pictures is not None:
        for case in found.cases:
            try:
                (folder / case.photo).write_bytes(_picture(case, *pictures))
            except FileMissing:
                missing.append(case.photo)
    (folder / LABELS).write_text(found.json(), encoding="utf-8")
    return tuple(missing)


def zipped_cases(found: CaseSet, pictures: tuple[Pictures, FileStore] | None) -> Iterator[bytes]:
    """The same as a ZIP, in pieces; it grows on disk, not in memory. Photos that are gone are left out."""
    with tempfile.TemporaryFile() as file:
        _zip(found, pictures, file)
        file.seek(0)
        while piece := file.read(_CHUNK):
            yield piece


def _zip(found: CaseSet, pictures: tuple[Pictures, FileStore] | None, file: IO[bytes]) -> None:
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr(LABELS, found.json(), zipfile.ZIP_DEFLATED)
        for case in found.cases if pictures is not None else ():
            try:
                archive.writestr(case.photo, _picture(case, *(pictures or ())))
            except FileMissing:
                continue


def _picture(case: Case, pictures: Pictures, files: FileStore) -> bytes:
    """The photo as it was sent; of a sign between products, its part of the photo."""
    if case.xyxy is None:
        return files.get(case.sha256)
    part = cut(pictures.upright(case.sha256), np.array(case.xyxy, np.float32))
    done, data = cv2.imencode(".png", part)
    if not done:
        raise ValueError(f"cannot encode a picture of shape {part.shape}")
    return data.tobytes()


def _case(row: PosterRow, view: PosterView) -> Case:
    box, sha256 = _box(row.poster.xyxy), row.photo.sha256
    ending = "png" if box is not None else _ENDINGS.get(row.photo.content_type, "jpg")
    size = [row.photo.width, row.photo.height] if box is None else [box[2] - box[0], box[3] - box[1]]
    unsure = any(line.get("confidence", 1.0) < _UNSURE for line in row.poster.lines)
    sku = view.sku
    label = {
        "photo": f"{sha256}.{ending}" if box is None else f"{sha256}-{row.poster.number}.{ending}",
        "size": size,
        "legibility": "no_text" if not row.poster.lines else "partly" if unsure else "clear",
        "brand": (sku.brand if sku is not None else row.poster.brand) or None,
        "product": (sku.name if sku is not None else row.poster.product) or None,
        "spec": (sku.spec if sku is not None else row.poster.spec) or None,
        "lines": [
            {"text": line["text"], "xyxy": _within(line.get("xyxy"), box)} for line in row.poster.lines
        ],
        "offers": [_offer(offer) for offer in view.offers],
    }
    return Case(label, sha256, None if box is None else tuple(map(float, box)))  # type: ignore[arg-type]


def _offer(offer: OfferInForce) -> dict[str, Any]:
    numbers: dict[str, Any] = {name: _number(getattr(offer.numbers, name)) for name in FIGURES}
    return {"kind": offer.kind, "text": offer.text, **numbers, "depth": _number(offer.depth)}


def _number(value: Decimal | int | None) -> float | int | None:
    return float(value) if isinstance(value, Decimal) else value


def _box(xyxy: list[float] | None) -> tuple[int, int, int, int] | None:
    """The sign's box in whole pixels, as its picture is cut."""
    if xyxy is None:
        return None
    x0, y0, x1, y1 = (round(side) for side in xyxy)
    return max(x0, 0), max(y0, 0), x1, y1


def _within(xyxy: list[float] | None, box: tuple[int, int, int, int] | None) -> list[int] | None:
    if xyxy is None:
        return None
    dx, dy = (0, 0) if box is None else box[:2]
    x0, y0, x1, y1 = xyxy
    return [round(x0) - dx, round(y0) - dy, round(x1) - dx, round(y1) - dy]
