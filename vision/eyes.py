"""The two networks together, loaded from the registry and stamped."""

import os
from dataclasses import dataclass

from vision.detector import Detector
from vision.embedder import BATCH_CUDA, Embedder
from vision.errors import ModelError
from vision.registry import ModelEntry, ModelKind, Registry, verify
from vision.session import Device, OnnxSession


@dataclass(frozen=True)
class ModelStamp:
    """Which file gave a result; stored with every result."""

    kind: str
    name: str
    version: str
    sha256: str


@dataclass(frozen=True)
class Eyes:
    """What sees a shelf: safe to share between threads (ONNX Runtime sessions are)."""

    detector: Detector
    embedder: Embedder
    models: tuple[ModelStamp, ...]

    def stamp(self, kind: ModelKind) -> ModelStamp:
        """The stamp of the detector or the embedder."""
        return next(s for s in self.models if s.kind == kind)


def load_eyes(registry: Registry, *, device: Device = "cpu", threads: int = 0) -> Eyes:
    """Load the registry's default detector and embedder for the device.

    Raises:
        ModelError: a file is missing, changed or not what it says, or the device is not to be had.
    """
    detector, embedder = registry.default("detector", device), registry.default("embedder", device)
    return Eyes(
        load_detector(registry, device=device, threads=threads),
        _embedder(embedder, device, threads),
        tuple(ModelStamp(e.kind, e.name, e.version, e.sha256) for e in (detector, embedder)),
    )


def load_detector(registry: Registry, *, device: Device = "cpu", threads: int = 0) -> Detector:
    """The registry's default detector for the device alone; raises what `load_eyes` does."""
    return Detector(_load(registry.default("detector", device), device, threads))


def _embedder(entry: ModelEntry, device: Device, threads: int) -> Embedder:
    if device == "cuda":
        return Embedder(_load(entry, device, threads), batch=BATCH_CUDA)
    return Embedder(_load(entry, device, threads=1), at_once=threads or os.cpu_count() or 1)


def _load(entry: ModelEntry, device: Device, threads: int) -> OnnxSession:
    session = OnnxSession(verify(entry), device=device, threads=threads)
    for key, value in (("name", entry.name), ("version", entry.version)):
        if (found := session.metadata.text(f"paimian.{key}")) != value:
            raise ModelError(
                f"{entry.path.name} says {key} {found!r}, the registry {value!r}; register it anew"
            )
    return session
