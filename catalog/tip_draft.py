"""A piece of advice on its way to the table: what `alerts` found, before it has an id and a due time."""

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from catalog.tables_advice import TipKind


@dataclass(frozen=True)
class TipDraft:
    """What to do, and why. `subject` is the same for the same trouble on the next photo, so that it stays one tip.

    `params` are the figures of its sentences (`alerts.tip_words`); `value` the money a day expected of doing it, None
    where prices or sales are unknown; `rank` orders the tips of a store, the greatest first; `xyxy` is the evidence.
    """

    kind: TipKind
    subject: str
    rank: float
    sku: str | None = None
    layer: int | None = None
    xyxy: tuple[float, float, float, float] | None = None
    params: dict[str, Any] = field(default_factory=dict)
    value: Decimal | None = None


@dataclass(frozen=True)
class TipRound:
    """What one photo says of a store: tips to open or keep, and the subjects that it shows to be in order."""

    drafts: tuple[TipDraft, ...]
    settled: frozenset[str]
