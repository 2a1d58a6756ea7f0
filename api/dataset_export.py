"""A data set of the chain's photos: labels as corrected, pictures upright, as a stream of files."""

import io
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import cv2
from PIL import Image, UnidentifiedImageError
from sqlmodel import Session

from api.dataset_formats import LABEL_FORMATS
from api.dataset_names import UNKNOWN, By, label_of
from api.dataset_values import Format, LabelBox, LabelFormat, LabelPhoto
from api.pictures import Pictures
from api.storage import FileMissing, FileStore
from catalog.queries_audits import AuditRow
from catalog.queries_datasets import Wanted, all_sku_facts, audit_ids, boxes_of, dataset_audits
from catalog.rows import key

_ENDINGS: Final = {"image/png": "png", "image/webp": "webp"}
_EVERY_FIFTH: Final = 5
_ORIENTATION: Final = 0x0112
_ENCODED: Final = {"jpg": [cv2.IMWRITE_JPEG_QUALITY, 95], "png": [], "webp": [cv2.IMWRITE_WEBP_QUALITY, 101]}
_MEASURED_MOST: Final = 2_000
_DATE: Final = (2000, 1, 1, 0, 0, 0)
"""All files of an archive: the same data make the same bytes."""


@dataclass(frozen=True)
class Dataset:
    """Photos with their labels, and the numbered list of labels; `sha256s` by a photo's name."""

    photos: tuple[LabelPhoto, ...]
    labels: tuple[str, ...]
    sha256s: dict[str, str]
    format: LabelFormat

    @property
    def boxes(self) -> int:
        """How many there are."""
        return sum(len(photo.boxes) for photo in self.photos)

    def label_files(self) -> Iterator[tuple[str, bytes]]:
        """The files beside the pictures."""
        return self.format.write(self.photos, self.labels)


def gather(session: Session, chain_id: int, wanted: Wanted, *, format: Format, by: By) -> Dataset:
    """The photos that are wanted, each as its newest audit and people's corrections of it say.

    Every fifth store's photos are for validation, whole stores: photos of one shelf in both sets would flatter.
    """
    kind = LABEL_FORMATS[format]
    rows = dataset_audits(session, chain_id, wanted)
    boxes = boxes_of(session, audit_ids(rows))
    facts = all_sku_facts(session, chain_id)
    skus = {sku.code: sku for sku, _ in facts}
    held = {
        code
        for n, code in enumerate(sorted({row.store.code for row in rows}), start=1)
        if n % _EVERY_FIFTH == 0
    }
    photos = tuple(
        LabelPhoto(
            file_name(row),
            (row.photo.width or 1, row.photo.height or 1),
            tuple(
                LabelBox(box.xyxy, label_of(skus[box.sku] if box.sku is not None else None, by))
                for box in boxes[key(row.audit.id)]
            ),
            "val" if row.store.code in held else "train",
        )
        for row in rows
    )
    labels = {box.label for photo in photos for box in photo.boxes}
    if kind.every_label:
        labels |= {label_of(sku, by) for sku, active in facts if active} | {label_of(None, by)}
    ordered = tuple(sorted(labels, key=lambda label: (label == UNKNOWN, label)))
    return Dataset(photos, ordered, {file_name(row): row.photo.sha256 for row in rows}, kind)


def file_name(row: AuditRow) -> str:
    """A photo's name in every data set: it leads back to the audit and to the bytes."""
    return f"{row.audit.id}-{row.photo.sha256}.{_ENDINGS.get(row.photo.content_type, 'jpg')}"


def picture(name: str, sha256: str, files: FileStore, pictures: Pictures) -> bytes:
    """The upright photo in the format of its name: the bytes as they came where they are upright, else coded anew.

    No tool has to know EXIF to see what the boxes were laid on.

    Raises:
        FileMissing: the file is gone.
        PhotoError: the file has changed on the disk.
    """
    ending = name.rsplit(".", 1)[-1]
    if _as_it_came(ending, sha256, files):
        return files.get(sha256)
    done, made = cv2.imencode(f".{ending}", pictures.upright(sha256), _ENCODED[ending])
    if not done:
        raise ValueError(f"cannot encode {name}")
    return made.tobytes()


def _as_it_came(ending: str, sha256: str, files: FileStore) -> bool:
    """Whether the file is upright and of the format; only its header is read."""
    try:
        with Image.open(files.path(sha256)) as image:
            kind = {"JPEG": "jpg", "MPO": "jpg", "PNG": "png", "WEBP": "webp"}.get(str(image.format))
            return kind == ending and image.getexif().get(_ORIENTATION, 1) == 1
    except FileNotFoundError as error:
        raise FileMissing(sha256) from error
    except UnidentifiedImageError:
        return False


def write_dataset(found: Dataset, out: Path, files: FileStore, pictures: Pictures | None) -> tuple[str, ...]:
    """Write a folder, or a ZIP where `out` ends so; names of photos that are no longer there."""
    missing: list[str] = []
    members = _members(found, files, pictures, missing)
    if out.suffix.lower() == ".zip":
        out.parent.mkdir(parents=True, exist_ok=True)
        with zipfile.ZipFile(out, "w") as archive:
            for name, data in members:
                _add(archive, name, data)
    else:
        for name, data in members:
            path = out / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)
    return tuple(missing)


def zip_stream(found: Dataset, files: FileStore, pictures: Pictures | None) -> Iterator[bytes]:
    """The same as a ZIP in pieces, one file at a time in memory; photos that are gone are left out."""
    sink = _Sink()
    with zipfile.ZipFile(sink, "w") as archive:
        for name, data in _members(found, files, pictures, []):
            _add(archive, name, data)
            yield sink.taken()
    yield sink.taken()


def zip_size(found: Dataset, files: FileStore, pictures: Pictures | None) -> int | None:
    """Bytes of `zip_stream`, so that a browser can show how far it is; None where only making it would tell."""
    if pictures is not None and len(found.photos) > _MEASURED_MOST:
        return None
    sizes = [(name, len(data)) for name, data in found.label_files()]
    if pictures is not None:
        for photo in found.photos:
            try:
                size = _picture_size(photo.name, found.sha256s[photo.name], files, pictures)
            except FileMissing:
                continue
            sizes.append((found.format.picture_path(photo), size))
    total = 22 + sum(size + 2 * len(name.encode()) + 30 + 16 + 46 for name, size in sizes)
    return total if total < 1 << 31 and len(sizes) < 1 << 16 else None


def _picture_size(name: str, sha256: str, files: FileStore, pictures: Pictures) -> int:
    if _as_it_came(name.rsplit(".", 1)[-1], sha256, files):
        return files.path(sha256).stat().st_size
    return len(picture(name, sha256, files, pictures))


def _members(
    found: Dataset, files: FileStore, pictures: Pictures | None, missing: list[str]
) -> Iterator[tuple[str, bytes]]:
    yield from found.label_files()
    for photo in found.photos if pictures is not None else ():
        try:
            assert pictures is not None
            data = picture(photo.name, found.sha256s[photo.name], files, pictures)
        except FileMissing:
            missing.append(photo.name)
        else:
            yield found.format.picture_path(photo), data


def _add(archive: zipfile.ZipFile, name: str, data: bytes) -> None:
    # Stored, not deflated: photos do not shrink, and the size of the whole is known before the first byte leaves.
    archive.writestr(zipfile.ZipInfo(name, _DATE), data, zipfile.ZIP_STORED)


class _Sink(io.RawIOBase):
    """A file that cannot be sought in, so that the archive never looks back; gives away what was written."""

    def __init__(self) -> None:
        self._parts: list[bytes] = []

    def writable(self) -> bool:
        return True

    def write(self, data: object) -> int:
        part = bytes(data)  # type: ignore[call-overload]
        self._parts.append(part)
        return len(part)

    def taken(self) -> bytes:
        """What was written since the last time."""
        parts, self._parts = self._parts, []
        return b"".join(parts)
