"""The README's promise: on 200 stores × 40 SKUs × 90 days the report opens in less than a second.

SPEED_STORES=2000 times a chain of so many; what it may take grows with it.

SQLite works in this process, so the work is measured in its own time: other tests beside it do not lengthen that.
"""

import os
import shutil
import statistics
import time
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

import numpy as np
import pytest
from typer.testing import CliRunner, Result

from api.cli import app
from api.demo_chain import HistorySize, fill_history, make_skus, make_stores
from api.demo_history import draw_history
from api.settings import Settings
from catalog.database import make_engine, writing
from catalog.people import ensure_chain
from catalog.rows import key
from tests.api.conftest import Service

STORES, SKUS, DAYS = int(os.environ.get("SPEED_STORES", "200")), 40, 90
LAST = date(2026, 11, 23)
WORK, WAIT = 0.8 + STORES / 1000, 15.0
"""Seconds at most, on a machine that is busy with other things: neighbours make work longer too."""


@pytest.fixture(scope="module")
def chain_file(tmp_path_factory: pytest.TempPathFactory, migrated_sqlite: Path) -> Path:
    """A database of 720,000 lines and as many sales."""
    path = tmp_path_factory.mktemp("speed") / "paimian.db"
    shutil.copy(migrated_sqlite, path)
    engine = make_engine(f"sqlite:///{path}")
    begun, now = time.perf_counter(), datetime(2026, 11, 24, tzinfo=UTC)
    said: list[str] = []
    with writing(engine) as session:
        chain_id = key(ensure_chain(session, "our chain").id)
        stores, skus = make_stores(session, chain_id, STORES), make_skus(session, chain_id, SKUS, now=now)
        fill_history(session, stores, skus, HistorySize(DAYS, LAST), now=now, say=said.append)
    engine.dispose()
    print(f"\n{said[0]}, {time.perf_counter() - begun:.1f} s")
    assert f"{STORES * SKUS * DAYS} lines" in said[0]
    return path


def test_page_and_json_open_in_time_cold_and_warm(
    chain_file: Path, start: Callable[..., Service], models_dir: Path, tmp_path: Path
) -> None:
    settings = Settings(
        home=tmp_path / "home", database_url=f"sqlite:///{chain_file}", models_dir=models_dir, workers=0
    )
    service = start(settings)
    client, worked, waited = service.client("category"), {}, {}
    for name, path in (("JSON", "/api/reports/distribution"), ("page", "/distribution")):
        for turn in ("cold", "warm", "again"):
            begun, work = time.perf_counter(), time.process_time()
            answer = client.get(path, headers={"accept": "text/html"})
            worked[f"{name}, {turn}"] = round(time.process_time() - work, 2)
            waited[f"{name}, {turn}"] = round(time.perf_counter() - begun, 2)
            assert answer.status_code == 200
    assert client.get("/api/reports/distribution").json()["headline"]["audited"] == STORES
    print(f"seconds of work: {worked}; of waiting: {waited}")
    assert statistics.median(worked.values()) < WORK
    assert max(waited.values()) < WAIT


def test_the_made_up_past_is_plausible_and_the_same_for_the_same_seed() -> None:
    areas, categories = np.arange(30) % 5, np.arange(40) % 5
    one, two, other = (draw_history(seed, areas=areas, categories=categories, days=60) for seed in (1, 1, 2))
    assert (one.facings == two.facings).all()
    assert (one.sold == two.sold).all()
    assert not (one.facings == other.facings).all()
    present = (one.facings > 0).mean(axis=(0, 1))
    assert 0 < present.min() < 0.8 < present.max() <= 1
    assert 0 < (one.facings[:, :, one.must] == 0).mean() < 0.2  # shelves run empty, not often
    assert (one.sold[one.facings == 0] == 0).all()  # what is not there is not sold
    early, late = (one.facings[:, part] > 0 for part in (slice(0, 10), slice(50, 60)))
    moved = late.mean(axis=(0, 1)) - early.mean(axis=(0, 1))
    assert moved.max() > 0.2 or moved.min() < -0.2  # something is launched or delisted


def test_the_command_fills_an_empty_home_and_no_other(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PAIMIAN_HOME", str(tmp_path / "never"))

    def run(home: str, *arguments: str) -> Result:
        return CliRunner().invoke(app, [*arguments, "--home", str(tmp_path / home)])

    small = ("demo-history", "--stores", "5", "--skus", "6", "--days", "10")
    made = run("new", *small)
    assert made.exit_code == 0, made.output
    assert "5 stores, 6 SKUs, 10 days: 300 lines, 300 sales" in made.output
    again = run("new", *small)
    assert (again.exit_code, "already" in again.stderr) == (2, True)
    assert run("own", "user", "add", "rep", "--role", "rep", "--store", "S1").exit_code == 0
    own = run("own", *small)
    assert (own.exit_code, "stores of your own" in own.stderr) == (2, True)
    assert run("none", "demo-history", "--days", "0").exit_code == 2
