"""Product lists as offices send them: real bytes, every encoding, good rows in and bad rows told."""

import csv
import io
import time
import zipfile
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from openpyxl import Workbook
from sqlalchemy import Engine
from sqlmodel import Session

from catalog.database import writing
from catalog.errors import Invalid
from catalog.imported import CodesImported
from catalog.queries_people import catalog_version
from catalog.queries_skus import get_sku, list_skus
from catalog.sku_draft import SkuChange
from catalog.sku_import import import_skus
from catalog.skus import update_sku
from tests.catalog.conftest import NOW, Company

ZH = "编码,品牌,名称,规格,条码,类别,竞品,零售价,宽mm,高(mm),深\n"
EN = "code;brand;name;spec;gtin;category;competitor;list_price;width_mm;height_mm;depth_mm\n"


def run(session: Session, company: Company, data: bytes | str) -> CodesImported:
    return import_skus(session, company.chain_id, data.encode() if isinstance(data, str) else data, now=NOW)


def xlsx(*rows: tuple[object, ...], before: Callable[[Workbook], Any] = lambda book: None) -> bytes:
    book = Workbook()
    before(book)
    for row in rows:
        book.worksheets[-1].append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def bad(result: CodesImported) -> list[tuple[int, str, str]]:
    return [(row.line, row.column, row.reason) for row in result.bad]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "gb18030", "utf-16"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_every_encoding_and_separator(
    session: Session, company: Company, encoding: str, separator: str
) -> None:
    text = io.StringIO()
    writer = csv.writer(text, delimiter=separator)
    writer.writerow(
        ["编码", "品牌", "名称", "规格", "条码", "类别", "竞品", "零售价", "宽mm", "高(mm)", "深"]
    )
    writer.writerow(
        ["N1", "红果", "果汁, 加;料", "250ml×6", "6901234567892", "饮料", "是", "￥12.50", "60", "200mm", ""]
    )
    result = run(session, company, text.getvalue().encode(encoding))
    assert (result.created, result.bad) == (("N1",), ())
    row = get_sku(session, company.chain_id, "N1")
    assert (row.brand.name, row.brand.competitor, row.sku.name) == ("红果", True, "果汁, 加;料")
    assert (row.sku.spec, row.sku.gtin, row.sku.category) == ("250ml×6", "06901234567892", "饮料")
    assert (row.sku.list_price, row.sku.width_mm, row.sku.height_mm, row.sku.depth_mm) == (
        Decimal("12.5"),
        60,
        200,
        None,
    )


def test_good_rows_in_and_bad_rows_told(session: Session, company: Company) -> None:
    result = run(
        session,
        company,
        EN
        + "G1;b;good;330ml;6901234567892;;;;;;\n"
        + ";b;no code;;;;;;;;\n"
        + "B2;b;spec;5号;;;;;;;\n"
        + "B3;b;gtin;;6901234567893;;;;;;\n"
        + "B4;b;price;;;;;a lot;;;\n"
        + "B5;b;bool;;;;maybe;;;;\n"
        + "B6;b;width;;;;;;-3;;\n"
        + "\n"
        + "G1;b;again;;;;;;;;\n"
        + "B7;b;gtin again;;6901234567892;;;;;;\n"
        + "B8;b;wide;;;;;;;;;surplus\n"
        + 'B9;b;"quoted"badly;;;;;;;;\n'
        + "B/0;b;slash;;;;;;;;\n"
        + "E1;b;#N/A;;;;;;;;\n"
        + 'G2;b;"two\nlines";;;;;;;;\n'
        + "B10;b;too small a price;;;;;0.00001;;;\n"
        + f"B11;b;{'n' * 201};;;;;;;;\n",
    )
    assert result.created == ("G1", "G2")
    assert bad(result) == [
        (3, "code", "empty"),
        (4, "spec", "bad_spec"),
        (5, "gtin", "bad_gtin"),
        (6, "list_price", "number"),
        (7, "competitor", "yes_or_no"),
        (8, "width_mm", "out_of_range"),
        (10, "code", "duplicate_code"),
        (11, "gtin", "duplicate_gtin"),
        (12, "", "too_many_cells"),
        (13, "", "quotes"),
        (14, "code", "slash"),
        (15, "name", "cell_error"),
        (18, "list_price", "out_of_range"),
        (19, "name", "too_long"),
    ]
    assert result.bad[1].value == "5号"
    assert result.bad[2].params == {"reason": "check_digit", "expected": "2"}
    assert result.bad[6].params == {"first_line": 2}
    assert get_sku(session, company.chain_id, "G1").sku.name == "good"
    assert get_sku(session, company.chain_id, "G2").sku.name == "two lines"
    assert list_skus(session, company.chain_id).total == 5


def test_known_codes_are_changed_and_blanks_leave_what_is_there(session: Session, company: Company) -> None:
    update_sku(session, company.chain_id, "C1", SkuChange(category="水", list_price=Decimal(2)))
    version = catalog_version(session, company.chain_id)
    same = run(session, company, ZH + "C1,清泉,纯净水,550ml,,,,,,,\n")
    assert (same.unchanged, catalog_version(session, company.chain_id)) == (("C1",), version)
    changed = run(session, company, ZH + "C1,清泉,纯净水,,,,是,3,,,\nC2,红果,纯净水,,,,,,,,\n")
    assert (changed.updated, changed.created) == (("C1", "C2"), ())
    assert catalog_version(session, company.chain_id) == version + 1
    row = get_sku(session, company.chain_id, "C1")
    assert (row.sku.spec, row.sku.category, row.sku.list_price, row.brand.competitor) == (
        "550ml",
        "水",
        3,
        True,
    )
    assert get_sku(session, company.chain_id, "C2").brand.name == "红果"
    assert str(get_sku(session, company.chain_id, "C2").sku.net_content) == "1500"


def test_a_gtin_belongs_to_one_sku(session: Session, company: Company) -> None:
    update_sku(session, company.chain_id, "C1", SkuChange(gtin="6901234567892"))
    taken = run(session, company, ZH + "C2,清泉,水,,6901234567892,,,,,,\n")
    assert bad(taken) == [(2, "条码", "gtin_taken")]
    assert taken.bad[0].params["sku"] == "C1"
    moved = run(session, company, ZH + "C1,清泉,水,,96385074,,,,,,\nC2,清泉,水,,6901234567892,,,,,,\n")
    assert (moved.updated, moved.bad) == (("C1", "C2"), ())


def test_rows_that_disagree_about_a_brand_are_told(session: Session, company: Company) -> None:
    result = run(session, company, ZH + "A,新,a,,,,是,,,,\nB,新,b,,,,否,,,,\nC,新,c,,,,,,,,\n")
    assert bad(result) == [(3, "竞品", "competitor_conflict")]
    assert result.created == ("A", "C")


def test_workbooks_hold_numbers_titles_and_formulas(session: Session, company: Company) -> None:
    def cover(book: Workbook) -> None:
        book.create_sheet("目录")

    result = run(
        session,
        company,
        xlsx(
            ("2026 商品清单",),
            (),
            ("编码", "品牌", "名称", "规格", "条码", "竞品", "零售价", "备注"),
            (1001.0, "新", "=HYPERLINK(1)", "330ml", 6901234567892, False, 5.1, "x"),
            (1002, "新", "公式价", "330ml", None, None, "=1+1", None),
            (1003, "新", "日期", date(2026, 1, 24), None, None, 3, None, "note beside the table"),
            (1004, "新", "好", "1.5L", "096385074", None, 0, None),
            before=cover,
        ),
    )
    assert result.created == ("1001",)
    assert bad(result) == [(5, "零售价", "number"), (6, "规格", "bad_spec"), (7, "条码", "bad_gtin")]
    assert result.ignored_columns == ("备注",)
    row = get_sku(session, company.chain_id, "1001")
    assert (row.sku.name, row.sku.gtin, str(row.sku.list_price)) == ("=HYPERLINK(1)", "06901234567892", "5.1")
    assert not row.brand.competitor


def zipped(name: str, data: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr(name, data)
    return out.getvalue()


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "empty"),
        (b" \n \n", "empty"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "old_xls"),
        (b"PK\x03\x04 not a zip", "not_a_workbook"),
        (zipped("a.txt", b"x"), "not_a_workbook"),
        (zipped("xl/workbook.xml", b"<broken"), "not_a_workbook"),
        (zipped("xl/sharedStrings.xml", bytes(300_000_001)), "too_big"),
        (b"x" * 20_000_001, "too_big"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "binary"),
        (b"\xff\xff\xff\xff", "encoding"),
        (b"a,b,c\n1,2,3\n", "no_header"),
        ("编码,名称\n1,2\n".encode(), "missing_column"),
        ("编码,品牌,名称,货号\n".encode(), "duplicate_column"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_files_that_are_no_product_list(session: Session, company: Company, data: bytes, reason: str) -> None:
    with pytest.raises(Invalid) as caught:
        run(session, company, data)
    assert (caught.value.code, caught.value.params["reason"]) == ("bad_file", reason)


def test_a_file_with_too_many_rows_changes_nothing(engine: Engine, company: Company) -> None:
    data = ZH + "".join(f"N{n},b,n,,,,,,,,\n" for n in range(50_000))

    def load() -> None:
        with writing(engine) as session:
            run(session, company, data)

    with pytest.raises(Invalid, match="too_many_rows"):
        load()
    with writing(engine) as session:
        assert list_skus(session, company.chain_id).total == 3


def test_thousands_of_rows_take_seconds(session: Session, company: Company) -> None:
    data = ZH + "".join(f"N{n},品牌{n % 50},n{n},{n + 1}ml,,,,{n}.5,,,\n" for n in range(2000))
    started = time.perf_counter()
    assert len(run(session, company, data).created) == 2000
    assert len(run(session, company, data).unchanged) == 2000
    assert time.perf_counter() - started < 20
