"""Writing visits: begun, filled in, submitted; each as often as the phone sends it, and once."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from sqlmodel import Session

from catalog.board import tell_board
from catalog.errors import Conflict, Invalid
from catalog.queries_people import find_store, store_for
from catalog.queries_visits import find_visit, form_in_force, get_form, own_visit, photo_counts
from catalog.rows import fetch_or_insert, key
from catalog.tables import User
from catalog.tables_board import BoardKind
from catalog.tables_visits import Visit, VisitForm
from catalog.visit_form import FormDraft, FormField, form_of

CLOCK_AHEAD: Final = timedelta(minutes=5)
"""A phone's clock may run so far ahead of ours; a later time is no time, and ours is taken."""
CLOCK_BEHIND: Final = timedelta(days=31)
"""A visit may wait so long on a phone for signal; an earlier time is a clock that was reset, and ours is taken."""


@dataclass(frozen=True)
class VisitDraft:
    """What a phone says of a visit; None says nothing. A place is whole or not there (degrees WGS 84, metres).

    `form_id`: the form that the phone showed, None the default; without `with_form` the one in force. A form that was
    replaced meanwhile is taken: a phone without signal cannot know, and its answers must not be lost.

    Raises:
        Invalid: `bad_value` naming latitude, longitude or accuracy_m.
    """

    store: str
    started_at: datetime
    answers: Mapping[str, str] | None = None
    latitude: float | None = None
    longitude: float | None = None
    accuracy_m: float | None = None
    form_id: int | None = None
    with_form: bool = False

    def __post_init__(self) -> None:
        for name, value, low, high in (
            ("latitude", self.latitude, -90, 90),
            ("longitude", self.longitude, -180, 180),
            ("accuracy_m", self.accuracy_m, 0, 1e7),
        ):
            if value is not None and not low <= value <= high:
                raise Invalid("bad_value", field=name, value=str(value), reason="out_of_range")
        if (self.latitude is None) != (self.longitude is None):
            missing = "latitude" if self.latitude is None else "longitude"
            raise Invalid("bad_value", field=missing, value="", reason="missing")


@dataclass(frozen=True)
class Lacking:
    """What a visit still lacks: compulsory fields, and photos by kind; false when it is whole."""

    fields: tuple[FormField, ...] = ()
    photos: Mapping[str, int] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.fields or self.photos)

    @property
    def keys(self) -> list[str]:
        """Kinds of photos, then keys of fields."""
        return [*self.photos, *(each.key for each in self.fields)]


class Incomplete(Invalid):
    """`visit_incomplete`: it cannot be submitted yet; `lacking` tells what is missing."""

    def __init__(self, lacking: Lacking) -> None:
        super().__init__("visit_incomplete", missing=lacking.keys, photos=dict(lacking.photos))
        self.lacking = lacking


def put_visit(
    session: Session, user: User, client_id: str, draft: VisitDraft, *, now: datetime
) -> tuple[Visit, bool]:
    """The visit with what the draft says of it; True when it is new.

    Store, time and form are those of the first time; answers, where any are sent, replace the ones before. A time
    that cannot be (`CLOCK_AHEAD`, `CLOCK_BEHIND`) is taken as the time of receipt.

    Raises:
        NotFound: `store_not_found`, `visit_form_not_found`.
        Conflict: `visit_submitted`, `visit_elsewhere`.
        Invalid: `bad_value` naming answers.<key>.
    """
    user_id = key(user.id)

    def fetch() -> Visit | None:
        return find_visit(session, user_id, client_id, lock=True)

    visit = fetch()
    if visit is None:
        store_id = key(store_for(session, user, draft.store).id)
        started_at = phone_time(draft.started_at, now)
        form = _form(session, user.chain_id, draft)
        made = Visit(
            store_id=store_id,
            user_id=user_id,
            client_id=client_id,
            form_id=None if form is None else form.id,
            answers=form_of(form).check(draft.answers or {}),
            latitude=draft.latitude,
            longitude=draft.longitude,
            accuracy_m=draft.accuracy_m,
            started_at=started_at,
            received_at=now,
        )
        visit, new = fetch_or_insert(session, fetch, lambda: made)
        if new:
            _tell(session, user, visit, "visit_started", now)
            return visit, True
    _change(session, user, visit, draft)
    return visit, False


def submit_visit(
    session: Session, user: User, client_id: str, *, now: datetime, submitted_at: datetime | None = None
) -> tuple[Visit, bool]:
    """The visit, submitted; again it stays as it was, and False.

    Raises:
        NotFound: `visit_not_found`.
        Incomplete: compulsory fields or photos are missing.
    """
    visit = find_visit(session, key(user.id), client_id, lock=True)
    if visit is None:
        visit = own_visit(session, key(user.id), client_id)
    if visit.submitted_at is not None:
        return visit, False
    lacking = lacks(session, visit)
    if lacking:
        raise Incomplete(lacking)
    at = now if submitted_at is None else phone_time(submitted_at, now)
    visit.submitted_at = max(at, visit.started_at)
    _tell(session, user, visit, "visit_submitted", now)
    session.flush()
    return visit, True


def lacks(session: Session, visit: Visit) -> Lacking:
    """What the visit's own form asks for and is not there yet."""
    form = _asked(session, visit)
    there = photo_counts(session, key(visit.id))
    return lacking_of(form, visit.answers, there)


def lacking_of(form: FormDraft, answers: Mapping[str, str], photos: Mapping[str, int]) -> Lacking:
    """What a form asks for beyond these answers and counts of photos."""
    fields = tuple(each for each in form.fields if each.required and not answers.get(each.key))
    left = {kind: least - photos.get(kind, 0) for kind, least in form.photos.items()}
    return Lacking(fields, {kind: number for kind, number in left.items() if number > 0})


def phone_time(told: datetime, now: datetime) -> datetime:
    """The phone's time, or the time of receipt where its clock cannot be right."""
    return told if now - CLOCK_BEHIND <= told <= now + CLOCK_AHEAD else now


def _change(session: Session, user: User, visit: Visit, draft: VisitDraft) -> None:
    if visit.submitted_at is not None:
        raise Conflict("visit_submitted", visit=visit.client_id, submitted_at=visit.submitted_at.isoformat())
    # whoever began it may end it, also where the store was given to somebody else meanwhile
    store = find_store(session, user.chain_id, draft.store)
    if store is None or visit.store_id != store.id:
        raise Conflict("visit_elsewhere", visit=visit.client_id)
    if draft.answers is not None:
        visit.answers = _asked(session, visit).check(draft.answers)
    if draft.latitude is not None:
        visit.latitude, visit.longitude = draft.latitude, draft.longitude
        visit.accuracy_m = draft.accuracy_m
    session.flush()


def _tell(session: Session, user: User, visit: Visit, kind: BoardKind, now: datetime) -> None:
    tell_board(
        session,
        user.chain_id,
        kind,
        store_id=visit.store_id,
        subject_id=visit.id,
        at=now,
        by=user.id,
    )


def _asked(session: Session, visit: Visit) -> FormDraft:
    return form_of(None if visit.form_id is None else session.get(VisitForm, visit.form_id))


def _form(session: Session, chain_id: int, draft: VisitDraft) -> VisitForm | None:
    """The form that a new visit goes by."""
    if not draft.with_form:
        return form_in_force(session, chain_id)
    return None if draft.form_id is None else get_form(session, chain_id, draft.form_id)
