"""What an answer to a poster hands over to be kept as proposals: values that check themselves."""

from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any

from catalog.tables_promotions import GapRule


@dataclass(frozen=True)
class Evidence:
    """Where a rival's offer was seen: the sign `poster` on an audit's photo, and the place there, `xyxy` in its pixels.

    `seen_at` is when the photo was taken; `offer_id` the offer's row, None for one that a person added.
    """

    audit_id: int
    poster: int
    seen_at: datetime
    offer_id: int | None = None
    xyxy: tuple[float, float, float, float] | None = None

    def as_json(self) -> dict[str, Any]:
        """As `Proposal.params["evidence"]` keeps it."""
        return {
            "audit_id": self.audit_id,
            "poster": self.poster,
            "seen_at": self.seen_at.isoformat(),
            "xyxy": None if self.xyxy is None else list(self.xyxy),
        }


@dataclass(frozen=True)
class ProposalDraft:
    """A proposal for a store. `offer` tells one offer of a subject from another: the same one seen again is no news.

    `params` are the gap's figures (`alerts.gap_json`), `options` the ranked list; depths 0..1.
    """

    subject: str
    offer: str
    rule: GapRule
    own_depth: Decimal
    rival_depth: Decimal
    evidence: Evidence
    own_sku_id: int
    rival_sku_id: int | None
    params: dict[str, Any]
    options: list[dict[str, Any]]

    def __post_init__(self) -> None:
        if not self.subject or not self.options:
            raise ValueError(f"expected a subject and at least one option, got {self!r}")
        if not 0 <= self.own_depth <= 1 or not 0 <= self.rival_depth <= 1:
            raise ValueError(f"expected depths from 0 to 1, got {self.own_depth} and {self.rival_depth}")


@dataclass(frozen=True)
class ProposalRound:
    """All that one photo says about a store's proposals: drafts, and subjects that it shows to need no answer."""

    drafts: tuple[ProposalDraft, ...] = ()
    settled: frozenset[str] = field(default_factory=frozenset)
