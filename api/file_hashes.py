"""The files as they are now, by hash."""

import hashlib
from collections.abc import Callable

from api.storage import FileMissing, FileStore


def file_hashes(files: FileStore) -> Callable[[str], str | None]:
    """The sha256 of a stored file's bytes as they are now; None where the file is missing."""

    def read(sha256: str) -> str | None:
        try:
            return hashlib.sha256(files.get(sha256)).hexdigest()
        except (FileMissing, ValueError):
            return None

    return read
