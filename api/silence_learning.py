"""After a night: categories whose alerts people answered learn their thresholds, each at most once a week."""

from datetime import date, datetime, timedelta
from typing import Final

from sqlalchemy import Engine
from sqlmodel import Session

from alerts.silence_rules import DEFAULT_RULES, RuleChoice
from alerts.silence_tuning import LEAST, WANTED, Closed, Tuned, tune
from catalog.database import reading, writing
from catalog.queries_silence import closed_by_people, settings_of
from catalog.silence_alerts import NOTHING_WRONG, SOMETHING_WRONG
from catalog.silence_settings import note_learnt
from catalog.tables_till import SilenceSetting

REMEMBERED_DAYS: Final = 120
"""Answers to older alerts teach no more."""
PACE: Final = timedelta(days=7)


def learn_thresholds(
    engine: Engine, chain_id: int, day: date, choice: RuleChoice, *, now: datetime
) -> dict[str, Tuned]:
    """Learn, and save, the thresholds of the chain's categories; by category what was learnt.

    The rule n_days knows no threshold: a chain that goes by it alone learns nothing.
    """
    if choice == "n_days":
        return {}
    with reading(engine) as session:
        due = _due(session, chain_id, day, now)
    if not due:
        return {}
    with writing(engine) as session:
        for category, tuned in due.items():
            if tuned.precision is not None:
                note_learnt(
                    session,
                    chain_id,
                    category,
                    chance_max=tuned.chance_max,
                    precision=tuned.precision,
                    alerts=tuned.alerts,
                    now=now,
                )
    return due


def learns(row: SilenceSetting | None, chain: SilenceSetting | None) -> bool:
    """Whether a category's threshold is learnt: not where it is switched off, nor (unless it is switched on there)
    where a person has set the threshold."""
    if row is not None and row.learning is not None:
        return row.learning
    if row is not None and row.chance_max is not None and row.tuned_at is None:
        return False
    return chain is None or chain.learning is not False


def _due(session: Session, chain_id: int, day: date, now: datetime) -> dict[str, Tuned]:
    rows = {row.category: row for row in settings_of(session, chain_id) if row.sku_id is None}
    chain = rows.get("")
    answers: dict[str, list[Closed]] = {}
    for category, raised, chance, reason in closed_by_people(
        session, chain_id, day - timedelta(days=REMEMBERED_DAYS)
    ):
        row = rows.get(category)
        if row is not None and row.learn_after is not None and raised <= row.learn_after:
            continue
        if reason in SOMETHING_WRONG | NOTHING_WRONG:
            answers.setdefault(category, []).append(Closed(chance, reason in SOMETHING_WRONG))
    everywhere = [one for closed in answers.values() for one in closed]
    found = {}
    for category, closed in answers.items():
        row = rows.get(category)
        early = row is not None and row.tuned_at is not None and now - row.tuned_at < PACE
        if not category or early or len(closed) < LEAST or not learns(row, chain):
            continue
        found[category] = tune(
            closed,
            chain=everywhere,
            wanted=_nearest("precision_wanted", row, chain, WANTED),
            now=_nearest("chance_max", row, chain, DEFAULT_RULES.chance_max),
        )
    return found


def _nearest(name: str, row: SilenceSetting | None, chain: SilenceSetting | None, default: float) -> float:
    told = (getattr(one, name) for one in (row, chain) if one is not None)
    return next((float(value) for value in told if value is not None), default)
