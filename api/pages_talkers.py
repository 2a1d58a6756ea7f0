"""The signs of a shelf photo as the audit page lists them: what they offer, and what they hang between."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from api.i18n import Locale, translate
from api.offer_words import assumption_words, doubt_words, offer_label, offer_summary, terms_words
from api.poster_report import OfferPart
from api.talkers_report import PlacePart, TalkerPart
from catalog.queries_audits import Report

NAMES: Final = 3
"""So many neighbours above and below are named at most."""


@dataclass(frozen=True)
class TalkerOffer:
    """An offer in words; `depth_pct` "" where it cannot be told."""

    label: str
    summary: str
    depth_pct: str
    terms: tuple[str, ...]
    assumptions: tuple[str, ...]
    doubts: tuple[str, ...]


@dataclass(frozen=True)
class TalkerView:
    """A sign, its box in pixels of the photo; `over` and `under` say what stands there, "" where nothing does."""

    number: int
    x: int
    y: int
    width: int
    height: int
    layer: int
    over: str
    under: str
    printed: str
    offers: tuple[TalkerOffer, ...]


def talker_views(talkers: Sequence[TalkerPart], report: Report, locale: Locale) -> tuple[TalkerView, ...]:
    """The signs in their order, numbered as the drawn overlay numbers them; names are those in force."""
    names = {
        view.group.number: f"{view.sku.brand} {view.sku.name} {view.sku.spec}".strip()
        for view in report.groups
        if view.sku is not None
    }
    return tuple(_view(number, talker, names, locale) for number, talker in enumerate(talkers, start=1))


def _view(number: int, talker: TalkerPart, names: dict[int, str], locale: Locale) -> TalkerView:
    x0, y0, x1, y1 = (round(side) for side in talker.xyxy)
    return TalkerView(
        number=number,
        x=x0,
        y=y0,
        width=max(1, x1 - x0),
        height=max(1, y1 - y0),
        layer=talker.layer,
        over=_neighbours(talker.over, names, locale),
        under=_neighbours(talker.under, names, locale),
        printed=" · ".join(line.text for line in talker.lines),
        offers=tuple(_offer(offer, locale) for offer in talker.offers),
    )


def _neighbours(places: Sequence[PlacePart], names: dict[int, str], locale: Locale) -> str:
    """Each product once, from left to right; what nobody knows is named last."""
    found = list(dict.fromkeys(names[place.group] for place in places if place.group in names))
    if any(place.group not in names for place in places):
        found.append(translate(locale, "audit.unknown"))
    more = len(found) - NAMES
    listed = translate(locale, "talkers.and").join(found[:NAMES])
    return translate(locale, "talkers.more", names=listed, n=str(more)) if more > 0 else listed


def _offer(offer: OfferPart, locale: Locale) -> TalkerOffer:
    depth = "" if offer.depth is None else f"{offer.depth * 100:.1f}".removesuffix(".0")
    return TalkerOffer(
        label=offer_label(offer.kind, locale),
        summary=offer_summary(offer, locale),
        depth_pct=depth,
        terms=tuple(terms_words(offer, locale)),
        assumptions=tuple(assumption_words(one, locale) for one in offer.assumptions),
        doubts=tuple(doubt_words(one, locale) for one in offer.doubts),
    )
