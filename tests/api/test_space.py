"""Space suggestions over the API: reasons, drafts of what was accepted, and nothing overwritten."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from catalog.database import writing
from catalog.queries_people import find_chain, find_store
from catalog.queries_skus import sku_ids_by_code
from catalog.tables_history import DailyScan
from tests.api.conftest import Service
from tests.api.test_pages_tips import page

WIDE = {"brand": "青岚", "name": "茶", "width_mm": 60, "category": "饮料"}
SLOTS = [
    {"layer": 1, "position": 1, "sku": "FAST", "facings": 1},
    {"layer": 1, "position": 2, "sku": "SLOW", "facings": 4},
    {"layer": 1, "position": 3, "sku": "DUMB", "facings": 1},
]


def shelf(service: Service, sales: dict[str, str], store: str = "S1", width_mm: int = 360) -> dict[str, Any]:
    """A draft with a fast and a slow seller on one full board, and 28 days of their sales."""
    client = service.client("category")
    for code in ("FAST", "SLOW", "DUMB"):
        answer = client.post("/api/skus", json={**WIDE, "code": code, "spec": f"{len(code)}{ord(code[0])}ml"})
        assert answer.status_code in {201, 409}, answer.text
    with writing(service.parts.engine) as session:
        chain = find_chain(session, "our chain")
        assert chain is not None
        found = find_store(session, chain.id or 0, store)
        assert found is not None
        ids = sku_ids_by_code(session, chain.id or 0, sales)
        today = service.clock().astimezone(service.settings.zone).date()
        for code, units in sales.items():
            for ago in range(1, 29):
                day = today - timedelta(days=ago)
                session.add(
                    DailyScan(store_id=found.id or 0, sku_id=ids[code], day=day, units=Decimal(units))
                )
    made = client.post("/api/planograms", json={"code": "BAY", "width_mm": width_mm, "slots": SLOTS})
    assert made.status_code == 201, made.text
    draft: dict[str, Any] = made.json()
    return draft


def test_a_fast_seller_is_given_room_with_the_reason_and_a_draft_is_made_beside(service: Service) -> None:
    draft = shelf(service, {"FAST": "3.1", "SLOW": "0.2"})
    client = service.client("category")
    told = client.get(f"/api/planograms/{draft['id']}/space").json()
    assert (told["outcome"], told["store"], told["products"], told["selling"]) == ("changes", None, 3, 2)
    changes = {one["sku"]: one for one in told["changes"]}
    assert set(changes) == {"FAST", "SLOW"}  # nothing is known of DUMB, it stays
    assert changes["FAST"]["after"] - 1 == 4 - changes["SLOW"]["after"] > 0
    assert "sells 3.1 a day with 1 facing" in changes["FAST"]["reason"]
    assert Decimal(told["then"]) > Decimal(told["now"])
    assert told["layers"] == [{"layer": 1, "width_mm": 360.0, "used_mm": 360.0}]
    accept = [{key: one[key] for key in ("sku", "layer", "after")} for one in told["changes"]]
    made = client.post(f"/api/planograms/{draft['id']}/space", json={"accept": accept})
    assert made.status_code == 201, made.text
    new = made.json()
    assert (new["state"], new["source"], new["version"]) == ("draft", "suggestion", 2)
    facings = {slot["sku"]: slot["facings"] for slot in new["slots"]}
    assert facings == {"FAST": changes["FAST"]["after"], "SLOW": changes["SLOW"]["after"], "DUMB": 1}
    assert client.get(f"/api/planograms/{draft['id']}").json()["slots"] == draft["slots"]


def test_what_does_not_fit_or_was_not_suggested_is_refused(service: Service) -> None:
    draft = shelf(service, {"FAST": "3.1", "SLOW": "0.2"})
    client, url = service.client("category"), f"/api/planograms/{draft['id']}/space"
    more = next(one for one in client.get(url).json()["changes"] if one["sku"] == "FAST")
    alone = [{key: more[key] for key in ("sku", "layer", "after")}]
    full = client.post(url, json={"accept": alone})
    assert (full.status_code, full.json()["error"]["code"]) == (409, "layer_too_full")
    assert full.json()["error"]["params"]["lacking_mm"] == 60.0 * (more["after"] - 1)
    other = client.post(url, json={"accept": [{**alone[0], "after": 77}]})
    assert (other.status_code, other.json()["error"]["code"]) == (409, "suggestion_changed")
    assert client.post(url, json={"accept": []}).status_code == 422
    assert client.get(url, params={"store": "S77"}).json()["error"]["code"] == "store_not_found"
    assert len(client.get("/api/planograms").json()["planograms"][0]["versions"]) == 1


def test_one_store_s_sales_or_the_average_of_all(service: Service) -> None:
    draft = shelf(service, {"FAST": "3", "SLOW": "1"})
    with writing(service.parts.engine) as session:
        chain = find_chain(session, "our chain")
        assert chain is not None
        other = find_store(session, chain.id or 0, "S2")
        assert other is not None
        ids = sku_ids_by_code(session, chain.id or 0, ["FAST", "SLOW"])
        day = service.clock().astimezone(service.settings.zone).date() - timedelta(days=1)
        for code, units in (("FAST", 7), ("SLOW", 1)):
            session.add(DailyScan(store_id=other.id or 0, sku_id=ids[code], day=day, units=Decimal(units)))
    client, url = service.client("category"), f"/api/planograms/{draft['id']}/space"

    def rate(**query: str) -> Decimal:
        changes = client.get(url, params=query).json()["changes"]
        return next(Decimal(one["rate"]) for one in changes if one["sku"] == "FAST")

    assert rate(store="S1") == 3
    assert rate(store="S2") == 7
    assert rate() == 5


def test_the_settings_of_the_category_bound_it(service: Service) -> None:
    draft = shelf(service, {"FAST": "3.1", "SLOW": "0.2"})
    client = service.client("category")
    answer = client.put("/api/category-settings", json={"category": "饮料", "max_facings": 2})
    assert answer.status_code == 200, answer.text
    told = client.get(f"/api/planograms/{draft['id']}/space").json()
    after = {one["sku"]: one["after"] for one in told["changes"]}
    assert after["FAST"] == 2
    assert after["SLOW"] <= 2


@pytest.mark.parametrize(("name", "status"), [("rep", 403), ("manager", 403), ("stranger", 404)])
def test_it_is_for_those_who_edit_planograms(service: Service, name: str, status: int) -> None:
    draft = shelf(service, {"FAST": "3.1", "SLOW": "0.2"})
    url = f"/api/planograms/{draft['id']}/space"
    assert service.client(name).get(url).status_code == status
    accept = {"accept": [{"sku": "FAST", "layer": 1, "after": 2}]}
    assert service.client(name).post(url, json=accept).status_code == status


def test_the_page_shows_each_change_with_its_reason_or_says_why_there_is_none(service: Service) -> None:
    draft = shelf(service, {"FAST": "3.1", "SLOW": "0.2"})
    text = page(service, "category", f"/plans/{draft['id']}/space")
    assert "sells 3.1 a day with 1 facing" in text
    assert text.count("data-sku=") == 2
    assert "日销3.1件" in page(service, "category", f"/plans/{draft['id']}/space", "zh-CN")
    nothing = page(service, "category", f"/plans/{draft['id']}/space?store=S2")
    assert "Nothing is known of what these products sell" in nothing
    assert "data-sku=" not in nothing
