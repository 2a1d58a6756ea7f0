"""Saving what posters say: all of it in the caller's transaction, and only once."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlmodel import Session, insert

from catalog.poster_draft import OfferDraft, PosterAuditDraft, PosterDraft
from catalog.queries_queue import Claim, done_if_held, photo_of
from catalog.queries_skus import sku_ids_by_code
from catalog.rows import key
from catalog.tables import Store
from catalog.tables_posters import Poster, PosterOffer


def finish_poster_audit(session: Session, claim: Claim, report: PosterAuditDraft, *, now: datetime) -> bool:
    """Save the posters and end the audit; False, and nothing saved, when the claim is lost or it ended already.

    Raises:
        NotFound: `sku_not_found` when the report names a code that the store's chain does not have.
    """
    values = {
        "models": list(report.models),
        "catalog_version": report.catalog_version,
        "quality": {"ok": True, "reasons": []},
        "truncated": False,
        "seconds": report.seconds,
    }
    if not done_if_held(session, claim, values, now=now):
        return False
    photo = photo_of(session, claim)
    photo.width, photo.height = report.size_wh
    chain_id = session.get_one(Store, photo.store_id).chain_id
    save_posters(session, claim.audit_id, chain_id, report.posters)
    return True


def save_posters(session: Session, audit_id: int, chain_id: int, posters: Sequence[PosterDraft]) -> None:
    """Add the signs of one audit's photo, numbered from 0 in their order.

    Raises:
        NotFound: `sku_not_found` for a code that the chain does not have.
    """
    ids = sku_ids_by_code(session, chain_id, {one.sku for one in posters if one.sku is not None})
    for number, draft in enumerate(posters):
        poster = Poster(
            audit_id=audit_id,
            number=number,
            outcome=draft.outcome,
            xyxy=None if draft.xyxy is None else list(draft.xyxy),
            layer=draft.layer,
            brand=draft.brand[:100],
            product=draft.product[:200],
            spec=draft.spec[:64],
            sku_id=None if draft.sku is None else ids[draft.sku],
            candidates=[{"sku": code, "score": float(score)} for code, score in draft.candidates],
            lines=list(draft.lines),
            engine=draft.engine,
            digits_checked=draft.digits_checked,
            angle=draft.angle,
        )
        session.add(poster)
        session.flush()
        if draft.offers:
            rows = [_offer(key(poster.id), at, offer) for at, offer in enumerate(draft.offers)]
            session.execute(insert(PosterOffer), rows)
    session.flush()


def _offer(poster_id: int, number: int, offer: OfferDraft) -> dict[str, Any]:
    return {
        "poster_id": poster_id,
        "number": number,
        "kind": offer.kind,
        "text": offer.text[:500],
        "xyxy": [float(side) for side in offer.xyxy],
        **vars(offer.numbers),
        "currency": offer.currency,
        "per": offer.per,
        "unit_price": offer.unit_price,
        "depth": offer.depth,
        "valid_from": offer.valid_from,
        "valid_until": offer.valid_until,
        "limit_per_person": offer.limit_per_person,
        "first_n": offer.first_n,
        "confidence": offer.confidence,
        "assumptions": list(offer.assumptions),
        "doubts": list(offer.doubts),
        "readings": [{"first": first, "second": second} for first, second in offer.readings],
    }
