"""Tables of what should be on a shelf: planograms in versions, must-stock lists, goals of a category."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any, ClassVar, Literal

from sqlalchemy import CheckConstraint, String, UniqueConstraint
from sqlmodel import Field

from catalog.column_types import ExactDecimal, UtcDateTime
from catalog.tables_base import Table, link_to, one_of, primary_key, text_of

PlanState = Literal["draft", "published", "withdrawn"]
PlanSource = Literal["editor", "import", "golden_photo", "suggestion"]


class Planogram(Table, table=True):
    """The plan of one bay (棚格图); its content is in its versions."""

    __tablename__ = "planogram"
    __table_args__: ClassVar[Any] = (UniqueConstraint("chain_id", "code"),)
    id: int | None = primary_key()
    chain_id: int = link_to("chain.id")
    code: str = text_of(64)
    name: str = text_of(200)
    category: str = text_of(100, "")
    created_at: datetime = Field(sa_type=UtcDateTime)


class PlanogramVersion(Table, table=True):
    """A planogram as it was or is: a draft may be edited, what is published is never changed again.

    In force from `valid_from` to `valid_until`, both included; None is open.
    """

    __tablename__ = "planogram_version"
    __table_args__: ClassVar[Any] = (
        UniqueConstraint("planogram_id", "number"),
        one_of("state", PlanState),
        one_of("source", PlanSource),
        CheckConstraint(
            "valid_from IS NULL OR valid_until IS NULL OR valid_from <= valid_until", name="dates"
        ),
    )
    id: int | None = primary_key()
    planogram_id: int = link_to("planogram.id", ondelete="CASCADE")
    number: int
    state: PlanState = Field(default="draft", sa_type=String(10))
    source: PlanSource = Field(default="editor", sa_type=String(16))
    source_audit_id: int | None = link_to("audit.id", default=None, index=True, ondelete="SET NULL")
    valid_from: date | None = None
    valid_until: date | None = None
    width_mm: float | None = None
    created_at: datetime = Field(sa_type=UtcDateTime)
    created_by: int | None = link_to("app_user.id", default=None)
    changed_at: datetime = Field(sa_type=UtcDateTime)
    published_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class PlanogramLayer(Table, table=True):
    """A board of a version, 1 at the top."""

    __tablename__ = "planogram_layer"
    __table_args__: ClassVar[Any] = (UniqueConstraint("version_id", "layer"),)
    id: int | None = primary_key()
    version_id: int = link_to("planogram_version.id", ondelete="CASCADE")
    layer: int
    height_mm: float | None = None


class PlanogramSlot(Table, table=True):
    """Facings of one SKU side by side; `position` counts the slots of a layer from 1 at the left, `stack` the units
    on top of each other."""

    __tablename__ = "planogram_slot"
    __table_args__: ClassVar[Any] = (
        UniqueConstraint("version_id", "layer", "position"),
        CheckConstraint("facings >= 1", name="facings"),
        CheckConstraint("stack >= 1", name="stack"),
        CheckConstraint("layer >= 1 AND position >= 1", name="place"),
    )
    id: int | None = primary_key()
    version_id: int = link_to("planogram_version.id", ondelete="CASCADE")
    layer: int
    position: int
    sku_id: int = link_to("sku.id", index=True)
    facings: int = 1
    stack: int = 1
    x_mm: float | None = None
    width_mm: float | None = None


class PlanogramUnknown(Table, table=True):
    """A place of a version where something stood that nobody could name; `position` counts together with the slots'."""

    __tablename__ = "planogram_unknown"
    __table_args__: ClassVar[Any] = (
        UniqueConstraint("version_id", "layer", "position"),
        CheckConstraint("facings >= 1", name="facings"),
        CheckConstraint("stack >= 1", name="stack"),
        CheckConstraint("layer >= 1 AND position >= 1", name="place"),
    )
    id: int | None = primary_key()
    version_id: int = link_to("planogram_version.id", ondelete="CASCADE")
    layer: int
    position: int
    facings: int = 1
    stack: int = 1
    x_mm: float | None = None
    width_mm: float | None = None


class PlanogramTarget(Table, table=True):
    """Where a version is in force: one store, or every store of a class; neither: every store of the chain."""

    __tablename__ = "planogram_target"
    __table_args__: ClassVar[Any] = (UniqueConstraint("version_id", "store_id", "store_class"),)
    id: int | None = primary_key()
    version_id: int = link_to("planogram_version.id", ondelete="CASCADE")
    store_id: int | None = link_to("store.id", default=None, index=True, ondelete="CASCADE")
    store_class: str = text_of(64, "")


class MustStock(Table, table=True):
    """A line of a must-stock list (必分销清单): stores of this class, or all where it is "", must carry the SKU."""

    __tablename__ = "must_stock"
    __table_args__: ClassVar[Any] = (
        UniqueConstraint("chain_id", "store_class", "sku_id", "valid_from"),
        CheckConstraint("min_facings >= 1", name="min_facings"),
        CheckConstraint("valid_until IS NULL OR valid_from <= valid_until", name="dates"),
    )
    id: int | None = primary_key()
    chain_id: int = link_to("chain.id")
    store_class: str = text_of(64, "")
    sku_id: int = link_to("sku.id", index=True)
    min_facings: int = 1
    valid_from: date
    valid_until: date | None = None


class CategorySetting(Table, table=True):
    """What a category manager sets for a category; None means the documented default."""

    __tablename__ = "category_setting"
    __table_args__: ClassVar[Any] = (UniqueConstraint("chain_id", "category"),)
    id: int | None = primary_key()
    chain_id: int = link_to("chain.id")
    category: str = text_of(100)
    space_elasticity: float | None = None
    eye_lift: float | None = None
    min_facings: int | None = None
    max_facings: int | None = None
    share_target_pct: Decimal | None = Field(default=None, sa_type=ExactDecimal(5, 2))
    own_depth_min_pct: Decimal | None = Field(default=None, sa_type=ExactDecimal(5, 2))
    behind_max_points: Decimal | None = Field(default=None, sa_type=ExactDecimal(5, 2))
    floor_stack_day_cost: Decimal | None = Field(default=None, sa_type=ExactDecimal(12, 2))
    floor_stack_uplift: float | None = None
