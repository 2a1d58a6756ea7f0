"""Tables of people, catalogue, photos and audits; those of what was seen, plans, advice … are beside (`tables_*.py`).

Rows are plain: no relationships, ids by hand, so that each query says what it reads. (No `from __future__ import
annotations` here: SQLModel needs the types themselves.)
"""

from datetime import datetime
from decimal import Decimal
from typing import Any, ClassVar, Final, Literal

from sqlalchemy import CheckConstraint, Index, LargeBinary, String, UniqueConstraint
from sqlmodel import Field

from catalog import (
    tables_advice,
    tables_base,
    tables_board,
    tables_corrections,
    tables_history,
    tables_plans,
    tables_posters,
    tables_promotions,
    tables_push,
    tables_quality,
    tables_seen,
    tables_till,
    tables_trust,
    tables_visits,
)
from catalog.column_types import ExactDecimal, Id, Json, UtcDateTime
from catalog.tables_base import Table, link_to, one_of, one_where, primary_key, text_of

Role = Literal["rep", "store_manager", "supervisor", "category_manager", "director", "admin"]
TokenKind = Literal["session", "api"]
NetUnit = Literal["ml", "g", "pc"]
ReferenceSource = Literal["upload", "import", "named_group"]
PhotoKind = Literal["shelf", "poster", "panorama"]
AuditState = Literal["queued", "running", "done", "failed"]

TABLE_FILES: Final = (
    tables_seen,
    tables_plans,
    tables_advice,
    tables_history,
    tables_posters,
    tables_promotions,
    tables_push,
    tables_quality,
    tables_till,
    tables_board,
    tables_corrections,
    tables_trust,
    tables_visits,
)
"""Imported here so that whoever has this file has all tables."""
metadata: Final = tables_base.metadata
"""Of all tables: what the migrations are compared with."""


class Chain(Table, table=True):
    """A company with stores; `catalog_version` grows with every change of its catalogue."""

    __tablename__ = "chain"
    id: int | None = primary_key()
    name: str = text_of(200, unique=True)
    catalog_version: int = 1


class Store(Table, table=True):
    """A shop; `code` is the company's own number for it, `store_class` (店型) what its lists and planograms go by."""

    __tablename__ = "store"
    __table_args__: ClassVar[Any] = (UniqueConstraint("chain_id", "code"),)
    id: int | None = primary_key()
    chain_id: int = link_to("chain.id")
    code: str = text_of(64)
    name: str = text_of(200)
    city: str = text_of(100, "")
    trade_area: str = text_of(100, "")
    store_class: str = text_of(64, "")


class User(Table, table=True):
    """Somebody who signs in; `password_hash` is the whole argon2 string.

    Whose data was deleted keeps the row (`deleted_at`), under a made-up name, so that what they recorded stays true.
    """

    __tablename__ = "app_user"
    __table_args__: ClassVar[Any] = (one_of("role", Role),)
    id: int | None = primary_key()
    chain_id: int = link_to("chain.id", index=True)
    username: str = text_of(100, unique=True)
    password_hash: str = text_of(255)
    role: Role = Field(sa_type=String(20))
    locale: str = text_of(20, "zh-CN")
    full_name: str = text_of(100, "")
    active: bool = True
    deleted_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    forget_asked_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class UserStore(Table, table=True):
    """A store that a rep or store manager works for."""

    __tablename__ = "user_store"
    user_id: int = Field(foreign_key="app_user.id", primary_key=True, sa_type=Id, ondelete="CASCADE")
    store_id: int = Field(
        foreign_key="store.id", primary_key=True, sa_type=Id, ondelete="CASCADE", index=True
    )


class AccessToken(Table, table=True):
    """A session cookie or API token; only its hash is kept. `used_at` is noted every few minutes at most."""

    __tablename__ = "access_token"
    __table_args__: ClassVar[Any] = (one_of("kind", TokenKind),)
    id: int | None = primary_key()
    user_id: int = link_to("app_user.id", index=True, ondelete="CASCADE")
    token_sha256: str = text_of(64, unique=True)
    kind: TokenKind = Field(sa_type=String(10))
    label: str = text_of(100, "")
    created_at: datetime = Field(sa_type=UtcDateTime)
    expires_at: datetime = Field(sa_type=UtcDateTime)
    revoked_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    used_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class Brand(Table, table=True):
    """A brand, ours or a competitor's."""

    __tablename__ = "brand"
    __table_args__: ClassVar[Any] = (UniqueConstraint("chain_id", "name"),)
    id: int | None = primary_key()
    chain_id: int = link_to("chain.id")
    name: str = text_of(100)
    competitor: bool = False


class Sku(Table, table=True):
    """A product as sold; `spec` is the canonical text of the three net columns, or free text they cannot hold."""

    __tablename__ = "sku"
    __table_args__: ClassVar[Any] = (
        UniqueConstraint("chain_id", "code"),
        UniqueConstraint("chain_id", "gtin"),
        one_of("net_unit", NetUnit, nullable=True),
        CheckConstraint("pack_count >= 1", name="pack_count"),
    )
    id: int | None = primary_key()
    chain_id: int = link_to("chain.id")
    code: str = text_of(64)
    brand_id: int = link_to("brand.id", index=True)
    name: str = text_of(200)
    category: str = text_of(100, "")
    gtin: str | None = text_of(14, None)
    spec: str = text_of(64, "")
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
    id: int | None = primary_key()
    sku_id: int = link_to("sku.id", index=True)
    image_sha256: str = text_of(64)
    xyxy: list[float] | None = Field(default=None, sa_type=Json)
    source: ReferenceSource = Field(sa_type=String(16))
    group_id: int | None = link_to("shelf_group.id", index=True, default=None, ondelete="SET NULL")
    created_at: datetime = Field(sa_type=UtcDateTime)

    __table_args__: ClassVar[Any] = (one_of("source", ReferenceSource),)


class ReferenceEmbedding(Table, table=True):
    """A reference as one embedder sees it; `vector` is D little-endian float32."""

    __tablename__ = "reference_embedding"
    __table_args__: ClassVar[Any] = (UniqueConstraint("reference_id", "embedder"),)
    id: int | None = primary_key()
    reference_id: int = link_to("reference.id", ondelete="CASCADE")
    embedder: str = text_of(64, index=True, description="sha256 of the ONNX file")
    vector: bytes = Field(sa_type=LargeBinary)


class Photo(Table, table=True):
    """An uploaded picture; its bytes lie in the file store under `sha256`. `talkers`: its signs are asked for too.

    Where it was taken comes with the upload (degrees WGS 84, metres), because WeChat strips EXIF.
    """

    __tablename__ = "photo"
    __table_args__: ClassVar[Any] = (
        UniqueConstraint("store_id", "sha256"),
        one_of("kind", PhotoKind),
        Index("ix_photo_store_id_uploaded_at", "store_id", "uploaded_at"),
        Index("ix_photo_uploaded_at", "uploaded_at"),
    )
    id: int | None = primary_key()
    store_id: int = link_to("store.id")
    sha256: str = text_of(64, index=True)
    client_id: str | None = text_of(100, None)
    kind: PhotoKind = Field(default="shelf", sa_type=String(16))
    talkers: bool = False
    file_name: str = text_of(255, "")
    content_type: str = text_of(100, "")
    width: int | None = None
    height: int | None = None
    captured_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    uploaded_at: datetime = Field(sa_type=UtcDateTime)
    uploaded_by: int | None = link_to("app_user.id", default=None)
    visit_id: int | None = link_to("visit.id", index=True, default=None)
    latitude: float | None = None
    longitude: float | None = None
    accuracy_m: float | None = None


class Audit(Table, table=True):
    """One look at a photo and the truth about that job: who works on it, until when, how it ended.

    `advised_at` tells when compliance, tips and the store's day were last worked out of it; None: they still are to be.
    `gathered_at`, likewise, when its unknown groups were put to the questions across stores.
    """

    __tablename__ = "audit"
    __table_args__: ClassVar[Any] = (
        one_of("state", AuditState),
        Index("ix_audit_state_queued_at", "state", "queued_at"),
        one_where("uq_audit_photo_unfinished", "photo_id", "state IN ('queued', 'running')"),
        one_where("ix_audit_unadvised", "id", "state = 'done' AND advised_at IS NULL", unique=False),
        one_where("ix_audit_ungathered", "id", "state = 'done' AND gathered_at IS NULL", unique=False),
    )
    id: int | None = primary_key()
    photo_id: int = link_to("photo.id", index=True)
    state: AuditState = Field(default="queued", sa_type=String(10))
    attempts: int = 0
    lease_owner: str | None = text_of(100, None)
    lease_until: datetime | None = Field(default=None, sa_type=UtcDateTime)
    step: str | None = text_of(32, None)
    fraction: float | None = None
    queued_at: datetime = Field(sa_type=UtcDateTime)
    started_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    finished_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    advised_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    gathered_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    error_code: str | None = text_of(64, None)
    error_params: dict[str, Any] | None = Field(default=None, sa_type=Json)
    models: list[dict[str, Any]] | None = Field(default=None, sa_type=Json)
    catalog_version: int | None = None
    quality: dict[str, Any] | None = Field(default=None, sa_type=Json)
    truncated: bool | None = None
    seconds: dict[str, float] | None = Field(default=None, sa_type=Json)
    talkers: list[dict[str, Any]] | None = Field(default=None, sa_type=Json)
