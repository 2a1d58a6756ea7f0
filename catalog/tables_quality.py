"""Tables of how good the catalogue and its models are: whose pictures match what, names that were checked, mergers."""

from datetime import date, datetime
from typing import Any, ClassVar

from sqlalchemy import Index
from sqlmodel import Field

from catalog.column_types import Id, Json, UtcDateTime
from catalog.tables_base import Table, link_to, primary_key


class ReferenceUse(Table, table=True):
    """How often, on a day (of UTC), a reference was the nearest of all to a group that was named `sku_id`.

    Of its own SKU: it does its work. Of another: it draws crops that are not its own.
    """

    __tablename__ = "reference_use"
    reference_id: int = Field(foreign_key="reference.id", primary_key=True, sa_type=Id, ondelete="CASCADE")
    sku_id: int = Field(foreign_key="sku.id", primary_key=True, sa_type=Id, ondelete="CASCADE", index=True)
    day: date = Field(primary_key=True)
    times: int


class SkuMerge(Table, table=True):
    """Two SKUs that were one: what went from `dropped_id` to `kept_id`, so that it can go back.

    `moved` holds ids of `references`, `namings`, those `created` by which the dropped one came to be, `questions`, and
    the `gtin` if that went too.
    """

    __tablename__ = "sku_merge"
    id: int | None = primary_key()
    chain_id: int = link_to("chain.id", index=True)
    kept_id: int = link_to("sku.id")
    dropped_id: int = link_to("sku.id")
    moved: dict[str, Any] = Field(sa_type=Json)
    merged_by: int | None = link_to("app_user.id", default=None)
    merged_at: datetime = Field(sa_type=UtcDateTime)
    undone_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class NamingCheck(Table, table=True):
    """A person's word on a name that chance drew: was the models' `sku_id` right? Undone ones stay as rows."""

    __tablename__ = "naming_check"
    __table_args__: ClassVar[Any] = (Index("ix_naming_check_chain_id_checked_at", "chain_id", "checked_at"),)
    id: int | None = primary_key()
    chain_id: int = link_to("chain.id")
    group_id: int = link_to("shelf_group.id", index=True, ondelete="CASCADE")
    sku_id: int = link_to("sku.id")
    correct: bool
    checked_by: int | None = link_to("app_user.id", default=None)
    checked_at: datetime = Field(sa_type=UtcDateTime)
    undone_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
