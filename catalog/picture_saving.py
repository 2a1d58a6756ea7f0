"""Saving what is said of a photo that is kept to look at and not counted."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlmodel import Session

from catalog.queries_queue import Claim, done_if_held, photo_of


@dataclass(frozen=True)
class PictureJudged:
    """A panorama's quality: no model looked at it, so there is nothing that could be counted."""

    size_wh: tuple[int, int]
    quality: dict[str, Any]
    seconds: dict[str, float]


def finish_picture_audit(session: Session, claim: Claim, judged: PictureJudged, *, now: datetime) -> bool:
    """Save the judgement and end the audit; False, and nothing saved, when the claim is lost or it ended already."""
    values = {"models": [], "quality": judged.quality, "truncated": False, "seconds": judged.seconds}
    if not done_if_held(session, claim, values, now=now):
        return False
    photo = photo_of(session, claim)
    photo.width, photo.height = judged.size_wh
    return True
