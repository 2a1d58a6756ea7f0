"""The measuring of talkers: labels that are sound, and a judgement by hand."""

import json
from typing import Any

from api.poster_report import OfferPart
from api.talkers_report import TalkerPart
from catalog.mechanic import KINDS
from tests.acceptance.talkers import LABELS, judge, key

LABELLED = json.loads(LABELS.read_text(encoding="utf-8"))["posters"]


def test_labels_are_sound() -> None:
    assert len({label["photo"] for label in LABELLED}) == 31
    for label in LABELLED:
        width, height = label["size"]
        assert label["legibility"] in {"clear", "partly", "no_text"}
        assert label["legibility"] != "no_text" or not label["offers"]
        for offer in label["offers"]:
            assert offer["kind"] in KINDS
            x0, y0, x1, y1 = offer["xyxy"]
            assert 0 <= x0 < x1 <= width
            assert 0 <= y0 < y1 <= height


def test_a_judgement_by_hand() -> None:
    label = next(one for one in LABELLED if one["photo"] == "cn/train_3158.jpg")
    first, second, _ = label["offers"]
    elsewhere = {**second, "xyxy": [0, 0, 10, 10]}
    wrong = {**second, "price": 128.0}
    result = judge(label, [talker(first), talker(elsewhere), talker(wrong)])
    assert (result.hit, result.read, result.printed) == (1, 3, 3)
    assert len(result.misses) == 4
    ignored = judge({**label, "ignore": [[0, 0, 20, 20]]}, [talker(first), talker(elsewhere)])
    assert (ignored.hit, ignored.read) == (1, 1)
    assert key(first) == key(second) != key(wrong)


def talker(row: dict[str, Any]) -> TalkerPart:
    """A talker with one offer, as a report has it."""
    offer = OfferPart.model_validate(
        {
            **{name: None for name in ("unit_price", "per_100")},
            **{name: [] for name in ("assumptions", "doubts", "readings")},
            **{name: value for name, value in row.items() if name != "xyxy"},
            "xyxy": tuple(row["xyxy"]),
            "needs_check": False,
            "confidence": 1.0,
        }
    )
    return TalkerPart(xyxy=offer.xyxy, layer=1, lines=[], offers=[offer], over=[], under=[])
