"""The demo's night waits for its photos and what follows of them, so that its alerts go by what they show."""

import shutil
from pathlib import Path

import pytest

from api.demo_night import judge_when_seen
from catalog.database import reading
from catalog.queries_silence import last_night
from tests.api.alert_world import fill_tills
from tests.api.conftest import Service


@pytest.fixture
def database_url(migrated_sqlite: Path, tmp_path: Path) -> str:
    """SQLite alone: nothing here is asked of the database itself."""
    shutil.copy(migrated_sqlite, tmp_path / "paimian.db")
    return f"sqlite:///{tmp_path / 'paimian.db'}"


def test_the_night_comes_after_the_photos_and_their_advice(
    service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    tills = fill_tills(service.parts.engine, service.clock())
    audit = service.audited()["id"]
    monkeypatch.setattr("api.demo_night.waiting_or_running", lambda session: (audit,))
    assert not judge_when_seen(service.parts)
    monkeypatch.setattr("api.demo_night.waiting_or_running", lambda session: ())
    monkeypatch.setattr("api.demo_night.audits_to_advise", lambda session, limit: (audit,))
    assert not judge_when_seen(service.parts)
    with reading(service.parts.engine) as session:
        assert last_night(session, tills.chain_id) is None
    monkeypatch.setattr("api.demo_night.audits_to_advise", lambda session, limit: ())
    assert judge_when_seen(service.parts)
    with reading(service.parts.engine) as session:
        night = last_night(session, tills.chain_id)
    assert night is not None
    assert (night.day, night.alerts) == (tills.last, 3)
