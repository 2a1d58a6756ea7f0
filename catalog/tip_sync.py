"""What a photo does to a store's tips: it opens some, keeps some, and closes those whose trouble is gone.

Rules, in this order:

- A photo speaks of the moment when it was taken. One that is older than what a tip was last seen on, or than the
  moment somebody did it, changes nothing about it: a late upload or a corrected name must not undo what came after.
- A settled subject ends its open and its expired tips as done, with the photo as witness.
- An open tip with the same subject is kept: its evidence becomes the newer photo's, its due time and assignee stay.
- A declined subject rests for `COOL_DOWN`, unless the evidence changed: another kind of trouble, another product
  in its place (`instead`), or half as much again at stake (`WORSE`). Figures that wobble are the same evidence.
- A done or expired tip whose trouble is seen again is opened anew, with a new due time.
- At most `most` tips are open; the greatest rank first. One that is open is never thrown out for a newcomer: people
  may be at it already. What found no room is held back, and the next photo may bring it again.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any, Final

from sqlmodel import Session

from catalog.errors import NotFound
from catalog.push_events import tell_of_tips
from catalog.queries_skus import sku_ids_by_code
from catalog.queries_tips import count_open, lock_store, seen_at, tips_about
from catalog.rows import key
from catalog.tables import Store
from catalog.tables_advice import Tip
from catalog.tip_draft import TipDraft, TipRound
from catalog.tips import turn

COOL_DOWN: Final = timedelta(days=14)
WORSE: Final = 1.5
_VALUE_PLACES: Final = Decimal("0.0001")
_VALUE_MOST: Final = Decimal("99999999.9999")


@dataclass(frozen=True)
class TipSync:
    """What became of a round: tips opened, kept and closed, and drafts that found no room, by rank."""

    opened: tuple[Tip, ...]
    kept: tuple[Tip, ...]
    closed: tuple[Tip, ...]
    held_back: tuple[TipDraft, ...] = ()


def sync_tips(
    session: Session,
    store: Store,
    audit_id: int,
    tip_round: TipRound,
    *,
    now: datetime,
    most: int,
    due: timedelta,
    assignee_id: int | None = None,
) -> TipSync:
    """Bring a store's tips in line with what one photo says (rules above). Idempotent; workers wait for one another.

    Raises:
        NotFound: store_not_found, audit_not_found, sku_not_found.
    """
    lock_store(session, key(store.id))
    drafts = _by_rank(tip_round.drafts)
    settled = tip_round.settled - {draft.subject for draft in drafts}
    known = tips_about(session, key(store.id), {draft.subject for draft in drafts} | settled, lock=True)
    audits = {audit_id} | {tip.audit_id for tip in known} | {tip.after_audit_id for tip in known}
    times = seen_at(session, {number for number in audits if number is not None})
    if audit_id not in times:
        raise NotFound("audit_not_found", audit=audit_id)
    closed = []
    for tip in known:
        if (
            tip.subject in settled
            and tip.state in {"open", "expired"}
            and times[tip.audit_id] <= times[audit_id]
        ):
            turn(session, tip, "done", now=now, by=None, audit_id=audit_id)
            closed.append(tip)
    room = max(0, most - count_open(session, key(store.id)))
    ids = sku_ids_by_code(session, store.chain_id, {draft.sku for draft in drafts if draft.sku is not None})
    opened: list[Tip] = []
    kept: list[Tip] = []
    held_back: list[TipDraft] = []
    for draft in drafts:
        about = [tip for tip in known if tip.subject == draft.subject]
        is_open = next((tip for tip in about if tip.state == "open"), None)
        if is_open is not None:
            if times[is_open.audit_id] <= times[audit_id]:
                _tell(is_open, draft, audit_id, ids)
            kept.append(is_open)
        elif any(_rests(tip, draft, times, audit_id, now) for tip in about):
            continue
        elif len(opened) < room:
            opened.append(
                _open(session, store, draft, audit_id, ids, now=now, due=due, assignee_id=assignee_id)
            )
        else:
            held_back.append(draft)
    session.flush()
    tell_of_tips(session, store, opened, now=now)
    return TipSync(tuple(opened), tuple(kept), tuple(closed), tuple(held_back))


def _by_rank(drafts: Iterable[TipDraft]) -> list[TipDraft]:
    best: dict[str, TipDraft] = {}
    for draft in sorted(drafts, key=lambda draft: (-draft.rank, draft.subject)):
        best.setdefault(draft.subject, draft)
    return list(best.values())


def _rests(tip: Tip, draft: TipDraft, times: Mapping[int, datetime], audit_id: int, now: datetime) -> bool:
    """This ended tip speaks against opening the draft."""
    if tip.closed_at is None or tip.state not in {"done", "declined"}:
        return False
    if tip.state == "done":
        done_at = tip.closed_at if tip.after_audit_id is None else times[tip.after_audit_id]
        return times[audit_id] <= done_at
    return now - tip.closed_at < COOL_DOWN and not _changed(tip, draft)


def _changed(tip: Tip, draft: TipDraft) -> bool:
    """The draft is more than the declined tip seen again."""
    if tip.kind != draft.kind or tip.params.get("instead") != draft.params.get("instead"):
        return True
    if tip.value is not None and draft.value is not None and tip.value > 0:
        return float(draft.value) >= WORSE * float(tip.value)
    return draft.rank >= WORSE * tip.rank if tip.rank > 0 else draft.rank > tip.rank


def _open(
    session: Session,
    store: Store,
    draft: TipDraft,
    audit_id: int,
    ids: Mapping[str, int],
    *,
    now: datetime,
    due: timedelta,
    assignee_id: int | None,
) -> Tip:
    tip = Tip(
        chain_id=store.chain_id,
        store_id=key(store.id),
        audit_id=audit_id,
        kind=draft.kind,
        subject=draft.subject,
        params={},
        rank=draft.rank,
        assignee_id=assignee_id,
        created_at=now,
        due_at=now + due,
    )
    _tell(tip, draft, audit_id, ids)
    turn(session, tip, "open", now=now, by=None, audit_id=audit_id)
    return tip


def _tell(tip: Tip, draft: TipDraft, audit_id: int, ids: Mapping[str, int]) -> None:
    tip.audit_id, tip.kind, tip.rank, tip.layer = audit_id, draft.kind, draft.rank, draft.layer
    tip.sku_id = None if draft.sku is None else ids[draft.sku]
    tip.xyxy = None if draft.xyxy is None else [float(number) for number in draft.xyxy]
    tip.params = _plain(draft.params)
    value = draft.value
    tip.value = None if value is None else min(value, _VALUE_MOST).quantize(_VALUE_PLACES)


def _plain(value: Any) -> Any:
    """As JSON gives it back: decimals as text, tuples as lists."""
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, Mapping):
        return {str(name): _plain(part) for name, part in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(part) for part in value]
    return value
