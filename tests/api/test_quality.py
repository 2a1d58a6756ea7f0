"""Checking names by chance, and what the page of model quality says of them."""

from datetime import timedelta
from random import Random
from typing import Any

import pytest

from api.quality import model_quality
from catalog.database import reading
from catalog.queries_people import find_chain
from catalog.queries_quality import draw_named
from catalog.rows import key
from tests.api.conftest import Service
from tests.shelf_pictures import draw_shelf, encode, shelf_jpeg


def known(service: Service) -> list[dict[str, Any]]:
    """Three photos with a red group that the models name, and a blue one that they do not."""
    editor = service.client("category")
    editor.post(
        "/api/skus", json={"code": "RED", "brand": "红", "name": "可乐", "spec": "500ml", "category": "饮料"}
    )
    crop = encode(draw_shelf()[68:124, 68:124], "PNG")
    assert editor.post("/api/skus/RED/references", files={"file": ("r.png", crop)}).status_code == 201
    return [service.audited("category", data=shelf_jpeg((".RRRB.....",), seed=seed)) for seed in (1, 2, 3)]


def test_names_are_drawn_checked_and_taken_back(service: Service) -> None:
    audits = known(service)
    editor = service.client("category")
    drawn = editor.get("/api/quality/draw").json()["drawn"]
    assert {one["audit_id"] for one in drawn} == {audit["id"] for audit in audits}
    assert {(one["sku"], one["facings"]) for one in drawn} == {("RED", 3)}, (
        "unknown groups have no name to check"
    )
    assert editor.get(drawn[0]["crop_url"]).headers["content-type"] == "image/jpeg"
    assert editor.get(drawn[0]["reference_url"]).headers["content-type"] == "image/jpeg"
    made = editor.post("/api/quality/checks", json={"group_id": drawn[0]["group_id"], "correct": True})
    assert made.status_code == 201
    again = editor.post("/api/quality/checks", json={"group_id": drawn[0]["group_id"], "correct": True})
    assert again.json() == made.json()
    other = editor.post("/api/quality/checks", json={"group_id": drawn[0]["group_id"], "correct": False})
    assert other.json()["id"] != made.json()["id"]
    assert len(editor.get("/api/quality/draw").json()["drawn"]) == 2, "what was checked is not drawn again"
    assert editor.delete(f"/api/quality/checks/{other.json()['id']}").status_code == 204
    gone = editor.delete(f"/api/quality/checks/{other.json()['id']}")
    assert (gone.status_code, gone.json()["error"]["code"]) == (404, "check_not_found")
    assert len(editor.get("/api/quality/draw").json()["drawn"]) == 3
    assert editor.get("/api/quality/draw?category=日化").json()["drawn"] == []
    assert len(editor.get("/api/quality/draw?n=1&category=饮料").json()["drawn"]) == 1


def test_what_people_corrected_is_drawn_too_or_the_wrong_ones_would_be_missing(service: Service) -> None:
    audits = known(service)
    editor = service.client("category")
    red = audits[0]["report"]["products"][0]["group"]
    body = {"new": {"brand": "青岚", "name": "茶", "spec": "330ml"}}
    assert editor.post(f"/api/audits/{audits[0]['id']}/groups/{red}/name", json=body).status_code == 200
    drawn = editor.get("/api/quality/draw").json()["drawn"]
    assert [one["sku"] for one in drawn if one["audit_id"] == audits[0]["id"]] == ["RED"]
    page = editor.get("/quality", headers={"Accept": "text/html"}).text
    assert "饮料" in page


def test_the_draw_is_fair(service: Service) -> None:
    known(service)
    with reading(service.parts.engine) as session:
        chain = find_chain(session, "our chain")
        assert chain is not None
        since = service.parts.clock() - timedelta(days=28)
        firsts = [
            draw_named(session, key(chain.id), Random(seed), since=since, most=1)[0].group.id
            for seed in range(150)
        ]
    counts = sorted(firsts.count(one) for one in set(firsts))
    assert len(counts) == 3
    assert counts[0] > 30


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_the_page_tells_numbers_only_where_there_are_enough(service: Service) -> None:
    known(service)
    editor = service.client("category")
    page = editor.get("/quality", headers={"Accept": "text/html"}, params={"lang": "en"}).text
    assert "too few answers (n=0, at least 20)" in page
    assert "colours" in page, "the models in use"
    with reading(service.parts.engine) as session:
        chain = find_chain(session, "our chain")
        assert chain is not None
        made = model_quality(session, key(chain.id), now=service.parts.clock())
    assert made.photos == (0,) * 7 + (3,)
    unknown = next(figure for figure in made.figures if figure.key == "unknown")
    assert unknown.weekly[-1] is not None
    assert str(unknown.weekly[-1].pct) == "25.0"
    assert unknown.moved is None
    assert [one.category for one in made.categories] == ["饮料"]
    director = service.client("director")
    assert director.get("/quality", headers={"Accept": "text/html"}).status_code == 200
    assert director.get("/api/quality/draw").status_code == 403
    for name in ("rep", "manager", "supervisor"):
        assert service.client(name).get("/quality", headers={"Accept": "text/html"}).status_code == 403
    foreign = service.client("stranger")
    assert foreign.get("/api/quality/draw").json() == {"drawn": []}
    asked = {"group_id": editor.get("/api/quality/draw").json()["drawn"][0]["group_id"], "correct": True}
    assert foreign.post("/api/quality/checks", json=asked).status_code == 404
