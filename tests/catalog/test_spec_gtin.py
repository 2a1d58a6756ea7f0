"""规格 and barcodes as people write them."""

from decimal import Decimal
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.errors import Invalid
from catalog.gtin import parse_gtin
from catalog.spec import Spec, parse_spec
from catalog.tables import NetUnit


@pytest.mark.parametrize(
    ("text", "content", "unit", "pack", "canonical"),
    [
        ("330ml", "330", "ml", 1, "330ml"),
        ("1.25L", "1250", "ml", 1, "1.25L"),
        ("500毫升", "500", "ml", 1, "500ml"),
        ("250ml×6", "250", "ml", 6, "250ml×6"),
        ("6x250ml", "250", "ml", 6, "250ml×6"),
        ("12*1L", "1000", "ml", 12, "1L×12"),
        ("330ml/罐*24", "330", "ml", 24, "330ml×24"),
        ("250ml*6罐装", "250", "ml", 6, "250ml×6"),
        ("2×12×330ml", "330", "ml", 24, "330ml×24"),
        ("75g", "75", "g", 1, "75g"),
        ("1.5kg", "1500", "g", 1, "1.5kg"),
        ("1 斤", "500", "g", 1, "500g"),
        ("净含量：1,000克", "1000", "g", 1, "1kg"),
        ("24包", "24", "pc", 1, "24pc"),
        ("3包×10片", "10", "pc", 3, "10pc×3"),
        ("24包*75g", "75", "g", 24, "75g×24"),
        ("３３０ＭＬ", "330", "ml", 1, "330ml"),
        (" 0.33 l ", "330", "ml", 1, "330ml"),
    ],
)
def test_reads_what_people_write(text: str, content: str, unit: str, pack: int, canonical: str) -> None:
    spec = parse_spec(text)
    assert (str(spec.net_content), spec.unit, spec.pack_count, str(spec)) == (content, unit, pack, canonical)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "empty"),
        ("净含量", "empty"),
        ("330", "unreadable"),
        ("75g+15g", "unreadable"),
        ("100-150g", "unreadable"),
        ("6×", "unreadable"),
        ("1e3ml", "unreadable"),
        pytest.param("9" * 5000 + "片", "unreadable", id="long"),
        ("250ml×75g", "two_contents"),
        ("0ml", "out_of_range"),
        ("1L×99999", "out_of_range"),
        ("0.00000001l", "out_of_range"),
    ],
)
def test_refuses_what_it_would_have_to_guess(text: str, reason: str) -> None:
    with pytest.raises(Invalid) as caught:
        parse_spec(text)
    assert (caught.value.code, caught.value.params["reason"]) == ("bad_spec", reason)


@given(st.decimals("0.0001", "10000000", places=4), st.sampled_from(get_args(NetUnit)), st.integers(1, 9999))
def test_the_canonical_text_reads_back(content: Decimal, unit: NetUnit, pack: int) -> None:
    content = content.to_integral_value().max(Decimal(1)) if unit == "pc" else content
    spec = Spec(content, unit, pack)
    assert parse_spec(str(spec)) == spec
    assert len(str(spec)) <= 64


def test_a_total_counts_the_pack() -> None:
    assert parse_spec("250ml×6").total == Decimal(1500)


@pytest.mark.parametrize(
    ("text", "gtin"),
    [
        ("6901234567892", "06901234567892"),
        ("69 0123-4567 892", "06901234567892"),
        ("６９０１２３４５６７８９２", "06901234567892"),
        ("96385074", "00000096385074"),
        ("036000291452", "00036000291452"),
        ("10036000291459", "10036000291459"),
    ],
)
def test_gtins_become_fourteen_digits(text: str, gtin: str) -> None:
    assert parse_gtin(text) == gtin
    assert parse_gtin(gtin) == gtin


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "not_digits"),
        ("69012345678AB", "not_digits"),
        ("6.90123E+12", "scientific"),
        ("6901234", "length"),
        ("00000000", "zeros"),
        ("6901234567893", "check_digit"),
        ("٦٩٠١٢٣٤٥٦٧٨٩٢", "not_digits"),
    ],
)
def test_gtins_that_are_none(text: str, reason: str) -> None:
    with pytest.raises(Invalid) as caught:
        parse_gtin(text)
    assert (caught.value.code, caught.value.params["reason"]) == ("bad_gtin", reason)


@given(st.text("0123456789", min_size=12, max_size=12), st.integers(0, 12), st.integers(1, 9))
def test_one_wrong_digit_is_always_seen(body: str, place: int, shift: int) -> None:
    weights = [1, 3] * 6
    check = -sum(int(d) * w for d, w in zip(body, weights, strict=True)) % 10
    digits = f"{body}{check}"
    if not digits.strip("0"):
        return
    assert parse_gtin(digits) == f"0{digits}"
    wrong = digits[:place] + str((int(digits[place]) + shift) % 10) + digits[place + 1 :]
    with pytest.raises(Invalid):
        parse_gtin(wrong)
