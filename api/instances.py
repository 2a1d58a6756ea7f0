"""A name for this process that its successor will bear: so that a start knows whose work was left lying.

Each process holds the lock of one numbered file in the data folder; the kernel lets go of it when the process
ends, however it ends. Whoever gets the lock next knows that the former holder is dead.
"""

import fcntl
import os
import secrets
from pathlib import Path
from typing import Final

_MOST: Final = 256


class Instance:
    """One process's place; `prefix` starts the name of each of its workers."""

    def __init__(self, home: Path) -> None:
        """Take the first free place.

        Raises:
            RuntimeError: all places are taken.
        """
        folder = home / "instances"
        folder.mkdir(parents=True, exist_ok=True)
        for number in range(_MOST):
            handle = os.open(folder / f"{number}.lock", os.O_RDWR | os.O_CREAT, 0o600)
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                os.close(handle)
                continue
            self._handle: int | None = handle
            self.prefix = f"{_home_id(folder)}/{number}/"
            return
        raise RuntimeError(f"{_MOST} processes work on {home} already")

    def close(self) -> None:
        """Give the place back."""
        if self._handle is not None:
            os.close(self._handle)
            self._handle = None


def _home_id(folder: Path) -> str:
    """A random name of the data folder, made once: hosts that share a database must not share names."""
    path = folder / "id"
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        # Written by another process at this moment, perhaps: an empty file is a file half made.
        for _ in range(100):
            if text := path.read_text(encoding="ascii"):
                return text
        raise RuntimeError(f"{path} is empty; delete it") from None
    with os.fdopen(handle, "w") as out:
        out.write(name := secrets.token_hex(8))
    return name
