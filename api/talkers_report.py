"""The JSON of a poster or shelf-talker on a shelf photo: a part of the photo's report (README, «Posters»)."""

from collections.abc import Sequence

from pydantic import Field

from alerts.shelf_talkers import Talker
from api.poster_report import LinePart, OfferPart, offer_part
from api.report_part import Part, Xyxy
from vision.see import ShelfSeen
from vision.shelf_places import place_of


class PlacePart(Part):
    """A product of the photo, by its place."""

    layer: int = Field(description="1 = top")
    position: int = Field(description="1 = left, within the layer")
    group: int


class TalkerPart(Part):
    """A sign that offers something; boxes in pixels of the upright photo."""

    xyxy: Xyxy
    layer: int = Field(description="1 = top; the layer that it hangs at")
    lines: list[LinePart]
    offers: list[OfferPart]
    over: list[PlacePart] = Field(description="what stands right above it, from left to right")
    under: list[PlacePart] = Field(description="what stands right below it")


def talker_part(talker: Talker, seen: ShelfSeen) -> TalkerPart:
    """The sign with its offers and its neighbours on the shelf."""
    place = place_of(talker.xyxy, seen)
    return TalkerPart(
        xyxy=_rounded(talker.xyxy),
        layer=place.layer,
        lines=[
            LinePart(text=line.text, xyxy=_rounded(line.xyxy), confidence=line.confidence)
            for line in talker.sign.lines
        ],
        offers=[offer_part(offer) for offer in talker.offers],
        over=_places(place.over, seen),
        under=_places(place.under, seen),
    )


def _places(rows: Sequence[int], seen: ShelfSeen) -> list[PlacePart]:
    return [
        PlacePart(layer=int(seen.layer[row]), position=int(seen.position[row]), group=int(seen.group[row]))
        for row in rows
    ]


def _rounded(xyxy: tuple[float, float, float, float]) -> Xyxy:
    x0, y0, x1, y1 = (round(value, 1) for value in xyxy)
    return x0, y0, x1, y1
