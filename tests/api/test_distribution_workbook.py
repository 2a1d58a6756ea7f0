"""The workbook, read back: sheets, numbers as numbers, and no name that Excel would take for a formula."""

import io
from datetime import datetime
from typing import Any

import pytest
from openpyxl import load_workbook

from api import distribution_workbook
from tests.api.conftest import Service
from tests.api.distribution_world import DAY, NASTY, fill_past

URL = "/api/reports/distribution.xlsx"


def read(service: Service, locale: str = "zh-CN", **asked: str) -> Any:
    answer = service.client("category", locale=locale).get(URL, params=asked)
    assert answer.status_code == 200
    assert answer.headers["content-type"] == distribution_type()
    assert f"distribution-2026-08-23-{DAY}.xlsx" in answer.headers["content-disposition"] or asked
    return load_workbook(io.BytesIO(answer.content))


def distribution_type() -> str:
    return "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@pytest.fixture
def filled(service: Service) -> Service:
    fill_past(service.parts)
    return service


def test_sheets_and_figures(filled: Service) -> None:
    book = read(filled)
    assert book.sheetnames == ["汇总", "单品", "单品×门店", "单品×日期", "品牌", "增长"]
    assert all(sheet.freeze_panes == "A2" for sheet in book)
    rows = list(book["单品"].iter_rows(values_only=True))
    assert rows[0][:5] == ("编码", "品牌", "名称", "规格", "品类")
    first = dict(zip(rows[0], rows[1], strict=True))
    assert (first["编码"], first["ND %"], first["排面"], first["铺货门店"]) == ("A1", 100, 17, 2)
    nd = book["单品"].cell(2, rows[0].index("ND %") + 1)
    assert (nd.data_type, nd.number_format) == ("n", '0.0"%"')
    stands = list(book["单品×门店"].iter_rows(values_only=True))
    assert len(stands) == 1 + 3
    assert stands[1][5:12] == ("S1", "Store S1", "学校", datetime(2026, 11, 20), 12, 12, "在架")
    assert {row[11] for row in stands[1:]} == {"在架", "缺货"}
    days = [row[5] for row in book["单品×日期"].iter_rows(min_row=2, values_only=True)]
    assert len(days) > 10
    assert all(isinstance(day, datetime) for day in days)


@pytest.mark.parametrize("locale", ["zh-CN", "en"])
def test_no_cell_is_a_formula_and_names_are_whole(filled: Service, locale: str) -> None:
    book = read(filled, locale)
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert {cell.data_type for cell in cells} <= {"s", "n", "d"}
    texts = {cell.value for cell in cells if cell.data_type == "s"}
    assert {NASTY[0], NASTY[1], NASTY[5], "=社区"} <= texts
    assert all(cell.quotePrefix for cell in cells if isinstance(cell.value, str) and cell.value[0] in "=+-@")


@pytest.mark.parametrize(
    "name", ["=1+1", "+1", "-1", "@x", "\t=1", "#N/A", "＝1", " =1", "\x00=1", "'=1", "a=1", "", "1-2"]
)
def test_a_text_is_written_as_a_text(name: str) -> None:
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    sheet = book.create_sheet("x")
    sheet.append([distribution_workbook._cell(sheet, name, None), 1])
    file = io.BytesIO()
    book.save(file)
    cell = load_workbook(file)["x"]["A1"]
    assert cell.data_type == "s" or cell.value is None
    assert (cell.value or "") == name.replace("\x00", "")


def test_more_lines_than_fit_are_left_out_and_said(filled: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(distribution_workbook, "MOST_LINES", 2)
    book = read(filled, "en")
    assert book["SKU x store"].max_row == 3
    assert any("1 more are left out" in str(row[1].value) for row in book["Summary"].iter_rows())


def test_an_empty_report_is_a_workbook_and_rights_hold(filled: Service) -> None:
    empty = read(filled, "en", **{"from": "2020-01-01", "to": "2020-02-01"})
    assert empty["SKUs"].max_row == 1
    own = filled.client("other_rep").get(URL)
    codes = {
        row[5]
        for row in load_workbook(io.BytesIO(own.content))["SKU x store"].iter_rows(
            min_row=2, values_only=True
        )
    }
    assert codes == {"S2"}
    assert filled.client("other_rep").get(URL, params={"store": "S1"}).status_code == 404
    assert filled.client(None).get(URL).status_code == 401
