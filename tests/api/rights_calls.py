"""How the rights matrix calls a route: its path with real things in it, and a body that is whole.

JSON bodies are the examples of the API's own documentation, with real codes put in their places; `BODIES` and `QUERIES`
hold what an example cannot know.
"""

import io
import json
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import httpx
from fastapi import FastAPI
from fastapi.routing import iter_route_contexts

from tests.shelf_pictures import shelf_jpeg

STREAMS = frozenset({"GET /api/board/events"})
"""Answers without an end: who may not is asked here, who may in the route's own tests."""
QUERIES: Mapping[str, str] = {
    "POST /api/audits/{audit_id}/judge": "planogram={plan}",
    "GET /api/datasets.zip": "format=coco",
    "DELETE /api/alert-settings": "category=饮料",
    "POST /api/alert-settings/undo": "category=饮料",
    "POST /api/datasets/import": "format=coco",
}
BODIES: Mapping[str, dict[str, Any]] = {
    "POST /api/audits/{audit_id}/groups/{number}/name": {"json": {"sku": "{sku}"}},
    "POST /api/audits/{audit_id}/posters/{number}/corrections": {
        "json": {"what": "offer", "offer": 0, "says": {"kind": "special_price", "price": "9.9"}}
    },
    "POST /api/audits/{audit_id}/planogram": {"json": {"code": "NEW-1", "name": "New"}},
    "POST /api/proposals/decide": {
        "json": {"decision": "decline", "reason": "no_budget", "proposals": [{"id": "{proposal_id}"}]}
    },
    "POST /api/people/{username}/forget": {"json": {"name_again": "{username}"}},
    "POST /api/scans": {
        "json": {"rows": [{"store": "{store}", "sku": "{sku}", "date": "2026-11-01", "units": 1}]}
    },
    "PATCH /api/push/targets/{target_id}": {"json": {"active": False}},
    "POST /api/me/password": {
        "json": {"old_password": "correct horse", "new_password": "lampe velo nuage 7"}
    },
    "POST /api/rivals/proposals": {"json": {"city": "上海", "trade_area": "外滩", "days": 30}},
    "POST /api/planograms": {
        "json": {
            "code": "NEW-2",
            "name": "New",
            "slots": [{"layer": 1, "position": 1, "sku": "{sku}", "facings": 2}],
        }
    },
    "PUT /api/planograms/{version_id}": {
        "json": {
            "code": "{plan}",
            "unchanged_since": "2026-11-20T09:30:00Z",
            "name": "New",
            "slots": [{"layer": 1, "position": 1, "sku": "{sku}", "facings": 2}],
        }
    },
    "PUT /api/policies/{code}": {
        "json": {
            "code": "{policy}",
            "name": "New",
            "kind": "discount_rate",
            "rate": "0.8",
            "skus": ["{sku}"],
            "valid_from": "2026-12-01",
        }
    },
    "POST /api/audits/{audit_id}/corrections": {"json": {"action": "remove", "number": 0}},
    "PUT /api/routes": {"json": {"days": [{"username": "rep", "weekday": 0, "stores": ["{store}"]}]}},
    "POST /api/unknown/{unknown_id}/name": {"json": {"sku": "{sku}"}},
    "POST /api/unknown/{unknown_id}/split": {"json": {"group_id": "{group_id}"}},
    "POST /api/unknown/{unknown_id}/join": {"json": {"into": "{unknown_id}"}},
    "POST /api/skus/merge": {"json": {"keep": "{sku}", "drop": "{rival}"}},
    "POST /api/board/waiting/nudge": {"json": {"store": "{store}", "person": "rep"}},
    "PATCH /api/skus/{code}/references/{reference_id}": {"json": {"sku": "{rival}"}},
    "POST /api/quality/checks": {"json": {"group_id": "{group_id}", "correct": True}},
    "POST /sign-in": {"data": {"username": "x", "password": "x"}},
}
_PHOTO = shelf_jpeg(seed=77)
_TABLE = "code,name\nX,Y\n"
_EXAMPLES = {"SH-0042": "{store}", "A-330": "{sku}", "K-355": "{rival}", "B-330": "{sku}"}
"""Codes of the documentation's examples, and what stands for them here."""


@dataclass(frozen=True)
class RouteCalled:
    """A route of the service: `key` is its method and path, as the table of rights names it."""

    method: str
    path: str

    @property
    def key(self) -> str:
        return f"{self.method} {self.path}"

    @property
    def is_page(self) -> bool:
        return not self.path.startswith("/api/")


def routes_of(app: FastAPI) -> Iterator[RouteCalled]:
    """Every route that the app answers, static files aside."""
    for context in iter_route_contexts(app.routes):
        for method in sorted((getattr(context, "methods", None) or set()) - {"HEAD"}):
            yield RouteCalled(method, str(context.path).replace(":int}", "}"))


def body_of(app: FastAPI, route: RouteCalled, things: Mapping[str, str]) -> dict[str, Any]:
    """What to send: keyword arguments of an HTTP client."""
    given = BODIES.get(route.key)
    if given is not None:
        return _filled(given, things)
    operation = app.openapi()["paths"].get(route.path, {}).get(route.method.lower(), {})
    content = operation.get("requestBody", {}).get("content", {})
    if "application/json" in content:
        return {"json": _filled(_example(app, content["application/json"]["schema"]), things)}
    if content:
        schema = _resolved(app, next(iter(content.values()))["schema"])
        is_photo = "photo" in route.path or "references" in route.path
        upload = ("a.jpg", _PHOTO) if is_photo else ("a.csv", _TABLE.encode())
        fields = {
            name: things["store"] if name == "store" else _value(app, schema["properties"][name])
            for name in schema.get("required", ())
            if name != "file"
        }
        return {"files": {"file": upload}, "data": fields}
    return {}


def address_of(route: RouteCalled, things: Mapping[str, str]) -> str:
    """The path with real things in it."""
    values = dict(things)
    values["code"] = things["store"]
    if "/skus/" in route.path:
        values["code"] = things["sku"]
    elif "/policies/" in route.path:
        values["code"] = things["policy"]
    elif route.key == "PUT /api/visits/{client_id}":
        values["client_id"] = "a-new-visit"
    elif "/posters/" in route.path:
        values["number"] = "0"
    elif "/corrections/" in route.path:
        values["correction_id"] = things["box_correction_id"]
    values["locale"], values["name"] = "en", "192"
    if route.path.startswith("/inbox/"):
        values["kind"], values["number"] = "tip", things["tip_id"]
    query = QUERIES.get(route.key, "")
    return route.path.format(**values) + (f"?{query.format(**values)}" if query else "")


def seen_text(answer: httpx.Response) -> str:
    """All text of an answer, that of workbooks and archives too."""
    kind = answer.headers.get("content-type", "")
    if "zip" in kind or "spreadsheet" in kind:
        with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
            return "".join(archive.read(name).decode("utf-8", "replace") for name in archive.namelist())
    return "" if kind.startswith("image/") else answer.text


def _example(app: FastAPI, schema: dict[str, Any]) -> Any:
    whole = _resolved(app, schema)
    examples = whole.get("examples") or [whole.get("example")]
    if examples[0] is not None:
        return examples[0]
    properties = whole.get("properties", {})
    return {name: _value(app, properties[name]) for name in whole.get("required", ())}


def _value(app: FastAPI, schema: dict[str, Any]) -> Any:
    schema = _resolved(app, schema)
    if "enum" in schema:
        return schema["enum"][0]
    if schema.get("examples"):
        return schema["examples"][0]
    kinds: dict[str, Any] = {
        "string": "password words",
        "integer": 1,
        "number": 1,
        "boolean": True,
        "array": [],
    }
    return kinds.get(schema.get("type", ""), {})


def _resolved(app: FastAPI, schema: dict[str, Any]) -> dict[str, Any]:
    if "$ref" not in schema:
        return schema
    name = schema["$ref"].rpartition("/")[2]
    found: dict[str, Any] = app.openapi()["components"]["schemas"][name]
    return found


def _filled(value: Any, things: Mapping[str, str]) -> Any:
    text = json.dumps(value, ensure_ascii=False)
    for example, thing in _EXAMPLES.items():
        text = text.replace(f'"{example}"', f'"{thing}"')
    for name, thing in things.items():
        is_number = name in {"proposal_id", "group_id", "unknown_id"}
        text = text.replace(f'"{{{name}}}"', thing if is_number else json.dumps(thing))
    return json.loads(text)
