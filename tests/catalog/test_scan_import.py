"""The till's files: idempotent, a later one replaces, what cannot be read or is not known is told."""

import csv
import io
import time
from datetime import date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from openpyxl import Workbook
from sqlalchemy import Engine
from sqlmodel import Session, select

from catalog.database import writing
from catalog.errors import Invalid
from catalog.people import create_store, ensure_chain
from catalog.queries_skus import get_sku
from catalog.rows import key
from catalog.scan_import import Feed, ScanImport, import_scans
from catalog.scan_reading import UnknownWord
from catalog.sku_draft import SkuChange, SkuDraft
from catalog.skus import create_sku, update_sku
from catalog.tables import Sku, Store
from catalog.tables_history import DailyScan
from tests.catalog.conftest import NOW, Company

TODAY = date(2026, 11, 25)
HEAD = "门店,商品编码,日期,销量\n"


def run(session: Session, company: Company, data: bytes | str) -> ScanImport:
    given = data.encode() if isinstance(data, str) else data
    return import_scans(session, Feed(company.chain_id, NOW, TODAY, ZoneInfo("Asia/Shanghai")), given)


def kept(session: Session) -> list[tuple[str, str, str, Decimal]]:
    query = (
        select(Store.code, Sku.code, DailyScan.day, DailyScan.units)
        .join(Store, Store.id == DailyScan.store_id)
        .join(Sku, Sku.id == DailyScan.sku_id)
        .order_by(Store.code, Sku.code, DailyScan.day)
    )
    session.expire_all()
    return [(store, sku, str(day), units) for store, sku, day, units in session.exec(query)]


def test_a_file_goes_in_and_again_changes_nothing(session: Session, company: Company) -> None:
    text = HEAD + "S001,C1,2026-11-24,3\nS001,C2,2026-11-24,2.5\nS002,C1,2026-11-24,-1\n"
    first = run(session, company, text)
    assert (first.rows, first.kept, first.stores, first.skus) == (3, 3, 2, 2)
    assert (first.first_day, first.last_day) == (date(2026, 11, 24), date(2026, 11, 24))
    rows = [
        ("S001", "C1", "2026-11-24", Decimal(3)),
        ("S001", "C2", "2026-11-24", Decimal("2.5")),
        ("S002", "C1", "2026-11-24", Decimal(-1)),
    ]
    assert kept(session) == rows
    assert run(session, company, text) == first
    assert kept(session) == rows


def test_a_later_file_replaces_and_tills_of_a_file_add_up(session: Session, company: Company) -> None:
    run(session, company, HEAD + "S001,C1,2026-11-24,3\nS001,C1,2026-11-23,9\n")
    result = run(session, company, HEAD + "S001,C1,2026-11-24,3\nS001,C1,2026-11-24,4\n")
    assert (result.kept, result.added_up) == (1, 1)
    assert kept(session) == [
        ("S001", "C1", "2026-11-23", Decimal(9)),
        ("S001", "C1", "2026-11-24", Decimal(7)),
    ]


def test_gtins_names_and_columns_in_any_order(session: Session, company: Company) -> None:
    update_sku(session, company.chain_id, "C1", SkuChange(gtin="6901234567892"))
    get_sku(session, company.chain_id, "C2").sku.active = False
    text = (
        "till;Qty;Date;Barcode;Store\n"
        "1;2;25/11/2026;6901234567892;人民路店\n"
        "2;1;2026.11.25;06901234567892;s001\n"
        "1;1;20261125;c2;S001\n"
    )
    result = run(session, company, text)
    assert result.ignored_columns == ("till",)
    assert (result.bad, result.unknown_stores, result.unknown_skus) == ((), (), ())
    assert kept(session) == [
        ("S001", "C1", "2026-11-25", Decimal(3)),
        ("S001", "C2", "2026-11-25", Decimal(1)),
    ]


def test_a_store_name_that_two_stores_have_is_no_name(session: Session, company: Company) -> None:
    create_store(session, company.chain_id, "S003", "人民路店")
    assert run(session, company, HEAD + "人民路店,C1,2026-11-24,3\n").unknown_stores == (
        UnknownWord("人民路店", 1, 2),
    )


@pytest.mark.parametrize(
    "text",
    [
        "2026-11-05",
        "2026/11/5",
        "2026.11.05",
        "2026年11月5日",
        "20261105",
        "2026-11-05 23:59:59",
        "2026-11-05T08:00:00",
        "2026-11-05T08:00:00+08:00",
        "46331",
        "２０２６-１１-０５",
    ],
)
def test_days_as_offices_write_them(session: Session, company: Company, text: str) -> None:
    run(session, company, HEAD + f"S001,C1,{text},1\n")
    assert [row[2] for row in kept(session)] == ["2026-11-05"]


def test_days_of_excel(session: Session, company: Company) -> None:
    book = Workbook()
    for row in (
        ("门店", "商品编码", "日期", "销量"),
        ("S001", "C1", datetime(2026, 11, 5), 2),
        ("S001", "C2", date(2026, 11, 6), 3.5),
    ):
        book.worksheets[0].append(row)
    out = io.BytesIO()
    book.save(out)
    run(session, company, out.getvalue())
    assert [row[1:] for row in kept(session)] == [
        ("C1", "2026-11-05", Decimal(2)),
        ("C2", "2026-11-06", Decimal("3.5")),
    ]


@pytest.mark.parametrize(
    ("row", "column", "reason"),
    [
        ("S001,C1,03/04/2026,1", "日期", "ambiguous_date"),
        ("S001,C1,2026-02-30,1", "日期", "date"),
        ("S001,C1,昨天,1", "日期", "date"),
        ("S001,C1,2026-11-27,1", "日期", "out_of_range"),
        ("S001,C1,1999-12-31,1", "日期", "out_of_range"),
        ("S001,C1,2026-11-24,三", "销量", "number"),
        ("S001,C1,2026-11-24,1.2345", "销量", "decimals"),
        ("S001,C1,2026-11-24,1000000000", "销量", "out_of_range"),
        ("S001,C1,2026-11-24,=SUM(A1)", "销量", "formula"),
        ("S001,C1,2026-11-24,#N/A", "销量", "cell_error"),
        ("S001,C1,2026-11-24,", "销量", "empty"),
        (",C1,2026-11-24,1", "门店", "empty"),
        ("S001,,2026-11-24,1", "商品编码", "empty"),
        ("S001,C1,2026-11-24,1,9", "", "too_many_cells"),
    ],
)
def test_bad_rows_are_told_and_the_others_go_in(
    session: Session, company: Company, row: str, column: str, reason: str
) -> None:
    result = run(session, company, HEAD + row + "\nS001,C2,2026-11-24,2\n")
    assert [(bad.line, bad.column, bad.reason) for bad in result.bad] == [(2, column, reason)]
    assert (result.bad_rows, result.kept) == (1, 1)
    assert kept(session) == [("S001", "C2", "2026-11-24", Decimal(2))]


def test_unknown_words_are_told_once(session: Session, company: Company) -> None:
    other = key(ensure_chain(session, "另一家").id)
    create_store(session, other, "X9", "别家店")
    create_sku(session, other, SkuDraft(code="X1", brand="别", name="家"), now=NOW)
    rows = ["X9,C1", "S001,X1", "S001,Y1", "S001,X1", "X9,X1", "S001,C1"]
    result = run(session, company, HEAD + "".join(f"{row},2026-11-24,1\n" for row in rows))
    assert result.unknown_stores == (UnknownWord("X9", 2, 2),)
    assert result.unknown_skus == (UnknownWord("X1", 3, 3), UnknownWord("Y1", 1, 4))
    assert (result.bad, result.kept) == ((), 1)


@pytest.mark.parametrize(
    ("text", "reason"),
    [("a,b\n1,2\n", "no_header"), ("门店,日期,销量\nS001,x,1\n", "missing_column"), ("", "empty")],
)
def test_a_file_without_the_columns_is_refused(
    session: Session, company: Company, text: str, reason: str
) -> None:
    with pytest.raises(Invalid) as caught:
        run(session, company, text)
    assert caught.value.params["reason"] == reason


def test_a_night_of_a_big_chain_goes_in_quickly(engine: Engine, company: Company) -> None:
    """2,173 stores × 40 SKUs in one file, and again."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(["store", "sku", "date", "units"])
    with writing(engine) as session:
        session.add_all(
            Store(chain_id=company.chain_id, code=f"T{n:04d}", name=f"店{n}") for n in range(2173)
        )
        for n in range(40):
            create_sku(
                session, company.chain_id, SkuDraft(code=f"P{n}", brand="清泉", name=f"水{n}"), now=NOW
            )
    for store in range(2173):
        writer.writerows((f"T{store:04d}", f"P{sku}", "2026-11-24", sku % 7) for sku in range(40))
    data = out.getvalue().encode()
    for _ in range(2):
        began = time.perf_counter()
        with writing(engine) as session:
            assert run(session, company, data).kept == 2173 * 40
        seconds = time.perf_counter() - began
        print(f"{engine.dialect.name}: 86,920 rows in {seconds:.1f} s")
        assert seconds < 60
    with writing(engine) as session:
        assert len(session.exec(select(DailyScan.day)).all()) == 2173 * 40


def test_one_day_late_is_still_today_somewhere(session: Session, company: Company) -> None:
    tomorrow = TODAY + timedelta(days=1)
    assert run(session, company, HEAD + f"S001,C1,{tomorrow},1\n").kept == 1
