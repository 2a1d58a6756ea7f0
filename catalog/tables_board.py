"""The table of what happens in a chain, in its order: what the live board shows."""

from datetime import datetime
from typing import Any, ClassVar, Literal

from sqlalchemy import Index, String
from sqlmodel import Field

from catalog.column_types import Id, Json, UtcDateTime
from catalog.tables_base import Table, link_to, one_of, primary_key

BoardKind = Literal[
    "visit_started",
    "visit_submitted",
    "photo",
    "audit_done",
    "audit_failed",
    "tip_opened",
    "tip_done",
    "tip_declined",
    "tip_expired",
    "alert_raised",
    "alert_closed",
    "proposal_opened",
    "proposal_decided",
]


class BoardEvent(Table, table=True):
    """Something happened: written in the transaction of the thing itself, so that nothing is told that was not saved.

    `subject_id` is the thing's own id (of a visit, audit, tip, alert, proposal), a photo's is its audit's; `number`: so
    many things at once (a night's alerts of a store), -1 for one that was taken back: then `at` is the moment of what
    was, and `params["told"]` of the undo. Old rows are dropped.
    """

    __tablename__ = "board_event"
    __table_args__: ClassVar[Any] = (
        one_of("kind", BoardKind),
        Index("ix_board_event_chain_id_id", "chain_id", "id"),
        Index("ix_board_event_day", "chain_id", "at", "kind", "store_id", "number"),
    )
    id: int | None = primary_key()
    chain_id: int = link_to("chain.id")
    store_id: int | None = link_to("store.id", default=None)
    kind: BoardKind = Field(sa_type=String(20))
    subject_id: int | None = Field(default=None, sa_type=Id)
    at: datetime = Field(sa_type=UtcDateTime, index=True)
    number: int = 1
    params: dict[str, Any] = Field(default_factory=dict, sa_type=Json)
