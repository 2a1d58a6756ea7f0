"""Advice beside other things that happen: a name given meanwhile, a kill in between, two who ask at once."""

import threading
from typing import Any

import pytest
from sqlmodel import select

from api import advising
from catalog.database import reading, writing
from catalog.queries_advised import note_advised
from catalog.queries_audits import get_audit
from catalog.queries_naming import undo_naming
from catalog.tables_advice import Compliance
from tests.api.conftest import Service
from tests.api.plan_shelves import advised, later_visit, published
from tests.shelf_pictures import SHELF


def test_a_name_taken_back_meanwhile_is_not_overlooked(
    service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    audit, _ = published(service, code="BAY-1")
    advised(service, audit["id"])
    parts, real, calls = service.parts, advising.judge_all, list[int]()

    def slow(*facts: Any) -> Any:
        judged = real(*facts)
        calls.append(len(calls))
        if len(calls) == 1:
            with writing(parts.engine) as session:
                number = audit["groups"][0]["number"]
                undo_naming(session, get_audit(session, audit["id"]), number, now=service.clock())
        return judged

    monkeypatch.setattr(advising, "judge_all", slow)
    parts.advisor.advise(audit["id"])
    assert len(calls) == 2
    told = service.client("rep").get(f"/api/audits/{audit['id']}").json()["compliance"]
    assert told["unsure"] > 0


def test_what_a_kill_left_without_advice_is_worked_out_by_an_idle_worker(service: Service) -> None:
    published(service, code="BAY-1")
    audit = later_visit(service)
    with writing(service.parts.engine) as session:
        note_advised(session, audit["id"], None)
    again = advised(service, audit["id"])
    assert again["compliance"]["verdicts"] == audit["compliance"]["verdicts"]
    with reading(service.parts.engine) as session:
        rows = session.exec(select(Compliance).where(Compliance.audit_id == audit["id"])).all()
    assert len(rows) == 1  # the same word is not written twice


def test_two_who_ask_at_once_make_one_judgement_and_each_tip_once(service: Service) -> None:
    published(service, code="BAY-1")
    audit = later_visit(service, SHELF, seed=5)
    with writing(service.parts.engine) as session:
        note_advised(session, audit["id"], None)
    threads = [
        threading.Thread(target=service.parts.advisor.try_advise, args=(audit["id"],)) for _ in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with reading(service.parts.engine) as session:
        rows = session.exec(select(Compliance).where(Compliance.audit_id == audit["id"])).all()
    assert len(rows) == 1
    tips = service.client("manager").get("/api/tips?state=open").json()["tips"]
    assert len({(tip["kind"], tip["title"]) for tip in tips}) == len(tips)
