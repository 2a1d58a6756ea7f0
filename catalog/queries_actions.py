"""Reading what rivals' posters in an area said: a few statements over sets, corrections applied.

Stores lead: `ix_photo_store_id_uploaded_at` finds an area's photos of that time, `ix_audit_photo_id` their audits, and
the unique keys of `poster` and `poster_offer` what stands on them. Rows are read as columns, not as objects: an area
has thousands.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final

from sqlalchemy import ColumnElement, case, func
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from catalog.mechanic import Numbers, OfferKind
from catalog.offer_said import Xyxy
from catalog.offers_in_force import offers_in_force
from catalog.queries_areas import AreaScope, of_scope
from catalog.queries_posters import PosterSku
from catalog.rows import key
from catalog.tables import Audit, Brand, Photo, Sku, Store, User
from catalog.tables_posters import Poster, PosterCorrection, PosterOffer

MOST_POSTERS: Final = 20_000
"""More posters than this are not read in one go: the newest count, and the answer says so."""


@dataclass(frozen=True, slots=True)
class SeenOffer:
    """An offer on a photo of a store as it is in force.

    `taken` is when the photo was taken, never later than its upload; `product_said`: a person named the product,
    `corrected`: these are a person's words; `lines` are the poster's where nobody knows the product.
    """

    store_id: int
    taken: datetime
    audit_id: int
    poster_number: int
    brand: str
    product: str
    sku_id: int | None
    number: int
    kind: OfferKind
    numbers: Numbers
    text: str
    xyxy: Xyxy | None
    depth: Decimal | None
    unit_price: Decimal | None
    valid_until: date | None
    needs_check: bool
    assumptions: tuple[str, ...]
    currency: str
    per: str | None
    product_said: bool = False
    lines: tuple[dict[str, Any], ...] = ()
    corrected: bool = False


@dataclass(frozen=True)
class AreaSeen:
    """What the posters of an area said; `skus` are those spoken of, by id, `prices` their list prices where
    those are known; `visited` counts stores with a photo of that time; `cut` when there were too many to read."""

    offers: tuple[SeenOffer, ...]
    skus: dict[int, PosterSku]
    prices: dict[int, Decimal]
    stores: dict[int, Store]
    visited: int
    cut: bool


def area_posters(
    session: Session,
    user: User,
    scope: AreaScope,
    since: datetime,
    until: datetime,
    *,
    most: int = MOST_POSTERS,
) -> AreaSeen:
    """The offers of rivals' posters in the scope, taken from `since` on and before `until`; our own are left out.

    Of a photo that was looked at again the newest finished audit counts.
    """
    stores = {
        key(store.id): store
        for store in session.exec(select(Store).where(*of_scope(user, scope)).order_by(Store.code))
    }
    taken = _taken()
    columns: Any = (
        Poster.id, Photo.store_id, taken, Poster.audit_id, Poster.number, Poster.brand, Poster.product, Poster.sku_id,
    )  # fmt: skip
    heads = _joined(select(*columns), user, scope, since, until)
    heads = heads.order_by(taken.desc(), col(Poster.id).desc())
    rows = session.exec(heads.limit(most + 1)).all()
    cut, rows = len(rows) > most, rows[:most]
    words = _corrections(session, user, scope, since, until)
    skus, prices = _skus(
        session,
        user.chain_id,
        {row[7] for row in rows} | {one.sku_id for many in words.values() for one in many},
    )
    ours = set(
        session.exec(select(Brand.name).where(Brand.chain_id == user.chain_id, ~col(Brand.competitor)))
    )
    head: dict[int, Any] = {}
    named_by_people: dict[int, bool] = {}
    for row in rows:
        poster_id, *rest, brand, product, sku_id = row
        said = False
        for one in words.get(poster_id, ()):
            if one.kind == "product":
                said = True
                sku_id, brand = one.sku_id, brand if one.sku_id is None else ""
        sku = skus.get(sku_id or 0)
        if (sku is not None and not sku.competitor) or (sku is None and brand in ours):
            continue
        named = (sku.brand, sku.name) if sku is not None else (brand, product)
        head[poster_id] = (*rest, *named, sku_id if sku is not None else None)
        named_by_people[poster_id] = said
    lines = _lines(session, [one for one, row in head.items() if not row[5]])
    found = [
        SeenOffer(*(*head[poster_id], *told, named_by_people[poster_id], lines.get(poster_id, ()), corrected))
        for poster_id, told, corrected in _offers(session, user, scope, since, until, head, words)
    ]
    visited = _visited(session, user, scope, since, until)
    return AreaSeen(tuple(found), skus, prices, stores, visited, cut)


def _offers(
    session: Session,
    user: User,
    scope: AreaScope,
    since: datetime,
    until: datetime,
    head: dict[int, Any],
    words: dict[int, list[PosterCorrection]],
) -> Iterator[tuple[int, Any, bool]]:
    """Offers by poster, and whether a person's words: as read where nobody said anything, else corrections applied."""
    names = [field.name for field in fields(Numbers)]
    columns: Any = (
        PosterOffer.poster_id, PosterOffer.number, PosterOffer.kind, PosterOffer.text, PosterOffer.xyxy,
        PosterOffer.depth, PosterOffer.unit_price, PosterOffer.valid_until, PosterOffer.doubts,
        PosterOffer.assumptions, PosterOffer.currency, PosterOffer.per,
        *(getattr(PosterOffer, name) for name in names),
    )  # fmt: skip
    plain = select(*columns).join(Poster, col(Poster.id) == PosterOffer.poster_id)
    said = {one for one in words if one in head}
    for row in session.exec(_joined(plain, user, scope, since, until)):
        poster_id, number, kind, text, xyxy, depth, price, ends, doubts, assumed, currency, per, *figures = (
            row
        )
        if poster_id in head and poster_id not in said:
            numbers = Numbers(**dict(zip(names, figures, strict=True)))
            box = tuple(xyxy) if xyxy is not None else None
            told = (
                number,
                kind,
                numbers,
                text,
                box,
                depth,
                price,
                ends,
                bool(doubts),
                tuple(assumed),
                currency,
                per,
            )
            yield poster_id, told, False
    read: dict[int, list[PosterOffer]] = defaultdict(list)
    for offer in session.exec(select(PosterOffer).where(col(PosterOffer.poster_id).in_(said))):
        read[offer.poster_id].append(offer)
    for poster_id in said:
        for one in offers_in_force(read[poster_id], words[poster_id]):
            told = (
                one.number, one.kind, one.numbers, one.text, one.xyxy, one.depth, one.unit_price, one.valid_until,
                one.needs_check, one.assumptions, one.currency, one.per,
            )  # fmt: skip
            yield poster_id, told, one.corrected


def _corrections(
    session: Session, user: User, scope: AreaScope, since: datetime, until: datetime
) -> dict[int, list[PosterCorrection]]:
    query: Any = select(PosterCorrection).join(Poster, col(Poster.id) == PosterCorrection.poster_id)
    query = _joined(query, user, scope, since, until).where(col(PosterCorrection.undone_at).is_(None))
    found: dict[int, list[PosterCorrection]] = defaultdict(list)
    for one in session.exec(query):
        found[one.poster_id].append(one)
    return found


def _visited(session: Session, user: User, scope: AreaScope, since: datetime, until: datetime) -> int:
    """How many stores of the scope have a photo of that time: what «seen in n stores» is a part of."""
    query = (
        select(func.count(func.distinct(Photo.store_id)))
        .join(Store, col(Store.id) == Photo.store_id)
        .where(*of_scope(user, scope), *_within(since, until))
    )
    return int(session.exec(query).one())


def _lines(session: Session, poster_ids: Sequence[int]) -> dict[int, tuple[dict[str, Any], ...]]:
    found: dict[int, tuple[dict[str, Any], ...]] = {}
    for begin in range(0, len(poster_ids), 5000):
        query = select(Poster.id, Poster.lines).where(col(Poster.id).in_(poster_ids[begin : begin + 5000]))
        found |= {key(poster_id): tuple(lines) for poster_id, lines in session.exec(query)}
    return found


def _skus(
    session: Session, chain_id: int, ids: set[int | None]
) -> tuple[dict[int, PosterSku], dict[int, Decimal]]:
    wanted = {one for one in ids if one is not None}
    query = select(Sku, Brand).join(Brand).where(Sku.chain_id == chain_id, col(Sku.id).in_(wanted))
    skus, prices = {}, {}
    for sku, brand in session.exec(query):
        sku_id = key(sku.id)
        skus[sku_id] = PosterSku(
            sku_id, sku.code, brand.name, sku.name, sku.spec, sku.category, brand.competitor
        )
        if sku.list_price is not None:
            prices[sku_id] = sku.list_price
    return skus, prices


def _joined(query: Any, user: User, scope: AreaScope, since: datetime, until: datetime) -> Any:
    """The query of posters, narrowed to newest finished audits of photos of that time in the scope's stores."""
    newer = aliased(Audit)
    newest = ~(
        select(newer.id)
        .where(newer.photo_id == Audit.photo_id, newer.state == "done", col(newer.id) > col(Audit.id))
        .exists()
    )
    return (
        query.join(Audit, col(Audit.id) == Poster.audit_id)
        .join(Photo, col(Photo.id) == Audit.photo_id)
        .join(Store, col(Store.id) == Photo.store_id)
        .where(*of_scope(user, scope), *_within(since, until), Audit.state == "done", newest)
    )


def _taken() -> Any:
    """When the photo was taken; where the upload was before that, the phone's clock runs ahead."""
    captured = func.coalesce(Photo.captured_at, Photo.uploaded_at)
    return case((captured > col(Photo.uploaded_at), Photo.uploaded_at), else_=captured)


def _within(since: datetime, until: datetime) -> tuple[ColumnElement[bool], ...]:
    taken = _taken()
    # Never taken after the upload: what was uploaded before `since` was taken before it, and that an index tells.
    return col(Photo.uploaded_at) >= since, taken >= since, taken < until
