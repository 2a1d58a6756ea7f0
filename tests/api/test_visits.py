"""Visits over the API: begun, filled in, submitted once however often the phone sends; times, rights, lists."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import text

from catalog.database import reading, writing
from catalog.people import assign_stores
from catalog.queries_people import find_store, find_user
from catalog.queries_visits import find_visit
from catalog.tables_visits import RouteStop
from tests.api.conftest import Service
from tests.api.visit_world import add_photo, begun, put, service_user, submit, visit_body


def test_a_visit_from_begin_to_end_and_again(service: Service) -> None:
    made = begun(service, latitude=31.23, longitude=121.47, accuracy_m=18)
    assert (made["state"], made["store"]["code"], made["user"]) == ("open", "S1", "rep")
    assert (made["time_by"], made["latitude"], made["accuracy_m"]) == ("phone", 31.23, 18)
    assert made["missing"]["keys"] == ["shelf"]
    again = begun(service, answers={"main_product": "青柠气泡水", "rival_action": " "})
    assert (again["id"], again["answers"]) == (made["id"], {"main_product": "青柠气泡水"})
    assert again["latitude"] == 31.23
    assert again["started_at"] == made["started_at"]
    refused = submit(service)
    error = refused.json()["error"]
    assert (refused.status_code, error["code"]) == (422, "visit_incomplete")
    assert (error["params"]["missing"], error["params"]["photos"]) == (["shelf"], {"shelf": 1})
    assert "1 shelf photo" in error["message"]
    chinese = service.client("rep", locale="zh-CN").post("/api/visits/v1/submit").json()["error"]
    assert "货架照片 1 张" in chinese["message"]
    audit_id = add_photo(service)
    done = submit(service)
    assert (done.status_code, done.json()["state"], done.json()["missing"]) == (200, "submitted", None)
    assert done.json()["photos"][0]["audit_id"] == audit_id
    assert submit(service).json()["submitted_at"] == done.json()["submitted_at"]
    late = put(service)
    assert (late.status_code, late.json()["error"]["code"]) == (409, "visit_submitted")
    assert len(service.client("rep").get("/api/visits").json()["visits"]) == 1
    assert service.client("rep").get("/api/visits/v1").json()["state"] == "submitted"


def test_a_photo_that_comes_late_still_belongs_to_the_visit(service: Service) -> None:
    begun(service)
    add_photo(service)
    submit(service)
    add_photo(service, kind="poster")
    kinds = [photo["kind"] for photo in service.client("rep").get("/api/visits/v1").json()["photos"]]
    assert kinds == ["shelf", "poster"]


@pytest.mark.parametrize(
    ("ahead", "by"), [(4, "phone"), (6, "service"), (-60 * 24 * 30, "phone"), (-60 * 24 * 32, "service")]
)
def test_a_clock_that_cannot_be_right_is_not_believed(service: Service, ahead: int, by: str) -> None:
    told = service.parts.clock() + timedelta(minutes=ahead)
    made = begun(service, started_at=told.isoformat())
    assert made["time_by"] == by
    started = datetime.fromisoformat(made["started_at"])
    assert abs(started - (told if by == "phone" else service.parts.clock())) < timedelta(seconds=20)
    assert begun(service, started_at=told.isoformat())["started_at"] == made["started_at"]


def test_a_visit_ends_when_the_phone_says_but_not_before_it_began(service: Service) -> None:
    now = service.parts.clock()
    begun(service, started_at=(now - timedelta(hours=2)).isoformat())
    add_photo(service)
    told = now - timedelta(hours=1)
    done = submit(service, json={"submitted_at": told.isoformat()}).json()
    assert datetime.fromisoformat(done["submitted_at"]) == told
    made = begun(service, "v2")
    add_photo(service, "v2")
    done = submit(service, "v2", json={"submitted_at": told.isoformat()}).json()
    assert done["submitted_at"] == made["started_at"]


@pytest.mark.parametrize("name", ["other_rep", "stranger"])
def test_foreign_stores_and_foreign_visits_are_not_there(service: Service, name: str) -> None:
    begun(service)
    client = service.client(name)
    refused = put(service, name=name)
    assert (refused.status_code, refused.json()["error"]["code"]) == (404, "store_not_found")
    assert client.get("/api/visits/v1").status_code == 404
    assert submit(service, name=name).json()["error"]["code"] == "visit_not_found"
    assert client.get("/api/visits").json()["visits"] == []
    assert client.get("/api/visits", params={"store": "S1"}).status_code == 404
    # the same id on another phone is another visit
    if name == "other_rep":
        assert begun(service, "v1", name, store="S2")["store"]["code"] == "S2"


def test_a_director_looks_and_does_not_visit(service: Service) -> None:
    begun(service)
    assert put(service, "v9", "director").status_code == 403
    listed = service.client("director").get("/api/visits").json()["visits"]
    assert [visit["client_id"] for visit in listed] == ["v1"]


def test_a_visit_stays_in_its_store(service: Service) -> None:
    begun(service)
    with writing(service.parts.engine) as session:
        user, other = find_user(session, "rep"), find_store(session, 1, "S2")
        first = find_store(session, 1, "S1")
        assert user is not None
        assert first is not None
        assert other is not None
        assign_stores(session, user, [first, other])
    moved = put(service, store="S2")
    assert (moved.status_code, moved.json()["error"]["code"]) == (409, "visit_elsewhere")


def test_a_visit_that_was_begun_is_ended_though_the_store_is_anothers_now(service: Service) -> None:
    begun(service)
    add_photo(service)
    with writing(service.parts.engine) as session:
        user = find_user(session, "rep")
        assert user is not None
        assign_stores(session, user, [])
    assert begun(service, answers={"customer_wish": "堆头"})["answers"] == {"customer_wish": "堆头"}
    assert submit(service).status_code == 200
    assert put(service, "v2").json()["error"]["code"] == "store_not_found"


@pytest.mark.parametrize(
    ("more", "code", "field"),
    [
        ({"answers": {"nothing": "x"}}, "bad_value", "answers.nothing"),
        ({"answers": {"main_product": "x" * 501}}, "bad_value", "answers.main_product"),
        ({"answers": {"main_product": "a\x00b"}}, "bad_value", "answers.main_product"),
        ({"latitude": 31.0}, "bad_value", "longitude"),
        ({"latitude": 91, "longitude": 0}, "invalid_request", "latitude"),
        ({"started_at": "2026-11-25T10:00:00"}, "invalid_request", "started_at"),
        ({"stor": "S1"}, "invalid_request", "stor"),
    ],
)
def test_what_cannot_be_is_refused_and_not_kept(
    service: Service, more: dict[str, Any], code: str, field: str
) -> None:
    answer = put(service, **more)
    error = answer.json()["error"]
    assert (answer.status_code, error["code"], error["params"]["field"]) == (422, code, field)
    assert service.client("rep").get("/api/visits/v1").status_code == 404


def test_a_client_id_is_an_id(service: Service) -> None:
    for bad in ("a b", "x" * 65, "-a", "a%00"):
        answer = service.client("rep").put(f"/api/visits/{bad}", json=visit_body(service))
        assert answer.status_code == 422, bad


def test_today_without_a_route_is_the_longest_not_visited_first(service: Service) -> None:
    own_two(service)
    begun(service)
    add_photo(service)
    submit(service)
    begun(service, "open", store="S2")
    today = service.client("rep").get("/api/today").json()
    assert (today["form"]["id"], today["photos"]) == (None, {"shelf": 1})
    assert today["form"]["fields"][0]["label"] == "Pushed today"
    stores = {store["code"]: store for store in today["stores"]}
    assert list(stores) == ["S2", "S1"]
    assert (stores["S1"]["done_today"], stores["S1"]["open_visit"]) == (True, None)
    assert (stores["S2"]["done_today"], stores["S2"]["open_visit"]) == (False, "open")
    assert stores["S2"]["last_visit_at"] is None
    assert stores["S1"]["last_visit_at"] is not None
    assert stores["S1"]["tips_open"] == 0


def test_todays_route_comes_first_in_its_order(service: Service) -> None:
    own_two(service)
    day = datetime.fromisoformat(service.client("rep").get("/api/today").json()["day"])
    with writing(service.parts.engine) as session:
        store = find_store(session, 1, "S2")
        assert store is not None
        user_id = service_user(service, "rep")
        for weekday in (day.weekday(), (day.weekday() + 1) % 7):
            session.add(RouteStop(user_id=user_id, weekday=weekday, store_id=store.id or 0, position=7))
    stores = service.client("rep").get("/api/today").json()["stores"]
    assert [(store["code"], store["position"]) for store in stores] == [("S2", 1), ("S1", None)]


def test_visits_are_listed_by_store_person_and_day_page_by_page(service: Service) -> None:
    for number in range(5):
        begun(service, f"v{number}")
    begun(service, "boss", "supervisor")
    begun(service, "far", "other_rep", store="S2")
    begun(service, "old", started_at=(service.parts.clock() - timedelta(days=10)).isoformat())
    client = service.client("category")

    def ids(**params: Any) -> list[str]:
        return [visit["client_id"] for visit in client.get("/api/visits", params=params).json()["visits"]]

    assert ids() == ["old", "far", "boss", "v4", "v3", "v2", "v1", "v0"]
    assert ids(store="S2") == ["far"]
    assert ids(user="supervisor") == ["boss"]
    today = service.client("rep").get("/api/today").json()["day"]
    assert ids(**{"from": today, "user": "rep"}) == ["v4", "v3", "v2", "v1", "v0"]
    assert ids(to="2020-01-01") == []
    page = client.get("/api/visits", params={"limit": 3}).json()
    assert [visit["client_id"] for visit in page["visits"]] == ["old", "far", "boss"]
    rest = client.get("/api/visits", params={"limit": 10, "before": page["next_before"]}).json()
    assert len(rest["visits"]) == 5
    assert rest["next_before"] is None
    own = service.client("manager").get("/api/visits").json()["visits"]
    assert own[0]["client_id"] == "old"


def own_two(service: Service) -> None:
    with writing(service.parts.engine) as session:
        user = find_user(session, "rep")
        stores = [find_store(session, 1, code) for code in ("S1", "S2")]
        assert user is not None
        assign_stores(session, user, [store for store in stores if store is not None])


def test_the_board_is_told_once_of_begin_and_end(service: Service) -> None:
    begun(service)
    begun(service, answers={"main_product": "x"})
    submit(service)
    add_photo(service)
    submit(service)
    submit(service)
    with reading(service.parts.engine) as session:
        user_id, visit = service_user(service, "rep"), find_visit(session, service_user(service, "rep"), "v1")
        assert visit is not None
        with service.parts.engine.connect() as connection:
            told = connection.execute(
                text(
                    "SELECT kind, store_id, subject_id, params FROM board_event WHERE kind LIKE 'visit%' ORDER BY id"
                )
            ).all()
    assert [row.kind for row in told] == ["visit_started", "visit_submitted"]
    assert {(row.store_id, row.subject_id) for row in told} == {(visit.store_id, visit.id)}
    assert str(user_id) in str(told[0].params)
