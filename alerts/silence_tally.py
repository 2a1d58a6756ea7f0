"""What a replay adds up to: alerts a store and day, how many sold again soon by themselves, the margin at stake."""

from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Final

SOON_DAYS: Final = 3
WEEK_DAYS: Final = 7


@dataclass(frozen=True)
class Share:
    """`sold` of `known` alerts: those that had so many days to sell again in; `pct` 0..100, None without any."""

    sold: int
    known: int

    @property
    def pct(self) -> float | None:
        """Of a hundred, 0..100."""
        return 100 * self.sold / self.known if self.known else None


@dataclass(frozen=True)
class Tally:
    """Of some alerts: how many; a store and day; the shares that sold again within 3 and 7 days, which nobody had been
    asked to see to, so that most were false; `lost_margin` in money of their silences, where prices are known."""

    alerts: int
    a_store_and_day: float
    within_3: Share
    within_7: Share
    lost_margin: float


@dataclass(frozen=True)
class Summary:
    """A replay: `stores_days` stores times days that told; all alerts, those by category, and alerts by day."""

    store_days: int
    total: Tally
    by_category: Mapping[str, Tally]
    by_day: Mapping[date, int]


@dataclass
class _Alert:
    raised: date
    category: str
    sold: date | None = None
    margin: float = 0.0


@dataclass
class Replays:
    """Adds up nights of one set of rules, in order; `category` by product."""

    category: Mapping[int, str]
    _alerts: dict[tuple[Hashable, date], _Alert] = field(default_factory=dict)
    _open: dict[Hashable, date] = field(default_factory=dict)
    _days: dict[date, int] = field(default_factory=dict)
    _store_days: int = 0

    def add(
        self,
        day: date,
        stores: int,
        raised: Iterable[tuple[int, int]],
        sold: Iterable[tuple[int, int]],
        margins: Mapping[tuple[int, int], float],
    ) -> None:
        """A night: stores that told, pairs (store, product) newly raised, pairs whose standing alert sold, and what
        each standing silence costs so far."""
        for pair in sold:
            alert = self._alerts[pair, self._open.pop(pair)]
            alert.sold = day
        for pair in raised:
            self._open[pair] = day
            self._alerts[pair, day] = _Alert(day, self.category.get(pair[1], ""))
        for pair, margin in margins.items():
            self._alerts[pair, self._open[pair]].margin = margin
        self._days[day] = sum(1 for since in self._open.values() if since == day)
        self._store_days += stores

    def summary(self) -> Summary:
        """What came of it so far."""
        by_category: dict[str, list[_Alert]] = defaultdict(list)
        for alert in self._alerts.values():
            by_category[alert.category].append(alert)
        last = max(self._days, default=date.min)
        return Summary(
            store_days=self._store_days,
            total=self._tally(list(self._alerts.values()), last),
            by_category={name: self._tally(found, last) for name, found in sorted(by_category.items())},
            by_day=dict(self._days),
        )

    def _tally(self, alerts: list[_Alert], last: date) -> Tally:
        return Tally(
            alerts=len(alerts),
            a_store_and_day=len(alerts) / max(1, self._store_days),
            within_3=_share(alerts, SOON_DAYS, last),
            within_7=_share(alerts, WEEK_DAYS, last),
            lost_margin=sum(alert.margin for alert in alerts),
        )


def _share(alerts: list[_Alert], days: int, last: date) -> Share:
    """An alert of the last days has not had its time: it is counted neither way."""
    known = [alert for alert in alerts if (last - alert.raised).days >= days]
    sold = sum(1 for alert in known if alert.sold is not None and (alert.sold - alert.raised).days <= days)
    return Share(sold, len(known))
