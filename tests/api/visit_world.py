"""Visits in a running service: what a phone sends."""

from typing import Any

import httpx

from catalog.database import writing
from catalog.queries_queue import submit_photo
from catalog.queries_visits import find_visit
from catalog.rows import key
from tests.api.conftest import Service


def visit_body(service: Service, **more: Any) -> dict[str, Any]:
    return {"store": "S1", "started_at": service.parts.clock().isoformat(), **more}


def put(service: Service, client_id: str = "v1", name: str = "rep", **more: Any) -> httpx.Response:
    return service.client(name).put(f"/api/visits/{client_id}", json=visit_body(service, **more))


def begun(service: Service, client_id: str = "v1", name: str = "rep", **more: Any) -> dict[str, Any]:
    answer = put(service, client_id, name, **more)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


def add_photo(service: Service, client_id: str = "v1", name: str = "rep", kind: Any = "shelf") -> int:
    """A photo of the visit as an upload leaves it; the audit's id."""
    with writing(service.parts.engine) as session:
        user_id = service_user(service, name)
        visit = find_visit(session, user_id, client_id)
        assert visit is not None
        sha256 = f"{visit.id}{kind}{service.parts.clock().timestamp()}".replace(".", "").ljust(64, "0")[:64]
        done = submit_photo(
            session, store_id=visit.store_id, sha256=sha256, now=service.parts.clock(), kind=kind
        )
        done.photo.visit_id = visit.id
        return key(done.audit.id)


def service_user(service: Service, name: str) -> int:
    from catalog.database import reading
    from catalog.queries_people import find_user

    with reading(service.parts.engine) as session:
        user = find_user(session, name)
        assert user is not None
        return key(user.id)


def submit(service: Service, client_id: str = "v1", name: str = "rep", **more: Any) -> httpx.Response:
    return service.client(name).post(f"/api/visits/{client_id}/submit", **more)
