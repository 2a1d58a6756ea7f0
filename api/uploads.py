"""Taking a picture in: received, decoded as a trial, and only then kept."""

import re
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from fastapi import UploadFile

from api.parts import Parts
from api.storage import Incoming
from vision.photo import Photo, decode_photo


@dataclass(frozen=True)
class Received:
    """A file on the disk that is not kept yet."""

    incoming: Incoming
    parts: Parts

    def decode(self) -> Photo:
        """The picture, if it is one; at most two at a time, because each may take hundreds of megabytes.

        Raises:
            PhotoError: the file is no usable photo.
        """
        with self.parts.decoding:
            return decode_photo(self.incoming.read(), max_pixels=self.parts.settings.max_pixels)


@contextmanager
def received(file: UploadFile, parts: Parts) -> Iterator[Received]:
    """The uploaded file; gone after the block unless it was kept.

    Raises:
        FileTooLarge: it is larger than is taken.
    """
    with parts.files.receive(file.file) as incoming:
        yield Received(incoming, parts)


def display_name(name: str | None) -> str:
    """The last part of a file name as people may read it; never used as a path."""
    last = re.split(r"[/\\]", name or "")[-1]
    printable = "".join(c for c in last if unicodedata.category(c)[0] != "C")
    return printable.strip()[:255]
