"""Tables of messages that leave the service: where a person wants them, and what still has to go out."""

from datetime import datetime
from typing import Any, ClassVar, Literal

from sqlalchemy import Index, String
from sqlmodel import Field

from catalog.column_types import Json, UtcDateTime
from catalog.tables_base import Table, link_to, one_of, primary_key, text_of

MessageState = Literal["waiting", "sent", "given_up"]


class PushTarget(Table, table=True):
    """An address (Apprise URL) that a person's messages go to, in one daily digest or each at once.

    A removed one keeps its row for the undo; nothing is sent to it.
    """

    __tablename__ = "push_target"
    id: int | None = primary_key()
    user_id: int = link_to("app_user.id", index=True, ondelete="CASCADE")
    label: str = text_of(100, "")
    address: str = text_of(1000)
    digest: bool = True
    active: bool = True
    created_at: datetime = Field(sa_type=UtcDateTime)
    removed_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class PushMessage(Table, table=True):
    """A message to one person: written in the transaction that caused it, sent later, tried again until it arrives.

    `params` are the numbers of its words, `link` the page it opens; `subject` keeps one event to one message;
    `reached` the ids of the targets that took it, so that a second target's trouble repeats nothing at the first.
    `next_at` is also the lease: whoever sends it moves it into the future first (`catalog.push_outbox`).
    """

    __tablename__ = "push_message"
    __table_args__: ClassVar[Any] = (
        one_of("state", MessageState),
        Index("ix_push_message_state_next_at", "state", "next_at"),
        Index("uq_push_message_user_id_subject", "user_id", "subject", unique=True),
    )
    id: int | None = primary_key()
    user_id: int = link_to("app_user.id", ondelete="CASCADE")
    kind: str = text_of(32)
    subject: str = text_of(160)
    params: dict[str, Any] = Field(sa_type=Json)
    link: str = text_of(300, "")
    state: MessageState = Field(default="waiting", sa_type=String(10))
    created_at: datetime = Field(sa_type=UtcDateTime)
    next_at: datetime = Field(sa_type=UtcDateTime)
    attempts: int = 0
    reached: list[int] = Field(default_factory=list, sa_type=Json)
    sent_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    error: str = text_of(300, "")
