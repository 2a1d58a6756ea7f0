"""Who may do what: nobody without a sign-in, nobody in a foreign store, nothing beyond the role."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import text

from api.app import create_app
from api.security import hash_token
from api.settings import Settings
from catalog.database import writing
from catalog.queries_people import find_user
from tests.api.conftest import PASSWORD, Service
from tests.shelf_pictures import shelf_jpeg

OPEN = {("GET", "/api/health"), ("POST", "/api/sign-in"), ("GET", "/api/openapi.json")}
PARAMS = {
    "client_id": "v1",
    "audit_id": "1",
    "number": "1",
    "index": "0",
    "code": "A",
    "reference_id": "1",
    "token_id": "1",
    "tip_id": "1",
    "alert_id": "1",
    "file_id": "1",
    "kind": "listings",
    "line_id": "1",
    "version_id": "1",
    "offer": "0",
    "correction_id": "1",
    "unknown_id": "1",
    "merge_id": "1",
    "check_id": "1",
    "proposal_id": "1",
    "target_id": "1",
}


def api_routes() -> list[tuple[str, str]]:
    spec = create_app(Settings()).openapi()
    return [
        (method.upper(), path)
        for path, operations in spec["paths"].items()
        for method in operations
        if (method.upper(), path) not in OPEN
    ]


ROUTES = api_routes()


class _First(dict[str, str]):
    """The first of whatever a path asks for."""

    def __missing__(self, name: str) -> str:
        return "1"


def address(path: str) -> str:
    return path.format_map(_First(PARAMS))


def test_all_routes_are_tried() -> None:
    assert len(ROUTES) >= 26


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_nobody_gets_anything_without_a_sign_in(service: Service) -> None:
    for method, path in ROUTES:
        for headers in ({}, {"Authorization": "Bearer nonsense"}, {"Cookie": "paimian_session=nonsense"}):
            answer = service.client(None).request_(method, address(path), headers=headers)
            assert answer.status_code == 401, (method, path, headers, answer.text)
            assert answer.headers["www-authenticate"] == "Bearer"
            error = answer.json()["error"]
            assert set(error) == {"code", "message", "fix", "params"}
            assert error["code"] == "sign_in_required"


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_foreign_store_looks_as_if_it_were_not_there(service: Service) -> None:
    audit = service.audited("rep")
    known = {"sku": "A"}
    for method, path in ROUTES:
        if "{audit_id}" not in path or "{tip_id}" in path:  # those of tips: tests.api.test_tips
            continue
        if path.startswith("/api/audits/{audit_id}/posters/{number}"):  # tests.api.test_corrections
            continue
        url = path.format(**{**PARAMS, "audit_id": str(audit["id"])})
        url += "?planogram=1" if path.endswith("/judge") else ""
        body = known if method == "POST" and path.endswith("/name") else None
        if method == "POST" and path.endswith("{audit_id}/corrections"):
            body = {"action": "name", "number": 0}
        for name in ("other_rep", "stranger"):
            answer = service.client(name).request_(method, url, json=body)
            changes = ("/name", "/planogram", "/corrections", "/carry", "/undo", "/reference")
            editors_alone = path.endswith(changes) and name == "other_rep"
            allowed = {403, 404} if editors_alone else {404}
            assert answer.status_code in allowed, (name, method, path, answer.text)
        for name in ("rep", "manager", "category", "admin"):
            answer = service.client(name).request_(method, url, json=body)
            assert answer.status_code != 401, (name, method, path)
            if not path.endswith("/name") and method == "GET" and not path.endswith("/events"):
                assert answer.status_code == 200, (name, method, path, answer.text)


@pytest.mark.parametrize("name", ["other_rep", "stranger"])
def test_a_photo_for_a_foreign_store_is_refused_and_not_kept(service: Service, name: str) -> None:
    answer = service.upload(name, store="S1")
    assert (answer.status_code, answer.json()["error"]["code"]) == (404, "store_not_found")
    assert service.files() == []
    listed = service.client(name).get("/api/audits").json()["audits"]
    assert listed == []


EDITOR_CALLS: list[tuple[str, str, dict[str, Any]]] = [
    ("POST", "/api/stores", {"json": {"code": "S9", "name": "new"}}),
    ("POST", "/api/skus", {"json": {"brand": "b", "name": "n", "spec": "1L"}}),
    ("PATCH", "/api/skus/A", {"json": {"name": "n"}}),
    ("POST", "/api/skus/import", {"files": {"file": ("a.csv", b"code,brand,name\n")}}),
    ("POST", "/api/skus/A/references", {"files": {"file": ("a.jpg", b"x")}}),
    ("DELETE", "/api/skus/A/references/1", {}),
    ("POST", "/api/audits/1/groups/1/name", {"json": {"sku": "A"}}),
    ("DELETE", "/api/audits/1/groups/1/name", {}),
]


@pytest.mark.parametrize("name", ["rep", "manager"])
def test_reps_and_store_managers_change_no_catalogue_and_name_nothing(service: Service, name: str) -> None:
    for method, url, more in EDITOR_CALLS:
        answer = service.client(name).request_(method, url, **more)
        assert (answer.status_code, answer.json()["error"]["code"]) == (403, "forbidden"), (method, url)
        assert answer.json()["error"]["params"]["role"] in {"rep", "store_manager"}


def test_stores_are_listed_by_right(service: Service) -> None:
    def seen(name: str) -> list[str]:
        return [store["code"] for store in service.client(name).get("/api/stores").json()]

    assert seen("rep") == seen("manager") == ["S1"]
    assert seen("other_rep") == ["S2"]
    assert seen("category") == seen("admin") == ["S1", "S2"]
    assert seen("stranger") == []
    made = service.client("category").post("/api/stores", json={"code": "S3", "name": "三店", "city": "苏州"})
    assert made.status_code == 201
    assert seen("admin") == ["S1", "S2", "S3"]
    again = service.client("category").post("/api/stores", json={"code": "S3", "name": "三店"})
    assert (again.status_code, again.json()["error"]["code"]) == (409, "store_exists")


def test_a_sign_in_lasts_until_sign_out(service: Service) -> None:
    http = service.http
    answer = http.post("/api/sign-in", json={"username": "rep", "password": PASSWORD})
    assert answer.status_code == 200
    assert answer.json()["user"] == {"username": "rep", "role": "rep", "locale": "zh-CN"}
    cookie = answer.headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=lax" in cookie
    assert http.get("/api/me").json()["username"] == "rep"
    token = http.cookies["paimian_session"]
    assert http.post("/api/sign-out").status_code == 204
    ended = service.client(None).get("/api/me", headers={"Cookie": f"paimian_session={token}"})
    assert (ended.status_code, ended.json()["error"]["code"]) == (401, "token_revoked")


def test_an_expired_sign_in_is_said(service: Service) -> None:
    answer = service.http.post("/api/sign-in", json={"username": "rep", "password": PASSWORD})
    token = service.http.cookies["paimian_session"]
    assert answer.status_code == 200
    service.clock.ahead = timedelta(hours=service.settings.session_hours, seconds=1)
    for headers in ({"Cookie": f"paimian_session={token}"}, {"Authorization": f"Bearer {token}"}):
        late = service.client(None).get("/api/me", headers=headers)
        assert (late.status_code, late.json()["error"]["code"]) == (401, "token_expired")


def test_a_user_who_was_switched_off_is_out_at_once(service: Service) -> None:
    with writing(service.parts.engine) as session:
        user = find_user(session, "rep")
        assert user is not None
        user.active = False
        session.add(user)
    assert service.client("rep").get("/api/me").json()["error"]["code"] == "inactive_user"
    answer = service.http.post("/api/sign-in", json={"username": "rep", "password": PASSWORD})
    assert (answer.status_code, answer.json()["error"]["code"]) == (401, "inactive_user")


def test_a_program_gets_a_token_and_loses_it(service: Service) -> None:
    made = service.client("rep").post("/api/tokens", json={"label": "job", "days": 1})
    assert made.status_code == 201
    headers = {"Authorization": f"Bearer {made.json()['token']}"}
    assert service.client(None).get("/api/me", headers=headers).json()["username"] == "rep"
    listed = service.client("rep").get("/api/tokens").json()
    assert [token["label"] for token in listed] == ["job", ""]
    assert "token" not in listed[0]
    assert service.client("manager").delete(f"/api/tokens/{made.json()['id']}").status_code == 404
    assert service.client("rep").delete(f"/api/tokens/{made.json()['id']}").status_code == 204
    assert service.client(None).get("/api/me", headers=headers).json()["error"]["code"] == "token_revoked"


def test_the_database_keeps_no_token_and_no_password(service: Service) -> None:
    with service.parts.engine.connect() as connection:
        tokens = connection.execute(text("SELECT token_sha256 FROM access_token")).scalars().all()
        hashes = connection.execute(text("SELECT password_hash FROM app_user")).scalars().all()
    assert hash_token(service.tokens["rep"]) in tokens
    assert not set(tokens) & set(service.tokens.values())
    assert all(value.startswith("$argon2id$") for value in hashes)


def test_guessing_is_slowed_for_one_name_and_not_for_all(
    start: Callable[[Settings], Service], settings: Settings
) -> None:
    service = start(settings.model_copy(update={"sign_in_failures": 2}))
    wrong = {"username": "rep", "password": "wrong"}
    codes = [service.http.post("/api/sign-in", json=wrong).status_code for _ in range(3)]
    assert codes == [401, 401, 429]
    slowed = service.http.post("/api/sign-in", json={"username": "rep", "password": PASSWORD})
    assert slowed.status_code == 429
    assert 0 < int(slowed.headers["retry-after"]) <= 60
    assert slowed.json()["error"]["params"]["seconds"] > 0
    other = service.http.post("/api/sign-in", json={"username": "manager", "password": PASSWORD})
    assert other.status_code == 200
    service.clock.ahead = timedelta(seconds=61)
    late = service.http.post("/api/sign-in", json={"username": "rep", "password": PASSWORD})
    assert late.status_code == 200


def test_an_unknown_name_costs_the_same_work_and_words(service: Service, monkeypatch) -> None:
    checked = []
    real = service.parts.passwords._check
    monkeypatch.setattr(service.parts.passwords, "_check", lambda *a: checked.append(a) or real(*a))
    answers = [
        service.http.post("/api/sign-in", json={"username": name, "password": "x"}).json()
        for name in ("rep", "nobody")
    ]
    assert answers[0] == answers[1]
    assert len(checked) == 2
    assert all(stored.startswith("$argon2id$") for stored, _ in checked)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_made_up_password_is_as_slow_to_guess_at_as_any(service: Service, monkeypatch) -> None:
    """Its own hash is a cheap one; a wrong guess costs a whole one besides, or time would tell the name."""
    made = service.client("admin").post("/api/people", json={"username": "li.si", "role": "rep"})
    checked = []
    real = service.parts.passwords._check
    monkeypatch.setattr(service.parts.passwords, "_check", lambda *a: checked.append(a) or real(*a))
    whole = service.parts.passwords._dummy_hash().rpartition("$")[0].rpartition("$")[0]
    for password, most_work in (("x", True), (made.json()["password"], False)):
        checked.clear()
        answer = service.http.post("/api/sign-in", json={"username": "li.si", "password": password})
        assert answer.status_code == (401 if most_work else 200)
        assert any(stored.startswith(whole) for stored, _ in checked) == most_work


@pytest.mark.parametrize(
    ("headers", "allowed"),
    [
        ({}, True),
        ({"Origin": "http://testserver"}, True),
        ({"Origin": "https://evil.example"}, False),
        ({"Origin": "null"}, False),
        ({"Origin": "http://testserver.evil.example"}, False),
        ({"Sec-Fetch-Site": "cross-site"}, False),
        ({"Sec-Fetch-Site": "same-origin"}, True),
    ],
)
def test_another_site_cannot_write_with_the_users_cookie(
    service: Service, headers: dict[str, str], allowed: bool
) -> None:
    service.http.post("/api/sign-in", json={"username": "rep", "password": PASSWORD})
    answer = service.http.post(
        "/api/photos", files={"file": ("a.jpg", shelf_jpeg())}, data={"store": "S1"}, headers=headers
    )
    assert answer.status_code == (202 if allowed else 403), answer.text
    if not allowed:
        assert answer.json()["error"]["code"] == "foreign_origin"
        assert service.files() == []


def test_a_program_with_a_token_may_come_from_anywhere(service: Service) -> None:
    answer = service.client("rep").post(
        "/api/photos",
        files={"file": ("a.jpg", shelf_jpeg())},
        data={"store": "S1"},
        headers={"Origin": "https://partner.example"},
    )
    assert answer.status_code == 202


def test_nobody_may_send_a_file_without_a_sign_in(service: Service) -> None:
    answer = service.client(None).post("/api/photos", content=bytes(200_000))
    assert (answer.status_code, answer.json()["error"]["code"]) == (401, "sign_in_required")


def test_every_answer_carries_the_headers(service: Service) -> None:
    for url in ("/api/health", "/api/me", "/api/nothing"):
        headers = service.client(None).get(url).headers
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["x-frame-options"] == "DENY"
        assert "frame-ancestors 'none'" in headers["content-security-policy"]
