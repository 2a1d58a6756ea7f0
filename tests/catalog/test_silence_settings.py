"""Settings of silence alerts: whom they are for, what they may be, each change undone, learnt thresholds put away."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from sqlalchemy import Engine

from catalog.database import reading, writing
from catalog.errors import Conflict, Invalid, NotFound
from catalog.people import ensure_chain
from catalog.queries_silence_settings import settings_told
from catalog.rows import key
from catalog.silence_settings import (
    SilenceTarget,
    SilenceValues,
    note_learnt,
    set_silence,
    undo_silence,
    values_of,
)
from catalog.sku_draft import SkuDraft
from catalog.skus import create_sku
from catalog.tables_till import SilenceSetting

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
TODAY = date(2026, 11, 23)
DRINKS, WATER = SilenceTarget(category="饮料"), SilenceTarget(sku="K1")


class Desk:
    """A chain with one product, and somebody who sets things."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        with writing(engine) as session:
            self.chain_id = key(ensure_chain(session, "ours").id)
            draft = SkuDraft("清泉", "水", "550ml", "K1", category="饮料")
            create_sku(session, self.chain_id, draft, now=NOW)

    def set(self, target: SilenceTarget, **values: object) -> SilenceValues:
        with writing(self.engine) as session:
            told = SilenceValues(**values)  # type: ignore[arg-type]
            row = set_silence(session, self.chain_id, target, told, by=None, now=NOW, today=TODAY)
            return values_of(row)

    def undo(self, target: SilenceTarget) -> SilenceSetting:
        with writing(self.engine) as session:
            return undo_silence(session, self.chain_id, target, by=None, now=NOW, today=TODAY)

    def learn(self, chance_max: float) -> None:
        with writing(self.engine) as session:
            note_learnt(
                session, self.chain_id, "饮料", chance_max=chance_max, precision=0.31, alerts=63, now=NOW
            )

    def row(self, category: str = "饮料") -> SilenceSetting:
        with reading(self.engine) as session:
            told = settings_told(session, self.chain_id)
            return next(row.setting for row in told if row.setting.category == category and row.sku is None)


@pytest.fixture
def desk(engine: Engine) -> Desk:
    return Desk(engine)


def test_the_chain_a_category_and_a_sku_each_have_their_own(desk: Desk) -> None:
    desk.set(SilenceTarget(), choice="both", budget=8, cooldown_days=7, new_days=14, days=4)
    desk.set(DRINKS, days=5, margin_pct=Decimal("30.5"), precision_wanted=0.5)
    desk.set(WATER, days=2, chance_max=0.002)
    with reading(desk.engine) as session:
        told = settings_told(session, desk.chain_id)
    assert [(row.setting.category, row.sku and row.sku.code, row.setting.days) for row in told] in (
        [("", None, 4), ("", "K1", 2), ("饮料", None, 5)],
        [("", "K1", 2), ("", None, 4), ("饮料", None, 5)],
    )


@pytest.mark.parametrize(
    ("target", "values", "field", "reason"),
    [
        (DRINKS, {"days": 0}, "days", "out_of_range"),
        (DRINKS, {"days": 61}, "days", "out_of_range"),
        (DRINKS, {"chance_max": 0.0}, "chance_max", "out_of_range"),
        (DRINKS, {"chance_max": 0.5}, "chance_max", "out_of_range"),
        (DRINKS, {"margin_pct": Decimal("30.555")}, "margin_pct", "decimals"),
        (DRINKS, {"budget": 5}, "budget", "chain_alone"),
        (WATER, {"learning": True}, "learning", "not_of_a_sku"),
        (SilenceTarget(category="没有的"), {"days": 3}, "category", "unknown_category"),
        (SilenceTarget(category="饮料", sku="K1"), {"days": 3}, "category", "two_targets"),
        (SilenceTarget(), {"choice": "sometimes"}, "choice", "unknown_choice"),
        (SilenceTarget(), {"budget": 101}, "budget", "out_of_range"),
    ],
)
def test_what_cannot_be_is_refused_by_name(
    desk: Desk, target: SilenceTarget, values: dict[str, object], field: str, reason: str
) -> None:
    with pytest.raises(Invalid) as caught:
        desk.set(target, **values)
    assert (caught.value.params["field"], caught.value.params["reason"]) == (field, reason)


def test_a_sku_that_is_not_there(desk: Desk) -> None:
    with pytest.raises(NotFound):
        desk.set(SilenceTarget(sku="K9"), days=3)


def test_a_change_is_undone_and_done_again(desk: Desk) -> None:
    with pytest.raises(Conflict):
        desk.undo(DRINKS)
    desk.set(DRINKS, days=5, margin_pct=Decimal("30.5"))
    desk.set(DRINKS)
    assert values_of(desk.row()) == SilenceValues()
    assert values_of(desk.undo(DRINKS)) == SilenceValues(days=5, margin_pct=Decimal("30.5"))
    assert values_of(desk.undo(DRINKS)) == SilenceValues()


def test_saving_the_same_again_keeps_the_undo(desk: Desk) -> None:
    desk.set(DRINKS, days=5)
    desk.set(DRINKS, days=5)
    assert desk.undo(DRINKS).days is None


def test_what_was_learnt_stays_learnt_until_somebody_says_otherwise(desk: Desk) -> None:
    desk.learn(0.004)
    desk.set(DRINKS, chance_max=0.004, days=5)
    row = desk.row()
    assert (row.tuned_alerts, row.tuned_at) == (63, NOW)
    desk.set(DRINKS, chance_max=0.02, days=5)
    row = desk.row()
    assert (row.tuned_alerts, row.tuned_at, row.learn_after) == (None, None, TODAY)


def test_a_learnt_threshold_is_taken_back_and_not_learnt_from_the_same_again(desk: Desk) -> None:
    desk.set(DRINKS, chance_max=0.02)
    desk.learn(0.004)
    row = desk.undo(DRINKS)
    assert (row.chance_max, row.tuned_at, row.learn_after) == (0.02, None, TODAY)
    row = desk.undo(DRINKS)
    assert (row.chance_max, row.tuned_alerts, row.tuned_at) == (0.004, 63, NOW)
