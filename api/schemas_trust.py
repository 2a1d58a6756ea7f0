"""What the API says of photos that look like others, and of seals."""

from datetime import datetime
from typing import Any

from pydantic import BaseModel, Field

from api.schemas_people import Body
from catalog.tables import PhotoKind
from catalog.tables_trust import LikenessAnswer, LikenessKind


class PhotoShown(BaseModel):
    """A photo of a pair. `hidden`: it hangs in a store that the asker may not see; nothing else of it is told."""

    hidden: bool = False
    photo_id: int | None = None
    audit_id: int | None = Field(default=None, description="its newest audit")
    kind: PhotoKind | None = None
    store_code: str | None = None
    store: str | None = Field(default=None, description="the store's name")
    sender: str | None = Field(default=None, description="who sent it; null where nobody signed in did")
    taken_at: datetime | None = None
    uploaded_at: datetime | None = None
    picture_url: str | None = None


class LikenessShown(BaseModel):
    """A photo that shows the same picture as one that was there before."""

    id: int
    kind: LikenessKind = Field(description="same: the same file; near: a copy that was compressed, cropped …")
    distance: int = Field(description="bits by which the perceptual hashes differ, of 64")
    found_at: datetime
    photo: PhotoShown = Field(description="the later one")
    other: PhotoShown = Field(description="the one that was there before")
    answer: LikenessAnswer | None = Field(description="what a person says of it; null: nobody yet")
    answered_by: str | None
    answered_at: datetime | None


class LikenessList(BaseModel):
    """Pairs, the newest first."""

    likenesses: list[LikenessShown]
    next_before: int | None = Field(description="send it as `before` for the next page; null: no more")


class LikenessOrder(Body):
    """What a person says of a pair: `fine`, there is nothing wrong with it, or `copy`, a photo was used twice."""

    answer: LikenessAnswer


class OpenCount(BaseModel):
    """How many wait for an answer."""

    open: int


class SealBreak(BaseModel):
    """Something that is not as it was sealed."""

    what: str = Field(examples=["row"])
    field: str = Field(description="of the photo's record, where that was changed")
    was: str
    now: str
    message: str


class SealAnswer(BaseModel):
    """A photo's link in its chain of seals, held against the photo as it is now.

    `seal` is the sha256 over `previous` and the canonical JSON of `said`. One link alone does not show that a whole
    chain was made anew: `paimian photos verify` walks it.
    """

    photo_id: int
    number: int
    previous: str
    seal: str
    sealed_at: datetime
    said: dict[str, Any] = Field(
        description="what it covers; of the place the sha256 of the canonical JSON of `place`"
    )
    place: dict[str, Any] | None = Field(description="null: not given, or deleted on the person's request")
    good: bool
    breaks: list[SealBreak]
