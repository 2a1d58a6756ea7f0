"""Counting which references match: cheap rows by day, written with each report."""

from collections import Counter
from collections.abc import Iterable
from datetime import date
from typing import Any

from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session

from catalog.queries_references import references_there
from catalog.tables_quality import ReferenceUse


def count_uses(session: Session, matches: Iterable[tuple[int, int]], day: date) -> None:
    """Add (reference id, id of the SKU that the group was named) pairs to the day's counts.

    References that were deleted meanwhile are left out. Rows are written in the order of their keys, so that reports
    saved at once wait for one another but never in a ring.
    """
    counts = Counter(matches)
    there = references_there(session, {reference for reference, _ in counts})
    rows = [
        {"reference_id": reference, "sku_id": sku, "day": day, "times": times}
        for (reference, sku), times in sorted(counts.items())
        if reference in there
    ]
    if not rows:
        return
    insert: Any = sqlite.insert if session.get_bind().dialect.name == "sqlite" else postgresql.insert
    table: Any = ReferenceUse.__table__  # type: ignore[attr-defined]
    statement = insert(table)
    statement = statement.on_conflict_do_update(
        index_elements=list(table.primary_key.columns),
        set_={"times": table.c.times + statement.excluded.times},
    )
    session.connection().execute(statement, rows)
