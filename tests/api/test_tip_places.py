"""Without a plan a tip is closed by a photo of its own place alone, told by the products on it."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlmodel import select

from api.settings import Settings
from catalog.database import reading
from catalog.tables_advice import Tip
from tests.api.conftest import Service
from tests.api.plan_shelves import advised, later_visit, name_everything
from tests.api.tip_world import GAP, advise
from tests.shelf_pictures import SHELF, shelf_jpeg


@pytest.fixture
def roomy(start: Callable[..., Service], settings: Settings) -> Service:
    """A service whose stores may have many open tips: none is held back for want of room."""
    return start(settings.model_copy(update={"tips_per_store": 100}))


def _state(service: Service, subject: str = "gap::P1") -> str:
    """The state of the one tip about this."""
    with reading(service.parts.engine) as session:
        (tip,) = session.exec(select(Tip).where(Tip.subject == subject)).all()
        return tip.state


def _call_others(service: Service, audit: dict[str, Any], kept: str) -> None:
    """Name every group of the photo but this SKU's as products that stand nowhere else."""
    for group in audit["groups"]:
        if group["sku"] != kept:
            new = {"code": f"Q{group['number']}", "brand": "远山", "name": f"别{group['number']}"}
            address = f"/api/audits/{audit['id']}/groups/{group['number']}/name"
            answer = service.client("category").post(address, json={"new": new})
            assert answer.status_code == 200, answer.text


def test_a_photo_of_another_bay_that_shows_the_product_closes_no_tip(roomy: Service) -> None:
    service = roomy
    earlier = (service.clock() - timedelta(hours=2)).isoformat()
    first = service.audited(captured_at=earlier)
    name_everything(service, first)
    advised(service, first["id"])
    other = later_visit(service, SHELF, seed=9)
    _call_others(service, other, "P1")
    other = advised(service, other["id"])
    assert {group["sku"] for group in other["groups"]} > {"P1"}
    advise(service, first["id"], replace(GAP, subject="gap::P1"))
    service.parts.advisor.advise(other["id"])
    assert _state(service) == "open"
    for group in other["groups"]:
        if group["sku"] != "P1":
            client = service.client("category")
            client.delete(f"/api/audits/{other['id']}/groups/{group['number']}/name")
    advised(service, other["id"])
    assert _state(service) == "done", "by its own names it is the same shelf"


def test_the_same_products_elsewhere_in_words_of_plans_are_another_place(roomy: Service) -> None:
    """Two photos judged by different plans are of two bays, whatever stands there."""
    service = roomy
    first = service.audited(captured_at=(service.clock() - timedelta(hours=2)).isoformat())
    name_everything(service, first)
    client = service.client("category")
    for code in ("ONE", "TWO"):
        made = client.post(f"/api/audits/{first['id']}/planogram", json={"code": code}).json()["planogram"]
        client.post(f"/api/planograms/{made['id']}/publish", json={"valid_from": "2020-01-01"})
    client.post(f"/api/audits/{first['id']}/judge?planogram=ONE")
    later = service.audited(data=shelf_jpeg(SHELF, seed=9))
    client.post(f"/api/audits/{later['id']}/judge?planogram=TWO")
    advise(service, first["id"], replace(GAP, subject="gap::P1"))
    service.parts.advisor.advise(later["id"])
    assert _state(service) == "open"
    client.post(f"/api/audits/{later['id']}/judge?planogram=ONE")
    assert _state(service) == "done"
