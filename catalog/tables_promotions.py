"""Tables of our side of a promotion: policies (促销政策), which products compete, what we propose to answer."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any, ClassVar, Literal

from sqlalchemy import CheckConstraint, Index, String, UniqueConstraint
from sqlmodel import Field

from catalog.column_types import ExactDecimal, Json, UtcDateTime
from catalog.mechanic import OfferKind
from catalog.tables_base import Table, link_to, one_of, one_where, primary_key, text_of

PairSource = Literal["import", "editor"]
GapRule = Literal["own_depth_below", "behind_competitor_by", "regional"]
ProposalState = Literal["open", "approved", "declined", "withdrawn"]


class Policy(Table, table=True):
    """A promotion of ours that may run: mechanic, numbers, dates, money. In force on the days from `valid_from` to
    `valid_until`, both included, until it is withdrawn; `alerts.subsidy_gap` tells which of several counts.

    `budget` is the money that it may cost in all, None: not limited.
    """

    __tablename__ = "policy"
    __table_args__: ClassVar[Any] = (
        UniqueConstraint("chain_id", "code"),
        one_of("kind", OfferKind),
        CheckConstraint("valid_until IS NULL OR valid_from <= valid_until", name="dates"),
    )
    id: int | None = primary_key()
    chain_id: int = link_to("chain.id")
    code: str = text_of(64)
    name: str = text_of(200)
    kind: OfferKind = Field(sa_type=String(16))
    price: Decimal | None = Field(default=None, sa_type=ExactDecimal(12, 4))
    list_price: Decimal | None = Field(default=None, sa_type=ExactDecimal(12, 4))
    threshold: Decimal | None = Field(default=None, sa_type=ExactDecimal(12, 4))
    amount: Decimal | None = Field(default=None, sa_type=ExactDecimal(12, 4))
    rate: Decimal | None = Field(default=None, sa_type=ExactDecimal(8, 4))
    n: int | None = None
    m: int | None = None
    each: bool = False
    valid_from: date
    valid_until: date | None = None
    budget: Decimal | None = Field(default=None, sa_type=ExactDecimal(14, 2))
    priority: int = 0
    changed_at: datetime = Field(sa_type=UtcDateTime)
    changed_by: int | None = link_to("app_user.id", default=None)
    withdrawn_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class PolicyProduct(Table, table=True):
    """What a policy is for: one SKU, or every own SKU of a category; each policy has at least one row."""

    __tablename__ = "policy_product"
    __table_args__: ClassVar[Any] = (UniqueConstraint("policy_id", "sku_id", "category"),)
    id: int | None = primary_key()
    policy_id: int = link_to("policy.id", ondelete="CASCADE")
    sku_id: int | None = link_to("sku.id", default=None, index=True)
    category: str = text_of(100, "")


class PolicyPlace(Table, table=True):
    """Where a policy runs: stores of this city, trade area and class, "" for any; no row: everywhere."""

    __tablename__ = "policy_place"
    __table_args__: ClassVar[Any] = (UniqueConstraint("policy_id", "city", "trade_area", "store_class"),)
    id: int | None = primary_key()
    policy_id: int = link_to("policy.id", ondelete="CASCADE")
    city: str = text_of(100, "")
    trade_area: str = text_of(100, "")
    store_class: str = text_of(64, "")


class CompetingPair(Table, table=True):
    """A person's word on whether two SKUs compete; pairs that nobody spoke of follow from the catalogue."""

    __tablename__ = "competing_pair"
    __table_args__: ClassVar[Any] = (
        UniqueConstraint("own_sku_id", "rival_sku_id"),
        one_of("source", PairSource),
        CheckConstraint("own_sku_id <> rival_sku_id", name="two_skus"),
    )
    id: int | None = primary_key()
    chain_id: int = link_to("chain.id", index=True)
    own_sku_id: int = link_to("sku.id")
    rival_sku_id: int = link_to("sku.id", index=True)
    competes: bool
    source: PairSource = Field(sa_type=String(16))
    changed_at: datetime = Field(sa_type=UtcDateTime)
    changed_by: int | None = link_to("app_user.id", default=None)


class Proposal(Table, table=True):
    """An answer to a rival's offer that a person decides on; nothing sets prices by itself.

    For a store (`store_id`, with the poster's offer as evidence) or a trade area (rule `regional`). `subject` says what
    it is about: at most one is open of a subject. Depths 0..1; `options` is the ranked list of what may be done with
    its cost, `chosen` the index of the approved one; `params` are the numbers of its message and evidence.
    """

    __tablename__ = "proposal"
    __table_args__: ClassVar[Any] = (
        one_of("rule", GapRule),
        one_of("state", ProposalState),
        one_where("uq_proposal_open_subject", ("chain_id", "subject"), "state = 'open'"),
        Index("ix_proposal_chain_id_state", "chain_id", "state"),
    )
    id: int | None = primary_key()
    chain_id: int = link_to("chain.id")
    store_id: int | None = link_to("store.id", default=None, index=True)
    city: str = text_of(100, "")
    trade_area: str = text_of(100, "")
    poster_offer_id: int | None = link_to("poster_offer.id", default=None, index=True, ondelete="SET NULL")
    own_sku_id: int | None = link_to("sku.id", default=None, index=True)
    rival_sku_id: int | None = link_to("sku.id", default=None, index=True)
    rule: GapRule = Field(sa_type=String(24))
    subject: str = text_of(160)
    own_depth: Decimal | None = Field(default=None, sa_type=ExactDecimal(6, 4))
    rival_depth: Decimal | None = Field(default=None, sa_type=ExactDecimal(6, 4))
    params: dict[str, Any] = Field(sa_type=Json)
    options: list[dict[str, Any]] = Field(sa_type=Json)
    state: ProposalState = Field(default="open", sa_type=String(10))
    chosen: int | None = None
    created_at: datetime = Field(sa_type=UtcDateTime)
    decided_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    decided_by: int | None = link_to("app_user.id", default=None)
    reason: str = text_of(300, "")
