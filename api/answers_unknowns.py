"""Questions on unknown products as answers: their pictures, and which products of the catalogue they may be."""

from typing import Final
from urllib.parse import quote

import numpy as np
from sqlmodel import Session

from api.parts import Parts
from api.schemas_unknowns import UnknownAnswer, UnknownCandidate, UnknownCrop
from catalog.queries_pages import first_references
from catalog.queries_skus import ShelfFacts, SkuFact, sku_ids_by_code
from catalog.queries_unknowns import Seen, UnknownState, facts_of, seen_group, seen_in
from catalog.rows import key
from catalog.tables_corrections import UnknownProduct
from catalog.vectors import stack
from vision.merging import mean_vector, most_alike
from vision.naming import Gallery, name
from vision.sameness import Sameness

CROPS: Final = 7
LOOKED_AT: Final = 60
"""Groups of a question, the newest, among which pictures of other stores are looked for."""
CANDIDATES: Final = 5
LEAST_LIKELY: Final = 0.01
"""A one-tap answer that cannot be right invites mistakes."""
NEAREST: Final = 40
"""References that candidates are chosen from; one SKU may have many."""


def unknown_answers(
    session: Session, parts: Parts, chain_id: int, rows: tuple[UnknownProduct, ...]
) -> list[UnknownAnswer]:
    """The questions with their pictures and candidates."""
    if not rows:
        return []
    facts, embedder = parts.gallery.facts(chain_id), parts.eyes.stamp("embedder").sha256
    guesses = [
        guess(row, facts, parts.eyes.embedder.curves)
        if row.embedder == embedder and row.sku_id is None
        else ()
        for row in rows
    ]
    named = facts_of(session, [row.sku_id for row in rows])
    pictures = _reference_urls(session, chain_id, {code for some in guesses for code, _ in some})
    return [
        UnknownAnswer(
            id=key(row.id),
            state=state_of(row),
            facings=row.facings,
            groups=row.groups,
            stores=row.stores,
            first_seen=row.first_seen,
            last_seen=row.last_seen,
            sku=None if row.sku_id is None else named[row.sku_id].code,
            sku_name=None if row.sku_id is None else _words(named[row.sku_id]),
            crops=[_crop(seen) for seen in _shown(session, row)],
            candidates=[
                UnknownCandidate(
                    sku=code,
                    brand=facts.skus[code].brand,
                    name=facts.skus[code].name,
                    spec=facts.skus[code].spec,
                    probability=probability,
                    picture_url=pictures.get(code),
                )
                for code, probability in some
            ],
        )
        for row, some in zip(rows, guesses, strict=True)
    ]


def state_of(row: UnknownProduct) -> UnknownState:
    """Named, set aside, or open."""
    if row.sku_id is not None:
        return "named"
    return "open" if row.aside_at is None else "aside"


def guess(row: UnknownProduct, facts: ShelfFacts, curves: Sameness) -> tuple[tuple[str, float], ...]:
    """The nearest SKUs of the catalogue by the vectors alone, the likeliest first."""
    if len(facts.vector_skus) == 0:
        return ()
    vector = mean_vector(stack([row.vector]))
    near = most_alike(facts.vectors @ vector, NEAREST)
    crops = frozenset(place for place, at in enumerate(near) if facts.pictures[at].xyxy is not None)
    gallery = Gallery(facts.vectors[near], tuple(facts.vector_skus[at] for at in near), crops=crops)
    said = name(np.asarray(vector[None], np.float32), gallery, curves=curves)[0].alternatives[:CANDIDATES]
    return tuple(one for one in said if one[1] >= LEAST_LIKELY)


def _shown(session: Session, row: UnknownProduct) -> list[Seen]:
    """The best picture, then one each of other stores, then of the same ones."""
    best = None if row.best_group_id is None else seen_group(session, row.best_group_id)
    seen = [one for one in seen_in(session, key(row.id), limit=LOOKED_AT)]
    if best is not None:
        seen = [best, *(one for one in seen if one.group.id != best.group.id)]
    stores: set[int] = set()
    first = [one for one in seen if not (key(one.store.id) in stores or stores.add(key(one.store.id)))]  # type: ignore[func-returns-value]
    rest = [one for one in seen if one not in first]
    return [*first, *rest][:CROPS]


def _crop(seen: Seen) -> UnknownCrop:
    return UnknownCrop(
        group_id=key(seen.group.id),
        audit_id=key(seen.audit.id),
        store=seen.store.code,
        store_name=seen.store.name,
        facings=seen.group.size,
        seen_at=seen.at,
        url=f"/api/audits/{seen.audit.id}/groups/{seen.group.number}/crop.jpg",
    )


def _reference_urls(session: Session, chain_id: int, codes: set[str]) -> dict[str, str]:
    ids = sku_ids_by_code(session, chain_id, codes)
    first = first_references(session, list(ids.values()))
    return {
        code: f"/api/skus/{quote(code, safe='')}/references/{first[sku_id]}.jpg"
        for code, sku_id in ids.items()
        if sku_id in first
    }


def _words(fact: SkuFact) -> str:
    return " ".join(part for part in (fact.brand, fact.name, fact.spec) if part)
