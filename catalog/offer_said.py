"""An offer in a person's words: what a correction keeps of it, as JSON in `PosterCorrection.said`."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any, Final

from catalog.mechanic import KINDS, Numbers, OfferKind

Xyxy = tuple[float, float, float, float]
COUNTS: Final = ("n", "m")
SUMS: Final = ("price", "list_price", "threshold", "amount", "rate")


@dataclass(frozen=True)
class OfferSaid:
    """One offer as it should have been read.

    `currency` is the sign as printed, `per` the measure that prices are for (斤, 500g), None for one piece.
    `unit_price` and `depth` are worked out anew by whoever makes the correction (`alerts.depth`), under `assumptions`;
    `xyxy` is where it stands on the photo, None where nobody pointed at it.
    """

    kind: OfferKind
    numbers: Numbers
    text: str = ""
    xyxy: Xyxy | None = None
    currency: str = "¥"
    per: str | None = None
    unit_price: Decimal | None = None
    depth: Decimal | None = None
    assumptions: tuple[str, ...] = ()
    valid_from: date | None = None
    valid_until: date | None = None
    limit_per_person: int | None = None
    first_n: int | None = None

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            raise ValueError(f"expected a known kind, got {self.kind!r}")
        if self.depth is not None and not 0 <= self.depth <= 1:
            raise ValueError(f"expected 0 <= depth <= 1, got {self.depth}")

    def as_json(self) -> dict[str, Any]:
        """Sums are texts, so that they stay exact; what is not said is left out."""
        said: dict[str, Any] = {"kind": self.kind, "text": self.text, "currency": self.currency}
        sums = {name: getattr(self.numbers, name) for name in SUMS}
        sums |= {"unit_price": self.unit_price, "depth": self.depth}
        said |= {name: str(value) for name, value in sums.items() if value is not None}
        counts = {name: getattr(self.numbers, name) for name in COUNTS}
        counts |= {"limit_per_person": self.limit_per_person, "first_n": self.first_n}
        said |= {name: value for name, value in counts.items() if value is not None}
        days = {"valid_from": self.valid_from, "valid_until": self.valid_until}
        said |= {name: day.isoformat() for name, day in days.items() if day is not None}
        if self.numbers.each:
            said["each"] = True
        if self.per is not None:
            said["per"] = self.per
        if self.xyxy is not None:
            said["xyxy"] = list(self.xyxy)
        if self.assumptions:
            said["assumptions"] = list(self.assumptions)
        return said

    @staticmethod
    def of_json(said: dict[str, Any]) -> "OfferSaid":
        """Undo `as_json`.

        Raises:
            ValueError: it is no offer.
        """
        try:
            numbers = Numbers(
                **{name: _decimal(said.get(name)) for name in SUMS},  # type: ignore[arg-type]
                **{name: _int(said.get(name)) for name in COUNTS},  # type: ignore[arg-type]
                each=bool(said.get("each", False)),
            )
            return OfferSaid(
                kind=said["kind"],
                numbers=numbers,
                text=said.get("text", ""),
                xyxy=_box(said.get("xyxy")),
                currency=said.get("currency", "¥"),
                per=said.get("per"),
                unit_price=_decimal(said.get("unit_price")),
                depth=_decimal(said.get("depth")),
                assumptions=tuple(said.get("assumptions", ())),
                valid_from=_day(said.get("valid_from")),
                valid_until=_day(said.get("valid_until")),
                limit_per_person=_int(said.get("limit_per_person")),
                first_n=_int(said.get("first_n")),
            )
        except (KeyError, TypeError, InvalidOperation) as error:
            raise ValueError(f"expected an offer, got {said!r}") from error


def _decimal(value: Any) -> Decimal | None:
    return None if value is None else Decimal(value)


def _int(value: Any) -> int | None:
    return None if value is None else int(value)


def _day(value: Any) -> date | None:
    return None if value is None else date.fromisoformat(value)


def _box(value: Any) -> Xyxy | None:
    if value is None:
        return None
    x0, y0, x1, y1 = (float(side) for side in value)
    return x0, y0, x1, y1
