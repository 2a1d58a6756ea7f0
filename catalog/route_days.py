"""Writing routes: days of people's weeks, each set whole."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from sqlmodel import Session

from catalog.errors import Invalid, NotFound
from catalog.queries_people import lock_chain
from catalog.queries_routes import Traveller, stops_of
from catalog.rows import key
from catalog.tables_visits import RouteStop

STOPS_MOST: Final = 100
"""Of a day; nobody visits as many."""


@dataclass(frozen=True)
class RouteDay:
    """A person's stores of a weekday (0 = Monday) in their order, by code.

    Raises:
        Invalid: `bad_value` naming weekday or stores.
    """

    username: str
    weekday: int
    stores: tuple[str, ...]

    def __post_init__(self) -> None:
        if not 0 <= self.weekday <= 6:
            raise Invalid("bad_value", field="weekday", value=str(self.weekday), reason="out_of_range")
        if len(self.stores) > STOPS_MOST:
            raise Invalid("bad_value", field="stores", value=str(len(self.stores)), reason="too_many")
        if len(set(self.stores)) != len(self.stores):
            raise Invalid("bad_value", field="stores", value=self.username, reason="duplicate_row")


@dataclass(frozen=True)
class RoutesSet:
    """How many stops are new, stand elsewhere in their day, stayed, are gone; and the changed days as they were."""

    created: int
    updated: int
    unchanged: int
    removed: int
    before: tuple[RouteDay, ...]


def set_route_days(
    session: Session,
    chain_id: int,
    days: Sequence[RouteDay],
    *,
    people: Mapping[str, Traveller],
    stores: Mapping[str, int],
) -> RoutesSet:
    """These days become this; other days stay, and so do stops in stores that are not among `stores`.

    Args:
        session: a session that writes.
        chain_id: the chain.
        days: what to set; none with a store twice.
        people: whose routes may be set, by username.
        stores: ids of the stores that may be put in and taken out, by code.

    Raises:
        NotFound: `user_not_found`, `store_not_found`.
        Invalid: `bad_value` naming store (not_reps_store: the person is not assigned to it) or days (duplicate_row).
    """
    lock_chain(session, chain_id)
    for day in days:
        check_stops(day, people, stores)
    if len({(day.username, day.weekday) for day in days}) != len(days):
        raise Invalid("bad_value", field="days", value="", reason="duplicate_row")
    codes = {store_id: code for code, store_id in stores.items()}
    known = stops_of(session, (key(people[day.username].user.id) for day in days))
    created = updated = unchanged = removed = 0
    before: list[RouteDay] = []
    for day in days:
        user_id = key(people[day.username].user.id)
        old = known.get((user_id, day.weekday), [])
        was = RouteDay(
            day.username, day.weekday, tuple(codes[s.store_id] for s in old if s.store_id in codes)
        )
        new, moved, stayed, gone = _set_day(session, user_id, day, old, stores)
        created, updated, unchanged, removed = (
            created + new,
            updated + moved,
            unchanged + stayed,
            removed + gone,
        )
        if was != day:
            before.append(was)
    session.flush()
    return RoutesSet(created, updated, unchanged, removed, tuple(before))


def check_stops(day: RouteDay, people: Mapping[str, Traveller], stores: Mapping[str, int]) -> None:
    """Raises what `set_route_days` raises of a day."""
    person = people.get(day.username)
    if person is None:
        raise NotFound("user_not_found", user=day.username)
    for code in day.stores:
        if code not in stores:
            raise NotFound("store_not_found", store=code)
        if stores[code] not in person.store_ids:
            raise Invalid("bad_value", field="store", value=code, reason="not_reps_store")


def _set_day(
    session: Session, user_id: int, day: RouteDay, old: Sequence[RouteStop], stores: Mapping[str, int]
) -> tuple[int, int, int, int]:
    mine = set(stores.values())
    order = [stores[code] for code in day.stores]
    for place, stop in enumerate(old):
        if stop.store_id not in mine:  # another supervisor's: it keeps its place as far as it can
            order.insert(min(place, len(order)), stop.store_id)
    there = {stop.store_id: stop for stop in old}
    ranks = {store_id: place for place, store_id in enumerate(there)}
    created = updated = 0
    for place, store_id in enumerate(order, start=1):
        if store_id not in there:
            session.add(RouteStop(user_id=user_id, weekday=day.weekday, store_id=store_id, position=place))
            created += 1
            continue
        updated += ranks[store_id] != place - 1
        there[store_id].position = place
    gone = [row for row in old if row.store_id not in order]
    for row in gone:
        session.delete(row)
    return created, updated, len(order) - created - updated, len(gone)


def merged(first: Iterable[tuple[int | None, str]], kept: Sequence[str]) -> tuple[str, ...]:
    """Stores in the order of their positions, those without one where they stand; `kept` ones that are not named
    come after them."""
    ranked: list[tuple[int, int, str]] = []
    last = 0
    for place, code in first:
        last = place if place is not None else last
        ranked.append((last, len(ranked), code))
    named = [code for _, _, code in sorted(ranked)]
    return (*named, *(code for code in kept if code not in named))
