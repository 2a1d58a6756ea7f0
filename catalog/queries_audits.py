"""Reading audits and their reports, with people's corrections applied."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from catalog.errors import NotFound
from catalog.queries_boxes import Touch, as_detection, corrected_boxes, detections_of, touches
from catalog.queries_people import in_seen_store
from catalog.queries_skus import SkuFact
from catalog.rows import key
from catalog.tables import Audit, AuditState, Brand, Photo, PhotoKind, Sku, Store, User
from catalog.tables_corrections import CorrectedBox
from catalog.tables_seen import Detection, Facing, GroupNaming, ShelfGroup


@dataclass(frozen=True)
class AuditRow:
    """An audit, the photo that it looks at, and the store where that was taken."""

    audit: Audit
    photo: Photo
    store: Store


@dataclass(frozen=True)
class Alternative:
    """A SKU that a group might be; `sku` is None when the code has left the catalogue."""

    code: str
    probability: float
    sku: SkuFact | None


@dataclass(frozen=True)
class GroupView:
    """A group of look-alikes. `sku` is the name in force, `machine_sku` what the models said.

    `naming` is the person's word, when there is one in force; `probability` always belongs to the models' answer.
    `size` counts its products in the report. `said`: boxes that a person named or added one by one; `group` is then
    no row of the database, and its number is above all of the models' groups.
    """

    group: ShelfGroup
    sku: SkuFact | None
    machine_sku: SkuFact | None
    naming: GroupNaming | None
    alternatives: tuple[Alternative, ...]
    size: int
    said: bool = False


@dataclass(frozen=True)
class FacingView:
    """Facings of `sku` on a layer, or of the unknown group `group_number` when it is None."""

    sku: SkuFact | None
    group_number: int | None
    layer: int
    columns: int
    units: int


@dataclass(frozen=True)
class Report:
    """What a finished audit found; products and gaps in reading order, groups by number, facings by layer.

    People's corrections are applied; `touched` has who corrected a box last, by its number. A corrected report's
    products and gaps are no rows of the database.
    """

    groups: tuple[GroupView, ...]
    products: tuple[Detection, ...]
    gaps: tuple[Detection, ...]
    facings: tuple[FacingView, ...]
    touched: Mapping[int, Touch] = field(default_factory=dict)

    def sku_of(self, product: Detection) -> SkuFact | None:
        """The name in force of a product."""
        for view in self.groups:
            if view.group.number == product.group_number:
                return view.sku
        return None


def list_audits(
    session: Session,
    user: User,
    *,
    store_code: str | None = None,
    state: AuditState | None = None,
    kind: PhotoKind | None = None,
    before_id: int | None = None,
    limit: int = 50,
) -> tuple[AuditRow, ...]:
    """Audits of the stores that the user may see, newest first; `before_id` asks for the next page."""
    query = _audits(user)
    if store_code is not None:
        query = query.where(Store.code == store_code)
    if state is not None:
        query = query.where(Audit.state == state)
    if kind is not None:
        query = query.where(Photo.kind == kind)
    if before_id is not None:
        query = query.where(col(Audit.id) < before_id)
    rows = session.exec(query.order_by(col(Audit.id).desc()).limit(limit))
    return tuple(AuditRow(audit, photo, store) for audit, photo, store in rows)


def audit_for(session: Session, user: User, audit_id: int) -> AuditRow:
    """The audit if the user may see its store; raises NotFound audit_not_found otherwise."""
    query = _audits(user).where(Audit.id == audit_id).execution_options(populate_existing=True)
    found = session.exec(query).first()
    if found is None:
        raise NotFound("audit_not_found", audit=audit_id)
    audit, photo, store = found
    return AuditRow(audit, photo, store)


def get_audit(session: Session, audit_id: int) -> AuditRow:
    """The audit, for the service itself; raises NotFound audit_not_found."""
    query = (
        select(Audit, Photo, Store)
        .join(Photo, col(Photo.id) == Audit.photo_id)
        .join(Store, col(Store.id) == Photo.store_id)
        .where(Audit.id == audit_id)
        .execution_options(populate_existing=True)
    )
    found = session.exec(query).first()
    if found is None:
        raise NotFound("audit_not_found", audit=audit_id)
    audit, photo, store = found
    return AuditRow(audit, photo, store)


def _audits(user: User) -> Any:
    return (
        select(Audit, Photo, Store)
        .join(Photo, col(Photo.id) == Audit.photo_id)
        .join(Store, col(Store.id) == Photo.store_id)
        .where(in_seen_store(user))
    )


def load_report(session: Session, row: AuditRow) -> Report | None:
    """The report of a shelf's audit; None unless it is done. The counts follow the names in force."""
    if row.audit.state != "done" or row.photo.kind != "shelf":
        return None
    audit_id = key(row.audit.id)
    corrected = corrected_boxes(session, audit_id)
    found = tuple(as_detection(box) for box in corrected) or detections_of(session, audit_id)
    products = tuple(d for d in found if d.kind == "product")
    gaps = tuple(d for d in found if d.kind == "gap")
    groups = _groups(session, audit_id, row.store.chain_id)
    if corrected:
        groups = _regrouped(session, groups, corrected)
        return Report(
            groups, products, gaps, count_again(products, groups), touched=touches(session, audit_id)
        )
    facings = _saved_facings(session, audit_id)
    if any(view.naming is not None for view in groups):
        facings = count_again(products, groups)
    return Report(groups, products, gaps, facings)


def _fact(sku: Sku, brand: Brand) -> SkuFact:
    return SkuFact(sku.code, brand.name, sku.name, sku.spec, sku.category, brand.competitor)


def _groups(session: Session, audit_id: int, chain_id: int) -> tuple[GroupView, ...]:
    named, named_brand = aliased(Sku), aliased(Brand)
    said, said_brand = aliased(Sku), aliased(Brand)
    rows = session.exec(
        select(ShelfGroup, GroupNaming, named, named_brand, said, said_brand)  # type: ignore[call-overload]
        .outerjoin(
            GroupNaming,
            (col(GroupNaming.group_id) == ShelfGroup.id) & col(GroupNaming.undone_at).is_(None),
        )
        .outerjoin(named, named.id == GroupNaming.sku_id)
        .outerjoin(named_brand, named_brand.id == named.brand_id)
        .outerjoin(said, said.id == ShelfGroup.sku_id)
        .outerjoin(said_brand, said_brand.id == said.brand_id)
        .where(ShelfGroup.audit_id == audit_id)
        .order_by(ShelfGroup.number)
    ).all()
    codes = {a["sku"] for group, *_ in rows for a in group.alternatives}
    known = session.exec(
        select(Sku, Brand).join(Brand).where(Sku.chain_id == chain_id, col(Sku.code).in_(codes))
    )
    facts = {sku.code: _fact(sku, brand) for sku, brand in known}
    views = []
    for group, naming, sku, brand, machine_sku, machine_brand in rows:
        machine = None if machine_sku is None else _fact(machine_sku, machine_brand)
        views.append(
            GroupView(
                group=group,
                sku=machine if naming is None else _fact(sku, brand),
                machine_sku=machine,
                naming=naming,
                alternatives=tuple(
                    Alternative(a["sku"], a["probability"], facts.get(a["sku"])) for a in group.alternatives
                ),
                size=group.size,
            )
        )
    return tuple(views)


def _regrouped(
    session: Session, groups: tuple[GroupView, ...], corrected: tuple[CorrectedBox, ...]
) -> tuple[GroupView, ...]:
    """The groups as corrections leave them: those that have products yet, then those that people made."""
    members: dict[int, list[CorrectedBox]] = defaultdict(list)
    for box in corrected:
        if box.kind == "product":
            members[box.group_number or 0].append(box)
    left = [replace(v, size=len(members[v.group.number])) for v in groups if v.group.number in members]
    known = {view.group.number for view in groups}
    said = {box.sku_id for number, boxes in members.items() if number not in known for box in boxes[:1]}
    rows = session.exec(select(Sku, Brand).join(Brand).where(col(Sku.id).in_({s for s in said if s})))
    facts = {sku.id: _fact(sku, brand) for sku, brand in rows}
    made = [
        _said_group(number, boxes, facts.get(boxes[0].sku_id))
        for number, boxes in sorted(members.items())
        if number not in known
    ]
    return (*left, *made)


def _said_group(number: int, boxes: list[CorrectedBox], sku: SkuFact | None) -> GroupView:
    best = max(boxes, key=lambda box: ((box.x2 - box.x1) * (box.y2 - box.y1), -box.number))
    group = ShelfGroup(
        audit_id=best.audit_id,
        number=number,
        best_xyxy=[best.x1, best.y1, best.x2, best.y2],
        size=len(boxes),
        vector=b"",
        alternatives=[],
    )
    return GroupView(group, sku, None, None, (), size=len(boxes), said=True)


def _saved_facings(session: Session, audit_id: int) -> tuple[FacingView, ...]:
    rows = session.exec(
        select(Facing, Sku, Brand)
        .outerjoin(Sku, col(Sku.id) == Facing.sku_id)
        .outerjoin(Brand, col(Brand.id) == Sku.brand_id)
        .where(Facing.audit_id == audit_id)
        .order_by(col(Facing.layer), col(Facing.id))
    )
    return tuple(
        FacingView(None if sku is None else _fact(sku, brand), f.group_number, f.layer, f.columns, f.units)
        for f, sku, brand in rows
    )


def count_again(products: tuple[Detection, ...], groups: tuple[GroupView, ...]) -> tuple[FacingView, ...]:
    """Facings by the names in force: units are products, columns the stacks that they stand in (同层同列去重)."""
    skus = {view.group.number: view.sku for view in groups}
    units: dict[tuple[int, str, int], int] = defaultdict(int)
    stacks: dict[tuple[int, str, int], set[int | None]] = defaultdict(set)
    facts = {sku.code: sku for sku in skus.values() if sku is not None}
    for product in products:
        number = product.group_number if product.group_number is not None else -1
        sku = skus[number]
        place = (product.layer, "", number) if sku is None else (product.layer, sku.code, -1)
        units[place] += 1
        stacks[place].add(product.column_no)
    return tuple(
        FacingView(facts.get(code), None if code else number, layer, len(stacks[place]), units[place])
        for place in sorted(units, key=lambda p: (p[0], p[1] == "", p[1], p[2]))
        for layer, code, number in (place,)
    )
