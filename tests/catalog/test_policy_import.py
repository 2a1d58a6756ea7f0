"""Policy lists in and out of tables: as the trade writes them, whole policies or none, and the same back again."""

import io
import unicodedata
from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook
from sqlmodel import Session

from catalog.errors import Invalid
from catalog.imported import CodesImported
from catalog.mechanic import KINDS, Numbers, OfferKind
from catalog.people import create_store
from catalog.policies import create_policy, withdraw_policy
from catalog.policy_cells import KIND_NAMES, mechanic, rate
from catalog.policy_columns import EXAMPLES, FIELDS, POLICY_TABLE, TITLES
from catalog.policy_draft import EACH, Place, PolicyDraft
from catalog.policy_export import policies_workbook, policy_template, say_rate
from catalog.policy_import import import_policies
from catalog.queries_policies import get_policy
from catalog.sku_draft import SkuDraft
from catalog.skus import create_sku
from tests.catalog.conftest import NOW, Company

TODAY = date(2026, 11, 25)
HEAD = (
    "政策编号,政策名称,促销方式,促销价,门槛,优惠金额,折扣,件数,赠送件数,"
    "商品编码,品类,城市,店型,开始日期,预算,优先级\n"
)


def take(session: Session, company: Company, data: str | bytes) -> CodesImported:
    given_ = data.encode() if isinstance(data, str) else data
    return import_policies(session, company.chain_id, given_, now=NOW, today=TODAY, by=company.manager_id)


def reasons(result: CodesImported) -> list[tuple[int, str, str]]:
    return [(row.line, row.column, row.reason) for row in result.bad]


@pytest.mark.parametrize(
    ("text", "kind", "told"),
    [
        ("买2送1", "buy_n_get_m", {"n": 2, "m": 1}),
        ("买二送一", "buy_n_get_m", {"n": 2, "m": 1}),
        ("Buy 3 get 1 free", "buy_n_get_m", {"n": 3, "m": 1}),
        ("满100减20", "threshold_off", {"threshold": Decimal(100), "amount": Decimal(20)}),
        ("满 99元 减 9.9元", "threshold_off", {"threshold": Decimal(99), "amount": Decimal("9.9")}),
        (
            "每满100减20",
            "threshold_off",
            {"each": True, "threshold": Decimal(100), "amount": Decimal(20)},
        ),
        ("满3件8折", "threshold_off", {"n": 3, "rate": Decimal("0.8")}),
        ("2件7.5折", "threshold_off", {"n": 2, "rate": Decimal("0.75")}),
        ("满199打9折", "threshold_off", {"threshold": Decimal(199), "rate": Decimal("0.9")}),
        ("第二件半价", "second_item", {"n": 2, "rate": Decimal("0.5")}),
        ("第２件５折", "second_item", {"n": 2, "rate": Decimal("0.5")}),
        ("第2件1元", "second_item", {"n": 2, "price": Decimal(1)}),
        ("第三件免费", "second_item", {"n": 3, "price": Decimal(0)}),
        ("3件10元", "bundle_price", {"n": 3, "price": Decimal(10)}),
        ("8.5折", "discount_rate", {"rate": Decimal("0.85")}),
        ("85折", "discount_rate", {"rate": Decimal("0.85")}),
        ("半价", "discount_rate", {"rate": Decimal("0.5")}),
        ("15% off", "discount_rate", {"rate": Decimal("0.85")}),
        ("立减3元", "money_off", {"amount": Decimal(3)}),
        ("特价9.9", "special_price", {"price": Decimal("9.9")}),
        ("会员价¥8.8", "member_price", {"price": Decimal("8.8")}),
        ("满减", "threshold_off", {}),
        ("Spend and Save", "threshold_off", {}),
        ("threshold_off", "threshold_off", {}),
        ("买赠", "buy_n_get_m", {}),
    ],
)
def test_a_mechanic_is_named_or_written_whole(text: str, kind: OfferKind, told: dict[str, Any]) -> None:
    assert mechanic(text) == (kind, told)


@pytest.mark.parametrize("text", ["", "便宜卖", "买2", "满减20", "0折扣价"])
def test_what_is_no_mechanic(text: str) -> None:
    with pytest.raises(Invalid, match="unknown_kind"):
        mechanic(text)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("8.5折", "0.85"), ("85折", "0.85"), ("85%", "0.85"), ("0.85", "0.85"), ("8.5", "0.85"), ("85", "0.85"),
        ("半价", "0.5"), ("5折", "0.5"), ("０.８５", "0.85"), ("15% off", "0.85"), ("减15%", "0.85"), ("3折", "0.3"),
    ],
)  # fmt: skip
def test_discounts_as_the_trade_writes_them(text: str, value: str) -> None:
    assert rate("rate", text) == Decimal(value)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("15%", "rate_or_depth"), ("0.15", "rate_or_depth"), ("30", "rate_or_depth"), ("120", "out_of_range"),
        ("1", "out_of_range"), ("0", "out_of_range"), ("100%", "number"), ("九折", "number"), ("-0.5", "out_of_range"),
        ("#REF!", "cell_error"), ("=1/2", "formula"),
    ],
)  # fmt: skip
def test_discounts_that_could_be_either_are_not_guessed(text: str, reason: str) -> None:
    with pytest.raises(Invalid) as caught:
        rate("rate", text)
    assert caught.value.params["reason"] == reason


@given(st.decimals("0.0001", "0.9999", places=4))
def test_a_discount_that_goes_out_comes_back(value: Decimal) -> None:
    assert rate("rate", say_rate(value, "zh-CN")) == value
    assert rate("rate", say_rate(value, "en")) == value


def test_a_list_of_the_trade(session: Session, company: Company) -> None:
    create_sku(session, company.chain_id, SkuDraft("清泉", "茶", "500ml", "T1", category="茶饮"), now=NOW)
    result = take(
        session,
        company,
        HEAD
        + "A1,买二送一,买2送1,,,,,,,C1、C2,,,,,,\n"
        + 'A2,满减,满减,,￥100,20元,,,,C1,,上海,,2026/12/1,"5,000",3\n'
        + "A3,八五折,折扣,,,,8.5折,,,,茶饮,,,,,\n"
        + "A4,特价,特价,9.9,,,,,,C1,,,,,,\n"
        + "A5,第二件半价,第二件半价,,,,,,,C1,,,,,,\n",
    )
    assert (result.created, result.bad) == (("A1", "A2", "A3", "A4", "A5"), ())
    assert get_policy(session, company.chain_id, "A2").draft() == PolicyDraft(
        code="A2",
        name="满减",
        kind="threshold_off",
        numbers=Numbers(threshold=Decimal(100), amount=Decimal(20)),
        skus=("C1",),
        places=(Place("上海"),),
        valid_from=date(2026, 12, 1),
        budget=Decimal(5000),
        priority=3,
    )
    assert get_policy(session, company.chain_id, "A3").categories == ("茶饮",)
    assert get_policy(session, company.chain_id, "A1").policy.valid_from == TODAY
    assert get_policy(session, company.chain_id, "A1").policy.changed_by == company.manager_id


@pytest.mark.parametrize(
    ("row", "column", "reason"),
    [
        (",名,折扣,,,,0.85,,,C1,,,,,,", "政策编号", "empty"),
        ("B,,折扣,,,,0.85,,,C1,,,,,,", "政策名称", "empty"),
        ("B,名,,,,,0.85,,,C1,,,,,,", "促销方式", "empty"),
        ("B,名,打骨折,,,,0.85,,,C1,,,,,,", "促销方式", "unknown_kind"),
        ("B,名,满减,,10,99,,,,C1,,,,,,", "优惠金额", "over_threshold"),
        ("B,名,满10减99,,,,,,,C1,,,,,,", "优惠金额", "over_threshold"),
        ("B,名,满减,,10,,,,,C1,,,,,,", "优惠金额", "missing"),
        ("B,名,折扣,,,,15%,,,C1,,,,,,", "折扣", "rate_or_depth"),
        ("B,名,折扣,5,,,0.85,,,C1,,,,,,", "促销价", "not_of_kind"),
        ("B,名,买2送1,,,,,3,,C1,,,,,,", "件数", "conflict"),
        ("B,名,折扣,,,,0.85,,,,,,,,,", "商品编码", "no_product"),
        ("B,名,折扣,,,,0.85,,,C9,,,,,,", "商品编码", "unknown_sku"),
        ("B,名,折扣,,,,0.85,,,K1,,,,,,", "商品编码", "rival_sku"),
        ("B,名,折扣,,,,0.85,,,,汽车,,,,,", "品类", "unknown_category"),
        ("B,名,折扣,,,,0.85,,,C1,,火星,,,,", "城市", "unknown_place"),
        ("B,名,折扣,,,,0.85,,,C1,,,,明天,,", "开始日期", "date"),
        ("B,名,折扣,,,,0.85,,,C1,,,,,免费,", "预算", "number"),
        ("B,名,折扣,,,,0.85,,,C1,,,,,,1.5", "优先级", "whole_number"),
    ],
)  # fmt: skip
def test_a_bad_row_is_listed_and_the_good_one_goes_in(
    session: Session, company: Company, row: str, column: str, reason: str
) -> None:
    result = take(session, company, HEAD + row + "\nG,好,折扣,,,,0.85,,,C1,,,,,,\n")
    assert reasons(result) == [(2, column, reason)]
    assert result.created == ("G",)


def test_rows_of_one_code_are_one_policy_or_none(session: Session, company: Company) -> None:
    create_store(session, company.chain_id, "S003", "三店", city="杭州", store_class="B")
    result = take(
        session,
        company,
        HEAD
        + "M,多地,折扣,,,,0.85,,,C1,,上海,,,,\n"
        + "X,坏,折扣,,,,0.85,,,C1,,,,,,\n"
        + "M,,,,,,,,,C2,,杭州,B,,,\n"
        + "X,,,,,,0.9,,,,,,,,,\n"
        + "X,,,,,,,,,C2,,,,,,\n",
    )
    assert result.created == ("M",)
    row = get_policy(session, company.chain_id, "M")
    assert [sku.code for sku in row.skus] == ["C1", "C2"]
    assert row.places == (Place("上海"), Place("杭州", store_class="B"))
    assert reasons(result) == [(3, "", "other_row"), (5, "折扣", "conflict"), (6, "", "other_row")]
    assert [bad.params.get("first_line") for bad in result.bad] == [5, 3, 5]


def test_a_known_policy_becomes_what_the_file_says(session: Session, company: Company) -> None:
    take(session, company, HEAD + "P,名,折扣,,,,0.85,,,C1,,上海,,2026-01-01,100,2\n")
    short = "政策编号,政策名称,促销方式,商品编码\nP,新名,9折,C2\n"
    result = take(session, company, short)
    assert (result.updated, result.bad) == (("P",), ())
    row = get_policy(session, company.chain_id, "P")
    assert (row.policy.name, row.numbers.rate, row.policy.budget) == ("新名", Decimal("0.9"), Decimal(100))
    assert (row.places, row.policy.priority, row.policy.valid_from) == ((Place("上海"),), 2, date(2026, 1, 1))
    assert take(session, company, short).unchanged == ("P",)
    take(session, company, HEAD + "P,新名,9折,,,,,,,C2,,,,,,\n")
    row = get_policy(session, company.chain_id, "P")
    assert (row.places, row.policy.priority, row.policy.budget) == ((), 0, None)


def test_a_withdrawn_policy_does_not_come_back_by_a_file(session: Session, company: Company) -> None:
    take(session, company, HEAD + "P,名,折扣,,,,0.85,,,C1,,,,,,\n")
    withdraw_policy(session, company.chain_id, "P", now=NOW)
    assert take(session, company, HEAD + "P,名,折扣,,,,0.85,,,C1,,,,,,\n").unchanged == ("P",)
    result = take(session, company, HEAD + "P,名,折扣,,,,0.9,,,C1,,,,,,\n")
    assert reasons(result) == [(2, "政策编号", "withdrawn")]


@pytest.mark.parametrize("locale", ["zh-CN", "en"])
def test_the_template_is_read_and_its_examples_can_be_typed(
    session: Session, company: Company, locale: Any
) -> None:
    data = policy_template(session, company.chain_id, locale)
    book = load_workbook(io.BytesIO(data))
    assert book["choices"].sheet_state == "hidden"
    sheet = book.worksheets[0]
    assert {str(rule.sqref).split("2:")[0] for rule in sheet.data_validations.dataValidation} >= {
        "C",
        "K",
        "O",
    }
    assert [cell.value for cell in sheet[1]] == list(TITLES[locale])
    assert take(session, company, data).created == ()
    for category in ("饮料", "drinks"):
        sku = SkuDraft("清泉", category, "1L", category, category=category)
        create_sku(session, company.chain_id, sku, now=NOW)
    gtin = SkuDraft("清泉", "新品", "1L", "N1", gtin="6901234567892")
    create_sku(session, company.chain_id, gtin, now=NOW)
    for number, city in enumerate(("杭州", "Shanghai", "Hangzhou")):
        create_store(session, company.chain_id, f"E{number}", "店", city=city, store_class="A")
    for number, example in enumerate(EXAMPLES[locale], 2):
        for column, field in enumerate(FIELDS, 1):
            sheet.cell(number, column, example.get(field))
    out = io.BytesIO()
    book.save(out)
    result = take(session, company, out.getvalue())
    assert (result.created, result.bad) == (("CX-01", "CX-02", "CX-03"), ())


def test_titles_name_their_fields() -> None:
    for titles in TITLES.values():
        assert tuple(POLICY_TABLE.field_of(title) for title in titles) == FIELDS
    for names in KIND_NAMES.values():
        assert [mechanic(names[kind])[0] for kind in KINDS] == list(KINDS)


SUMS = st.decimals("0.01", "9999.99", places=2)
THINGS = st.integers(2, 99)
RATES = st.decimals("0.0001", "0.9999", places=4)
# As the catalogue keeps them: composed (NFC), blanks single.
WORDS = (
    st.text(st.characters(codec="utf-8", exclude_categories=("C",)), min_size=1, max_size=12)
    .map(lambda text: unicodedata.normalize("NFC", text))
    .filter(lambda text: " ".join(text.split()) == text and text.isprintable())
)

CODES = WORDS.filter(lambda text: "/" not in text and text not in {".", ".."})


@st.composite
def mechanics(draw: st.DrawFn) -> tuple[OfferKind, Numbers]:
    kind = draw(st.sampled_from(KINDS))
    low, high = sorted(draw(st.lists(SUMS, min_size=2, max_size=2, unique=True)))
    n, m, part = draw(THINGS), draw(st.integers(1, 99)), draw(RATES)
    by_kind: dict[OfferKind, dict[str, Any]] = {
        "special_price": {"price": low, "list_price": high},
        "discount_rate": {"rate": part},
        "money_off": {"amount": low},
        "threshold_off": draw(st.sampled_from([{"threshold": high, "amount": low}, {"n": n, "rate": part}])),
        "buy_n_get_m": {"n": n, "m": m},
        "second_item": draw(st.sampled_from([{"n": n, "rate": part}, {"n": n, "price": Decimal(0)}])),
        "bundle_price": {"n": n, "price": low},
        "gift": {"threshold": high},
        "coupon": {"amount": low, "threshold": high},
        "member_price": {"rate": part},
        "deposit": {"threshold": low, "amount": high},
        "cashback": {"amount": low},
        "installment": {"n": n},
        "other": {},
    }
    numbers = by_kind[kind]
    each = kind in EACH and "threshold" in numbers and draw(st.booleans())
    return kind, Numbers(**numbers, each=each)


@st.composite
def drafts(
    draw: st.DrawFn, code: str, shelf: Sequence[tuple[str, str]], places: Sequence[Place]
) -> PolicyDraft:
    kind, numbers = draw(mechanics())
    skus = draw(st.sets(st.sampled_from([sku for sku, _ in shelf]), min_size=1, max_size=4))
    start = draw(st.dates(date(2020, 1, 1), date(2030, 1, 1)))
    return PolicyDraft(
        code=code,
        name=draw(WORDS),
        kind=kind,
        numbers=numbers,
        skus=tuple(skus),
        categories=tuple(draw(st.sets(st.sampled_from([name for _, name in shelf]), max_size=3))),
        places=tuple(draw(st.sets(st.sampled_from(places), max_size=3))),
        valid_from=start,
        valid_until=draw(st.none() | st.integers(0, 900).map(lambda days: start + timedelta(days))),
        budget=draw(st.none() | st.decimals(0, 99_999_999, places=2)),
        priority=draw(st.integers(-999, 999)),
    )


NASTY = ("=1+1", "@cmd", "a、b", "x; y", "-3", "全部", "12", "'q")
"""Names that a spreadsheet runs, that our separators would part, that mean everything, or that look like numbers."""


@pytest.fixture
def nasty(session: Session, company: Company) -> Company:
    for number, name in enumerate(NASTY):
        sku = SkuDraft("清泉", name, "1L", f"{name}#{number}", category=name)
        create_sku(session, company.chain_id, sku, now=NOW)
        create_store(session, company.chain_id, f"N{number}", "店", city=name, store_class=name[:2])
    return company


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_what_goes_out_comes_back_unchanged(session: Session, nasty: Company, data: st.DataObject) -> None:
    shelf = [(f"{name}#{number}", name) for number, name in enumerate(NASTY)]
    places = [Place(name, store_class=name[:2]) for name in NASTY] + [Place(NASTY[2]), Place("", "", "=1")]
    codes = data.draw(st.lists(CODES, min_size=1, max_size=3, unique=True))
    stated = {code: data.draw(drafts(code, shelf, places)) for code in codes}
    point = session.begin_nested()
    for draft in stated.values():
        create_policy(session, nasty.chain_id, draft, now=NOW)
    rows = [get_policy(session, nasty.chain_id, code) for code in stated]
    assert [row.draft() for row in rows] == list(stated.values())
    for locale in ("zh-CN", "en"):
        out = policies_workbook(rows, today=TODAY, locale=locale)
        for line in load_workbook(io.BytesIO(out)).worksheets[0].iter_rows(min_row=2):
            assert {cell.data_type for cell in line} <= {"s", "n"}
        result = take(session, nasty, out)
        assert (result.bad, result.unchanged) == ((), tuple(stated))
    point.rollback()
