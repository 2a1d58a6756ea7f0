"""Photos as tiles: what a list of records shows of each."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from api.answers_posters import names_in_force
from catalog.queries_pages import AuditCard
from catalog.rows import key

TILE_PX: Final = 480
"""Longer side of a tile's picture: 240 px on a screen of two pixels to one."""


@dataclass(frozen=True)
class Tile:
    """One photo with its newest audit; `about` is whose offers a poster has, as far as that is known."""

    id: int
    state: str
    at: datetime
    store_name: str
    facings: int
    unknown: int
    thumb_url: str
    poster: bool
    panorama: bool
    about: str
    offers: int
    to_check: int


def tile_url(audit_id: int) -> str:
    """Return where the audit's photo lies in the size of a tile."""
    return f"/api/audits/{audit_id}/photo.jpg?longest={TILE_PX}"


def tiles(cards: Iterable[AuditCard]) -> list[Tile]:
    """Return the cards as the template shows them."""
    return [_tile(card) for card in cards]


def _tile(card: AuditCard) -> Tile:
    poster = card.photo.kind == "poster"
    signs = card.posters if poster else ()
    return Tile(
        id=key(card.audit.id),
        state=card.audit.state,
        at=card.photo.captured_at or card.photo.uploaded_at,
        store_name=card.store.name,
        facings=card.facings,
        unknown=card.unknown,
        thumb_url=tile_url(key(card.audit.id)),
        poster=poster,
        panorama=card.photo.kind == "panorama",
        about=" ".join(word for sign in signs[:1] for word in names_in_force(sign)[:2] if word),
        offers=sum(len(sign.offers) for sign in signs),
        to_check=sum(sign.to_check for sign in signs),
    )
