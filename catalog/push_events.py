"""What people are told of: a night's alerts and missing feeds, tips, escalations, proposals.

Each is called in the transaction that makes the thing, so that nobody is told of what was never saved.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from datetime import date, datetime
from typing import Final, Literal

from sqlmodel import Session

from catalog.push_outbox import queue_message
from catalog.queries_heirs import roles_of
from catalog.queries_push import (
    listeners_of_stores,
    listening_category_managers,
    silent_the_night_before,
)
from catalog.rows import key
from catalog.tables import Brand, Sku, Store
from catalog.tables_advice import Tip
from catalog.tables_promotions import Proposal
from catalog.tables_till import SilenceAlert

NAMES_MOST: Final = 3
"""So many products or stores are named in a message; the page that it opens has them all."""


def tell_of_night(
    session: Session,
    chain_id: int,
    raised: Iterable[SilenceAlert],
    silent_stores: Collection[int],
    *,
    day: date,
    now: datetime,
) -> None:
    """One message a store to its managers; of stores whose feed stopped this night one to each who minds them.

    Call it before the night itself is noted.
    """
    alerts: dict[int, list[SilenceAlert]] = defaultdict(list)
    for alert in raised:
        alerts[alert.store_id].append(alert)
    stopped = sorted(set(silent_stores) - silent_the_night_before(session, chain_id, day))
    managers = listeners_of_stores(session, {*alerts, *stopped})
    for store_id in sorted(set(alerts) & managers.keys()):
        found = sorted(alerts[store_id], key=lambda alert: alert.rank)
        params = {**_store(session, store_id), "n": len(found), "names": _products(session, found)}
        link = _in_inbox("alert", found)
        subject = f"silence:{min(key(alert.id) for alert in found)}"
        for user_id in managers[store_id]:
            queue_message(session, user_id, "silence", subject, params, link, now)
    _tell_of_feeds(session, chain_id, stopped, managers, day, now)


def _tell_of_feeds(
    session: Session,
    chain_id: int,
    stopped: list[int],
    managers: dict[int, tuple[int, ...]],
    day: date,
    now: datetime,
) -> None:
    minds: dict[int, list[int]] = defaultdict(list)
    supervisors = listeners_of_stores(session, stopped, "supervisor")
    for store_id in stopped:
        for user_id in (*managers.get(store_id, ()), *supervisors.get(store_id, ())):
            minds[user_id].append(store_id)
    wide = set(listening_category_managers(session, chain_id)) if stopped else set()
    minds |= dict.fromkeys(wide, stopped)
    for user_id, stores in sorted(minds.items()):
        names = [_store(session, store_id)["store_name"] for store_id in stores[:NAMES_MOST]]
        params = {"n": len(stores), "names": names, "day": day.isoformat()}
        link = "/lists/scans" if user_id in wide else "/alerts"  # where they may look after it
        queue_message(session, user_id, "no_feed", f"no_feed:{day}", params, link, now)


def tell_of_tips(session: Session, store: Store, opened: Sequence[Tip], *, now: datetime) -> None:
    """A photo's new tips to whom they are assigned, one message a photo."""
    mine: dict[int, list[Tip]] = defaultdict(list)
    for tip in opened:
        if tip.assignee_id is not None:
            mine[tip.assignee_id].append(tip)
    for user_id, tips in mine.items():
        params = {"store": store.code, "store_name": store.name, "n": len(tips)}
        subject = f"tips:{min(key(tip.id) for tip in tips)}:{now.isoformat()}"
        queue_message(session, user_id, "tips", subject, params, _in_inbox("tip", tips), now)


def tell_of_expired(session: Session, tips: Sequence[Tip], *, now: datetime) -> None:
    """Tips that nobody answered in time, to whom they went; one message for all of a round."""
    _tell_heirs(session, "expired", "tip", tips, "/tips?state=expired", now)


def tell_of_overdue(session: Session, alerts: Sequence[SilenceAlert], *, now: datetime) -> None:
    """Silence alerts that nobody answered in time, to whom they went; one message for all of a round."""
    _tell_heirs(session, "overdue", "alert", alerts, "/alerts", now)


def _tell_heirs(
    session: Session,
    kind: str,
    one_is: Literal["tip", "alert"],
    found: Sequence[Tip] | Sequence[SilenceAlert],
    wide: str,
    now: datetime,
) -> None:
    """Supervisors are led to their inbox, who minds the whole chain to the list at `wide`."""
    theirs: dict[int, list[Tip | SilenceAlert]] = defaultdict(list)
    for one in found:
        if one.escalated_to is not None:
            theirs[one.escalated_to].append(one)
    roles = roles_of(session, theirs)
    for user_id, mine in theirs.items():
        link = _in_inbox(one_is, mine) if roles.get(user_id) == "supervisor" else wide
        stores = sorted({one.store_id for one in mine})
        names = [_store(session, store_id)["store_name"] for store_id in stores[:NAMES_MOST]]
        params = {"n": len(mine), "names": names, "stores": len(stores)}
        subject = f"{kind}:{min(key(one.id) for one in mine)}:{now.isoformat()}"
        queue_message(session, user_id, kind, subject, params, link, now)


def tell_of_proposal(session: Session, store_id: int, proposal: Proposal, *, now: datetime) -> None:
    """A store's new proposal, to the chain's category managers."""
    said = proposal.params
    names = ("rival", "own", "rival_pct", "own_pct", "points")
    params = {**_store(session, store_id), **{name: str(said.get(name, "0")) for name in names}}
    link = f"/proposals#proposal{key(proposal.id)}"
    for user_id in listening_category_managers(session, proposal.chain_id):
        queue_message(session, user_id, "proposal", f"proposal:{key(proposal.id)}", params, link, now)


def _in_inbox(kind: Literal["tip", "alert"], found: Sequence[Tip | SilenceAlert]) -> str:
    """The inbox; with the one thing on top where it is about one."""
    return f"/inbox/{kind}/{key(found[0].id)}" if len(found) == 1 else "/inbox"


def _store(session: Session, store_id: int) -> dict[str, str]:
    store = session.get_one(Store, store_id)
    return {"store": store.code, "store_name": store.name}


def _products(session: Session, alerts: Sequence[SilenceAlert]) -> list[str]:
    names = []
    for alert in alerts[:NAMES_MOST]:
        sku = session.get_one(Sku, alert.sku_id)
        brand = session.get_one(Brand, sku.brand_id)
        names.append(" ".join(part for part in (brand.name, sku.name, sku.spec) if part))
    return names
