"""Reading the catalogue: SKUs, their reference pictures, and what a shelf audit needs of both."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import func, or_
from sqlmodel import Session, col, select

from catalog.errors import NotFound
from catalog.queries_people import catalog_version
from catalog.rows import key
from catalog.tables import Brand, Reference, ReferenceEmbedding, Sku
from catalog.vectors import Floats, stack


@dataclass(frozen=True)
class SkuRow:
    """A SKU with its brand and how many reference pictures it has."""

    sku: Sku
    brand: Brand
    references: int


@dataclass(frozen=True)
class SkuPage:
    """Some of the SKUs that were asked for, and how many there are in all."""

    rows: tuple[SkuRow, ...]
    total: int


@dataclass(frozen=True)
class SkuFact:
    """What a report says about a SKU."""

    code: str
    brand: str
    name: str
    spec: str
    category: str
    competitor: bool
    height_mm: float | None = None
    gtin: str | None = None


@dataclass(frozen=True)
class ReferencePicture:
    """Where a reference's picture is: a stored image, or `xyxy` of it in pixels."""

    sha256: str
    xyxy: tuple[float, float, float, float] | None


@dataclass(frozen=True)
class ShelfFacts:
    """The catalogue for a shelf audit, R references: `vectors` (R, D) float32 of one embedder, `vector_skus` their
    SKU codes, `pictures` what they show, `reference_ids` their rows."""

    catalog_version: int
    vectors: Floats
    vector_skus: tuple[str, ...]
    pictures: tuple[ReferencePicture, ...]
    skus: dict[str, SkuFact]
    reference_ids: tuple[int, ...] = ()

    def __post_init__(self) -> None:
        if not len(self.vectors) == len(self.vector_skus) == len(self.pictures):
            counts = f"{len(self.vector_skus)} and {len(self.pictures)} for {len(self.vectors)}"
            raise ValueError(f"expected a code and a picture a vector, got {counts}")


def list_skus(
    session: Session,
    chain_id: int,
    *,
    text: str = "",
    category: str | None = None,
    active: bool | None = True,
    limit: int = 100,
    offset: int = 0,
) -> SkuPage:
    """SKUs by code; each word of `text` must be in the code, brand, name, spec or GTIN."""
    wanted = [Sku.chain_id == chain_id]
    if category is not None:
        wanted.append(Sku.category == category)
    if active is not None:
        wanted.append(Sku.active == active)
    found = select(Sku, Brand).join(Brand).where(*wanted)
    for word in text.split():
        fields = (Sku.code, Brand.name, Sku.name, Sku.spec, Sku.gtin)
        found = found.where(or_(*(col(f).icontains(word, autoescape=True) for f in fields)))
    total = session.exec(select(func.count()).select_from(found.subquery())).one()
    rows = session.exec(found.order_by(Sku.code).limit(limit).offset(offset)).all()
    counts = _reference_counts(session, [key(sku.id) for sku, _ in rows])
    return SkuPage(tuple(SkuRow(sku, brand, counts.get(key(sku.id), 0)) for sku, brand in rows), total)


def _reference_counts(session: Session, sku_ids: list[int]) -> dict[int, int]:
    query = (
        select(Reference.sku_id, func.count())
        .where(col(Reference.sku_id).in_(sku_ids))
        .group_by(col(Reference.sku_id))
    )
    return dict(session.exec(query).all())


def find_sku(session: Session, chain_id: int, code: str) -> Sku | None:
    """The chain's SKU of this code, active or not."""
    return session.exec(select(Sku).where(Sku.chain_id == chain_id, Sku.code == code)).first()


def get_sku(session: Session, chain_id: int, code: str) -> SkuRow:
    """The chain's SKU of this code, active or not; raises NotFound sku_not_found."""
    query = select(Sku, Brand).join(Brand).where(Sku.chain_id == chain_id, Sku.code == code)
    found = session.exec(query).first()
    if found is None:
        raise NotFound("sku_not_found", sku=code)
    sku, brand = found
    return SkuRow(sku, brand, _reference_counts(session, [key(sku.id)]).get(key(sku.id), 0))


def find_sku_by_gtin(session: Session, chain_id: int, gtin: str) -> Sku | None:
    """The chain's SKU with this GTIN (14 digits)."""
    return session.exec(select(Sku).where(Sku.chain_id == chain_id, Sku.gtin == gtin)).first()


def find_same_product(session: Session, chain_id: int, brand: str, name: str, spec: str) -> Sku | None:
    """The first SKU with this brand, name and canonical spec: the same thing under whatever code."""
    query = (
        select(Sku)
        .join(Brand)
        .where(Sku.chain_id == chain_id, Brand.name == brand, Sku.name == name, Sku.spec == spec)
        .order_by(col(Sku.id))
    )
    return session.exec(query).first()


def find_brand(session: Session, chain_id: int, name: str) -> Brand | None:
    """The chain's brand of this name."""
    return session.exec(select(Brand).where(Brand.chain_id == chain_id, Brand.name == name)).first()


def list_brands(session: Session, chain_id: int) -> tuple[Brand, ...]:
    """The chain's brands by name."""
    return tuple(session.exec(select(Brand).where(Brand.chain_id == chain_id).order_by(Brand.name)))


def list_categories(session: Session, chain_id: int) -> tuple[str, ...]:
    """The categories that active SKUs have."""
    query = select(Sku.category).where(Sku.chain_id == chain_id, col(Sku.active), Sku.category != "")
    return tuple(session.exec(query.distinct().order_by(Sku.category)))


def sku_ids_by_code(session: Session, chain_id: int, codes: Iterable[str]) -> dict[str, int]:
    """Ids of exactly these codes; raises NotFound sku_not_found for the first that the chain does not have."""
    wanted = sorted(set(codes))
    query = select(Sku.code, Sku.id).where(Sku.chain_id == chain_id, col(Sku.code).in_(wanted))
    ids = {code: key(sku_id) for code, sku_id in session.exec(query)}
    for code in wanted:
        if code not in ids:
            raise NotFound("sku_not_found", sku=code)
    return ids


def codes_of(session: Session, sku_ids: Iterable[int]) -> dict[int, str]:
    """Codes by id."""
    rows = session.exec(select(Sku.id, Sku.code).where(col(Sku.id).in_(set(sku_ids))))
    return {key(sku_id): code for sku_id, code in rows}


def skus_by_code(session: Session, chain_id: int) -> dict[str, Sku]:
    """Every SKU of the chain, active or not."""
    return {sku.code: sku for sku in session.exec(select(Sku).where(Sku.chain_id == chain_id))}


def sku_words(session: Session, chain_id: int, *, active: bool = True) -> dict[str, str]:
    """What a table may call a SKU, and the SKU's code: its code, and its GTIN as 14 digits, 13 or as short as it is.

    Where the code of one is the GTIN of another, it is a code. `active` leaves out what left the catalogue.
    """
    query = select(Sku.code, Sku.gtin).where(Sku.chain_id == chain_id)
    if active:
        query = query.where(col(Sku.active))
    rows = session.exec(query).all()
    gtins = [(code, gtin) for code, gtin in rows if gtin is not None]
    words = {form: code for code, gtin in gtins for form in (gtin.lstrip("0"), gtin[1:], gtin) if form}
    return words | {code: code for code, _ in rows}


def references_of(session: Session, sku_id: int) -> tuple[Reference, ...]:
    """A SKU's reference pictures, oldest first."""
    query = select(Reference).where(Reference.sku_id == sku_id).order_by(col(Reference.id))
    return tuple(session.exec(query))


def get_reference(session: Session, chain_id: int, code: str, reference_id: int) -> Reference:
    """One reference picture of one SKU; raises NotFound reference_not_found."""
    query = (
        select(Reference)
        .join(Sku)
        .where(Reference.id == reference_id, Sku.chain_id == chain_id, Sku.code == code)
    )
    reference = session.exec(query).first()
    if reference is None:
        raise NotFound("reference_not_found", sku=code, reference=reference_id)
    return reference


def references_of_group(session: Session, group_id: int) -> tuple[Reference, ...]:
    """The reference pictures that the naming of a group made."""
    query = select(Reference).where(Reference.group_id == group_id).order_by(col(Reference.id))
    return tuple(session.exec(query))


def find_embedding(session: Session, reference_id: int, embedder_sha256: str) -> ReferenceEmbedding | None:
    """A reference as this embedder sees it."""
    query = select(ReferenceEmbedding).where(
        ReferenceEmbedding.reference_id == reference_id, ReferenceEmbedding.embedder == embedder_sha256
    )
    return session.exec(query).first()


def missing_embeddings(
    session: Session, embedder_sha256: str, *, chain_id: int | None = None, limit: int = 100
) -> tuple[Reference, ...]:
    """References of active SKUs that this embedder has not seen yet: work to do after a new model."""
    done = select(ReferenceEmbedding.reference_id).where(ReferenceEmbedding.embedder == embedder_sha256)
    query = select(Reference).join(Sku).where(col(Sku.active), col(Reference.id).not_in(done))
    if chain_id is not None:
        query = query.where(Sku.chain_id == chain_id)
    return tuple(session.exec(query.order_by(col(Reference.id)).limit(limit)))


def load_shelf_facts(session: Session, chain_id: int, embedder_sha256: str) -> ShelfFacts:
    """All that a shelf audit reads: active SKUs and the vectors of their references by this embedder.

    The rows' order depends on the catalogue alone, so the same version gives the same report.
    """
    version = catalog_version(session, chain_id)
    named = session.exec(
        select(Sku, Brand).join(Brand).where(Sku.chain_id == chain_id, col(Sku.active)).order_by(Sku.code)
    )
    skus = {
        sku.code: SkuFact(
            sku.code, brand.name, sku.name, sku.spec, sku.category, brand.competitor, sku.height_mm, sku.gtin
        )
        for sku, brand in named
    }
    vectors = session.exec(
        select(Sku.code, ReferenceEmbedding.vector, Reference.image_sha256, Reference.xyxy, Reference.id)  # type: ignore[call-overload]
        .join(Reference, col(Reference.id) == ReferenceEmbedding.reference_id)
        .join(Sku, col(Sku.id) == Reference.sku_id)
        .where(ReferenceEmbedding.embedder == embedder_sha256, Sku.chain_id == chain_id, col(Sku.active))
        .order_by(col(Reference.id))
    ).all()
    codes = tuple(code for code, *_ in vectors)
    pictures = tuple(ReferencePicture(sha256, _box(xyxy)) for _, _, sha256, xyxy, _ in vectors)
    ids = tuple(key(reference_id) for *_, reference_id in vectors)
    return ShelfFacts(version, stack([vector for _, vector, *_ in vectors]), codes, pictures, skus, ids)


def _box(xyxy: Sequence[float] | None) -> tuple[float, float, float, float] | None:
    if xyxy is None:
        return None
    x1, y1, x2, y2 = xyxy
    return x1, y1, x2, y2
