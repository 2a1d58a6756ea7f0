"""A gap for pages: both sides as bars with their figures, what was assumed, in the reader's language."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from api.i18n import Locale, has_message
from api.offer_words import assumption_words


@dataclass(frozen=True)
class Bar:
    """One side: its depth in per cent, None where it cannot be told, and phrases' figures that are known."""

    name: str
    rival: bool
    pct: str | None
    price: str | None
    saved: str | None
    per_100: str | None
    unit: str

    @property
    def width(self) -> float:
        """0 to 100."""
        return 0.0 if self.pct is None else float(self.pct)


@dataclass(frozen=True)
class GapView:
    """What a page shows of a gap beside its sentences; `points` above 0: the rival gives more."""

    bars: tuple[Bar, ...]
    points: Decimal | None
    to_match: str | None
    assumes: tuple[str, ...]
    unchecked: int


def gap_view(said: Mapping[str, Any], locale: Locale) -> GapView | None:
    """Of a gap's figures (`alerts.gap_json`); None for a proposal that was not made of a poster."""
    if "outcome" not in said:
        return None
    points, match = said.get("points"), said.get("to_match")
    return GapView(
        bars=(_bar(said, "rival"), _bar(said, "own")),
        points=None if points is None else Decimal(points),
        to_match=match if match is not None and Decimal(match) > 0 else None,
        assumes=tuple(
            assumption_words(one, locale)
            for one in said["assumptions"]
            if has_message(f"offer.assumes.{one}")
        ),
        unchecked=said["unchecked"],
    )


def _bar(said: Mapping[str, Any], side: str) -> Bar:
    return Bar(
        name=said[side],
        rival=side == "rival",
        pct=said.get(f"{side}_pct"),
        price=said.get(f"{side}_price"),
        saved=said.get(f"{side}_saved"),
        per_100=_short(said.get(f"{side}_per_100")),
        unit=said.get(f"{side}_unit", "ml"),
    )


def _short(value: str | None) -> str | None:
    """Money of 100 ml or g, to a tenth of a cent at most."""
    return None if value is None else f"{Decimal(value).quantize(Decimal('0.001')).normalize():f}"
