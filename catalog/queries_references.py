"""Reading how well references do their work: which match, which draw others' crops, which SKUs have none."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import case, func
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from catalog.queries_skus import SkuFact
from catalog.rows import key
from catalog.tables import Brand, Reference, Sku
from catalog.tables_quality import ReferenceUse, SkuMerge
from catalog.tables_seen import GroupNaming, ShelfGroup


@dataclass(frozen=True)
class ReferenceWork:
    """A reference, its SKU, and how often it was the nearest to groups of its own and of other SKUs."""

    reference: Reference
    sku: SkuFact
    own: int
    own_lately: int
    others: int
    sku_seen: int


@dataclass(frozen=True)
class Stray:
    """A reference that was the nearest to groups of another SKU, so many times; `own` times to its own."""

    reference: Reference
    sku: SkuFact
    other: SkuFact
    times: int
    own: int


@dataclass(frozen=True)
class Mistaken:
    """What people corrected: groups that the models named `said` and people `true`."""

    said: SkuFact
    true: SkuFact
    times: int


def references_there(session: Session, reference_ids: Iterable[int]) -> frozenset[int]:
    """Those of the references that still exist."""
    ids = sorted(reference_ids)
    return frozenset(
        key(found) for found in session.exec(select(Reference.id).where(col(Reference.id).in_(ids)))
    )


def uses_since(session: Session, chain_id: int) -> date | None:
    """The first day that uses were counted on; None when none were."""
    query = (
        select(func.min(ReferenceUse.day))
        .join(Sku, col(Sku.id) == ReferenceUse.sku_id)
        .where(Sku.chain_id == chain_id)
    )
    return session.exec(query).one()


def reference_work(
    session: Session, chain_id: int, *, since: date, lately: date
) -> tuple[ReferenceWork, ...]:
    """Every reference of an active SKU with its uses since a day, and since a later one (`own_lately`)."""
    own = _own(ReferenceUse)
    used = col(ReferenceUse.day) >= since
    query = (
        select(  # type: ignore[call-overload]
            Reference,
            Sku,
            Brand,
            func.coalesce(func.sum(case((own, ReferenceUse.times), else_=0)), 0),
            func.coalesce(
                func.sum(case((own & (col(ReferenceUse.day) >= lately), ReferenceUse.times), else_=0)), 0
            ),
            func.coalesce(func.sum(case((own, 0), else_=ReferenceUse.times)), 0),
        )
        .join(Sku, col(Sku.id) == Reference.sku_id)
        .join(Brand, col(Brand.id) == Sku.brand_id)
        .outerjoin(ReferenceUse, (col(ReferenceUse.reference_id) == Reference.id) & used)
        .where(Sku.chain_id == chain_id, col(Sku.active))
        .group_by(Reference, Sku, Brand)
        .order_by(Sku.code, Reference.id)
    )
    rows = session.exec(query).all()
    seen = _seen(session, chain_id, since)
    return tuple(
        ReferenceWork(
            reference, _fact(sku, brand), int(mine), int(recent), int(others), seen.get(key(sku.id), 0)
        )
        for reference, sku, brand, mine, recent, others in rows
    )


def _own(use: Any) -> Any:
    """Whether a use was of the reference's own SKU, or of one that was since merged into it."""
    merged = (
        select(SkuMerge.id)
        .where(
            SkuMerge.kept_id == Reference.sku_id,
            SkuMerge.dropped_id == use.sku_id,
            col(SkuMerge.undone_at).is_(None),
        )
        .correlate(Reference, use)
    )
    return (use.sku_id == Reference.sku_id) | merged.exists()


def _seen(session: Session, chain_id: int, since: date) -> dict[int, int]:
    """How often each SKU was seen at all, whichever reference was the nearest."""
    query = (
        select(ReferenceUse.sku_id, func.sum(ReferenceUse.times))
        .join(Sku, col(Sku.id) == ReferenceUse.sku_id)
        .where(Sku.chain_id == chain_id, ReferenceUse.day >= since)
        .group_by(col(ReferenceUse.sku_id))
    )
    return {sku_id: int(times) for sku_id, times in session.exec(query)}


def strays(session: Session, chain_id: int, *, since: date, least: int, limit: int) -> tuple[Stray, ...]:
    """References that drew at least so many groups of one other SKU, and more than of their own; the worst first."""
    owner, owner_brand, other, other_brand = aliased(Sku), aliased(Brand), aliased(Sku), aliased(Brand)
    mine = aliased(ReferenceUse)
    own = (
        select(func.coalesce(func.sum(mine.times), 0))
        .where(mine.reference_id == Reference.id, _own(mine), mine.day >= since)
        .correlate(Reference)
        .scalar_subquery()
    )
    times = func.sum(ReferenceUse.times)
    query = (
        select(Reference, owner, owner_brand, other, other_brand, times, own)  # type: ignore[call-overload]
        .join(ReferenceUse, col(ReferenceUse.reference_id) == Reference.id)
        .join(owner, owner.id == Reference.sku_id)
        .join(owner_brand, owner_brand.id == owner.brand_id)
        .join(other, other.id == ReferenceUse.sku_id)
        .join(other_brand, other_brand.id == other.brand_id)
        .where(
            owner.chain_id == chain_id,
            owner.active,
            ~_own(ReferenceUse),
            ReferenceUse.day >= since,
        )
        .group_by(Reference, owner, owner_brand, other, other_brand)
        .having((times >= least) & (times > own))
        .order_by(times.desc(), Reference.id)
        .limit(limit)
    )
    return tuple(
        Stray(reference, _fact(sku, brand), _fact(rival, rival_brand), int(n), int(n_own))
        for reference, sku, brand, rival, rival_brand, n, n_own in session.exec(query)
    )


def mistaken_pairs(session: Session, chain_id: int, *, since: datetime, limit: int) -> tuple[Mistaken, ...]:
    """Pairs of SKUs that the models confused as people's namings say, the most frequent first."""
    said, said_brand, true, true_brand = aliased(Sku), aliased(Brand), aliased(Sku), aliased(Brand)
    times = func.count()
    query = (
        select(said, said_brand, true, true_brand, times)  # type: ignore[call-overload]
        .select_from(GroupNaming)
        .join(ShelfGroup, col(ShelfGroup.id) == GroupNaming.group_id)
        .join(said, said.id == ShelfGroup.sku_id)
        .join(said_brand, said_brand.id == said.brand_id)
        .join(true, true.id == GroupNaming.sku_id)
        .join(true_brand, true_brand.id == true.brand_id)
        .where(
            said.chain_id == chain_id,
            said.id != true.id,
            GroupNaming.named_at >= since,
            col(GroupNaming.undone_at).is_(None),
        )
        .group_by(said, said_brand, true, true_brand)
        .order_by(times.desc(), said.code)
        .limit(limit)
    )
    return tuple(Mistaken(_fact(a, ab), _fact(b, bb), int(n)) for a, ab, b, bb, n in session.exec(query))


def skus_without_references(
    session: Session, chain_id: int, *, limit: int, offset: int = 0
) -> tuple[tuple[SkuFact, ...], int]:
    """Active SKUs that no picture shows, by code, and how many there are."""
    pictured = select(Reference.id).where(Reference.sku_id == Sku.id)
    rules = (Sku.chain_id == chain_id, col(Sku.active), ~pictured.exists())
    total = session.exec(select(func.count()).select_from(Sku).where(*rules)).one()
    query = select(Sku, Brand).join(Brand).where(*rules).order_by(Sku.code)
    rows = session.exec(query.limit(limit).offset(offset))
    return tuple(_fact(sku, brand) for sku, brand in rows), total


def same_pictures(session: Session, chain_id: int, *, limit: int) -> tuple[tuple[int, int], ...]:
    """Ids of references of different active SKUs that are one and the same stored picture."""
    one, other, first, second = aliased(Reference), aliased(Reference), aliased(Sku), aliased(Sku)
    query = (
        select(one, other)
        .join(other, (col(other.image_sha256) == one.image_sha256) & (col(other.id) > col(one.id)))
        .join(first, col(first.id) == one.sku_id)
        .join(second, col(second.id) == other.sku_id)
        .where(first.chain_id == chain_id, second.chain_id == chain_id, first.id != second.id)
        .where(col(first.active), col(second.active))
        .order_by(col(one.id))
        .limit(limit)
    )
    return tuple((key(a.id), key(b.id)) for a, b in session.exec(query) if a.xyxy == b.xyxy)


def references_with_skus(
    session: Session, chain_id: int, reference_ids: Iterable[int]
) -> dict[int, tuple[Reference, SkuFact]]:
    """These references of the chain, by id, each with its SKU."""
    query = (
        select(Reference, Sku, Brand)
        .join(Sku, col(Sku.id) == Reference.sku_id)
        .join(Brand, col(Brand.id) == Sku.brand_id)
        .where(Sku.chain_id == chain_id, col(Reference.id).in_(sorted(reference_ids)))
    )
    return {key(r.id): (r, _fact(sku, brand)) for r, sku, brand in session.exec(query)}


def _fact(sku: Sku, brand: Brand) -> SkuFact:
    return SkuFact(sku.code, brand.name, sku.name, sku.spec, sku.category, brand.competitor)
