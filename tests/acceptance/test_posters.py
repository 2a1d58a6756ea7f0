"""The measuring of posters: scores by hand, labels that are sound, and a few drawn posters read for real."""

import json
import math
from datetime import date
from decimal import Decimal
from typing import Any

from alerts.depth import depth_of
from alerts.poster_naming import SkuWords
from api.posters import audit_poster
from catalog.mechanic import KINDS, Numbers
from tests.acceptance.poster_scores import KEY, Scored, f1, share
from tests.acceptance.posters import LABELS, drawn_skus, label_skus, made
from vision.posters_engines import open_engines

LABELLED = json.loads(LABELS.read_text(encoding="utf-8"))["posters"]


def offer(kind: str, **numbers: float) -> dict[str, Any]:
    return {"kind": kind, "list_price": None, **dict.fromkeys(KEY), **numbers}


def test_scores_by_hand() -> None:
    truth = [offer("special_price", price=9.9, list_price=12), offer("second_item", n=2, rate=0.5)]
    right = Scored("a", truth, truth)
    wrong = Scored("b", truth, [offer("special_price", price=99), offer("second_item", n=2, rate=0.5)])
    empty = Scored("c", [], [offer("special_price", price=5)])
    assert (right.price_right, wrong.price_right, empty.price_right) == (True, False, None)
    assert (right.list_price_right, wrong.list_price_right) == (True, False)
    assert (right.invented_price, empty.invented_price) == (None, True)
    assert wrong.misses() == ["not read special_price price=9.9", "read special_price price=99"]
    assert f1([right, wrong]).value == 0.75
    assert f1([right, wrong], "second_item").value == 1.0
    told = share([True, False, None, True])
    assert (round(told.value, 4), told.cases) == (0.6667, 3)
    assert told.low <= told.value <= told.high
    assert math.isnan(share([None]).value)


def test_terms_by_hand() -> None:
    terms = {"valid_from": None, "valid_until": "2026-08-15", "limit": 2, "first_n": None}
    truth = [offer("special_price", price=9.9) | terms, offer("money_off", amount=5) | terms]
    day = date(2026, 8, 15)
    read = [
        offer("special_price", price=9.9) | terms | {"valid_until": day},
        offer("money_off", amount=5) | terms | {"valid_until": day, "limit": 3},
        offer("coupon", amount=5) | terms,
    ]
    assert Scored("a", truth, read).terms_right() == [True, False]
    assert Scored("a", truth, read).terms_missed() == ["limit 2 read as 3"]
    assert Scored("b", truth, []).terms_right() == []
    assert Scored("c", [offer("special_price", price=9.9)], read).terms_right() == []


def test_labels_are_sound() -> None:
    assert len({label["photo"] for label in LABELLED}) == 33
    for label in LABELLED:
        assert label["legibility"] in {"clear", "partly", "no_text"}
        assert (label["legibility"] == "no_text") == (not label["lines"])
        assert all(set(line) == {"text", "xyxy"} for line in label["lines"])
        for row in label["offers"]:
            assert row["kind"] in KINDS
            if row["price"] is not None and row["list_price"] is not None:
                told = depth_of(
                    row["kind"],
                    Numbers(price=Decimal(str(row["price"])), list_price=Decimal(str(row["list_price"]))),
                )
                assert float(told.depth or 0) == row["depth"]
    assert {sku.brand for sku in label_skus()} == {label["brand"] for label in LABELLED if label["brand"]}


def test_some_drawn_posters_are_read() -> None:
    engines, skus = open_engines("rapidocr", threads=2), drawn_skus()
    assert all(isinstance(sku, SkuWords) for sku in skus)
    scored, brands = [], []
    for name, data, truth in made(8, 500):
        report = audit_poster(data, engines, skus, photo_name=name).report
        scored.append(Scored(name, truth["offers"], [row.model_dump() for row in report.offers]))
        brands.append(report.brand == truth["brand"])
    assert f1(scored).value > 0.9, [one.misses() for one in scored]
    assert sum(brands) >= 7
