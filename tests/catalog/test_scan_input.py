"""Bad and odd files of tills: whatever an office or a till writes, sums are right and what is wrong is told."""

import csv
import io
import random
from collections import Counter
from datetime import date, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from sqlmodel import Session, select

from catalog import scan_text
from catalog.people import create_store
from catalog.queries_aside import aside_words, scan_files
from catalog.scan_aside import take_in_aside
from catalog.scan_import import Feed, ScanImport, import_scans, take_rows
from catalog.sku_draft import SkuDraft
from catalog.skus import create_sku
from catalog.tables import Sku, Store
from catalog.tables_history import DailyScan
from tests.catalog.conftest import NOW, Company

TODAY = date(2026, 11, 25)
HEAD = "门店,商品编码,日期,销量\n"
ROW = "S001,C1,2026-11-24,"
Kept = dict[tuple[str, str, str], Decimal]


def feed(company: Company) -> Feed:
    return Feed(company.chain_id, NOW, TODAY, ZoneInfo("Asia/Shanghai"), "till.csv")


def run(session: Session, company: Company, data: bytes | str) -> ScanImport:
    return import_scans(session, feed(company), data.encode() if isinstance(data, str) else data)


def kept(session: Session) -> Kept:
    query = (
        select(Store.code, Sku.code, DailyScan.day, DailyScan.units)
        .join(Store, Store.id == DailyScan.store_id)
        .join(Sku, Sku.id == DailyScan.sku_id)
    )
    session.expire_all()
    return {(store, sku, str(day)): units for store, sku, day, units in session.exec(query)}


def only(units: str | int) -> Kept:
    return {("S001", "C1", "2026-11-24"): Decimal(units)}


def bad(done: ScanImport) -> list[tuple[int, str, str]]:
    return [(row.line, row.column, row.reason) for row in done.bad]


def test_five_ways_to_write_a_day_in_one_file(session: Session, company: Company) -> None:
    days = ("2026-11-24", "2026/11/23", "2026年11月22日", "20261121", "20.11.2026", "46345", "03/04/2026")
    done = run(session, company, HEAD + "".join(f"S001,C1,{day},1\n" for day in days))
    assert bad(done) == [(8, "日期", "ambiguous_date")]
    assert sorted(day for _, _, day in kept(session)) == [f"2026-11-{n}" for n in (19, 20, 21, 22, 23, 24)]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gbk", "gb18030"])
@pytest.mark.parametrize("chunk", [7, 8, 9, 10, 11])
def test_signs_cut_at_the_edge_of_a_chunk(
    session: Session, company: Company, monkeypatch: pytest.MonkeyPatch, encoding: str, chunk: int
) -> None:
    monkeypatch.setattr(scan_text, "CHUNK_BYTES", chunk)
    text = "品名," + HEAD + "".join(f"水，一二三,人民路店,C1,2026-11-{n:02},{n}\n" for n in range(1, 21))
    done = run(session, company, text.encode(encoding))
    assert (done.bad, done.aside, done.kept) == ((), 0, 20)
    assert sum(kept(session).values()) == 210


def test_chinese_that_comes_long_after_the_head(
    session: Session, company: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The first 200 KB say nothing of the encoding."""
    create_store(session, company.chain_id, "S9", "武汉店")
    monkeypatch.setattr(scan_text, "CHUNK_BYTES", 4096)
    plain = "store,sku,date,units\n" + "S001,C2,2026-11-23,1\n" * 12_000
    assert len(plain) > scan_text.HEAD_BYTES
    for encoding in ("gb18030", "utf-8"):
        done = run(session, company, (plain + "武汉店,C1,2026-11-24,5\n").encode(encoding))
        assert (done.bad, done.aside, done.rows, done.kept) == ((), 0, 12_001, 2)
    assert kept(session)["S9", "C1", "2026-11-24"] == 5


def test_names_cut_within_a_sign_spoil_no_row(session: Session, company: Company) -> None:
    """Tills with fields of a fixed width cut names in the middle of a sign; nobody reads the names here."""
    rows = ["品名,门店,商品编码,日期,销量\n".encode("gbk")]
    rows += [f"矿泉水{n}号,S001,C1,2026-11-{n:02},1\n".encode("gbk") for n in range(1, 25)]
    rows.append("矿泉水".encode("gbk")[:-1] + b",S001,C2,2026-11-24,4\n")
    rows.append(b"x," + "人民路店".encode("gbk")[:-1] + b",C2,2026-11-23,4\n")
    done = run(session, company, b"".join(rows))
    assert bad(done) == [(27, "", "encoding")]
    assert kept(session)["S001", "C2", "2026-11-24"] == 4
    assert done.kept == 25


@pytest.mark.parametrize(
    ("written", "units"),
    [
        ('"1,234"', "1234"),
        ('"1,234,567.5"', "1234567.5"),
        ("１２３４", "1234"),
        ('"１，２３４"', "1234"),
        ("-3", "-3"),
        ("－３", "-3"),
        ("0", "0"),
        ("0.000", "0"),
        ("+2", "2"),
        (" 2 ", "2"),
    ],
)
def test_units_as_offices_write_them(session: Session, company: Company, written: str, units: str) -> None:
    assert run(session, company, HEAD + ROW + written + "\n").bad == ()
    assert kept(session) == only(units)


def test_a_row_of_nothing_sold_is_a_word(session: Session, company: Company) -> None:
    """The store told: a day with it is no day without a feed."""
    assert run(session, company, HEAD + ROW + "0\n").kept == 1
    assert kept(session) == only(0)


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        ("2026-11-24T23:30:00+08:00", "2026-11-24"),
        ("2026-11-23T23:30:00Z", "2026-11-24"),
        ("2026-11-23 23:30:00 +0000", "2026-11-24"),
        ("2026-11-23T20:00:00-05:00", "2026-11-24"),
        ("2026-11-24T00:30:00+09:00", "2026-11-23"),
        ("2026-11-24 00:30:00.123", "2026-11-24"),
        ("2026/11/24 0:30", "2026-11-24"),
    ],
)
def test_moments_are_of_the_day_they_were_here(
    session: Session, company: Company, moment: str, day: str
) -> None:
    done = run(session, company, HEAD + f"S001,C1,{moment},1\n")
    assert (bad(done), [when for _, _, when in kept(session)]) == ([], [day])


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("chunk", [5, 64, 16_000_000])
def test_line_ends_and_blank_lines_leave_line_numbers_right(
    session: Session, company: Company, monkeypatch: pytest.MonkeyPatch, end: str, chunk: int
) -> None:
    monkeypatch.setattr(scan_text, "CHUNK_BYTES", chunk)
    lines = ["日报 2026", "", "门店,商品编码,日期,销量", "", ROW + "1", "   ", ROW + "x", ",,,", ROW + "2"]
    done = run(session, company, end.join([*lines, ""]))
    assert bad(done) == [(7, "销量", "number"), (8, "门店", "empty")]
    assert kept(session) == only(3)
    assert not done.cut


def test_quotes_with_separators_inside(session: Session, company: Company) -> None:
    create_store(session, company.chain_id, "S9", '北京"一",二店')
    text = HEAD + '"北京""一"",二店","C1",2026-11-24,"2"\n"S001","C1,2026-11-24,3\n' + ROW + "4\n"
    done = run(session, company, text)
    assert bad(done) == [(3, "", "quotes")]
    assert kept(session) == only(4) | {("S9", "C1", "2026-11-24"): Decimal(2)}


@pytest.mark.parametrize(
    ("end", "cut"),
    [
        ("S001,C2,2026-1", True),
        ("S001,C2", True),
        ("S001,C2,2026-11-24,", True),
        ("S001,C2,2026-11-24,1", False),
        ('"S001","C2","2026', True),
        ("S001,C2,2026-1\n", False),
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "gbk"])
def test_a_file_that_ends_within_a_row_is_told(
    session: Session, company: Company, end: str, cut: bool, encoding: str
) -> None:
    done = run(session, company, (HEAD + ROW + "3\n" + end).encode(encoding))
    assert done.cut == cut
    assert kept(session)["S001", "C1", "2026-11-24"] == 3


def test_a_file_that_ends_within_a_sign_is_told(session: Session, company: Company) -> None:
    for encoding in ("utf-8", "gbk", "utf-16"):
        data = (HEAD + "人民路店,C1,2026-11-24,3\n人民路").encode(encoding)[:-1]
        done = run(session, company, data)
        assert (done.cut, done.bad_rows) == (True, 1)
        assert kept(session) == only(3)


def test_very_many_bad_rows_are_counted_and_the_first_are_listed(session: Session, company: Company) -> None:
    for many in (600, 1_500):
        done = run(session, company, HEAD + (ROW + "x\n") * many + ROW + "1\n" + ROW + "x")
        assert (done.bad_rows, len(done.bad), done.cut) == (many + 1, min(many + 1, 1_000), True)


def test_a_line_without_an_end_fills_no_memory(
    session: Session, company: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(scan_text, "CHUNK_BYTES", 100_000)
    done = run(session, company, HEAD + ROW + "3\n" + "S001,C1," * 600_000 + "\n" + ROW + "4\n")
    assert [row.line for row in done.bad] == [3]
    assert kept(session) == only(7)


def test_words_with_line_breaks_shift_no_line(session: Session, company: Company) -> None:
    rows = [("S001", "C\n1", "2026-11-24", "1"), ("S001", "C1", "x", "1"), ("S001", "C1", "2026-11-24", "5")]
    done = take_rows(session, feed(company), rows)
    assert [(row.line, row.reason) for row in done.bad] == [(2, "date")]
    assert (kept(session), done.aside) == (only(5), 1)


def test_unknown_words_wait_and_go_in_once_known(session: Session, company: Company) -> None:
    rows = ["S001,N1,2026-11-20,2", "S001,n1,2026-11-21,3", "新店,C1,2026-11-22,4", "新店,N1,2026-11-23,5"]
    done = run(session, company, HEAD + "\n".join(rows) + "\n")
    assert (done.kept, done.aside, kept(session)) == (0, 4, {})
    stores, skus = aside_words(session, company.chain_id)
    assert [(word.word, word.rows, word.units) for word in stores] == [("S001", 2, 5), ("新店", 2, 9)]
    assert [(word.word, word.rows) for word in skus] == [("N1", 2), ("C1", 1), ("n1", 1)]
    assert take_in_aside(session, company.chain_id, NOW) == 0
    create_sku(session, company.chain_id, SkuDraft(code="N1", brand="清泉", name="新"), now=NOW)
    run(session, company, HEAD + "S001,N1,2026-11-20,7\n")
    assert take_in_aside(session, company.chain_id, NOW) == 2
    assert kept(session) == {
        ("S001", "N1", "2026-11-20"): Decimal(7),
        ("S001", "N1", "2026-11-21"): Decimal(3),
    }, "what a feed said later stays"
    create_store(session, company.chain_id, "S9", "新店")
    assert take_in_aside(session, company.chain_id, NOW) == 2
    assert take_in_aside(session, company.chain_id, NOW) == 0
    assert kept(session)["S9", "N1", "2026-11-23"] == 5
    newest = scan_files(session, company.chain_id)[0]
    assert (newest.first_day, newest.last_day, newest.report) == (
        date(2026, 11, 22),
        date(2026, 11, 23),
        {"from_aside": 2},
    )


def test_two_words_for_one_sku_add_up_when_they_go_in(session: Session, company: Company) -> None:
    run(session, company, HEAD + "新店,C1,2026-11-24,1\n新店,c1,2026-11-24,2\ns9,C1,2026-11-24,4\n")
    create_store(session, company.chain_id, "S9", "新店")
    assert take_in_aside(session, company.chain_id, NOW) == 3
    assert kept(session) == {("S9", "C1", "2026-11-24"): Decimal(7)}


@pytest.mark.parametrize("seed", range(12))
def test_any_table_in_any_writing_gives_the_same_sums(
    session: Session, company: Company, monkeypatch: pytest.MonkeyPatch, seed: int
) -> None:
    dice = random.Random(seed)
    monkeypatch.setattr(scan_text, "CHUNK_BYTES", dice.choice([97, 1_001, 16_000_000]))
    wanted: Counter[tuple[str, str, str]] = Counter()
    out = io.StringIO()
    separator, end = dice.choice(",;\t"), dice.choice(["\n", "\r\n", "\r"])
    quoting = dice.choice([csv.QUOTE_MINIMAL, csv.QUOTE_ALL])
    writer = csv.writer(out, delimiter=separator, lineterminator=end, quoting=quoting)
    columns = ["门店", "商品编码", "日期", "销量", "备注"]
    dice.shuffle(columns)
    writer.writerow(columns)
    for _ in range(400):
        store, code = dice.choice(["S001", "s001", "人民路店", "S002", "解放路店"]), dice.choice("CK")
        sku = "K1" if code == "K" else dice.choice(["C1", "c2", "Ｃ１"])
        day, units = TODAY - timedelta(days=dice.randrange(9)), dice.randrange(-2_000, 9_999_999)
        form = dice.choice(
            ["%Y-%m-%d", "%Y/%m/%d", "%Y年%m月%d日", "%Y%m%d", "%Y.%m.%d", "%Y-%m-%d %H:%M:%S"]
        )
        number = f"{units:,}" if dice.random() < 0.5 else str(units)
        words = {"门店": store, "商品编码": sku, "日期": day.strftime(form), "销量": number}
        words["备注"] = dice.choice(["", "退货", '"快"', "a,b;c\td", "'x"])
        writer.writerow([words[name] for name in columns])
        home = "S001" if store.upper() == "S001" or store == "人民路店" else "S002"
        wanted[home, {"c2": "C2", "Ｃ１": "C1"}.get(sku, sku), str(day)] += units
    encoding = dice.choice(["utf-8", "utf-8-sig", "utf-16", "gbk", "gb18030"])
    done = run(session, company, out.getvalue().encode(encoding))
    assert (done.bad, done.aside, done.rows) == ((), 0, 400)
    assert kept(session) == {place: Decimal(units) for place, units in wanted.items()}
