"""kill -9 in the middle of twenty audits, a poster's among them: after a restart all of them end, and none twice."""

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from sqlalchemy import Engine, text

from api.security import hash_token
from catalog.database import writing
from catalog.people import create_store, create_user, ensure_chain
from catalog.rows import key
from catalog.tokens import create_token
from tests.poster_pictures import WATER, poster_jpeg
from tests.shelf_pictures import shelf_jpeg
from tests.tiny_models import write_models

PHOTOS = 20
POSTER = 3
"""Which of the photos is one."""
TOKEN = "token-of-the-test"
ADDRESS = re.compile(r"http://127\.0\.0\.1:\d+")


@contextmanager
def serving(environment: dict[str, str]) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """The real command in a process of its own, and its address."""
    command = [sys.executable, "-c", "from api.cli import main; main()", "serve", "--port", "0"]
    process = subprocess.Popen(
        command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    try:
        lines: list[str] = []
        assert process.stdout is not None
        for line in process.stdout:
            lines.append(line)
            if found := ADDRESS.search(line):
                yield process, found[0]
                break
        else:
            raise AssertionError(f"the service did not start: {''.join(lines)}")
    finally:
        process.kill()
        process.wait(20)
        if process.stdout is not None:
            process.stdout.close()


def scalars(engine: Engine, query: str) -> list[Any]:
    with engine.connect() as connection:
        return list(connection.execute(text(query)).scalars())


def prepare(engine: Engine) -> None:
    now = datetime.now(UTC)
    with writing(engine) as session:
        chain = key(ensure_chain(session, "default").id)
        create_store(session, chain, "S1", "Store")
        user = create_user(session, chain, "admin", "!", "admin")
        create_token(session, user, hash_token(TOKEN), "api", now=now, expires_at=now + timedelta(hours=1))


@pytest.mark.parametrize("kills", [2])
def test_a_killed_service_picks_its_work_up_again(
    database_url: str, engine: Engine, tmp_path: Path, kills: int
) -> None:
    environment = os.environ | {
        "PAIMIAN_HOME": str(tmp_path / "home"),
        "PAIMIAN_DATABASE_URL": database_url,
        "PAIMIAN_MODELS_DIR": str(write_models(tmp_path / "models", slow=1)),
        "PAIMIAN_WORKERS": "2",
        "PAIMIAN_OCR_ENGINE": "rapidocr",
        "PAIMIAN_THREADS": "1",
        "PAIMIAN_MAX_ATTEMPTS": "5",
        "PYTHONUNBUFFERED": "1",
    }
    prepare(engine)
    headers = {"Authorization": f"Bearer {TOKEN}"}
    uploaded: list[int] = []
    ended_before = -1
    for number in range(kills):
        with serving(environment) as (process, address):
            for seed in range(PHOTOS) if number == 0 else ():
                answer = httpx.post(
                    f"{address}/api/photos",
                    headers=headers,
                    files={
                        "file": (
                            f"{seed}.jpg",
                            poster_jpeg(*WATER) if seed == POSTER else shelf_jpeg(seed=seed),
                        )
                    },
                    data={"store": "S1", "kind": "poster" if seed == POSTER else "shelf"},
                    timeout=60,
                )
                assert answer.status_code == 202, answer.text
                uploaded.append(answer.json()["audit_id"])
            kill_at_work(process, engine, ended_before)
        states = scalars(engine, "SELECT state FROM audit")
        assert {"running", "queued"} <= set(states)
        ended_before = states.count("done")

    with serving(environment) as (_, address):
        until = time.monotonic() + 120
        while time.monotonic() < until and set(scalars(engine, "SELECT state FROM audit")) != {"done"}:
            time.sleep(0.2)
        reports = [httpx.get(f"{address}/api/audits/{i}", headers=headers).json() for i in uploaded]

    assert len(set(uploaded)) == PHOTOS
    assert scalars(engine, "SELECT state FROM audit") == ["done"] * PHOTOS
    (poster,) = (report["poster"] for report in reports if report["report"] is None)
    assert len(poster["offers"]) == 2
    assert scalars(engine, "SELECT count(*) FROM poster") == [1]
    assert scalars(engine, "SELECT count(*) FROM poster_offer") == [2]
    shelves = [len(report["report"]["products"]) for report in reports if report["report"] is not None]
    assert shelves == [15] * (PHOTOS - 1)
    assert scalars(engine, "SELECT count(*) FROM photo") == [PHOTOS]
    for table, each in (("shelf_group", 5), ("detection", 16)):
        counts = scalars(engine, f"SELECT count(*) FROM {table} GROUP BY audit_id")
        assert counts == [each] * (PHOTOS - 1), table
    assert scalars(engine, "SELECT sum(units) FROM facing GROUP BY audit_id") == [15] * (PHOTOS - 1)
    assert max(scalars(engine, "SELECT attempts FROM audit")) > 1, "no audit had to be picked up again"
    files = tmp_path / "home" / "files"
    assert len([p for p in files.rglob("*") if p.is_file()]) == PHOTOS


def kill_at_work(process: subprocess.Popen[str], engine: Engine, ended_before: int) -> None:
    """Kill the process while photos are in work and others wait, after something more has ended.

    It is halted first: else the photo in work might end between the look and the kill.
    """
    until = time.monotonic() + 60
    while time.monotonic() < until:
        states = scalars(engine, "SELECT state FROM audit")
        if states.count("done") > max(ended_before, 0) and "running" in states:
            process.send_signal(signal.SIGSTOP)
            if "running" in scalars(engine, "SELECT state FROM audit"):
                process.send_signal(signal.SIGKILL)
                process.wait(20)
                return
            process.send_signal(signal.SIGCONT)
        time.sleep(0.01)
    raise AssertionError(f"nothing happens: {states}")
