"""One photo's way from bytes to a report: pure but for the models; no HTTP, no database."""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from alerts.facings import FacingRow, facing_rows
from alerts.shelf_talkers import Talker, read_talkers
from api.report import PhotoReport, photo_report
from catalog.queries_skus import ReferencePicture, ShelfFacts
from vision.errors import NothingFound
from vision.eyes import Eyes
from vision.looks import Look
from vision.naming import Gallery
from vision.photo import MAX_PIXELS, Photo, decode_photo
from vision.posters import TextReader
from vision.quality import Quality, judge_picture
from vision.see import ShelfSeen, see_shelf
from vision.shelf_signs import see_signs

_STEP_NAMES: Final[Mapping[str, str]] = {"judge": "quality", "arrange": "layers"}
"""Steps as people are told them, where the name differs from the room's own."""


class NothingSeen(NothingFound):
    """No product on the photo; `quality` may tell why."""

    def __init__(self, quality: Quality) -> None:
        super().__init__()
        self.quality = quality


@dataclass(frozen=True)
class ShelfOutcome:
    """The photo, what was seen on it, and the report of it."""

    photo: Photo
    seen: ShelfSeen
    rows: tuple[FacingRow, ...]
    report: PhotoReport
    talkers: tuple[Talker, ...] | None = None


def gallery_of(facts: ShelfFacts, look: Callable[[ReferencePicture], Look | None]) -> Gallery:
    """The catalogue's references as the namer wants them."""
    heights = {code: fact.height_mm for code, fact in facts.skus.items() if fact.height_mm is not None}
    crops = frozenset(row for row, picture in enumerate(facts.pictures) if picture.xyxy is not None)
    return Gallery(
        facts.vectors,
        facts.vector_skus,
        heights,
        lambda row: look(facts.pictures[row]),
        crops,
        _class_names(facts),
    )


def _class_names(facts: ShelfFacts) -> dict[str, str]:
    """SKU codes by what a detector's class may be called: the code, or the GTIN with any of its leading zeros."""
    names: dict[str, str] = {}
    for code, fact in facts.skus.items():
        gtin = fact.gtin or ""
        names |= {gtin[zeros:]: code for zeros in range(len(gtin) - len(gtin.lstrip("0")) + 1) if gtin}
    return names | {code: code for code in facts.skus}


def audit_shelf(
    data: bytes,
    facts: ShelfFacts,
    eyes: Eyes,
    look: Callable[[ReferencePicture], Look | None],
    *,
    photo_name: str = "",
    max_pixels: int = MAX_PIXELS,
    on_step: Callable[[str], None] = lambda step: None,
    reader: TextReader | None = None,
    today: date | None = None,
) -> ShelfOutcome:
    """Decode, look, name, count; `look` makes references ready (`GalleryCache.look`).

    With a `reader` posters and shelf-talkers between the products are read too; `today`, the day of the photo, gives
    their dates a year. `on_step` is told the names of `api.progress.STEPS`.

    Raises:
        PhotoError: the bytes are no usable photo.
        NothingSeen: no product is on it.
    """
    began = time.perf_counter()
    on_step("decode")
    photo = decode_photo(data, max_pixels=max_pixels)
    decoded = time.perf_counter()
    try:
        seen = see_shelf(
            photo, eyes, gallery_of(facts, look), on_step=lambda step: on_step(_STEP_NAMES.get(step, step))
        )
    except NothingFound as error:
        raise NothingSeen(Quality(judge_picture(photo.bgr))) from error
    rows = facing_rows(seen, facts.skus)
    seconds = {"decode": round(decoded - began, 4), **seen.seconds}
    talkers: tuple[Talker, ...] | None = None
    if reader is not None:
        since = time.perf_counter()
        on_step("talkers")
        talkers = read_talkers(see_signs(photo.bgr, seen, reader).signs, today=today)
        seconds["talkers"] = round(time.perf_counter() - since, 4)
    seconds = {
        **seconds,
        "total": round(time.perf_counter() - began, 4),
    }
    report = photo_report(photo_name, seen, rows, facts.skus, eyes.stamp("detector"), seconds, talkers)
    return ShelfOutcome(photo, seen, rows, report, talkers)
