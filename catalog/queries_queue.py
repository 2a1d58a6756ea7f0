"""The audits as a queue: the row is the truth, and whoever holds its lease may finish it, once.

Each function is one short transaction's work; give it a session of `catalog.database.writing`.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import CursorResult, case, or_
from sqlmodel import Session, col, select, update

from catalog.board_events import tell_of_audit, tell_of_photo
from catalog.errors import NotFound
from catalog.photo_looks import keep_look
from catalog.photo_seals import seal_photo
from catalog.place import Place
from catalog.rows import fetch_or_insert, key
from catalog.tables import Audit, Photo, PhotoKind
from catalog.tables_visits import Visit
from catalog.visit_photos import join_visit

TOO_MANY_ATTEMPTS = "too_many_attempts"
_FREE: Final = {"lease_owner": None, "lease_until": None, "step": None, "fraction": None}


@dataclass(frozen=True)
class Submitted:
    """The photo and the audit that stand for an upload; `already` when this upload made neither."""

    photo: Photo
    audit: Audit
    already: bool


@dataclass(frozen=True)
class Claim:
    """One worker's right to finish one audit: gone when the lease ran out and the audit was queued again."""

    audit_id: int
    photo_id: int
    owner: str
    attempt: int


@dataclass(frozen=True)
class Recovered:
    """Ids of audits that lost their worker: queued again, or failed for good after the last attempt."""

    queued: tuple[int, ...]
    failed: tuple[int, ...]


def find_photo(session: Session, store_id: int, sha256: str) -> Photo | None:
    """This picture as uploaded for this store."""
    return session.exec(select(Photo).where(Photo.store_id == store_id, Photo.sha256 == sha256)).first()


def latest_audit(session: Session, photo_id: int) -> Audit | None:
    """The newest audit of a photo."""
    return session.exec(
        select(Audit).where(Audit.photo_id == photo_id).order_by(col(Audit.id).desc())
    ).first()


def submit_photo(
    session: Session,
    *,
    store_id: int,
    sha256: str,
    now: datetime,
    uploaded_by: int | None = None,
    kind: PhotoKind = "shelf",
    talkers: bool = False,
    client_id: str | None = None,
    file_name: str = "",
    content_type: str = "",
    size_wh: tuple[int, int] | None = None,
    captured_at: datetime | None = None,
    place: Place | None = None,
    visit: Visit | None = None,
    phash: int | None = None,
    quality: dict[str, Any] | None = None,
) -> Submitted:
    """Queue an audit of a new photo; the same picture for the same store again is the same photo and audit.

    Sent as another kind than before, it becomes a photo of that kind and is looked at again; so is a shelf whose
    `talkers`, the signs on it, are asked for the first time. A `visit` takes the photo if none has it yet.

    Raises:
        Conflict: visit_elsewhere, photo_of_other_visit.
    """
    width, height = size_wh if size_wh is not None else (None, None)
    photo, new = fetch_or_insert(
        session,
        lambda: find_photo(session, store_id, sha256),
        lambda: Photo(
            store_id=store_id,
            sha256=sha256,
            client_id=client_id,
            kind=kind,
            talkers=talkers,
            file_name=file_name,
            content_type=content_type,
            width=width,
            height=height,
            captured_at=captured_at,
            uploaded_at=now,
            uploaded_by=uploaded_by,
            latitude=None if place is None else place.latitude,
            longitude=None if place is None else place.longitude,
            accuracy_m=None if place is None else place.accuracy_m,
        ),
    )
    other = photo.kind != kind or (talkers and not photo.talkers)
    audit = None if new or other else latest_audit(session, key(photo.id))
    photo.kind, photo.talkers = kind, photo.talkers or talkers
    if visit is not None:
        join_visit(session, photo, visit)
    if new:
        link = seal_photo(session, photo, now=now)
        if phash is not None:
            keep_look(session, link.photo_id, link.chain_id, phash)
    if audit is not None:
        return Submitted(photo, audit, already=True)
    audit, queued = queue_audit(session, key(photo.id), now=now)
    audit.quality = quality if queued else audit.quality
    if new:
        tell_of_photo(session, photo, key(audit.id), now=now)
    return Submitted(photo, audit, already=not new and not queued)


def queue_audit(session: Session, photo_id: int, *, now: datetime) -> tuple[Audit, bool]:
    """A new audit of a photo, or the one that is not finished yet; True when it is new (so: look again)."""
    unfinished = (
        select(Audit)
        .where(Audit.photo_id == photo_id, col(Audit.state).in_(("queued", "running")))
        .execution_options(populate_existing=True)
    )
    return fetch_or_insert(
        session, lambda: session.exec(unfinished).first(), lambda: Audit(photo_id=photo_id, queued_at=now)
    )


def claim_next(session: Session, owner: str, *, now: datetime, lease: timedelta) -> Claim | None:
    """Take the audit that waits longest, for `lease`; None when none waits.

    One UPDATE: SQLite has one writer at a time, on PostgreSQL SKIP LOCKED gives each worker another row.
    """
    waiting = (
        select(Audit.id)
        .where(Audit.state == "queued")
        .order_by(col(Audit.queued_at), col(Audit.id))
        .limit(1)
        .with_for_update(skip_locked=True)
        .scalar_subquery()
    )
    taken = session.execute(
        update(Audit)
        .where(col(Audit.id) == waiting, col(Audit.state) == "queued")
        .values(
            state="running",
            attempts=col(Audit.attempts) + 1,
            lease_owner=owner,
            lease_until=now + lease,
            started_at=now,
            step=None,
            fraction=None,
        )
        .returning(col(Audit.id), col(Audit.photo_id), col(Audit.attempts))
        .execution_options(synchronize_session=False)
    ).first()
    return None if taken is None else Claim(taken[0], taken[1], owner, taken[2])


def extend_lease(
    session: Session,
    claim: Claim,
    *,
    now: datetime,
    lease: timedelta,
    step: str | None = None,
    fraction: float | None = None,
) -> bool:
    """Say that the work goes on, and how far it is; False when the claim is lost: stop working."""
    values: dict[str, Any] = {"lease_until": now + lease}
    if step is not None:
        values |= {"step": step, "fraction": fraction}
    return set_if_held(session, claim, values)


def done_if_held(session: Session, claim: Claim, found: dict[str, Any], *, now: datetime) -> bool:
    """End an audit with what was found (models, catalog_version, quality, truncated, seconds); False: claim lost."""
    held = set_if_held(session, claim, {"state": "done", "finished_at": now, **_FREE, **found})
    if held:
        tell_of_audit(session, claim.audit_id, "audit_done", now=now)
    return held


def release(session: Session, claim: Claim) -> bool:
    """Give an audit back unharmed, as a service does that is asked to stop; the attempt does not count."""
    values = {"state": "queued", "attempts": claim.attempt - 1, "lease_owner": None, "lease_until": None}
    return set_if_held(session, claim, values)


def requeue(session: Session, claim: Claim) -> bool:
    """Give an audit back after an accident: another try, and this one counts. False when the claim is lost."""
    values = {"state": "queued", **_FREE}
    return set_if_held(session, claim, values)


def fail_audit(
    session: Session,
    claim: Claim,
    code: str,
    params: dict[str, Any] | None = None,
    *,
    now: datetime,
    more: dict[str, Any] | None = None,
) -> bool:
    """End an audit with an error; `more` may hold models, quality or seconds. False when the claim is lost."""
    unknown = set(more or {}) - {"models", "quality", "seconds", "truncated", "catalog_version"}
    if unknown:
        raise ValueError(
            f"expected models, quality, seconds, truncated or catalog_version, got {sorted(unknown)}"
        )
    values = {
        "state": "failed",
        "error_code": code,
        "error_params": params or {},
        "finished_at": now,
        **_FREE,
    }
    held = set_if_held(session, claim, values | (more or {}))
    if held:
        tell_of_audit(session, claim.audit_id, "audit_failed", now=now, what=code)
    return held


def recover(session: Session, *, now: datetime, max_attempts: int, owners: str | None = None) -> Recovered:
    """Queue again what lost its worker: the lease ran out, or the owner's name begins with `owners`.

    A service that starts passes the prefix of its own former workers, which cannot be alive any more.
    An audit tried `max_attempts` times fails instead, lest one bad photo kill worker after worker.
    """
    lost = col(Audit.lease_until) < now
    if owners:
        lost = or_(lost, col(Audit.lease_owner).startswith(owners, autoescape=True))
    last = col(Audit.attempts) >= max_attempts
    ended = session.execute(
        update(Audit)
        .where(col(Audit.state) == "running", lost)
        .values(
            state=case((last, "failed"), else_="queued"),
            error_code=case((last, TOO_MANY_ATTEMPTS), else_=None),
            finished_at=case((last, now), else_=None),
            lease_owner=None,
            lease_until=None,
            step=None,
            fraction=None,
        )
        .returning(col(Audit.id), col(Audit.state))
        .execution_options(synchronize_session=False)
    ).all()
    failed = tuple(sorted(audit for audit, state in ended if state == "failed"))
    for audit in failed:
        tell_of_audit(session, audit, "audit_failed", now=now, what=TOO_MANY_ATTEMPTS)
    return Recovered(tuple(sorted(audit for audit, state in ended if state == "queued")), failed)


def waiting_or_running(session: Session) -> tuple[int, ...]:
    """Ids of the audits that are not finished, oldest first: what a job server must be told of at start."""
    query = select(Audit.id).where(col(Audit.state).in_(("queued", "running")))
    return tuple(key(found) for found in session.exec(query.order_by(col(Audit.queued_at), col(Audit.id))))


def photo_of(session: Session, claim: Claim) -> Photo:
    """The photo to look at."""
    photo = session.get(Photo, claim.photo_id)
    if photo is None:
        raise NotFound("photo_not_found", photo=claim.photo_id)
    return photo


def set_if_held(session: Session, claim: Claim, values: dict[str, Any]) -> bool:
    """Change the audit only while the claim holds: same owner, same attempt, still running."""
    done = session.execute(
        update(Audit)
        .where(
            col(Audit.id) == claim.audit_id,
            col(Audit.state) == "running",
            col(Audit.lease_owner) == claim.owner,
            col(Audit.attempts) == claim.attempt,
        )
        .values(**values)
        .execution_options(synchronize_session=False)
    )
    return isinstance(done, CursorResult) and done.rowcount == 1
