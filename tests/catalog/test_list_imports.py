"""Lists of stores and must-stock lists in and out of tables."""

import io
from datetime import date

import pytest
from openpyxl import Workbook, load_workbook
from sqlmodel import Session

from catalog.errors import Invalid
from catalog.imported import CodesImported, RowsImported
from catalog.must_stock import MustDraft, put_must_line
from catalog.must_stock_import import import_must_stock, must_stock_csv, must_stock_workbook
from catalog.people import create_store, ensure_chain
from catalog.queries_must_stock import list_must_stock
from catalog.queries_people import find_store
from catalog.rows import key
from catalog.safe_cells import csv_plain, csv_safe
from catalog.sku_draft import SkuDraft
from catalog.skus import create_sku
from catalog.store_import import import_stores
from catalog.table_export import table_csv, table_workbook
from catalog.tables import Store
from tests.catalog.conftest import NOW, Company

TODAY = date(2026, 11, 25)


def stores(session: Session, company: Company, text: str) -> CodesImported:
    return import_stores(session, company.chain_id, text.encode())


def musts(session: Session, company: Company, data: str | bytes, today: date = TODAY) -> RowsImported:
    given = data.encode() if isinstance(data, str) else data
    return import_must_stock(session, company.chain_id, given, today=today)


def lines(session: Session, company: Company) -> list[tuple[str, str, int, str, str]]:
    return [
        (
            row.line.store_class,
            row.sku.code,
            row.line.min_facings,
            str(row.line.valid_from),
            str(row.line.valid_until),
        )
        for row in list_must_stock(session, company.chain_id)
    ]


# ---- stores


def test_stores_are_made_and_changed_by_code(session: Session, company: Company) -> None:
    text = (
        "门店编码,门店名称,城市,商圈,店型,店长\n"
        "S001,人民路店,,人民广场,A,王\n"
        "N1,新店,杭州,西湖,B,李\n"
        "S002,解放路店,,,,\n"
    )
    result = stores(session, company, text)
    assert (result.created, result.updated, result.unchanged) == (("N1",), ("S001",), ("S002",))
    assert (result.bad, result.ignored_columns) == ((), ("店长",))
    old, new = (find_store(session, company.chain_id, code) for code in ("S001", "N1"))
    assert old is not None
    assert (old.city, old.trade_area, old.store_class) == ("上海", "人民广场", "A")
    assert new is not None
    assert (new.name, new.city, new.trade_area, new.store_class) == ("新店", "杭州", "西湖", "B")
    assert stores(session, company, text).unchanged == ("S001", "N1", "S002")


def test_bad_stores_are_told(session: Session, company: Company) -> None:
    text = "code,name,class\nN1,一,A\nN1,二,A\nN2,,A\nN/3,三,A\n,四,A\nN5," + "长" * 201 + ",A\nN6,六,A\n"
    result = stores(session, company, text)
    assert result.created == ("N1", "N6")
    assert [(bad.line, bad.column, bad.reason) for bad in result.bad] == [
        (3, "code", "duplicate_row"),
        (4, "name", "empty"),
        (5, "code", "slash"),
        (6, "code", "empty"),
        (7, "name", "too_long"),
    ]


def test_another_chains_store_of_that_code_is_left_alone(session: Session, company: Company) -> None:
    other = key(ensure_chain(session, "另一家").id)
    create_store(session, other, "S001", "别家店")
    stores(session, company, "code,name\nS001,改名店\n")
    foreign, own = find_store(session, other, "S001"), find_store(session, company.chain_id, "S001")
    assert foreign is not None
    assert own is not None
    assert (foreign.name, own.name) == ("别家店", "改名店")


# ---- must-stock lists

HEAD = "店型,商品编码,商品,最少排面,开始日期,结束日期\n"


@pytest.fixture(autouse=True)
def classes(session: Session, company: Company) -> None:
    session.get_one(Store, company.store_id).store_class = "A类"
    session.get_one(Store, company.other_store_id).store_class = "B类"


def test_a_list_goes_in_and_again_changes_nothing(session: Session, company: Company) -> None:
    text = HEAD + "全部,C1,水,2,2026-01-01,\na类,C2,,,2026/11/1,2026-12-31\n"
    assert musts(session, company, text).created == 2
    assert lines(session, company) == [
        ("", "C1", 2, "2026-01-01", "None"),
        ("A类", "C2", 1, "2026-11-01", "2026-12-31"),
    ]
    again = musts(session, company, text)
    assert (again.created, again.updated, again.unchanged) == (0, 0, 2)
    changed = musts(session, company, HEAD + ",C1,,3,2026-01-01,\n")
    assert (changed.created, changed.updated) == (0, 1)


def test_a_blank_first_day_is_today_and_not_tomorrow_again(session: Session, company: Company) -> None:
    musts(session, company, "sku,min facings\nC1,2\n")
    later = date(2026, 12, 1)
    assert musts(session, company, "sku,min facings\nC1,2\n", later).unchanged == 1
    assert musts(session, company, "sku,min facings\nC1,4\n", later).created == 1
    assert [line[2:4] for line in lines(session, company)] == [(2, "2026-11-25"), (4, "2026-12-01")]


def test_bad_lines_are_told(session: Session, company: Company) -> None:
    rows = [
        "X类,C1,,1,2026-01-01,",
        "A类,NONE,,1,2026-01-01,",
        "A类,C1,,0,2026-01-01,",
        "A类,C1,,1,2026-01-01,2025-01-01",
        "A类,C1,,1,元旦,",
        "A类,,,1,2026-01-01,",
        "A类,C2,,1,2026-01-01,",
        "A类,C2,,2,2026-01-01,",
    ]
    result = musts(session, company, HEAD + "\n".join(rows))
    assert [(bad.line, bad.column, bad.reason) for bad in result.bad] == [
        (2, "店型", "unknown"),
        (3, "商品编码", "unknown_sku"),
        (4, "最少排面", "out_of_range"),
        (5, "结束日期", "before_start"),
        (6, "开始日期", "date"),
        (7, "商品编码", "empty"),
        (9, "商品编码", "duplicate_row"),
    ]
    assert lines(session, company) == [("A类", "C2", 1, "2026-01-01", "None")]


def test_a_class_merged_over_its_rows_counts_for_all(session: Session, company: Company) -> None:
    book = Workbook()
    for row in (("店型", "编码", "最少排面"), ("A类", "C1", 1), (None, "C2", 2), ("B类", "K1", 3)):
        book.worksheets[0].append(row)
    book.worksheets[0].merge_cells("A2:A3")
    out = io.BytesIO()
    book.save(out)
    assert musts(session, company, out.getvalue()).created == 3
    assert [line[:3] for line in lines(session, company)] == [
        ("A类", "C1", 1),
        ("A类", "C2", 2),
        ("B类", "K1", 3),
    ]


@pytest.mark.parametrize("locale", ["zh-CN", "en"])
def test_what_goes_out_comes_back(session: Session, company: Company, locale: str) -> None:
    create_sku(session, company.chain_id, SkuDraft(code="=1+1", brand="-坏", name="@名"), now=NOW)
    for code, store_class, until in (
        ("C1", "", None),
        ("=1+1", "A类", date(2026, 12, 31)),
        ("C1", "B类", None),
    ):
        draft = MustDraft(code, valid_from=TODAY, store_class=store_class, min_facings=3, valid_until=until)
        put_must_line(session, company.chain_id, draft)
    before = lines(session, company)
    rows = list_must_stock(session, company.chain_id)
    for data in (must_stock_workbook(rows, locale=locale), must_stock_csv(rows, locale=locale)):
        result = musts(session, company, data)
        assert (result.created, result.updated, result.unchanged, result.bad) == (0, 0, 3, ())
    assert lines(session, company) == before


# ---- texts that look like formulas


@pytest.mark.parametrize(
    "text", ["=1+1", "+1", "-1", "@SUM(1)", "\t=1", "|cmd", "'=1", "''@x", "'普通", "普通", "", "a=b"]
)
def test_formulas_are_written_as_text(text: str) -> None:
    assert csv_safe(text)[:1] not in set("=+-@\t\r|%")
    assert csv_plain(csv_safe(text)) == text
    if text.strip() == text and text:
        sheet = load_workbook(io.BytesIO(table_workbook("t", ["名"], [(text,)]))).worksheets[0]
        assert (sheet.cell(2, 1).value, sheet.cell(2, 1).data_type) == (text, "s")
    assert csv_safe(text) in table_csv(["名"], [(text,)]).decode("utf-8-sig").replace('"', "")


def test_a_list_without_products_is_refused(session: Session, company: Company) -> None:
    with pytest.raises(Invalid) as caught:
        musts(session, company, "店型,最少排面\nA类,1\n")
    assert caught.value.params["reason"] == "no_header"
