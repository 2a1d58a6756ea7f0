"""Which model files there are, and that they are the files they claim to be."""

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from vision.errors import ModelError
from vision.session import Device

ModelKind = Literal["detector", "embedder"]


@dataclass(frozen=True)
class ModelEntry:
    """One model file: what it is, where it lies, and the sha256 that its bytes must have.

    `device` names the only device that the file is meant for (8-bit weights pay on the CPU alone); `None`: any.
    """

    kind: str
    name: str
    version: str
    path: Path
    sha256: str
    license: str
    default: bool
    device: Device | None = None


@dataclass(frozen=True)
class Registry:
    """All model files known to this installation."""

    entries: tuple[ModelEntry, ...]

    def default(self, kind: ModelKind, device: Device | None = "cpu") -> ModelEntry:
        """The model used on this device unless somebody asks for another: one meant for it, else one for any.

        `None` asks for the one that is for any device.

        Raises:
            ModelError: none of this kind is marked as default.
        """
        defaults = {e.device: e for e in self.entries if e.kind == kind and e.default}
        for wanted in (device, None):
            if wanted in defaults:
                return defaults[wanted]
        raise ModelError(f"no default {kind} in the registry; train one with `python -m models.train {kind}`")


def load_registry(path: Path) -> Registry:
    """Read `registry.json`; files are named relative to its folder.

    Raises:
        ModelError: the file is missing or not of the expected shape.
    """
    try:
        models = json.loads(path.read_text(encoding="utf-8"))["models"]
        entries = tuple(
            ModelEntry(
                kind=str(m["kind"]),
                name=str(m["name"]),
                version=str(m["version"]),
                path=path.parent / str(m["file"]),
                sha256=str(m["sha256"]),
                license=str(m["license"]),
                default=bool(m.get("default", False)),
                device=_device(m.get("device")),
            )
            for m in models
        )
    except FileNotFoundError as error:
        raise ModelError(f"no model registry at {path}; is the installation complete?") from error
    except (ValueError, KeyError, TypeError) as error:
        raise ModelError(f"{path} is not a model registry: {error!r}") from error
    return Registry(entries)


def _device(name: object) -> Device | None:
    match name:
        case None | "cpu" | "cuda":
            return name
    raise ValueError(f"expected device cpu or cuda, got {name!r}")


def verify(entry: ModelEntry) -> bytes:
    """The file's bytes, once their sha256 is the registered one.

    Raises:
        ModelError: the file is missing or its content is another.
    """
    try:
        data = entry.path.read_bytes()
    except FileNotFoundError as error:
        raise ModelError(f"model file {entry.path} is missing; restore it or re-register") from error
    found = hashlib.sha256(data).hexdigest()
    if found != entry.sha256:
        raise ModelError(
            f"model file {entry.path.name} has sha256 {found[:12]}…, registered is {entry.sha256[:12]}…; "
            "restore the file or register the new one"
        )
    return data
