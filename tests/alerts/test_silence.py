"""Silences: chances against drawn runs, nights that cannot lie, rules, budget, thresholds that learn."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from alerts.silence_chance import silence_chance
from alerts.silence_night import Night, take_day
from alerts.silence_rules import Judging, choose_silences
from alerts.silence_tuning import LEAST, Closed, tune
from alerts.till_state import TillState, new_state

RATES = np.array([2.0, 0.8, 0.3], np.float32)


def grid(stores: int, skus: int, day: int = -1) -> TillState:
    store = np.repeat(np.arange(stores, dtype=np.int32), skus)
    sku = np.tile(np.arange(skus, dtype=np.int32), stores)
    return new_state(store, sku, np.zeros(store.shape, np.int32), skus, day)


class Till:
    """A small chain: units are Poisson of the rates unless a day's factor or a pair's silence says otherwise."""

    def __init__(self, stores: int, rates: np.ndarray, seed: int = 1) -> None:
        self.rng = np.random.default_rng(seed)
        self.rate = np.tile(rates, stores)
        self.state = grid(stores, len(rates))
        self.stores = stores
        self.night: Night | None = None

    def days(self, count: int, factor: float | np.ndarray = 1.0, silent: tuple[int, ...] = ()) -> Night:
        for _ in range(count):
            units = self.rng.poisson(self.rate * factor).astype(np.float32)
            units[list(silent)] = 0
            self.take(units)
        assert self.night is not None
        return self.night

    def take(self, units: np.ndarray, told: np.ndarray | None = None) -> Night:
        said = np.ones(self.stores, bool) if told is None else told
        self.night = take_day(self.state, units, said, day=self.state.day + 1)
        self.state = self.night.state
        return self.night


def chance(mean: float, shape: float, r: float, days: int, exposure: float, drift: float = 0.0) -> float:
    one = [np.array([value], np.float32) for value in (mean, shape, r, exposure)]
    return float(silence_chance(one[0], one[1], one[2], np.array([days]), one[3], drift)[0])


@pytest.mark.parametrize(("mean", "shape", "r", "days"), [(0.5, 4, 0.6, 6), (1.5, 8, 2, 3), (0.2, 2, 5, 12)])
def test_a_chance_is_the_share_of_drawn_runs(mean: float, shape: float, r: float, days: int) -> None:
    rng = np.random.default_rng(3)
    rate = rng.gamma(shape, mean / shape, 200_000)
    drawn = rng.negative_binomial(r, r / (r + rate[:, None]), (len(rate), days))
    share = (drawn == 0).all(axis=1).mean()
    assert chance(mean, shape, r, days, float(days)) == pytest.approx(share, rel=0.08)


@given(st.floats(0.01, 20), st.floats(0.3, 100), st.floats(0.03, 12), st.integers(1, 50), st.floats(0.1, 100))
def test_a_longer_and_dearer_silence_is_less_likely(
    mean: float, shape: float, r: float, days: int, exposure: float
) -> None:
    now = chance(mean, shape, r, days, exposure)
    assert 0 <= now <= 1
    assert chance(mean, shape, r, days, exposure * 1.3) <= now + 1e-6
    assert chance(mean, shape, r, 0, 0) == 1


def test_one_silent_pair_stands_out_and_its_neighbours_do_not() -> None:
    till = Till(6, RATES)
    till.days(60)
    night = till.days(5, silent=(0,))
    assert night.chance[0] < 0.01
    assert night.gone[0] > 0.4
    assert night.expected[0] == pytest.approx(10, rel=0.4)
    assert night.state.run_begin[0] == 60
    assert (night.chance[1:] > 0.001).all()


def test_a_product_that_fades_everywhere_is_no_alert() -> None:
    till = Till(8, RATES)
    till.days(60)
    fading = np.tile(np.array([0.0, 1.0, 1.0], np.float32), 8)
    night = till.days(12, factor=fading)
    assert (night.chance[night.state.sku == 0] > 0.01).all()


def test_a_quiet_day_of_the_whole_store_is_not_held_against_its_products() -> None:
    noisy, calm = Till(4, RATES.repeat(6)), Till(4, RATES.repeat(6))
    for till in (noisy, calm):
        till.days(50)
    half = np.where(noisy.state.store == 0, 0.3, 1.0)
    slow, usual = noisy.days(4, factor=half, silent=(0,)), calm.days(4, silent=(0,))
    assert slow.expected[0] < 0.75 * usual.expected[0]
    assert slow.chance[0] > usual.chance[0]


def test_a_day_without_a_feed_is_no_day_of_zeros() -> None:
    till = Till(3, RATES)
    till.days(40)
    before = till.state.run_days.copy()
    nothing = np.zeros(9, np.float32)
    night = till.take(nothing, told=np.array([False, True, True]))
    assert (night.state.run_days[:3] == before[:3]).all()
    assert (night.effects.exposure[:3] == 0).all()


def test_a_store_that_falls_silent_as_a_whole_has_no_feed() -> None:
    till = Till(3, np.full(20, 1.5, np.float32))
    till.days(40)
    units = till.rng.poisson(till.rate).astype(np.float32)
    units[:20] = 0
    units[3] = 1
    before = till.state.run_days[:20].copy()
    night = till.take(units)
    assert night.effects.silent.tolist() == [True, False, False]
    assert (night.state.run_days[:20] == before).all()


def test_more_returned_than_sold_says_nothing() -> None:
    till = Till(2, RATES)
    till.days(30)
    till.days(3, silent=(0,))
    units = np.ones(6, np.float32)
    units[0] = -2
    night = till.take(units)
    assert night.state.run_days[0] == 3
    assert night.state.weight[0] == pytest.approx(till.state.weight[0])


def test_a_sale_ends_the_run() -> None:
    till = Till(2, RATES)
    till.days(30)
    till.days(4, silent=(0,))
    night = till.take(np.ones(6, np.float32))
    assert night.state.run_days[0] == 0
    assert night.chance[0] == 1
    assert night.gone[0] == 0


def test_rates_come_near_the_true_ones() -> None:
    till = Till(10, RATES)
    night = till.days(120)
    for sku, rate in enumerate(RATES):
        found = night.rates.mean[night.state.sku == sku]
        assert float(np.mean(found)) == pytest.approx(float(rate), rel=0.15)


def test_a_day_is_taken_in_once_and_shapes_must_agree() -> None:
    state = grid(2, 3, day=10)
    with pytest.raises(ValueError, match="after 10"):
        take_day(state, np.zeros(6, np.float32), np.ones(2, bool), day=10)
    with pytest.raises(ValueError, match="all pairs"):
        take_day(state, np.zeros(5, np.float32), np.ones(2, bool), day=11)


def test_the_calendar_counts_where_a_store_sells_little() -> None:
    state = grid(1, 1)
    loud = take_day(state, np.ones(1, np.float32), np.ones(1, bool), day=0, usual=2.0)
    assert loud.effects.store[0] > 1


def judging(night: Night, **more: object) -> Judging:
    skus, pairs = night.state.skus, night.state.store.shape
    plain = Judging(
        days=np.full(skus, 3, np.int32),
        chance_max=np.full(skus, 0.01, np.float32),
        margin=np.ones(skus, np.float32),
        judged=np.ones(skus, bool),
        hushed=np.zeros(pairs, bool),
    )
    return replace(plain, **more)  # type: ignore[arg-type]


def silent_chain() -> Night:
    till = Till(4, RATES.repeat(4))
    till.days(50)
    return till.days(6, silent=(0, 1, 2, 3, 4, 9))


def test_the_rule_of_n_days_fires_whatever_the_rate_and_the_other_only_where_it_is_odd() -> None:
    night = silent_chain()
    by_days = choose_silences(night, judging(night, choice="n_days", budget=99))
    by_chance = choose_silences(night, judging(night, choice="probability", budget=99))
    assert {one.pair for one in by_days} == set(np.flatnonzero(night.state.run_days >= 3))
    assert {0, 1, 2, 3} <= {one.pair for one in by_chance} < {one.pair for one in by_days}
    assert {one.rule for one in by_days} == {"n_days"}
    both = choose_silences(night, judging(night, choice="both", budget=99))
    assert {one.pair for one in both} == {one.pair for one in by_days}
    assert all(one.rule == "probability" for one in both if one.chance < 0.01)


def test_a_store_gets_its_budget_the_greatest_loss_first() -> None:
    night = silent_chain()
    found = choose_silences(night, judging(night, choice="n_days", budget=2))
    assert max(np.bincount([night.state.store[one.pair] for one in found])) == 2
    first = [one for one in found if night.state.store[one.pair] == 0]
    assert [one.rank for one in first] == [1, 2]
    assert first[0].lost >= first[1].lost
    dear = np.ones(12, np.float32)
    dear[9] = 500
    assert choose_silences(night, judging(night, choice="n_days", budget=1, margin=dear))[0].pair == 9


def test_hushed_new_and_unlisted_pairs_are_left_out() -> None:
    night = silent_chain()
    hushed = np.zeros(night.state.store.shape, bool)
    hushed[0] = True
    listed = np.ones(12, bool)
    listed[1] = False
    found = {
        one.pair for one in choose_silences(night, judging(night, hushed=hushed, judged=listed, budget=99))
    }
    assert not {0, 1} & found
    assert 2 in found
    assert choose_silences(night, judging(night, new_days=90)) == ()


def alerts(chances: list[float], right_up_to: float) -> list[Closed]:
    return [Closed(one, one <= right_up_to) for one in chances]


def test_a_threshold_moves_to_where_alerts_were_right() -> None:
    chances = list(np.geomspace(1e-5, 1e-2, 120))
    tuned = tune(alerts(chances, 1e-3), wanted=0.5, now=0.01)
    assert 0.5e-3 <= tuned.chance_max <= 4e-3
    assert tune(alerts(chances, 1.0), wanted=0.5, now=0.01).chance_max == pytest.approx(0.04)
    assert tune(alerts(chances, 0.0), wanted=0.5, now=0.01).chance_max == pytest.approx(0.0025)


def test_few_closed_alerts_change_nothing() -> None:
    few = alerts([1e-3] * (LEAST - 1), 0.0)
    assert tune(few, now=0.02).chance_max == 0.02
    assert tune(few, now=0.02).precision is None


@given(
    st.lists(st.tuples(st.floats(1e-6, 0.05), st.booleans()), min_size=LEAST, max_size=80),
    st.floats(0.05, 0.9),
)
def test_a_stricter_wish_never_gives_a_wider_threshold(
    raised: list[tuple[float, bool]], wanted: float
) -> None:
    closed = [Closed(one, right) for one, right in raised]
    assert tune(closed, wanted=wanted).chance_max >= tune(closed, wanted=min(0.95, wanted + 0.1)).chance_max


def test_weeks_without_a_feed_leave_what_is_known() -> None:
    till = Till(6, RATES)
    till.take(np.ones(18, np.float32))
    for _ in range(28):
        till.take(np.zeros(18, np.float32), told=np.zeros(6, bool))
    night = till.days(3)
    assert (night.effects.expected < 4 * RATES.sum()).all()
    assert not night.effects.silent.any()


def test_a_category_of_few_answers_leans_on_its_chain() -> None:
    chain = alerts(list(np.geomspace(1e-5, 1e-2, 300)), 2e-4)
    few = alerts([3e-4] * LEAST, 1.0)
    alone, pooled = tune(few, wanted=0.5, now=3e-4), tune(few, chain=chain, wanted=0.5, now=3e-4)
    assert pooled.chance_max < alone.chance_max
    many = alerts([3e-4] * 100, 1.0)
    assert tune(many, chain=[*chain, *many], wanted=0.5, now=3e-4).chance_max > pooled.chance_max
