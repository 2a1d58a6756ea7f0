"""What is set for silence alerts: of the chain, a category or a SKU; each change can be undone."""

from collections.abc import Callable
from dataclasses import dataclass, fields
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final

from sqlmodel import Session

from catalog.errors import Conflict, Invalid
from catalog.queries_silence import find_setting
from catalog.queries_skus import get_sku, list_categories
from catalog.rows import fetch_or_insert, key
from catalog.tables_till import SilenceSetting

CHOICES: Final = ("n_days", "probability", "both")
DAYS_MOST: Final = 60
CHANCE_LEAST, CHANCE_MOST = 1e-6, 0.2
PRECISION_LEAST, PRECISION_MOST = 0.05, 0.95
BUDGET_MOST: Final = 100
COOLDOWN_MOST: Final = 90
NEW_DAYS_MOST: Final = 180


@dataclass(frozen=True)
class SilenceTarget:
    """Whom a setting is for: a SKU by its code, else a category, else ("" and "") the whole chain."""

    category: str = ""
    sku: str = ""


@dataclass(frozen=True)
class SilenceValues:
    """All that may be set; None leaves it to the next wider setting, at last to the documented default.

    `days` in a row of the rule n_days, 1 to 60; `chance_max` 0.000001 to 0.2; `margin_pct` of the price, 0 to 100, two
    decimals; `precision_wanted` 0.05 to 0.95 and `learning` of the chain or a category; `choice` of rules, `budget` new
    alerts a store and day (0 to 100), `cooldown_days` (0 to 90) and `new_days` (0 to 180) of the chain alone.

    Raises:
        Invalid: `bad_value` naming the field: out_of_range, decimals or unknown_choice.
    """

    days: int | None = None
    chance_max: float | None = None
    margin_pct: Decimal | None = None
    precision_wanted: float | None = None
    learning: bool | None = None
    choice: str | None = None
    budget: int | None = None
    cooldown_days: int | None = None
    new_days: int | None = None

    def __post_init__(self) -> None:
        for field, value, low, high in (
            ("days", self.days, 1, DAYS_MOST),
            ("chance_max", self.chance_max, CHANCE_LEAST, CHANCE_MOST),
            ("margin_pct", self.margin_pct, 0, 100),
            ("precision_wanted", self.precision_wanted, PRECISION_LEAST, PRECISION_MOST),
            ("budget", self.budget, 0, BUDGET_MOST),
            ("cooldown_days", self.cooldown_days, 0, COOLDOWN_MOST),
            ("new_days", self.new_days, 0, NEW_DAYS_MOST),
        ):
            if value is not None and not low <= value <= high:
                raise Invalid("bad_value", field=field, value=str(value), reason="out_of_range")
        if self.margin_pct is not None and self.margin_pct != round(self.margin_pct, 2):
            raise Invalid("bad_value", field="margin_pct", value=str(self.margin_pct), reason="decimals")
        if self.choice is not None and self.choice not in CHOICES:
            raise Invalid("bad_value", field="choice", value=self.choice, reason="unknown_choice")


OF_CHAIN: Final = frozenset({"choice", "budget", "cooldown_days", "new_days"})
OF_CATEGORY: Final = frozenset({"precision_wanted", "learning"})
"""Not of a SKU: a SKU has too few alerts to learn from."""


def set_silence(
    session: Session,
    chain_id: int,
    target: SilenceTarget,
    values: SilenceValues,
    *,
    by: int | None,
    now: datetime,
    today: date,
) -> SilenceSetting:
    """Set all of them; None takes one back. A threshold that was learnt and is sent as it is stays learnt.

    Raises:
        Invalid: `bad_value`: category (unknown_category, two_targets), or a field that is the chain's or a category's.
        NotFound: `sku_not_found`.
    """
    sku_id = check_silence(session, chain_id, target, values)
    row, _ = fetch_or_insert(
        session,
        lambda: find_setting(session, chain_id, target.category, sku_id),
        lambda: SilenceSetting(chain_id=chain_id, category=target.category, sku_id=sku_id),
    )

    def change() -> None:
        if values.chance_max != row.chance_max:
            _forget(row, today)
        for name in _NAMES:
            setattr(row, name, getattr(values, name))
        row.choice = values.choice or ""

    _changed(row, change, by=by, now=now)
    session.flush()
    return row


def undo_silence(
    session: Session, chain_id: int, target: SilenceTarget, *, by: int | None, now: datetime, today: date
) -> SilenceSetting:
    """Put back what the last change put away, a learnt threshold's too; once more brings the change back.

    What was learnt and is put away is not learnt again from the same alerts.

    Raises:
        Conflict: `silence_nothing_to_undo`.
        NotFound: `sku_not_found`.
    """
    sku_id = key(get_sku(session, chain_id, target.sku).sku.id) if target.sku else None
    row = find_setting(session, chain_id, "" if target.sku else target.category, sku_id)
    if row is None or row.before is None:
        raise Conflict("silence_nothing_to_undo")
    before, learnt = row.before, row.tuned_at

    def change() -> None:
        _restore(row, before)
        if learnt is not None and row.tuned_at != learnt:
            row.learn_after = today

    _changed(row, change, by=by, now=now)
    session.flush()
    return row


def note_learnt(
    session: Session,
    chain_id: int,
    category: str,
    *,
    chance_max: float,
    precision: float,
    alerts: int,
    now: datetime,
) -> None:
    """A category's threshold as it was learnt; nobody changed it."""
    row, _ = fetch_or_insert(
        session,
        lambda: find_setting(session, chain_id, category, None),
        lambda: SilenceSetting(chain_id=chain_id, category=category),
    )

    def change() -> None:
        row.chance_max = chance_max
        row.tuned_at, row.tuned_alerts, row.tuned_precision = now, alerts, precision

    if row.chance_max == chance_max:
        change()
    else:
        _changed(row, change, by=None, now=now)
    session.flush()


def values_of(row: SilenceSetting) -> SilenceValues:
    """What is set in a row."""
    plain: dict[str, Any] = {name: getattr(row, name) for name in _NAMES}
    return SilenceValues(**{**plain, "choice": row.choice or None})


def check_silence(
    session: Session, chain_id: int, target: SilenceTarget, values: SilenceValues
) -> int | None:
    """The SKU's id, or None, after a check that the values are such a target's.

    Raises:
        as `set_silence`.
    """
    wrong = set() if target == SilenceTarget() else {n for n in OF_CHAIN if getattr(values, n) is not None}
    if wrong:
        raise Invalid(
            "bad_value", field=min(wrong), value=target.category or target.sku, reason="chain_alone"
        )
    if not target.sku:
        if target.category and target.category not in list_categories(session, chain_id):
            raise Invalid("bad_value", field="category", value=target.category, reason="unknown_category")
        return None
    if target.category:
        raise Invalid("bad_value", field="category", value=target.category, reason="two_targets")
    wrong = {name for name in OF_CATEGORY if getattr(values, name) is not None}
    if wrong:
        raise Invalid("bad_value", field=min(wrong), value=target.sku, reason="not_of_a_sku")
    return key(get_sku(session, chain_id, target.sku).sku.id)


def _forget(row: SilenceSetting, today: date) -> None:
    """A person's word on the threshold: it was not learnt, and what was learnt from teaches no more."""
    if row.tuned_at is not None:
        row.learn_after = today
    row.tuned_at = row.tuned_alerts = row.tuned_precision = None


def _changed(row: SilenceSetting, change: Callable[[], None], *, by: int | None, now: datetime) -> None:
    before = _kept(row)
    change()
    if _kept(row) != before:
        row.before, row.changed_at, row.changed_by = before, now, by


_NAMES: Final = tuple(field.name for field in fields(SilenceValues))
_LEARNT: Final = ("tuned_alerts", "tuned_precision")


def _kept(row: SilenceSetting) -> dict[str, Any]:
    plain = {name: getattr(row, name) for name in (*_NAMES, *_LEARNT)}
    margin = None if row.margin_pct is None else str(row.margin_pct)
    tuned = None if row.tuned_at is None else row.tuned_at.isoformat()
    return {**plain, "choice": row.choice or "", "margin_pct": margin, "tuned_at": tuned}


def _restore(row: SilenceSetting, kept: dict[str, Any]) -> None:
    for name in (*_NAMES, *_LEARNT):
        setattr(row, name, kept[name])
    row.margin_pct = None if kept["margin_pct"] is None else Decimal(kept["margin_pct"])
    row.tuned_at = None if kept["tuned_at"] is None else datetime.fromisoformat(kept["tuned_at"])
