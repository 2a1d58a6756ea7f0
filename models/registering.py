"""Writing `registry.json`: the one place that computes a model file's sha256 and makes it the default."""

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Literal

from vision.session import Device

REGISTRY: Final = "registry.json"


@dataclass(frozen=True)
class Record:
    """A model file to register; `file` lies in the registry's folder, `device` as in `ModelEntry`."""

    kind: Literal["detector", "embedder"]
    name: str
    version: str
    file: str
    license: str
    device: Device | None = None

    def __post_init__(self) -> None:
        if Path(self.file).name != self.file or not self.file.endswith(".onnx"):
            raise ValueError(
                f"expected the name of an .onnx file in the registry's folder, got {self.file!r}"
            )


def register(folder: Path, record: Record) -> dict[str, Any]:
    """Enter the file with its sha256 as the default of its kind; returns the entry.

    An entry of the same kind, name and version is replaced; the others of the kind stay, no longer default. A file
    for one device is the default there alone: beside it the default for any device stays what it was. The registry is
    replaced in one step.

    Raises:
        FileNotFoundError: the model file is not there.
    """
    entry = {
        "kind": record.kind,
        "name": record.name,
        "version": record.version,
        "file": record.file,
        "sha256": hashlib.sha256((folder / record.file).read_bytes()).hexdigest(),
        "license": record.license,
        "default": True,
    } | ({"device": record.device} if record.device else {})
    path = folder / REGISTRY
    models: list[dict[str, Any]] = json.loads(path.read_text("utf-8"))["models"] if path.exists() else []
    key = (record.kind, record.name, record.version)
    kept = [m for m in models if (m["kind"], m["name"], m["version"]) != key]
    for other in kept:
        if other["kind"] == record.kind and record.device in (None, other.get("device")):
            other["default"] = False
    ordered = sorted([*kept, entry], key=lambda m: (m["kind"], m["name"], m["version"]))
    part = path.with_suffix(".part")
    part.write_text(json.dumps({"models": ordered}, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    part.replace(path)
    return entry
