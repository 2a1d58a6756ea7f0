"""A catalogue for the coloured test shelf, and planograms of it made through the API."""

import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from tests.api.conftest import Service
from tests.shelf_pictures import SHELF, shelf_jpeg

AFTER = (SHELF[0], ".RRR.BB...", SHELF[2], ".GG#GMM...", SHELF[4], SHELF[5])
"""The shelf later: a B sold out on layer 1, M where Y should be on layer 2."""
ROUGH = {"width_mm": 60, "height_mm": 200, "category": "饮料"}


def name_everything(service: Service, audit: dict[str, Any]) -> dict[str, str]:
    """Name each unknown group of an audit after the first letter of its place: SKU codes by group number."""
    client = service.client("category")
    names = {}
    for group in audit["groups"]:
        new = {
            "code": f"P{group['number']}",
            "brand": "青岚",
            "name": f"品{group['number']}",
            "spec": "330ml",
        }
        answer = client.post(
            f"/api/audits/{audit['id']}/groups/{group['number']}/name", json={"new": new | ROUGH}
        )
        assert answer.status_code == 200, answer.text
        names[str(group["number"])] = new["code"]
    return names


def golden(service: Service, **order: Any) -> tuple[dict[str, Any], dict[str, Any]]:
    """A first visit, all of it named, and the draft made of it."""
    audit = service.audited()
    name_everything(service, audit)
    answer = service.client("category").post(f"/api/audits/{audit['id']}/planogram", json=order or None)
    assert answer.status_code == 201, answer.text
    return audit, answer.json()["planogram"]


def published(service: Service, **order: Any) -> tuple[dict[str, Any], dict[str, Any]]:
    """The same, in force in every store from the year's start on."""
    audit, draft = golden(service, **order)
    body = {"valid_from": f"{datetime.now(UTC).year - 1}-01-01"}
    answer = service.client("category").post(f"/api/planograms/{draft['id']}/publish", json=body)
    assert answer.status_code == 200, answer.text
    return audit, answer.json()


def later_visit(service: Service, rows: tuple[str, ...] = AFTER, **upload: Any) -> dict[str, Any]:
    """Another photo of the shelf, with the advice that follows of it."""
    audit = service.audited(data=shelf_jpeg(rows, seed=upload.pop("seed", 3)), **upload)
    return advised(service, audit["id"], upload.get("name", "rep"))


def advised(service: Service, audit_id: int, name: str = "rep") -> dict[str, Any]:
    """The audit once its advice is there."""
    found: dict[str, Any] = {}

    def there() -> bool:
        found.update(service.client(name).get(f"/api/audits/{audit_id}").json())
        return found["advised_at"] is not None

    wait_until(there)
    return found


def wait_until(true: Callable[[], bool], seconds: float = 20) -> None:
    """Wait for another thread's work."""
    until = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < until, "it never came true"
        time.sleep(0.02)
