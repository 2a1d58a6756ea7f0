"""The JSON of one photo's report: a contract with other programs (README, «From the shell»)."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from pydantic import Field

from alerts.facings import FacingRow, known_sku, sure_brand
from alerts.shelf_talkers import Talker
from api.report_part import Part, Xyxy
from api.talkers_report import TalkerPart, talker_part
from catalog.queries_skus import SkuFact
from vision.eyes import ModelStamp
from vision.see import ShelfSeen


class ModelPart(Part):
    """The detector that saw the photo."""

    name: str
    version: str
    sha256: str


class QualityPart(Part):
    """Whether the photo is good to count on; reasons: blurred, dark, glare, too_small, too_far."""

    ok: bool
    reasons: list[str]


class CorrectedPart(Part):
    """A person's last word on this box; `number` names it in `corrections`."""

    number: int
    by: str | None
    at: datetime


class ProductPart(Part):
    """One product, box in pixels of the upright photo; `sku` null while its group is unknown.

    `brand` may be sure where the SKU is not: twins that differ in spec or flavour alone.
    """

    xyxy: Xyxy
    score: float
    layer: int = Field(description="1 = top")
    position: int = Field(description="1 = left, within the layer; stacked units share it")
    group: int
    sku: str | None
    brand: str | None
    spec: str | None
    probability: float | None = Field(
        description="calibrated probability that it is this SKU, or the likeliest one"
    )
    corrected: CorrectedPart | None = Field(
        default=None,
        exclude_if=lambda corrected: corrected is None,
        description="who corrected the box last, and when; left out where nobody did",
    )


class GapPart(Part):
    """Bare space where product belongs."""

    xyxy: Xyxy
    score: float
    layer: int


class FacingPart(Part):
    """Facings on one layer; a row whose `sku` is null counts one unknown group."""

    sku: str | None
    brand: str | None
    spec: str | None
    layer: int
    columns: int = Field(description="stacked alike units counted once (同层同列去重)")
    units: int = Field(description="every visible unit")


class PhotoReport(Part):
    """Everything said about one photo; products in reading order."""

    photo: str
    size: tuple[int, int]
    model: ModelPart
    quality: QualityPart
    truncated: bool
    products: list[ProductPart]
    gaps: list[GapPart]
    facings: list[FacingPart]
    talkers: list[TalkerPart] | None = Field(
        default=None,
        exclude_if=lambda talkers: talkers is None,
        description="posters and shelf-talkers that offer something; left out where nobody asked for them",
    )
    seconds: dict[str, float]


def photo_report(
    photo: str,
    seen: ShelfSeen,
    rows: Sequence[FacingRow],
    skus: Mapping[str, SkuFact],
    detector: ModelStamp,
    seconds: Mapping[str, float],
    talkers: Sequence[Talker] | None = None,
) -> PhotoReport:
    """The report of what was seen on the photo called `photo`."""
    fact_of = {g.number: known_sku(g, skus) for g in seen.groups}
    brand_of = {g.number: fact_of[g.number] or sure_brand(g.name, skus) for g in seen.groups}
    probability_of = {g.number: g.name.probability for g in seen.groups}
    products = []
    for i, number in enumerate(seen.group.tolist()):
        fact, kin = fact_of[number], brand_of[number]
        products.append(
            ProductPart(
                xyxy=_xyxy(seen.products.xyxy[i].tolist()),
                score=round(float(seen.products.score[i]), 4),
                layer=int(seen.layer[i]),
                position=int(seen.position[i]),
                group=number,
                sku=fact.code if fact else None,
                brand=kin.brand if kin else None,
                spec=fact.spec if fact else None,
                probability=probability_of[number],
            )
        )
    return PhotoReport(
        photo=photo,
        size=seen.size_wh,
        model=ModelPart(name=detector.name, version=detector.version, sha256=detector.sha256),
        quality=QualityPart(ok=seen.quality.ok, reasons=list(seen.quality.reasons)),
        truncated=seen.truncated,
        products=products,
        gaps=[
            GapPart(xyxy=_xyxy(xyxy.tolist()), score=round(float(score), 4), layer=int(layer))
            for xyxy, score, layer in zip(seen.gaps.xyxy, seen.gaps.score, seen.gap_layer, strict=True)
        ],
        facings=[
            FacingPart(sku=r.sku, brand=r.brand, spec=r.spec, layer=r.layer, columns=r.columns, units=r.units)
            for r in rows
        ],
        talkers=None if talkers is None else [talker_part(talker, seen) for talker in talkers],
        seconds=dict(seconds),
    )


def _xyxy(values: Sequence[float]) -> Xyxy:
    x1, y1, x2, y2 = (round(float(v), 1) for v in values)
    return x1, y1, x2, y2
