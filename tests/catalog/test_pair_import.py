"""Pairs in and out of tables: words said, changed and taken back; the same file twice changes nothing."""

import io
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook
from sqlmodel import Session

from catalog.imported import RowsImported
from catalog.pair_import import import_pairs, pair_template, pairs_workbook
from catalog.pairs import say_pair
from catalog.queries_pairs import OwnRow, list_own, pairs_of
from catalog.sku_draft import SkuDraft
from catalog.skus import create_sku
from tests.catalog.conftest import NOW, Company

OWN = ("=W1", "W2", "W3")
RIVALS = ("@R1", "R2", "R3")


@pytest.fixture
def chain(session: Session, company: Company) -> int:
    for codes, brand, competitor in ((OWN, "清泉", False), (RIVALS, "红果", True)):
        for number, code in enumerate(codes):
            made = SkuDraft(
                brand,
                f"={code}",
                ("330ml", "355ml", "1.5L")[number],
                code,
                category="饮料",
                competitor=competitor,
            )
            create_sku(session, company.chain_id, made, now=NOW)
    return company.chain_id


def take(session: Session, chain: int, data: str | bytes) -> RowsImported:
    return import_pairs(session, chain, data.encode() if isinstance(data, str) else data, now=NOW)


def rows(session: Session, chain: int) -> Iterator[OwnRow]:
    return iter(list_own(session, chain, limit=1000).rows)


def words(session: Session, chain: int) -> dict[tuple[int, int], bool]:
    return {place: pair.competes for place, pair in pairs_of(session, chain).items()}


def test_a_file_says_changes_and_takes_back(session: Session, chain: int) -> None:
    told = take(session, chain, "本品编码,竞品编码,是否竞争\nW2,R3,是\nW2,R2,否\nW3,R2,\n")
    assert (told.created, told.updated, told.unchanged, told.bad) == (3, 0, 0, ())
    assert sorted(words(session, chain).values()) == [False, True, True]
    told = take(session, chain, "our sku,rival sku,competes\nW2,R3,no\nW2,R2,automatic\nW3,R2,yes\n")
    assert (told.created, told.updated, told.unchanged) == (0, 2, 1)
    assert sorted(words(session, chain).values()) == [False, True]


def test_bad_rows_are_listed(session: Session, chain: int) -> None:
    text = "本品编码,竞品编码,是否竞争\nR2,R3,\nW2,W3,\nW9,R3,\nW2,R3,也许\n,R3,\nW3,R3,是\nW3,R3,否\n"
    told = take(session, chain, text)
    assert [(bad.line, bad.column, bad.reason) for bad in told.bad] == [
        (2, "本品编码", "not_own"),
        (3, "竞品编码", "not_rival"),
        (4, "本品编码", "unknown_sku"),
        (5, "是否竞争", "yes_no_auto"),
        (6, "本品编码", "empty"),
        (8, "竞品编码", "duplicate_row"),
    ]
    assert told.created == 1


SAID = st.dictionaries(st.tuples(st.sampled_from(OWN), st.sampled_from(RIVALS)), st.booleans(), max_size=9)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(said=SAID, locale=st.sampled_from(["zh-CN", "en"]))
def test_what_goes_out_comes_back_unchanged(
    session: Session, chain: int, said: dict[tuple[str, str], bool], locale: str
) -> None:
    point = session.begin_nested()
    for (own, rival), competes in said.items():
        say_pair(session, chain, own, rival, competes, now=NOW)
    before = words(session, chain)
    out = pairs_workbook(rows(session, chain), locale=locale)  # type: ignore[arg-type]
    for line in load_workbook(io.BytesIO(out)).worksheets[0].iter_rows(min_row=2):
        assert {cell.data_type for cell in line} <= {"s", "n"}
    told = take(session, chain, out)
    assert (told.created, told.updated, told.bad) == (0, 0, ())
    assert words(session, chain) == before
    for place in before:  # taken back in the file, taken back here
        session.delete(pairs_of(session, chain)[place])
    session.flush()
    assert take(session, chain, out).created == len(before)
    assert words(session, chain) == before
    point.rollback()


@pytest.mark.parametrize("locale", ["zh-CN", "en"])
def test_the_template_is_read(session: Session, chain: int, locale: str) -> None:
    data = pair_template(locale)  # type: ignore[arg-type]
    assert take(session, chain, data) == RowsImported(0, 0, 0, (), ())
    (rule,) = load_workbook(io.BytesIO(data)).worksheets[0].data_validations.dataValidation
    assert str(rule.sqref).startswith("E2")
