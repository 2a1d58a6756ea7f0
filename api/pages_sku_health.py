"""The catalogue's health: references that never match or draw others' crops, twins, doubles, SKUs without pictures."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Final, NamedTuple
from urllib.parse import quote

from fastapi import APIRouter, Request, Response
from sqlmodel import Session

from api.deps import Now, PartsDep, ReadSession
from api.pages_render import PageEditor, render_page
from api.paging import Paging
from api.parts import Parts
from catalog.queries_doubles import skus_short, uses_of_skus
from catalog.queries_references import (
    Mistaken,
    mistaken_pairs,
    reference_work,
    references_with_skus,
    same_pictures,
    skus_without_references,
    strays,
    uses_since,
)
from catalog.queries_skus import SkuFact
from catalog.rows import key
from catalog.sku_doubles import find_doubles
from catalog.tables import Reference

SHOWN: Final = 50
SHOWS: Final = ("never", "strays", "twins", "doubles", "none", "all")
WINDOW: Final = timedelta(days=90)
LATELY: Final = timedelta(days=30)
STRAY_LEAST: Final = 3
"""Fewer crops of another SKU than this are chance."""

router = APIRouter()


@dataclass(frozen=True)
class Shown:
    """A reference on the page: its SKU, its picture, and what is said of it."""

    id: int
    sku: SkuFact
    url: str
    own: int = 0
    lately: int = 0
    others: int = 0
    sku_seen: int = 0
    only: bool = False


class TwinShown(NamedTuple):
    """Two references of two SKUs; `alike` in per cent, 100 for one and the same picture."""

    one: Shown
    other: Shown
    alike: int


@router.get("/catalog/health")
def health(
    request: Request,
    user: PageEditor,
    session: ReadSession,
    parts: PartsDep,
    now: Now,
    show: str = "never",
    page: str = "1",
) -> Response:
    """Return one of the lists of what may be wrong in the catalogue, with what to do about each line."""
    chosen = show if show in SHOWS else SHOWS[0]
    paging = Paging.of("/catalog/health", {"show": chosen if chosen != SHOWS[0] else ""}, page, SHOWN)
    today, chain_id = now.date(), user.chain_id
    rows: Iterable[object] = ()
    mistaken: tuple[Mistaken, ...] = ()
    uses: dict[int, int] = {}
    total = 0
    if chosen in {"never", "all"}:
        work = reference_work(session, chain_id, since=today - WINDOW, lately=today - LATELY)
        found = [one for one in work if one.own == 0] if chosen == "never" else list(work)
        found.sort(key=lambda one: (-one.sku_seen if chosen == "never" else one.own, one.sku.code))
        total = len(found)
        pictures = Counter(one.sku.code for one in work)
        rows = [
            replace(
                _shown(one.reference, one.sku, one.own, one.own_lately, one.others, one.sku_seen),
                only=pictures[one.sku.code] == 1,
            )
            for one in found[paging.offset : paging.offset + SHOWN]
        ]
    elif chosen == "strays":
        drawn = strays(session, chain_id, since=today - WINDOW, least=STRAY_LEAST, limit=SHOWN)
        rows = [(_shown(one.reference, one.sku, one.own), one.other, one.times) for one in drawn]
        mistaken = mistaken_pairs(session, chain_id, since=now - WINDOW, limit=SHOWN)
        total = len(drawn)
    elif chosen == "twins":
        rows = _twins(session, parts, chain_id)
        total = len(rows)
    elif chosen == "doubles":
        doubles = find_doubles(skus_short(session, chain_id))
        total = len(doubles)
        rows = doubles = doubles[paging.offset : paging.offset + SHOWN]
        uses = uses_of_skus(session, [sku.id for one in doubles for sku in (one.keep, one.drop)])
    else:
        rows, total = skus_without_references(session, chain_id, limit=SHOWN, offset=paging.offset)
    return render_page(
        request,
        "sku_health.html",
        me=user,
        now=now,
        tab="catalog",
        show=chosen,
        shows=SHOWS,
        rows=rows,
        total=total,
        since=uses_since(session, chain_id),
        newer_url=paging.newer_url,
        older_url=paging.older_url(total) if chosen not in {"strays", "twins"} else None,
        mistaken=mistaken,
        uses=uses,
    )


def _twins(session: Session, parts: Parts, chain_id: int) -> list[TwinShown]:
    """The same stored picture in two SKUs first, then nearly the same ones, but for SKUs of two specs alone."""
    same = [(one, other, 1.0) for one, other in same_pictures(session, chain_id, limit=SHOWN)]
    known = {(one, other) for one, other, _ in same}
    pairs = [*same, *(pair for pair in parts.gallery.twins(chain_id) if pair[:2] not in known)]
    by_id = references_with_skus(session, chain_id, {one for a, b, _ in pairs for one in (a, b)})
    found = []
    for one, other, cosine in pairs:
        if one in by_id and other in by_id:
            first, second = by_id[one][1], by_id[other][1]
            exact = (one, other) in known
            if exact or (first.brand, first.name) != (second.brand, second.name):
                alike = 100 if exact else min(99, int(cosine * 100))
                found.append(TwinShown(_shown(*by_id[one]), _shown(*by_id[other]), alike))
    return found[:SHOWN]


def _shown(
    reference: Reference, sku: SkuFact, own: int = 0, lately: int = 0, others: int = 0, sku_seen: int = 0
) -> Shown:
    reference_id = key(reference.id)
    url = f"/api/skus/{quote(sku.code, safe='')}/references/{reference_id}.jpg"
    return Shown(reference_id, sku, url, own, lately, others, sku_seen)
