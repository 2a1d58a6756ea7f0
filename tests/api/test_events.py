"""Progress while it happens, and the end however it is reached."""

import json
import threading
from datetime import timedelta
from typing import Any

import httpx
import pytest
from sqlalchemy import text

from api.progress import STEPS, Progress, fraction_of
from catalog.database import writing
from catalog.queries_queue import claim_next, fail_audit
from tests.api.conftest import Service
from tests.shelf_pictures import shelf_jpeg


def events(answer: httpx.Response) -> list[tuple[str, dict[str, Any]]]:
    found = []
    for block in answer.text.strip().split("\n\n"):
        lines = dict(line.split(": ", 1) for line in block.splitlines() if not line.startswith(":"))
        if "event" in lines:
            found.append((lines["event"], json.loads(lines["data"])))
    return found


def test_a_finished_audit_says_so_at_once(service: Service) -> None:
    audit = service.audited()
    answer = service.client("rep").get(f"/api/audits/{audit['id']}/events")
    assert answer.headers["content-type"].startswith("text/event-stream")
    done = {"state": "done", "step": None, "fraction": 1.0}
    assert events(answer) == [("progress", done), ("done", done)]


def test_a_failed_audit_ends_the_stream_too(service: Service) -> None:
    audit = service.audited(data=shelf_jpeg(("..........",)))
    assert events(service.client("rep").get(f"/api/audits/{audit['id']}/events"))[-1][0] == "failed"


def test_steps_are_told_in_their_order(start, settings) -> None:
    service = start(settings.model_copy(update={"workers": 0}))
    audit_id = service.upload().json()["audit_id"]
    hub = service.parts.hub

    def work() -> None:
        while not hub._listeners.get(audit_id):
            pass
        for step in STEPS[1:]:
            hub.publish(audit_id, Progress("running", step, fraction_of(step)))
            threading.Event().wait(0.05)
        hub.publish(audit_id, Progress("done", None, 1.0))

    thread = threading.Thread(target=work)
    thread.start()
    told = events(service.client("rep").get(f"/api/audits/{audit_id}/events"))
    thread.join()
    steps = [data["step"] for name, data in told if name == "progress" and data["state"] == "running"]
    assert steps == [step for step in STEPS if step in steps]
    assert {"detect", "name"} <= set(steps)
    fractions = [data["fraction"] for _, data in told]
    assert fractions == sorted(fractions)
    assert told[-1][0] == "done"
    assert hub._listeners == {}


def test_the_work_of_another_process_is_followed_through_the_database(start, settings) -> None:
    service = start(settings.model_copy(update={"workers": 0}))
    audit_id = service.upload().json()["audit_id"]

    def work() -> None:
        now = service.clock()
        with writing(service.parts.engine) as session:
            claim = claim_next(session, "elsewhere", now=now, lease=timedelta(seconds=60))
        assert claim is not None
        threading.Event().wait(1.2)
        with writing(service.parts.engine) as session:
            assert fail_audit(session, claim, "nothing_found", now=now)

    thread = threading.Thread(target=work)
    thread.start()
    told = events(service.client("rep").get(f"/api/audits/{audit_id}/events"))
    thread.join()
    assert [data["state"] for name, data in told if name == "progress"][-2:] == ["running", "failed"]
    assert told[-1][0] == "failed"


def test_a_stop_ends_the_streams(start, settings) -> None:
    service = start(settings.model_copy(update={"workers": 0}))
    audit_id = service.upload().json()["audit_id"]
    threading.Timer(0.5, service.parts.hub.close).start()
    told = events(service.client("rep").get(f"/api/audits/{audit_id}/events"))
    assert told == [("progress", {"state": "queued", "step": "queued", "fraction": 0.0})]


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_the_worker_writes_its_step_down(service: Service) -> None:
    seen = []
    real = service.parts.jobs._beat
    service.parts.jobs._beat = lambda work: seen.append(work.step) or real(work)  # type: ignore[method-assign]
    for seed in range(3):
        service.audited(data=shelf_jpeg(seed=seed))
    with service.parts.engine.connect() as connection:
        left = connection.execute(text("SELECT count(*) FROM audit WHERE step IS NOT NULL")).scalar_one()
    assert left == 0
