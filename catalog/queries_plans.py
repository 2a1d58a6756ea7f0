"""Reading planograms: the list, one version as a plan, and what is in force in a store on a day."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import case, func, or_, union_all
from sqlmodel import Session, col, select

from catalog.errors import NotFound
from catalog.plans import Plan, PlanSlot, UnknownPlace
from catalog.rows import key
from catalog.tables import Sku, Store
from catalog.tables_plans import (
    Planogram,
    PlanogramLayer,
    PlanogramSlot,
    PlanogramTarget,
    PlanogramUnknown,
    PlanogramVersion,
)


@dataclass(frozen=True)
class Targets:
    """Where a version is in force: store codes and classes, or everywhere in the chain. All empty: nowhere yet."""

    stores: tuple[str, ...] = ()
    store_classes: tuple[str, ...] = ()
    everywhere: bool = False


@dataclass(frozen=True)
class VersionRow:
    """One version with its planogram, its content as a value, and where it is in force."""

    planogram: Planogram
    version: PlanogramVersion
    plan: Plan
    targets: Targets


@dataclass(frozen=True)
class VersionNote:
    """A version in a list: how many slots, facings and layers it has, and of its targets the number of stores."""

    version: PlanogramVersion
    slots: int
    facings: int
    layers: int
    stores: int
    store_classes: tuple[str, ...]
    everywhere: bool


@dataclass(frozen=True)
class PlanogramRow:
    """A planogram and its versions, the newest first."""

    planogram: Planogram
    versions: tuple[VersionNote, ...]


def list_planograms(session: Session, chain_id: int) -> tuple[PlanogramRow, ...]:
    """The chain's planograms by code. Four queries, however many there are."""
    versions = session.exec(
        _versions().where(Planogram.chain_id == chain_id).order_by(col(PlanogramVersion.number).desc())
    ).all()
    ids = [key(version.id) for version, _ in versions]
    slots = _counts(session, PlanogramSlot, ids, func.coalesce(func.sum(PlanogramSlot.facings), 0))
    layers = _counts(session, PlanogramLayer, ids, func.count())
    targets: dict[int, list[tuple[str, int, int]]] = {}
    named: Any = (
        select(
            PlanogramTarget.version_id,
            PlanogramTarget.store_class,
            func.count(),
            func.count(col(PlanogramTarget.store_id)),
        )
        .where(col(PlanogramTarget.version_id).in_(ids))
        .group_by(col(PlanogramTarget.version_id), col(PlanogramTarget.store_class))
        .order_by(col(PlanogramTarget.store_class))
    )
    for version_id, store_class, rows, stores in session.exec(named):
        targets.setdefault(version_id, []).append((store_class, rows, stores))
    notes: dict[int, list[VersionNote]] = {}
    planograms = {key(planogram.id): planogram for _, planogram in versions}
    for version, planogram in versions:
        version_id = key(version.id)
        count, facings = slots.get(version_id, (0, 0))
        found = targets.get(version_id, [])
        notes.setdefault(key(planogram.id), []).append(
            VersionNote(
                version,
                slots=count,
                facings=facings,
                layers=layers.get(version_id, (0, 0))[0],
                stores=sum(stores for _, _, stores in found),
                store_classes=tuple(name for name, _, _ in found if name),
                everywhere=any(not name and rows > stores for name, rows, stores in found),
            )
        )
    listed = (PlanogramRow(planograms[number], tuple(group)) for number, group in notes.items())
    return tuple(sorted(listed, key=lambda row: row.planogram.code))


def _counts(
    session: Session, table: Any, version_ids: Sequence[int], figure: Any
) -> dict[int, tuple[int, int]]:
    query: Any = (
        select(table.version_id, func.count(), figure)
        .where(table.version_id.in_(version_ids))
        .group_by(table.version_id)
    )
    return {version: (int(rows), int(total)) for version, rows, total in session.exec(query)}


def get_version(session: Session, chain_id: int, version_id: int) -> VersionRow:
    """One version of the chain, draft or not; raises NotFound planogram_not_found."""
    version, planogram = find_version(session, chain_id, version_id)
    (plan,) = plans_of(session, [(version, planogram)])
    stores = session.exec(
        select(Store.code)
        .join(PlanogramTarget, col(PlanogramTarget.store_id) == Store.id)
        .where(PlanogramTarget.version_id == version_id)
        .order_by(Store.code)
    ).all()
    classes = session.exec(
        select(PlanogramTarget.store_class)
        .where(PlanogramTarget.version_id == version_id, col(PlanogramTarget.store_id).is_(None))
        .order_by(PlanogramTarget.store_class)
    ).all()
    targets = Targets(tuple(stores), tuple(name for name in classes if name), "" in classes)
    return VersionRow(planogram, version, plan, targets)


def find_version(
    session: Session, chain_id: int, version_id: int, *, lock: bool = False
) -> tuple[PlanogramVersion, Planogram]:
    """The row of a version, held until the transaction ends where `lock`; raises NotFound planogram_not_found."""
    query = _versions().where(Planogram.chain_id == chain_id, PlanogramVersion.id == version_id)
    if lock:
        query = query.with_for_update(of=PlanogramVersion)
    found = session.exec(query.execution_options(populate_existing=True)).first()
    if found is None:
        raise NotFound("planogram_not_found", planogram=version_id)
    return found[0], found[1]


def find_planogram(session: Session, chain_id: int, code: str) -> Planogram | None:
    """The chain's planogram of this code."""
    return session.exec(
        select(Planogram).where(Planogram.chain_id == chain_id, Planogram.code == code)
    ).first()


def newest_version(session: Session, planogram_id: int) -> PlanogramVersion | None:
    """The version with the greatest number, in whatever state."""
    query = select(PlanogramVersion).where(PlanogramVersion.planogram_id == planogram_id)
    return session.exec(query.order_by(col(PlanogramVersion.number).desc()).limit(1)).first()


def newest_plan(session: Session, chain_id: int, code: str) -> Plan:
    """The newest version that was not withdrawn, published ones first; raises NotFound planogram_not_found."""
    query = _versions().where(
        Planogram.chain_id == chain_id, Planogram.code == code, PlanogramVersion.state != "withdrawn"
    )
    drafts_last = case((col(PlanogramVersion.state) == "published", 0), else_=1)
    found = session.exec(query.order_by(drafts_last, col(PlanogramVersion.number).desc()).limit(1)).first()
    if found is None:
        raise NotFound("planogram_not_found", planogram=code)
    return plans_of(session, [found])[0]


def versions_of(session: Session, planogram_id: int) -> tuple[PlanogramVersion, ...]:
    """A planogram's versions, the newest first."""
    query = select(PlanogramVersion).where(PlanogramVersion.planogram_id == planogram_id)
    return tuple(session.exec(query.order_by(col(PlanogramVersion.number).desc())))


def plans_in_force(session: Session, store: Store, day: date) -> tuple[Plan, ...]:
    """The plans that the store is to follow that day, by code: published, and valid that day.

    Of several versions of one planogram the one that names the store wins, then the one that names its class, then
    the one for the whole chain; among equals the newest. Served by `ix_planogram_target_store_id`, which leads to
    the store's own targets and (as NULL) to those of classes, whatever the number of stores.
    """
    target = PlanogramTarget
    near = case((col(target.store_id).is_not(None), 2), (col(target.store_class) != "", 1), else_=0)
    own = select(target.version_id, near.label("near")).where(target.store_id == key(store.id))
    wide = select(target.version_id, near.label("near")).where(
        col(target.store_id).is_(None), col(target.store_class).in_({"", store.store_class})
    )
    found = union_all(own, wide).subquery()
    query = (
        _versions(found.c.near)
        .join(found, found.c.version_id == PlanogramVersion.id)
        .where(
            Planogram.chain_id == store.chain_id,
            PlanogramVersion.state == "published",
            or_(col(PlanogramVersion.valid_from).is_(None), col(PlanogramVersion.valid_from) <= day),
            or_(col(PlanogramVersion.valid_until).is_(None), col(PlanogramVersion.valid_until) >= day),
        )
    )
    best: dict[int, tuple[tuple[int, int], PlanogramVersion, Planogram]] = {}
    for version, planogram, rank in session.exec(query):
        order = (int(rank), version.number)
        if version.planogram_id not in best or order > best[version.planogram_id][0]:
            best[version.planogram_id] = (order, version, planogram)
    return plans_of(session, [(version, planogram) for _, version, planogram in best.values()])


def plans_of(session: Session, versions: Iterable[tuple[PlanogramVersion, Planogram]]) -> tuple[Plan, ...]:
    """The versions as values, by code: three queries, served by the unique indices that begin with `version_id`."""
    rows = {key(version.id): (version, planogram) for version, planogram in versions}
    slots: dict[int, list[PlanSlot]] = {number: [] for number in rows}
    # Columns, not rows as objects: a store may follow a hundred plans of a hundred slots.
    slot = PlanogramSlot
    columns: Any = (slot.layer, slot.position, Sku.code, slot.facings, slot.stack, slot.x_mm, slot.width_mm)
    found: Any = session.exec(
        select(col(slot.version_id), *columns)
        .join(Sku, col(Sku.id) == slot.sku_id)
        .where(col(slot.version_id).in_(rows))
        .order_by(col(slot.version_id), col(slot.layer), col(slot.position))
    )
    for version_id, *place in found:
        slots[version_id].append(PlanSlot(*place))
    unknown: dict[int, list[UnknownPlace]] = {number: [] for number in rows}
    bare = PlanogramUnknown
    columns = (bare.layer, bare.position, bare.facings, bare.stack, bare.x_mm, bare.width_mm)
    found = session.exec(
        select(col(bare.version_id), *columns)
        .where(col(bare.version_id).in_(rows))
        .order_by(col(bare.version_id), col(bare.layer), col(bare.position))
    )
    for version_id, *place in found:
        unknown[version_id].append(UnknownPlace(*place))
    heights: dict[int, list[float | None]] = {number: [] for number in rows}
    layers = session.exec(
        select(PlanogramLayer)
        .where(col(PlanogramLayer.version_id).in_(rows))
        .order_by(col(PlanogramLayer.version_id), col(PlanogramLayer.layer))
    )
    for layer in layers:
        heights[layer.version_id].append(layer.height_mm)
    plans = (
        Plan(
            code=planogram.code,
            name=planogram.name,
            slots=tuple(slots[number]),
            layer_heights_mm=tuple(heights[number]),
            width_mm=version.width_mm,
            category=planogram.category,
            version=version.number,
            version_id=number,
            valid_from=version.valid_from,
            valid_until=version.valid_until,
            unknown=tuple(unknown[number]),
        )
        for number, (version, planogram) in rows.items()
    )
    return tuple(sorted(plans, key=lambda plan: (plan.code, plan.version)))


def skus_planned(session: Session, version_ids: Iterable[int]) -> set[int]:
    """Ids of the SKUs that these versions have slots for."""
    query = select(PlanogramSlot.sku_id).where(col(PlanogramSlot.version_id).in_(set(version_ids)))
    return set(session.exec(query.distinct()))


def store_ids_by_code(session: Session, chain_id: int, codes: Iterable[str]) -> dict[str, int]:
    """Ids of exactly these stores; raises NotFound store_not_found for the first that the chain does not have."""
    wanted = sorted(set(codes))
    query = select(Store.code, Store.id).where(Store.chain_id == chain_id)
    ids = {code: key(store_id) for code, store_id in session.exec(query)}
    for code in wanted:
        if code not in ids:
            raise NotFound("store_not_found", store=code)
    return {code: ids[code] for code in wanted}


def list_store_classes(session: Session, chain_id: int) -> tuple[str, ...]:
    """The classes that the chain's stores have."""
    query = select(Store.store_class).where(Store.chain_id == chain_id, Store.store_class != "")
    return tuple(session.exec(query.distinct().order_by(Store.store_class)))


def _versions(*more: Any) -> Any:
    return select(PlanogramVersion, Planogram, *more).join(
        Planogram, col(Planogram.id) == PlanogramVersion.planogram_id
    )
