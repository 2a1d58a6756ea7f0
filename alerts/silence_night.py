"""One night: the day's units in, every pair's state a day further, and how odd each silence is by now."""

from dataclasses import dataclass, replace
from typing import Final

import numpy as np
import numpy.typing as npt

from alerts.silence_chance import silence_chance, zero_chances
from alerts.till_effects import Effects, effects_of, levelled
from alerts.till_rates import Rates, rates_of
from alerts.till_state import DECAY, DISPERSIONS, DRIFTS, RECENT_DECAY, Floats, Ints, TillState

GONE_A_DAY: Final = 0.002
"""Of the products on a shelf, so many leave it unnoticed each day: the odds before anything was seen."""
_DOUBTFUL: Final = 0.5
"""Days of pairs more likely gone than not tell nothing about how selling ones sell."""
_LATE_DAYS: Final = 5
_LATE_ROWS: Final = 40_000
FORGET_DAYS: Final = 56
"""A run that nobody explained in so many days becomes part of the pair's past: it sells slower now, or no more."""


@dataclass(frozen=True)
class Night:
    """What the night found, by pair (P,).

    `chance` that a pair that still sells shows the run it is in; `gone` the probability that it is off the shelf, with
    `GONE_A_DAY` before; `expected` units of the run; `rates` those it was judged by; `effects` the day's.
    """

    state: TillState
    rates: Rates
    effects: Effects
    chance: Floats
    gone: Floats
    expected: Floats


def take_day(
    state: TillState, units: Floats, told: npt.NDArray[np.bool_], *, day: int, usual: float = 1.0
) -> Night:
    """Take in one day.

    Args:
        state: as of the day before.
        units: (P,) the day's units; 0 where none were scanned. Below 0 (more returned than sold) tells nothing.
        told: (S,) stores that were open and whose feed has come.
        day: ordinal of the day; must be later than the state's.
        usual: the calendar's factor for the day.

    Raises:
        ValueError: the day was taken in before, or shapes differ.
    """
    if day <= state.day:
        raise ValueError(f"expected a day after {state.day}, got {day}")
    if units.shape != state.store.shape or told.shape != (state.stores,):
        raise ValueError(
            f"expected units of all pairs and a word of all stores, got {units.shape}, {told.shape}"
        )
    rates = rates_of(state)
    effects = effects_of(state, rates.mean, np.maximum(units, 0), told, usual)
    heard = (told & ~effects.silent)[state.store] & (units >= 0) & (state.listed <= day)
    quiet, sold = heard & (units == 0), heard & (units > 0)
    before = _gone(state, rates)
    believed_there = heard & (before < _DOUBTFUL)
    zero_table = _zeros(state, rates, effects, quiet, believed_there)
    drift_table = _late_zeros(state, rates, effects, quiet, believed_there)
    run_days = np.where(quiet, state.run_days + 1, state.run_days)
    run_exposure = np.where(quiet, state.run_exposure + effects.exposure, state.run_exposure)
    run_begin = np.where(quiet & (state.run_days == 0), day, state.run_begin)
    ended = sold | (run_days >= FORGET_DAYS)
    # A run that ends counts as slow days as far as it was not rather an empty shelf; one that is forgotten, wholly.
    believed = np.where(sold, 1 - before, 1.0)
    days = np.where(ended, run_days + sold, 0)
    fade = np.float32(DECAY) ** days
    weight = np.where(
        ended, state.weight * fade + believed * run_exposure + sold * effects.exposure, state.weight
    )
    past = np.where(ended, state.sold * fade + np.where(sold, units, 0), state.sold)
    done = replace(
        state,
        weight=weight.astype(np.float32),
        sold=past.astype(np.float32),
        run_days=np.where(ended, 0, run_days).astype(np.int32),
        run_exposure=np.where(ended, 0, run_exposure).astype(np.float32),
        run_begin=np.where(ended, 0, run_begin).astype(np.int32),
        recent_sold=_recent(state.recent_sold, np.where(sold, units, 0), heard),
        recent_expected=_recent(state.recent_expected, rates.mean * effects.store[state.store], heard),
        zero_table=zero_table,
        drift_table=drift_table,
        day=day,
    )
    chance = _chance(done, rates)
    return Night(
        levelled(done, heard),
        rates,
        effects,
        chance,
        _odds(chance, done.run_days),
        rates.mean * done.run_exposure,
    )


def _chance(state: TillState, rates: Rates) -> Floats:
    return silence_chance(
        rates.mean,
        rates.shape,
        rates.dispersion[state.sku],
        state.run_days,
        state.run_exposure,
        rates.drift,
    )


def _gone(state: TillState, rates: Rates) -> Floats:
    return _odds(_chance(state, rates), state.run_days)


def _odds(chance: Floats, run_days: Ints) -> Floats:
    """Bayes: it left on one of the run's days, or it sells on and had this luck."""
    left = np.float32(GONE_A_DAY) * run_days
    return (left / (left + chance)).astype(np.float32)


def _zeros(
    state: TillState,
    rates: Rates,
    effects: Effects,
    quiet: npt.NDArray[np.bool_],
    counted: npt.NDArray[np.bool_],
) -> npt.NDArray[np.float64]:
    rows = np.flatnonzero(counted & (state.weight > 7))
    chances = zero_chances(rates.mean[rows] * effects.exposure[rows], DISPERSIONS)
    sku = state.sku[rows]
    columns = [quiet[rows].astype(np.float64), *chances.T]
    new = np.stack([np.bincount(sku, column, state.skus) for column in columns], axis=1)
    table: npt.NDArray[np.float64] = state.zero_table * DECAY + new
    return table


def _recent(before: Floats, day: npt.NDArray[np.floating], heard: npt.NDArray[np.bool_]) -> Floats:
    return np.where(heard, before * np.float32(RECENT_DECAY) + day, before).astype(np.float32)


def _late_zeros(
    state: TillState,
    rates: Rates,
    effects: Effects,
    quiet: npt.NDArray[np.bool_],
    counted: npt.NDArray[np.bool_],
) -> npt.NDArray[np.float64]:
    """How many days late in a run had no sale again, and how many each drift expected; of a chain, a part will do."""
    rows = np.flatnonzero(counted & (state.run_days >= _LATE_DAYS) & (effects.exposure > 0))
    rows = rows[:: max(1, len(rows) // _LATE_ROWS)]
    mean, shape, r = rates.mean[rows], rates.shape[rows], rates.dispersion[state.sku[rows]]
    days, exposure = state.run_days[rows], state.run_exposure[rows]
    new = [float(quiet[rows].sum())]
    for drift in DRIFTS:
        before = silence_chance(mean, shape, r, days, exposure, drift)
        after = silence_chance(mean, shape, r, days + 1, exposure + effects.exposure[rows], drift)
        new.append(float((after / np.maximum(before, 1e-9)).sum()))
    table: npt.NDArray[np.float64] = state.drift_table * DECAY + np.array(new)
    return table
