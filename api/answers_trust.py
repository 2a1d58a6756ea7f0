"""From rows to the API's answers about seals and photos that look like others."""

import json
from collections.abc import Sequence
from typing import Any

from sqlmodel import Session

from api.i18n import Locale
from api.schemas_trust import LikenessShown, PhotoShown, SealAnswer, SealBreak
from api.seal_words import break_said
from catalog.queries_likeness import Pair, Shown
from catalog.queries_photos import stores_seen
from catalog.rows import key
from catalog.seal_check import Break
from catalog.tables import User
from catalog.tables_trust import PhotoSeal


def likeness_answers(session: Session, user: User, pairs: Sequence[Pair]) -> list[LikenessShown]:
    """The pairs as this user may see them: a photo of a store that is not theirs is there, and hidden."""
    stores = {shown.photo.store_id for pair in pairs for shown in (pair.photo, pair.other)}
    seen = stores_seen(session, user, stores) if stores else set()
    return [_likeness(pair, seen) for pair in pairs]


def seal_answer(seal: PhotoSeal, breaks: Sequence[Break], locale: Locale) -> SealAnswer:
    """A seal and what was found broken about it."""
    return SealAnswer(
        photo_id=seal.photo_id,
        number=seal.number,
        previous=seal.previous,
        seal=seal.seal,
        sealed_at=seal.sealed_at,
        said=_read(seal.said) or {},
        place=_read(seal.place or ""),
        good=not breaks,
        breaks=[
            SealBreak(
                what=one.what, field=one.field, was=one.was, now=one.now, message=break_said(one, locale)
            )
            for one in breaks
        ],
    )


def _read(text: str) -> dict[str, Any] | None:
    try:
        found = json.loads(text)
    except ValueError:
        return None
    return found if isinstance(found, dict) else None


def _likeness(pair: Pair, seen: set[int]) -> LikenessShown:
    row = pair.likeness
    return LikenessShown(
        id=key(row.id),
        kind=row.kind,
        distance=row.distance,
        found_at=row.found_at,
        photo=_photo(pair.photo, seen),
        other=_photo(pair.other, seen),
        answer=row.answer,
        answered_by=None if pair.answered_by is None else name_of(pair.answered_by),
        answered_at=row.answered_at,
    )


def _photo(shown: Shown, seen: set[int]) -> PhotoShown:
    photo, store = shown.photo, shown.store
    if photo.store_id not in seen:
        return PhotoShown(hidden=True)
    return PhotoShown(
        photo_id=key(photo.id),
        audit_id=shown.audit_id,
        kind=photo.kind,
        store_code=store.code,
        store=store.name,
        sender=None if shown.sender is None else name_of(shown.sender),
        taken_at=photo.captured_at,
        uploaded_at=photo.uploaded_at,
        picture_url=f"/api/photos/{photo.id}/photo.jpg",
    )


def name_of(user: User) -> str:
    """What a person is called."""
    return user.full_name or user.username
