"""Tables of visits: what a chain asks of one, where a rep goes on which weekday, and the visits themselves."""

from datetime import datetime
from typing import Any, ClassVar

from sqlalchemy import CheckConstraint, Index, UniqueConstraint
from sqlmodel import Field

from catalog.column_types import Id, Json, UtcDateTime
from catalog.tables_base import Table, link_to, primary_key, text_of


class VisitForm(Table, table=True):
    """What a chain asks of a visit; never changed, the newest row is in force and an undo adds the former again.

    `fields` are at most three `{key, kind, label, choices, required}`, `photos` the least count by kind of photo.
    """

    __tablename__ = "visit_form"
    id: int | None = primary_key()
    chain_id: int = link_to("chain.id", index=True)
    fields: list[dict[str, Any]] = Field(sa_type=Json)
    photos: dict[str, int] = Field(sa_type=Json)
    changed_by: int | None = link_to("app_user.id", default=None)
    changed_at: datetime = Field(sa_type=UtcDateTime)


class Visit(Table, table=True):
    """One person in one store: photos point here, `answers` are by the form's keys.

    `client_id` is the phone's own id of it, so that sending again makes no second visit. Times are the phone's but
    `received_at`, the service's. A visit without `submitted_at` goes on.
    """

    __tablename__ = "visit"
    __table_args__: ClassVar[Any] = (
        UniqueConstraint("user_id", "client_id"),
        Index("ix_visit_store_id_started_at", "store_id", "started_at"),
        Index("ix_visit_user_id_started_at", "user_id", "started_at"),
        Index("ix_visit_started_at", "started_at"),
    )
    id: int | None = primary_key()
    store_id: int = link_to("store.id")
    user_id: int = link_to("app_user.id")
    client_id: str = text_of(64)
    form_id: int | None = link_to("visit_form.id", default=None)
    answers: dict[str, str] = Field(default_factory=dict, sa_type=Json)
    latitude: float | None = None
    longitude: float | None = None
    accuracy_m: float | None = None
    started_at: datetime = Field(sa_type=UtcDateTime)
    submitted_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    received_at: datetime = Field(sa_type=UtcDateTime)


class RouteStop(Table, table=True):
    """A store that a rep visits on a weekday (0 = Monday), in the day's order."""

    __tablename__ = "route_stop"
    __table_args__: ClassVar[Any] = (CheckConstraint("weekday BETWEEN 0 AND 6", name="weekday"),)
    user_id: int = Field(foreign_key="app_user.id", primary_key=True, sa_type=Id, ondelete="CASCADE")
    weekday: int = Field(primary_key=True)
    store_id: int = Field(
        foreign_key="store.id", primary_key=True, sa_type=Id, ondelete="CASCADE", index=True
    )
    position: int = 0
