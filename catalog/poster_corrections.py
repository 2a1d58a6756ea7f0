"""Correcting what was read off a poster: numbers, what is no offer, what was missed, whose product it is.

Rows are only added: a new word on an offer ends the one before it (`undone_at`), and an undo brings that one back, as a
copy with the name and the time of whoever said it.
"""

from datetime import datetime
from typing import Any, Final

from sqlmodel import Session

from catalog.errors import Conflict, Invalid, NotFound
from catalog.mechanic_needs import check_mechanic
from catalog.offer_said import OfferSaid
from catalog.offers_in_force import FIRST_MISSED, offers_in_force
from catalog.queries_corrections import PosterRow, get_correction, next_missed, poster_for
from catalog.queries_skus import get_sku
from catalog.rows import key
from catalog.tables import User
from catalog.tables_posters import CorrectionKind, PosterCorrection

Sign = tuple[int, int]
"""A poster by the audit of its photo and its number there."""

PRODUCT: Final = -1
"""The offer number of a correction that is about the poster's product."""
MOST_MISSED: Final = 100
_LIMIT_MOST: Final = 1_000_000


def correct_offer(
    session: Session, user: User, sign: Sign, number: int, said: OfferSaid, *, now: datetime
) -> PosterCorrection:
    """Say how an offer reads; saying what is in force already changes nothing.

    Raises:
        NotFound: poster_not_found, offer_not_found.
        Invalid: `bad_value` (`check_mechanic`; before_start, too_long, out_of_range of the terms).
    """
    _check(said)
    row = poster_for(session, user, *sign, lock=True)
    _known(row, number)
    kind: CorrectionKind = "missed_offer" if number >= FIRST_MISSED else "offer"
    return _say(session, row, user, kind, number, said.as_json(), None, now)


def reject_offer(session: Session, user: User, sign: Sign, number: int, *, now: datetime) -> PosterCorrection:
    """Say that this is no offer.

    Raises:
        NotFound: poster_not_found, offer_not_found.
    """
    row = poster_for(session, user, *sign, lock=True)
    _known(row, number)
    return _say(session, row, user, "not_an_offer", number, {}, None, now)


def add_offer(
    session: Session, user: User, sign: Sign, said: OfferSaid, *, now: datetime
) -> PosterCorrection:
    """Add an offer that the machine missed; sent twice it is one.

    Raises:
        NotFound: poster_not_found.
        Invalid: as of `correct_offer`; `bad_value` of the field offers (too_many_rows).
    """
    _check(said)
    row = poster_for(session, user, *sign, lock=True)
    for one in row.corrections:
        if one.kind == "missed_offer" and one.undone_at is None and one.said == said.as_json():
            return one
    number = next_missed(session, key(row.poster.id))
    if number >= FIRST_MISSED + MOST_MISSED:
        raise Invalid("bad_value", field="offers", value=str(number), reason="too_many_rows")
    return _say(session, row, user, "missed_offer", number, said.as_json(), None, now)


def set_product(
    session: Session, user: User, sign: Sign, sku_code: str | None, *, now: datetime
) -> PosterCorrection:
    """Say whose offer it is; None: of no product of the catalogue.

    Raises:
        NotFound: poster_not_found, sku_not_found.
    """
    row = poster_for(session, user, *sign, lock=True)
    sku = None if sku_code is None else get_sku(session, user.chain_id, sku_code).sku
    return _say(session, row, user, "product", PRODUCT, {}, None if sku is None else key(sku.id), now)


def undo_correction(
    session: Session, user: User, sign: Sign, correction_id: int, *, now: datetime
) -> PosterCorrection:
    """Take a correction back: the word before it is in force again, in a row of its own. Twice changes nothing.

    Raises:
        NotFound: poster_not_found, correction_not_found.
        Conflict: `correction_replaced` when a later word is in force.
    """
    row = poster_for(session, user, *sign, lock=True)
    found = get_correction(session, key(row.poster.id), correction_id)
    if found.undone_at is not None:
        if any(one.offer_number == found.offer_number and one.undone_at is None for one in row.corrections):
            raise Conflict("correction_replaced", correction=correction_id)
        return found
    _end(session, found, now)
    before = [
        one
        for one in row.corrections
        if one.offer_number == found.offer_number
        and one.undone_at == found.corrected_at
        and one.corrected_at != found.corrected_at
    ]
    if before:
        session.add(PosterCorrection(**before[-1].model_dump(exclude={"id", "undone_at"})))
        session.flush()
    return found


def _say(
    session: Session,
    row: PosterRow,
    user: User,
    kind: CorrectionKind,
    number: int,
    said: dict[str, Any],
    sku_id: int | None,
    now: datetime,
) -> PosterCorrection:
    for one in row.corrections:
        if one.offer_number == number and one.undone_at is None:
            if (one.kind, one.said, one.sku_id) == (kind, said, sku_id):
                return one
            _end(session, one, now)
    new = PosterCorrection(
        poster_id=key(row.poster.id),
        kind=kind,
        offer_number=number,
        said=said,
        sku_id=sku_id,
        corrected_by=user.id,
        corrected_at=now,
    )
    session.add(new)
    session.flush()
    return new


def _end(session: Session, correction: PosterCorrection, now: datetime) -> None:
    correction.undone_at = now
    session.add(correction)
    session.flush()


def _known(row: PosterRow, number: int) -> None:
    """An offer that was read, or that somebody added and that is still there."""
    read = {offer.number for offer in row.offers}
    added = {one.number for one in offers_in_force(row.offers, row.corrections)}
    if number not in read | added:
        raise NotFound("offer_not_found", poster=row.poster.number, offer=number)


def _check(said: OfferSaid) -> None:
    check_mechanic(said.kind, said.numbers)
    if len(said.text) > 500:
        raise Invalid("bad_value", field="text", value=said.text[:40], reason="too_long")
    if "\0" in said.text:
        raise Invalid("bad_value", field="text", value="", reason="control_character")
    if said.valid_from is not None and said.valid_until is not None and said.valid_until < said.valid_from:
        raise Invalid("bad_value", field="valid_until", value=str(said.valid_until), reason="before_start")
    for field in ("limit_per_person", "first_n"):
        value = getattr(said, field)
        if value is not None and not 1 <= value <= _LIMIT_MOST:
            raise Invalid("bad_value", field=field, value=str(value), reason="out_of_range")
    if said.xyxy is not None and not (said.xyxy[0] < said.xyxy[2] and said.xyxy[1] < said.xyxy[3]):
        raise Invalid("bad_value", field="xyxy", value=str(said.xyxy)[:40], reason="out_of_range")
