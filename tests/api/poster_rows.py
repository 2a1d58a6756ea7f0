"""Posters put straight into the database: what a reading would have saved."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlmodel import Session

from catalog.queries_queue import submit_photo
from catalog.rows import key
from catalog.tables import Audit
from catalog.tables_posters import Poster, PosterOffer

SPECIAL: dict[str, Any] = {
    "kind": "special_price",
    "text": "特价9.9元",
    "xyxy": [10.0, 40.0, 90.0, 70.0],
    "price": Decimal("9.9"),
    "doubts": ["readings_differ"],
    "readings": [{"first": "9.9", "second": "5.9"}],
}
HALF: dict[str, Any] = {
    "kind": "second_item",
    "text": "第二件半价",
    "xyxy": [10.0, 75.0, 90.0, 88.0],
    "n": 2,
    "rate": Decimal("0.5"),
    "depth": Decimal("0.25"),
    "assumptions": ["buys_n"],
}


def save_poster(
    session: Session,
    store_id: int,
    sha256: str,
    *,
    at: datetime,
    offers: Sequence[dict[str, Any]] = (SPECIAL, HALF),
    **poster: Any,
) -> int:
    """A finished audit of a poster's photo with one sign; the audit's id."""
    submitted = submit_photo(
        session,
        store_id=store_id,
        sha256=sha256,
        now=at,
        kind="poster",
        size_wh=(120, 90),
        captured_at=at,
    )
    audit = session.get_one(Audit, key(submitted.audit.id))
    audit.state, audit.finished_at, audit.advised_at = "done", at, at
    session.add(audit)
    row = Poster(
        **{
            "audit_id": key(audit.id),
            "outcome": "offers" if offers else "no_offers",
            "candidates": [],
            "lines": [
                {"text": "山楂汁", "xyxy": [10, 5, 90, 35], "confidence": 0.98},
                *({"text": o["text"], "xyxy": o["xyxy"], "confidence": 0.9} for o in offers),
            ],
            "engine": "test",
            "digits_checked": True,
            **poster,
        }
    )
    session.add(row)
    session.flush()
    empty: dict[str, Any] = {"confidence": 0.9, "assumptions": [], "doubts": [], "readings": []}
    for number, offer in enumerate(offers):
        session.add(PosterOffer(poster_id=key(row.id), number=number, **(empty | offer)))
    session.flush()
    return key(audit.id)
