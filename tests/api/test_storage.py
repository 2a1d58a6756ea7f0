"""Files by their hash: whole or not at all."""

import hashlib
import io
import os
import threading
from pathlib import Path

import pytest

from api.storage import FileMissing, FileStore, FileTooLarge


def files_of(root: Path) -> list[Path]:
    return [path for path in root.rglob("*") if path.is_file()]


def test_bytes_come_back_from_under_their_hash(tmp_path: Path) -> None:
    store = FileStore(tmp_path, max_bytes=100)
    sha256 = store.save(b"shelf")
    assert sha256 == hashlib.sha256(b"shelf").hexdigest()
    assert store.get(sha256) == b"shelf"
    assert store.save(b"shelf") == sha256
    assert files_of(tmp_path) == [tmp_path / sha256[:2] / sha256[2:4] / sha256]


def test_what_is_not_kept_is_gone(tmp_path: Path) -> None:
    store = FileStore(tmp_path, max_bytes=100)
    with store.receive(io.BytesIO(b"no photo")) as incoming:
        assert incoming.read() == b"no photo"
        assert incoming.size == 8
    with pytest.raises(RuntimeError), store.receive(io.BytesIO(b"no photo")):
        raise RuntimeError
    assert files_of(tmp_path) == []


def test_a_stream_over_the_limit_is_cut_off(tmp_path: Path) -> None:
    class Endless(io.RawIOBase):
        taken = 0

        def read(self, size: int = -1) -> bytes:
            self.taken += size
            return b"x" * size

    stream = Endless()
    with pytest.raises(FileTooLarge), FileStore(tmp_path, max_bytes=3_000_000).receive(stream):  # type: ignore[arg-type]
        pass
    assert stream.taken < 5_000_000
    assert files_of(tmp_path) == []


@pytest.mark.parametrize(
    "name", ["", "../../etc/passwd", "A" * 64, "a" * 63, "a" * 64 + "/x", "a" * 64 + "\n"]
)
def test_only_a_hash_is_a_place(tmp_path: Path, name: str) -> None:
    with pytest.raises(ValueError, match="sha256"):
        FileStore(tmp_path, max_bytes=1).path(name)


def test_a_missing_file_has_a_name(tmp_path: Path) -> None:
    with pytest.raises(FileMissing) as raised:
        FileStore(tmp_path, max_bytes=1).get("0" * 64)
    assert raised.value.sha256 == "0" * 64


def test_a_full_disk_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space"):
        FileStore(tmp_path, max_bytes=100).save(b"shelf")
    assert files_of(tmp_path) == []


def test_many_writers_of_one_file_do_not_harm_each_other(tmp_path: Path) -> None:
    store, data = FileStore(tmp_path, max_bytes=10_000_000), os.urandom(1_000_000)
    threads = [threading.Thread(target=store.save, args=(data,)) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert store.get(hashlib.sha256(data).hexdigest()) == data
    assert len(files_of(tmp_path)) == 1


def test_what_a_killed_process_left_is_swept_and_what_is_in_use_is_not(tmp_path: Path) -> None:
    store = FileStore(tmp_path, max_bytes=100)
    with store.receive(io.BytesIO(b"in use")) as incoming:
        left = tmp_path / "tmp" / "left"
        left.write_bytes(b"half a pho")
        os.utime(left, (0, 0))
        assert store.forget_abandoned() == 1
        assert incoming.read() == b"in use"
    assert files_of(tmp_path) == []
