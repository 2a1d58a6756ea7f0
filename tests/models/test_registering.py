import hashlib
from dataclasses import replace
from pathlib import Path

import pytest

from models.registering import Record, register
from vision.errors import ModelError
from vision.registry import load_registry, verify


def record(version: str, kind: str = "detector") -> Record:
    return Record(kind, "shelf-n", version, f"shelf-n-{version}.onnx", "AGPL-3.0-or-later")  # type: ignore[arg-type]


def test_what_is_registered_is_what_production_loads(tmp_path: Path) -> None:
    (tmp_path / "shelf-n-1.0.0.onnx").write_bytes(b"one")
    register(tmp_path, record("1.0.0"))
    entry = load_registry(tmp_path / "registry.json").default("detector")
    assert entry.sha256 == hashlib.sha256(b"one").hexdigest()
    assert verify(entry) == b"one"


def test_a_newer_file_becomes_the_only_default_and_the_other_kind_keeps_its_own(tmp_path: Path) -> None:
    for version in ("1.0.0", "1.1.0"):
        (tmp_path / f"shelf-n-{version}.onnx").write_bytes(version.encode())
    register(tmp_path, record("1.0.0", "embedder"))
    register(tmp_path, record("1.0.0"))
    register(tmp_path, record("1.1.0"))
    registry = load_registry(tmp_path / "registry.json")
    assert registry.default("detector").version == "1.1.0"
    assert registry.default("embedder").version == "1.0.0"
    assert [e.default for e in registry.entries if e.kind == "detector"] == [False, True]


def test_a_file_for_one_device_is_the_default_there_alone_until_a_newer_file_for_all(tmp_path: Path) -> None:
    for version in ("1.0.0", "1.0.0-int8", "1.1.0"):
        (tmp_path / f"shelf-n-{version}.onnx").write_bytes(version.encode())
    register(tmp_path, record("1.0.0"))
    register(tmp_path, replace(record("1.0.0-int8"), device="cpu"))
    registry = load_registry(tmp_path / "registry.json")
    assert registry.default("detector").version == "1.0.0-int8"
    assert registry.default("detector", "cuda").version == "1.0.0"
    assert registry.default("detector", None).version == "1.0.0"
    register(tmp_path, record("1.1.0"))
    registry = load_registry(tmp_path / "registry.json")
    assert registry.default("detector").version == registry.default("detector", "cuda").version == "1.1.0"


def test_a_device_that_there_is_not_is_refused(tmp_path: Path) -> None:
    (tmp_path / "shelf-n-1.0.0.onnx").write_bytes(b"one")
    register(tmp_path, replace(record("1.0.0"), device="tpu"))  # type: ignore[arg-type]
    with pytest.raises(ModelError, match="tpu"):
        load_registry(tmp_path / "registry.json")


def test_registering_again_replaces_the_sum(tmp_path: Path) -> None:
    path = tmp_path / "shelf-n-1.0.0.onnx"
    path.write_bytes(b"one")
    register(tmp_path, record("1.0.0"))
    path.write_bytes(b"two")
    with pytest.raises(ModelError, match="sha256"):
        verify(load_registry(tmp_path / "registry.json").default("detector"))
    register(tmp_path, record("1.0.0"))
    registry = load_registry(tmp_path / "registry.json")
    assert len(registry.entries) == 1
    assert verify(registry.entries[0]) == b"two"


def test_a_file_elsewhere_or_missing_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="registry's folder"):
        Record("detector", "shelf-n", "1", "../shelf-n.onnx", "MIT")
    with pytest.raises(FileNotFoundError):
        register(tmp_path, record("9.9.9"))
    assert not (tmp_path / "registry.json").exists()
