"""The board's page of how the work goes, over real visits and photos."""

import re
from datetime import timedelta

import pytest

from catalog.database import writing
from catalog.queries_people import find_store, find_user
from catalog.rows import key
from catalog.tables_visits import RouteStop, Visit
from tests.api.conftest import Service


def test_a_week_by_person_and_city(service: Service) -> None:
    now = service.clock()
    zone = service.settings.zone
    with writing(service.parts.engine) as session:
        store, other = find_store(session, 1, "S1"), find_store(session, 1, "S2")
        rep = find_user(session, "rep")
        assert store is not None
        assert other is not None
        assert rep is not None
        for number, done in enumerate((True, False)):
            session.add(
                Visit(
                    store_id=key(store.id),
                    user_id=key(rep.id),
                    client_id=f"v{number}",
                    answers={},
                    latitude=31.2,
                    longitude=121.5,
                    started_at=now,
                    submitted_at=now if done else None,
                    received_at=now,
                )
            )
        for each in (store, other):
            session.add(
                RouteStop(
                    user_id=key(rep.id),
                    weekday=now.astimezone(zone).weekday(),
                    store_id=key(each.id),
                    position=1,
                )
            )
    taken = now - timedelta(minutes=30)
    answer = service.upload("rep", visit="v0", captured_at=taken.isoformat())
    assert answer.status_code == 202, answer.text
    page = service.client("director").get("/board/health").text
    figures = re.search(r"<th scope=\"row\" class=\"break\">rep</th>(.*?)</tr>", page, re.S)
    assert figures is not None
    shares = re.findall(r"<small>(\d+/\d+)</small>", figures[1])
    # one of two submitted the same day, one of two submitted, the stops made of those of this and former weeks' day
    assert shares[:2] == ["1/2", "1/2"]
    assert shares[3] == "1/2"
    assert shares[2] == "1/2"
    assert "30 分钟" in figures[1]
    assert "上海" in page
    own = service.client("supervisor").get("/board/health").text
    assert re.findall(r"<small>(\d+/\d+)</small>", own)[:3] == ["1/2", "1/2", "1/1"]
    assert service.client("stranger").get("/board/health").status_code == 200
    week = (now.astimezone(zone).date() - timedelta(days=now.astimezone(zone).weekday() + 7)).isoformat()
    before = service.client("director").get(f"/board/health?week={week}")
    assert before.status_code == 200
    assert f'href="/board/health?week={week}"' in before.text
    assert service.client("director").get("/board/health?week=nonsense").status_code == 200


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_two_people_of_one_name_are_two(service: Service) -> None:
    now = service.clock()
    with writing(service.parts.engine) as session:
        store = find_store(session, 1, "S1")
        assert store is not None
        for name in ("rep", "manager"):
            person = find_user(session, name)
            assert person is not None
            person.full_name = "王伟"
            visit = {"store_id": key(store.id), "user_id": key(person.id), "client_id": name, "answers": {}}
            session.add(Visit(**visit, started_at=now, received_at=now))
    page = service.client("director").get("/board/health").text
    assert page.count('class="break">王伟</th>') == 2


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_only_who_watches(service: Service) -> None:
    for name in ("rep", "manager"):
        assert service.client(name).get("/board/health").status_code == 403
