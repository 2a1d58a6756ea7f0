"""Putting a person's word on a poster into the database: the depth worked out anew, the advice asked for again."""

from datetime import datetime

from sqlmodel import Session

from alerts.offer_again import depth_again
from api.errors import ApiError
from api.schemas_corrections import CorrectionAnswer, CorrectionOrder, OfferWords
from catalog.mechanic_needs import check_mechanic
from catalog.offer_said import OfferSaid
from catalog.offers_in_force import OfferInForce, offers_in_force
from catalog.poster_corrections import (
    PRODUCT,
    Sign,
    add_offer,
    correct_offer,
    reject_offer,
    set_product,
)
from catalog.queries_corrections import PosterRow, names_behind, poster_for
from catalog.rows import key
from catalog.tables import User
from catalog.tables_posters import PosterCorrection


def write_correction(
    session: Session, user: User, sign: Sign, order: CorrectionOrder, *, now: datetime
) -> PosterCorrection:
    """The row of the correction.

    Raises:
        NotFound: poster_not_found, offer_not_found, sku_not_found.
        Invalid: `bad_value` of a field of the offer.
    """
    if order.what == "product":
        return set_product(session, user, sign, order.sku, now=now)
    if order.what == "not_an_offer":
        return reject_offer(session, user, sign, order.offer or 0, now=now)
    if order.says is None:
        raise ApiError(422, "invalid_request", field="says", reason="missing")
    row = poster_for(session, user, *sign, lock=True)
    if order.offer is None:
        return add_offer(session, user, sign, _said(row, None, order.says), now=now)
    return correct_offer(session, user, sign, order.offer, _said(row, order.offer, order.says), now=now)


def correction_answers(session: Session, row: PosterRow) -> list[CorrectionAnswer]:
    """All corrections of the poster, the first one first."""
    users, skus = names_behind(session, row.corrections)
    return [
        CorrectionAnswer(
            id=key(one.id),
            what=one.kind,
            offer=None if one.offer_number == PRODUCT else one.offer_number,
            says=one.said or None,
            sku=skus.get(one.sku_id or 0),
            by=users.get(one.corrected_by or 0),
            at=one.corrected_at,
            undone_at=one.undone_at,
        )
        for one in row.corrections
    ]


def _said(row: PosterRow, number: int | None, words: OfferWords) -> OfferSaid:
    page = offers_in_force(row.offers, row.corrections)
    before = _before(row, page, number)
    numbers = words.numbers(before is not None and before.numbers.each)
    kind = check_mechanic(words.kind, numbers)
    place = words.xyxy or (before.xyxy if before is not None else None)
    beside = [(one.kind, one.numbers, one.xyxy) for one in page if one.number != number]
    catalogue = row.sku.list_price if row.sku is not None else None
    told = depth_again(kind, numbers, place, beside=beside, catalogue=catalogue)
    return OfferSaid(
        kind=kind,
        numbers=numbers,
        text=words.text if words.text is not None else before.text if before is not None else "",
        xyxy=place,
        currency=words.currency or (before.currency if before is not None else "¥"),
        per=words.per if words.per is not None else before.per if before is not None else None,
        unit_price=told.unit_price,
        depth=told.depth,
        assumptions=told.assumptions,
        valid_from=words.valid_from,
        valid_until=words.valid_until,
        limit_per_person=words.limit,
        first_n=words.first_n,
    )


def _before(row: PosterRow, page: tuple[OfferInForce, ...], number: int | None) -> OfferInForce | None:
    """The offer as it is in force; one that was called none, as the machine read it."""
    for one in (*page, *offers_in_force(row.offers, ())):
        if one.number == number:
            return one
    return None
