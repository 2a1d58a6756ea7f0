"""The nightly run: days taken in, alerts raised, brought up to date and closed, all in one transaction, once a day."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo
from decimal import Decimal
from typing import Final, get_args

import numpy as np
import numpy.typing as npt
from sqlalchemy import Engine
from sqlmodel import Session

from alerts.silence_facts import SilenceWish, SkuFacts, judging_of
from alerts.silence_rules import DEFAULT_RULES, Judging, RuleChoice, Silence, choose_silences
from alerts.silence_witness import what_to_do
from api.silence_learning import learn_thresholds
from api.till_memory import Tills
from api.till_nights import Judged, judge_until
from catalog.database import reading, writing
from catalog.push_events import tell_of_night
from catalog.queries_silence import (
    cooling_pairs,
    judged_skus,
    night_of,
    open_alerts,
    settings_of,
    sold_since_raised,
)
from catalog.queries_till import succeeded
from catalog.queries_witness import witnesses
from catalog.rows import key
from catalog.scan_aside import take_in_aside
from catalog.silence_alerts import RunNow, SilenceDraft, bring_up_to_date, raise_alerts
from catalog.tables import Sku
from catalog.tables_till import SilenceNight, SilenceSetting
from catalog.till_states import save_tills

_CENT: Final = Decimal("0.01")
CHOICES: Final[tuple[RuleChoice, ...]] = get_args(RuleChoice)
_NUMBERS: Final = ("budget", "cooldown_days", "new_days")


@dataclass(frozen=True)
class NightDone:
    """What a run did: the days it took in (none: it had been done), new and closed alerts, stores without a feed."""

    days: tuple[date, ...]
    pairs: int
    stores: int
    raised: int
    closed: int
    silent_stores: tuple[int, ...]
    seconds: float


def run_night(
    engine: Engine,
    chain_id: int,
    today: date,
    *,
    now: datetime,
    due: timedelta,
    zone: tzinfo,
    choice: RuleChoice | None = None,
    on_day: Callable[[date], None] = lambda day: None,
) -> NightDone:
    """Judge the chain as of `today`, its last day with scans taken in; doing it again changes nothing.

    Nothing is saved before all is worked out: a run that was broken off leaves no trace.
    """
    begun = time.perf_counter()
    with writing(engine) as session:
        # Of stores and SKUs that are known by now: a feed that came late.
        take_in_aside(session, chain_id, now)
    with reading(engine) as session:
        judged = judge_until(session, chain_id, today, on_day=on_day)
        if judged is None:
            return NightDone((), 0, 0, 0, 0, (), time.perf_counter() - begun)
        skus, rules = judged_skus(session, chain_id), Rules.of(settings_of(session, chain_id), choice)
        judging = _judging(session, chain_id, judged, skus, rules, now)
        chosen = choose_silences(judged.night, judging)
        drafts = _drafts(session, judged, judging, chosen, zone)
        runs, sold = _runs(session, chain_id, judged, judging)
    last = judged.days[-1]
    with writing(engine) as session:
        if night_of(session, chain_id, last) is not None and len(judged.days) == 1:
            # Another process was faster.
            return NightDone((), 0, 0, 0, 0, (), time.perf_counter() - begun)
        ended = bring_up_to_date(session, chain_id, runs, sold, now=now)
        raised = raise_alerts(session, chain_id, drafts, day=last, now=now, due=due)
        save_tills(session, chain_id, judged.newest, checkpoint=judged.checkpoint_due)
        tell_of_night(session, chain_id, raised, judged.silent_stores, day=last, now=now)
        done = NightDone(
            days=judged.days,
            pairs=len(judged.tills.state.store),
            stores=judged.told,
            raised=len(raised),
            closed=len(ended),
            silent_stores=judged.silent_stores,
            seconds=time.perf_counter() - begun,
        )
        _note_nights(session, chain_id, done, now)
    learn_thresholds(engine, chain_id, last, rules.choice, now=now)
    return done


@dataclass(frozen=True)
class Rules:
    """All that is set for a chain, by whom it is for; `choice` and what follows are the chain's."""

    by_sku: dict[int, SilenceWish]
    by_category: dict[str, SilenceWish]
    choice: RuleChoice
    budget: int
    cooldown_days: int = DEFAULT_RULES.cooldown_days
    new_days: int = DEFAULT_RULES.new_days

    @staticmethod
    def of(rows: Sequence[SilenceSetting], choice: RuleChoice | None = None) -> "Rules":
        """From the rows; `choice` wins over what is set."""
        wishes = [(row, SilenceWish(row.days, row.chance_max, row.margin_pct)) for row in rows]
        chain = next((row for row in rows if row.sku_id is None and not row.category), None)
        told = chain.choice if chain is not None and chain.choice in CHOICES else "probability"
        numbers = {name: getattr(chain, name) for name in _NUMBERS if getattr(chain, name, None) is not None}
        return Rules(
            by_sku={row.sku_id: wish for row, wish in wishes if row.sku_id is not None},
            by_category={row.category: wish for row, wish in wishes if row.sku_id is None},
            choice=choice or told,
            **{"budget": DEFAULT_RULES.budget, **numbers},
        )


def judging_for(
    session: Session,
    chain_id: int,
    tills: Tills,
    skus: tuple[Sku, ...],
    rules: Rules,
    hushed: npt.NDArray[np.bool_],
    day: date,
) -> Judging:
    """The rules as columns of the tills' SKUs."""
    gone = succeeded(session, chain_id, day)
    facts = [
        SkuFacts(key(sku.id), sku.category, sku.list_price, sku.active and key(sku.id) not in gone)
        for sku in skus
    ]
    return judging_of(
        facts,
        rules.by_sku,
        rules.by_category,
        hushed,
        choice=rules.choice,
        budget=rules.budget,
        new_days=rules.new_days,
    )


def _judging(
    session: Session, chain_id: int, judged: Judged, skus: tuple[Sku, ...], rules: Rules, now: datetime
) -> Judging:
    tills, day = judged.tills, judged.days[-1]
    hushed = judged.left.copy()
    quiet = [(alert.store_id, alert.sku_id) for alert in open_alerts(session, chain_id)]
    quiet += cooling_pairs(session, chain_id, now - timedelta(days=rules.cooldown_days))
    hushed[_rows_of(tills, quiet)] = True
    return judging_for(session, chain_id, tills, skus, rules, hushed, day)


def _rows_of(tills: Tills, pairs: list[tuple[int, int]]) -> npt.NDArray[np.int64]:
    """Rows of the pairs, by ids; those without a past are left out."""
    if not pairs:
        return np.zeros(0, np.int64)
    store, sku = np.array(pairs, np.int64).T
    keys = np.searchsorted(tills.store_ids, store) * len(tills.sku_ids) + np.searchsorted(tills.sku_ids, sku)
    known = tills.keys()
    rows: npt.NDArray[np.int64] = np.flatnonzero(np.isin(known, keys, assume_unique=False))
    return rows


def _drafts(
    session: Session, judged: Judged, judging: Judging, chosen: tuple[Silence, ...], zone: tzinfo
) -> list[SilenceDraft]:
    tills, day = judged.tills, judged.days[-1]
    pairs = [tills.ids_of(one.pair) for one in chosen]
    begun = [date.fromordinal(one.begin) for one in chosen]
    seen = witnesses(session, list(zip(pairs, begun, strict=True)), day, zone)
    drafts = []
    for one, pair in zip(chosen, pairs, strict=True):
        action, evidence = what_to_do(seen[pair], day)
        drafts.append(
            SilenceDraft(
                store_id=pair[0],
                sku_id=pair[1],
                since=date.fromordinal(one.begin),
                zero_days=one.days,
                expected_units=one.expected,
                lost_units=one.lost,
                lost_margin=_money(one.lost, judging.margin[tills.state.sku[one.pair]]),
                chance=one.chance,
                gone=one.gone,
                rule=one.rule,
                rank=one.rank,
                action=action,
                evidence=evidence,
            )
        )
    return drafts


def _runs(
    session: Session, chain_id: int, judged: Judged, judging: Judging
) -> tuple[dict[tuple[int, int], RunNow], frozenset[tuple[int, int]]]:
    """Open alerts' pairs: the run each is in, and those that sold."""
    tills, night = judged.tills, judged.night
    sold = sold_since_raised(session, chain_id, judged.days[-1])
    pairs = [(alert.store_id, alert.sku_id) for alert in open_alerts(session, chain_id)]
    runs: dict[tuple[int, int], RunNow] = {}
    for row in map(int, _rows_of(tills, pairs)):
        pair = tills.ids_of(row)
        if pair in sold or night.state.run_days[row] == 0:
            continue
        lost = float(night.gone[row] * night.expected[row])
        runs[pair] = RunNow(
            zero_days=int(night.state.run_days[row]),
            expected_units=float(night.expected[row]),
            lost_units=lost,
            lost_margin=_money(lost, judging.margin[tills.state.sku[row]]),
            chance=float(night.chance[row]),
            gone=float(night.gone[row]),
        )
    return runs, sold


def _money(units: float, margin: float) -> Decimal | None:
    return None if margin <= 0 else Decimal(units * float(margin)).quantize(_CENT)


def _note_nights(session: Session, chain_id: int, done: NightDone, now: datetime) -> None:
    for day in done.days:
        if night_of(session, chain_id, day) is not None:
            continue
        last = day == done.days[-1]
        session.add(
            SilenceNight(
                chain_id=chain_id,
                day=day,
                stores=done.stores if last else 0,
                pairs=done.pairs,
                alerts=done.raised if last else 0,
                silent_stores=list(done.silent_stores) if last else [],
                finished_at=now,
                seconds=done.seconds / len(done.days),
            )
        )
