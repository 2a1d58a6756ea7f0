"""Workers that share, lose, give back and give up audits."""

import threading
import time
from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import event, text

import api.looking
from api.instances import Instance
from api.settings import Settings
from catalog.database import writing
from catalog.queries_queue import claim_next
from tests.api.conftest import Service
from tests.shelf_pictures import shelf_jpeg

Start = Callable[..., Service]


def rows(service: Service, query: str) -> list[tuple[Any, ...]]:
    with service.parts.engine.connect() as connection:
        return [tuple(row) for row in connection.execute(text(query))]


def queue_photos(service: Service, count: int) -> list[int]:
    return [service.upload(data=shelf_jpeg(seed=seed)).json()["audit_id"] for seed in range(count)]


def test_many_workers_of_many_services_do_each_audit_once(start: Start, settings: Settings) -> None:
    first = start(settings.model_copy(update={"workers": 2}))
    second = start(settings.model_copy(update={"workers": 2}), first.tokens)
    ids = queue_photos(first, 16)
    assert {first.wait(i)["state"] for i in ids} == {"done"}
    counts = rows(first, "SELECT audit_id, count(*), sum(units) FROM facing GROUP BY audit_id")
    assert len(counts) == 16
    assert {units for _, _, units in counts} == {15}
    assert {row for row in rows(first, "SELECT state, attempts, lease_owner FROM audit")} == {
        ("done", 1, None)
    }
    assert second.parts.jobs._instance is not None
    assert first.parts.jobs._instance is not None
    assert first.parts.jobs._instance.prefix != second.parts.jobs._instance.prefix


def test_an_upload_wakes_a_worker_at_once(start: Start, settings: Settings) -> None:
    service = start(settings.model_copy(update={"poll_seconds": 60}))
    service.audited()
    began = time.monotonic()
    service.audited(data=shelf_jpeg(seed=1))
    assert time.monotonic() - began < 10


def test_a_start_takes_up_what_its_former_self_left_lying(start: Start, settings: Settings) -> None:
    idle = start(settings.model_copy(update={"workers": 0}))
    audit_id = queue_photos(idle, 1)[0]
    place = Instance(settings.home)
    with writing(idle.parts.engine) as session:
        claim = claim_next(session, f"{place.prefix}0", now=idle.clock(), lease=timedelta(hours=5))
    assert claim is not None
    place.close()
    worker = start(settings, idle.tokens)
    assert worker.wait(audit_id)["state"] == "done"
    assert rows(worker, "SELECT attempts FROM audit") == [(2,)]


def test_a_worker_that_fell_silent_elsewhere_is_noticed(start: Start, settings: Settings) -> None:
    idle = start(settings.model_copy(update={"workers": 0}))
    audit_id = queue_photos(idle, 1)[0]
    with writing(idle.parts.engine) as session:
        assert (
            claim_next(session, "other host/0/0", now=idle.clock(), lease=timedelta(seconds=0.5)) is not None
        )
    worker = start(settings.model_copy(update={"sweep_seconds": 0.3, "lease_seconds": 1}), idle.tokens)
    assert worker.wait(audit_id)["state"] == "done"


def test_a_photo_that_breaks_the_program_again_and_again_is_given_up(
    start: Start, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    tries = []

    def broken(*args: Any, **kwargs: Any) -> None:
        tries.append(1)
        raise MemoryError("too much")

    with monkeypatch.context() as patch:
        patch.setattr(api.looking, "audit_shelf", broken)
        service = start(settings)
        audit = service.audited()
        assert (audit["state"], audit["error"]["code"]) == ("failed", "too_many_attempts")
        assert len(tries) == settings.max_attempts == audit["attempts"]
    good = service.audited(data=shelf_jpeg(seed=1))
    assert good["state"] == "done"


def test_an_audit_that_killed_its_workers_is_given_up_at_the_sweep(start: Start, settings: Settings) -> None:
    idle = start(settings.model_copy(update={"workers": 0}))
    audit_id = queue_photos(idle, 1)[0]
    with idle.parts.engine.begin() as connection:
        connection.execute(
            text(
                "UPDATE audit SET state = 'running', attempts = 3, lease_owner = 'x', "
                "lease_until = '2020-01-01 00:00:00+00'"
                if connection.dialect.name == "postgresql"
                else "UPDATE audit SET state = 'running', attempts = 3, lease_owner = 'x', "
                "lease_until = '2020-01-01 00:00:00.000000'"
            )
        )
    worker = start(settings, idle.tokens)
    audit = worker.wait(audit_id)
    assert (audit["state"], audit["error"]["code"]) == ("failed", "too_many_attempts")
    assert audit["error"]["message"]


def test_a_stop_gives_the_photo_back_and_its_result_is_not_saved(
    start: Start, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    inside, go_on = threading.Event(), threading.Event()
    real = api.looking.audit_shelf

    def slow(*args: Any, **kwargs: Any) -> Any:
        inside.set()
        go_on.wait(20)
        return real(*args, **kwargs)

    with monkeypatch.context() as patch:
        patch.setattr(api.looking, "audit_shelf", slow)
        service = start(settings.model_copy(update={"stop_seconds": 0.1}))
        service.upload()
        assert inside.wait(20)
        began = time.monotonic()
        service.parts.jobs.stop()
        assert time.monotonic() - began < 5
        assert rows(service, "SELECT state, attempts, lease_owner FROM audit") == [("queued", 0, None)]
        go_on.set()
        for thread in service.parts.jobs._threads:
            thread.join(20)
    assert rows(service, "SELECT state FROM audit") == [("queued",)]
    assert rows(service, "SELECT count(*) FROM facing") == [(0,)]
    renewed = start(settings, service.tokens)
    assert renewed.wait(1)["state"] == "done"


def test_a_stop_lets_a_photo_in_work_come_to_its_end(start: Start, settings: Settings) -> None:
    service = start(settings)
    service.upload()
    while rows(service, "SELECT state FROM audit") == [("queued",)]:
        time.sleep(0.005)
    service.parts.jobs.stop()
    assert rows(service, "SELECT state, attempts FROM audit") == [("done", 1)]


def test_places_are_numbered_and_freed(tmp_path) -> None:
    first, second = Instance(tmp_path), Instance(tmp_path)
    assert first.prefix.split("/")[1:] == ["0", ""]
    assert second.prefix.split("/")[1:] == ["1", ""]
    assert first.prefix.split("/")[0] == second.prefix.split("/")[0]
    first.close()
    third = Instance(tmp_path)
    assert third.prefix.split("/")[1] == "0"
    second.close()
    third.close()


def test_no_database_handle_is_open_while_a_photo_is_looked_at(
    start: Start, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    held = []
    mine: Counter[int] = Counter()
    real = api.looking.audit_shelf

    def watching(*args: Any, **kwargs: Any) -> Any:
        held.append(mine[threading.get_ident()])
        return real(*args, **kwargs)

    service = start(settings.model_copy(update={"workers": 0}))
    # By thread: others of the service look into the database meanwhile.
    event.listen(service.parts.engine, "checkout", lambda *_: mine.update({threading.get_ident(): 1}))
    event.listen(service.parts.engine, "checkin", lambda *_: mine.update({threading.get_ident(): -1}))
    audit_id = queue_photos(service, 1)[0]
    monkeypatch.setattr(api.looking, "audit_shelf", watching)
    service.parts.settings.__dict__["workers"] = 1
    service.parts.jobs.start()
    deadline = time.monotonic() + 20
    while not held and time.monotonic() < deadline:
        time.sleep(0.01)
    assert service.wait(audit_id)["state"] == "done"
    assert held == [0]
