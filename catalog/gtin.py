"""GTINs (barcodes): text of 14 digits, zero-padded, check digit verified (GS1 General Specifications, 7.9)."""

import re
import unicodedata

from stdnum import ean

from catalog.errors import Invalid

LENGTHS = (8, 12, 13, 14)


def parse_gtin(text: str) -> str:
    """EAN-8, UPC-A, EAN-13 or GTIN-14 with or without spaces and hyphens → 14 digits.

    Raises:
        Invalid: `bad_gtin` with reason `not_digits`, `scientific` (a spreadsheet rounded it), `length`, `zeros`
            or `check_digit` (then `expected` is the right one).
    """
    digits = re.sub(r"[\s\-]", "", unicodedata.normalize("NFKC", text))
    if re.fullmatch(r"\d+(\.\d+)?[eE]\+?\d+", digits):
        raise Invalid("bad_gtin", value=text, reason="scientific")
    if not re.fullmatch(r"[0-9]+", digits):
        raise Invalid("bad_gtin", value=text, reason="not_digits")
    if len(digits) not in LENGTHS:
        raise Invalid("bad_gtin", value=text, reason="length", length=len(digits), expected=LENGTHS)
    if not digits.strip("0"):
        raise Invalid("bad_gtin", value=text, reason="zeros")
    expected = ean.calc_check_digit(digits[:-1])
    if digits[-1] != expected:
        raise Invalid("bad_gtin", value=text, reason="check_digit", expected=expected)
    return digits.zfill(14)
