"""What a rival does in an area, out of what was seen: by hand, and whatever is seen in whatever order."""

import random
import time
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from itertools import count, pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alerts.actions_alike import alike, heading_of, rest_of
from alerts.competitor_actions import PAUSE_DAYS, RUNNING_DAYS, Sighting, actions_of
from catalog.mechanic import Numbers

TODAY = date(2026, 11, 25)
AUDITS = count(1000)
HALF = Numbers(n=2, rate=Decimal("0.5"))


def seen(store: str = "S1", ago: int = 1, **more: Any) -> Sighting:
    row: dict[str, Any] = {
        "store": store,
        "day": TODAY - timedelta(ago),
        "brand": "红果",
        "kind": "second_item",
        "numbers": HALF,
        "audit_id": next(AUDITS),
        "offer_number": 0,
        "product": "山楂汁",
        "text": "第二件半价",
        "depth": Decimal("0.25"),
    }
    return Sighting(**(row | more))


def test_one_poster_in_three_stores_is_one_action() -> None:
    (action,) = actions_of([seen("S1", 9), seen("S2", 4), seen("S3", 2), seen("S1", 1)], today=TODAY).actions
    assert action.stores == ("S1", "S2", "S3")
    assert (action.first, action.last) == (TODAY - timedelta(9), TODAY - timedelta(1))
    assert (action.depth, action.running, len(action.sightings)) == (Decimal("0.25"), True, 4)


def test_other_numbers_other_kinds_other_products_and_brands_are_other_actions() -> None:
    other = [
        seen(numbers=Numbers(n=3, rate=Decimal("0.5"))),
        seen(kind="special_price", numbers=Numbers(price=Decimal("9.9"))),
        seen(product="柠檬水"),
        seen(brand="清泉"),
    ]
    assert len(actions_of([seen(), *other], today=TODAY).actions) == 5


def test_a_list_price_that_one_photo_does_not_show_makes_no_other_action() -> None:
    whole = replace(HALF, list_price=Decimal(8))
    (action,) = actions_of([seen("S1"), seen("S2", numbers=whole), seen("S3")], today=TODAY).actions
    assert action.numbers == whole


def test_misread_signs_are_the_same_poster_and_twins_are_not() -> None:
    rows = [
        seen("S1", product="", words="红果 浓香山楂汁饮料 第二件半价"),
        seen("S2", product="", words="红果 浓香山植汁饮料 第二件半价"),
        seen("S3", product="", words="红果 青柠水 第二件半价"),
    ]
    found = actions_of(rows, today=TODAY).actions
    assert [action.stores for action in found] == [("S1", "S2"), ("S3",)]


def test_a_poster_without_a_product_joins_the_sku_that_it_is_alike_alone() -> None:
    known = [seen("S1", sku="K1"), seen("S2", sku="K2", product="柠檬水")]
    loose = seen("S3", product="", words="红果 山楂汁 第二件半价")
    found = {action.sku: action for action in actions_of([*known, loose], today=TODAY).actions}
    assert found["K1"].stores == ("S1", "S3")
    assert found["K2"].stores == ("S2",)
    twins = [seen("S1", sku="K1", product="山楂汁330"), seen("S2", sku="K3", product="山楂汁500")]
    apart = actions_of([*twins, seen("S3", product="山楂汁")], today=TODAY).actions
    assert sorted((action.sku or "") for action in apart) == ["", "K1", "K3"]


def test_a_pause_begins_another_action() -> None:
    rows = [seen("S1", 2 + PAUSE_DAYS), seen("S1", 2)]
    assert len(actions_of(rows, today=TODAY).actions) == 1
    longer = actions_of([seen("S1", 3 + PAUSE_DAYS), seen("S1", 2)], today=TODAY).actions
    assert [(one.first == one.last, one.running) for one in longer] == [(True, True), (True, False)]


@pytest.mark.parametrize(
    ("ago", "until", "running"),
    [(RUNNING_DAYS, None, True), (RUNNING_DAYS + 1, None, False), (1, -1, False), (20, 0, True)],
)
def test_whether_it_is_still_on(ago: int, until: int | None, running: bool) -> None:
    end = None if until is None else TODAY + timedelta(until)
    (action,) = actions_of([seen(ago=ago, valid_until=end)], today=TODAY).actions
    assert (action.running, action.valid_until) == (running, end)


def test_doubtful_readings_count_apart() -> None:
    doubtful = seen("S2", needs_check=True)
    told = actions_of([seen("S1"), doubtful], today=TODAY)
    assert [action.stores for action in told.actions] == [("S1",)]
    assert told.unchecked == (doubtful,)
    assert actions_of([doubtful], today=TODAY).actions == ()


def test_the_depth_is_what_most_stores_show() -> None:
    rows = [seen("S1"), seen("S2"), seen("S3", depth=Decimal("0.4")), seen("S3", 2, depth=Decimal("0.4"))]
    assert actions_of(rows, today=TODAY).actions[0].depth == Decimal("0.25")
    even = [seen("S1"), seen("S2", depth=Decimal("0.4")), seen("S3", depth=None)]
    assert actions_of(even, today=TODAY).actions[0].depth == Decimal("0.4")


def test_running_ones_come_first_and_then_the_weightiest() -> None:
    wide = [seen(f"S{n}", product="山楂片") for n in range(1, 6)]
    deep = [seen("S1", product="山楂糕", depth=Decimal("0.5"))]
    over = [seen(f"S{n}", 12, product="山楂条", depth=Decimal("0.6")) for n in range(1, 9)]
    found = actions_of([*over, *deep, *wide], today=TODAY).actions
    assert [action.product for action in found] == ["山楂片", "山楂糕", "山楂条"]


def test_words() -> None:
    assert alike("浓香山楂汁", "浓香山植汁")
    assert not alike("冰红茶", "绿茶")
    assert not alike("", "绿茶")
    assert alike("Ｃoca cola", "coca-c0la")
    assert rest_of("红果 山楂汁 第二件半价", "红果", "第二件半价") == "山楂汁"
    lines = [
        {"text": "山楂汁", "xyxy": [0, 0, 90, 40]},
        {"text": "第二件半价", "xyxy": [0, 50, 90, 130]},
        {"text": "本活动解释权归门店所有", "xyxy": [0, 140, 90, 150]},
    ]
    assert heading_of(lines, ["第二件半价"]) == "山楂汁"
    assert heading_of([], []) == ""


SIGHTINGS = st.lists(
    st.builds(
        lambda store, ago, product, sku, words, half, check, audit: seen(
            f"S{store}",
            ago,
            product=product,
            sku=sku,
            words=words,
            numbers=HALF if half else Numbers(n=2, price=Decimal(1)),
            needs_check=check,
            audit_id=audit,
        ),
        st.integers(1, 4),
        st.integers(0, 40),
        st.sampled_from(["", "山楂汁", "浓香山楂汁饮料", "浓香山植汁饮料", "柠檬水"]),
        st.sampled_from([None, None, "K1", "K2"]),
        st.sampled_from(["", "红果 浓香山楂汁饮料", "红果 柠檬水大瓶"]),
        st.booleans(),
        st.sampled_from([False, False, False, True]),
        st.integers(1, 60),
    ),
    max_size=14,
    unique_by=lambda one: one.audit_id,
)


@given(SIGHTINGS, st.integers(0, 2**16))
def test_order_and_repetition_of_sightings_do_not_matter(rows: list[Sighting], seed: int) -> None:
    told = actions_of(rows, today=TODAY)
    mixed = [*rows, *rows[: len(rows) // 2]]
    random.Random(seed).shuffle(mixed)
    assert actions_of(mixed, today=TODAY) == told


@given(SIGHTINGS)
def test_every_sighting_counts_once(rows: list[Sighting]) -> None:
    told = actions_of(rows, today=TODAY)
    kept = [one for action in told.actions for one in action.sightings]
    assert len(kept) == len(set(kept))
    assert set(kept) | set(told.unchecked) == set(rows)
    for action in told.actions:
        assert action.stores == tuple(sorted({one.store for one in action.sightings}))
        assert (action.first, action.last) == (action.sightings[0].day, action.sightings[-1].day)
        assert {one.kind for one in action.sightings} == {action.kind}
        assert len({one.sku for one in action.sightings if one.sku is not None}) <= 1
        days = [one.day for one in action.sightings]
        assert all((b - a).days <= PAUSE_DAYS for a, b in pairwise(days))


@given(SIGHTINGS, st.integers(1, 4))
def test_a_store_seen_again_adds_no_store(rows: list[Sighting], store: int) -> None:
    once = seen(f"S{store}", 3)
    before = actions_of([*rows, once], today=TODAY).actions
    after = actions_of([*rows, once, replace(once, audit_id=77)], today=TODAY).actions
    assert [one.stores for one in before] == [one.stores for one in after]


def test_a_thousand_different_words_are_compared_in_time() -> None:
    signs = "一二三四五六七八九十百千万上下左右前后里外"
    rng = random.Random(1)
    rows = [
        seen(product="", words="".join(rng.choice(signs) for _ in range(12)), text="", ago=1)
        for _ in range(1000)
    ]
    begun = time.process_time()
    assert len(actions_of(rows, today=TODAY).actions) > 100
    assert time.process_time() - begun < 3
