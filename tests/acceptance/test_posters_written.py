"""Posters in text form: labels that are sound, and how many of them are understood."""

from datetime import date

from catalog.mechanic import KINDS
from tests.acceptance.poster_scores import KEY, f1
from tests.acceptance.posters_written import SIDES, posters, understood


def test_labels_are_sound() -> None:
    rows = posters()
    assert len({row["name"] for row in rows}) == len(rows) >= 75
    for row in rows:
        date.fromisoformat(row["today"])
        assert all({"text", "xyxy"} <= set(line) <= {"text", "xyxy", "chars"} for line in row["lines"])
        for offer in row["offers"]:
            assert offer["kind"] in KINDS
            assert set(offer) <= {"kind", *KEY, *SIDES}


def test_they_are_understood() -> None:
    read = [understood(row) for row in posters()]
    assert f1([one.scored for one in read]).value >= 0.98, [one.scored.misses() for one in read]
    wrong = [f"{one.scored.name}: {word}" for one in read for word in one.wrong]
    assert len(wrong) <= 3, wrong
