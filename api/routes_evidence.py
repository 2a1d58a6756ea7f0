"""What a report's figures were taken from: the photo, its overlay, its crops."""

from dataclasses import replace
from typing import Annotated, Literal

import numpy as np
from fastapi import Path, Query
from fastapi.responses import Response
from sqlmodel import Session

from api.answers_posters import summary_of
from api.deps import CurrentUser, LocaleDep, PartsDep, ReadSession
from api.errors import ApiError
from api.i18n import Locale
from api.overlay import draw_talkers
from api.parts import Parts
from api.pictures import Picture, crop, fit, jpeg
from api.report_stored import box_of, overlay_labels, stored_seen, stored_talkers
from api.routes_audits import AuditId, GroupNumber
from api.routing import api_router, errors, jpeg_answer
from api.shelf_report import shelf_report
from catalog.errors import NotFound
from catalog.queries_audits import AuditRow, Report, audit_for, load_report
from catalog.queries_groups import get_group
from catalog.queries_posters import posters_of
from catalog.rows import key
from catalog.tables import User
from vision.boxes import Boxes
from vision.overlay import draw_overlay
from vision.posters_overlay import draw_offers
from vision.see import ShelfSeen

router = api_router("evidence")

Longest = Annotated[
    int | None, Query(ge=16, le=20_000, description="longest side in pixels; left out: as it is")
]
Shown = Literal["all", "known", "unknown", "gaps", "none"]
_IMMUTABLE = {"Cache-Control": "private, max-age=31536000, immutable"}
_ANSWERS = errors(404, 409, 410) | jpeg_answer()
_CROP_LONGEST_PX = 640


@router.get("/audits/{audit_id}/photo.jpg", summary="The photo", response_class=Response, responses=_ANSWERS)
def read_photo(
    audit_id: AuditId, user: CurrentUser, session: ReadSession, parts: PartsDep, longest: Longest = None
) -> Response:
    """The photo upright, as JPEG whatever was sent: boxes are in its pixels."""
    row = audit_for(session, user, audit_id)
    return _picture(parts.pictures.upright(row.photo.sha256), longest)


@router.get(
    "/audits/{audit_id}/overlay.jpg",
    summary="The photo with what was found",
    response_class=Response,
    responses=_ANSWERS,
)
def read_overlay(
    audit_id: AuditId,
    user: CurrentUser,
    session: ReadSession,
    parts: PartsDep,
    locale: LocaleDep,
    boxes: Annotated[Shown, Query(description="which boxes to draw")] = "all",
    longest: Longest = None,
) -> Response:
    """Boxes coloured by product with its name, unknown ones grey with their group's number, gaps hatched.

    On a poster, its offers in force, numbered as the poster's page numbers them; `boxes` does not matter there.
    """
    row = audit_for(session, user, audit_id)
    if row.photo.kind == "poster":
        drawn = _poster(session, row, parts, locale)
        return _picture(drawn, longest, {"Cache-Control": "private, no-cache"})
    report = shelf_report(session, row)
    labels = overlay_labels(report)
    seen = _only(stored_seen(row, report), boxes, labels)
    picture = draw_overlay(parts.pictures.upright(row.photo.sha256), seen, labels)
    if boxes == "all":
        picture = draw_talkers(picture, stored_talkers(row))
    return _picture(picture, longest, {"Cache-Control": "private, no-cache"})


@router.get(
    "/audits/{audit_id}/crops/{index}.jpg",
    summary="One product's crop",
    response_class=Response,
    responses=_ANSWERS,
)
def read_crop(
    audit_id: AuditId,
    index: Annotated[int, Path(ge=0, le=1_000_000, description="place in the report's `products`, from 0")],
    user: CurrentUser,
    session: ReadSession,
    parts: PartsDep,
) -> Response:
    """The product with a little of its surroundings."""
    row, report = _done(session, user, audit_id)
    if index >= len(report.products):
        raise ApiError(404, "product_not_found", product=index)
    whole = parts.pictures.upright(row.photo.sha256)
    return _picture(crop(whole, box_of(report.products[index])), _CROP_LONGEST_PX)


@router.get(
    "/audits/{audit_id}/groups/{number}/crop.jpg",
    summary="A group's best crop",
    response_class=Response,
    responses=_ANSWERS,
)
def read_group_crop(
    audit_id: AuditId, number: GroupNumber, user: CurrentUser, session: ReadSession, parts: PartsDep
) -> Response:
    """The clearest member of the group."""
    row = audit_for(session, user, audit_id)
    return _picture(
        crop(parts.pictures.upright(row.photo.sha256), _best_of(session, row, number)), _CROP_LONGEST_PX
    )


def _best_of(session: Session, row: AuditRow, number: int) -> list[float]:
    """The box to show of a group, or of boxes that people named one by one."""
    try:
        return get_group(session, key(row.audit.id), number).best_xyxy
    except NotFound:
        report = load_report(session, row)
        views = () if report is None else report.groups
        if (made := next((view for view in views if view.group.number == number), None)) is None:
            raise
        return made.group.best_xyxy


def _done(session: Session, user: User, audit_id: int) -> tuple[AuditRow, Report]:
    row = audit_for(session, user, audit_id)
    return row, shelf_report(session, row)


def _poster(session: Session, row: AuditRow, parts: Parts, locale: Locale) -> Picture:
    views = posters_of(session, key(row.audit.id), row.store.chain_id)
    every = (offer for view in views for offer in view.offers)
    offers = [
        (offer.xyxy, f"{place} {summary_of(offer, locale)}")
        for place, offer in enumerate(every, start=1)
        if offer.xyxy is not None
    ]
    return draw_offers(parts.pictures.upright(row.photo.sha256), offers)


def _only(seen: ShelfSeen, shown: Shown, labels: dict[int, str]) -> ShelfSeen:
    """The same with those boxes alone that are to be drawn."""
    known = np.array([int(number) in labels for number in seen.group], bool)
    keep = {
        "all": np.ones(len(known), bool),
        "known": known,
        "unknown": ~known,
    }.get(shown, np.zeros(len(known), bool))
    return replace(
        seen,
        products=seen.products.take(keep),
        group=seen.group[keep],
        gaps=seen.gaps if shown in {"all", "gaps"} else Boxes.empty(),
    )


def _picture(picture: Picture, longest: int | None, headers: dict[str, str] = _IMMUTABLE) -> Response:
    if longest is not None:
        picture = fit(picture, longest)
    return Response(jpeg(picture), media_type="image/jpeg", headers=headers)
