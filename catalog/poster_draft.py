"""What a look at a poster hands over to be saved: values that check themselves, SKU codes instead of ids."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from catalog.mechanic import KINDS, Numbers, OfferKind
from catalog.offer_said import Xyxy
from catalog.tables_posters import PosterOutcome


@dataclass(frozen=True)
class OfferDraft:
    """One offer; see `catalog.tables_posters.PosterOffer`. `readings` are (first, second)."""

    kind: OfferKind
    numbers: Numbers
    text: str
    xyxy: Xyxy
    confidence: float
    currency: str = "¥"
    per: str | None = None
    unit_price: Decimal | None = None
    depth: Decimal | None = None
    valid_from: date | None = None
    valid_until: date | None = None
    limit_per_person: int | None = None
    first_n: int | None = None
    assumptions: tuple[str, ...] = ()
    doubts: tuple[str, ...] = ()
    readings: tuple[tuple[str, str], ...] = ()

    def __post_init__(self) -> None:
        if self.kind not in KINDS or not 0 <= self.confidence <= 1:
            raise ValueError(f"expected a known kind and 0 <= confidence <= 1, got {self!r}")
        if self.depth is not None and not 0 <= self.depth <= 1:
            raise ValueError(f"expected 0 <= depth <= 1, got {self.depth}")


@dataclass(frozen=True)
class PosterDraft:
    """One sign with its offers from top to bottom; see `catalog.tables_posters.Poster`.

    `sku` is a code, `candidates` (code, score), best first; `lines` are `{text, xyxy, confidence}`.
    """

    outcome: PosterOutcome
    engine: str
    digits_checked: bool
    lines: tuple[dict[str, Any], ...]
    offers: tuple[OfferDraft, ...] = ()
    brand: str = ""
    product: str = ""
    spec: str = ""
    sku: str | None = None
    candidates: tuple[tuple[str, float], ...] = ()
    angle: float = 0.0
    xyxy: Xyxy | None = None
    layer: int | None = None

    def __post_init__(self) -> None:
        if bool(self.offers) != (self.outcome == "offers"):
            raise ValueError(f"expected offers with the outcome «offers» alone, got {len(self.offers)}")


@dataclass(frozen=True)
class PosterAuditDraft:
    """Everything that one look at a photo of posters found; `models` has kind, name, version, sha256 of each."""

    size_wh: tuple[int, int]
    models: tuple[dict[str, Any], ...]
    catalog_version: int
    seconds: dict[str, float]
    posters: tuple[PosterDraft, ...]

    def __post_init__(self) -> None:
        if not self.posters:
            raise ValueError("expected a poster, be it without text")
