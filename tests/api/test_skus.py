"""The catalogue over HTTP."""

from pathlib import Path

import pytest

from tests.api.conftest import Service
from tests.shelf_pictures import draw_shelf, encode
from tests.tiny_models import write_models

TEA = {
    "code": "T1",
    "brand": "青岚",
    "name": "柠檬茶",
    "spec": "250ml×6",
    "gtin": "6901234567892",
    "list_price": "12.5",
}


def test_a_sku_is_made_canonical_found_and_changed(service: Service) -> None:
    editor = service.client("category")
    made = editor.post("/api/skus", json=TEA)
    assert made.status_code == 201, made.text
    sku = made.json()
    assert (sku["gtin"], sku["spec"], sku["net_content"], sku["pack_count"]) == (
        "06901234567892",
        "250ml×6",
        "250",
        6,
    )
    assert sku["list_price"] == "12.5"
    for words in ("柠檬", "青岚 250", "6901234567892", "t1"):
        found = service.client("rep").get("/api/skus", params={"q": words}).json()
        assert [row["code"] for row in found["skus"]] == ["T1"], words
    changed = editor.patch("/api/skus/T1", json={"spec": "1.25L", "competitor": True})
    assert (changed.json()["spec"], changed.json()["competitor"], changed.json()["name"]) == (
        "1.25L",
        True,
        "柠檬茶",
    )
    editor.patch("/api/skus/T1", json={"active": False})
    assert service.client("rep").get("/api/skus").json() == {"skus": [], "total": 0}
    assert service.client("stranger").get("/api/skus/T1").status_code == 404


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        (TEA, 409, "sku_exists"),
        ({**TEA, "code": "T2"}, 409, "gtin_taken"),
        ({**TEA, "code": "a/b", "gtin": None}, 422, "bad_value"),
        ({"name": "x"}, 422, "invalid_request"),
    ],
)
def test_a_sku_that_cannot_be_is_said(
    service: Service, body: dict[str, object], status: int, code: str
) -> None:
    service.client("category").post("/api/skus", json=TEA)
    answer = service.client("category").post("/api/skus", json=body)
    assert (answer.status_code, answer.json()["error"]["code"]) == (status, code), answer.text


@pytest.mark.parametrize(("locale", "word"), [("zh-CN", "校验位"), ("en", "check digit")])
def test_a_table_goes_in_row_by_row(service: Service, locale: str, word: str) -> None:
    table = "编码,品牌,名称,规格,条码\nA,青岚,茶,330ml,\nB,青岚,茶,500ml,6901234567890\nC,青岚,水,550ml,\n".encode(
        "gbk"
    )
    client = service.client("category", locale=locale)
    answer = client.post("/api/skus/import", files={"file": ("清单.csv", table)})
    assert answer.status_code == 200, answer.text
    body = answer.json()
    assert (body["imported"], body["created"]) == (2, 2)
    (bad,) = body["bad"]
    assert (bad["line"], bad["column"], bad["code"]) == (3, "条码", "bad_gtin")
    assert word in bad["reason"]
    again = client.post("/api/skus/import", files={"file": ("清单.csv", table)}).json()
    assert (again["imported"], again["unchanged"]) == (2, 2)


def test_a_file_that_is_no_table_changes_nothing(service: Service) -> None:
    answer = service.client("category").post(
        "/api/skus/import", files={"file": ("a.xlsx", b"PK\x03\x04 nothing")}
    )
    assert (answer.status_code, answer.json()["error"]["code"]) == (422, "bad_file")
    assert service.client("rep").get("/api/skus").json()["total"] == 0


def test_a_new_embedder_learns_the_old_pictures_by_itself(service: Service, start, tmp_path: Path) -> None:
    editor = service.client("category")
    editor.post("/api/skus", json={"code": "RED", "brand": "红", "name": "可乐"})
    crop = encode(draw_shelf()[68:124, 68:124], "PNG")
    editor.post("/api/skus/RED/references", files={"file": ("x.png", crop)})
    first = service.audited()
    service.stop()

    newer = service.settings.model_copy(update={"models_dir": write_models(tmp_path / "newer", flip=True)})
    renewed = start(newer, service.tokens)
    answer = renewed.client("rep").post(f"/api/audits/{first['id']}/re-audit")
    second = renewed.wait(answer.json()["audit_id"])
    assert second["state"] == "done"
    assert [p["sku"] for p in second["report"]["products"][:3]] == ["RED"] * 3
    shas = [{m["kind"]: m["sha256"] for m in audit["models"]} for audit in (first, second)]
    assert shas[0]["detector"] == shas[1]["detector"]
    assert shas[0]["embedder"] != shas[1]["embedder"]
