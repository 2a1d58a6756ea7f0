"""The inbox's order, what one answer settles, and what a week came to."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import get_args

import pytest

from alerts.inbox_rank import Waiting, in_order, urgency
from alerts.inbox_week import Ended, Week, week_of
from alerts.same_trouble import (
    ONE_TASK,
    alert_reason_of_declined,
    alert_reason_of_done,
    declines_tip,
    settles_tip,
)
from catalog.tables_advice import TipKind
from catalog.tables_till import CloseReason

NOW = datetime(2026, 11, 25, 8, tzinfo=UTC)
HOUR = timedelta(hours=1)


def waits(name: str, value: str | None = None, *, hours: float = 72, **more: object) -> Waiting:
    money = None if value is None else Decimal(value)
    return Waiting(name, NOW + hours * HOUR, money, **more)  # type: ignore[arg-type]


def order(*waiting: Waiting) -> list[str]:
    found = [one.name for one in in_order(waiting, NOW)]
    assert found == [one.name for one in in_order(waiting[::-1], NOW)]  # the order given changes nothing
    return found


@pytest.mark.parametrize(("hours", "told"), [(72, "1.25"), (24, "1.5"), (0, "2"), (-9, "2")])
def test_urgency_grows_to_twice(hours: float, told: str) -> None:
    assert urgency(NOW + hours * HOUR, NOW) == Decimal(told)


def test_money_leads_and_little_time_lifts() -> None:
    assert order(waits("small", "5"), waits("large", "9")) == ["large", "small"]
    assert order(waits("soon", "6", hours=1), waits("late", "9")) == ["soon", "late"]  # 11.76 before 11.25
    assert order(waits("trifle", "1", hours=0), waits("late", "9")) == ["late", "trifle"]


def test_what_was_passed_on_comes_first() -> None:
    assert order(waits("large", "99"), waits("passed", "1", hours=-5, escalated=True)) == ["passed", "large"]


def test_unknown_money_is_neither_first_nor_last() -> None:
    assert order(waits("a", "10"), waits("b"), waits("c", "1"), waits("d", "5")) == ["a", "b", "d", "c"]
    assert order(waits("a", "10"), waits("b", None, stand_in=Decimal(20))) == ["b", "a"]
    assert order(waits("late"), waits("soon", hours=2)) == ["soon", "late"]


def test_equals_keep_their_places() -> None:
    assert order(waits("tip2", "3"), waits("tip10", "3"), waits("alert1", "3")) == [
        "alert1",
        "tip10",
        "tip2",
    ]
    assert order(waits("b", "0", hours=5), waits("a", "0", hours=9)) == ["b", "a"]
    assert in_order((), NOW) == ()


@pytest.mark.parametrize("value", ["-0.01", "NaN", "Infinity"])
def test_money_is_money(value: str) -> None:
    with pytest.raises(ValueError, match="money"):
        waits("x", value)
    with pytest.raises(ValueError, match="zone"):
        Waiting("x", NOW.replace(tzinfo=None))


def test_answers_that_settle_both() -> None:
    assert alert_reason_of_done("missing", "check_shelf") == "restocked"
    assert alert_reason_of_done("gap", "relist") == "relisted"
    assert alert_reason_of_done("eye_level", "restock") == "moved"
    assert alert_reason_of_done("floor_stack", "restock") is None
    assert alert_reason_of_declined("gap", "not_sold") == "delisted"
    assert alert_reason_of_declined("gap", "no_stock") == "other"
    assert alert_reason_of_declined("gap", "seen_wrong") is None
    assert alert_reason_of_declined("share", "not_sold") is None
    assert settles_tip("restocked", "gap")
    assert not settles_tip("restocked", "eye_level")
    assert settles_tip("moved", "misplaced")
    assert declines_tip("delisted", "misplaced") == "not_sold"


def test_what_says_nothing_settles_nothing() -> None:
    reasons: tuple[CloseReason, ...] = ("price_tag", "barcode", "wrong_alert", "sold_again")
    for kind in get_args(TipKind):
        for reason in reasons:
            assert not settles_tip(reason, kind), (kind, reason)
            assert declines_tip(reason, kind) is None
        one_task = alert_reason_of_done(kind, "restock") is not None
        assert one_task == (kind in ONE_TASK)


def ended(
    task: str, value: str | None = None, *, handled: bool = True, helped: bool = False, overdue: bool = False
) -> Ended:
    return Ended(task, handled, helped, overdue, None if value is None else Decimal(value))


def test_a_week_counts_only_what_was_shown_to_help() -> None:
    week = week_of(
        [
            ended("a", "10.50", helped=True),
            ended("b", "99"),
            ended("c", helped=True),
            ended("d", "5", handled=False, overdue=True),
        ]
    )
    assert week == Week(handled=3, helped=2, value=Decimal("10.50"), unknown=1, overdue=1)
    assert week_of([]) == Week(0, 0, Decimal(0), 0, 0)


def test_one_task_counts_once() -> None:
    twice = [ended("a", "4", overdue=True), ended("a", "6", helped=True)]
    assert week_of(twice) == Week(handled=1, helped=1, value=Decimal(6), unknown=0, overdue=1)
