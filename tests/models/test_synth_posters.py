"""Drawn posters: the same seed draws the same picture; every mechanic occurs; the truth is in the contract's shape."""

import random
from datetime import date
from decimal import Decimal

import cv2
import numpy as np
import pytest

from alerts.poster_naming import SkuWords
from api.posters import audit_poster
from models.synth.brands import demo_catalogue
from models.synth.demo import STORES
from models.synth.posters import draw_poster, draw_posters
from models.synth.posters_demo import POSTERS, draw_demo_poster
from models.synth.posters_faces import BUILT_IN, faces, word_mask
from models.synth.posters_terms import PHOTOGRAPHED, terms
from models.synth.posters_words import Said, price_of, truth_of
from models.synth.posters_words_more import mechanic
from vision.posters_engines import open_engines

FIELDS = {"kind", "text", "price", "list_price", "threshold", "amount", "rate", "n", "m"}
TERMS = {"valid_from", "valid_until", "limit", "first_n"}


def test_a_seed_is_a_poster() -> None:
    one, again, other = draw_poster(3), draw_poster(3), draw_poster(4)
    assert np.array_equal(one.bgr, again.bgr)
    assert one.truth == again.truth
    assert one.bgr.shape != other.bgr.shape or not np.array_equal(one.bgr, other.bgr)


def test_truth_is_in_the_shape_of_the_contract() -> None:
    for poster in draw_posters(6, first=10):
        assert set(poster.truth) == {"brand", "product", "spec", "offers", "today"}
        assert all(set(offer) == FIELDS | TERMS for offer in poster.truth["offers"])
        assert poster.bgr.dtype == np.uint8
        assert poster.bgr.std() > 5


def test_every_mechanic_occurs() -> None:
    rng = random.Random(0)
    kinds = {mechanic(rng).kind for _ in range(400)}
    assert kinds == {
        "threshold_off", "discount_rate", "money_off", "buy_n_get_m", "second_item", "bundle_price", "gift",
        "coupon", "deposit", "cashback", "installment", "special_price", "member_price", "other",
    }  # fmt: skip
    assert all(price_of(rng) > 0 for _ in range(200))


def test_sums_become_numbers_and_what_is_not_said_none() -> None:
    row = truth_of(Said("bundle_price", ("2件9.9元",), {"n": 2, "price": Decimal("9.9")}))
    assert (row["n"], row["price"], row["amount"], row["text"]) == (2, 9.9, None, "2件9.9元")


def test_a_face_is_always_at_hand() -> None:
    assert faces()[0] == BUILT_IN
    assert all(word_mask("特价9.9元", 40, face).max() == 255 for face in faces())


def test_the_demos_posters_hang_in_its_stores_and_are_read_as_they_are_meant() -> None:
    skus = demo_catalogue()
    words = [SkuWords(one.code, one.brand, one.name, one.spec) for one in skus]
    engines = open_engines("rapidocr", threads=1)
    kinds = {"CJ011": "special_price", "RJ011": "buy_n_get_m", "YZ021": "second_item"}
    for poster in POSTERS:
        assert poster.store in {code for code, *_ in STORES}
        ok, data = cv2.imencode(".jpg", draw_demo_poster(poster, skus, date(2026, 11, 24)))
        assert ok
        seen = audit_poster(data.tobytes(), engines, words)
        assert seen.names.whole.sku == poster.sku
        assert [offer.kind for offer in seen.offers] == [kinds[poster.sku]]
        assert all(one.competitor for one in skus if one.code == poster.sku)
    with pytest.raises(ValueError, match="CJ011"):
        draw_demo_poster(POSTERS[0], skus[:1], date(2026, 11, 24))


def test_terms_are_in_order_and_about_the_time_of_the_photo() -> None:
    rng = random.Random(1)
    said = [fields for _ in range(200) for _, fields in terms(rng)]
    times = [fields for fields in said if "valid_until" in fields]
    assert len(times) > 50
    for fields in times:
        end = date.fromisoformat(fields["valid_until"])
        assert fields["valid_from"] is None or date.fromisoformat(fields["valid_from"]) < end
        assert abs((end - PHOTOGRAPHED).days) < 60
    assert {name for fields in said for name in fields} == TERMS
