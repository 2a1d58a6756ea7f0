"""Two people answer the same trouble at once, one at its tip and one at its alert."""

import time
from collections.abc import Callable
from dataclasses import replace
from threading import Thread

import pytest
from sqlmodel import Session, select

from api import answering_both
from catalog.database import reading, writing
from catalog.errors import Conflict
from catalog.queries_alerts import alert_for
from catalog.queries_people import find_user
from catalog.queries_tips import get_tip
from catalog.rows import key
from catalog.tables import User
from catalog.tables_board import BoardEvent
from tests.api.alert_world import Tills, fill_tills
from tests.api.conftest import Service
from tests.api.tip_world import GAP, advised


@pytest.fixture
def tills(service: Service) -> Tills:
    made = fill_tills(service.parts.engine, service.clock())
    made.night(service.clock())
    advised(service, replace(GAP, subject="gap:T-1", sku="T-1"))
    return made


def person(session: Session, name: str) -> User:
    found = find_user(session, name)
    assert found is not None
    return found


def beside(work: Callable[[], object]) -> tuple[Thread, list[BaseException]]:
    """Begin it in a thread and give it time to come to where it has to wait."""
    errors: list[BaseException] = []

    def run() -> None:
        try:
            work()
        except BaseException as error:
            errors.append(error)

    thread = Thread(target=run)
    thread.start()
    time.sleep(0.5)
    return thread, errors


def told(service: Service, kind: str) -> list[int]:
    with reading(service.parts.engine) as session:
        return [row.number for row in session.exec(select(BoardEvent).where(BoardEvent.kind == kind))]


def test_the_second_answer_to_an_alert_is_refused_and_told_of_once(service: Service, tills: Tills) -> None:
    number = key(tills.alert_of("S1", "T-2").id)

    def answer(session: Session, name: str) -> None:
        user = person(session, name)
        alert = alert_for(session, user, number).alert
        answering_both.close_alert(session, user, alert, "price_tag", note=name, now=service.clock())

    def late() -> None:
        with writing(service.parts.engine) as session:
            answer(session, "supervisor")

    with writing(service.parts.engine) as session:
        answer(session, "manager")
        thread, errors = beside(late)
    thread.join(20)
    assert [type(error) for error in errors] == [Conflict]
    assert told(service, "alert_closed") == [1]


def test_an_answer_at_the_tip_and_one_at_the_alert_do_not_stop_each_other(
    service: Service, tills: Tills
) -> None:
    number = key(tills.alert_of("S1", "T-1").id)

    def late() -> None:
        with writing(service.parts.engine) as session:
            user = person(session, "supervisor")
            alert = alert_for(session, user, number).alert
            answering_both.close_alert(session, user, alert, "restocked", note="", now=service.clock())

    with writing(service.parts.engine) as session:
        user = person(session, "manager")
        get_tip(session, user, 1, lock=True)
        thread, errors = beside(late)
        answering_both.close_tip(session, user, 1, note="", now=service.clock())
    thread.join(20)
    assert [type(error) for error in errors] == [Conflict]
    assert (told(service, "alert_closed"), told(service, "tip_done")) == ([1], [1])
