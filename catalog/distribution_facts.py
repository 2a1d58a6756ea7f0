"""What the database says of distribution (铺货): states of stores at a moment, what stood on their shelves, sales."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from catalog.shelf_lines import ShelfLines


@dataclass(frozen=True)
class DistributionScope:
    """What a report is narrowed to; None leaves it wide. `store` and `sku` are codes."""

    category: str | None = None
    trade_area: str | None = None
    brand: str | None = None
    store: str | None = None
    sku: str | None = None


@dataclass(frozen=True)
class Moment:
    """A day whose states are asked for: the latest shelf days from `since` to `day`, both included."""

    since: date
    day: date

    def __post_init__(self) -> None:
        if self.since > self.day:
            raise ValueError(f"expected since <= day, got {self.since} and {self.day}")

    @classmethod
    def at(cls, day: date, within: int) -> "Moment":
        """The moment of `day` that looks back over `within` days, the day itself included."""
        return cls(day - timedelta(days=within - 1), day)


@dataclass(frozen=True)
class StoreFact:
    """A store as a report names it."""

    id: int
    code: str
    name: str
    city: str
    trade_area: str


@dataclass(frozen=True)
class ArticleFact:
    """A SKU as a report names it."""

    id: int
    code: str
    brand: str
    name: str
    spec: str
    category: str
    competitor: bool


@dataclass(frozen=True)
class StoreVisit:
    """A store's shelf day. `facings` counts columns, the `unknown` among them; `photos` 0: a generated day."""

    store: int
    day: date
    facings: int
    unknown: int
    photos: int


@dataclass(frozen=True)
class Snapshot:
    """The states of all stores at a moment: for each store and category the latest visit that showed anything of the
    category (a photo of the drinks says nothing about the crisps), and these visits' lines of it."""

    visits: Mapping[tuple[int, str], StoreVisit]
    lines: ShelfLines

    @property
    def stores(self) -> frozenset[int]:
        """Stores with a state of any category."""
        return frozenset(store for store, _ in self.visits)

    def stores_of(self, category: str) -> tuple[int, ...]:
        """Stores with a state of this category."""
        return tuple(store for store, shown in self.visits if shown == category)

    @property
    def days(self) -> frozenset[StoreVisit]:
        """The visits, each once, however many categories it showed."""
        return frozenset(self.visits.values())


@dataclass(frozen=True)
class PointCount:
    """A SKU at one moment of the series: stores where it stood, its facings there."""

    sku: int
    point: int
    stores: int
    facings: int


@dataclass(frozen=True)
class PointTotal:
    """One moment of the series: stores with a state, by category."""

    day: date
    by_category: Mapping[str, int]


@dataclass(frozen=True)
class CategorySales:
    """What a store sold of a category in the weeks before the report's last day; `value` None: a price is missing."""

    store: int
    category: str
    units: Decimal
    value: Decimal | None
