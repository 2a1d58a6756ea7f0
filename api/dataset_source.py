"""Where labels are read from: an uploaded ZIP or single file, a folder. Nothing is unpacked to the disk.

Names in an archive are only compared, never made paths; each file is read up to a bound whatever its header claims, and
all of them together, so that a small archive cannot grow.
"""

import hashlib
import zipfile
import zlib
from collections.abc import Sequence
from pathlib import Path
from typing import IO, Final

from api.dataset_values import Source, last_name
from catalog.errors import Invalid

FILE_MOST: Final = 64 * 1024 * 1024
ALL_MOST: Final = 512 * 1024 * 1024
FILES_MOST: Final = 200_000
_CHUNK: Final = 1 << 20
_DAMAGED: Final = (
    zipfile.BadZipFile,
    zipfile.LargeZipFile,
    EOFError,
    NotImplementedError,
    RuntimeError,
    OSError,
    zlib.error,
)


class ZipSource:
    """The files of a ZIP."""

    def __init__(self, file: IO[bytes]) -> None:
        """Open it.

        Raises:
            Invalid: `bad_labels`.
        """
        try:
            self._archive = zipfile.ZipFile(file)
        except _DAMAGED as error:
            raise Invalid("bad_labels", reason="no_zip") from error
        members = [one for one in self._archive.infolist() if not one.is_dir()]
        if len(members) > FILES_MOST:
            raise Invalid("bad_labels", reason="too_many_files", most=FILES_MOST)
        self._members = {one.filename: one for one in members if not _of_a_mac(one.filename)}
        self._left = ALL_MOST

    def names(self) -> Sequence[str]:
        """As `Source.names`."""
        return tuple(self._members)

    def read(self, name: str) -> bytes:
        """As `Source.read`."""
        parts: list[bytes] = []
        left = min(FILE_MOST, self._left)
        try:
            with self._archive.open(self._members[name]) as file:
                while chunk := file.read(min(_CHUNK, left + 1)):
                    left -= len(chunk)
                    if left < 0:
                        raise Invalid("bad_labels", file=name, reason="too_large_inside")
                    parts.append(chunk)
        except _DAMAGED as error:
            raise Invalid("bad_labels", file=name, reason="damaged") from error
        data = b"".join(parts)
        self._left -= len(data)
        return data

    def sha256(self, name: str) -> str:
        """Of one file's bytes."""
        return hashlib.sha256(self.read(name)).hexdigest()


def _of_a_mac(name: str) -> bool:
    return name.startswith("__MACOSX/") or last_name(name).startswith("._")


class FileSource:
    """One file alone."""

    def __init__(self, name: str, data: bytes) -> None:
        self._name, self._data = name, data

    def names(self) -> Sequence[str]:
        """As `Source.names`."""
        return (self._name,)

    def read(self, name: str) -> bytes:
        """As `Source.read`."""
        return self._data


class FolderSource:
    """The files of a folder on this machine."""

    def __init__(self, root: Path) -> None:
        self._root = root

    def names(self) -> Sequence[str]:
        """As `Source.names`."""
        files = (path for path in sorted(self._root.rglob("*")) if path.is_file())
        return tuple(path.relative_to(self._root).as_posix() for path in files)

    def read(self, name: str) -> bytes:
        """As `Source.read`."""
        path = self._root / name
        if path.stat().st_size > FILE_MOST:
            raise Invalid("bad_labels", file=name, reason="too_large_inside")
        return path.read_bytes()


def open_source(name: str, file: IO[bytes]) -> Source:
    """A ZIP by its first bytes, else one file.

    Raises:
        Invalid: `bad_labels`.
    """
    start = file.read(4)
    file.seek(0)
    if start[:2] == b"PK":
        return ZipSource(file)
    data = file.read(FILE_MOST + 1)
    if len(data) > FILE_MOST:
        raise Invalid("bad_labels", file=name, reason="too_large_inside")
    return FileSource(name, data)
