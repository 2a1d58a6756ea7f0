"""Writing planograms: a draft may be edited, what was published stays as it was, and a change is a new version."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any, Final

from sqlmodel import Session, col, delete, insert

from catalog.errors import Conflict, Invalid
from catalog.plans import Plan, PlanSlot, UnknownPlace
from catalog.queries_people import lock_chain
from catalog.queries_plans import (
    find_planogram,
    find_version,
    get_version,
    list_store_classes,
    newest_version,
    store_ids_by_code,
)
from catalog.queries_skus import sku_ids_by_code
from catalog.rows import key
from catalog.tables_plans import (
    Planogram,
    PlanogramLayer,
    PlanogramSlot,
    PlanogramTarget,
    PlanogramUnknown,
    PlanogramVersion,
    PlanSource,
)

CODE_MAX: Final = 64
NAME_MAX: Final = 200
CATEGORY_MAX: Final = 100
_TICK: Final = timedelta(microseconds=1)


def create_planogram(
    session: Session,
    chain_id: int,
    plan: Plan,
    *,
    source: PlanSource,
    now: datetime,
    created_by: int | None = None,
    source_audit_id: int | None = None,
    new: bool = False,
) -> PlanogramVersion:
    """A draft of the plan: version 1 of a new planogram, or the next version where the chain knows the code.

    A known planogram takes the draft's name and category. The plan's own version, id and dates mean nothing here.

    Raises:
        Conflict: `planogram_exists` where `new` asks for a code that is free.
        NotFound: sku_not_found.
        Invalid: `bad_value`, of the fields code, name or category.
    """
    _check_head(plan)
    lock_chain(session, chain_id)
    planogram = find_planogram(session, chain_id, plan.code)
    if planogram is not None and new:
        raise Conflict("planogram_exists", planogram=plan.code)
    if planogram is None:
        planogram = Planogram(chain_id=chain_id, code=plan.code, name=plan.name, created_at=now)
        session.add(planogram)
    _name(planogram, plan)
    session.flush()
    before = newest_version(session, key(planogram.id))
    version = PlanogramVersion(
        planogram_id=key(planogram.id),
        number=1 if before is None else before.number + 1,
        source=source,
        source_audit_id=source_audit_id,
        width_mm=plan.width_mm,
        created_at=now,
        created_by=created_by,
        changed_at=now,
    )
    session.add(version)
    session.flush()
    _fill(session, chain_id, key(version.id), plan)
    return version


def replace_slots(
    session: Session,
    chain_id: int,
    version_id: int,
    plan: Plan,
    *,
    now: datetime,
    unchanged_since: datetime,
) -> PlanogramVersion:
    """Make the draft hold this plan; the plan's code must be the planogram's.

    Raises:
        NotFound: planogram_not_found, sku_not_found.
        Conflict: `planogram_not_draft`; `planogram_changed` when its `changed_at` is not `unchanged_since`.
        Invalid: `bad_value`, of the fields code, name or category.
    """
    _check_head(plan)
    version, planogram = _draft(session, chain_id, version_id)
    if version.changed_at != unchanged_since:
        raise Conflict("planogram_changed", planogram=planogram.code, version=version.number)
    if plan.code != planogram.code:
        raise Invalid("bad_value", field="code", value=plan.code, reason="other_code")
    _name(planogram, plan)
    version.width_mm = plan.width_mm
    version.changed_at = max(now, version.changed_at + _TICK)
    session.exec(delete(PlanogramSlot).where(col(PlanogramSlot.version_id) == version_id))
    session.exec(delete(PlanogramUnknown).where(col(PlanogramUnknown.version_id) == version_id))
    session.exec(delete(PlanogramLayer).where(col(PlanogramLayer.version_id) == version_id))
    session.flush()
    _fill(session, chain_id, version_id, plan)
    return version


def publish(
    session: Session,
    chain_id: int,
    version_id: int,
    *,
    valid_from: date | None,
    valid_until: date | None,
    stores: Sequence[str] = (),
    store_classes: Sequence[str] = (),
    now: datetime,
) -> PlanogramVersion:
    """Put a draft in force, both days included; without stores and classes, in every store of the chain.

    An earlier version stays published: where both are in force the nearer target wins, then the newer version.

    Raises:
        NotFound: planogram_not_found, store_not_found.
        Conflict: planogram_not_draft.
        Invalid: `bad_value`: slots `empty`, valid_until `before_start`, store_class `unknown` (no store has it: a
            slip of the pen would be a plan that is nowhere in force).
    """
    version, _ = _draft(session, chain_id, version_id)
    if not get_version(session, chain_id, version_id).plan.slots:
        raise Invalid("bad_value", field="slots", value="", reason="empty")
    if valid_from is not None and valid_until is not None and valid_until < valid_from:
        raise Invalid("bad_value", field="valid_until", value=str(valid_until), reason="before_start")
    ids = store_ids_by_code(session, chain_id, stores)
    for name in sorted(set(store_classes) - set(list_store_classes(session, chain_id))):
        raise Invalid("bad_value", field="store_class", value=name, reason="unknown")
    targets: list[dict[str, Any]] = [
        {"version_id": version_id, "store_id": store_id, "store_class": ""} for store_id in ids.values()
    ]
    classes = sorted(set(store_classes)) if targets or store_classes else [""]
    targets += [{"version_id": version_id, "store_id": None, "store_class": name} for name in classes]
    session.exec(delete(PlanogramTarget).where(col(PlanogramTarget.version_id) == version_id))
    session.execute(insert(PlanogramTarget), targets)
    version.state, version.published_at = "published", now
    version.valid_from, version.valid_until = valid_from, valid_until
    version.changed_at = max(now, version.changed_at + _TICK)
    session.flush()
    return version


def withdraw(session: Session, chain_id: int, version_id: int, *, now: datetime) -> PlanogramVersion:
    """Take a version out of force, or throw a draft away; it stays readable. Doing it again changes nothing.

    Raises:
        NotFound: planogram_not_found.
    """
    version, _ = find_version(session, chain_id, version_id, lock=True)
    if version.state != "withdrawn":
        version.state = "withdrawn"
        version.changed_at = max(now, version.changed_at + _TICK)
        session.flush()
    return version


def copy_to_draft(
    session: Session, chain_id: int, version_id: int, *, now: datetime, created_by: int | None = None
) -> PlanogramVersion:
    """A new draft with the content of any version of the planogram; raises NotFound planogram_not_found."""
    row = get_version(session, chain_id, version_id)
    return create_planogram(session, chain_id, row.plan, source="editor", now=now, created_by=created_by)


def _draft(session: Session, chain_id: int, version_id: int) -> tuple[PlanogramVersion, Planogram]:
    version, planogram = find_version(session, chain_id, version_id, lock=True)
    if version.state != "draft":
        raise Conflict("planogram_not_draft", planogram=planogram.code, version=version.number)
    return version, planogram


def _check_head(plan: Plan) -> None:
    for field, value, most in (
        ("code", plan.code, CODE_MAX),
        ("name", plan.name, NAME_MAX),
        ("category", plan.category, CATEGORY_MAX),
    ):
        if len(value) > most:
            raise Invalid("bad_value", field=field, value=value, reason="too_long", most=most)
        if any(not sign.isprintable() for sign in value):
            raise Invalid("bad_value", field=field, value=value, reason="control_character")
    if not plan.code.strip():
        raise Invalid("bad_value", field="code", value=plan.code, reason="empty")


def _name(planogram: Planogram, plan: Plan) -> None:
    planogram.name = plan.name or planogram.name or plan.code
    planogram.category = plan.category


def _fill(session: Session, chain_id: int, version_id: int, plan: Plan) -> None:
    ids = sku_ids_by_code(session, chain_id, {slot.sku for slot in plan.slots})
    heights = plan.layer_heights_mm or (None,) * plan.layers
    layers = [
        {"version_id": version_id, "layer": layer, "height_mm": height}
        for layer, height in enumerate(heights, 1)
    ]
    slots = [_cells(version_id, slot) | {"sku_id": ids[slot.sku]} for slot in plan.slots]
    unknown = [_cells(version_id, place) for place in plan.unknown]
    if layers:
        session.execute(insert(PlanogramLayer), layers)
    if slots:
        session.execute(insert(PlanogramSlot), slots)
    if unknown:
        session.execute(insert(PlanogramUnknown), unknown)


def _cells(version_id: int, place: PlanSlot | UnknownPlace) -> dict[str, Any]:
    return {
        "version_id": version_id,
        "layer": place.layer,
        "position": place.position,
        "facings": place.facings,
        "stack": place.stack,
        "x_mm": place.x_mm,
        "width_mm": place.width_mm,
    }
