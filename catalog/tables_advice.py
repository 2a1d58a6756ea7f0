"""Tables of what followed from an audit: compliance with a planogram, tips and how each went."""

from datetime import datetime
from decimal import Decimal
from typing import Any, ClassVar, Literal

from sqlalchemy import Index, String, text
from sqlmodel import Field

from catalog.column_types import ExactDecimal, Json, UtcDateTime
from catalog.tables_base import Table, link_to, one_of, primary_key, text_of

ComplianceOutcome = Literal["judged", "other_bay"]
TipState = Literal["open", "done", "declined", "expired"]
TipKind = Literal[
    "missing",
    "too_few",
    "wrong_product",
    "misplaced",
    "must_stock",
    "gap",
    "eye_level",
    "brand_block",
    "share",
    "floor_stack",
]


class Compliance(Table, table=True):
    """An audit held against a planogram version; rows are added, never changed: the newest of an audit counts.

    `verdicts` lists what `alerts.compliance` said slot by slot, as JSON (`alerts.verdicts`).
    """

    __tablename__ = "compliance"
    __table_args__: ClassVar[Any] = (
        one_of("outcome", ComplianceOutcome),
        Index("ix_compliance_made_at", "made_at"),
    )
    id: int | None = primary_key()
    audit_id: int = link_to("audit.id", index=True, ondelete="CASCADE")
    version_id: int = link_to("planogram_version.id", index=True)
    made_at: datetime = Field(sa_type=UtcDateTime)
    outcome: ComplianceOutcome = Field(sa_type=String(16))
    score_pct: Decimal | None = Field(default=None, sa_type=ExactDecimal(5, 2))
    slots: int
    judged: int
    ok: int
    verdicts: dict[str, Any] = Field(sa_type=Json)


class Tip(Table, table=True):
    """A piece of advice (建议). `subject` says what it is about: a store has at most one open tip a subject.

    `value` is the money a day expected of doing it, None where prices or sales are unknown; `rank` orders a store's
    tips, the greatest first. `xyxy` is the evidence, pixels of the audit's upright photo.
    """

    __tablename__ = "tip"
    __table_args__: ClassVar[Any] = (
        one_of("kind", TipKind),
        one_of("state", TipState),
        Index(
            "uq_tip_open_subject",
            "store_id",
            "subject",
            unique=True,
            sqlite_where=text("state = 'open'"),
            postgresql_where=text("state = 'open'"),
        ),
        Index("ix_tip_store_id_state", "store_id", "state"),
        Index("ix_tip_state_due_at", "state", "due_at"),
    )
    id: int | None = primary_key()
    chain_id: int = link_to("chain.id")
    store_id: int = link_to("store.id")
    audit_id: int = link_to("audit.id", index=True)
    kind: TipKind = Field(sa_type=String(16))
    subject: str = text_of(160)
    sku_id: int | None = link_to("sku.id", default=None, index=True)
    layer: int | None = None
    xyxy: list[float] | None = Field(default=None, sa_type=Json)
    params: dict[str, Any] = Field(sa_type=Json)
    value: Decimal | None = Field(default=None, sa_type=ExactDecimal(12, 4))
    rank: float
    state: TipState = Field(default="open", sa_type=String(10))
    assignee_id: int | None = link_to("app_user.id", default=None, index=True)
    created_at: datetime = Field(sa_type=UtcDateTime)
    due_at: datetime = Field(sa_type=UtcDateTime)
    closed_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    closed_by: int | None = link_to("app_user.id", default=None)
    close_reason: str = text_of(300, "")
    after_audit_id: int | None = link_to("audit.id", default=None, index=True, ondelete="SET NULL")
    escalated_to: int | None = link_to("app_user.id", default=None)


class TipChange(Table, table=True):
    """A state that a tip entered: when, by whom (None: the service itself), why; rows are added, never changed.

    `audit_id` is the photo that showed it, where one did.
    """

    __tablename__ = "tip_change"
    __table_args__: ClassVar[Any] = (one_of("state", TipState),)
    id: int | None = primary_key()
    tip_id: int = link_to("tip.id", index=True, ondelete="CASCADE")
    state: TipState = Field(sa_type=String(10))
    at: datetime = Field(sa_type=UtcDateTime)
    by: int | None = link_to("app_user.id", default=None)
    reason: str = text_of(300, "")
    audit_id: int | None = link_to("audit.id", default=None, index=True, ondelete="SET NULL")
