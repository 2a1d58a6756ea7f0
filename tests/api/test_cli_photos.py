"""`paimian photos`: seals made late, and a chain that says where it breaks."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import text
from typer.testing import CliRunner, Result

from api.cli import app
from api.cli_common import open_home
from catalog.database import writing
from catalog.people import create_store
from catalog.queries_people import find_store
from catalog.queries_queue import submit_photo
from catalog.rows import key
from tests.shelf_pictures import shelf_jpeg

NOW = datetime(2026, 11, 25, 8, 0, tzinfo=UTC)


def run(folder: Path, *arguments: str) -> Result:
    return CliRunner().invoke(app, ["photos", *arguments, "--home", str(folder / "home")])


def execute(folder: Path, statement: str) -> None:
    with open_home(folder / "home") as offline, offline.engine.begin() as connection:
        connection.execute(text(statement))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A home with three photos in one store."""
    with open_home(tmp_path / "home") as offline, writing(offline.engine) as session:
        store = create_store(session, offline.chain_id, "S1", "人民路店")
        for number in range(3):
            sha256 = offline.files.save(b"photo %d" % number)
            submit_photo(session, store_id=key(store.id), sha256=sha256, now=NOW)
    return tmp_path


def test_a_whole_chain_is_good_and_tells_its_last_seal(folder: Path) -> None:
    result = run(folder, "verify")
    assert result.exit_code == 0, result.stderr
    assert "3 seals, all good; last 3:" in result.stdout
    last = result.stdout.split("last ")[1].strip()
    assert run(folder, "verify", "--expect", last).exit_code == 0
    document = json.loads(run(folder, "verify", "--json").stdout)
    assert (document["good"], document["last"]) == (True, last)


def test_a_changed_file_is_found_unless_files_are_left_out(folder: Path) -> None:
    with open_home(folder / "home") as offline:
        path = offline.files.path(offline.files.save(b"photo 1"))
    path.write_bytes(b"photo 9")
    result = run(folder, "verify")
    assert result.exit_code == 1
    assert result.stderr.splitlines()[0].startswith("seal 2 (photo 2): the photo's file was changed")
    assert run(folder, "verify", "--no-files").exit_code == 0


def test_a_changed_row_says_what_was_changed(folder: Path) -> None:
    execute(folder, "UPDATE photo SET captured_at = '2026-11-01 00:00:00.000000' WHERE id = 3")
    result = run(folder, "verify")
    assert result.exit_code == 1
    assert "seal 3 (photo 3): captured_at of its record was changed: sealed as None, now 2026-11-01" in (
        result.stderr
    )


def test_a_chain_with_its_end_cut_off_lacks_the_seal_kept_elsewhere(folder: Path) -> None:
    last = run(folder, "verify").stdout.split("last ")[1].strip()
    for statement in ("photo_seal WHERE photo_id = 3", "audit WHERE photo_id = 3", "photo WHERE id = 3"):
        execute(folder, f"DELETE FROM {statement}")
    assert run(folder, "verify").exit_code == 0, "nothing in the rest tells"
    result = run(folder, "verify", "--expect", last)
    assert result.exit_code == 1
    assert "its end was cut off" in result.stderr


def test_photos_without_a_seal_are_told_and_sealed_on_demand(folder: Path) -> None:
    execute(folder, "DELETE FROM photo_seal")
    result = run(folder, "verify")
    assert result.exit_code == 1
    assert "3 photos have no seal" in result.stderr
    assert run(folder, "seal").stdout == "3 photos sealed\n"
    assert run(folder, "seal").stdout == "0 photos sealed\n"
    assert run(folder, "verify").exit_code == 0


@pytest.mark.parametrize("arguments", [("--expect", "7"), ("--expect", "x:" + "0" * 64), ("--chain", "none")])
def test_what_cannot_be_meant_is_bad_input(folder: Path, arguments: tuple[str, ...]) -> None:
    result = run(folder, "verify", *arguments)
    assert result.exit_code == 2
    assert result.stderr.startswith("paimian: ")


def test_older_photos_get_their_hash_and_what_is_no_photo_is_told(folder: Path) -> None:
    with open_home(folder / "home") as offline, writing(offline.engine) as session:
        store = find_store(session, offline.chain_id, "S1")
        assert store is not None
        sha256 = offline.files.save(shelf_jpeg())
        submit_photo(session, store_id=key(store.id), sha256=sha256, now=NOW)
    first = run(folder, "looks")
    assert (first.exit_code, first.stdout) == (0, "1 photos hashed\n")
    assert len(first.stderr.splitlines()) == 3, "the three that are no pictures"
    assert run(folder, "looks").stdout == "0 photos hashed\n"
