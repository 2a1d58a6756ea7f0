"""Correcting a poster by hand: what its form shows, and the page that holds the form alone."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Annotated, Final, cast

from fastapi import APIRouter, Path, Request, Response
from sqlmodel import Session

from alerts.offers import Doubt
from api.deps import Now, ReadSession
from api.i18n import Locale, translate
from api.offer_words import doubt_words, numbers_summary, offer_label
from api.pages_render import PageContributor, page_locale, render_page
from api.poster_depths import offers_of
from api.routes_audits import AuditId
from catalog.mechanic import KINDS, OfferKind
from catalog.mechanic_needs import FIGURES, USES, Figure
from catalog.offers_in_force import OfferInForce, offers_in_force
from catalog.poster_corrections import PRODUCT
from catalog.queries_corrections import PosterRow, names_behind, poster_for
from catalog.queries_posters import PosterSku, PosterView, get_poster
from catalog.rows import key
from catalog.tables import User
from catalog.tables_posters import PosterCorrection

PRODUCTS_SHOWN: Final = 3

router = APIRouter()


@dataclass(frozen=True)
class OfferFix:
    """One offer as the form shows it; `values` by field as typed, `rate` in the reader's way (8.5折, 15 % off)."""

    number: int
    kind: str
    line: str
    text: str
    depth_pct: int | None
    values: dict[str, str]
    readings: tuple[tuple[str, str], ...]
    doubts: tuple[str, ...]
    corrected: bool
    crop_url: str


@dataclass(frozen=True)
class WordFix:
    """A correction in force, in words, and the address that takes it back."""

    words: str
    by: str
    at: datetime
    undo_url: str


@dataclass(frozen=True)
class PosterFix:
    """A poster to correct: what `_poster_corrections.html` needs."""

    number: int
    url: str
    offers: tuple[OfferFix, ...]
    sku: PosterSku | None
    product_said: bool
    candidates: tuple[PosterSku, ...]
    words: tuple[WordFix, ...]
    kinds: tuple[tuple[str, str], ...]
    uses: dict[OfferKind, tuple[Figure, ...]]


@router.get("/audits/{audit_id}/posters/{number}/fix")
def fix_page(
    request: Request,
    audit_id: AuditId,
    number: Annotated[int, Path(ge=0, le=10_000)],
    user: PageContributor,
    session: ReadSession,
    now: Now,
) -> Response:
    """Return one poster's picture beside the form that corrects it."""
    row = poster_for(session, user, audit_id, number)
    return render_page(
        request,
        "poster_fix.html",
        me=user,
        now=now,
        tab="records",
        fix=poster_fix(session, user, audit_id, number, page_locale(request, user)),
        audit_id=audit_id,
        store=row.store,
        taken=row.photo.captured_at or row.photo.uploaded_at,
    )


def poster_fix(session: Session, user: User, audit_id: int, number: int, locale: Locale) -> PosterFix:
    """The form of one poster.

    Raises:
        NotFound: poster_not_found, also of a store that the user may not see.
    """
    row = poster_for(session, user, audit_id, number)
    view = get_poster(session, audit_id, number, user.chain_id)
    url = f"/api/audits/{audit_id}/posters/{number}"
    return PosterFix(
        number=number,
        url=f"{url}/corrections",
        offers=tuple(_offer(one, url, locale) for one in offers_of(view)),
        sku=view.sku,
        product_said=view.product_said,
        candidates=_candidates(view),
        words=tuple(_words(session, row, f"{url}/corrections", locale)),
        kinds=tuple((kind, offer_label(kind, locale)) for kind in KINDS),
        uses={kind: tuple(names) for kind, names in USES.items()},
    )


def shown_rate(rate: Decimal, locale: Locale) -> str:
    """8.5 for 8.5折 in Chinese, 15 for 15 % off in English."""
    value = rate * 10 if locale == "zh-CN" else 100 - rate * 100
    return _plain(value)


def _offer(one: OfferInForce, url: str, locale: Locale) -> OfferFix:
    values: dict[str, str] = {
        name: shown_rate(value, locale) if name == "rate" else _plain(value)
        for name in FIGURES
        if (value := getattr(one.numbers, name)) is not None
    }
    for name, day in (("valid_from", one.valid_from), ("valid_until", one.valid_until)):
        if day is not None:
            values[name] = day.isoformat()
    for name, count in (("limit", one.limit_per_person), ("first_n", one.first_n)):
        if count is not None:
            values[name] = str(count)
    return OfferFix(
        number=one.number,
        kind=one.kind,
        line=offer_line(one, locale),
        text=one.text,
        depth_pct=None if one.depth is None else round(one.depth * 100),
        values=values,
        readings=one.readings,
        doubts=tuple(doubt_words(cast(Doubt, doubt), locale) for doubt in one.doubts),
        corrected=one.corrected,
        crop_url=f"{url}/offers/{one.number}/crop.jpg?longest=480",
    )


def offer_line(one: OfferInForce, locale: Locale) -> str:
    """The offer in one line."""
    lowest = any(word in {"starts_from", "up_to"} for word in one.assumptions)
    return numbers_summary(
        one.kind, one.numbers, locale, currency=one.currency, per=one.per, starts_from=lowest
    )


def _candidates(view: PosterView) -> tuple[PosterSku, ...]:
    """What it may be, the one in force left out."""
    shown = [view.machine_sku, *(one.sku for one in view.candidates)]
    several = {one.id: one for one in shown if one is not None and one != view.sku}
    return tuple(several.values())[:PRODUCTS_SHOWN]


def _words(session: Session, row: PosterRow, url: str, locale: Locale) -> list[WordFix]:
    in_force = [one for one in row.corrections if one.undone_at is None]
    users, skus = names_behind(session, in_force)
    told = {one.number: one for one in offers_in_force(row.offers, row.corrections)}
    read = {one.number: one for one in offers_in_force(row.offers, ())}
    return [
        WordFix(
            words=_said(one, told, read, skus, locale),
            by=users.get(one.corrected_by or 0, ""),
            at=one.corrected_at,
            undo_url=f"{url}/{key(one.id)}/undo",
        )
        for one in reversed(in_force)
    ]


def _said(
    one: PosterCorrection,
    told: dict[int, OfferInForce],
    read: dict[int, OfferInForce],
    skus: dict[int, str],
    locale: Locale,
) -> str:
    if one.offer_number == PRODUCT:
        code = skus.get(one.sku_id or 0)
        if code is None:
            return translate(locale, "fix.said.no_product")
        return translate(locale, "fix.said.product", sku=code)
    now, before = told.get(one.offer_number), read.get(one.offer_number)
    said = offer_line(now, locale) if now is not None else ""
    was = (before.text or offer_line(before, locale)) if before is not None else ""
    if one.kind == "not_an_offer":
        return translate(locale, "fix.said.not_an_offer", was=was)
    if one.kind == "missed_offer":
        return translate(locale, "fix.said.missed_offer", said=said)
    return translate(locale, "fix.said.offer", was=was, said=said)


def _plain(value: Decimal | int) -> str:
    return str(value) if isinstance(value, int) else f"{value.normalize():f}"
