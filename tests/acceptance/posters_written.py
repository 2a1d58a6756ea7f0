"""How well words of posters are understood: `python -m tests.acceptance.posters_written`.

Posters in text form, each line with its box (`models/labels/posters/written.json`): no reader between, so that this is
the understanding alone. An offer is right when its kind and all its numbers are. Of those: list price, currency,
measure, 每满, 起 and 最高, dates and limits, and whether a person is asked to look.
"""

import json
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Final

import numpy as np

from alerts.offers import Offer
from alerts.offers_reading import read_offers
from tests.acceptance.poster_scores import KEY, Scored, f1, share
from vision.posters import TextLine

WRITTEN: Final = Path(__file__).resolve().parents[2] / "models" / "labels" / "posters" / "written.json"
SIDES: Final[dict[str, Any]] = {
    "list_price": None,
    "currency": "¥",
    "per": None,
    "each": False,
    "starts_from": False,
    "up_to": False,
    "valid_from": None,
    "valid_until": None,
    "limit": None,
    "first_n": None,
    "needs_check": False,
}
"""What is asked of an offer whose kind and numbers are right, and what holds where the label does not say."""

Row = dict[str, Any]


@dataclass(frozen=True)
class Understood:
    """One poster: scored as pictures are, and for each side question whether it was answered rightly."""

    scored: Scored
    sides: dict[str, list[bool]]
    wrong: list[str]


def posters() -> list[Row]:
    """The labelled posters."""
    rows: list[Row] = json.loads(WRITTEN.read_text(encoding="utf-8"))["posters"]
    return rows


def lines_of(poster: Row) -> list[TextLine]:
    """Its lines; a line may say where its characters stand."""
    lines = []
    for row in poster["lines"]:
        line = TextLine.at(row["text"], *row["xyxy"], confidence=row.get("confidence", 1.0))
        if "chars" in row:
            line = TextLine(
                line.text, line.confidence, np.asarray(line.quad), line.level, tuple(row["chars"])
            )
        lines.append(line)
    return lines


def understood(poster: Row) -> Understood:
    """Read one and compare."""
    offers = read_offers(lines_of(poster), today=date.fromisoformat(poster["today"])).offers
    read = [_row(offer) for offer in offers]
    truth = [{**dict.fromkeys(KEY), **SIDES, **row} for row in poster["offers"]]
    sides: dict[str, list[bool]] = {name: [] for name in SIDES}
    wrong = []
    left = list(read)
    for want in truth:
        got = next((row for row in left if all(row[key] == want[key] for key in ("kind", *KEY))), None)
        if got is None:
            continue
        left.remove(got)
        for name in SIDES:
            sides[name].append(got[name] == want[name])
            if got[name] != want[name]:
                wrong.append(f"{want['kind']} {name}: {want[name]} read as {got[name]}")
    return Understood(Scored(poster["name"], truth, read), sides, wrong)


def _row(offer: Offer) -> Row:
    numbers, terms = offer.numbers, offer.terms
    sums = {
        name: None if value is None else float(value)
        for name in ("price", "list_price", "threshold", "amount", "rate")
        for value in [getattr(numbers, name)]
    }
    return {
        "kind": offer.kind,
        **sums,
        "n": numbers.n,
        "m": numbers.m,
        "each": numbers.each,
        "currency": offer.currency,
        "per": offer.per,
        "starts_from": "starts_from" in offer.assumptions,
        "up_to": "up_to" in offer.assumptions,
        "valid_from": terms and terms.valid_from and terms.valid_from.isoformat(),
        "valid_until": terms and terms.valid_until and terms.valid_until.isoformat(),
        "limit": terms and terms.limit_per_person,
        "first_n": terms and terms.first_n,
        "needs_check": offer.needs_check,
    }


def main() -> None:
    """Print the figures of both parts and every miss."""
    for name, held in (("looked at", False), ("held back", True)):
        _say(name, [understood(poster) for poster in posters() if poster["held"] is held])


def _say(name: str, read: list[Understood]) -> None:
    print(f"{name}: {len(read)} posters")
    print(f"  offers F1         {f1([one.scored for one in read])}")
    print(f"  whole poster      {share([not one.scored.misses() for one in read])}")
    for name in SIDES:
        print(f"  {name:<17} {share([flag for one in read for flag in one.sides[name]])}")
    for one in read:
        for miss in (*one.scored.misses(), *one.wrong):
            print(f"  miss {one.scored.name}: {miss}")


if __name__ == "__main__":
    main()
