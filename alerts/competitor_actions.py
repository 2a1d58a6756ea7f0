"""Competitor action 竞品动作: sightings of offers over stores and days, joined into what the rival is doing there.

The same poster seen again is one action: the same brand, kind and numbers, and the same product. A product that nobody
named is told by the poster's other words, misread signs allowed for. Where nobody saw it for more than `PAUSE_DAYS`,
what comes after the pause is another action.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Final

from alerts.actions_alike import by_product, plain, rest_of
from catalog.mechanic import Numbers, OfferKind

PAUSE_DAYS: Final = 14
"""Days without a sighting in the whole area that one action may have: a store is visited every week or two."""
RUNNING_DAYS: Final = 7
"""An action that prints no end is taken to be running until so many days after it was last seen."""


@dataclass(frozen=True)
class Sighting:
    """An offer on a photo of a store, as it is in force (corrections applied).

    `store` is its code; `sku` the rival product's code where it is known, `product` its name or what the poster calls
    it, "" if neither; `words` the poster's large print (`heading_of`); `depth` 0..1. `audit_id`, `poster_number` and
    `offer_number` lead to the evidence, `xyxy` is the offer's box in pixels of the photo.
    """

    store: str
    day: date
    brand: str
    kind: OfferKind
    numbers: Numbers
    audit_id: int
    offer_number: int
    poster_number: int = 0
    sku: str | None = None
    product: str = ""
    text: str = ""
    words: str = ""
    depth: Decimal | None = None
    unit_price: Decimal | None = None
    valid_until: date | None = None
    needs_check: bool = False
    assumptions: tuple[str, ...] = ()
    currency: str = "¥"
    per: str | None = None
    xyxy: tuple[float, float, float, float] | None = None


@dataclass(frozen=True)
class Action:
    """One offer of a rival in an area, in how many stores and when it was seen.

    `stores` are codes in order, `sightings` by day, store and photo. `depth` is what most stores show, the deeper of
    two that are as frequent; `running` whether it is still on at the day asked for.
    """

    brand: str
    product: str
    sku: str | None
    kind: OfferKind
    numbers: Numbers
    text: str
    depth: Decimal | None
    unit_price: Decimal | None
    first: date
    last: date
    valid_until: date | None
    running: bool
    stores: tuple[str, ...]
    sightings: tuple[Sighting, ...]

    @property
    def deepest(self) -> Sighting:
        """The newest photo that shows the depth; the newest at all where none tells one."""
        return max(self.sightings, key=lambda one: (one.depth == self.depth, one.day, one.audit_id))

    @property
    def best(self) -> Sighting:
        """The photo to show: the newest one that names the product, else the newest."""
        return max(self.sightings, key=lambda one: (one.sku is not None, one.day, one.audit_id))


@dataclass(frozen=True)
class AreaActions:
    """What is done in an area: actions, the weightiest first, and sightings that count in none until checked."""

    actions: tuple[Action, ...]
    unchecked: tuple[Sighting, ...]


def actions_of(sightings: Iterable[Sighting], *, today: date, pause_days: int = PAUSE_DAYS) -> AreaActions:
    """The actions behind the sightings, in whatever order these come.

    Running ones come first, then those with the greatest depth × stores. Doubtful readings (`needs_check`) join no
    action: a misread 9.9 would be an action of its own.

    Args:
        sightings: of one area and window.
        today: the day that «still running» is asked for.
        pause_days: a longer pause begins another action.
    """
    every = sorted({_order(one): one for one in sightings}.values(), key=_order)
    doubtful = tuple(one for one in every if one.needs_check)
    groups: dict[tuple[object, ...], list[Sighting]] = defaultdict(list)
    for one in every:
        if not one.needs_check:
            groups[_same_offer(one)].append(one)
    actions = [
        _action(part, today)
        for group in groups.values()
        for products in by_product(group, lambda one: one.sku or "", _form)
        for part in _by_pause(products, pause_days)
    ]
    actions.sort(
        key=lambda action: (
            not action.running,
            -(action.depth or Decimal(0)) * len(action.stores),
            -len(action.stores),
            -action.last.toordinal(),
            action.brand,
            action.product,
            action.kind,
            _order(action.sightings[0]),
        )
    )
    return AreaActions(tuple(actions), doubtful)


def _order(one: Sighting) -> tuple[date, str, int, int, int]:
    return (one.day, one.store, one.audit_id, one.poster_number, one.offer_number)


def _same_offer(one: Sighting) -> tuple[object, ...]:
    """What must be equal; the list price need not, for it is often covered or out of the picture."""
    n = one.numbers
    brand = one.brand.strip().casefold()
    return (brand, one.kind, n.price, n.threshold, n.amount, n.rate, n.n, n.m, n.each, one.currency, one.per)


def _form(one: Sighting) -> str:
    """What tells its product, as plain text."""
    return plain(one.product) or rest_of(one.words, one.brand, one.text)


def _by_pause(found: Sequence[Sighting], pause_days: int) -> list[list[Sighting]]:
    parts: list[list[Sighting]] = []
    for one in sorted(found, key=_order):
        if parts and (one.day - parts[-1][-1].day).days <= pause_days:
            parts[-1].append(one)
        else:
            parts.append([one])
    return parts


def _action(found: Sequence[Sighting], today: date) -> Action:
    last = found[-1]
    named = Counter(one.product for one in found if one.product)
    said = Counter(one.text for one in found if one.text)
    ends = [one.valid_until for one in found if one.valid_until is not None]
    until = max(ends) if ends else None
    lists = Counter(one.numbers for one in found if one.numbers.list_price is not None)
    depths = {(one.store, one.depth, one.unit_price) for one in found if one.depth is not None}
    told = Counter((depth, price) for _, depth, price in depths)
    depth, price = max(
        told, key=lambda pair: (told[pair], pair[0] or 0, -(pair[1] or 0)), default=(None, None)
    )
    if depth is None:
        price = last.unit_price
    still = today <= until if until is not None else today - last.day <= timedelta(RUNNING_DAYS)
    return Action(
        brand=found[0].brand,
        product=_first(named),
        sku=next((one.sku for one in found if one.sku is not None), None),
        kind=last.kind,
        numbers=_first_numbers(lists, last.numbers),
        text=_first(said),
        depth=depth,
        unit_price=price,
        first=found[0].day,
        last=last.day,
        valid_until=until,
        running=still,
        stores=tuple(sorted({one.store for one in found})),
        sightings=tuple(found),
    )


def _first(counts: Counter[str]) -> str:
    """The most frequent text; of several the longest, then the first by code point."""
    return min(counts, key=lambda text: (-counts[text], -len(text), text), default="")


def _first_numbers(counts: Counter[Numbers], other: Numbers) -> Numbers:
    return min(counts, key=lambda numbers: (-counts[numbers], numbers.list_price or 0), default=other)
