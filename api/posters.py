"""One poster's way from bytes to a report: decode, read, understand, look at the digits again, name."""

import time
from collections.abc import Sequence

from alerts.offers import Digits, Offer
from alerts.offers_check import with_second_readings
from alerts.offers_reading import read_offers, with_base
from alerts.poster_naming import SkuWords, name_poster
from api.poster_report import PosterReport, poster_report
from vision.photo import MAX_PIXELS, Photo, decode_photo
from vision.posters import PosterText, read_poster
from vision.posters_engines import CHECKS_MOST, PosterEngines


def audit_poster(
    data: bytes,
    engines: PosterEngines,
    skus: Sequence[SkuWords] = (),
    *,
    photo_name: str = "",
    max_pixels: int = MAX_PIXELS,
) -> PosterReport:
    """What a picture of a poster says.

    A picture without text, and a till receipt, give a report without offers whose `outcome` says so.

    Raises:
        PhotoError: the bytes are no picture that can be used.
    """
    begin = time.perf_counter()
    photo = decode_photo(data, max_pixels=max_pixels)
    decoded = time.perf_counter()
    text = read_poster(photo.bgr, engines.reader)
    read = time.perf_counter()
    understood = read_offers(text.lines)
    named = name_poster(text.lines, skus)
    known = next((sku.list_price for sku in skus if sku.code == named.sku), None) if named.sku else None
    told = understood.offers if known is None else tuple(with_base(one, known) for one in understood.offers)
    thought = time.perf_counter()
    offers = check_digits(photo, text, told, engines)
    done = time.perf_counter()
    seconds = {
        "decode": decoded - begin,
        **text.seconds,
        "understand": thought - read,
        "check": done - thought,
        "total": done - begin,
    }
    return poster_report(
        photo_name,
        text,
        named,
        offers,
        understood.outcome,
        digits="checked" if engines.digits is not None else "unchecked",
        seconds={step: round(value, 4) for step, value in seconds.items()},
    )


def check_digits(
    photo: Photo, text: PosterText, offers: Sequence[Offer], engines: PosterEngines
) -> tuple[Offer, ...]:
    """The offers, their numbers read a second time where there is an engine to do it."""
    if engines.digits is None:
        return tuple(offers)
    asked = list(dict.fromkeys(digits for offer in offers for digits in offer.digits))[:CHECKS_MOST]
    readings: dict[Digits, str] = {
        digits: engines.digits.digits(photo.bgr, text.lines[digits.line], digits.begin, digits.end)
        for digits in asked
    }
    return tuple(with_second_readings(offer, readings) for offer in offers)
