"""What the audit page shows: the report as a view, the unknown groups biggest first, errors in words."""

from dataclasses import dataclass
from datetime import datetime, tzinfo
from typing import Any, Final

from sqlmodel import Session

from alerts.retake import advise
from api.errors import words_of
from api.i18n import Locale
from api.pages_cards import tile_url
from api.pages_compliance import view_compliance
from api.pages_report import view_report
from api.pages_talkers import talker_views
from api.progress import PANORAMA_STEPS, POSTER_STEPS, STEPS
from api.report_stored import stored_talkers
from api.rights import EDITORS
from catalog.queries_audits import AuditRow, GroupView, Report, load_report
from catalog.queries_queue import latest_audit
from catalog.queries_skus import list_brands
from catalog.rows import key

PHOTO_SIZES: Final = (1280, 2560)
"""Longer sides of the photo that a browser may choose, besides the photo's own: a phone need not load all of it."""


@dataclass(frozen=True)
class AuditHead:
    """What every state of the page shows of an audit."""

    id: int
    state: str
    kind: str
    store_code: str
    store_name: str
    at: datetime
    newer_id: int | None
    photo_url: str
    photo_srcset: str
    preview_url: str
    width: int
    height: int
    truncated: bool


@dataclass(frozen=True)
class Guess:
    """A SKU that an unknown group might be."""

    brand: str
    name: str
    spec: str
    percent: int


@dataclass(frozen=True)
class UnknownGroup:
    """A group that the models did not know; ``named`` when somebody has said what it is."""

    number: int
    size: int
    crop_url: str
    named: bool
    alternatives: tuple[Guess, ...]


def audit_context(
    session: Session, row: AuditRow, locale: Locale, role: str, zone: tzinfo, *, talkers: bool = False
) -> dict[str, Any]:
    """Return what ``audit.html`` shows of an audit in any state; `talkers`: shelf-talkers are read too."""
    audit_id = key(row.audit.id)
    context: dict[str, Any] = {
        "audit": audit_head(session, row),
        "quality": _complaints(row, locale),
        "error": None,
        "steps": _steps(row, talkers),
        "can_name": role in EDITORS,
    }
    if row.audit.state == "failed":
        context["error"] = words_of(row.audit.error_code or "", row.audit.error_params or {}, locale)
    report = load_report(session, row)
    if report is not None:
        view = view_report(report)
        unknown = unknown_groups(audit_id, report)
        nameless = [group for group in unknown if not group.named]
        seconds = row.audit.seconds or {}
        context |= {
            "report": view,
            "unknown_groups": unknown if role in EDITORS else nameless,
            "unknown_kinds": len(nameless),
            "corrected": len(report.touched),
            "models": row.audit.models or [],
            "seconds": f"{seconds.get('total', sum(seconds.values())):.1f}",
            "brand_names": [brand.name for brand in list_brands(session, row.store.chain_id)],
            "plan": view_compliance(session, row, report, locale, zone),
            "talkers": None
            if (signs := stored_talkers(row)) is None
            else talker_views(signs, report, locale),
        }
    return context


def _steps(row: AuditRow, talkers: bool) -> tuple[str, ...]:
    if row.photo.kind == "poster":
        return POSTER_STEPS
    if row.photo.kind == "panorama":
        return PANORAMA_STEPS
    return tuple(step for step in STEPS if talkers or step != "talkers")


def unknown_groups(audit_id: int, report: Report) -> tuple[UnknownGroup, ...]:
    """Return the groups that the models did not know: without a name first, then the biggest first."""
    groups = [
        view
        for view in report.groups
        if (view.machine_sku is None or view.naming is not None) and not view.said
    ]
    groups.sort(key=lambda view: (view.naming is not None, -view.size, view.group.number))
    return tuple(_unknown(audit_id, view) for view in groups)


def _complaints(row: AuditRow, locale: Locale) -> list[tuple[str, str]]:
    """Return what is wrong with the photo and what to do about it."""
    chinese = locale == "zh-CN"
    advice = advise((row.audit.quality or {}).get("reasons", []))
    return [(each.zh, each.zh_fix) if chinese else (each.en, each.en_fix) for each in advice]


def _unknown(audit_id: int, view: GroupView) -> UnknownGroup:
    return UnknownGroup(
        number=view.group.number,
        size=view.size,
        crop_url=f"/api/audits/{audit_id}/groups/{view.group.number}/crop.jpg",
        named=view.naming is not None,
        alternatives=_guesses(view),
    )


def _guesses(view: GroupView) -> tuple[Guess, ...]:
    return tuple(
        Guess(sku.brand, sku.name, sku.spec, round(other.probability * 100))
        for other in view.alternatives
        if (sku := other.sku) is not None
    )


def audit_head(session: Session, row: AuditRow) -> AuditHead:
    """Return what every state of the page shows."""
    width, height = row.photo.width or 1, row.photo.height or 1
    newest = latest_audit(session, key(row.photo.id))
    newer = newest.id if newest is not None and newest.id != row.audit.id else None
    return AuditHead(
        id=key(row.audit.id),
        state=row.audit.state,
        kind=row.photo.kind,
        store_code=row.store.code,
        store_name=row.store.name,
        at=row.photo.captured_at or row.photo.uploaded_at,
        newer_id=newer,
        photo_url=f"/api/audits/{row.audit.id}/photo.jpg?longest={PHOTO_SIZES[0]}",
        photo_srcset=photo_srcset(key(row.audit.id), width, height),
        preview_url=tile_url(key(row.audit.id)),
        width=width,
        height=height,
        truncated=bool(row.audit.truncated),
    )


def photo_srcset(audit_id: int, width: int, height: int) -> str:
    """Return the photo in its sizes with the width in pixels of each (HTML, `srcset`)."""
    longest = max(width, height)
    sizes = [size for size in PHOTO_SIZES if size < longest] + [longest]
    address = f"/api/audits/{audit_id}/photo.jpg?longest="
    return ", ".join(f"{address}{size} {max(1, round(width * size / longest))}w" for size in sizes)
