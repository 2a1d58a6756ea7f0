"""Stores as tiles: area by sales, colour by compliance, a mark for how long nobody was there."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from statistics import median
from typing import Final

from api.local_day import Local
from api.treemap import Box, treemap
from catalog.queries_heat import StoreStanding

STEPS_PCT: Final = (50, 65, 80, 90)
"""Where one colour of compliance ends and the next begins."""
LATE_DAYS, VERY_LATE_DAYS = 14, 30
"""Nobody there for so long: a small mark, a large one."""
LEAST_SHARE: Final = 0.2
"""A store without sales is drawn with so much of the median's area: it must be seen, and tapped."""
HEADING_PX: Final = 20.0
_WORDS_WH: Final = (62.0, 34.0)
_NUMBER_WH: Final = (24.0, 15.0)
_LETTER_PX: Final = 12.5


@dataclass(frozen=True)
class StoreTile:
    """A store as it is drawn and listed; `days` since the one on which somebody was there, None: never."""

    code: str
    name: str
    city: str
    trade_area: str
    compliance_pct: float | None
    days: int | None
    sales: Decimal | None
    size: float

    @property
    def tone(self) -> str:
        """The colour's class: c0 (worst) to c4, cx where nothing is known."""
        return tone_of(self.compliance_pct)

    @property
    def late(self) -> str:
        """ "" | late | very: nobody was there for long."""
        if self.days is None or self.days > VERY_LATE_DAYS:
            return "very"
        return "late" if self.days > LATE_DAYS else ""

    @property
    def urgency(self) -> float:
        """What a visit is worth, roughly: sales times what is not as planned, more where nobody was for long."""
        lacking = 0.5 if self.compliance_pct is None else 1 - self.compliance_pct / 100
        return self.size * (lacking + min(60, 60 if self.days is None else self.days) / 60)


@dataclass(frozen=True)
class Drawn:
    """A tile in its place; `words` and `number` tell whether its name, its percentage have room."""

    tile: StoreTile
    box: Box
    words: bool
    number: bool
    letters: int


@dataclass(frozen=True)
class Area:
    """A city, or a trade area of one: its tiles in its box; `pct` their compliance weighed by size."""

    name: str
    box: Box
    tiles: tuple[Drawn, ...]
    stores: int
    pct: float | None
    late: int

    @property
    def tone(self) -> str:
        """The colour's class of the whole."""
        return tone_of(self.pct)


def tone_of(pct: float | None) -> str:
    """The class of a compliance in per cent."""
    return "cx" if pct is None else f"c{sum(pct >= step for step in STEPS_PCT)}"


def tiles_of(
    standings: Sequence[StoreStanding], sales: Mapping[int, Decimal], local: Local
) -> list[StoreTile]:
    """Each store; sizes are sales, or all the same where no sales are known."""
    known = [float(sales[each.store.id or 0]) for each in standings if sales.get(each.store.id or 0, 0) > 0]
    usual = median(known) if known else 1.0
    made = []
    for each in standings:
        money = sales.get(each.store.id or 0)
        size = max(float(money or 0), LEAST_SHARE * usual) if known else 1.0
        seen_on = None if each.seen_at is None else each.seen_at.astimezone(local.zone).date()
        days = None if seen_on is None else max(0, (local.today - seen_on).days)
        store = each.store
        made.append(
            StoreTile(
                store.code,
                store.name,
                store.city,
                store.trade_area,
                each.compliance_pct,
                days,
                money,
                size,
            )
        )
    return made


def draw(
    tiles: Sequence[StoreTile], group: Callable[[StoreTile], str], width: float, height: float
) -> list[Area]:
    """The tiles by groups, the largest group first."""
    groups: dict[str, list[StoreTile]] = {}
    for tile in tiles:
        groups.setdefault(group(tile), []).append(tile)
    ordered = sorted(groups.items(), key=lambda each: (-sum(tile.size for tile in each[1]), each[0]))
    boxes = treemap([sum(tile.size for tile in members) for _, members in ordered], Box(0, 0, width, height))
    return [_area(name, members, box) for (name, members), box in zip(ordered, boxes, strict=True)]


def _area(name: str, members: list[StoreTile], box: Box) -> Area:
    inner = box.within(top=HEADING_PX if box.height > 3 * HEADING_PX else 0.0, margin=1.5)
    parts = treemap([tile.size for tile in members], inner)
    judged = [tile for tile in members if tile.compliance_pct is not None]
    weight = sum(tile.size for tile in judged)
    return Area(
        name,
        box,
        tuple(_drawn(tile, part) for tile, part in zip(members, parts, strict=True)),
        len(members),
        sum((tile.compliance_pct or 0) * tile.size for tile in judged) / weight if weight else None,
        sum(bool(tile.late) for tile in members),
    )


def _drawn(tile: StoreTile, box: Box) -> Drawn:
    words = box.width >= _WORDS_WH[0] and box.height >= _WORDS_WH[1]
    number = box.width >= _NUMBER_WH[0] and box.height >= _NUMBER_WH[1]
    return Drawn(tile, box, words, number, max(1, int((box.width - 10) / _LETTER_PX)))
