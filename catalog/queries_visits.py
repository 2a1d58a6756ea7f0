"""Reading visits: what a chain asks, one visit, lists of them with their photos."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import func
from sqlmodel import Session, col, select

from catalog.errors import NotFound
from catalog.queries_people import WIDE_ROLES, stores_seen_by
from catalog.rows import key
from catalog.tables import Audit, Photo, Store, User, UserStore
from catalog.tables_visits import Visit, VisitForm
from catalog.visit_form import FormDraft, form_of

PAGE: Final = 50


@dataclass(frozen=True)
class VisitPhoto:
    """A photo of a visit and its newest audit."""

    photo: Photo
    audit: Audit


@dataclass(frozen=True)
class VisitRow:
    """A visit with all that is shown of it; photos in the order in which they came."""

    visit: Visit
    store: Store
    user: User
    form: FormDraft
    photos: tuple[VisitPhoto, ...]


@dataclass(frozen=True)
class VisitFilter:
    """Which visits: of a store (code), a person (username), begun at `since` or later and before `until`."""

    store: str = ""
    user: str = ""
    since: datetime | None = None
    until: datetime | None = None


def form_in_force(session: Session, chain_id: int) -> VisitForm | None:
    """The newest form of a chain; None: it never said anything, and the default holds."""
    return next(iter(last_forms(session, chain_id, 1)), None)


def last_forms(session: Session, chain_id: int, limit: int = 20) -> Sequence[VisitForm]:
    """A chain's forms, the newest first."""
    query = select(VisitForm).where(VisitForm.chain_id == chain_id).order_by(col(VisitForm.id).desc())
    return session.exec(query.limit(limit)).all()


def get_form(session: Session, chain_id: int, form_id: int) -> VisitForm:
    """A form that the chain has or had; raises NotFound visit_form_not_found."""
    query = select(VisitForm).where(VisitForm.id == form_id, VisitForm.chain_id == chain_id)
    row = session.exec(query).first()
    if row is None:
        raise NotFound("visit_form_not_found", form=form_id)
    return row


def find_visit(session: Session, user_id: int, client_id: str, *, lock: bool = False) -> Visit | None:
    """A person's visit by the phone's own id of it; `lock` holds it until the transaction ends."""
    query = select(Visit).where(Visit.user_id == user_id, Visit.client_id == client_id)
    if lock:
        query = query.with_for_update().execution_options(populate_existing=True)
    return session.exec(query).first()


def own_visit(session: Session, user_id: int, client_id: str) -> Visit:
    """The user's visit by the phone's id of it, submitted or not: a photo that comes late still belongs to it.

    Raises:
        NotFound: `visit_not_found`.
    """
    visit = find_visit(session, user_id, client_id)
    if visit is None:
        raise NotFound("visit_not_found", visit=client_id)
    return visit


def visit_row(session: Session, visit: Visit) -> VisitRow:
    """A visit with its store, person, form and photos."""
    return visit_rows(session, (visit,))[0]


def seen_visit(session: Session, user: User, visit_id: int) -> VisitRow:
    """A visit of a store that the user may see; raises NotFound visit_not_found."""
    query = select(Visit).where(Visit.id == visit_id, col(Visit.store_id).in_(stores_seen_by(user)))
    visit = session.exec(query).first()
    if visit is None:
        raise NotFound("visit_not_found", visit=visit_id)
    return visit_row(session, visit)


def list_visits(
    session: Session,
    user: User,
    wanted: VisitFilter = VisitFilter(),
    *,
    before: int | None = None,
    limit: int = PAGE,
) -> tuple[VisitRow, ...]:
    """Visits of the stores that the user may see, the last that came first; `before` an id goes on from there."""
    query = wanted_visits(user, wanted)
    if before is not None:
        query = query.where(col(Visit.id) < before)
    return visit_rows(session, session.exec(query.order_by(col(Visit.id).desc()).limit(limit)).all())


def wanted_visits(user: User, wanted: VisitFilter) -> Any:
    """The query of the filter's visits in the stores that the user may see, in no order yet."""
    query: Any = select(Visit)
    if user.role in WIDE_ROLES and wanted == VisitFilter():
        # asked of each row, from the newest on: the first page is found at once, however many stores there are
        ours = select(Store.id).where(Store.id == Visit.store_id, Store.chain_id == user.chain_id)
        return query.where(ours.correlate(Visit).exists())
    query = query.where(col(Visit.store_id).in_(stores_seen_by(user)))
    if wanted.store:
        # by id, so that an index by store leads to the few visits of one
        store = select(Store.id).where(Store.chain_id == user.chain_id, Store.code == wanted.store)
        query = query.where(col(Visit.store_id) == store.scalar_subquery())
    if wanted.user:
        person = select(User.id).where(User.chain_id == user.chain_id, User.username == wanted.user)
        query = query.where(col(Visit.user_id) == person.scalar_subquery())
    if wanted.since is not None:
        query = query.where(col(Visit.started_at) >= wanted.since)
    if wanted.until is not None:
        query = query.where(col(Visit.started_at) < wanted.until)
    return query


def visitors_for(session: Session, user: User) -> Sequence[User]:
    """Whose visits the user may look for, by name: everybody's, or those of who works in the same stores."""
    query = select(User).where(User.chain_id == user.chain_id, col(User.deleted_at).is_(None))
    if user.role not in WIDE_ROLES:
        near = select(UserStore.user_id).where(col(UserStore.store_id).in_(stores_seen_by(user)))
        query = query.where(col(User.id).in_(near))
    return session.exec(query.order_by(User.username)).all()


def photo_counts(session: Session, visit_id: int) -> dict[str, int]:
    """How many photos of each kind came with a visit."""
    query = select(Photo.kind, func.count()).where(Photo.visit_id == visit_id).group_by(col(Photo.kind))
    return {str(kind): int(number) for kind, number in session.exec(query)}


def visit_rows(session: Session, visits: Sequence[Visit]) -> tuple[VisitRow, ...]:
    """Each with what belongs to it, in five queries however many there are."""
    photos = _photos(session, [key(visit.id) for visit in visits])
    stores = _by_id(session, Store, {visit.store_id for visit in visits})
    users = _by_id(session, User, {visit.user_id for visit in visits})
    forms = _by_id(session, VisitForm, {visit.form_id for visit in visits if visit.form_id is not None})
    drafts = {form_id: form_of(row) for form_id, row in forms.items()}
    return tuple(
        VisitRow(
            visit,
            stores[visit.store_id],
            users[visit.user_id],
            form_of(None) if visit.form_id is None else drafts[visit.form_id],
            photos.get(key(visit.id), ()),
        )
        for visit in visits
    )


def _by_id(session: Session, table: Any, ids: Iterable[int]) -> dict[int, Any]:
    rows = session.exec(select(table).where(col(table.id).in_(sorted(ids))))
    return {row.id: row for row in rows}


def _photos(session: Session, visit_ids: Sequence[int]) -> dict[int, tuple[VisitPhoto, ...]]:
    query = (
        select(Photo, Audit)
        .join(Audit, col(Audit.photo_id) == col(Photo.id))
        .where(col(Photo.visit_id).in_(visit_ids))
        .order_by(col(Photo.id), col(Audit.id))
    )
    newest: dict[int, dict[int, VisitPhoto]] = {}
    for photo, audit in session.exec(query):
        newest.setdefault(photo.visit_id or 0, {})[key(photo.id)] = VisitPhoto(photo, audit)
    return {visit_id: tuple(found.values()) for visit_id, found in newest.items()}
