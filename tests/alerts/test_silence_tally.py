"""What a replay adds up to, by hand."""

from datetime import date, timedelta

import pytest

from alerts.silence_tally import Replays

FIRST = date(2026, 9, 1)
A, B, C = (1, 10), (1, 11), (2, 20)


def replayed() -> Replays:
    """Ten nights of two stores: A sells after 2 days, B after 6, C (of the ninth night) not yet; A comes again."""
    sums = Replays({10: "饮料", 11: "饮料"})
    for ago in range(10):
        sums.add(
            FIRST + timedelta(days=ago),
            2,
            raised={0: [A, B], 5: [A], 8: [C]}.get(ago, []),
            sold={2: [A], 6: [B]}.get(ago, []),
            margins={
                **({A: 1.0 + ago} if ago < 2 or ago >= 5 else {}),
                **({B: 5.0} if ago < 6 else {}),
                **({C: 2.0} if ago >= 8 else {}),
            },
        )
    return sums


def test_alerts_are_counted_by_store_and_day() -> None:
    summary = replayed().summary()
    assert (summary.store_days, summary.total.alerts) == (20, 4)
    assert summary.total.a_store_and_day == pytest.approx(0.2)
    assert list(summary.by_day.values()) == [2, 0, 0, 0, 0, 1, 0, 0, 1, 0]


def test_only_alerts_that_had_the_time_count_as_sold_or_not() -> None:
    total = replayed().summary().total
    assert (total.within_3.sold, total.within_3.known) == (1, 3)
    assert (total.within_7.sold, total.within_7.known) == (2, 2)
    assert total.within_7.pct == 100


def test_what_is_at_stake_is_the_last_that_was_known_of_each() -> None:
    summary = replayed().summary()
    assert summary.total.lost_margin == pytest.approx(2 + 5 + 10 + 2)
    assert summary.by_category["饮料"].alerts == 3
    assert summary.by_category[""].alerts == 1


def test_nothing_replayed_is_no_share() -> None:
    total = Replays({}).summary().total
    assert (total.alerts, total.within_3.pct, total.a_store_and_day) == (0, None, 0.0)
