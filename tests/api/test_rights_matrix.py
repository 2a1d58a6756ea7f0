"""Every route × every role and nobody × own and foreign stores and chains, held against `api/rights_table.py`."""

import shutil
import warnings
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import httpx
import pytest
from fastapi import FastAPI

from api.app import create_app
from api.i18n import Locale, translate
from api.rights_table import RIGHTS, Right, right_of
from api.security import COOKIE
from api.settings import Settings
from catalog.queries_people import WIDE_ROLES
from tests.api.rights_calls import STREAMS, RouteCalled, address_of, body_of, routes_of, seen_text
from tests.api.rights_world import CALLERS, MARKS, OTHER, Place, World, build, token_of

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    from starlette.testclient import TestClient

ONE_OF_A_KIND = (
    "{audit_id}",
    "{check_id}",
    "{batch}",
    "{merge_id}",
    "{visit_id}",
    "{unknown_id}",
    "{photo_id}",
    "{likeness_id}",
    "{tip_id}",
    "{alert_id}",
    "{proposal_id}",
    "{version_id}",
    "{file_id}",
    "{line_id}",
)
PERSONS = ("{token_id}", "{session_id}", "{target_id}", "{client_id}")
"""Things that belong to one person: nobody else's are there."""
SAYS_WHAT_IT_IS_NOT = frozenset({"GET /inbox/{kind}/{number}"})
"""Pages that a message leads to: they open, and say that the thing is not the reader's."""
FINDS_NOTHING = frozenset(
    {
        "POST /api/board/waiting/nudge",
        "POST /api/quality/checks",
    }
)
"""These need what has waited for days, or what chance drew; nothing here has: 404 where it is allowed, too."""
STORE_IN_BODY = frozenset({"POST /api/photos", "PUT /api/visits/{client_id}", "PUT /api/routes"})
HEADERS = (
    "x-content-type-options",
    "x-frame-options",
    "referrer-policy",
    "content-security-policy",
    "permissions-policy",
    "cross-origin-resource-policy",
)


@dataclass(frozen=True)
class Matrix:
    """The running service and its world."""

    http: Any
    app: FastAPI
    world: World

    def call(
        self, route: RouteCalled, role: str | None, things: Mapping[str, str], **more: Any
    ) -> httpx.Response:
        """Ask as this role; the database is as before afterwards."""
        self.http.cookies.clear()
        headers = {"Accept": "text/html" if route.is_page else "application/json", "Accept-Language": "en"}
        if role is not None:
            headers["Cookie"] = f"{COOKIE}={token_of(role)}"
        headers |= more.pop("headers", {})
        if route.method != "GET":
            more |= body_of(self.app, route, things)
        answer: httpx.Response = self.http.request(
            route.method, address_of(route, things), headers=headers, follow_redirects=False, **more
        )
        if route.method != "GET" and answer.status_code < 400:
            self.world.restore()
        return answer

    def things(
        self, route: RouteCalled, place: Place, role: str | None, *, own: bool = True
    ) -> dict[str, str]:
        """What the path is filled with: things of a place, and the caller's own or somebody else's.

        Where the path names a person, things that are not «own» are those of another than that person.
        """
        whose = role if own and role is not None else OTHER
        if "{username}" in route.path:
            whose = self.world.places[place]["username"] if own else "admin"
        visit = {"visit_id": self.world.places[place]["visit_id"]}
        return self.world.places[place] | self.world.own[whose] | visit


@pytest.fixture(scope="module")
def matrix(
    tmp_path_factory: pytest.TempPathFactory, migrated_sqlite: Path, models_dir: Path, password_hash: str
) -> Iterator[Matrix]:
    home = tmp_path_factory.mktemp("rights")
    shutil.copy(migrated_sqlite, home / "paimian.db")
    settings = Settings(
        home=home, models_dir=models_dir, threads=1, workers=0, night_hour=-1, sweep_seconds=3600,
        push_schemes=("json",), push_hosts=("hooks.test",),
    )  # fmt: skip
    app = create_app(settings)
    with TestClient(app, raise_server_exceptions=False) as http:
        yield Matrix(http, app, build(http, password_hash))


@pytest.fixture(scope="module")
def routes(matrix: Matrix) -> list[RouteCalled]:
    return list(routes_of(matrix.app))


def test_every_route_is_in_the_table_and_the_table_has_no_other(routes: list[RouteCalled]) -> None:
    there = {route.key for route in routes}
    listed = [route for right in RIGHTS for route in right.routes]
    assert len(listed) == len(set(listed))
    assert sorted(there - set(listed)) == [], (
        "say who may call these: add them to the line of api/rights_table.py that says what they are for"
    )
    assert sorted(set(listed) - there) == [], "take these out of api/rights_table.py: no such routes"


def outcome(route: RouteCalled, right: Right, role: str | None, place: Place, own: bool) -> str:
    """What the table says comes of it: allowed, 401, 403 or 404."""
    if right.reach == "open":
        return "allowed"
    if role is None:
        return "401"
    if role not in right.roles:
        return "403"
    if route.key in SAYS_WHAT_IT_IS_NOT:
        return "allowed"
    if not own:
        return "404"
    if place == "elsewhere" or (place == "beside" and right.reach == "stores" and role not in WIDE_ROLES):
        return "404"
    return "allowed"


def variants(route: RouteCalled, right: Right) -> list[tuple[Place, bool]]:
    """At which places a route is tried, and with whose things."""
    if right.reach == "open":
        return [("mine", True)]
    found: list[tuple[Place, bool]] = [("mine", True)]
    if any(part in route.path for part in PERSONS) and route.key not in STORE_IN_BODY:
        found.append(("mine", False))
    if right.reach == "stores" and has_things(route) and "/skus/" not in route.path:
        found.append(("beside", True))
    if has_things(route):
        found.append(("elsewhere", True))
    return found


def has_things(route: RouteCalled) -> bool:
    """Whether the path names something of a store or chain, or the body a store."""
    named = (*ONE_OF_A_KIND, "{code}", "{username}")
    return any(part in route.path for part in named) or route.key in STORE_IN_BODY | SAYS_WHAT_IT_IS_NOT


def came(route: RouteCalled, answer: httpx.Response) -> str:
    """What came of it, in the table's words; anything else as it is."""
    status = answer.status_code
    if route.is_page and status == 303 and answer.headers["location"].startswith("/sign-in?"):
        return "401"
    if status in {401, 403, 404}:
        return str(status)
    if status >= 500:
        return f"{status}: {answer.text[:120]}"
    if status == 422 and not route.is_page:
        error = answer.json()["error"]
        if error["code"] == "invalid_request":
            return (
                f"422 {error['params']}: give it a whole body (tests/api/rights_calls.py: BODIES or QUERIES)"
            )
    return "allowed"


@pytest.mark.parametrize("right", RIGHTS, ids=lambda right: right.name)
def test_the_table_is_what_happens(matrix: Matrix, right: Right) -> None:
    wrong = []
    for route in routes_of(matrix.app):
        if right_of(route.method, route.path) is not right:
            continue
        for place, own in variants(route, right):
            for role in (None, "admin") if right.reach == "open" else (None, *CALLERS):
                expected = outcome(route, right, role, place, own)
                if route.key in STREAMS and expected == "allowed":
                    continue
                answer = matrix.call(route, role, matrix.things(route, place, role, own=own))
                got = came(route, answer)
                if right.reach == "open" and got in {"401", "403"} and route.path.endswith("/sign-in"):
                    continue
                if got == "404" and expected == "allowed" and route.key in FINDS_NOTHING:
                    continue
                if got != expected:
                    wrong.append(
                        f"{route.key} as {role} at {place}{'' if own else ', not own'}: {got}, not {expected}"
                    )
                missing = [name for name in HEADERS if name not in answer.headers]
                if missing:
                    wrong.append(f"{route.key} as {role}: lacks {missing}")
                wrong += leaks(route, role, place, answer)
    assert wrong == [], "\n" + "\n".join(wrong)


def leaks(route: RouteCalled, role: str | None, place: Place, answer: httpx.Response) -> list[str]:
    """Names of stores and chains that this caller may not see and yet was told."""
    if answer.status_code >= 400 and place != "mine":
        return []  # the answer may repeat what was asked for
    text = seen_text(answer)
    hidden = [MARKS["elsewhere"]] + ([MARKS["beside"]] if role not in WIDE_ROLES else [])
    return [f"{route.key} as {role} tells of {mark}" for mark in hidden if mark in text]


def test_no_other_site_writes_with_a_cookie(matrix: Matrix, routes: list[RouteCalled]) -> None:
    wrong = []
    for route in routes:
        if route.method == "GET":
            continue
        for headers in (
            {"Origin": "https://evil.example"},
            {"Origin": "null"},
            {"Sec-Fetch-Site": "cross-site"},
        ):
            answer = matrix.call(route, "admin", matrix.things(route, "mine", "admin"), headers=headers)
            refused = answer.status_code == 403 and "site" in answer.text
            if not refused:
                wrong.append(f"{route.key} {headers}: {answer.status_code}")
    assert wrong == []


def test_errors_static_files_and_refusals_carry_the_headers_too(matrix: Matrix) -> None:
    page = matrix.http.get("/sign-in")
    style = next(part for part in page.text.split('"') if part.endswith("base.css"))
    for path in (style, "/static/none/x.css", "/no/such/page", "/api/no/such/thing", "/api/openapi.json"):
        answer = matrix.http.get(path)
        assert [name for name in HEADERS if name not in answer.headers] == [], path
    large = matrix.http.post("/api/photos", content=b"x" * 300_000)
    assert large.status_code == 401
    assert [name for name in HEADERS if name not in large.headers] == []


def test_an_error_of_ours_carries_the_headers(matrix: Matrix, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("not meant to happen")

    monkeypatch.setattr("api.routes_auth.tokens_of", broken)
    answer = matrix.http.get("/api/tokens", headers={"Cookie": f"{COOKIE}={token_of('admin')}"})
    assert answer.status_code == 500
    assert [name for name in HEADERS if name not in answer.headers] == []
    assert "not meant to happen" not in answer.text


@pytest.mark.parametrize(("file", "locale"), [("README.md", "en"), ("README.zh-CN.md", "zh-CN")])
def test_the_readme_shows_the_table(file: str, locale: Locale) -> None:
    text = (Path(__file__).resolve().parents[2] / file).read_text("utf-8")
    words = partial(translate, locale)
    for right in RIGHTS:
        if right.reach == "open":
            continue
        cells = [
            words("rights.none")
            if role not in right.roles
            else words("rights.yes")
            if right.reach != "stores"
            else words("rights.all" if role in WIDE_ROLES else "rights.own")
            for role in CALLERS
        ]
        row = f"| {words(f'rights.may.{right.name}')} | {' | '.join(cells)} |"
        assert row in text, f"{file} lacks the row: {row}"
