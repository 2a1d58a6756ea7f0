"""Embeddings as bytes: little-endian float32, so that a database moves between machines."""

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float32]


def to_bytes(vector: Floats) -> bytes:
    """(D,) → 4·D bytes; refuses what is not one finite vector."""
    if vector.ndim != 1 or len(vector) == 0 or not np.isfinite(vector).all():
        raise ValueError(f"expected a finite (D,) vector, got shape {vector.shape}")
    return vector.astype("<f4").tobytes()


def stack(rows: list[bytes]) -> Floats:
    """R vectors of equal length → (R, D) float32; no rows → (0, 0)."""
    lengths = {len(row) for row in rows}
    if len(lengths) > 1:
        raise ValueError(f"expected vectors of one length, got {sorted(n // 4 for n in lengths)} dimensions")
    if not rows:
        return np.empty((0, 0), np.float32)
    flat = np.frombuffer(b"".join(rows), "<f4").reshape(len(rows), -1)
    return flat.astype(np.float32)
