"""Saying which products compete: a person's word on a pair, and taking it back."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from catalog.cell_values import refuse
from catalog.queries_advised import want_answers
from catalog.queries_pairs import find_pair
from catalog.queries_people import lock_chain
from catalog.queries_skus import get_sku
from catalog.rows import key
from catalog.tables_promotions import CompetingPair, PairSource


@dataclass(frozen=True)
class PairChange:
    """What was said of a pair before and after; None: nothing, the catalogue decides."""

    before: bool | None
    after: bool | None


def say_pair(
    session: Session,
    chain_id: int,
    own: str,
    rival: str,
    competes: bool | None,
    *,
    now: datetime,
    source: PairSource = "editor",
    by: int | None = None,
) -> PairChange:
    """Say whether our SKU and a rival's compete (codes); None takes the word back.

    Raises:
        NotFound: sku_not_found.
        Invalid: `bad_value`: not_own (the first is a competitor's), not_rival (the second is ours).
    """
    lock_chain(session, chain_id)
    ids = []
    for field, code, side in (("own", own, False), ("rival", rival, True)):
        row = get_sku(session, chain_id, code)
        if row.brand.competitor != side:
            raise refuse(field, code, "not_rival" if side else "not_own", brand=row.brand.name)
        ids.append(key(row.sku.id))
    pair = find_pair(session, *ids)
    before = None if pair is None else pair.competes
    if competes is None:
        if pair is not None:
            session.delete(pair)
    elif pair is None:
        session.add(
            CompetingPair(
                chain_id=chain_id,
                own_sku_id=ids[0],
                rival_sku_id=ids[1],
                competes=competes,
                source=source,
                changed_at=now,
                changed_by=by,
            )
        )
    elif pair.competes != competes:
        pair.competes, pair.source, pair.changed_at, pair.changed_by = competes, source, now, by
    session.flush()
    if before != competes:
        want_answers(session, chain_id)
    return PairChange(before, competes)
