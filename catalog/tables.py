"""Every table. Rows are plain: no relationships, ids by hand, so that each query says what it reads.

(No `from __future__ import annotations` here: SQLModel needs the types themselves.)
"""

from datetime import datetime
from decimal import Decimal
from typing import Any, ClassVar, Final, Literal, get_args

from sqlalchemy import CheckConstraint, Index, LargeBinary, MetaData, String, UniqueConstraint, text
from sqlalchemy.orm import registry
from sqlmodel import Field, SQLModel

from catalog.column_types import ExactDecimal, Id, Json, UtcDateTime

Role = Literal["rep", "store_manager", "category_manager", "admin"]
TokenKind = Literal["session", "api"]
NetUnit = Literal["ml", "g", "pc"]
ReferenceSource = Literal["upload", "import", "named_group"]
PhotoKind = Literal["shelf", "poster", "panorama"]
AuditState = Literal["queued", "running", "done", "failed"]
DetectionKind = Literal["product", "gap"]

metadata: Final = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)


class Table(SQLModel, registry=registry(metadata=metadata)):
    """Base of all tables; its metadata is what the migrations are compared with."""


def _one_of(column: str, words: object, *, nullable: bool = False) -> CheckConstraint:
    allowed = ", ".join(f"'{word}'" for word in get_args(words))
    rule = f"{column} IN ({allowed})"
    return CheckConstraint(f"{column} IS NULL OR {rule}" if nullable else rule, name=column)


def _one_where(name: str, column: str, rule: str) -> Index:
    return Index(name, column, unique=True, sqlite_where=text(rule), postgresql_where=text(rule))


def _key() -> Any:
    return Field(default=None, primary_key=True, sa_type=Id)


def _to(column: str, *, index: bool = False, default: Any = ..., ondelete: Any = "RESTRICT") -> Any:
    return Field(default=default, foreign_key=column, index=index, ondelete=ondelete, sa_type=Id)


def _text(length: int, default: Any = ..., **more: Any) -> Any:
    return Field(default=default, sa_type=String(length), max_length=length, **more)


class Chain(Table, table=True):
    """A company with stores; `catalog_version` grows with every change of its catalogue."""

    __tablename__ = "chain"
    id: int | None = _key()
    name: str = _text(200, unique=True)
    catalog_version: int = 1


class Store(Table, table=True):
    """A shop; `code` is the company's own number for it."""

    __tablename__ = "store"
    __table_args__: ClassVar[Any] = (UniqueConstraint("chain_id", "code"),)
    id: int | None = _key()
    chain_id: int = _to("chain.id")
    code: str = _text(64)
    name: str = _text(200)
    city: str = _text(100, "")
    trade_area: str = _text(100, "")


class User(Table, table=True):
    """Somebody who signs in; `password_hash` is the whole argon2 string."""

    __tablename__ = "app_user"
    __table_args__: ClassVar[Any] = (_one_of("role", Role),)
    id: int | None = _key()
    chain_id: int = _to("chain.id", index=True)
    username: str = _text(100, unique=True)
    password_hash: str = _text(255)
    role: Role = Field(sa_type=String(20))
    locale: str = _text(20, "zh-CN")
    active: bool = True


class UserStore(Table, table=True):
    """A store that a rep or store manager works for."""

    __tablename__ = "user_store"
    user_id: int = Field(foreign_key="app_user.id", primary_key=True, sa_type=Id, ondelete="CASCADE")
    store_id: int = Field(
        foreign_key="store.id", primary_key=True, sa_type=Id, ondelete="CASCADE", index=True
    )


class AccessToken(Table, table=True):
    """A session cookie or API token; only its hash is kept."""

    __tablename__ = "access_token"
    __table_args__: ClassVar[Any] = (_one_of("kind", TokenKind),)
    id: int | None = _key()
    user_id: int = _to("app_user.id", index=True, ondelete="CASCADE")
    token_sha256: str = _text(64, unique=True)
    kind: TokenKind = Field(sa_type=String(10))
    label: str = _text(100, "")
    created_at: datetime = Field(sa_type=UtcDateTime)
    expires_at: datetime = Field(sa_type=UtcDateTime)
    revoked_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class Brand(Table, table=True):
    """A brand, ours or a competitor's."""

    __tablename__ = "brand"
    __table_args__: ClassVar[Any] = (UniqueConstraint("chain_id", "name"),)
    id: int | None = _key()
    chain_id: int = _to("chain.id")
    name: str = _text(100)
    competitor: bool = False


class Sku(Table, table=True):
    """A product as sold; `spec` is the canonical text of the three net columns, or free text they cannot hold."""

    __tablename__ = "sku"
    __table_args__: ClassVar[Any] = (
        UniqueConstraint("chain_id", "code"),
        UniqueConstraint("chain_id", "gtin"),
        _one_of("net_unit", NetUnit, nullable=True),
        CheckConstraint("pack_count >= 1", name="pack_count"),
    )
    id: int | None = _key()
    chain_id: int = _to("chain.id")
    code: str = _text(64)
    brand_id: int = _to("brand.id", index=True)
    name: str = _text(200)
    category: str = _text(100, "")
    gtin: str | None = _text(14, None)
    spec: str = _text(64, "")
    net_content: Decimal | None = Field(default=None, sa_type=ExactDecimal(12, 4))
    net_unit: NetUnit | None = Field(default=None, sa_type=String(4))
    pack_count: int = 1
    list_price: Decimal | None = Field(default=None, sa_type=ExactDecimal(12, 4))
    width_mm: float | None = None
    height_mm: float | None = None
    depth_mm: float | None = None
    active: bool = True
    created_at: datetime = Field(sa_type=UtcDateTime)


class Reference(Table, table=True):
    """A picture of a SKU: the whole stored image, or `xyxy` of it; `group_id` tells which naming made it."""

    __tablename__ = "reference"
    id: int | None = _key()
    sku_id: int = _to("sku.id", index=True)
    image_sha256: str = _text(64)
    xyxy: list[float] | None = Field(default=None, sa_type=Json)
    source: ReferenceSource = Field(sa_type=String(16))
    group_id: int | None = _to("shelf_group.id", index=True, default=None, ondelete="SET NULL")
    created_at: datetime = Field(sa_type=UtcDateTime)

    __table_args__: ClassVar[Any] = (_one_of("source", ReferenceSource),)


class ReferenceEmbedding(Table, table=True):
    """A reference as one embedder sees it; `vector` is D little-endian float32."""

    __tablename__ = "reference_embedding"
    __table_args__: ClassVar[Any] = (UniqueConstraint("reference_id", "embedder"),)
    id: int | None = _key()
    reference_id: int = _to("reference.id", ondelete="CASCADE")
    embedder: str = _text(64, index=True, description="sha256 of the ONNX file")
    vector: bytes = Field(sa_type=LargeBinary)


class Photo(Table, table=True):
    """An uploaded picture; its bytes lie in the file store under `sha256`."""

    __tablename__ = "photo"
    __table_args__: ClassVar[Any] = (UniqueConstraint("store_id", "sha256"), _one_of("kind", PhotoKind))
    id: int | None = _key()
    store_id: int = _to("store.id")
    sha256: str = _text(64, index=True)
    client_id: str | None = _text(100, None)
    kind: PhotoKind = Field(default="shelf", sa_type=String(16))
    file_name: str = _text(255, "")
    content_type: str = _text(100, "")
    width: int | None = None
    height: int | None = None
    captured_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    uploaded_at: datetime = Field(sa_type=UtcDateTime)
    uploaded_by: int | None = _to("app_user.id", default=None)


class Audit(Table, table=True):
    """One look at a photo and the truth about that job: who works on it, until when, how it ended."""

    __tablename__ = "audit"
    __table_args__: ClassVar[Any] = (
        _one_of("state", AuditState),
        Index("ix_audit_state_queued_at", "state", "queued_at"),
        _one_where("uq_audit_photo_unfinished", "photo_id", "state IN ('queued', 'running')"),
    )
    id: int | None = _key()
    photo_id: int = _to("photo.id", index=True)
    state: AuditState = Field(default="queued", sa_type=String(10))
    attempts: int = 0
    lease_owner: str | None = _text(100, None)
    lease_until: datetime | None = Field(default=None, sa_type=UtcDateTime)
    step: str | None = _text(32, None)
    fraction: float | None = None
    queued_at: datetime = Field(sa_type=UtcDateTime)
    started_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    finished_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    error_code: str | None = _text(64, None)
    error_params: dict[str, Any] | None = Field(default=None, sa_type=Json)
    models: list[dict[str, Any]] | None = Field(default=None, sa_type=Json)
    catalog_version: int | None = None
    quality: dict[str, Any] | None = Field(default=None, sa_type=Json)
    truncated: bool | None = None
    seconds: dict[str, float] | None = Field(default=None, sa_type=Json)


class ShelfGroup(Table, table=True):
    """Look-alikes of one audit as the models named them; people's corrections are `GroupNaming` rows."""

    __tablename__ = "shelf_group"
    __table_args__: ClassVar[Any] = (UniqueConstraint("audit_id", "number"),)
    id: int | None = _key()
    audit_id: int = _to("audit.id", ondelete="CASCADE")
    number: int
    best_xyxy: list[float] = Field(sa_type=Json)
    size: int
    vector: bytes = Field(sa_type=LargeBinary)
    sku_id: int | None = _to("sku.id", index=True, default=None)
    probability: float | None = None
    alternatives: list[dict[str, Any]] = Field(sa_type=Json)


class GroupNaming(Table, table=True):
    """A person's word on what a group is; undone namings stay as rows, at most one a group is in force."""

    __tablename__ = "group_naming"
    __table_args__: ClassVar[Any] = (_one_where("uq_group_naming_in_force", "group_id", "undone_at IS NULL"),)
    id: int | None = _key()
    group_id: int = _to("shelf_group.id", index=True, ondelete="CASCADE")
    sku_id: int = _to("sku.id", index=True)
    sku_created: bool = False
    named_by: int | None = _to("app_user.id", default=None)
    named_at: datetime = Field(sa_type=UtcDateTime)
    undone_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class Detection(Table, table=True):
    """A box of the report, xyxy in pixels of the upright photo; `number` counts from 0 in reading order, per kind."""

    __tablename__ = "detection"
    __table_args__: ClassVar[Any] = (
        UniqueConstraint("audit_id", "kind", "number"),
        _one_of("kind", DetectionKind),
    )
    id: int | None = _key()
    audit_id: int = _to("audit.id", ondelete="CASCADE")
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
    id: int | None = _key()
    audit_id: int = _to("audit.id", index=True, ondelete="CASCADE")
    sku_id: int | None = _to("sku.id", index=True, default=None)
    group_number: int | None = None
    layer: int
    columns: int
    units: int
