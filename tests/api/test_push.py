"""Targets and messages by the API: whose they are, what is refused and why, a test that tells its result."""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest

from api.settings import Settings
from catalog.database import writing
from catalog.push_outbox import queue_message
from catalog.queries_people import find_user
from catalog.rows import key
from tests.api.conftest import Service
from tests.api.push_world import Receiver, receiver


@dataclass
class Desk:
    service: Service
    got: Receiver

    def add(self, name: str = "manager", **more: Any) -> dict[str, Any]:
        answer = self.service.client(name).post("/api/push/targets", json={"address": self.got.url, **more})
        assert answer.status_code == 201, answer.text
        made: dict[str, Any] = answer.json()
        return made

    def ids(self, name: str = "manager") -> list[int]:
        return [one["id"] for one in self.service.client(name).get("/api/push/targets").json()["targets"]]


@pytest.fixture
def desk(start: Callable[..., Service], settings: Settings) -> Iterator[Desk]:
    with receiver() as got:
        more = {"push_schemes": ("json", "wecombot"), "push_hosts": (f"localhost:{got.port}",)}
        yield Desk(start(settings.model_copy(update=more)), got)


def test_a_target_is_added_tested_changed_and_removed(desk: Desk) -> None:
    made, me = desk.add(label="店长群", digest=False), desk.service.client("manager")
    assert (made["label"], made["scheme"], made["digest"], made["active"]) == ("店长群", "json", False, True)
    told = me.post(f"/api/push/targets/{made['id']}/test").json()
    assert told == {"arrived": True, "reason": "", "why": ""}
    assert desk.got.got[0]["title"] == "Paimian: a test"
    desk.got.statuses = [403]
    told = me.post(f"/api/push/targets/{made['id']}/test").json()
    assert told["arrived"] is False
    assert told["why"] == "the receiver answered with error 403"
    changed = me.patch(f"/api/push/targets/{made['id']}", json={"digest": True, "active": False}).json()
    assert (changed["label"], changed["digest"], changed["active"]) == ("店长群", True, False)
    assert me.delete(f"/api/push/targets/{made['id']}").status_code == 204
    assert desk.ids() == []
    assert me.patch(f"/api/push/targets/{made['id']}", json={"active": True}).status_code == 404
    assert me.post(f"/api/push/targets/{made['id']}/restore").json()["id"] == made["id"]
    assert desk.ids() == [made["id"]]


def test_nobody_sees_or_touches_anothers(desk: Desk) -> None:
    made = desk.add()
    for name in ("rep", "category", "admin", "stranger"):
        other = desk.service.client(name)
        assert desk.ids(name) == []
        path = f"/api/push/targets/{made['id']}"
        answers = [
            other.patch(path, json={"active": False}),
            other.delete(path),
            other.post(f"{path}/test"),
            other.post(f"{path}/restore"),
        ]
        assert [answer.status_code for answer in answers] == [404] * 4
    assert desk.got.calls == 0
    assert desk.ids() == [made["id"]]


@pytest.mark.parametrize(
    ("address", "code", "ask"),
    [
        ("json://127.0.0.1:1/x", "push_host", "PAIMIAN_PUSH_HOSTS"),
        ("jsons://hook.example.com", "push_scheme", "PAIMIAN_PUSH_SCHEMES"),
        ("exec://rm", "push_scheme_unknown", "jsons://"),
        ("what is this", "push_address", "robot"),
    ],
)
def test_a_refusal_says_what_to_ask_for(desk: Desk, address: str, code: str, ask: str) -> None:
    answer = desk.service.client("manager").post("/api/push/targets", json={"address": address})
    assert answer.status_code == 422
    error = answer.json()["error"]
    assert error["code"] == code
    assert ask in error["fix"]
    assert desk.ids() == []


def test_one_address_once_and_ten_at_most(desk: Desk) -> None:
    desk.add()
    me = desk.service.client("manager")
    assert me.post("/api/push/targets", json={"address": desk.got.url}).json()["error"]["code"] == (
        "push_target_exists"
    )
    for number in range(9):
        desk.add(address=f"{desk.got.url}/{number}")
    full = me.post("/api/push/targets", json={"address": f"{desk.got.url}/more"})
    assert (full.status_code, full.json()["error"]["code"]) == (409, "push_targets_full")


def test_the_service_sends_by_itself_and_tells_what_came_of_it(desk: Desk) -> None:
    desk.add(digest=False)
    parts, me = desk.service.parts, desk.service.client("manager")
    with writing(parts.engine) as session:
        user = find_user(session, "manager")
        assert user is not None
        params = {"store": "S1", "store_name": "人民路店", "n": 3}
        assert queue_message(session, key(user.id), "tips", "t", params, "/tips?store=S1", parts.clock())
    for _ in range(200):
        (message,) = me.get("/api/push/messages").json()["messages"]
        if message["state"] == "sent":
            break
        time.sleep(0.05)
    assert (message["state"], message["text"]) == ("sent", "人民路店 (S1): 3 new tips")
    assert desk.got.texts == ["人民路店（S1）有 3 条新建议"]
    assert desk.service.client("rep").get("/api/push/messages").json() == {"messages": []}


def test_what_never_arrived_is_the_admins_to_see(desk: Desk) -> None:
    assert desk.service.client("manager").get("/api/push/messages?lost=true").status_code == 403
    assert desk.service.client("admin").get("/api/push/messages?lost=true").json() == {"messages": []}


def test_without_the_operators_word_nothing_is_sent(service: Service) -> None:
    me = service.client("manager")
    assert me.get("/api/push/targets").json() == {"targets": [], "schemes": [], "digest_hour": 8}
    answer = me.post("/api/push/targets", json={"address": "wecombot://0123456789"})
    assert answer.json()["error"]["code"] == "push_off"
    page = me.get("/push", headers={"accept": "text/html"})
    assert page.status_code == 200
    assert "PAIMIAN_PUSH_SCHEMES" in page.text
