"""Shares, fill and must-stock of a photo: figures that can be counted by hand, the denominator named."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from catalog.database import writing
from catalog.must_stock import MustDraft, put_must_line
from catalog.queries_people import find_chain
from tests.api.conftest import Service
from tests.api.plan_shelves import name_everything
from tests.api.test_pages_tips import page


def named(service: Service) -> dict[str, Any]:
    """The coloured shelf: R R R B B B, G G # G Y Y, R R M M; all but the M named, each with a brand of its own."""
    audit = service.audited()
    client = service.client("category")
    for group in audit["groups"]:
        layer = next(p["layer"] for p in audit["report"]["products"] if p["group"] == group["number"])
        if layer == 3 and group["size"] == 2:
            continue
        new = {"code": f"P{group['number']}", "brand": f"牌{group['number']}", "name": "茶", "spec": "330ml"}
        answer = client.post(f"/api/audits/{audit['id']}/groups/{group['number']}/name", json={"new": new})
        assert answer.status_code == 200, answer.text
    return audit


def shares(service: Service, audit: dict[str, Any], **query: Any) -> dict[str, Any]:
    """What the API says of the audit's shares."""
    answer = service.client("manager").get(f"/api/audits/{audit['id']}/shares", params=query)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


def test_shares_are_of_what_the_denominator_names(service: Service) -> None:
    audit = named(service)
    for query, kinds in (
        ({}, {"known", "unknown"}),
        ({"denominator": "known"}, {"known"}),
        ({"denominator": "incl_gaps"}, {"known", "unknown", "gap"}),
        ({"measure": "linear", "by": "owner"}, {"known", "unknown"}),
        ({"measure": "area", "by": "category"}, {"known", "unknown"}),
    ):
        told = shares(service, audit, **query)
        assert {part["kind"] for part in told["shares"]} == kinds, query
        assert sum(Decimal(part["share_pct"]) for part in told["shares"]) == 100
        for part in told["shares"]:
            assert Decimal(part["low_pct"]) <= Decimal(part["share_pct"]) <= Decimal(part["high_pct"])
    facings = {part["label"]: part["amount"] for part in shares(service, audit)["shares"]}
    assert sum(facings.values()) == 15
    assert max(facings.values()) == 5  # R on two layers


def test_one_layer_alone(service: Service) -> None:
    audit = named(service)
    top = shares(service, audit, layer=1)
    assert [part["share_pct"] for part in top["shares"]] == ["50.0", "50.0"]
    assert top["layers"] == [1, 2, 3]
    assert shares(service, audit, layer=9)["shares"] == []


def test_fill_tells_of_the_gap_on_its_layer(service: Service) -> None:
    fill = {each["layer"]: each["fill_pct"] for each in shares(service, named(service))["fill"]}
    assert fill[1] == fill[3] == "100.0"
    assert Decimal("70") < Decimal(fill[2]) < Decimal("85")  # one place of six
    assert Decimal(fill[2]) < Decimal(fill[None]) < 100


def test_a_must_stock_list_is_held_against_the_photo(service: Service) -> None:
    audit = named(service)
    assert shares(service, audit)["stock"] is None
    client = service.client("category")
    client.post("/api/skus", json={"code": "AWAY", "brand": "青岚", "name": "水", "spec": "1L"})
    present = next(
        p["sku"] for p in client.get(f"/api/audits/{audit['id']}").json()["report"]["products"] if p["sku"]
    )
    with writing(service.parts.engine) as session:
        chain = find_chain(session, "our chain")
        assert chain is not None
        for code, least in ((present, 9), ("AWAY", 1)):
            put_must_line(session, chain.id or 0, MustDraft(code, date(2020, 1, 1), min_facings=least))
    stock = shares(service, audit)["stock"]
    assert (stock["present"], stock["present"] + stock["missing"] + stock["unknown"]) == (1, 2)
    lines = {line["sku"]: line for line in stock["products"]}
    assert lines["AWAY"]["presence"] in {"missing", "unknown"}
    assert (lines[present]["presence"], lines[present]["min_facings"]) == ("present", 9)
    text = page(service, "manager", f"/audits/{audit['id']}/shares")
    assert "at least 9 asked for" in text
    assert "青岚 水 1L" in text


def test_the_audit_page_asks_for_its_shares_and_gets_a_piece_of_a_page(service: Service) -> None:
    audit = service.audited()
    name_everything(service, audit)
    assert f'data-shares="/audits/{audit["id"]}/shares"' in page(service, "rep", f"/audits/{audit['id']}")
    piece = page(service, "rep", f"/audits/{audit['id']}/shares?by=owner&measure=area&denominator=incl_gaps")
    assert "<html" not in piece
    assert "Ours" in piece
    assert 'class="whisker"' in piece
    page(
        service, "rep", f"/audits/{audit['id']}/shares?by=nonsense&layer=-3"
    )  # unreadable wishes: the default


@pytest.mark.parametrize(
    "query", [{"measure": "weight"}, {"denominator": "all"}, {"by": "shop"}, {"layer": 0}]
)
def test_wishes_that_there_are_not_are_refused(service: Service, query: dict[str, Any]) -> None:
    audit = service.audited()
    answer = service.client("rep").get(f"/api/audits/{audit['id']}/shares", params=query)
    assert (answer.status_code, answer.json()["error"]["code"]) == (422, "invalid_request")


def test_an_audit_that_is_not_done_has_none(service: Service) -> None:
    from tests.shelf_pictures import shelf_jpeg

    sent = service.upload(data=shelf_jpeg(("..........",) * 6)).json()
    service.wait(sent["audit_id"])
    answer = service.client("rep").get(f"/api/audits/{sent['audit_id']}/shares")
    assert (answer.status_code, answer.json()["error"]["code"]) == (409, "audit_not_done")
    assert service.client("other_rep").get(f"/api/audits/{sent['audit_id']}/shares").status_code == 404
