"""Writing the catalogue. Each change holds the chain and makes its catalogue version one higher."""

from datetime import datetime
from typing import Any

from sqlmodel import Session, col, delete, update

from catalog.errors import Conflict
from catalog.queries_people import lock_chain
from catalog.queries_skus import (
    SkuRow,
    find_brand,
    find_embedding,
    find_sku,
    find_sku_by_gtin,
    get_reference,
    get_sku,
    references_of,
)
from catalog.rows import key
from catalog.sku_draft import SkuChange, SkuDraft
from catalog.tables import Brand, Chain, Reference, ReferenceEmbedding, ReferenceSource, Sku
from catalog.vectors import Floats, to_bytes


def bump_catalog(session: Session, chain_id: int) -> None:
    """Say that the chain's catalogue is another one now."""
    session.exec(
        update(Chain).where(col(Chain.id) == chain_id).values(catalog_version=col(Chain.catalog_version) + 1)
    )


def create_sku(session: Session, chain_id: int, draft: SkuDraft, *, now: datetime) -> SkuRow:
    """A new SKU and, if need be, its brand; a draft without a code gets one.

    Raises:
        Conflict: `sku_exists` (the code) or `gtin_taken` (by `sku`).
    """
    lock_chain(session, chain_id)
    code = draft.code or free_code(session, chain_id)
    if find_sku(session, chain_id, code) is not None:
        raise Conflict("sku_exists", sku=code)
    refuse_taken_gtin(session, chain_id, draft.gtin, code)
    session.add(new_sku(brand_named(session, chain_id, draft.brand, draft.competitor), code, draft, now))
    session.flush()
    bump_catalog(session, chain_id)
    return get_sku(session, chain_id, code)


def update_sku(session: Session, chain_id: int, code: str, change: SkuChange) -> SkuRow:
    """Change what `change` names and leave the rest; the version grows only when something differs.

    Raises:
        NotFound: sku_not_found.
        Conflict: `gtin_taken` (by `sku`).
    """
    lock_chain(session, chain_id)
    row = get_sku(session, chain_id, code)
    if apply_change(session, row.sku, row.brand, change):
        bump_catalog(session, chain_id)
    return get_sku(session, chain_id, code)


def new_sku(brand: Brand, code: str, draft: SkuDraft, now: datetime) -> Sku:
    """The row of a draft, not saved yet."""
    sku = Sku(chain_id=brand.chain_id, code=code, brand_id=key(brand.id), name=draft.name, created_at=now)
    set_columns(sku, draft.columns())
    return sku


def set_columns(sku: Sku, values: dict[str, Any]) -> bool:
    """Set what differs; True when something did."""
    new = {column: value for column, value in values.items() if getattr(sku, column) != value}
    for column, value in new.items():
        setattr(sku, column, value)
    return bool(new)


def apply_change(session: Session, sku: Sku, brand: Brand, change: SkuChange) -> bool:
    """Write the change to a SKU of a locked chain; True when something differs."""
    values = change.columns()
    refuse_taken_gtin(session, sku.chain_id, values.get("gtin"), sku.code)
    wanted = brand if change.brand is None else brand_named(session, sku.chain_id, change.brand, None)
    if change.competitor is not None and wanted.competitor != change.competitor:
        wanted.competitor = change.competitor
    differs = session.is_modified(wanted)
    differs |= set_columns(sku, values | {"brand_id": key(wanted.id)})
    session.flush()
    return differs


def brand_named(session: Session, chain_id: int, name: str, competitor: bool | None) -> Brand:
    """The brand of this name in a locked chain, made if there is none; a `competitor` that is given is kept."""
    brand = find_brand(session, chain_id, name)
    if brand is None:
        brand = Brand(chain_id=chain_id, name=name, competitor=bool(competitor))
        session.add(brand)
    elif competitor is not None:
        brand.competitor = competitor
    session.flush()
    return brand


def free_code(session: Session, chain_id: int) -> str:
    """A code that no SKU of the locked chain has: P and a number."""
    number = lock_chain(session, chain_id).catalog_version
    while find_sku(session, chain_id, f"P{number:05d}") is not None:
        number += 1
    return f"P{number:05d}"


def refuse_taken_gtin(session: Session, chain_id: int, gtin: object, code: str) -> None:
    """Raise Conflict gtin_taken when another SKU of the chain has this GTIN."""
    owner = find_sku_by_gtin(session, chain_id, gtin) if isinstance(gtin, str) else None
    if owner is not None and owner.code != code:
        raise Conflict("gtin_taken", gtin=gtin, sku=owner.code)


def add_reference(
    session: Session,
    chain_id: int,
    code: str,
    *,
    image_sha256: str,
    source: ReferenceSource,
    now: datetime,
    xyxy: tuple[float, float, float, float] | None = None,
    group_id: int | None = None,
) -> tuple[Reference, bool]:
    """A picture of a SKU, whole or `xyxy` of it; the same picture again is the same reference (then False)."""
    lock_chain(session, chain_id)
    sku = get_sku(session, chain_id, code).sku
    box = None if xyxy is None else [float(v) for v in xyxy]
    for known in references_of(session, key(sku.id)):
        if known.image_sha256 == image_sha256 and known.xyxy == box:
            return known, False
    reference = Reference(
        sku_id=key(sku.id),
        image_sha256=image_sha256,
        xyxy=box,
        source=source,
        group_id=group_id,
        created_at=now,
    )
    session.add(reference)
    session.flush()
    bump_catalog(session, chain_id)
    return reference, True


def save_embeddings(
    session: Session, chain_id: int, embedder_sha256: str, vectors: dict[int, Floats]
) -> None:
    """Keep (D,) vectors by reference id, as one embedder sees them; what is kept already stays."""
    lock_chain(session, chain_id)
    new = [i for i in sorted(vectors) if find_embedding(session, i, embedder_sha256) is None]
    for reference_id in new:
        vector = to_bytes(vectors[reference_id])
        session.add(ReferenceEmbedding(reference_id=reference_id, embedder=embedder_sha256, vector=vector))
    session.flush()
    if new:
        bump_catalog(session, chain_id)


def delete_reference(session: Session, chain_id: int, code: str, reference_id: int) -> None:
    """Forget a picture of a SKU and its embeddings; raises NotFound reference_not_found."""
    lock_chain(session, chain_id)
    reference = get_reference(session, chain_id, code, reference_id)
    delete_references(session, [key(reference.id)])
    bump_catalog(session, chain_id)


def move_reference(session: Session, chain_id: int, code: str, reference_id: int, to: str) -> Reference:
    """Give a picture of a SKU to another one, with its embeddings.

    Raises:
        NotFound: reference_not_found, sku_not_found.
        Conflict: reference_there when the other SKU has this picture.
    """
    lock_chain(session, chain_id)
    reference = get_reference(session, chain_id, code, reference_id)
    target = get_sku(session, chain_id, to).sku
    for known in references_of(session, key(target.id)):
        same = (known.image_sha256, known.xyxy) == (reference.image_sha256, reference.xyxy)
        if same and known.id != reference.id:
            raise Conflict("reference_there", sku=to, reference=reference_id)
    reference.sku_id = key(target.id)
    session.flush()
    bump_catalog(session, chain_id)
    return reference


def delete_references(session: Session, reference_ids: list[int]) -> None:
    """Delete these references of a locked chain; their embeddings go with them."""
    session.exec(delete(Reference).where(col(Reference.id).in_(reference_ids)))
    session.flush()
