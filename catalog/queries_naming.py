"""Naming a group: the one correction that fixes a report and teaches the catalogue at once."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from catalog.errors import NotFound
from catalog.queries_audits import AuditRow
from catalog.queries_groups import get_group
from catalog.queries_people import lock_chain
from catalog.queries_skus import SkuRow, find_same_product, get_sku, references_of, references_of_group
from catalog.rows import key
from catalog.sku_draft import SkuDraft
from catalog.skus import (
    add_reference,
    apply_change,
    bump_catalog,
    create_sku,
    delete_references,
    save_embeddings,
)
from catalog.tables import Reference, Sku
from catalog.tables_seen import GroupNaming, ShelfGroup
from catalog.vectors import Floats


@dataclass(frozen=True)
class ReferencePicture:
    """A crop to keep as a reference: where it lies, and its (D,) vector when it is embedded already."""

    image_sha256: str
    xyxy: tuple[float, float, float, float]
    vector: Floats | None = None


@dataclass(frozen=True)
class Named:
    """The group's SKU and the references that its naming made; `already` when this changed nothing."""

    sku: SkuRow
    references: tuple[Reference, ...]
    already: bool


def naming_in_force(session: Session, group_id: int) -> GroupNaming | None:
    """The person's word that counts for a group."""
    query = select(GroupNaming).where(GroupNaming.group_id == group_id, col(GroupNaming.undone_at).is_(None))
    return session.exec(query).first()


def name_group(
    session: Session,
    row: AuditRow,
    number: int,
    what: str | SkuDraft,
    pictures: tuple[ReferencePicture, ...],
    embedder_sha256: str,
    *,
    now: datetime,
    named_by: int | None = None,
) -> Named:
    """Say that a group is this SKU (a code, or a draft of a new one) and learn its pictures.

    Saying the same again changes nothing. A draft of a product that the catalogue has is that product, so that
    two groups of one new product, or an answer sent twice, do not make two SKUs. Another name replaces the first.

    Raises:
        NotFound: group_not_found, sku_not_found.
        Conflict: sku_exists (the draft's code is another product's), gtin_taken.
    """
    chain_id = row.store.chain_id
    lock_chain(session, chain_id)
    group = get_group(session, key(row.audit.id), number)
    known = _known(session, chain_id, what)
    naming = naming_in_force(session, key(group.id))
    if naming is not None and known is not None and naming.sku_id == known.sku.id:
        return Named(known, references_of_group(session, key(group.id)), already=True)
    if naming is not None:
        _undo(session, group, naming, now)
    if known is None:
        if isinstance(what, str):
            raise NotFound("sku_not_found", sku=what)
        sku, revived = create_sku(session, chain_id, what, now=now), True
    else:
        sku, revived = known, not known.sku.active
        sku.sku.active = True
    session.add(
        GroupNaming(
            group_id=key(group.id),
            sku_id=key(sku.sku.id),
            sku_created=revived,
            named_by=named_by,
            named_at=now,
        )
    )
    _learn(session, chain_id, sku.sku.code, group, pictures, embedder_sha256, now)
    bump_catalog(session, chain_id)
    return Named(
        get_sku(session, chain_id, sku.sku.code), references_of_group(session, key(group.id)), already=False
    )


def undo_naming(session: Session, row: AuditRow, number: int, *, now: datetime) -> None:
    """Take a naming back, with the references that it made; a SKU that lived by it alone becomes inactive.

    Raises:
        NotFound: group_not_found, or naming_not_found when nobody named the group.
    """
    lock_chain(session, row.store.chain_id)
    group = get_group(session, key(row.audit.id), number)
    naming = naming_in_force(session, key(group.id))
    if naming is None:
        raise NotFound("naming_not_found", audit=row.audit.id, group=number)
    _undo(session, group, naming, now)
    bump_catalog(session, row.store.chain_id)


def _known(session: Session, chain_id: int, what: str | SkuDraft) -> SkuRow | None:
    if isinstance(what, str):
        return get_sku(session, chain_id, what)
    same = find_same_product(session, chain_id, what.brand, what.name, what.columns()["spec"])
    if same is None or (what.code is not None and what.code != same.code):
        return None
    found = get_sku(session, chain_id, same.code)
    if apply_change(session, found.sku, found.brand, what.change()):
        bump_catalog(session, chain_id)
    return found


def _learn(
    session: Session,
    chain_id: int,
    code: str,
    group: ShelfGroup,
    pictures: tuple[ReferencePicture, ...],
    embedder_sha256: str,
    now: datetime,
) -> None:
    vectors: dict[int, Floats] = {}
    for picture in pictures:
        reference, _ = add_reference(
            session,
            chain_id,
            code,
            image_sha256=picture.image_sha256,
            xyxy=picture.xyxy,
            source="named_group",
            group_id=key(group.id),
            now=now,
        )
        if picture.vector is not None:
            vectors[key(reference.id)] = picture.vector
    save_embeddings(session, chain_id, embedder_sha256, vectors)


def _undo(session: Session, group: ShelfGroup, naming: GroupNaming, now: datetime) -> None:
    naming.undone_at = now
    session.flush()
    delete_references(session, [key(r.id) for r in references_of_group(session, key(group.id))])
    if naming.sku_created and not references_of(session, naming.sku_id):
        others = select(GroupNaming).where(
            GroupNaming.sku_id == naming.sku_id, col(GroupNaming.undone_at).is_(None)
        )
        if session.exec(others).first() is None:
            session.get_one(Sku, naming.sku_id).active = False
            session.flush()
