"""From a golden photo to a tip and its proof, with nothing put in by hand: planogram, visit, advice, after-photo."""

import threading
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func
from sqlmodel import select

from api.settings import Settings
from catalog.database import reading
from catalog.tables_advice import Tip, TipChange
from tests.api.conftest import Service
from tests.api.plan_shelves import later_visit, published, wait_until
from tests.api.tip_world import GAP, SHARE, advised
from tests.shelf_pictures import SHELF, shelf_jpeg

EMPTIED = (SHELF[0], ".RRR......", *SHELF[2:])
"""The shelf with all B sold out."""


def check(service: Service, tip: dict[str, Any], photo: bytes) -> dict[str, Any]:
    """Send an after-photo and wait for what it says."""
    client = service.client("manager")
    sent = client.post(f"/api/tips/{tip['id']}/after-photo", files={"file": ("now.jpg", photo)})
    assert sent.status_code == 202, sent.text
    found: dict[str, Any] = {}

    def ended() -> bool:
        found.update(client.get(sent.headers["location"]).json())
        return bool(found["state"] != "looking")

    wait_until(ended)
    return found


def test_what_a_visit_finds_missing_is_a_tip_and_the_refilled_shelf_closes_it(service: Service) -> None:
    published(service, code="BAY-1")
    visit = later_visit(service, EMPTIED)
    client = service.client("manager")
    tips = client.get("/api/tips").json()["tips"]
    missing = next(tip for tip in tips if tip["kind"] == "missing")
    assert (missing["audit_id"], missing["layer"], missing["assignee"]) == (visit["id"], 1, "manager")
    assert client.get(missing["evidence_url"]).headers["content-type"] == "image/jpeg"

    still = check(service, missing, shelf_jpeg(EMPTIED, seed=11))
    assert (still["state"], still["tip"]["state"]) == ("still_open", "open")
    assert still["tip"]["audit_id"] == still["audit_id"]

    solved = check(service, missing, shelf_jpeg(SHELF, seed=12))
    assert (solved["state"], solved["tip"]["state"]) == ("solved", "done")
    assert solved["tip"]["after_audit_id"] == solved["audit_id"]
    assert missing["id"] not in {
        tip["id"] for tip in client.get("/api/tips", params={"state": "open"}).json()["tips"]
    }


def test_a_store_has_few_open_tips(start: Callable[..., Service], settings: Settings) -> None:
    service = start(settings.model_copy(update={"tips_per_store": 1}))
    advised(service, GAP, SHARE)
    (tip,) = service.client("manager").get("/api/tips").json()["tips"]
    assert tip["kind"] == "gap"


def test_the_sweep_escalates_by_itself(start: Callable[..., Service], settings: Settings) -> None:
    service = start(settings.model_copy(update={"tip_hours": 1, "sweep_seconds": 0.1, "lease_seconds": 0.4}))
    advised(service, GAP)
    service.clock.ahead = timedelta(hours=1, minutes=1)
    wait_until(
        lambda: bool(service.client("category").get("/api/tips", params={"state": "expired"}).json()["tips"])
    )


def test_a_process_that_only_serves_escalates_too(start: Callable[..., Service], settings: Settings) -> None:
    service = start(settings.model_copy(update={"tip_hours": 1}))
    advised(service, GAP)
    web = start(settings.model_copy(update={"workers": 0, "sweep_seconds": 0.1}), service.tokens)
    web.clock.ahead = timedelta(hours=1, minutes=1)
    wait_until(
        lambda: bool(web.client("category").get("/api/tips", params={"state": "expired"}).json()["tips"])
    )


@pytest.mark.parametrize("workers", [4])
def test_many_processes_escalate_each_tip_once(service: Service, workers: int) -> None:
    advised(service, GAP, SHARE)
    late = service.clock() + timedelta(hours=service.settings.tip_hours + 1)
    threads = [threading.Thread(target=service.parts.jobs.expire_tips, args=(late,)) for _ in range(workers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with reading(service.parts.engine) as session:
        expired = session.exec(select(func.count()).where(Tip.state == "expired")).one()
        changes = session.exec(select(func.count()).where(TipChange.state == "expired")).one()
    assert (expired, changes) == (2, 2)
