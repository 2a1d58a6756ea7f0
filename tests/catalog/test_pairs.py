"""Which products compete: the rule, a person's word, and the brand alone."""

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlmodel import Session

from catalog.errors import Invalid, NotFound
from catalog.pair_rule import CONTENT_RATIO_MOST, Field, Product, Word, comparable
from catalog.pairs import PairChange, say_pair
from catalog.people import ensure_chain
from catalog.queries_pairs import list_own, own_for_brand, own_rivals, rivals_of
from catalog.queries_skus import SkuFact, find_sku
from catalog.rows import key
from catalog.sku_draft import SkuDraft
from catalog.skus import create_sku
from tests.catalog.conftest import NOW, Company

SHELF = (
    ("W330", "清泉", "气泡水", "330ml", "4", False, "饮料"),
    ("W500", "清泉", "气泡水", "500ml", "5", False, "饮料"),
    ("W1500", "清泉", "气泡水", "250ml×6", "18", False, "饮料"),
    ("WX", "清泉", "礼盒", "家庭装", None, False, "饮料"),
    ("S500", "清泉", "洗洁精", "500g", "8", False, "洗涤"),
    ("R355", "红果", "气泡水", "355ml", "4.5", True, "饮料"),
    ("R1500", "红果", "气泡水", "1.5L", "9", True, "饮料"),
    ("R500G", "红果", "果粉", "500g", "30", True, "饮料"),
    ("T500", "蓝山", "咖啡", "500ml", "6", True, "饮料"),
    ("B1", "白鹿", "香皂", "100g", "3", True, "香皂"),
)


@pytest.fixture
def shelf(session: Session, company: Company) -> int:
    for code, brand, name, spec, price, competitor, category in SHELF:
        made = SkuDraft(
            brand,
            name,
            spec,
            code,
            category,
            competitor=competitor,
            list_price=None if price is None else Decimal(price),
        )
        create_sku(session, company.chain_id, made, now=NOW)
    return company.chain_id


def sku_id(session: Session, chain_id: int, code: str) -> int:
    found = find_sku(session, chain_id, code)
    assert found is not None
    return key(found.id)


def ours(session: Session, chain_id: int, rival: str) -> list[tuple[str, str]]:
    found = own_rivals(session, chain_id, sku_id(session, chain_id, rival))
    return [(one.product.sku.code, one.why) for one in found]


def theirs(session: Session, chain_id: int, own: str) -> list[str]:
    return [one.product.sku.code for one in rivals_of(session, chain_id, sku_id(session, chain_id, own))]


def say(session: Session, chain_id: int, own: str, rival: str, competes: bool | None) -> PairChange:
    return say_pair(session, chain_id, own, rival, competes, now=NOW, source="editor")


def test_the_rule_is_category_unit_and_content_of_the_pack(session: Session, shelf: int) -> None:
    assert ours(session, shelf, "R355") == [("W330", "spec"), ("W500", "spec")]
    assert ours(session, shelf, "R1500") == [("W1500", "spec")]
    assert ours(session, shelf, "R500G") == []
    assert ours(session, shelf, "B1") == []
    assert theirs(session, shelf, "W500") == ["T500", "R355"]
    assert theirs(session, shelf, "WX") == []
    assert ours(session, shelf, "W500") == []
    (nearest, _) = own_rivals(session, shelf, sku_id(session, shelf, "R355"))
    assert (nearest.content_ratio, nearest.price_ratio) == (Decimal(330) / 355, Decimal(4) / Decimal("4.5"))


def test_a_persons_word_goes_before_the_rule(session: Session, shelf: int, company: Company) -> None:
    by = company.manager_id
    made = say_pair(session, shelf, "W1500", "R355", True, now=NOW, source="import", by=by)
    assert made == PairChange(None, True)
    say(session, shelf, "W330", "R355", False)
    assert ours(session, shelf, "R355") == [("W1500", "import"), ("W500", "spec")]
    assert own_rivals(session, shelf, sku_id(session, shelf, "R355"))[0].by == "cat"
    say(session, shelf, "WX", "B1", True)
    assert ours(session, shelf, "B1") == [("WX", "editor")]
    assert theirs(session, shelf, "WX") == ["B1"]
    assert say(session, shelf, "W330", "R355", None) == PairChange(False, None)
    assert say(session, shelf, "W330", "R355", None) == PairChange(None, None)
    assert ours(session, shelf, "R355") == [("W1500", "import"), ("W330", "spec"), ("W500", "spec")]


def test_what_left_the_catalogue_competes_no_more(session: Session, shelf: int) -> None:
    say(session, shelf, "W500", "T500", True)
    gone = find_sku(session, shelf, "W500")
    assert gone is not None
    gone.active = False
    session.flush()
    assert ours(session, shelf, "T500") == []
    assert rivals_of(session, shelf, key(gone.id)) == ()
    other = key(ensure_chain(session, "另一家").id)
    assert own_rivals(session, other, sku_id(session, shelf, "T500")) == ()


def test_sides_cannot_be_changed_over(session: Session, shelf: int) -> None:
    for own, rival, reason in (("R355", "T500", "not_own"), ("W330", "W500", "not_rival")):
        with pytest.raises(Invalid) as caught:
            say(session, shelf, own, rival, True)
        assert caught.value.params["reason"] == reason
    with pytest.raises(NotFound, match="sku_not_found"):
        say(session, shelf, "W330", "nix", True)


def test_a_brand_alone(session: Session, shelf: int) -> None:
    def found(brand: str, **more: Any) -> list[tuple[str, str, str]]:
        rows = own_for_brand(session, shelf, brand, **more)
        return [(one.product.sku.code, one.why, one.against.sku.code if one.against else "") for one in rows]

    assert found("红果") == [("W330", "spec", "R355"), ("W500", "spec", "R355"), ("W1500", "spec", "R1500")]
    assert found("红果", product="果粉") == [(c, "category", "") for c in ("W1500", "W330", "W500", "WX")]
    assert found("红果", category="洗涤") == [("S500", "category", "")]
    assert found("白鹿") == []
    assert found("清泉") == []
    assert found("不认识") == []


def test_the_list_is_searched_on_both_sides(session: Session, shelf: int, company: Company) -> None:
    def codes(**more: Any) -> list[str]:
        return [row.own.sku.code for row in list_own(session, shelf, **more).rows]

    assert codes() == ["C1", "C2", "S500", "W1500", "W330", "W500", "WX"]
    assert codes(text="清泉 330") == ["W330"]
    assert codes(text="蓝山") == ["W500"]
    assert codes(text="红果 1.5l") == ["W1500"]
    assert codes(text="蓝山 红果") == []
    assert codes(category="饮料", show="none") == ["WX"]
    assert codes(show="said") == []
    say(session, shelf, "WX", "B1", True)
    say(session, shelf, "W330", "R355", False)
    assert codes(show="said") == ["W330", "WX"]
    assert codes(text="香皂") == ["WX"]
    assert codes(text="R355") == ["W500"]
    page = list_own(session, shelf, limit=2, offset=4)
    assert (page.total, [row.own.sku.code for row in page.rows]) == (7, ["W330", "W500"])
    assert [one.product.sku.code for one in page.rows[0].denied] == ["R355"]


CONTENTS = st.none() | st.decimals("0.5", "5000", places=1)
PRODUCTS = st.builds(
    lambda number, competitor, category, total, unit, price: Product(
        number,
        SkuFact(f"S{number}", "b", "n", "", category, competitor),
        total,
        None if total is None else unit,
        price,
    ),
    st.integers(1, 40),
    st.booleans(),
    st.sampled_from(["", "饮料", "洗涤"]),
    CONTENTS,
    st.sampled_from(["ml", "g"]),
    st.none() | st.decimals("0.1", "900", places=2),
)
WORDS = st.dictionaries(
    st.tuples(st.integers(1, 40), st.integers(1, 40)), st.builds(Word, st.booleans(), st.just("editor"))
)


@given(st.lists(PRODUCTS, max_size=25, unique_by=lambda product: product.sku_id), WORDS)
def test_both_sides_tell_the_same(products: list[Product], words: dict[tuple[int, int], Word]) -> None:
    field = Field(products, words)
    pairs = {
        (own.sku_id, rival.sku_id)
        for own in products
        for rival in products
        if not own.sku.competitor and rival.sku.competitor and field.competes(own, rival)
    }
    seen_from_own = {
        (p.sku_id, c.product.sku_id) for p in products if not p.sku.competitor for c in field.against(p)
    }
    seen_from_rival = {
        (c.product.sku_id, p.sku_id) for p in products if p.sku.competitor for c in field.against(p)
    }
    assert pairs == seen_from_own == seen_from_rival
    for product in products:
        found = field.against(product)
        assert field.has_any(product) == bool(found)
        ids = {one.product.sku_id for one in found}
        assert all(field.has_any(product, [other.sku_id]) == (other.sku_id in ids) for other in products)
        assert len({one.product.sku_id for one in found}) == len(found)
        assert [one.said for one in found] == sorted((one.said for one in found), reverse=True)


@given(PRODUCTS, PRODUCTS)
def test_the_rule_never_pairs_what_is_not_alike(one: Product, other: Product) -> None:
    if comparable(one, other):
        assert not one.sku.competitor
        assert other.sku.competitor
        assert one.sku.category == other.sku.category != ""
        assert one.unit == other.unit is not None
        assert one.total is not None
        assert other.total is not None
        assert max(one.total, other.total) <= CONTENT_RATIO_MOST * min(one.total, other.total)
