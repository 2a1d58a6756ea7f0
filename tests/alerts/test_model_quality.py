"""Shares with intervals, and changes beyond chance."""

from decimal import Decimal

import numpy as np
import pytest

from alerts.model_quality import Count, level, moved, wilson


def test_wilson_is_the_textbook_interval_and_stays_within_bounds() -> None:
    share = wilson(45, 50)
    # Newcombe 1998, table I, method 3, as any calculator gives it for 45 of 50
    assert (share.pct, share.low_pct, share.high_pct) == (Decimal("90.0"), Decimal("78.6"), Decimal("95.7"))
    all_right = wilson(20, 20)
    assert (all_right.pct, all_right.low_pct, all_right.high_pct) == (
        Decimal("100.0"),
        Decimal("83.9"),
        Decimal("100.0"),
    )
    assert wilson(0, 20).low_pct == Decimal("0.0")


def test_too_few_answers_give_no_number() -> None:
    few = wilson(19, 19)
    assert (few.n, few.pct, few.low_pct, few.high_pct) == (19, None, None, None)
    assert wilson(0, 0, least=0).pct is None
    with pytest.raises(ValueError, match="expected"):
        wilson(3, 2)


def test_a_level_counts_facings_and_errs_by_photos() -> None:
    assert level([]) is None
    assert level([Count(0, 0)]) is None
    same = level([Count(2, 10)] * 30)
    assert same is not None
    assert (same.pct, same.error, same.photos) == (Decimal("20.0"), 0.0, 30)
    mixed = level([Count(0, 10), Count(4, 10)] * 15)
    assert mixed is not None
    assert mixed.pct == Decimal("20.0")
    assert mixed.error == pytest.approx(100 * 0.2 * (30 / 29) ** 0.5 / 30**0.5, rel=1e-6)


def test_what_moved_is_told_and_chance_is_not() -> None:
    rng = np.random.default_rng(3)

    def photos(share: float, n: int) -> list[Count]:
        return [Count(float(rng.binomial(40, share)), 40) for _ in range(n)]

    move = moved(level(photos(0.10, 400)), level(photos(0.20, 100)))
    assert move is not None
    assert move.up
    false_alarms = sum(
        moved(level(photos(0.10, 200)), level(photos(0.10, 50))) is not None for _ in range(300)
    )
    assert false_alarms <= 3
    assert moved(level(photos(0.10, 400)), level(photos(0.90, 5))) is None, "five photos say nothing"
    assert moved(None, level(photos(0.1, 50))) is None
    steady, hair = level([Count(20, 100)] * 50), level([Count(21, 100)] * 50)
    assert moved(steady, hair) is None, "sure, and of no use"
