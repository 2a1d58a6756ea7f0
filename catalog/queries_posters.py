"""Reading what posters say, people's corrections applied."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from sqlmodel import Session, col, select

from catalog.errors import NotFound
from catalog.offers_in_force import OfferInForce, offers_in_force
from catalog.rows import key
from catalog.tables import Audit, Brand, Sku
from catalog.tables_posters import Poster, PosterCorrection, PosterOffer
from catalog.tables_seen import Detection


@dataclass(frozen=True)
class PosterSku:
    """A SKU that a poster is, or may be, about."""

    id: int
    code: str
    brand: str
    name: str
    spec: str
    category: str
    competitor: bool
    list_price: Decimal | None = None


@dataclass(frozen=True)
class PosterCandidate:
    """A SKU that the poster may be about; `score` 0..1 as the machine gave it."""

    sku: PosterSku
    score: float


@dataclass(frozen=True)
class PosterView:
    """A sign on an audit's photo. `sku` is the product in force, `machine_sku` what the machine said.

    `product_said`: a person named the product (`sku` None then: it is none of ours to know). `corrections` are those in
    force, by offer number.
    """

    poster: Poster
    sku: PosterSku | None
    machine_sku: PosterSku | None
    product_said: bool
    candidates: tuple[PosterCandidate, ...]
    offers: tuple[OfferInForce, ...]
    corrections: tuple[PosterCorrection, ...]

    @property
    def to_check(self) -> int:
        """How many of its offers a person should look at."""
        return sum(offer.needs_check for offer in self.offers)


def posters_of(session: Session, audit_id: int, chain_id: int) -> tuple[PosterView, ...]:
    """The signs on an audit's photo by number; none of an audit that is not done."""
    query = select(Poster).where(Poster.audit_id == audit_id).order_by(col(Poster.number))
    return _views(session, session.exec(query).all(), chain_id)


def get_poster(session: Session, audit_id: int, number: int, chain_id: int) -> PosterView:
    """One sign of an audit's photo; raises NotFound poster_not_found."""
    query = select(Poster).where(Poster.audit_id == audit_id, Poster.number == number)
    for view in _views(session, session.exec(query).all(), chain_id):
        return view
    raise NotFound("poster_not_found", audit=audit_id, poster=number)


def posters_by_audit(
    session: Session, audit_ids: Iterable[int], chain_id: int
) -> dict[int, tuple[PosterView, ...]]:
    """The signs of many audits of one chain; audits without any are left out."""
    query = select(Poster).where(col(Poster.audit_id).in_(sorted(set(audit_ids))))
    views = _views(
        session, session.exec(query.order_by(col(Poster.audit_id), col(Poster.number))).all(), chain_id
    )
    found: dict[int, list[PosterView]] = defaultdict(list)
    for view in views:
        found[view.poster.audit_id].append(view)
    return {audit_id: tuple(some) for audit_id, some in found.items()}


def was_a_shelf(session: Session, photo_id: int) -> bool:
    """Whether an audit of the photo found products or gaps: it was sent as a shelf once."""
    query = (
        select(Detection.id)
        .join(Audit, col(Audit.id) == Detection.audit_id)
        .where(Audit.photo_id == photo_id)
        .limit(1)
    )
    return session.exec(query).first() is not None


def _views(session: Session, posters: Iterable[Poster], chain_id: int) -> tuple[PosterView, ...]:
    posters = tuple(posters)
    ids = [key(poster.id) for poster in posters]
    offers: dict[int, list[PosterOffer]] = defaultdict(list)
    for offer in session.exec(select(PosterOffer).where(col(PosterOffer.poster_id).in_(ids))):
        offers[offer.poster_id].append(offer)
    corrections: dict[int, list[PosterCorrection]] = defaultdict(list)
    in_force = (
        select(PosterCorrection)
        .where(col(PosterCorrection.poster_id).in_(ids), col(PosterCorrection.undone_at).is_(None))
        .order_by(col(PosterCorrection.offer_number))
    )
    for correction in session.exec(in_force):
        corrections[correction.poster_id].append(correction)
    named = {poster.sku_id for poster in posters} | {
        one.sku_id for many in corrections.values() for one in many
    }
    codes = {one["sku"] for poster in posters for one in poster.candidates}
    skus = _skus(session, chain_id, {one for one in named if one is not None}, codes)
    by_code = {sku.code: sku for sku in skus.values()}
    views = []
    for poster in posters:
        mine = tuple(corrections[key(poster.id)])
        said = next((one for one in mine if one.kind == "product"), None)
        machine = skus.get(poster.sku_id or 0)
        views.append(
            PosterView(
                poster=poster,
                sku=machine if said is None else skus.get(said.sku_id or 0),
                machine_sku=machine,
                product_said=said is not None,
                candidates=tuple(
                    PosterCandidate(by_code[one["sku"]], one["score"])
                    for one in poster.candidates
                    if one["sku"] in by_code
                ),
                offers=offers_in_force(offers[key(poster.id)], mine),
                corrections=mine,
            )
        )
    return tuple(views)


def _skus(session: Session, chain_id: int, ids: set[int], codes: set[str]) -> dict[int, PosterSku]:
    query = (
        select(Sku, Brand)
        .join(Brand)
        .where(Sku.chain_id == chain_id, col(Sku.id).in_(ids) | col(Sku.code).in_(codes))
    )
    return {
        key(sku.id): PosterSku(
            key(sku.id),
            sku.code,
            brand.name,
            sku.name,
            sku.spec,
            sku.category,
            brand.competitor,
            sku.list_price,
        )
        for sku, brand in session.exec(query)
    }
