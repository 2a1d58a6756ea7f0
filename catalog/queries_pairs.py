"""Reading which products compete: for one SKU, for a brand, and a list of ours with their rivals."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Literal

from sqlmodel import Session, col, or_, select

from catalog.pair_rule import Competitor, Field, Product, Word
from catalog.queries_skus import SkuFact
from catalog.rows import key
from catalog.tables import Brand, Sku, User
from catalog.tables_promotions import CompetingPair

PairShow = Literal["all", "none", "said"]
"""Every product of ours; those that nothing competes with; those whose pairs somebody spoke of."""


@dataclass(frozen=True)
class OwnRow:
    """A product of ours with what competes with it, best first, and what somebody said does not."""

    own: Product
    rivals: tuple[Competitor, ...]
    denied: tuple[Competitor, ...]


@dataclass(frozen=True)
class OwnPage:
    """Some of our products, and how many there are in all."""

    rows: tuple[OwnRow, ...]
    total: int


def own_rivals(session: Session, chain_id: int, rival_sku_id: int) -> tuple[Competitor, ...]:
    """Our products that compete with a rival's: a person's word first, then closeness of content and price.

    Active products only; nothing for a SKU of ours, one that is not active, or another chain's.
    """
    return _against(session, chain_id, rival_sku_id, competitor=True)


def own_rivals_of_many(
    session: Session, chain_id: int, rival_sku_ids: Collection[int]
) -> dict[int, tuple[Competitor, ...]]:
    """`own_rivals` of several rivals' products at once; those without any are left out."""
    query = select(Sku.id, Sku.category).join(Brand).where(Sku.chain_id == chain_id, col(Sku.active))
    query = query.where(col(Sku.id).in_(rival_sku_ids), col(Brand.competitor))
    meant = {key(sku_id): category for sku_id, category in session.exec(query)}
    if not meant:
        return {}
    field = _field(session, chain_id, {*meant.values()} - {""}, meant)
    found = {sku_id: field.against(field.products[sku_id]) for sku_id in meant}
    return {sku_id: ours for sku_id, ours in found.items() if ours}


def rivals_of(session: Session, chain_id: int, own_sku_id: int) -> tuple[Competitor, ...]:
    """Rivals' products that compete with one of ours, ordered as `own_rivals`."""
    return _against(session, chain_id, own_sku_id, competitor=False)


def own_for_brand(
    session: Session, chain_id: int, brand: str, *, category: str = "", product: str = ""
) -> tuple[Competitor, ...]:
    """Our products that compete with a rival brand's, where it is not known which of its SKUs is meant.

    Args:
        session: where to read.
        chain_id: whose catalogue.
        brand: the rival brand's name.
        category: only its products of this category; "" any.
        product: only its products of this name; "" any.

    Returns:
        Each of ours once, at its best, `against` the brand's product that it is closest to. Where no product of the
        brand has a pair, ours of its categories (or of `category`) with `why` category and nothing to compare with.
    """
    known = session.exec(select(Brand).where(Brand.chain_id == chain_id, Brand.name == brand)).first()
    if known is None or not known.competitor:
        return ()
    query = select(Sku.id, Sku.category).where(Sku.brand_id == known.id, col(Sku.active))
    query = query.where(Sku.category == category) if category else query
    query = query.where(Sku.name == product) if product else query
    meant = {key(sku_id): name for sku_id, name in session.exec(query)}
    categories = ({*meant.values()} | {category}) - {""}
    field = _field(session, chain_id, categories, meant)
    best: dict[int, Competitor] = {}
    for sku_id in meant:
        for one in field.against(field.products[sku_id]):
            before = best.setdefault(one.product.sku_id, one)
            best[one.product.sku_id] = min(before, one, key=lambda each: each.rank)
    if best:
        return tuple(sorted(best.values(), key=lambda one: one.rank))
    ours = [
        one for one in field.products.values() if not one.sku.competitor and one.sku.category in categories
    ]
    return tuple(Competitor(one, "category") for one in sorted(ours, key=lambda product: product.sku.code))


def list_own(
    session: Session,
    chain_id: int,
    *,
    text: str = "",
    category: str | None = None,
    show: PairShow = "all",
    limit: int = 30,
    offset: int = 0,
) -> OwnPage:
    """Our active products by category and code, with their rivals.

    Each word of `text` is in code, brand, name, spec or GTIN of the product, or of one and the same rival of it.
    """
    field = _field(session, chain_id, None if category is None else {category}, ())
    ours = [one for one in field.products.values() if not one.sku.competitor]
    if category is not None:
        ours = [one for one in ours if one.sku.category == category]
    words = [word.casefold() for word in text.split()]
    if words:
        meant = {one.sku_id for one in field.products.values() if _says(one, words)}
        ours = [one for one in ours if one.sku_id in meant or field.has_any(one, meant)]
    if show == "none":
        ours = [one for one in ours if not field.has_any(one)]
    elif show == "said":
        spoken = {own for own, _ in field.words}
        ours = [one for one in ours if one.sku_id in spoken]
    ours.sort(key=lambda one: (one.sku.category, one.sku.code))
    rows = (OwnRow(one, field.against(one), field.denied(one)) for one in ours[offset : offset + limit])
    return OwnPage(tuple(rows), len(ours))


def find_pair(session: Session, own_sku_id: int, rival_sku_id: int) -> CompetingPair | None:
    """A person's word on the pair."""
    query = select(CompetingPair).where(
        CompetingPair.own_sku_id == own_sku_id, CompetingPair.rival_sku_id == rival_sku_id
    )
    return session.exec(query.execution_options(populate_existing=True)).first()


def pairs_of(session: Session, chain_id: int) -> dict[tuple[int, int], CompetingPair]:
    """Every word of the chain, by own and rival SKU id."""
    query = select(CompetingPair).where(CompetingPair.chain_id == chain_id)
    return {(pair.own_sku_id, pair.rival_sku_id): pair for pair in session.exec(query)}


def sides(session: Session, chain_id: int) -> dict[str, tuple[int, bool]]:
    """Id of every SKU by code, and whether it is a competitor's."""
    query = select(Sku.code, Sku.id, Brand.competitor).join(Brand).where(Sku.chain_id == chain_id)
    return {code: (key(sku_id), competitor) for code, sku_id, competitor in session.exec(query)}


def _against(session: Session, chain_id: int, sku_id: int, *, competitor: bool) -> tuple[Competitor, ...]:
    query = select(Sku.category).join(Brand).where(Sku.id == sku_id, Sku.chain_id == chain_id)
    category = session.exec(query.where(col(Sku.active), Brand.competitor == competitor)).first()
    if category is None:
        return ()
    field = _field(session, chain_id, {category} - {""}, (sku_id,))
    return field.against(field.products[sku_id])


def _field(
    session: Session, chain_id: int, categories: Collection[str] | None, sku_ids: Iterable[int]
) -> Field:
    """Active products of these categories (None: all), of these ids, and those that people paired with any."""
    words = _words(session, chain_id)
    query = select(Sku, Brand).join(Brand).where(Sku.chain_id == chain_id, col(Sku.active))
    if categories is not None:
        spoken = {sku_id for pair in words for sku_id in pair}
        wanted = or_(col(Sku.category).in_(categories), col(Sku.id).in_({*sku_ids, *spoken}))
        query = query.where(wanted)
    return Field((_product(sku, brand) for sku, brand in session.exec(query)), words)


def _words(session: Session, chain_id: int) -> dict[tuple[int, int], Word]:
    query = (
        select(CompetingPair, User.username)
        .outerjoin(User, col(User.id) == CompetingPair.changed_by)
        .where(CompetingPair.chain_id == chain_id)
    )
    return {
        (pair.own_sku_id, pair.rival_sku_id): Word(pair.competes, pair.source, name or "")
        for pair, name in session.exec(query)
    }


def _product(sku: Sku, brand: Brand) -> Product:
    fact = SkuFact(sku.code, brand.name, sku.name, sku.spec, sku.category, brand.competitor, gtin=sku.gtin)
    total = None if sku.net_content is None else sku.net_content * sku.pack_count
    return Product(key(sku.id), fact, total, sku.net_unit, sku.list_price)


def _says(product: Product, words: Iterable[str]) -> bool:
    sku = product.sku
    fields = [part.casefold() for part in (sku.code, sku.brand, sku.name, sku.spec, sku.gtin or "")]
    return all(any(word in part for part in fields) for word in words)
