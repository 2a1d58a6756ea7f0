"""One poster's way from bytes to a report: decode, read, understand, name, look at the digits again."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from alerts.offers import Digits, Offer
from alerts.offers_check import with_second_readings
from alerts.offers_pieces import pieces_of
from alerts.offers_reading import read_offers, with_base
from alerts.poster_naming import SkuWords, specs_of
from alerts.poster_parts import NamedParts, name_parts
from alerts.poster_pictures import with_pictures
from api.poster_report import PosterReport, poster_report
from vision.eyes import Eyes
from vision.naming import Gallery
from vision.pack_shots import PackShot, find_pack_shots
from vision.photo import MAX_PIXELS, Photo, decode_photo
from vision.posters import PosterText, read_poster
from vision.posters_engines import CHECKS_MOST, PosterEngines


@dataclass(frozen=True)
class PosterSeen:
    """What was read, named and understood, in exact numbers, and the report of it."""

    text: PosterText
    names: NamedParts
    offers: tuple[Offer, ...]
    report: PosterReport


def audit_poster(
    data: bytes,
    engines: PosterEngines,
    skus: Sequence[SkuWords] = (),
    *,
    photo_name: str = "",
    max_pixels: int = MAX_PIXELS,
    eyes: Eyes | None = None,
    gallery: Gallery | None = None,
    today: date | None = None,
    on_step: Callable[[str], None] = lambda step: None,
) -> PosterSeen:
    """What a picture of a poster says; with `eyes` and a `gallery`, its pack shots help to name the product.

    `today` is the day the photo was taken, which gives dates their year. `on_step` is told the names of
    `api.progress.POSTER_STEPS`. A picture without text, and a till receipt, give a report without offers whose
    `outcome` says so.

    Raises:
        PhotoError: the bytes are no picture that can be used.
    """
    begin = time.perf_counter()
    on_step("decode")
    photo = decode_photo(data, max_pixels=max_pixels)
    decoded = time.perf_counter()
    on_step("read")
    text = read_poster(photo.bgr, engines.reader)
    read = time.perf_counter()
    on_step("understand")
    parts = name_parts(text.lines, skus)
    understood = read_offers(text.lines, today=today, apart=parts.apart)
    named = parts.whole
    looked = time.perf_counter()
    on_step("match")
    shots: tuple[PackShot, ...] = ()
    if eyes is not None and gallery is not None and gallery.skus:
        shots = find_pack_shots(photo.bgr, eyes, gallery, angle=text.angle)
        if not parts.mixed:
            named = with_pictures(named, skus, shots, specs_of(pieces_of(text.lines)))
            parts = replace(parts, whole=named)
    recognised = time.perf_counter()
    known = {sku.code: sku.list_price for sku in skus}
    told = tuple(with_base(one, known.get(parts.of(one.panel).sku or "")) for one in understood.offers)
    thought = time.perf_counter()
    on_step("check")
    offers = check_digits(photo, text, told, engines)
    done = time.perf_counter()
    seconds = {
        "decode": decoded - begin,
        **text.seconds,
        "understand": looked - read + thought - recognised,
        "recognise": recognised - looked,
        "check": done - thought,
        "total": done - begin,
    }
    report = poster_report(
        photo_name,
        text,
        parts,
        offers,
        understood.outcome,
        shots=shots,
        digits="checked" if engines.digits is not None else "unchecked",
        seconds={step: round(value, 4) for step, value in seconds.items()},
    )
    return PosterSeen(text, parts, offers, report)


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
