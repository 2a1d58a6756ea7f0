"""What every format of labels holds: photos by name, boxes with names, and what could not be read."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from math import inf
from typing import Any, Literal, Protocol, get_args

Xyxy = tuple[float, float, float, float]
Format = Literal["coco", "yolo", "cvat", "labelstudio"]
FORMATS: tuple[Format, ...] = get_args(Format)


@dataclass(frozen=True)
class LabelBox:
    """A box and its label's name."""

    xyxy: Xyxy
    label: str


@dataclass(frozen=True)
class LabelPhoto:
    """A photo's labels; boxes are in units of `size_wh`: pixels, or whatever the format counts to.

    `name` is a file's last name, never a path. `part`: which set of the training it belongs to. `unread`: there is more
    on it that could not be read, so that a box that is not here may still be there.
    """

    name: str
    size_wh: tuple[float, float]
    boxes: tuple[LabelBox, ...]
    part: Literal["train", "val"] = "train"
    unread: bool = False

    def __post_init__(self) -> None:
        if not all(0 < side < inf for side in self.size_wh):
            raise ValueError(f"expected a size above 0, got {self.size_wh}")


@dataclass(frozen=True)
class BadItem:
    """What was left out: in which file, which item (a line, an id, a name), and why."""

    file: str
    item: str
    reason: str
    params: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class ReadLabels:
    """What a file of labels says; each photo once."""

    photos: tuple[LabelPhoto, ...]
    bad: tuple[BadItem, ...]


class Source(Protocol):
    """Files to read labels from: of a ZIP, a folder, or a single one."""

    def names(self) -> Sequence[str]:
        """Their paths, with slashes."""
        ...

    def read(self, name: str) -> bytes:
        """One file's bytes.

        Raises:
            Invalid: `bad_labels`, when it is too large to be labels, or damaged.
        """
        ...


class LabelFormat(Protocol):
    """One format's way in and out."""

    every_label: bool
    """Whether the file names all labels that there are, for a tool where people choose among them."""

    def write(self, photos: Sequence[LabelPhoto], labels: Sequence[str]) -> Iterator[tuple[str, bytes]]:
        """Files to lie beside the pictures; boxes in pixels, `labels` all names in the order of their numbers."""
        ...

    def picture_path(self, photo: LabelPhoto) -> str:
        """Where the photo's picture belongs."""
        ...

    def read(self, source: Source) -> ReadLabels:
        """Labels by their names.

        Raises:
            Invalid: `bad_labels`, when nothing can be read.
        """
        ...


def last_name(path: str) -> str:
    """The file's own name, whatever separators its path has."""
    return path.replace("\\", "/").rsplit("/", 1)[-1]


def keep_photo(photos: dict[str, LabelPhoto], photo: LabelPhoto, file: str, bad: list[BadItem]) -> None:
    """Put the photo to the others; of two by one name the first stays."""
    if photo.name in photos:
        bad.append(BadItem(file, photo.name, "twice"))
    else:
        photos[photo.name] = photo


def dicts(value: Any) -> list[dict[str, Any]]:
    """The objects of a JSON list; none of anything else."""
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []


def number_of(value: Any) -> float:
    """A JSON number; ValueError or TypeError for anything else."""
    try:
        return float(value)
    except OverflowError as error:
        raise ValueError("expected a number") from error


def box_of(xywh: Sequence[Any]) -> Xyxy:
    """Left, top, width, height as a box; ValueError or TypeError for anything else."""
    x, y, width, height = (number_of(value) for value in xywh)
    if not (width > 0 and height > 0 and abs(x) < 1e7 and abs(y) < 1e7 and width < 1e7 and height < 1e7):
        raise ValueError("expected a box with an area")
    return x, y, x + width, y + height
