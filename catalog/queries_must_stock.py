"""Reading must-stock lists (必分销清单)."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import or_
from sqlmodel import Session, col, select

from catalog.errors import NotFound
from catalog.queries_skus import SkuFact
from catalog.tables import Brand, Sku, Store
from catalog.tables_plans import MustStock


@dataclass(frozen=True)
class MustRow:
    """A line of a list with the SKU that it asks for."""

    line: MustStock
    sku: SkuFact


def must_lines_on(session: Session, store: Store, day: date) -> tuple[tuple[MustStock, str], ...]:
    """Lines for the store's class or for all stores that are valid that day, with SKU codes; active SKUs only.

    The last line of a SKU is the one that counts: its class before all stores, then the one that began last.
    Served by the unique index that begins with `chain_id, store_class`.
    """
    query = (
        select(MustStock, Sku.code)
        .join(Sku, col(Sku.id) == MustStock.sku_id)
        .where(
            MustStock.chain_id == store.chain_id,
            col(MustStock.store_class).in_({"", store.store_class}),
            MustStock.valid_from <= day,
            or_(col(MustStock.valid_until).is_(None), col(MustStock.valid_until) >= day),
            col(Sku.active),
        )
        .order_by(Sku.code, MustStock.store_class, col(MustStock.valid_from))
    )
    return tuple(session.exec(query))


def list_must_stock(
    session: Session, chain_id: int, *, store_class: str | None = None, on: date | None = None
) -> tuple[MustRow, ...]:
    """The chain's lines by class, SKU and start; `on` asks for those that are valid that day."""
    query: Any = (
        select(MustStock, Sku, Brand)
        .join(Sku, col(Sku.id) == MustStock.sku_id)
        .join(Brand, col(Brand.id) == Sku.brand_id)
        .where(MustStock.chain_id == chain_id)
    )
    if store_class is not None:
        query = query.where(MustStock.store_class == store_class)
    if on is not None:
        query = query.where(MustStock.valid_from <= on)
        query = query.where(or_(col(MustStock.valid_until).is_(None), col(MustStock.valid_until) >= on))
    rows = session.exec(query.order_by(MustStock.store_class, Sku.code, MustStock.valid_from))
    return tuple(
        MustRow(
            line,
            SkuFact(sku.code, brand.name, sku.name, sku.spec, sku.category, brand.competitor, gtin=sku.gtin),
        )
        for line, sku, brand in rows
    )


def get_must_line(session: Session, chain_id: int, line_id: int) -> MustStock:
    """One line of the chain; raises NotFound must_line_not_found."""
    query = select(MustStock).where(MustStock.chain_id == chain_id, MustStock.id == line_id)
    line = session.exec(query).first()
    if line is None:
        raise NotFound("must_line_not_found", line=line_id)
    return line


def must_lines_of(session: Session, chain_id: int) -> dict[tuple[str, int, date], MustStock]:
    """Every line of the chain by class, SKU id and start."""
    lines = session.exec(select(MustStock).where(MustStock.chain_id == chain_id))
    return {(line.store_class, line.sku_id, line.valid_from): line for line in lines}


def find_must_line(
    session: Session, chain_id: int, store_class: str, sku_id: int, valid_from: date
) -> MustStock | None:
    """The line of this class and SKU that begins that day."""
    query = select(MustStock).where(
        MustStock.chain_id == chain_id,
        MustStock.store_class == store_class,
        MustStock.sku_id == sku_id,
        MustStock.valid_from == valid_from,
    )
    return session.exec(query).first()
