"""What a store's newest shelf photos say of a product, for many products of many stores at once."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta, tzinfo
from typing import Any, Final

from sqlalchemy import func
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from catalog.queries_boxes import products_in_force
from catalog.queries_history import audits_of_day
from catalog.rows import key
from catalog.tables import Sku
from catalog.tables_history import ShelfDay, ShelfDaySku
from catalog.tables_till import StockOnHand

_DAYS_BACK: Final = 90
"""Older photos are no witnesses."""

Pair = tuple[int, int]
"""Ids of a store and a SKU."""


@dataclass(frozen=True)
class Witness:
    """What is known of a product from the store's photos and books.

    `seen_on` is the last day with photos of the product's category, None without any of late; `facings` of the product
    on it; `facings_before` on the last day with photos of it before the silence. `audit_id` is a photo of it on
    `seen_on`, `layer` where it shows most of it, of `layers`; None where no photo shows it. `gaps` on that day;
    `stock` what the books say, None: no word.
    """

    seen_on: date | None = None
    facings: int = 0
    facings_before: int | None = None
    audit_id: int | None = None
    layer: int | None = None
    layers: int | None = None
    gaps: int = 0
    stock: int | None = None


def witnesses(
    session: Session, silences: Sequence[tuple[Pair, date]], today: date, zone: tzinfo
) -> dict[Pair, Witness]:
    """By pair; `silences` tells each one's first silent day."""
    by_store: dict[int, list[tuple[int, date]]] = defaultdict(list)
    for (store, sku), since in silences:
        by_store[store].append((sku, since))
    found: dict[Pair, Witness] = {}
    for store, asked in sorted(by_store.items()):
        skus = [sku for sku, _ in asked]
        stock, shown_on = _stock(session, store, skus), _shown_on(session, store, skus, today)
        begun = dict(asked)
        for newest in {day.id: day for day in shown_on.values()}.values():
            mine = [sku for sku in skus if sku in shown_on and shown_on[sku].id == newest.id]
            facings = _facings(session, newest, mine)
            audits = audits_of_day(session, store, newest.day, zone) if facings else ()
            places = _places(session, audits, list(facings)) if audits else {}
            for sku in mine:
                audit, layer, layers = places.get(sku, (None, None, None))
                found[store, sku] = Witness(
                    seen_on=newest.day,
                    facings=facings.get(sku, 0),
                    facings_before=_facings_before(session, store, sku, begun[sku]),
                    audit_id=audit,
                    layer=layer,
                    layers=layers,
                    gaps=newest.gaps,
                    stock=stock.get(sku),
                )
        for sku in skus:
            before = _facings_before(session, store, sku, begun[sku]) if sku not in shown_on else None
            found.setdefault((store, sku), Witness(facings_before=before, stock=stock.get(sku)))
    return found


def _shown_on(session: Session, store_id: int, skus: list[int], until: date) -> dict[int, ShelfDay]:
    """By SKU: the last day whose photos show its part of the store, that is, any product of its category.

    A photo of the drinks says nothing of the crisps. A SKU without a category goes by the last day with any photo.
    """
    shelf, other = aliased(Sku), aliased(Sku)
    last: Any = (
        select(col(shelf.id), func.max(ShelfDay.day))
        .join(other, (col(other.chain_id) == shelf.chain_id) & (col(other.category) == shelf.category))
        .join(ShelfDaySku, col(ShelfDaySku.sku_id) == other.id)
        .join(ShelfDay, col(ShelfDay.id) == ShelfDaySku.shelf_day_id)
        .where(
            col(shelf.id).in_(skus),
            shelf.category != "",
            ShelfDaySku.facings > 0,
            ShelfDay.store_id == store_id,
            ShelfDay.day <= until,
            ShelfDay.day > until - timedelta(days=_DAYS_BACK),
        )
        .group_by(col(shelf.id))
    )
    by_sku: dict[int, date] = {sku: day for sku, day in session.exec(last)}
    days = select(ShelfDay).where(
        ShelfDay.store_id == store_id,
        ShelfDay.day <= until,
        ShelfDay.day > until - timedelta(days=_DAYS_BACK),
    )
    known = {day.day: day for day in session.exec(days)}
    if known:
        plain = session.exec(select(Sku.id).where(col(Sku.id).in_(skus), Sku.category == ""))
        by_sku |= {key(sku): max(known) for sku in plain}
    return {sku: known[day] for sku, day in by_sku.items()}


def _facings(session: Session, day: ShelfDay, skus: list[int]) -> dict[int, int]:
    query = select(ShelfDaySku.sku_id, ShelfDaySku.facings).where(
        ShelfDaySku.shelf_day_id == key(day.id), col(ShelfDaySku.sku_id).in_(skus), ShelfDaySku.facings > 0
    )
    return dict(session.exec(query).all())


def _facings_before(session: Session, store_id: int, sku_id: int, since: date) -> int | None:
    query = (
        select(ShelfDaySku.facings)
        .join(ShelfDay, col(ShelfDay.id) == ShelfDaySku.shelf_day_id)
        .where(ShelfDay.store_id == store_id, ShelfDaySku.sku_id == sku_id, ShelfDay.day < since)
        .order_by(col(ShelfDay.day).desc())
    )
    return session.exec(query).first()


def _stock(session: Session, store_id: int, skus: list[int]) -> dict[int, int]:
    query: Any = select(col(StockOnHand.sku_id), col(StockOnHand.units)).where(
        StockOnHand.store_id == store_id, col(StockOnHand.sku_id).in_(skus)
    )
    return {sku: int(units) for sku, units in session.exec(query)}


def _places(session: Session, audit_ids: tuple[int, ...], skus: list[int]) -> dict[int, tuple[int, int, int]]:
    """By SKU: the audit and layer with most of its facings, and how many layers that photo shows."""
    product = products_in_force(audit_ids).c
    shown: Any = (
        select(product.audit_id, product.layer, product.sku_id, func.count())
        .where(product.sku_id.in_(skus))
        .group_by(product.audit_id, product.layer, product.sku_id)
    )
    deep: Any = select(product.audit_id, func.max(product.layer)).group_by(product.audit_id)
    layers = dict(session.exec(deep).all())
    best: dict[int, tuple[int, int, int, int]] = {}
    for audit, layer, one, count in session.exec(shown):
        best[one] = max(best.get(one, (0, 0, 0, 0)), (count, audit, layer, layers[audit]))
    return {one: (audit, layer, of) for one, (_, audit, layer, of) in best.items()}
