"""Visits in a running service: what a phone sends."""

from typing import Any

import httpx

from catalog.database import reading
from catalog.queries_people import find_user
from catalog.rows import key
from tests.api.conftest import Service
from tests.shelf_pictures import shelf_jpeg


def visit_body(service: Service, **more: Any) -> dict[str, Any]:
    return {"store": "S1", "started_at": service.parts.clock().isoformat(), **more}


def put(service: Service, client_id: str = "v1", name: str = "rep", **more: Any) -> httpx.Response:
    return service.client(name).put(f"/api/visits/{client_id}", json=visit_body(service, **more))


def begun(service: Service, client_id: str = "v1", name: str = "rep", **more: Any) -> dict[str, Any]:
    answer = put(service, client_id, name, **more)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


def add_photo(service: Service, client_id: str = "v1", name: str = "rep", kind: str = "shelf") -> int:
    """Another photo of the visit, sent as a phone sends it; the audit's id."""
    store = service.client(name).get(f"/api/visits/{client_id}").json()["store"]["code"]
    seed = service.client(name).get("/api/audits", params={"limit": 100}).json()["audits"]
    answer = service.upload(name, store, shelf_jpeg(seed=len(seed)), visit=client_id, kind=kind)
    assert answer.status_code == 202, answer.text
    return int(answer.json()["audit_id"])


def service_user(service: Service, name: str) -> int:
    with reading(service.parts.engine) as session:
        user = find_user(session, name)
        assert user is not None
        return key(user.id)


def submit(service: Service, client_id: str = "v1", name: str = "rep", **more: Any) -> httpx.Response:
    return service.client(name).post(f"/api/visits/{client_id}/submit", **more)
