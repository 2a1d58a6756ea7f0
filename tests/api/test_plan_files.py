"""Planograms out of and into files over the API."""

import io

import openpyxl
import pytest

from tests.api.conftest import Service
from tests.api.plan_shelves import golden

HEADER = "棚格图编号,层,位置,商品编码,排面\n"


@pytest.mark.parametrize(
    ("kind", "name", "media"),
    [
        ("xlsx", "BAY-1-v1.xlsx", "spreadsheetml"),
        ("csv", "BAY-1-v1.csv", "text/csv"),
        ("json", "BAY-1-v1.json", "application/json"),
        ("azure", "BAY-1-v1.azure.json", "application/json"),
    ],
)
def test_what_is_exported_is_imported_as_the_same_plan(
    service: Service, kind: str, name: str, media: str
) -> None:
    _, draft = golden(service, code="BAY-1")
    client = service.client("category")
    file = client.get(f"/api/planograms/{draft['id']}/export?format={kind}")
    assert media in file.headers["content-type"]
    assert f'filename="{name}"' in file.headers["content-disposition"]
    answer = client.post("/api/planograms/import", files={"file": (name, file.content)}).json()
    assert answer["bad"] == []
    (made,) = answer["planograms"]
    again = client.get(f"/api/planograms/{made['id']}").json()

    def content(plan):
        return [(slot["layer"], slot["sku"], slot["facings"]) for slot in plan["slots"]]

    assert content(again) == content(draft)
    assert (again["source"], again["state"]) == ("import", "draft")
    if kind != "azure":  # Azure's shape knows no code
        assert (again["code"], again["version"]) == ("BAY-1", 2)


def test_bad_rows_are_listed_in_the_readers_words_and_good_ones_go_in(service: Service) -> None:
    golden(service, code="BAY-1")
    table = HEADER + "B2,1,1,P1,2\nB2,1,2,NOBODY,1\nB2,1,3,P1,0\nB2,2,1,P2,=1+1\n"
    files = {"file": ("plan.csv", table.encode())}
    english = service.client("category").post("/api/planograms/import", files=files).json()
    assert [(one["code"], one["slots"]) for one in english["planograms"]] == [("B2", 1)]
    bad = {one["row"]: one for one in english["bad"]}
    assert {row: one["code"] for row, one in bad.items()} == {
        3: "unknown_sku",
        4: "out_of_range",
        5: "formula",
    }
    assert (bad[3]["column"], bad[3]["value"]) == ("商品编码", "NOBODY")
    assert bad[3]["reason"] == "the catalogue has no such code or barcode"
    chinese = service.client("category", locale="zh-CN").post("/api/planograms/import", files=files).json()
    assert chinese["bad"][0]["reason"] == "商品库里没有这个编码或条码"


def test_a_file_that_is_no_planogram_is_refused_whole(service: Service) -> None:
    client = service.client("category")
    for data in (b"", b"\x00\x01", b"{}", "甲,乙\n1,2\n".encode()):
        answer = client.post("/api/planograms/import", files={"file": ("x.csv", data)})
        assert (answer.status_code, answer.json()["error"]["code"]) == (422, "bad_file"), data
    assert service.client("rep").post("/api/planograms/import", files={"file": ("x", b"")}).status_code == 403


def test_the_template_can_be_filled_in(service: Service) -> None:
    client = service.client("rep", locale="zh-CN")
    book = openpyxl.load_workbook(io.BytesIO(client.get("/api/planograms/template.xlsx").content))
    assert "商品编码" in {cell.value for cell in book.worksheets[0][1]}
    assert client.get("/api/planograms/999/export").status_code == 404
