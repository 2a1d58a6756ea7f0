"""Reading for SKUs that may be one product twice, and what a merger moves."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import func
from sqlmodel import Session, col, select

from catalog.errors import NotFound
from catalog.queries_skus import SkuFact
from catalog.rows import key
from catalog.tables import Brand, Reference, Sku
from catalog.tables_corrections import UnknownProduct
from catalog.tables_plans import MustStock, PlanogramSlot
from catalog.tables_quality import SkuMerge
from catalog.tables_seen import GroupNaming, ShelfGroup


@dataclass(frozen=True)
class SkuShort:
    """What telling doubles apart reads of an active SKU."""

    id: int
    fact: SkuFact
    references: int
    gtin: str | None


def skus_short(session: Session, chain_id: int) -> tuple[SkuShort, ...]:
    """Every active SKU of the chain, by code."""
    pictures = (
        select(func.count())
        .select_from(Reference)
        .where(Reference.sku_id == Sku.id)
        .correlate(Sku)
        .scalar_subquery()
    )
    query = select(Sku, Brand, pictures).join(Brand, col(Brand.id) == Sku.brand_id)
    rows = session.exec(query.where(Sku.chain_id == chain_id, col(Sku.active)).order_by(Sku.code))
    return tuple(
        SkuShort(
            key(sku.id),
            SkuFact(sku.code, brand.name, sku.name, sku.spec, sku.category, brand.competitor),
            int(count),
            sku.gtin,
        )
        for sku, brand, count in rows
    )


def namings_of_sku(session: Session, sku_id: int) -> tuple[GroupNaming, ...]:
    """People's names in force that say this SKU."""
    query = select(GroupNaming).where(GroupNaming.sku_id == sku_id, col(GroupNaming.undone_at).is_(None))
    return tuple(session.exec(query.order_by(col(GroupNaming.id))))


def audits_named(session: Session, sku_id: int) -> tuple[int, ...]:
    """Audits with a group that people's names in force call this SKU."""
    query = (
        select(ShelfGroup.audit_id)
        .join(GroupNaming, col(GroupNaming.group_id) == ShelfGroup.id)
        .where(GroupNaming.sku_id == sku_id, col(GroupNaming.undone_at).is_(None))
    )
    return tuple(session.exec(query.distinct()))


def questions_of_sku(session: Session, sku_id: int) -> tuple[UnknownProduct, ...]:
    """Questions on unknown products that were answered with this SKU."""
    return tuple(session.exec(select(UnknownProduct).where(UnknownProduct.sku_id == sku_id)))


def references_by_id(session: Session, reference_ids: Iterable[int]) -> tuple[Reference, ...]:
    """Those of the references that still exist."""
    query = select(Reference).where(col(Reference.id).in_(list(reference_ids)))
    return tuple(session.exec(query.order_by(col(Reference.id))))


def namings_by_id(session: Session, naming_ids: Iterable[int]) -> tuple[GroupNaming, ...]:
    """Those of the names that are still in force."""
    query = select(GroupNaming).where(
        col(GroupNaming.id).in_(list(naming_ids)), col(GroupNaming.undone_at).is_(None)
    )
    return tuple(session.exec(query.order_by(col(GroupNaming.id))))


def get_merge(session: Session, chain_id: int, merge_id: int) -> SkuMerge:
    """A merger of the chain that was not undone; raises NotFound merge_not_found."""
    query = select(SkuMerge).where(
        SkuMerge.id == merge_id, SkuMerge.chain_id == chain_id, col(SkuMerge.undone_at).is_(None)
    )
    found = session.exec(query).first()
    if found is None:
        raise NotFound("merge_not_found", merge=merge_id)
    return found


def recent_merges(session: Session, chain_id: int, *, limit: int) -> tuple[SkuMerge, ...]:
    """The chain's mergers in force, the newest first."""
    query = select(SkuMerge).where(SkuMerge.chain_id == chain_id, col(SkuMerge.undone_at).is_(None))
    return tuple(session.exec(query.order_by(col(SkuMerge.id).desc()).limit(limit)))


def uses_of_skus(session: Session, sku_ids: Iterable[int]) -> dict[int, int]:
    """In how many lines of planograms and must-stock lists each SKU stands: what a merger leaves to a person."""
    ids = sorted(set(sku_ids))
    slots = select(PlanogramSlot.sku_id, func.count()).where(col(PlanogramSlot.sku_id).in_(ids))
    lists = select(MustStock.sku_id, func.count()).where(col(MustStock.sku_id).in_(ids))
    counts: Counter[int] = Counter()
    for query in (slots.group_by(col(PlanogramSlot.sku_id)), lists.group_by(col(MustStock.sku_id))):
        counts.update({sku_id: int(times) for sku_id, times in session.exec(query)})
    return dict(counts)
