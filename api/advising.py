"""What follows of a finished audit: compliance, the store's tips and its day, worked out of the stored report.

Read, compute, write (DESIGN §4), as the audit itself. An audit whose advice failed keeps its report and waits:
`Audit.advised_at` is empty until the advice is saved, and whoever has time next works it out again.
"""

import logging
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from sqlalchemy import Engine
from sqlmodel import Session

from alerts.shelf import Shelf
from alerts.tip_facts import PlanJudged
from alerts.tips import find_tips
from api.answering import answer_poster
from api.compliance_stored import judgement_json, stored_judgement
from api.judging import brands_of, judge_all, local_day, one_bay, this_bay
from api.settings import Settings
from api.shelf_of_report import shelf_of
from api.tip_places import keep_to_place
from api.tip_reading import TipReading, read_for_tips
from catalog.compliances import compliance_of, let_go_of, save_compliance
from catalog.database import reading, writing
from catalog.plans import Plan
from catalog.queries_advised import (
    audits_to_advise,
    hold_audit,
    namings_in_force,
    note_advised,
    store_manager_of,
)
from catalog.queries_audits import AuditRow, get_audit, load_report
from catalog.queries_plans import get_version, plans_in_force
from catalog.queries_posters import was_a_shelf
from catalog.rows import key
from catalog.shelf_days import remake_shelf_day
from catalog.tip_draft import TipRound
from catalog.tip_sync import sync_tips

_LOG: Final = logging.getLogger("paimian.advice")
_LOOKED_AT: Final = 20
_PAUSE_SECONDS: Final = 60.0


@dataclass(frozen=True)
class _Facts:
    """All that was read of one audit; `chosen` when a person picked the plan that it is held against, `gone` the
    version that was picked until now."""

    row: AuditRow
    shelf: Shelf
    day: date
    plans: tuple[Plan, ...]
    brands: dict[str, str]
    chosen: bool
    gone: int | None
    namings: tuple[int, ...]
    tips: TipReading


class Advisor:
    """Works out advice, one audit at a time in this process."""

    def __init__(self, settings: Settings, engine: Engine, clock: Callable[[], datetime]) -> None:
        self._settings, self._engine, self._clock = settings, engine, clock
        self._lock = threading.Lock()
        self._failed: dict[int, tuple[int, float]] = {}

    def advise(
        self, audit_id: int, *, version_id: int | None = None, let_go: bool = False
    ) -> PlanJudged | None:
        """Work out and save what follows of a finished audit; what it was judged by, if anything.

        `version_id` is the planogram version that a person picked for the photo; it stays picked until another is,
        or until it is `let_go`: then the photo is held against the store's plans by itself again. Doing this again
        gives the same rows.

        Raises:
            NotFound: audit_not_found, planogram_not_found.
        """
        with self._lock:
            return self._advise(audit_id, version_id, let_go=let_go)

    def try_advise(self, audit_id: int) -> bool:
        """The same for whoever has more important things to do: a failure is logged, and tried again later."""
        try:
            with self._lock:
                with reading(self._engine) as session:
                    audit = get_audit(session, audit_id).audit
                if audit.state == "done" and audit.advised_at is None:
                    self._advise(audit_id, None)
        except Exception:
            _LOG.exception("advice of audit %s failed; its report stands", audit_id)
            tries = self._failed.get(audit_id, (0, 0.0))[0] + 1
            self._failed[audit_id] = tries, time.monotonic() + _PAUSE_SECONDS * 2 ** min(tries, 10)
            return False
        self._failed.pop(audit_id, None)
        return True

    def catch_up(self) -> bool:
        """Work out the advice of one audit that waits for it; False when none does, or each failed a moment ago."""
        with reading(self._engine) as session:
            waiting = audits_to_advise(session, limit=_LOOKED_AT + len(self._failed))
        for audit_id in waiting:
            if self._failed.get(audit_id, (0, 0.0))[1] <= time.monotonic():
                return self.try_advise(audit_id)
        return False

    def _advise(self, audit_id: int, version_id: int | None, *, let_go: bool = False) -> PlanJudged | None:
        with reading(self._engine) as session:
            row = get_audit(session, audit_id)
        if row.photo.kind != "shelf":
            if row.audit.state == "done":
                self._answer(row)
            return None
        while True:
            with reading(self._engine) as session:
                facts = _read(session, audit_id, version_id, self._settings, let_go=let_go)
            if facts is None:
                return None
            judged = judge_all(facts.plans, facts.shelf, facts.brands)
            best = judged[0] if facts.chosen and judged else this_bay(judged)
            found = find_tips(facts.tips.facts(one_bay(judged, best)))
            with writing(self._engine) as session:
                hold_audit(session, audit_id)
                # A name given in between made another report of it: what was worked out belongs to the old one.
                if namings_in_force(session, audit_id) != facts.namings:
                    continue
                self._save(session, facts, best, found)
            return best

    def _answer(self, row: AuditRow) -> None:
        """What follows of a poster or panorama: no shelf's advice. Its day is counted anew if it was sent as a shelf
        before."""
        now, day = self._clock(), local_day(row.photo, self._settings.zone)
        with writing(self._engine) as session:
            if was_a_shelf(session, key(row.photo.id)):
                remake_shelf_day(session, key(row.store.id), day, self._settings.zone, now)
            if row.photo.kind == "panorama":
                note_advised(session, key(row.audit.id), now)
        if row.photo.kind == "poster":
            answer_poster(self._engine, key(row.audit.id), now=now, settings=self._settings)

    def _save(self, session: Session, facts: _Facts, best: PlanJudged | None, found: TipRound) -> None:
        now, audit_id, store = self._clock(), key(facts.row.audit.id), facts.row.store
        if best is not None and best.plan.version_id is not None:
            told = best.judgement
            save_compliance(
                session,
                audit_id,
                best.plan.version_id,
                outcome=told.outcome,
                score_pct=told.score_pct,
                slots=told.slots,
                judged=told.judged,
                ok=told.ok,
                verdicts=judgement_json(told, chosen=facts.chosen),
                now=now,
            )
        elif facts.gone is not None:
            let_go_of(session, audit_id, facts.gone, now=now)
        photo, due = facts.row.photo, timedelta(hours=self._settings.tip_hours)
        if photo.kind == "shelf" and now - (photo.captured_at or photo.uploaded_at) <= due:
            # What stood there longer ago than a tip may stay open is nobody's task today.
            bay = "" if best is None or not best.this_bay else best.plan.code
            sync_tips(
                session,
                store,
                audit_id,
                keep_to_place(session, store, audit_id, found, bay),
                now=now,
                most=self._settings.tips_per_store,
                due=due,
                assignee_id=store_manager_of(session, key(store.id)),
            )
        remake_shelf_day(session, key(store.id), facts.day, self._settings.zone, now)
        note_advised(session, audit_id, now)


def _read(
    session: Session, audit_id: int, version_id: int | None, settings: Settings, *, let_go: bool
) -> _Facts | None:
    row = get_audit(session, audit_id)
    report = load_report(session, row)
    if report is None:
        return None
    shelf = shelf_of(report, (row.photo.width or 1, row.photo.height or 1))
    day = local_day(row.photo, settings.zone)
    before = _picked_before(session, audit_id)
    picked = None if let_go else before if version_id is None else version_id
    plans: tuple[Plan, ...] = ()
    if picked is not None:
        plans = (get_version(session, row.store.chain_id, picked).plan,)
    elif row.photo.kind == "shelf":
        plans = plans_in_force(session, row.store, day)
    return _Facts(
        row=row,
        shelf=shelf,
        day=day,
        plans=plans,
        brands=brands_of(session, row.store.chain_id, plans, shelf),
        chosen=picked is not None,
        gone=before if let_go else None,
        namings=namings_in_force(session, audit_id),
        tips=read_for_tips(session, row, shelf, plans, day=day, zone=settings.zone),
    )


def _picked_before(session: Session, audit_id: int) -> int | None:
    kept = compliance_of(session, audit_id)
    return kept.version_id if kept is not None and stored_judgement(kept).chosen else None
