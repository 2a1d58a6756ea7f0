"""Pictures on disk, named by the sha256 of their bytes: nothing that a user wrote is ever part of a path."""

import hashlib
import io
import os
import re
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO, Final

_CHUNK: Final = 1 << 20
_SHA256: Final = re.compile(r"[0-9a-f]{64}")


class FileTooLarge(Exception):
    """The stream holds more than `max_bytes`."""

    def __init__(self, max_bytes: int) -> None:
        super().__init__(max_bytes)
        self.max_bytes = max_bytes


class FileMissing(FileNotFoundError):
    """A row names a file that is not there: deleted by hand, or a backup without its files."""

    def __init__(self, sha256: str) -> None:
        super().__init__(f"no file {sha256} in the data folder")
        self.sha256 = sha256


class Incoming:
    """A received file: complete, hashed, flushed to the disk, and gone again unless it is kept."""

    def __init__(self, path: Path, target: Path, sha256: str, size: int) -> None:
        self._path, self._target = path, target
        self.sha256, self.size = sha256, size

    def read(self) -> bytes:
        """All bytes."""
        return self._path.read_bytes()

    def keep(self) -> None:
        """Give the file its lasting place; in one step, so that nobody ever sees a part of it."""
        self._target.parent.mkdir(parents=True, exist_ok=True)
        os.replace(self._path, self._target)
        _sync_folder(self._target.parent)


class FileStore:
    """Files under `root`: `ab/cd/<sha256>`; safe for many threads and processes."""

    def __init__(self, root: Path, *, max_bytes: int) -> None:
        self._root, self._max_bytes = root, max_bytes
        self._tmp = root / "tmp"

    @contextmanager
    def receive(self, stream: BinaryIO) -> Iterator[Incoming]:
        """Copy a stream to a temporary file while hashing it.

        Raises:
            FileTooLarge: as soon as the limit is passed.
        """
        self._tmp.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=self._tmp)
        path = Path(name)
        try:
            digest, size = hashlib.sha256(), 0
            with os.fdopen(handle, "wb") as out:
                while chunk := stream.read(_CHUNK):
                    size += len(chunk)
                    if size > self._max_bytes:
                        raise FileTooLarge(self._max_bytes)
                    digest.update(chunk)
                    out.write(chunk)
                out.flush()
                os.fsync(out.fileno())
            sha256 = digest.hexdigest()
            yield Incoming(path, self.path(sha256), sha256, size)
        finally:
            path.unlink(missing_ok=True)

    def save(self, data: bytes) -> str:
        """Keep these bytes; their sha256."""
        with self.receive(io.BytesIO(data)) as incoming:
            incoming.keep()
            return incoming.sha256

    def forget_abandoned(self, *, older_than_seconds: float = 24 * 3600) -> int:
        """Delete temporary files that a killed process left; how many. Younger ones may be in use."""
        gone = 0
        for path in self._tmp.glob("*"):
            with suppress(FileNotFoundError):
                if time.time() - path.stat().st_mtime > older_than_seconds:
                    path.unlink()
                    gone += 1
        return gone

    def path(self, sha256: str) -> Path:
        """Where the file lies, or would lie.

        Raises:
            ValueError: this is no sha256.
        """
        if not _SHA256.fullmatch(sha256):
            raise ValueError(f"expected a sha256 in lower-case hex, got {sha256!r}")
        return self._root / sha256[:2] / sha256[2:4] / sha256

    def get(self, sha256: str) -> bytes:
        """The bytes of a kept file.

        Raises:
            FileMissing: it is not there.
        """
        try:
            return self.path(sha256).read_bytes()
        except FileNotFoundError as error:
            raise FileMissing(sha256) from error


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
