"""The catalogue's health on its page, and what settles a line, over HTTP."""

import io

import openpyxl
import pytest

from tests.api.conftest import Service
from tests.shelf_pictures import draw_shelf, encode, shelf_jpeg

HTML = {"Accept": "text/html"}


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_each_list_names_what_is_wrong_and_the_lines_are_settled(service: Service) -> None:
    editor = service.client("category")
    for code, name in (("RED", "可乐"), ("RED2", "可 乐"), ("BARE", "雪碧")):
        body = {"code": code, "brand": "红", "name": name, "spec": "500ml"}
        assert editor.post("/api/skus", json=body).status_code == 201
    red, blue = (encode(draw_shelf()[68:124, x : x + 56], "PNG") for x in (68, 260))
    ids = {}
    for code, picture in (("RED", red), ("RED", blue), ("RED2", red)):
        if code == "RED2":  # two products of one picture: neither is recognised any more
            service.audited("category", data=shelf_jpeg((".RRR......",)))
        answer = editor.post(f"/api/skus/{code}/references", files={"file": ("r.png", picture)})
        ids[code, picture] = answer.json()["id"]

    def page(show: str) -> str:
        answer = editor.get(f"/catalog/health?show={show}", headers=HTML)
        assert answer.status_code == 200, answer.text
        return answer.text

    assert f'data-reference="{ids["RED", blue]}"' in page("never"), "nothing blue was seen"
    assert f'data-reference="{ids["RED", red]}"' not in page("never")
    assert "BARE" in page("none")
    assert f'data-reference="{ids["RED", red]}"' in page("twins")
    assert 'data-keep="RED"' in page("doubles")
    for show in ("strays", "all", "nonsense"):
        page(show)

    moved = editor.patch(f"/api/skus/RED/references/{ids['RED', blue]}", json={"sku": "BARE"})
    assert moved.status_code == 200
    assert editor.get(moved.json()["url"]).headers["content-type"] == "image/jpeg"
    there = editor.patch(f"/api/skus/RED2/references/{ids['RED2', red]}", json={"sku": "RED"})
    assert (there.status_code, there.json()["error"]["code"]) == (409, "reference_there")
    merged = editor.post("/api/skus/merge", json={"keep": "RED", "drop": "RED2"}).json()
    assert editor.get("/api/skus/RED2").json()["active"] is False
    assert 'data-keep="RED"' not in page("doubles")
    book = openpyxl.load_workbook(io.BytesIO(editor.get("/api/skus.xlsx").content))
    assert [row[0].value for row in book.active.iter_rows()] == ["编码", "BARE", "RED"]
    assert editor.delete(f"/api/skus/merges/{merged['id']}").status_code == 204
    assert editor.get("/api/skus/RED2").json()["active"] is True
    for name in ("rep", "director"):
        assert service.client(name).get("/catalog/health", headers=HTML).status_code == 403
        assert (
            service.client(name).post("/api/skus/merge", json={"keep": "RED", "drop": "RED2"}).status_code
            == 403
        )
