"""Must-stock lists, daily sales, stores and goals: in by table or by hand, out without formulas, for editors alone."""

import io
from datetime import timedelta
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook

from api.pages_lists import router as lists_pages
from tests.api.conftest import Service
from tests.api.test_pages_tips import page

EVIL = '=HYPERLINK("http://evil.example","点我")'


def sku(service: Service, code: str, name: str = "茶", category: str = "饮料") -> None:
    """A SKU of the catalogue."""
    body = {"code": code, "brand": "青岚", "name": name, "spec": f"{100 + len(code)}ml", "category": category}
    answer = service.client("category").post("/api/skus", json=body)
    assert answer.status_code == 201, answer.text


def send(service: Service, what: str, text: str | bytes, name: str = "category") -> Any:
    """Import a table."""
    data = text.encode() if isinstance(text, str) else text
    return service.client(name).post(f"/api/{what}/import", files={"file": ("table", data)})


def today(service: Service) -> str:
    return service.clock().astimezone(service.settings.zone).date().isoformat()


def test_must_stock_lines_go_in_are_listed_and_taken_off(service: Service) -> None:
    sku(service, "A")
    sku(service, "BB", EVIL)
    client = service.client("category")
    client.patch("/api/stores/S1", json={"store_class": "大店"})
    answer = send(
        service, "must-stock", "店型,商品编码,最少排面\n大店,A,2\n,BB,\n,NONE,1\n大店,A,x\n小店,A,1\n"
    )
    assert answer.status_code == 200, answer.text
    told = answer.json()
    assert (told["imported"], told["created"], [bad["line"] for bad in told["bad"]]) == (2, 2, [4, 5, 6])
    assert {bad["column"] for bad in told["bad"]} == {"商品编码", "最少排面", "店型"}
    assert all(bad["reason"] and bad["code"] != bad["reason"] for bad in told["bad"])
    lines = client.get("/api/must-stock").json()["lines"]
    assert [(line["store_class"], line["sku"], line["min_facings"]) for line in lines] == [
        ("", "BB", 1),
        ("大店", "A", 2),
    ]
    assert client.get("/api/must-stock", params={"store_class": "大店"}).json()["lines"] == lines[1:]
    text = page(service, "category", "/lists/must-stock")
    assert "&lt;script" not in text
    assert "at least 2 facings" in text
    assert client.delete(f"/api/must-stock/{lines[0]['id']}").status_code == 204
    gone = client.delete(f"/api/must-stock/{lines[0]['id']}")
    assert (gone.status_code, gone.json()["error"]["code"]) == (404, "must_line_not_found")


def test_the_list_goes_out_without_formulas_and_comes_back_the_same(service: Service) -> None:
    sku(service, "A", EVIL)
    send(service, "must-stock", "sku,min facings,valid until\nA,3,2031-01-31\n")
    out = service.client("category").get("/api/must-stock/list.xlsx")
    assert "attachment" in out.headers["content-disposition"]
    cells = [
        cell for row in load_workbook(io.BytesIO(out.content)).active.iter_rows(min_row=2) for cell in row
    ]
    assert any(EVIL in str(cell.value) for cell in cells)
    assert {cell.data_type for cell in cells} <= {"s", "n", "d"}
    again = send(service, "must-stock", out.content).json()
    assert (again["unchanged"], again["created"], again["bad"]) == (1, 0, [])


@pytest.mark.parametrize("what", ["must-stock", "scans", "stores"])
def test_an_empty_template_is_told_so_and_a_filled_one_is_read(service: Service, what: str) -> None:
    sku(service, "A")
    client = service.client("category")
    for locale in ("zh-CN", "en"):
        file = service.client("category", locale=locale).get(f"/api/{what}/template.xlsx").content
        book = load_workbook(io.BytesIO(file))
        assert len(book.sheetnames) == 2
        titles = [cell.value for cell in book.worksheets[0][1]]
        filled = {
            "must-stock": ["", "A", "", 2, today(service), ""],
            "scans": ["S1", "A", today(service), 3],
            "stores": ["S1", "一店", "上海", "", "A"],
        }[what]
        assert len(titles) == len(filled)
        for column, value in enumerate(filled, 1):
            book.worksheets[0].cell(2, column, value)
        out = io.BytesIO()
        book.save(out)
        answer = client.post(f"/api/{what}/import", files={"file": ("t.xlsx", out.getvalue())})
        assert answer.status_code == 200, answer.text
        assert answer.json()["bad"] == []
        assert answer.json().get("imported", answer.json().get("kept")) == 1


def test_daily_sales_are_kept_once_and_unknown_words_are_told_once(service: Service) -> None:
    sku(service, "A")
    day = today(service)
    rows = (f"S1,A,{day},2", f"S1,A,{day},1.5", *[f"S1,ZZ,{day},1"] * 2, f"X9,A,{day},1", "S1,A,soon,1")
    table = "\n".join(("门店,商品编码,日期,数量", *rows))
    for _ in range(2):  # the same file twice changes nothing
        told = send(service, "scans", table).json()
        assert (told["rows"], told["kept"], told["added_up"], told["bad_rows"]) == (6, 1, 1, 1)
        assert told["unknown_skus"] == [{"word": "ZZ", "rows": 2, "first_line": 4}]
        assert [word["word"] for word in told["unknown_stores"]] == ["X9"]
    known = service.client("category").get("/api/scans").json()
    assert known == {"stores": 1, "skus": 1, "first_day": day, "last_day": day}
    assert "Stores: 1, products: 1" in page(service, "category", "/lists/scans")
    assert service.client("stranger").get("/api/scans").json()["stores"] == 0


def test_a_store_gets_its_class_by_hand_and_by_table(service: Service) -> None:
    client = service.client("category")
    assert client.patch("/api/stores/S1", json={"store_class": " 大店 "}).json()["store_class"] == "大店"
    assert (
        client.patch("/api/stores/S9", json={"store_class": "A"}).json()["error"]["code"] == "store_not_found"
    )
    assert service.client("stranger").patch("/api/stores/S1", json={"store_class": "A"}).status_code == 404
    assert client.patch("/api/stores/S1", json={"store_class": "x" * 65}).status_code == 422
    told = send(
        service, "stores", "code,name,store class\nS1,一店,小店\nN1,新店,大店\nN1,又一店,\n,无码,\n"
    ).json()
    assert (told["created"], told["updated"], [bad["line"] for bad in told["bad"]]) == (1, 1, [4, 5])
    text = page(service, "category", "/lists/stores")
    assert 'value="小店"' in text
    assert "N1" in page(service, "category", "/lists/stores?q=新店")


def test_goals_of_a_category_are_set_and_taken_back(service: Service) -> None:
    sku(service, "A")
    client = service.client("category")
    before = client.get("/api/category-settings").json()
    assert [each["category"] for each in before["categories"]] == ["饮料"]
    assert (before["default_elasticity"], before["default_eye_lift"]) == (0.17, 0.2)
    order = {
        "category": "饮料",
        "min_facings": "2",
        "max_facings": 9,
        "share_target_pct": "35.5",
        "space_elasticity": 0.2,
        "eye_lift": 0.35,
    }
    assert client.put("/api/category-settings", json=order).status_code == 200
    (set_,) = client.get("/api/category-settings").json()["categories"]
    assert (set_["min_facings"], set_["max_facings"], float(set_["share_target_pct"])) == (2, 9, 35.5)
    shown = page(service, "category", "/lists/categories")
    assert 'value="35.5' in shown
    assert 'value="0.35"' in shown
    client.put("/api/category-settings", json={"category": "饮料"})
    (taken,) = client.get("/api/category-settings").json()["categories"]
    assert set(taken.values()) == {"饮料", None}


@pytest.mark.parametrize(
    "wrong",
    [
        {"min_facings": 5, "max_facings": 4},
        {"share_target_pct": 101},
        {"share_target_pct": "3.123"},
        {"space_elasticity": 1.5},
        {"max_facings": 0},
        {"elasticity": 0.2},
    ],
)
def test_goals_that_cannot_be_are_refused(service: Service, wrong: dict[str, Any]) -> None:
    answer = service.client("category").put("/api/category-settings", json={"category": "饮料", **wrong})
    assert answer.status_code == 422, answer.text
    assert service.client("category").get("/api/category-settings").json()["categories"] == []


def test_a_file_that_is_none_is_told_as_a_whole(service: Service) -> None:
    for what in ("must-stock", "scans", "stores"):
        for data in (b"", b"\0\1\2", b"a,b,c\n1,2,3\n", b"PK\x03\x04nonsense"):
            answer = send(service, what, data)
            assert (answer.status_code, answer.json()["error"]["code"]) == (422, "bad_file"), (what, data)


def test_reps_and_store_managers_keep_no_lists(service: Service) -> None:
    for name in ("rep", "manager"):
        client = service.client(name)
        for method, url in (
            ("get", "/api/must-stock"), ("get", "/api/must-stock/list.xlsx"), ("get", "/api/scans"),
            ("get", "/api/scans/template.xlsx"), ("delete", "/api/must-stock/1"),
        ):  # fmt: skip
            assert getattr(client, method)(url).status_code == 403, url
        for what in ("must-stock", "scans", "stores"):
            assert send(service, what, "sku\nA\n", name).status_code == 403
        assert client.patch("/api/stores/S1", json={"store_class": "A"}).status_code == 403
        assert client.put("/api/category-settings", json={"category": "饮料"}).status_code == 403
    cookie = f"paimian_session={service.tokens['manager']}"
    for route in lists_pages.routes:
        answer = service.client(None).get(route.path, headers={"Accept": "text/html", "Cookie": cookie})  # type: ignore[attr-defined]
        assert answer.status_code == 403


def test_a_workbook_of_any_sheet_is_read_by_its_header(service: Service) -> None:
    sku(service, "A")
    book = Workbook()
    book.active["A1"] = "必分销 2026"
    book.active.append([])
    book.active.append(["商品编码", "开始日期"])
    start = (service.clock() + timedelta(days=3)).date()
    book.active.append(["A", start])
    out = io.BytesIO()
    book.save(out)
    assert send(service, "must-stock", out.getvalue()).json()["created"] == 1
    assert (
        service.client("category").get("/api/must-stock", params={"on": today(service)}).json()["lines"] == []
    )
    assert "to come" in page(service, "category", "/lists/must-stock")
