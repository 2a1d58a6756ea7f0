"""Tables of what can be relied on: photos' seals and likenesses, and the record of who changed what."""

from datetime import datetime
from typing import Any, ClassVar, Literal

from sqlalchemy import BigInteger, Index, String, Text, UniqueConstraint
from sqlmodel import Field

from catalog.column_types import Id, Json, UtcDateTime
from catalog.tables_base import Table, link_to, one_of, primary_key, text_of

LikenessKind = Literal["same", "near"]
LikenessAnswer = Literal["fine", "copy"]


class PhotoSeal(Table, table=True):
    """A link of a chain's hash chain: `seal` = sha256 over the one before and what was `said` of the photo then.

    `place` opens the hash of where it was taken that `said` holds; it is deleted when the person asks for it.
    """

    __tablename__ = "photo_seal"
    __table_args__: ClassVar[Any] = (UniqueConstraint("chain_id", "number"),)
    photo_id: int = Field(foreign_key="photo.id", primary_key=True, sa_type=Id)
    chain_id: int = link_to("chain.id")
    number: int
    previous: str = text_of(64)
    seal: str = text_of(64)
    said: str = Field(sa_type=Text)
    sealed_at: datetime = Field(sa_type=UtcDateTime)
    place: str | None = Field(default=None, sa_type=Text)


class PhotoLook(Table, table=True):
    """A photo's perceptual hash, 64 bits read as a signed number, and its four 16-bit bands, by which look-alikes are
    found: two hashes at most 3 bits apart share a band."""

    __tablename__ = "photo_look"
    __table_args__: ClassVar[Any] = tuple(
        Index(f"ix_photo_look_chain_id_band{number}", "chain_id", f"band{number}") for number in range(4)
    )
    photo_id: int = Field(foreign_key="photo.id", primary_key=True, sa_type=Id)
    chain_id: int = link_to("chain.id")
    phash: int = Field(sa_type=BigInteger)
    band0: int
    band1: int
    band2: int
    band3: int


class PhotoLikeness(Table, table=True):
    """A photo that shows the same as one that was there before (`other_id`); `answer` is a person's word on it."""

    __tablename__ = "photo_likeness"
    __table_args__: ClassVar[Any] = (
        UniqueConstraint("photo_id", "other_id"),
        one_of("kind", LikenessKind),
        one_of("answer", LikenessAnswer, nullable=True),
    )
    id: int | None = primary_key()
    photo_id: int = link_to("photo.id")
    other_id: int = link_to("photo.id", index=True)
    kind: LikenessKind = Field(sa_type=String(10))
    distance: int
    found_at: datetime = Field(sa_type=UtcDateTime)
    answer: LikenessAnswer | None = Field(default=None, sa_type=String(10))
    answered_by: int | None = link_to("app_user.id", default=None)
    answered_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class ChangeRecord(Table, table=True):
    """Somebody changed something: written in the change's own transaction, never changed itself.

    `action` is the operation's name, `subject` what it was done to, `details` what was said, without secrets.
    """

    __tablename__ = "change_record"
    __table_args__: ClassVar[Any] = (
        Index("ix_change_record_chain_id_at", "chain_id", "at"),
        Index("ix_change_record_user_id_at", "user_id", "at"),
    )
    id: int | None = primary_key()
    chain_id: int = link_to("chain.id")
    user_id: int | None = link_to("app_user.id", default=None)
    at: datetime = Field(sa_type=UtcDateTime)
    action: str = text_of(80)
    subject: str = text_of(300, "")
    details: dict[str, Any] = Field(default_factory=dict, sa_type=Json)
