"""The queue under real races: threads, processes, lost leases, late workers."""

import multiprocessing
import threading
from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Engine, func
from sqlmodel import Session, col, select

from catalog.database import make_engine, reading, writing
from catalog.errors import NotFound
from catalog.queries_queue import (
    TOO_MANY_ATTEMPTS,
    Claim,
    Submitted,
    claim_next,
    extend_lease,
    fail_audit,
    queue_audit,
    recover,
    release,
    submit_photo,
    waiting_or_running,
)
from catalog.reports_saving import finish_audit
from catalog.rows import key
from catalog.tables import Audit, Photo
from catalog.tables_seen import Detection, Facing, ShelfGroup
from tests.catalog.conftest import LEASE, NOW, Company, report


def submit(engine: Engine, store_id: int, sha256: str = "a" * 64) -> Submitted:
    with writing(engine) as session:
        return submit_photo(session, store_id=store_id, sha256=sha256, now=NOW, file_name="../../x.jpg")


def claim(engine: Engine, owner: str = "w1", now: Any = NOW) -> Claim:
    with writing(engine) as session:
        taken = claim_next(session, owner, now=now, lease=LEASE)
    assert taken is not None
    return taken


def count(engine: Engine, table: Any) -> int:
    with reading(engine) as session:
        return session.exec(select(func.count()).select_from(table)).one()


def together(work: Callable[[int], None], workers: int) -> None:
    errors: list[BaseException] = []
    start = threading.Barrier(workers)

    def run(number: int) -> None:
        try:
            start.wait()
            work(number)
        except BaseException as error:
            errors.append(error)

    threads = [threading.Thread(target=run, args=(n,)) for n in range(workers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []


def drain(url: str, owner: str, results: Any) -> None:
    """One worker process: claim and fail everything it gets."""
    engine = make_engine(url)
    while True:
        with writing(engine) as session:
            taken = claim_next(session, owner, now=NOW, lease=LEASE)
        if taken is None:
            break
        with writing(engine) as session:
            assert fail_audit(session, taken, "nothing_found", now=NOW)
        results.put(taken.audit_id)
    engine.dispose()


def test_the_same_photo_again_is_the_same_audit(engine: Engine, company: Company) -> None:
    first, second = submit(engine, company.store_id), submit(engine, company.store_id)
    elsewhere = submit(engine, company.other_store_id)
    assert (first.already, second.already, elsewhere.already) == (False, True, False)
    assert (first.audit.id, first.photo.id) == (second.audit.id, second.photo.id)
    assert elsewhere.audit.id != first.audit.id


def test_double_upload_makes_one_photo_and_one_audit(engine: Engine, company: Company) -> None:
    seen: list[tuple[int | None, int | None]] = []

    def upload(number: int) -> None:
        done = submit(engine, company.store_id)
        seen.append((done.photo.id, done.audit.id))

    together(upload, 8)
    assert len(set(seen)) == 1
    assert (count(engine, Photo), count(engine, Audit)) == (1, 1)


def test_looking_again_twice_queues_one_more_audit(engine: Engine, company: Company) -> None:
    photo_id = key(submit(engine, company.store_id).photo.id)
    taken = claim(engine)
    with writing(engine) as session:
        assert finish_audit(session, taken, report(), now=NOW)

    def again(number: int) -> None:
        with writing(engine) as session:
            queue_audit(session, photo_id, now=NOW)

    together(again, 6)
    assert count(engine, Audit) == 2


def test_two_threads_never_claim_one_audit_twice(engine: Engine, company: Company) -> None:
    for number in range(50):
        submit(engine, company.store_id, f"{number:064d}")
    taken: list[int] = []

    def work(number: int) -> None:
        while True:
            with writing(engine) as session:
                mine = claim_next(session, f"w{number}", now=NOW, lease=LEASE)
            if mine is None:
                return
            taken.append(mine.audit_id)

    together(work, 2)
    assert len(taken) == 50
    assert max(Counter(taken).values()) == 1


def test_two_processes_never_claim_one_audit_twice(
    engine: Engine, database_url: str, company: Company
) -> None:
    for number in range(50):
        submit(engine, company.store_id, f"{number:064d}")
    spawn = multiprocessing.get_context("spawn")
    results = spawn.SimpleQueue()
    workers = [spawn.Process(target=drain, args=(database_url, f"p{n}", results)) for n in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(60)
        assert worker.exitcode == 0
    taken = []
    while not results.empty():
        taken.append(results.get())
    results.close()
    assert sorted(taken) == sorted(set(taken))
    assert len(taken) == 50


def test_the_oldest_goes_first(engine: Engine, company: Company) -> None:
    with writing(engine) as session:
        late = submit_photo(session, store_id=company.store_id, sha256="l" * 64, now=NOW + LEASE)
        early = submit_photo(session, store_id=company.store_id, sha256="e" * 64, now=NOW)
    assert [claim(engine).audit_id, claim(engine).audit_id] == [early.audit.id, late.audit.id]
    with writing(engine) as session:
        assert claim_next(session, "w", now=NOW, lease=LEASE) is None


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_a_claim_does_not_wait_for_another_workers_claim(engine: Engine, company: Company) -> None:
    """SQLite has one writer at a time: there the second waits for the first."""
    for number in range(2):
        submit(engine, company.store_id, f"{number:064d}")
    with writing(engine) as slow, writing(engine) as quick:
        first, second = claim_now(slow), claim_now(quick)
        assert first.audit_id != second.audit_id


def test_a_report_is_saved_once(engine: Engine, company: Company) -> None:
    submit(engine, company.store_id)
    taken = claim(engine)
    saved: list[bool] = []

    def finish(number: int) -> None:
        with writing(engine) as session:
            saved.append(finish_audit(session, taken, report(), now=NOW))

    together(finish, 4)
    assert sorted(saved) == [False, False, False, True]
    assert [count(engine, t) for t in (ShelfGroup, Detection, Facing)] == [2, 6, 3]


def test_a_late_worker_saves_nothing(engine: Engine, company: Company) -> None:
    submit(engine, company.store_id)
    late = claim(engine)
    after = NOW + LEASE + timedelta(seconds=1)
    with writing(engine) as session:
        assert recover(session, now=after, max_attempts=3).queued == (late.audit_id,)
    second = claim(engine, now=after)  # the same worker's name: the attempt tells them apart
    assert (second.audit_id, second.attempt) == (late.audit_id, 2)
    with writing(engine) as session:
        assert not extend_lease(session, late, now=after, lease=LEASE)
        assert not fail_audit(session, late, "crashed", now=after)
        assert not release(session, late)
        assert not finish_audit(session, late, report(), now=after)
    assert count(engine, Detection) == 0
    with writing(engine) as session:
        assert finish_audit(session, second, report(), now=after)


def test_a_report_that_cannot_be_saved_leaves_the_audit_running(engine: Engine, company: Company) -> None:
    submit(engine, company.store_id)
    taken = claim(engine)
    with pytest.raises(NotFound, match="sku_not_found"), writing(engine) as session:
        finish_audit(session, taken, report("GONE"), now=NOW)
    with reading(engine) as session:
        assert session.get_one(Audit, taken.audit_id).state == "running"
    assert [count(engine, t) for t in (ShelfGroup, Detection, Facing)] == [0, 0, 0]


def test_a_heartbeat_keeps_the_lease_and_tells_the_step(engine: Engine, company: Company) -> None:
    submit(engine, company.store_id)
    taken = claim(engine)
    soon = NOW + timedelta(seconds=50)
    with writing(engine) as session:
        assert extend_lease(session, taken, now=soon, lease=LEASE, step="embed", fraction=0.5)
        assert recover(session, now=NOW + LEASE + timedelta(seconds=1), max_attempts=3).queued == ()
    with reading(engine) as session:
        audit = session.get_one(Audit, taken.audit_id)
        assert (audit.step, audit.fraction, audit.lease_until) == ("embed", 0.5, soon + LEASE)


def test_the_last_attempt_fails_for_good(engine: Engine, company: Company) -> None:
    submit(engine, company.store_id)
    now = NOW
    for attempt in (1, 2, 3):
        taken = claim(engine, now=now)
        assert taken.attempt == attempt
        now += LEASE * 2
        with writing(engine) as session:
            recovered = recover(session, now=now, max_attempts=3)
    assert (recovered.queued, recovered.failed) == ((), (taken.audit_id,))
    with reading(engine) as session:
        audit = session.get_one(Audit, taken.audit_id)
        assert (audit.state, audit.error_code, audit.finished_at) == ("failed", TOO_MANY_ATTEMPTS, now)
        assert waiting_or_running(session) == ()


def test_a_restart_takes_its_own_work_back_at_once(engine: Engine, company: Company) -> None:
    for number in range(3):
        submit(engine, company.store_id, f"{number:064d}")
    mine, others = claim(engine, "host_a/1"), claim(engine, "hostXa/1")
    with writing(engine) as session:
        recovered = recover(session, now=NOW, max_attempts=3, owners="host_a/")
        assert recovered.queued == (mine.audit_id,)
        assert len(waiting_or_running(session)) == 3
        assert session.exec(select(Audit.id).where(col(Audit.state) == "running")).all() == [others.audit_id]


def test_giving_back_costs_no_attempt(engine: Engine, company: Company) -> None:
    submit(engine, company.store_id)
    with writing(engine) as session:
        assert release(session, claim_now(session))
    assert claim(engine).attempt == 1


def claim_now(session: Session) -> Claim:
    taken = claim_next(session, "w", now=NOW, lease=LEASE)
    assert taken is not None
    return taken


def test_failing_says_why(engine: Engine, company: Company) -> None:
    submit(engine, company.store_id)
    taken = claim(engine)
    with writing(engine) as session:
        more = {"quality": {"ok": False, "reasons": ["blurred"]}}
        assert fail_audit(session, taken, "nothing_found", {"pixels": 3}, now=NOW, more=more)
    with reading(engine) as session:
        audit = session.get_one(Audit, taken.audit_id)
        assert (audit.state, audit.error_code, audit.error_params) == (
            "failed",
            "nothing_found",
            {"pixels": 3},
        )
        assert audit.quality == {"ok": False, "reasons": ["blurred"]}
        assert audit.lease_owner is None
