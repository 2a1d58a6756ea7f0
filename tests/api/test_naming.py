"""Naming what was unknown, and what that teaches."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from tests.api.conftest import Service
from tests.shelf_pictures import draw_shelf, encode, shelf_jpeg

NEW = {"brand": "青岚", "name": "柠檬茶", "spec": "330毫升", "competitor": False}


def first_group(audit: dict[str, Any]) -> int:
    """The group of the three red products."""
    group: int = audit["report"]["products"][0]["group"]
    return group


def name(
    service: Service, audit: dict[str, Any], number: int, body: dict[str, Any], who: str = "category"
) -> Any:
    return service.client(who).post(f"/api/audits/{audit['id']}/groups/{number}/name", json=body)


def look_again(service: Service, audit: dict[str, Any]) -> dict[str, Any]:
    answer = service.client("category").post(f"/api/audits/{audit['id']}/re-audit")
    return service.wait(answer.json()["audit_id"], "category")


def test_naming_makes_the_sku_and_looking_again_knows_it(service: Service) -> None:
    audit = service.audited()
    answer = name(service, audit, first_group(audit), {"new": NEW})
    assert answer.status_code == 200, answer.text
    sku, references = answer.json()["sku"], answer.json()["references"]
    assert (sku["brand"], sku["spec"], sku["references"]) == ("青岚", "330ml", len(references))
    assert 1 <= len(references) <= 5
    assert {reference["source"] for reference in references} == {"named_group"}
    picture = service.client("rep").get(references[0]["url"])
    assert picture.headers["content-type"] == "image/jpeg"

    named = service.client("rep").get(f"/api/audits/{audit['id']}").json()
    assert {p["sku"] for p in named["report"]["products"][:3]} == {sku["code"]}
    assert [g["named_by_person"] for g in named["groups"] if g["sku"]] == [True]
    assert {
        "sku": sku["code"],
        "brand": "青岚",
        "spec": "330ml",
        "layer": 1,
        "columns": 3,
        "units": 3,
    } in named["report"]["facings"]

    again = look_again(service, audit)
    known = [p for p in again["report"]["products"] if p["sku"] == sku["code"]]
    assert [(p["layer"], p["position"]) for p in known] == [(1, 1), (1, 2), (1, 3), (3, 1), (3, 2)]
    assert all(p["probability"] > 0.9 for p in known)
    share = again["shares"][0]
    assert (share["brand"], share["competitor"], share["facings"]) == ("青岚", False, 5)
    assert float(share["low_pct"]) < float(share["share_pct"]) == 33.3 < float(share["high_pct"]) <= 100
    assert again["shares"][-1]["brand"] is None
    other = service.audited("category", store="S2", data=shelf_jpeg((".R.B......",), seed=3))
    assert [p["sku"] for p in other["report"]["products"]] == [sku["code"], None]


def test_saying_it_twice_changes_nothing(service: Service) -> None:
    audit = service.audited()
    first = name(service, audit, 1, {"new": NEW}).json()
    second = name(service, audit, 1, {"new": NEW}).json()
    third = name(service, audit, 1, {"sku": first["sku"]["code"]}).json()
    assert first == second == third
    assert service.client("rep").get("/api/skus").json()["total"] == 1


def test_saying_it_from_two_places_at_once_makes_one_sku(service: Service) -> None:
    audit = service.audited()
    url = f"/api/audits/{audit['id']}/groups/1/name"
    headers = {"Authorization": f"Bearer {service.tokens['category']}"}
    with ThreadPoolExecutor(4) as pool:
        answers = list(
            pool.map(lambda _: service.http.post(url, json={"new": NEW}, headers=headers), range(4))
        )
    assert [a.status_code for a in answers] == [200] * 4
    assert len({a.json()["sku"]["code"] for a in answers}) == 1
    assert service.client("rep").get("/api/skus").json()["total"] == 1


def test_taking_a_name_back_unteaches_it(service: Service) -> None:
    audit = service.audited()
    code = name(service, audit, 1, {"new": NEW}).json()["sku"]["code"]
    url = f"/api/audits/{audit['id']}/groups/1/name"
    assert service.client("category").delete(url).status_code == 204
    shown = service.client("rep").get(f"/api/audits/{audit['id']}").json()
    assert {p["sku"] for p in shown["report"]["products"]} == {None}
    assert {p["sku"] for p in look_again(service, audit)["report"]["products"]} == {None}
    assert service.client("rep").get(f"/api/skus/{code}").json()["active"] is False
    twice = service.client("category").delete(url)
    assert (twice.status_code, twice.json()["error"]["code"]) == (404, "naming_not_found")


@pytest.mark.parametrize(
    ("number", "body", "status", "code"),
    [
        (99, {"new": NEW}, 404, "group_not_found"),
        (1, {"sku": "nothing"}, 404, "sku_not_found"),
        (1, {}, 422, "invalid_request"),
        (1, {"sku": "A", "new": NEW}, 422, "invalid_request"),
        (1, {"new": {**NEW, "spec": "330x"}}, 422, "bad_spec"),
        (1, {"new": {**NEW, "gtin": "6901234567890"}}, 422, "bad_gtin"),
        (1, {"new": {**NEW, "brand": "  "}}, 422, "bad_value"),
        (1, {"new": {**NEW, "colour": "red"}}, 422, "invalid_request"),
    ],
)
def test_a_name_that_cannot_be_is_said_and_nothing_is_saved(
    service: Service, number: int, body: dict[str, Any], status: int, code: str
) -> None:
    audit = service.audited()
    answer = name(service, audit, number, body)
    assert (answer.status_code, answer.json()["error"]["code"]) == (status, code), answer.text
    assert service.client("rep").get("/api/skus").json()["total"] == 0


def test_a_group_of_an_audit_that_found_nothing_cannot_be_named(service: Service) -> None:
    audit = service.audited(data=shelf_jpeg(("..........",)))
    answer = name(service, audit, 1, {"new": NEW})
    assert (answer.status_code, answer.json()["error"]["code"]) == (409, "audit_not_done")


def test_an_uploaded_reference_teaches_and_its_deletion_unteaches(service: Service) -> None:
    editor = service.client("category")
    made = editor.post("/api/skus", json={"code": "RED", "brand": "红", "name": "可乐", "spec": "500ml"})
    assert made.status_code == 201
    crop = encode(draw_shelf()[68:124, 68:124], "PNG")
    answer = editor.post("/api/skus/RED/references", files={"file": ("../x.png", crop)})
    assert answer.status_code == 201, answer.text
    again = editor.post("/api/skus/RED/references", files={"file": ("y.png", crop)})
    assert again.json() == answer.json()
    audit = service.audited()
    assert [p["sku"] for p in audit["report"]["products"][:4]] == ["RED", "RED", "RED", None]
    alternatives = audit["groups"][0]["alternatives"]
    assert alternatives[0]["sku"] == "RED"
    assert alternatives[0]["brand"] == "红"
    assert len(editor.get("/api/skus/RED/references").json()) == 1
    assert editor.delete(f"/api/skus/RED/references/{answer.json()['id']}").status_code == 204
    assert editor.get(answer.json()["url"]).status_code == 404
    assert {p["sku"] for p in look_again(service, audit)["report"]["products"]} == {None}


def test_a_bad_reference_is_refused_and_not_kept(service: Service) -> None:
    editor = service.client("category")
    editor.post("/api/skus", json={"code": "RED", "brand": "红", "name": "可乐"})
    answer = editor.post("/api/skus/RED/references", files={"file": ("x.jpg", b"no picture")})
    assert (answer.status_code, answer.json()["error"]["code"]) == (415, "not_an_image")
    unknown = editor.post("/api/skus/BLUE/references", files={"file": ("x.jpg", shelf_jpeg())})
    assert (unknown.status_code, unknown.json()["error"]["code"]) == (404, "sku_not_found")
    assert service.files() == []
