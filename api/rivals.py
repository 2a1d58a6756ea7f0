"""What rivals do in an area, for a user: what was asked for, checked; sightings read; actions made of them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo
from decimal import Decimal
from typing import Final

from sqlmodel import Session

from alerts.actions_alike import heading_of
from alerts.competitor_actions import Action, Sighting, actions_of
from api.errors import ApiError
from api.poster_depths import on_corrected, told_anew
from catalog.pair_rule import Competitor
from catalog.queries_actions import AreaSeen, SeenOffer, area_posters
from catalog.queries_areas import AreaFact, AreaScope, area_of_newest_poster, areas_seen
from catalog.queries_pairs import own_rivals_of_many
from catalog.queries_people import WIDE_ROLES
from catalog.queries_posters import PosterSku
from catalog.tables import Store, User

PERIODS: Final = (7, 30, 90)
DAYS: Final = 30
EVERY: Final = AreaScope()


@dataclass(frozen=True)
class RivalAction:
    """An action with the rival's product, where it is known, and our products that compete with it, best first."""

    action: Action
    sku: PosterSku | None
    list_price: Decimal | None
    hits: tuple[Competitor, ...]


@dataclass(frozen=True)
class RivalsReport:
    """What is done in a scope from `first` to `last`; `stores` are those of the scope by code, `visited` counts those
    with a photo of that time; `cut`: only the newest posters were read."""

    scope: AreaScope
    areas: tuple[AreaFact, ...]
    days: int
    first: date
    last: date
    stores: Mapping[str, Store]
    visited: int
    actions: tuple[RivalAction, ...]
    unchecked: tuple[Sighting, ...]
    cut: bool


def rivals_report(
    session: Session, user: User, scope: AreaScope | None, days: int, *, now: datetime, zone: tzinfo
) -> RivalsReport:
    """The report of the stores that the user may see.

    `scope` None is where to begin: all of a rep's or store manager's own stores; for who sees the whole chain the
    area where the newest poster hung.

    Raises:
        ApiError: 404 area_not_found.
    """
    areas = areas_seen(session, user)
    if scope is None:
        scope = (area_of_newest_poster(session, user) if user.role in WIDE_ROLES else None) or EVERY
    elif scope != EVERY and not any(
        one.city == scope.city and scope.trade_area in {"", one.trade_area} for one in areas
    ):
        raise ApiError(404, "area_not_found", city=scope.city, trade_area=scope.trade_area)
    last = now.astimezone(zone).date()
    first = last - timedelta(days=days - 1)
    since = datetime.combine(first, time.min, zone)
    seen = area_posters(session, user, scope, since, now + timedelta(days=1))
    told = actions_of(sightings(seen, zone), today=last)
    by_code = {sku.code: sku for sku in seen.skus.values()}
    rivals = {by_code[one.sku].id for one in told.actions if one.sku in by_code}
    pairs = own_rivals_of_many(session, user.chain_id, rivals)
    return RivalsReport(
        scope=scope,
        areas=areas,
        days=days,
        first=first,
        last=last,
        stores={store.code: store for store in seen.stores.values()},
        visited=seen.visited,
        actions=tuple(_with_hits(one, by_code, seen, pairs) for one in told.actions),
        unchecked=told.unchecked,
        cut=seen.cut,
    )


def sightings(seen: AreaSeen, zone: tzinfo) -> list[Sighting]:
    """The offers as sightings: days of the stores' zone, depths as the poster's page tells them."""
    signs: dict[tuple[int, int], list[SeenOffer]] = {}
    for one in seen.offers:
        signs.setdefault((one.audit_id, one.poster_number), []).append(one)
    found = []
    for page in signs.values():
        heading = heading_of(page[0].lines, [one.text for one in page]) if page[0].lines else ""
        found += [_sighting(one, seen, zone, heading) for one in on_corrected(page)]
    return found


def _sighting(one: SeenOffer, seen: AreaSeen, zone: tzinfo, heading: str) -> Sighting:
    if one.product_said:
        one = told_anew(one, seen.prices.get(one.sku_id or 0))
    sku = seen.skus.get(one.sku_id or 0)
    return Sighting(
        store=seen.stores[one.store_id].code,
        day=one.taken.astimezone(zone).date(),
        brand=one.brand,
        kind=one.kind,
        numbers=one.numbers,
        audit_id=one.audit_id,
        offer_number=one.number,
        poster_number=one.poster_number,
        sku=None if sku is None else sku.code,
        product=one.product,
        text=one.text,
        words=heading,
        depth=one.depth,
        unit_price=one.unit_price,
        valid_until=one.valid_until,
        needs_check=one.needs_check,
        assumptions=one.assumptions,
        currency=one.currency,
        per=one.per,
        xyxy=one.xyxy,
    )


def _with_hits(
    action: Action,
    by_code: Mapping[str, PosterSku],
    seen: AreaSeen,
    pairs: Mapping[int, tuple[Competitor, ...]],
) -> RivalAction:
    sku = by_code.get(action.sku or "")
    if sku is None:
        return RivalAction(action, None, None, ())
    return RivalAction(action, sku, seen.prices.get(sku.id), pairs.get(sku.id, ()))
