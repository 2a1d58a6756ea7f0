"""Reading what people said of posters: one poster to correct, its corrections, the corrected posters of a chain."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func
from sqlmodel import Session, col, select

from catalog.errors import NotFound
from catalog.offers_in_force import FIRST_MISSED
from catalog.queries_people import stores_seen_by
from catalog.rows import key
from catalog.tables import Audit, Photo, Sku, Store, User
from catalog.tables_corrections import ShelfCorrection
from catalog.tables_posters import Poster, PosterCorrection, PosterOffer


@dataclass(frozen=True)
class PosterRow:
    """A poster with its photo and the store where that was taken; `sku` is whose offer it is, as in force."""

    poster: Poster
    photo: Photo
    store: Store
    offers: tuple[PosterOffer, ...]
    corrections: tuple[PosterCorrection, ...]
    sku: Sku | None


def poster_for(session: Session, user: User, audit_id: int, number: int, *, lock: bool = False) -> PosterRow:
    """A sign on an audit's photo of a store that the user may see, all corrections in the order they were made.

    `lock` holds it until the transaction ends, so that one correction at a time is made.

    Raises:
        NotFound: poster_not_found.
    """
    query = _posters().where(Poster.audit_id == audit_id, Poster.number == number)
    query = query.where(col(Store.id).in_(stores_seen_by(user)))
    if lock:
        query = query.with_for_update(of=Poster)
    found = session.exec(query.execution_options(populate_existing=True)).first()
    if found is None:
        raise NotFound("poster_not_found", audit=audit_id, poster=number)
    return _rows(session, [found])[0]


def get_correction(session: Session, poster_id: int, correction_id: int) -> PosterCorrection:
    """One correction of this poster; raises NotFound correction_not_found."""
    query = select(PosterCorrection).where(
        PosterCorrection.id == correction_id, PosterCorrection.poster_id == poster_id
    )
    found = session.exec(query).first()
    if found is None:
        raise NotFound("correction_not_found", correction=correction_id)
    return found


def next_missed(session: Session, poster_id: int) -> int:
    """The number of the next offer that the machine missed; numbers that were undone are not used again."""
    query = select(func.max(PosterCorrection.offer_number)).where(
        PosterCorrection.poster_id == poster_id, col(PosterCorrection.offer_number) >= FIRST_MISSED
    )
    last = session.exec(query).one()
    return FIRST_MISSED if last is None else int(last) + 1


def corrected_posters(session: Session, chain_id: int) -> tuple[PosterRow, ...]:
    """The chain's posters that a correction is in force of, the oldest first; each photo's newest reading alone."""
    corrected = select(PosterCorrection.poster_id).where(col(PosterCorrection.undone_at).is_(None))
    query = _posters().where(Store.chain_id == chain_id, col(Poster.id).in_(corrected))
    newest: dict[tuple[str, int], Any] = {}
    for found in session.exec(query.order_by(col(Poster.id))):
        newest[found[1].sha256, found[0].number] = found
    return _rows(session, sorted(newest.values(), key=lambda found: key(found[0].id)))


def _posters() -> Any:
    return (
        select(Poster, Photo, Store)
        .join(Audit, col(Audit.id) == Poster.audit_id)
        .join(Photo, col(Photo.id) == Audit.photo_id)
        .join(Store, col(Store.id) == Photo.store_id)
    )


def _rows(session: Session, found: Sequence[tuple[Poster, Photo, Store]]) -> tuple[PosterRow, ...]:
    ids = [poster.id for poster, _, _ in found]
    offers: dict[int, list[PosterOffer]] = {}
    for offer in session.exec(
        select(PosterOffer).where(col(PosterOffer.poster_id).in_(ids)).order_by(col(PosterOffer.number))
    ):
        offers.setdefault(offer.poster_id, []).append(offer)
    corrections: dict[int, list[PosterCorrection]] = {}
    for one in session.exec(
        select(PosterCorrection)
        .where(col(PosterCorrection.poster_id).in_(ids))
        .order_by(col(PosterCorrection.id))
    ):
        corrections.setdefault(one.poster_id, []).append(one)
    about = {poster.id: _sku_of(poster, corrections.get(poster.id or 0, [])) for poster, _, _ in found}
    wanted = {sku_id for sku_id in about.values() if sku_id is not None}
    skus = {sku.id: sku for sku in session.exec(select(Sku).where(col(Sku.id).in_(wanted)))}
    return tuple(
        PosterRow(
            poster,
            photo,
            store,
            tuple(offers.get(poster.id or 0, ())),
            tuple(corrections.get(poster.id or 0, ())),
            skus.get(about[poster.id]),
        )
        for poster, photo, store in found
    )


def _sku_of(poster: Poster, corrections: Sequence[PosterCorrection]) -> int | None:
    """The SKU in force: a person's word, which may be that it is none of the catalogue, else the machine's."""
    for one in corrections:
        if one.kind == "product" and one.undone_at is None:
            return one.sku_id
    return poster.sku_id


def names_behind(
    session: Session, corrections: Sequence[PosterCorrection] | Sequence[ShelfCorrection]
) -> tuple[dict[int, str], dict[int, str]]:
    """User names and SKU codes that corrections speak of, by id."""
    people = {one.corrected_by for one in corrections if one.corrected_by is not None}
    about = {one.sku_id for one in corrections if one.sku_id is not None}
    users = session.exec(select(User.id, User.username).where(col(User.id).in_(people)))
    skus = session.exec(select(Sku.id, Sku.code).where(col(Sku.id).in_(about)))
    return {key(user): name for user, name in users}, {key(sku): code for sku, code in skus}
