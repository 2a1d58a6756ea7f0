"""Finding near hashes among a million: `python -m tests.acceptance.look_scale [LOOKS [DATA]]`, on SQLite.

Hashes of real shelves are not spread evenly, so the made-up ones are those of DATA's training photos (without it, any
number) with some bits flipped by chance; each look-up is for one of them altered by four bits.

2026-11-25, a million, 2 cores under a load of 10: 300 of 300 found, 55 ms (p50), 98 ms (p95) by the clock.
"""

import json
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from sqlmodel import insert

from catalog.database import make_engine, migrate, reading, writing
from catalog.people import create_store, ensure_chain
from catalog.photo_looks import look_row
from catalog.queries_likeness import looks_near
from catalog.rows import key
from catalog.tables import Photo
from catalog.tables_trust import PhotoLook
from vision.likeness import CANDIDATE_BITS_MOST, phash

NOW = datetime(2026, 11, 25, tzinfo=UTC)
ASKED = 300
_AT_ONCE = 20_000


def seeds(folder: Path | None, random: np.random.Generator) -> list[int]:
    """Hashes to make a million of."""
    paths = [] if folder is None else sorted((folder / "gaps" / "train" / "images").glob("train_*.jpg"))
    if paths:
        return [phash(np.asarray(cv2.imread(str(path)), np.uint8)) for path in paths]
    return [int(one) for one in random.integers(0, 2**64, 900, dtype=np.uint64)]


def flipped(value: int, bits: int, random: np.random.Generator) -> int:
    """The hash with so many bits changed, the first (the mean) never."""
    for bit in random.choice(63, bits, replace=False):
        value ^= 1 << int(bit)
    return value


def altered(known: list[int], count: int, random: np.random.Generator) -> list[int]:
    """Hashes of other pictures: known ones with 14 to 33 bits changed."""
    order = random.random((count, 63)).argsort(axis=1)
    chosen = order < random.integers(14, 34, (count, 1))
    masks = (chosen * (np.uint64(1) << np.arange(63, dtype=np.uint64))).sum(axis=1, dtype=np.uint64)
    picked = np.array(known, np.uint64)[random.integers(0, len(known), count)]
    return [int(one) for one in picked ^ masks]


def main(looks: int, folder: Path | None) -> dict[str, Any]:
    """Fill, then ask; times in milliseconds."""
    random = np.random.default_rng(3)
    known = seeds(folder, random)
    with tempfile.TemporaryDirectory() as home:
        engine = make_engine(f"sqlite:///{home}/looks.db")
        migrate(engine)
        with writing(engine) as session:
            chain_id = key(ensure_chain(session, "default").id)
            store_id = key(create_store(session, chain_id, "S1", "一店").id)
        hashes: list[int] = []
        for first in range(0, looks, _AT_ONCE):
            batch = altered(known, min(_AT_ONCE, looks - first), random)
            ids = range(first + 1, first + len(batch) + 1)
            photos = [{"id": n, "store_id": store_id, "sha256": f"{n:064x}", "uploaded_at": NOW} for n in ids]
            rows = [look_row(n, chain_id, one).model_dump() for n, one in zip(ids, batch, strict=True)]
            with writing(engine) as session:
                session.execute(insert(Photo), photos)
                session.execute(insert(PhotoLook), rows)
            hashes += batch
        times, busy, reached, returned = [], [], 0, 0
        for number in random.integers(0, looks, ASKED):
            asked = flipped(hashes[int(number)], 4, random)
            began, worked = time.perf_counter(), time.thread_time()
            with reading(engine) as session:
                found = looks_near(
                    session, chain_id, asked, before_id=looks + 1, most_bits=CANDIDATE_BITS_MOST, limit=32
                )
            times.append((time.perf_counter() - began) * 1000)
            busy.append((time.thread_time() - worked) * 1000)
            reached += int(number) + 1 in dict(found)
            returned += len(found)
        engine.dispose()
    p50, p95 = np.percentile(times, [50, 95])
    return {
        "looks": looks,
        "asked": ASKED,
        "found": reached,
        "candidates each": round(returned / ASKED, 2),
        "cpu_ms_p50": round(float(np.median(busy)), 1),
        "ms_p50": round(float(p50), 1),
        "ms_p95": round(float(p95), 1),
        "ms_most": round(max(times), 1),
    }


if __name__ == "__main__":
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    print(json.dumps(main(count, Path(sys.argv[2]) if len(sys.argv) > 2 else None)))
