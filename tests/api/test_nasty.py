"""Nasty values everywhere a value can be given: refused or taken, in the one shape, and never an accident."""

import json
from typing import Any
from urllib.parse import quote

from api.app import create_app
from api.settings import Settings
from tests.api.conftest import Service
from tests.shelf_pictures import shelf_jpeg

SPEC: dict[str, Any] = create_app(Settings()).openapi()
TEXTS = [
    "\x00",
    "a\x00b",
    "é" * 5000,
    "'; DROP TABLE photo; --",
    "../../../etc/passwd",
    "%25%00",
    "{0.__class__}",
    "\u202e",
    "😀",
    " ",
    "-1",
    "1e999",
    "9" * 400,
    "NaN",
]
VALUES: list[Any] = [*TEXTS, "\ud800", None, True, -1, 10**30, 1e308, [], {}, [[]], {"a": {"b": 1}}]


def operations() -> list[tuple[str, str, dict[str, Any]]]:
    return [
        (method.upper(), path, operation)
        for path, methods in SPEC["paths"].items()
        for method, operation in methods.items()
        if not path.endswith(("/events", "/sign-out"))
    ]


def fields(operation: dict[str, Any], kind: str) -> dict[str, Any]:
    content = operation.get("requestBody", {}).get("content", {}).get(kind)
    if content is None:
        return {}
    schema = content["schema"]
    schema = next(
        (one for one in schema.get("anyOf", ()) if "$ref" in one), schema
    )  # a body that may be left out
    if "$ref" in schema:
        schema = SPEC["components"]["schemas"][schema["$ref"].rsplit("/", 1)[1]]
    properties: dict[str, Any] = schema["properties"]
    return properties


def check(answer: Any, said: str) -> None:
    assert answer.status_code < 500, (said, answer.text[:300])
    if answer.status_code >= 400:
        assert set(answer.json()["error"]) == {"code", "message", "fix", "params"}, said


def test_no_value_is_an_accident(start, settings) -> None:
    service = start(settings.model_copy(update={"sign_in_failures": 1}))
    editor = service.client("admin")
    assert service.audited("admin")["id"] == 1
    editor.post("/api/skus", json={"code": "1", "brand": "b", "name": "n"})
    editor.post("/api/skus/1/references", files={"file": ("a.jpg", shelf_jpeg())})
    for method, path, operation in operations():
        try_all(service, method, path, operation)
    assert editor.get("/api/me").status_code == 200, "the values were tried by nobody"
    assert editor.get("/api/audits/1").json()["state"] == "done"


def try_all(service: Service, method: str, path: str, operation: dict[str, Any]) -> None:
    client = service.client("admin")
    names = [p["name"] for p in operation.get("parameters", []) if p["in"] == "path"]
    simple = {name: "1" for name in names}
    for value in TEXTS:
        for name in names:
            url = path.format(**{**simple, name: quote(value, safe="")})
            check(client.request_(method, url), f"{method} {url}")
    url = path.format(**simple)
    for query in (p["name"] for p in operation.get("parameters", []) if p["in"] == "query"):
        for value in TEXTS:
            check(client.request_(method, url, params={query: value}), f"{url}?{query}={value!r}")
    json_fields = fields(operation, "application/json")
    full = {name: "x" for name in json_fields}
    for name in json_fields:
        for value in VALUES:
            body = {**full, name: value}
            check(send_json(client, method, url, body), f"{url} {name}={value!r}")
    form = fields(operation, "multipart/form-data")
    for name in form:
        for value in TEXTS:
            more = {"data": {"store": "S1"} | ({} if name == "file" else {name: value})}
            files = {"file": (value if name == "file" else "a", b"no file of use")}
            check(client.request_(method, url, files=files, **more), f"{url} {name}={value!r}")


def send_json(client: Any, method: str, url: str, body: Any) -> Any:
    # By hand, because httpx refuses what a hostile program would not.
    content = json.dumps(body).encode()
    return client.request_(method, url, content=content, headers={"Content-Type": "application/json"})
