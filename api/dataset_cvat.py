"""CVAT for images 1.1 (docs.cvat.ai, «XML annotation format»): `annotations.xml`, pictures in `images/`.

Read by a plain parser that refuses document types: no entity can grow, none can reach a file.
"""

from collections.abc import Iterator, Sequence
from typing import Any, Final
from xml.parsers import expat
from xml.sax.saxutils import escape, quoteattr

from api.dataset_values import BadItem, LabelBox, LabelPhoto, ReadLabels, Source, Xyxy, keep_photo, last_name
from catalog.errors import Invalid

LABELS: Final = "annotations.xml"
_CORNERS: Final = ("xtl", "ytl", "xbr", "ybr")
_SHAPES: Final = ("polygon", "polyline", "points", "ellipse", "cuboid", "mask", "skeleton")


class Cvat:
    """One XML file for all photos."""

    every_label = True

    def picture_path(self, photo: LabelPhoto) -> str:
        """As `LabelFormat.picture_path`."""
        return f"images/{photo.name}"

    def write(self, photos: Sequence[LabelPhoto], labels: Sequence[str]) -> Iterator[tuple[str, bytes]]:
        """As `LabelFormat.write`."""
        lines = ['<?xml version="1.0" encoding="utf-8"?>', "<annotations>", "  <version>1.1</version>"]
        lines += [f"  <meta><task><name>Paimian</name><size>{len(photos)}</size><mode>annotation</mode>"]
        lines += ["    <labels>"]
        lines += [
            f"      <label><name>{escape(_legal(label))}</name><type>rectangle</type><attributes></attributes></label>"
            for label in labels
        ]
        lines += ["    </labels>", "  </task></meta>"]
        for number, photo in enumerate(photos):
            width, height = (int(side) for side in photo.size_wh)
            lines.append(
                f'  <image id="{number}" name={quoteattr(photo.name)} width="{width}" height="{height}">'
            )
            for box in photo.boxes:
                sides = " ".join(
                    f'{name}="{value:.2f}"' for name, value in zip(_CORNERS, box.xyxy, strict=True)
                )
                label = quoteattr(_legal(box.label))
                lines.append(
                    f'    <box label={label} source="manual" occluded="0" {sides} z_order="0"></box>'
                )
            lines.append("  </image>")
        lines.append("</annotations>")
        yield LABELS, "\n".join(lines).encode()

    def read(self, source: Source) -> ReadLabels:
        """As `LabelFormat.read`: every XML file of the kind."""
        photos: dict[str, LabelPhoto] = {}
        bad: list[BadItem] = []
        found = False
        for name in source.names():
            if name.lower().endswith(".xml"):
                reader = _Reader(name, bad)
                reader.parse(source.read(name))
                found = found or reader.is_cvat
                for photo in reader.photos:
                    keep_photo(photos, photo, name, bad)
        if not found:
            raise Invalid("bad_labels", reason="no_cvat")
        return ReadLabels(tuple(photos.values()), tuple(bad))


def _legal(text: str) -> str:
    """Without the characters that XML 1.0 has no place for."""
    return "".join(c for c in text if c >= " " and not 0xD800 <= ord(c) <= 0xDFFF and c not in "\ufffe\uffff")


class _Reader:
    """Images and their boxes, in the order of the file."""

    def __init__(self, file: str, bad: list[BadItem]) -> None:
        self.photos: list[LabelPhoto] = []
        self.is_cvat = False
        self._file, self._bad = file, bad
        self._image: tuple[str, tuple[float, float]] | None = None
        self._boxes: list[LabelBox] = []
        self._before = 0

    def parse(self, data: bytes) -> None:
        parser = expat.ParserCreate()
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.StartDoctypeDeclHandler = self._refuse
        try:
            parser.Parse(data, True)
        except expat.ExpatError as error:
            raise Invalid("bad_labels", file=self._file, reason="no_xml") from error

    def _refuse(self, *_: Any) -> None:
        raise Invalid("bad_labels", file=self._file, reason="doctype")

    def _start(self, name: str, has: dict[str, str]) -> None:
        if name == "annotations":
            self.is_cvat = True
        elif name == "image":
            try:
                self._image = last_name(has["name"]), (float(has["width"]), float(has["height"]))
                LabelPhoto(*self._image, ())
                self._before = len(self._bad)
            except (KeyError, ValueError):
                self._image = None
                self._bad.append(BadItem(self._file, f"image {has.get('id', '?')}", "bad_image"))
        elif name == "box" and self._image is not None:
            try:
                self._boxes.append(LabelBox(_box(has), has["label"]))
            except (KeyError, ValueError):
                self._bad.append(BadItem(self._file, self._image[0], "bad_box"))
        elif name in _SHAPES and self._image is not None:
            self._bad.append(BadItem(self._file, self._image[0], "no_rectangle", {"shape": name}))

    def _end(self, name: str) -> None:
        if name == "image":
            if self._image is not None:
                unread = len(self._bad) > self._before
                self.photos.append(LabelPhoto(*self._image, tuple(self._boxes), unread=unread))
            self._image, self._boxes = None, []


def _box(has: dict[str, str]) -> Xyxy:
    x1, y1, x2, y2 = (float(has[name]) for name in _CORNERS)
    if not (x1 < x2 and y1 < y2) or float(has.get("rotation", 0)) != 0:
        raise ValueError("expected an upright box with an area")
    return x1, y1, x2, y2
