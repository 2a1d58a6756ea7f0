"""Time, CPU, memory and disk of a till's file: `python -m tests.acceptance.scan_import --rows 20000000`.

A made-up file of 2,173 stores, sorted by day as feeds are or shuffled (`--shuffled`), goes into a fresh SQLite file in
a process of its own, and once more: nothing may change then.
"""

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Final
from zoneinfo import ZoneInfo

import numpy as np
from sqlalchemy import text

from catalog.database import make_engine, migrate, writing
from catalog.people import ensure_chain
from catalog.rows import key
from catalog.scan_import import Feed, import_scan_file
from catalog.sku_draft import SkuDraft
from catalog.skus import create_sku
from catalog.tables import Store

STORES: Final = 2173
SKUS: Final = 200
LAST: Final = date(2026, 11, 24)
_NOW: Final = datetime(2026, 11, 25, tzinfo=UTC)


def write_file(path: Path, rows: int, *, shuffled: bool, seed: int = 1) -> None:
    """`rows` different triples of store, SKU and day, the oldest day first; units from a long-tailed law."""
    dice = np.random.default_rng(seed)
    pairs = STORES * SKUS
    days = -(-rows // pairs)
    names = [(LAST - timedelta(days=days - 1 - n)).isoformat() for n in range(days)]
    order = dice.permutation(rows) if shuffled else np.arange(rows)
    units = dice.poisson(dice.gamma(0.5, 2.0, rows))
    with path.open("w", encoding="utf-8") as out:
        out.write("store,sku,date,units,till\n")
        for begin in range(0, rows, 500_000):
            part = order[begin : begin + 500_000]
            day, pair = part // pairs, part % pairs
            numbers = zip(
                (pair // SKUS).tolist(),
                (pair % SKUS).tolist(),
                day.tolist(),
                units[part].tolist(),
                strict=True,
            )
            out.writelines(f"S{s:04d},69{k:011d},{names[d]},{n},7\n" for s, k, d, n in numbers)


def found(database: Path) -> int:
    """A migrated database with the chain's stores and SKUs; the chain's id."""
    url = f"sqlite:///{database}"
    migrate(url)
    engine = make_engine(url)
    with writing(engine) as session:
        chain = key(ensure_chain(session, "default").id)
        session.add_all(Store(chain_id=chain, code=f"S{n:04d}", name=f"{n}") for n in range(STORES))
        for n in range(SKUS):
            create_sku(session, chain, SkuDraft(code=f"69{n:011d}", brand="B", name=f"{n}"), now=_NOW)
    engine.dispose()
    return chain


def take(database: Path, chain: int, path: Path) -> dict[str, float]:
    """One import, measured within its process."""
    engine = make_engine(f"sqlite:///{database}")
    begun, cpu = time.perf_counter(), time.process_time()
    feed = Feed(chain, _NOW, LAST + timedelta(days=1), ZoneInfo("Asia/Shanghai"), path.name)
    reading = [0.0]
    done = import_scan_file(
        engine,
        feed,
        path,
        lambda p: reading.__setitem__(0, time.perf_counter() - begun) if p.step == "read" else None,
    )
    seconds, cpu = time.perf_counter() - begun, time.process_time() - cpu
    with engine.connect() as connection:
        count, total = connection.execute(text("SELECT count(*), sum(units) FROM daily_scan")).one()
    return {
        "rows": done.rows,
        "kept": done.kept,
        "bad": done.bad_rows,
        "seconds": round(seconds, 1),
        "read_seconds": round(reading[0], 1),
        "cpu_seconds": round(cpu, 1),
        "rows_per_second": round(done.rows / seconds),
        "peak_mib": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
        "database_rows": count,
        "database_units": total / 1000,
    }


def main() -> int:
    """Print both imports as JSON lines."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=2_000_000)
    parser.add_argument("--shuffled", action="store_true")
    parser.add_argument("--folder", type=Path, default=None, help="where the file and the database lie")
    parser.add_argument("--take", nargs=3, metavar=("DATABASE", "CHAIN", "FILE"), help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.take:
        print(json.dumps(take(Path(asked.take[0]), int(asked.take[1]), Path(asked.take[2]))))
        return 0
    with tempfile.TemporaryDirectory(dir=asked.folder) as folder:
        path, database = Path(folder) / "till.csv", Path(folder) / "paimian.db"
        write_file(path, asked.rows, shuffled=asked.shuffled)
        chain = found(database)
        results = []
        for which in ("first", "again"):
            program = [sys.executable, "-m", "tests.acceptance.scan_import", "--take"]
            out = subprocess.run(
                [*program, str(database), str(chain), str(path)], capture_output=True, check=False, text=True
            )
            if out.returncode:
                print(out.stderr, file=sys.stderr)
                return 1
            result = json.loads(out.stdout)
            size = sum(file.stat().st_size for file in database.parent.glob("paimian.db*"))
            measured = {"file_mb": path.stat().st_size // 10**6, "database_mb": size // 10**6}
            print(json.dumps({"which": which, **result, **measured, "load": os.getloadavg()[0]}), flush=True)
            results.append((result["kept"], result["database_rows"], result["database_units"]))
        if results[0] != results[1] or results[0][1] != asked.rows:
            print(f"expected {asked.rows} rows, and the same twice: {results}", file=sys.stderr)
            return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
