"""`paimian alerts replay`: each night, and a summary at the end; all stores, or a sample that says so."""

import json
from pathlib import Path

from typer.testing import CliRunner, Result

from api.cli import app
from api.cli_common import open_home
from catalog.database import writing
from catalog.people import create_store, ensure_chain
from catalog.rows import key
from tests.api.silence_world import fill_tills


def replayed(folder: Path, *arguments: str) -> Result:
    period = ("--from", "2026-09-10", "--to", "2026-10-09")
    return CliRunner().invoke(app, ["alerts", "replay", *period, *arguments, "--home", str(folder / "home")])


def test_a_replay_ends_with_a_summary(tmp_path: Path) -> None:
    with open_home(tmp_path / "home") as offline:
        with writing(offline.engine) as session:
            chain = ensure_chain(session, "default")
            assert key(chain.id) == offline.chain_id
            for code in ("S1", "S2"):
                create_store(session, offline.chain_id, code, code)
        fill_tills(offline.engine, "default")
    told = replayed(tmp_path)
    assert told.exit_code == 0, told.stderr
    assert "30 nights, 60 stores and days:" in told.stdout
    assert "all: 0.03 alerts a store and day (2); sold again within 3 days" in told.stdout
    document = json.loads(replayed(tmp_path, "--json").stdout)
    assert len(document["days"]) == 30
    assert document["summary"]["alerts"] == sum(len(day["alerts"]) for day in document["days"]) == 2
    sample = replayed(tmp_path, "--stores", "1")
    assert "1 of 2 stores, drawn at random with a fixed seed" in sample.stderr
