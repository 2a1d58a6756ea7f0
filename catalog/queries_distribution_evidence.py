"""What stands behind the figures of distribution: the photos that show a SKU, a store's visits one by one."""

from collections.abc import Iterable
from datetime import date

from sqlalchemy import func
from sqlmodel import Session, col, select

from catalog.distribution_facts import StoreVisit
from catalog.queries_people import stores_seen_by
from catalog.rows import key
from catalog.tables import Audit, Photo, Store, User
from catalog.tables_history import ShelfDay
from catalog.tables_seen import Facing


def audits_showing(session: Session, user: User, sku_id: int, codes: Iterable[str]) -> dict[str, int]:
    """The newest audit that counted the SKU, by store code, of the stores that the user may see.

    Namings by people come later than the count: a store whose facings only a person named is left out.
    """
    query = (
        select(Store.code, func.max(Audit.id))
        .join_from(Facing, Audit, col(Audit.id) == Facing.audit_id)
        .join(Photo, col(Photo.id) == Audit.photo_id)
        .join(Store, col(Store.id) == Photo.store_id)
        .where(Facing.sku_id == sku_id, Photo.kind == "shelf", col(Store.id).in_(stores_seen_by(user)))
        .group_by(col(Store.code))
    )
    wanted = frozenset(codes)
    return {code: key(audit) for code, audit in session.exec(query) if code in wanted}


def visits_of_store(
    session: Session, store_id: int, since: date, until: date, *, limit: int
) -> tuple[StoreVisit, ...]:
    """The store's shelf days from `since` to `until`, both included, the latest first, at most `limit`."""
    query = (
        select(ShelfDay)
        .where(ShelfDay.store_id == store_id, col(ShelfDay.day).between(since, until))
        .order_by(col(ShelfDay.day).desc())
        .limit(limit)
    )
    return tuple(
        StoreVisit(row.store_id, row.day, row.facings, row.unknown, row.photos) for row in session.exec(query)
    )
