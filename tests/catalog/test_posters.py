"""Posters: saved once, read as saved, people's corrections applied."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from sqlalchemy import func
from sqlmodel import Session, select

from catalog.errors import NotFound
from catalog.mechanic import Numbers
from catalog.offer_said import OfferSaid
from catalog.poster_draft import OfferDraft, PosterAuditDraft, PosterDraft
from catalog.poster_saving import finish_poster_audit, save_posters
from catalog.queries_audits import get_audit, load_report
from catalog.queries_posters import get_poster, posters_by_audit, posters_of
from catalog.queries_queue import Claim, Submitted, claim_next, submit_photo
from catalog.queries_skus import get_sku
from catalog.rows import key
from catalog.tables import PhotoKind
from catalog.tables_posters import Poster, PosterCorrection, PosterOffer
from tests.catalog.conftest import LEASE, NOW, Company

PRICE = OfferDraft(
    "special_price",
    Numbers(price=Decimal("3.9"), list_price=Decimal("5.2")),
    "特价3.9元",
    (10.0, 20.0, 200.0, 80.0),
    0.91,
    unit_price=Decimal("3.9"),
    depth=Decimal("0.25"),
    valid_until=date(2026, 11, 30),
    limit_per_person=2,
    doubts=("readings_differ",),
    readings=(("3.9", "8.9"),),
)
BASKET = OfferDraft(
    "threshold_off",
    Numbers(threshold=Decimal(38), amount=Decimal(8), each=True),
    "每满38减8",
    (10.0, 100.0, 200.0, 140.0),
    0.8,
    depth=Decimal("0.2105"),
    assumptions=("buys_just_enough",),
)
DRAFT = PosterDraft(
    outcome="offers",
    engine="rapidocr",
    digits_checked=True,
    lines=({"text": "特价3.9元", "xyxy": [10.0, 20.0, 200.0, 80.0], "confidence": 0.91},),
    offers=(PRICE, BASKET),
    brand="红果",
    product="山楂汁",
    spec="330ml",
    sku="K1",
    candidates=(("K1", 0.98), ("gone", 0.5)),
    angle=1.5,
)
AUDIT = PosterAuditDraft(
    size_wh=(900, 1200),
    models=({"kind": "text_reader", "name": "rapidocr", "version": "3.10", "sha256": "a" * 64},),
    catalog_version=4,
    seconds={"total": 1.5},
    posters=(DRAFT,),
)


def claimed(session: Session, company: Company, kind: PhotoKind = "poster", sha: str = "a") -> Claim:
    submit_photo(session, store_id=company.store_id, sha256=sha * 64, now=NOW, kind=kind)
    claim = claim_next(session, "w", now=NOW, lease=LEASE)
    assert claim is not None
    return claim


def saved(session: Session, company: Company) -> int:
    claim = claimed(session, company)
    assert finish_poster_audit(session, claim, AUDIT, now=NOW + timedelta(seconds=2))
    return claim.audit_id


def correct(session: Session, poster: Poster, kind: str, number: int, **more: object) -> None:
    row = PosterCorrection(
        poster_id=key(poster.id),
        kind=kind,
        offer_number=number,
        said=more.pop("said", {}),
        corrected_at=NOW,
        **more,
    )
    session.add(row)
    session.flush()


def test_a_poster_comes_back_as_it_was_saved(session: Session, company: Company) -> None:
    audit_id = saved(session, company)
    row = get_audit(session, audit_id)
    assert (row.audit.state, row.audit.catalog_version, row.audit.models) == ("done", 4, list(AUDIT.models))
    assert (row.photo.width, row.photo.height) == (900, 1200)
    assert row.audit.lease_owner is None
    (view,) = posters_of(session, audit_id, company.chain_id)
    assert (view.poster.outcome, view.poster.brand, view.poster.product) == ("offers", "红果", "山楂汁")
    assert view.sku is not None
    assert (view.sku.code, view.sku.competitor, view.sku == view.machine_sku) == ("K1", True, True)
    assert [(one.sku.code, one.score) for one in view.candidates] == [("K1", 0.98)]
    price, basket = view.offers
    assert (price.numbers, price.depth, price.readings) == (PRICE.numbers, PRICE.depth, PRICE.readings)
    assert (price.valid_until, price.limit_per_person, price.xyxy) == (date(2026, 11, 30), 2, PRICE.xyxy)
    assert (basket.numbers.each, basket.assumptions, basket.needs_check) == (
        True,
        ("buys_just_enough",),
        False,
    )
    assert view.to_check == 1


def test_a_poster_has_no_shelf_report(session: Session, company: Company) -> None:
    assert load_report(session, get_audit(session, saved(session, company))) is None


def test_who_lost_the_claim_saves_nothing_and_nothing_twice(session: Session, company: Company) -> None:
    claim = claimed(session, company)
    assert not finish_poster_audit(session, replace(claim, owner="other"), AUDIT, now=NOW)
    assert session.exec(select(func.count()).select_from(Poster)).one() == 0
    assert finish_poster_audit(session, claim, AUDIT, now=NOW)
    assert not finish_poster_audit(session, claim, AUDIT, now=NOW)
    assert session.exec(select(func.count()).select_from(PosterOffer)).one() == 2


def test_a_code_that_the_chain_does_not_have_is_refused(session: Session, company: Company) -> None:
    draft = replace(AUDIT, posters=(replace(DRAFT, sku="gone"),))
    with pytest.raises(NotFound) as caught:
        finish_poster_audit(session, claimed(session, company), draft, now=NOW)
    assert caught.value.code == "sku_not_found"


def test_corrections_are_applied_to_offers_and_product(session: Session, company: Company) -> None:
    audit_id = saved(session, company)
    poster = get_poster(session, audit_id, 0, company.chain_id).poster
    right = OfferSaid("special_price", Numbers(price=Decimal("8.9")))
    correct(session, poster, "offer", 0, said=right.as_json())
    correct(session, poster, "not_an_offer", 1)
    correct(session, poster, "product", -1, sku_id=get_sku(session, company.chain_id, "C1").sku.id)
    view = get_poster(session, audit_id, 0, company.chain_id)
    (offer,) = view.offers
    assert (offer.numbers.price, offer.corrected, view.to_check) == (Decimal("8.9"), True, 0)
    assert view.product_said
    assert view.sku is not None
    assert view.machine_sku is not None
    assert (view.sku.code, view.machine_sku.code) == ("C1", "K1")
    assert len(view.corrections) == 3


def test_signs_on_a_shelf_photo_keep_their_boxes_and_order(session: Session, company: Company) -> None:
    claim = claimed(session, company, kind="shelf")
    signs = [replace(DRAFT, xyxy=(float(x), 0.0, x + 50.0, 40.0), layer=2, sku=None) for x in (0, 100)]
    save_posters(session, claim.audit_id, company.chain_id, signs)
    views = posters_by_audit(session, [claim.audit_id, 999], company.chain_id)
    assert [(v.poster.number, v.poster.xyxy, v.poster.layer) for v in views[claim.audit_id]] == [
        (0, [0.0, 0.0, 50.0, 40.0], 2),
        (1, [100.0, 0.0, 150.0, 40.0], 2),
    ]
    assert all(view.sku is None for view in views[claim.audit_id])


def test_a_poster_that_is_not_there(session: Session, company: Company) -> None:
    with pytest.raises(NotFound):
        get_poster(session, saved(session, company), 1, company.chain_id)


def test_the_same_picture_sent_as_another_kind_is_looked_at_again(session: Session, company: Company) -> None:
    def send(kind: PhotoKind) -> Submitted:
        return submit_photo(session, store_id=company.store_id, sha256="b" * 64, now=NOW, kind=kind)

    first = send("shelf")
    waiting = send("poster")
    assert (waiting.photo.id, waiting.photo.kind, waiting.audit.id) == (
        first.photo.id,
        "poster",
        first.audit.id,
    )
    claim = claim_next(session, "w", now=NOW, lease=LEASE)
    assert claim is not None
    assert finish_poster_audit(session, claim, AUDIT, now=NOW)
    again = send("poster")
    assert (again.already, again.audit.id) == (True, claim.audit_id)
    shelf = send("shelf")
    assert (shelf.already, shelf.photo.kind) == (False, "shelf")
    assert shelf.audit.id != claim.audit_id


def test_offers_go_with_their_outcome() -> None:
    with pytest.raises(ValueError, match="outcome"):
        replace(DRAFT, outcome="no_offers")
