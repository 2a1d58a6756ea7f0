"""Tables of what the models saw on a shelf photo: groups of look-alikes, boxes, facings."""

from datetime import datetime
from typing import Any, ClassVar, Literal

from sqlalchemy import LargeBinary, String, UniqueConstraint
from sqlmodel import Field

from catalog.column_types import Json, UtcDateTime
from catalog.tables_base import Table, link_to, one_of, one_where, primary_key

DetectionKind = Literal["product", "gap"]


class ShelfGroup(Table, table=True):
    """Look-alikes of one audit as the models named them; people's corrections are `GroupNaming` rows.

    `unknown_id`: which question across stores an unknown one belongs to.
    """

    __tablename__ = "shelf_group"
    __table_args__: ClassVar[Any] = (UniqueConstraint("audit_id", "number"),)
    id: int | None = primary_key()
    audit_id: int = link_to("audit.id", ondelete="CASCADE")
    number: int
    best_xyxy: list[float] = Field(sa_type=Json)
    size: int
    vector: bytes = Field(sa_type=LargeBinary)
    sku_id: int | None = link_to("sku.id", index=True, default=None)
    probability: float | None = None
    alternatives: list[dict[str, Any]] = Field(sa_type=Json)
    unknown_id: int | None = link_to("unknown_product.id", index=True, default=None, ondelete="SET NULL")


class GroupNaming(Table, table=True):
    """A person's word on what a group is; undone namings stay as rows, at most one a group is in force."""

    __tablename__ = "group_naming"
    __table_args__: ClassVar[Any] = (one_where("uq_group_naming_in_force", "group_id", "undone_at IS NULL"),)
    id: int | None = primary_key()
    group_id: int = link_to("shelf_group.id", index=True, ondelete="CASCADE")
    sku_id: int = link_to("sku.id", index=True)
    sku_created: bool = False
    named_by: int | None = link_to("app_user.id", default=None)
    named_at: datetime = Field(sa_type=UtcDateTime)
    undone_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class Detection(Table, table=True):
    """A box of the report, xyxy in pixels of the upright photo; `number` counts from 0 in reading order, per kind."""

    __tablename__ = "detection"
    __table_args__: ClassVar[Any] = (
        UniqueConstraint("audit_id", "kind", "number"),
        one_of("kind", DetectionKind),
    )
    id: int | None = primary_key()
    audit_id: int = link_to("audit.id", ondelete="CASCADE")
    kind: DetectionKind = Field(sa_type=String(10))
    number: int
    x1: float
    y1: float
    x2: float
    y2: float
    score: float
    layer: int
    position: int | None = None
    column_no: int | None = None
    group_number: int | None = None


class Facing(Table, table=True):
    """Count of one SKU, or of one unknown group, on one layer, both ways the trade counts."""

    __tablename__ = "facing"
    id: int | None = primary_key()
    audit_id: int = link_to("audit.id", index=True, ondelete="CASCADE")
    sku_id: int | None = link_to("sku.id", index=True, default=None)
    group_number: int | None = None
    layer: int
    columns: int
    units: int
