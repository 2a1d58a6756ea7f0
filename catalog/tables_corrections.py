"""Tables of what people say on what the models saw: corrected boxes, and unknown products across stores."""

from datetime import datetime
from typing import Any, ClassVar, Literal

from sqlalchemy import Index, LargeBinary, String, UniqueConstraint
from sqlmodel import Field

from catalog.column_types import Id, Json, UtcDateTime
from catalog.tables_base import Table, link_to, one_of, primary_key, text_of
from catalog.tables_seen import DetectionKind

CorrectionAction = Literal["add", "remove", "move", "name"]
CorrectionSource = Literal["page", "import"]


class ShelfCorrection(Table, table=True):
    """A person's word on one facing of an audit; later rows win, undone ones stay as rows.

    `number` is the detection's (products), or for a box that a person added one above all of them; `xyxy` in pixels of
    the upright photo. `sku_id` None with action `name`: no product of the catalogue. `before` is what it was.
    `batch` joins those that came in one file and are taken back together.
    """

    __tablename__ = "shelf_correction"
    __table_args__: ClassVar[Any] = (
        one_of("action", CorrectionAction),
        one_of("source", CorrectionSource),
        Index("ix_shelf_correction_audit_id_id", "audit_id", "id"),
    )
    id: int | None = primary_key()
    audit_id: int = link_to("audit.id", ondelete="CASCADE")
    action: CorrectionAction = Field(sa_type=String(10))
    number: int
    xyxy: list[float] | None = Field(default=None, sa_type=Json)
    sku_id: int | None = link_to("sku.id", index=True, default=None)
    before: dict[str, Any] = Field(default_factory=dict, sa_type=Json)
    source: CorrectionSource = Field(default="page", sa_type=String(10))
    corrected_by: int | None = link_to("app_user.id", default=None)
    corrected_at: datetime = Field(sa_type=UtcDateTime, index=True)
    undone_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    batch: str | None = text_of(32, None, index=True)


class CorrectedBox(Table, table=True):
    """A box of an audit as people's corrections leave it, in place of all of its `Detection` rows; worked out anew with
    each correction, and gone with the last.

    `said`: `sku_id` is a person's word on this very box; otherwise its group's name counts.
    """

    __tablename__ = "corrected_box"
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
    said: bool = False
    sku_id: int | None = link_to("sku.id", index=True, default=None)


class UnknownProduct(Table, table=True):
    """Unknown groups of many photos that look alike: one question instead of hundreds.

    `vector` is the mean of its groups' unit vectors (D little-endian float32) as `embedder` (sha256) sees them;
    `groups`, `facings` and `stores` are counts. Named (`sku_id`), set aside, or open. `changed_at`: so that whoever
    keeps the vectors in memory reads only what is new.
    (`best_group_id`, whose picture is shown, is no foreign key: groups point here, and a circle cannot be created.)
    """

    __tablename__ = "unknown_product"
    __table_args__: ClassVar[Any] = (
        Index("ix_unknown_product_chain_id_facings", "chain_id", "facings"),
        Index("ix_unknown_product_chain_id_changed_at", "chain_id", "changed_at"),
    )
    id: int | None = primary_key()
    chain_id: int = link_to("chain.id")
    embedder: str = text_of(64)
    vector: bytes = Field(sa_type=LargeBinary)
    groups: int
    facings: int
    stores: int
    best_group_id: int | None = Field(default=None, sa_type=Id)
    first_seen: datetime = Field(sa_type=UtcDateTime)
    last_seen: datetime = Field(sa_type=UtcDateTime)
    changed_at: datetime = Field(sa_type=UtcDateTime)
    sku_id: int | None = link_to("sku.id", index=True, default=None)
    named_by: int | None = link_to("app_user.id", default=None)
    named_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    aside_by: int | None = link_to("app_user.id", default=None)
    aside_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
