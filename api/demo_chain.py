"""A made-up chain of any size, and a past for the stores of a chain: what reports are tried and timed on."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Final

import numpy as np
from sqlmodel import Session

from api.demo_history import Counts, History, draw_history
from catalog.history_filling import StoreDay, save_daily_scans, save_store_days
from catalog.people import create_store
from catalog.rows import key
from catalog.sku_draft import SkuDraft
from catalog.skus import create_sku
from catalog.tables import Sku, Store
from catalog.tables_plans import MustStock

STORE_MARK: Final = "DH"
"""Codes of made-up stores begin so: nobody takes them for real ones."""

_AREAS: Final = ("社区", "学校", "办公", "商圈", "交通")
_CITIES: Final = ("澄州", "临渚", "汀阳", "北浦")
_SHELVES: Final = (
    ("饮料", "500ml", "5.00", ("溪岚", "麦屿"), ("柠檬汽水", "乌龙茶", "气泡水", "椰子水")),
    ("乳品", "250ml", "4.50", ("云朵牧", "橙间"), ("纯牛奶", "酸奶", "燕麦奶", "早餐奶")),
    ("零食", "70g", "6.90", ("松语", "禾豆"), ("原味薯片", "海苔脆", "坚果仁", "米饼")),
    ("方便面", "105g", "4.80", ("灶上", "面里"), ("番茄牛腩面", "老坛酸菜面", "菌菇面", "香辣面")),
    ("洗护", "400ml", "25.80", ("沐白", "青芷"), ("沐浴露", "洗发水", "洗手液", "护发素")),
)
"""Category, spec, price, brands, products; the brands are as fictional as the chain."""
_SIZES: Final = ("", "大瓶装", "家庭装", "便携装")


@dataclass(frozen=True)
class HistorySize:
    """How much past to make up, ending with `last_day`; stores are seen on it and every `every`-th day before.
    `facings` is what a SKU of middling success gets."""

    days: int
    last_day: date
    every: int = 1
    seed: int = 7
    facings: float = 2.2

    def __post_init__(self) -> None:
        if not 1 <= self.days <= 1000 or self.every < 1:
            raise ValueError(f"expected 1 to 1000 days and every >= 1, got {self.days} and {self.every}")


def make_stores(session: Session, chain_id: int, count: int) -> list[Store]:
    """`count` new stores, their trade areas and cities in turn. Raises Conflict store_exists."""
    return [
        create_store(
            session,
            chain_id,
            code=f"{STORE_MARK}{number:04d}",
            name=f"示例{number:03d}店",
            city=_CITIES[number % len(_CITIES)],
            trade_area=_AREAS[number % len(_AREAS)],
        )
        for number in range(1, count + 1)
    ]


def make_skus(session: Session, chain_id: int, count: int, *, now: datetime) -> list[Sku]:
    """`count` new SKUs over five categories and ten brands. Raises Conflict sku_exists."""
    return [create_sku(session, chain_id, draft, now=now).sku for draft in _drafts(count)]


def _drafts(count: int) -> Iterator[SkuDraft]:
    for number in range(count):
        category, spec, price, brands, products = _SHELVES[number % len(_SHELVES)]
        turn = number // len(_SHELVES)
        yield SkuDraft(
            code=f"{STORE_MARK}-SKU-{number + 1:03d}",
            brand=brands[turn % 2],
            name=products[turn // 2 % len(products)]
            + _SIZES[turn // 8 % len(_SIZES)]
            + str(turn // 32 or ""),
            spec=spec,
            category=category,
            competitor=turn % 2 == 1,
            list_price=Decimal(price) + Decimal(turn) / 10,
        )


def fill_history(
    session: Session,
    stores: Sequence[Store],
    skus: Sequence[Sku],
    size: HistorySize,
    *,
    now: datetime,
    say: Callable[[str], None] = lambda line: None,
) -> None:
    """Give the stores a past: store days without photos, a must-stock list, units sold."""
    history = draw_history(
        size.seed,
        areas=_numbers([store.trade_area for store in stores]),
        categories=_numbers([sku.category for sku in skus]),
        days=size.days,
        facings=size.facings,
    )
    days = [size.last_day - timedelta(days=size.days - 1 - back) for back in range(size.days)]
    lines = save_store_days(session, list(_store_days(stores, skus, history, days, size)), now=now)
    _must_stock(session, skus, history, days[0])
    sales = save_daily_scans(session, _sales(stores, skus, history, days))
    say(f"history: {len(stores)} stores, {len(skus)} SKUs, {len(days)} days: {lines} lines, {sales} sales")


def _store_days(
    stores: Sequence[Store],
    skus: Sequence[Sku],
    history: History,
    days: Sequence[date],
    size: HistorySize,
) -> Iterator[StoreDay]:
    sku_ids, must = [key(sku.id) for sku in skus], history.must.tolist()
    facings, unknown, gaps = history.facings.tolist(), history.unknown.tolist(), history.gaps.tolist()
    for s, store in enumerate(stores):
        for d, day in enumerate(days):
            if (len(days) - 1 - d) % size.every:
                continue
            counts = zip(sku_ids, facings[s][d], facings[s][d], must, strict=True)
            yield StoreDay(key(store.id), day, 0, unknown[s][d], gaps[s][d], tuple(counts))


def _must_stock(session: Session, skus: Sequence[Sku], history: History, since: date) -> None:
    for sku, must in zip(skus, history.must.tolist(), strict=True):
        if must:
            session.add(MustStock(chain_id=sku.chain_id, sku_id=key(sku.id), valid_from=since))
    session.flush()


def _sales(
    stores: Sequence[Store], skus: Sequence[Sku], history: History, days: Sequence[date]
) -> Iterator[tuple[int, int, date, Decimal]]:
    sku_ids = [key(sku.id) for sku in skus]
    for s, store in enumerate(stores):
        for d, day in enumerate(days):
            for sku, units in zip(sku_ids, history.sold[s, d].tolist(), strict=True):
                yield key(store.id), sku, day, Decimal(units)


def _numbers(words: Sequence[str]) -> Counts:
    known = sorted(set(words))
    return np.array([known.index(word) for word in words], np.int64)
