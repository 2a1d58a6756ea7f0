"""Label a photo by eye: `python -m models.annotate start|show|edit` (see `models.labels_coco` for the file)."""

import colorsys
import zlib
from pathlib import Path
from typing import Annotated, Final

import cv2
import numpy as np
import numpy.typing as npt
import typer

from models.labels_coco import KINDS, BadLabels, Mark, PhotoLabels, edit, read_labels, write_labels
from vision.boxes import Floats
from vision.photo import decode_photo

app = typer.Typer(add_completion=False, no_args_is_help=True, help=__doc__)
Picture = npt.NDArray[np.uint8]
Labels = Annotated[Path, typer.Argument(help="The photo's COCO file.")]
Photo = Annotated[Path, typer.Argument(exists=True, dir_okay=False)]

ZOOMED_SIDE: Final = 1400
ZOOM_PART: Final = 700
"""A zoomed picture shows about this many pixels of the photo a side, enlarged to `ZOOMED_SIDE`."""
OVERLAP: Final = 60


@app.command()
def start(
    photo: Photo,
    labels: Labels,
    teacher: Annotated[
        Path | None, typer.Option(help="Begin with the teacher's boxes (training env).")
    ] = None,
    provenance: str = "Boxes of the production detector, then corrected by eye.",
) -> None:
    """Make the COCO file of a photo: boxes of the production detector, or of the teacher, to be corrected."""
    if labels.exists():
        raise typer.BadParameter(f"{labels} exists already: edit it, or remove it first")
    bgr = decode_photo(photo.read_bytes()).bgr
    marks = {n: Mark(box) for n, box in enumerate(_whole(bgr, _seed(bgr, teacher)), 1)}
    write_labels(labels, PhotoLabels(photo.name, (bgr.shape[1], bgr.shape[0]), marks, provenance))
    typer.echo(f"{len(marks)} boxes")


@app.command()
def show(
    photo: Photo,
    labels: Labels,
    out: Annotated[Path, typer.Option(help="Folder for the pictures.")] = Path("runs/annotate"),
    by_sku: Annotated[bool, typer.Option(help="Write SKUs on the boxes, a colour each.")] = False,
    kind: Annotated[str, typer.Option(help="Only boxes of this kind.")] = "",
) -> None:
    """Draw the boxes with their numbers: the whole photo, and enlarged parts with coordinates along the edges."""
    bgr, marked = decode_photo(photo.read_bytes()).bgr, read_labels(labels)
    shown = {n: m for n, m in marked.marks.items() if kind in ("", m.kind)}
    out.mkdir(parents=True, exist_ok=True)
    whole = _draw(bgr, shown, (0, 0), min(1.0, 1600 / max(bgr.shape[:2])), by_sku=by_sku)
    cv2.imwrite(str(out / f"{photo.stem}-whole.png"), whole)
    for row, y in enumerate(_starts(bgr.shape[0])):
        for column, x in enumerate(_starts(bgr.shape[1])):
            part = bgr[y : y + ZOOM_PART, x : x + ZOOM_PART]
            picture = _draw(part, shown, (x, y), ZOOMED_SIDE / max(part.shape[:2]), by_sku=by_sku)
            cv2.imwrite(str(out / f"{photo.stem}-r{row}c{column}.png"), picture)
    typer.echo(str(out))


@app.command("edit")
def edit_file(
    labels: Labels,
    edits: Annotated[typer.FileText, typer.Argument(help="Edits, a line each; `-` reads stdin.")],
) -> None:
    """Apply edits to a COCO file; all or nothing."""
    try:
        changed = edit(read_labels(labels), edits.read())
    except BadLabels as error:
        raise typer.BadParameter(str(error)) from error
    write_labels(labels, changed)
    typer.echo(", ".join(f"{len(changed.of_kind(kind))} {kind}" for kind in KINDS))


def _seed(bgr: Picture, teacher: Path | None) -> Floats:
    if teacher is not None:
        from models.teacher import Teacher

        return Teacher(teacher).label(bgr).xyxy
    from importlib.resources import files

    from vision.eyes import load_detector
    from vision.registry import load_registry

    detector = load_detector(load_registry(Path(str(files("models"))) / "weights" / "registry.json"))
    boxes = detector(bgr).boxes
    return boxes.take(boxes.class_id == detector.names.index("product")).xyxy


def _whole(bgr: Picture, xyxy: Floats) -> list[tuple[int, int, int, int]]:
    """Whole pixels inside the photo, top to bottom."""
    limit = np.array([bgr.shape[1], bgr.shape[0]] * 2)
    rows = np.clip(np.rint(xyxy), 0, limit).astype(int)
    return [
        (int(a), int(b), int(c), int(d))
        for a, b, c, d in rows[np.argsort(rows[:, 1], kind="stable")]
        if a < c and b < d
    ]


def _starts(side: int) -> list[int]:
    """Where enlarged parts begin along a side, so that they overlap by at least `OVERLAP`."""
    parts = max(1, -(-(side - OVERLAP) // (ZOOM_PART - OVERLAP)))
    return [round(start) for start in np.linspace(0, max(side - ZOOM_PART, 0), parts)]


def _draw(
    part: Picture, marks: dict[int, Mark], corner: tuple[int, int], zoom: float, *, by_sku: bool
) -> Picture:
    """The part (its top left corner in the photo is `corner`), enlarged, with the boxes whose middle it shows."""
    out = np.asarray(cv2.resize(part, None, fx=zoom, fy=zoom, interpolation=cv2.INTER_CUBIC), np.uint8)
    height, width = part.shape[:2]
    for number, mark in marks.items():
        x1, y1, x2, y2 = (v - corner[i % 2] for i, v in enumerate(mark.xyxy))
        if x2 <= 0 or y2 <= 0 or x1 >= width or y1 >= height:
            continue
        text = mark.sku if by_sku and mark.sku else str(number)
        tint = _tint(mark, number, by_sku=by_sku)
        a, b = (round(x1 * zoom), round(y1 * zoom)), (round(x2 * zoom), round(y2 * zoom))
        cv2.rectangle(out, a, b, tint, 2)
        middle = (max((a[0] + b[0]) // 2 - 6 * len(text), a[0] + 2), (a[1] + b[1]) // 2)
        cv2.putText(out, text, middle, cv2.FONT_HERSHEY_SIMPLEX, 0.6, (0, 0, 0), 5)
        cv2.putText(out, text, middle, cv2.FONT_HERSHEY_SIMPLEX, 0.6, (255, 255, 255), 1 + (zoom > 1))
    if zoom > 1:
        _ruler(out, corner, zoom)
    return out


def _ruler(out: Picture, corner: tuple[int, int], zoom: float) -> None:
    """The photo's pixels along the top and the left edge, every 50."""
    for axis, length in enumerate((out.shape[1], out.shape[0])):
        for at in range(-(-corner[axis] // 50) * 50, int(corner[axis] + length / zoom), 50):
            place = round((at - corner[axis]) * zoom)
            a, b = ((place, 0), (place, 10)) if axis == 0 else ((0, place), (10, place))
            cv2.line(out, a, b, (0, 255, 255), 2)
            text_at = (place + 3, 12) if axis == 0 else (12, place + 5)
            cv2.putText(out, str(at), text_at, cv2.FONT_HERSHEY_SIMPLEX, 0.4, (0, 0, 0), 3)
            cv2.putText(out, str(at), text_at, cv2.FONT_HERSHEY_SIMPLEX, 0.4, (0, 255, 255), 1)


def _tint(mark: Mark, number: int, *, by_sku: bool) -> tuple[int, int, int]:
    """BGR: gaps red, ignored grey, products in hues by number or by SKU."""
    if mark.kind != "product":
        return (0, 0, 255) if mark.kind == "gap" else (160, 160, 160)
    hue = zlib.crc32(mark.sku.encode()) / 2**32 if by_sku and mark.sku else number * 0.381966 % 1
    r, g, b = colorsys.hsv_to_rgb(0.1 + 0.8 * hue, 0.9, 1.0)
    return int(b * 255), int(g * 255), int(r * 255)


if __name__ == "__main__":
    app()
