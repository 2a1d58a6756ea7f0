"""Who changed what is written down with the change itself, without secrets; what failed leaves no record."""

from pathlib import Path

import pytest

from api.app import create_app
from api.change_log import _ASKING
from api.change_note import HIDDEN, capped, plain
from api.change_words import DID
from api.cli import main
from api.cli_common import open_home
from api.i18n import has_message
from api.settings import Settings
from catalog.database import reading
from catalog.queries_changes import ChangeFilter, ChangeRow, list_changes
from catalog.queries_people import find_chain
from catalog.rows import key
from tests.api.conftest import PASSWORD, Service


def changes(service: Service) -> list[ChangeRow]:
    """All records of our chain, the oldest first."""
    with reading(service.parts.engine) as session:
        chain = find_chain(session, "our chain")
        assert chain is not None
        return list(reversed(list_changes(session, key(chain.id), ChangeFilter(), limit=500)))


def test_a_change_is_recorded_with_who_what_and_what_was_said(service: Service) -> None:
    store = {"code": "S9", "name": "九店"}
    assert service.client("category").post("/api/stores", json=store).status_code == 201
    assert service.client("category").patch("/api/stores/S9", json={"store_class": "A"}).status_code == 200
    made, changed = changes(service)
    assert (made.record.action, made.record.subject) == ("create_store", "/api/stores")
    assert made.user is not None
    assert made.user.username == "category"
    assert made.record.details == {"body": store}
    assert changed.record.details == {"path": {"code": "S9"}, "body": {"store_class": "A"}}


def test_what_failed_or_only_read_leaves_no_record(service: Service) -> None:
    client = service.client("rep")
    assert client.get("/api/stores").status_code == 200
    assert client.post("/api/stores", json={"code": "S9", "name": "x"}).status_code == 403
    category = service.client("category")
    assert category.post("/api/stores", json={"code": "S1", "name": "x"}).status_code == 409
    assert category.post("/api/stores", json={"code": "S1"}).status_code == 422
    assert changes(service) == []


def test_an_upload_is_recorded_without_its_bytes_and_place(service: Service) -> None:
    answer = service.upload("rep", latitude="31.2304", longitude="121.4737", accuracy_m="20")
    assert answer.status_code == 202, answer.text
    (row,) = changes(service)
    said = row.record.details["body"]
    assert row.record.action == "upload_photo"
    assert said["store"] == "S1"
    assert said["file"]["file"] == "shelf.jpg"
    assert said["file"]["bytes"] > 1000
    assert said["latitude"] == said["longitude"] == HIDDEN


def test_the_log_holds_no_secret(service: Service) -> None:
    assert service.client("rep").post("/api/tokens", json={"label": "job"}).status_code == 201
    service.http.post("/api/sign-in", json={"username": "rep", "password": "wrong"})
    service.http.post("/api/sign-in", json={"username": "rep", "password": PASSWORD})
    rows = changes(service)
    assert [row.record.action for row in rows] == ["create_api_token", "sign_in_failed", "sign_in"]
    text = str([row.record.details for row in rows])
    assert PASSWORD not in text
    assert "wrong" not in text
    assert [row.user.username for row in rows if row.user] == ["rep"] * 3


def test_secrets_and_long_values_are_cut_wherever_they_stand() -> None:
    said = plain(
        {"a": [{"new_password": "x"}], "address": "wecombot://k", "note": "字" * 500, "rows": [1] * 50}
    )
    assert said["a"][0]["new_password"] == said["address"] == HIDDEN
    assert len(said["note"]) == 201
    assert said["rows"][-1] == "+30"
    assert plain({"token": None}) == {"token": None}
    assert len(str(capped({"path": {}, "body": {str(n): "x" * 200 for n in range(50)}}))) < 4200


def test_a_command_that_wrote_is_recorded_and_one_that_read_is_not(tmp_path: Path) -> None:
    home = ["--home", str(tmp_path / "home")]

    def run(*words: str) -> int:
        with pytest.raises(SystemExit) as ended:
            main([*home, *words])
        return int(ended.value.code or 0)

    assert run("user", "add", "zhang.san", "--role", "rep", "--store", "S1") == 0
    assert run("store", "list") == 0
    assert run("user", "add", "zhang.san", "--role", "rep") == 2
    with open_home(tmp_path / "home") as offline, reading(offline.engine) as session:
        (row,) = list_changes(session, offline.chain_id, ChangeFilter())
    assert row.user is None
    assert (row.record.action, row.record.subject) == ("command", "paimian user add")
    assert row.record.details == {"options": ["--home", "--role", "--store"]}


def test_every_operation_that_changes_something_has_words() -> None:
    paths = create_app(Settings()).openapi()["paths"]
    names = {
        operation["operationId"]
        for operations in paths.values()
        for method, operation in operations.items()
        if method != "get"
    }
    lacking = sorted(name for name in names - _ASKING if not has_message(DID + name))
    assert lacking == [], "say what they did in api/locales/*/changes.json, as changes.did.NAME"
