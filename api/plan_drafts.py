"""A file of planograms becomes drafts: for the API and for the command line."""

from datetime import datetime

from sqlmodel import Session

from catalog.plan_import import PlanImport, read_plans
from catalog.planograms import create_planogram
from catalog.plans import Plan
from catalog.queries_skus import sku_words
from catalog.rows import key


def import_drafts(
    session: Session,
    chain_id: int,
    data: bytes,
    *,
    file_name: str,
    now: datetime,
    made_by: int | None = None,
) -> tuple[PlanImport, tuple[tuple[Plan, int, int], ...]]:
    """What was read of a file, and of each plan its draft's id and number; a code that is known gets a new version.

    Raises:
        Invalid: bad_file; nothing is saved.
    """
    found = read_plans(data, sku_words(session, chain_id), file_name=file_name)
    made = []
    for plan in found.plans:
        version = create_planogram(session, chain_id, plan, source="import", now=now, created_by=made_by)
        made.append((plan, key(version.id), version.number))
    return found, tuple(made)
