"""Reading for the quality of names: random draws, checks, corrections."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from random import Random
from typing import Any, Final

from sqlalchemy import func
from sqlmodel import Session, col, select

from catalog.errors import NotFound
from catalog.queries_skus import SkuFact
from catalog.rows import key
from catalog.tables import Audit, Brand, Photo, Sku, Store
from catalog.tables_corrections import ShelfCorrection
from catalog.tables_posters import Poster, PosterCorrection
from catalog.tables_quality import NamingCheck
from catalog.tables_seen import GroupNaming, ShelfGroup

_ROUNDS: Final = 12
_DRAWN: Final = 500


@dataclass(frozen=True)
class Drawn:
    """A group that the models named, drawn by chance, and where it was seen."""

    group: ShelfGroup
    sku: SkuFact
    sku_id: int
    audit: Audit
    store: Store


@dataclass(frozen=True)
class Checked:
    """An answer on a name that chance drew."""

    category: str
    correct: bool
    at: datetime


@dataclass(frozen=True)
class Corrected:
    """What people said of groups by themselves, by the category of the models' name: not a random sample."""

    category: str
    confirmed: int
    corrected: int


def draw_named(
    session: Session, chain_id: int, rng: Random, *, since: datetime, most: int, category: str | None = None
) -> tuple[Drawn, ...]:
    """Up to `most` groups that the models named since then, each equally likely, none that was checked already.

    Ids are drawn, not rows sorted: a table of many millions is as quick as a small one. What people corrected is drawn
    too, or the wrong ones would be missing.
    """
    bounds = _ids_since(session, since)
    if bounds is None:
        return ()
    low, high = bounds
    found: dict[int, Drawn] = {}
    if high - low < _DRAWN * _ROUNDS:
        ids = list(range(low, high + 1))
        rng.shuffle(ids)
        rounds = [ids[at : at + _DRAWN] for at in range(0, len(ids), _DRAWN)]
    else:
        rounds = [[rng.randint(low, high) for _ in range(_DRAWN)] for _ in range(_ROUNDS)]
    for ids in rounds:
        by_id = {key(one.group.id): one for one in _named(session, chain_id, ids, since, category)}
        found |= {one: by_id[one] for one in ids if one in by_id}
        if len(found) >= most:
            break
    return tuple(found.values())[:most]


def _ids_since(session: Session, since: datetime) -> tuple[int, int] | None:
    first = session.exec(
        select(func.min(Audit.id)).where(Audit.state == "done", Audit.queued_at >= since)
    ).one()
    if first is None:
        return None
    query = select(ShelfGroup.id).where(ShelfGroup.audit_id >= first)
    low = session.exec(query.order_by(col(ShelfGroup.audit_id)).limit(1)).first()
    high = session.exec(select(func.max(ShelfGroup.id))).one()
    return None if low is None or high is None else (low, high)


def _named(
    session: Session, chain_id: int, ids: Sequence[int], since: datetime, category: str | None
) -> list[Drawn]:
    checked = select(NamingCheck.id).where(
        NamingCheck.group_id == ShelfGroup.id, col(NamingCheck.undone_at).is_(None)
    )
    query: Any = (
        select(ShelfGroup, Sku, Brand, Audit, Store)  # type: ignore[call-overload]
        .join(Sku, col(Sku.id) == ShelfGroup.sku_id)
        .join(Brand, col(Brand.id) == Sku.brand_id)
        .join(Audit, col(Audit.id) == ShelfGroup.audit_id)
        .join(Photo, col(Photo.id) == Audit.photo_id)
        .join(Store, col(Store.id) == Photo.store_id)
        .where(
            col(ShelfGroup.id).in_(ids),
            Store.chain_id == chain_id,
            Audit.queued_at >= since,
            ~checked.exists(),
        )
    )
    if category is not None:
        query = query.where(Sku.category == category)
    return [
        Drawn(group, _fact(sku, brand), key(sku.id), audit, store)
        for group, sku, brand, audit, store in session.exec(query)
    ]


def drawn_group(session: Session, chain_id: int, group_id: int) -> ShelfGroup:
    """A group of the chain that the models named; raises NotFound group_not_found."""
    query = (
        select(ShelfGroup)
        .join(Audit, col(Audit.id) == ShelfGroup.audit_id)
        .join(Photo, col(Photo.id) == Audit.photo_id)
        .join(Store, col(Store.id) == Photo.store_id)
        .where(ShelfGroup.id == group_id, Store.chain_id == chain_id, col(ShelfGroup.sku_id).is_not(None))
    )
    found = session.exec(query).first()
    if found is None:
        raise NotFound("group_not_found", audit=0, group=group_id)
    return found


def check_in_force(session: Session, group_id: int) -> NamingCheck | None:
    """The answer that counts for a group."""
    query = select(NamingCheck).where(NamingCheck.group_id == group_id, col(NamingCheck.undone_at).is_(None))
    return session.exec(query).first()


def get_check(session: Session, chain_id: int, check_id: int) -> NamingCheck:
    """An answer that was not taken back; raises NotFound check_not_found."""
    query = select(NamingCheck).where(
        NamingCheck.id == check_id, NamingCheck.chain_id == chain_id, col(NamingCheck.undone_at).is_(None)
    )
    found = session.exec(query).first()
    if found is None:
        raise NotFound("check_not_found", check=check_id)
    return found


def checks_since(session: Session, chain_id: int, since: datetime) -> tuple[Checked, ...]:
    """Answers in force on names drawn by chance, oldest first."""
    query = (
        select(Sku.category, NamingCheck.correct, NamingCheck.checked_at)
        .join(Sku, col(Sku.id) == NamingCheck.sku_id)
        .where(
            NamingCheck.chain_id == chain_id,
            NamingCheck.checked_at >= since,
            col(NamingCheck.undone_at).is_(None),
        )
        .order_by(col(NamingCheck.checked_at), col(NamingCheck.id))
    )
    return tuple(Checked(*row) for row in session.exec(query))


def corrected_since(session: Session, chain_id: int, since: datetime) -> tuple[Corrected, ...]:
    """Names of the models that people confirmed or corrected of their own accord."""
    same = col(ShelfGroup.sku_id) == col(GroupNaming.sku_id)
    query = (
        select(Sku.category, same, func.count())
        .select_from(GroupNaming)
        .join(ShelfGroup, col(ShelfGroup.id) == GroupNaming.group_id)
        .join(Sku, col(Sku.id) == ShelfGroup.sku_id)
        .where(Sku.chain_id == chain_id, GroupNaming.named_at >= since, col(GroupNaming.undone_at).is_(None))
        .group_by(col(Sku.category), same)
    )
    counts: dict[str, list[int]] = {}
    for category, confirmed, times in session.exec(query):
        counts.setdefault(category, [0, 0])[0 if confirmed else 1] += int(times)
    return tuple(Corrected(category, *sums) for category, sums in sorted(counts.items()))


def other_corrections(session: Session, chain_id: int, since: datetime) -> dict[str, int]:
    """How many unknown groups were named, single boxes corrected, and posters' offers corrected."""
    unknown = (
        select(func.count())
        .select_from(GroupNaming)
        .join(ShelfGroup, col(ShelfGroup.id) == GroupNaming.group_id)
        .join(Sku, col(Sku.id) == GroupNaming.sku_id)
        .where(Sku.chain_id == chain_id, GroupNaming.named_at >= since)
        .where(col(ShelfGroup.sku_id).is_(None), col(GroupNaming.undone_at).is_(None))
    )
    boxes = of_chain(select(func.count()).select_from(ShelfCorrection), ShelfCorrection.audit_id, chain_id)
    posters = select(func.count()).select_from(PosterCorrection)
    posters = posters.join(Poster, col(Poster.id) == PosterCorrection.poster_id)
    posters = of_chain(posters, Poster.audit_id, chain_id)
    return {
        "named": session.exec(unknown).one(),
        "boxes": session.exec(
            boxes.where(ShelfCorrection.corrected_at >= since, col(ShelfCorrection.undone_at).is_(None))
        ).one(),
        "posters": session.exec(
            posters.where(PosterCorrection.corrected_at >= since, col(PosterCorrection.undone_at).is_(None))
        ).one(),
    }


def of_chain(query: Any, audit_id: Any, chain_id: int) -> Any:
    """The query joined to the audits of the chain's stores."""
    return (
        query.join(Audit, col(Audit.id) == audit_id)
        .join(Photo, col(Photo.id) == Audit.photo_id)
        .join(Store, col(Store.id) == Photo.store_id)
        .where(Store.chain_id == chain_id)
    )


def _fact(sku: Sku, brand: Brand) -> SkuFact:
    return SkuFact(sku.code, brand.name, sku.name, sku.spec, sku.category, brand.competitor)
