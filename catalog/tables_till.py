"""Tables of silence at the till: what a store carries and when it is shut, what is remembered of each night, alerts."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any, ClassVar, Literal

from sqlalchemy import CheckConstraint, Index, LargeBinary, String, UniqueConstraint
from sqlmodel import Field

from catalog.column_types import ExactDecimal, Id, Json, UtcDateTime
from catalog.tables_base import Table, link_to, one_of, one_where, primary_key, text_of

SilenceRuleName = Literal["n_days", "probability"]
SilenceAction = Literal[
    "move_to_eye_level", "check_price_tag", "restock", "relist", "take_photo", "check_shelf"
]
SilenceState = Literal["open", "closed"]
ReplayState = Literal["running", "done", "failed", "cancelled"]
StateKept = Literal["newest", "checkpoint", "older"]
CloseReason = Literal[
    "sold_again", "moved", "restocked", "price_tag", "barcode", "relisted", "delisted", "wrong_alert", "other"
]


class Listing(Table, table=True):
    """A store carries a SKU from `since` to `until`, both included; None: to this day.

    A pair without a row is carried from its first scan on.
    """

    __tablename__ = "listing"
    __table_args__: ClassVar[Any] = (CheckConstraint("until IS NULL OR since <= until", name="dates"),)
    store_id: int = Field(foreign_key="store.id", primary_key=True, sa_type=Id)
    sku_id: int = Field(foreign_key="sku.id", primary_key=True, sa_type=Id, index=True)
    since: date
    until: date | None = None


class StockOnHand(Table, table=True):
    """Units that a store's books say it has, the newest word."""

    __tablename__ = "stock_on_hand"
    store_id: int = Field(foreign_key="store.id", primary_key=True, sa_type=Id)
    sku_id: int = Field(foreign_key="sku.id", primary_key=True, sa_type=Id, index=True)
    day: date
    units: Decimal = Field(sa_type=ExactDecimal(12, 3))


class StoreClosure(Table, table=True):
    """Days on which a store, or every store of the chain (`store_id` None), is shut, both ends included."""

    __tablename__ = "store_closure"
    __table_args__: ClassVar[Any] = (
        UniqueConstraint("chain_id", "store_id", "first_day"),
        CheckConstraint("first_day <= last_day", name="dates"),
    )
    id: int | None = primary_key()
    chain_id: int = link_to("chain.id")
    store_id: int | None = link_to("store.id", default=None, index=True)
    first_day: date
    last_day: date
    reason: str = text_of(200, "")


class SkuSuccessor(Table, table=True):
    """A SKU that took the place of another: the old one's silence is no alert from `since` on."""

    __tablename__ = "sku_successor"
    __table_args__: ClassVar[Any] = (CheckConstraint("old_sku_id <> new_sku_id", name="two_skus"),)
    old_sku_id: int = Field(foreign_key="sku.id", primary_key=True, sa_type=Id)
    new_sku_id: int = link_to("sku.id", index=True)
    since: date


class ScanFile(Table, table=True):
    """A feed that was taken in: its name, its bytes' sha256, and the report of it (`catalog.scan_import`) as JSON."""

    __tablename__ = "scan_file"
    id: int | None = primary_key()
    chain_id: int = link_to("chain.id", index=True)
    name: str = text_of(255)
    sha256: str = text_of(64, index=True)
    taken_at: datetime = Field(sa_type=UtcDateTime)
    taken_by: int | None = link_to("app_user.id", default=None)
    first_day: date | None = None
    last_day: date | None = None
    rows: int
    kept: int
    report: dict[str, Any] = Field(sa_type=Json)


class ScanAside(Table, table=True):
    """Units of a store or SKU that the catalogue does not know yet: kept until it does, then taken in."""

    __tablename__ = "scan_aside"
    __table_args__: ClassVar[Any] = (UniqueConstraint("chain_id", "store_word", "sku_word", "day"),)
    id: int | None = primary_key()
    chain_id: int = link_to("chain.id")
    store_word: str = text_of(100)
    sku_word: str = text_of(100)
    day: date
    units: Decimal = Field(sa_type=ExactDecimal(12, 3))
    scan_file_id: int | None = link_to("scan_file.id", default=None, index=True, ondelete="SET NULL")


class SilenceSetting(Table, table=True):
    """What is set for a category, "" for all of them, or for one SKU; None means the next wider setting, at last the
    documented default (`alerts.silence_rules`).

    `chance_max` 0..1; `margin_pct` of the price; `precision_wanted` 0..1 that thresholds are tuned to unless `learning`
    is off. Where `chance_max` was learnt, `tuned_at` says when, from `tuned_alerts` closed ones, `tuned_precision` 0..1
    what is expected of them; nothing is learnt from alerts raised up to `learn_after`. `budget`, `choice`,
    `cooldown_days` and `new_days` are read of the category "" alone. `before` (JSON) is what the last change put away.
    """

    __tablename__ = "silence_setting"
    __table_args__: ClassVar[Any] = (
        UniqueConstraint("chain_id", "category", "sku_id"),
        one_where("uq_silence_setting_category", ("chain_id", "category"), "sku_id IS NULL"),
    )
    id: int | None = primary_key()
    chain_id: int = link_to("chain.id")
    category: str = text_of(100, "")
    sku_id: int | None = link_to("sku.id", default=None, index=True)
    days: int | None = None
    chance_max: float | None = None
    budget: int | None = None
    choice: str = text_of(16, "")
    cooldown_days: int | None = None
    new_days: int | None = None
    margin_pct: Decimal | None = Field(default=None, sa_type=ExactDecimal(5, 2))
    precision_wanted: float | None = None
    learning: bool | None = None
    learn_after: date | None = None
    tuned_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    tuned_alerts: int | None = None
    tuned_precision: float | None = None
    before: dict[str, Any] | None = Field(default=None, sa_type=Json)
    changed_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    changed_by: int | None = link_to("app_user.id", default=None, ondelete="SET NULL")


class SilenceReplay(Table, table=True):
    """The last replay that was asked for of a chain: how far it is while it runs, what came of it (both JSON).

    `asked` are the settings tried; `beat_at` moves while somebody works on it; `error` is a code of `api.messages`.
    """

    __tablename__ = "silence_replay"
    __table_args__: ClassVar[Any] = (one_of("state", ReplayState),)
    chain_id: int = Field(foreign_key="chain.id", primary_key=True, sa_type=Id)
    state: ReplayState = Field(sa_type=String(10))
    asked: dict[str, Any] = Field(sa_type=Json)
    asked_at: datetime = Field(sa_type=UtcDateTime)
    asked_by: int | None = link_to("app_user.id", default=None, ondelete="SET NULL")
    beat_at: datetime = Field(sa_type=UtcDateTime)
    days_done: int = 0
    days_total: int = 0
    error: str = text_of(60, "")
    result: dict[str, Any] | None = Field(default=None, sa_type=Json)


class TillStoreState(Table, table=True):
    """What is remembered of a store's pairs as of the chain's day: columns in one value (`catalog.till_states`)."""

    __tablename__ = "till_store_state"
    __table_args__: ClassVar[Any] = (one_of("kept", StateKept),)
    store_id: int = Field(foreign_key="store.id", primary_key=True, sa_type=Id)
    kept: StateKept = Field(primary_key=True, sa_type=String(10))
    columns: bytes = Field(sa_type=LargeBinary)


class TillChainState(Table, table=True):
    """What is remembered of a chain's SKUs as of `day`, and of the week: columns in one value.

    The newest goes on each night; each week it becomes the checkpoint and that the older one, for feeds that come late.
    `scan_file_id` is the last feed that had come by then.
    """

    __tablename__ = "till_chain_state"
    __table_args__: ClassVar[Any] = (one_of("kept", StateKept),)
    chain_id: int = Field(foreign_key="chain.id", primary_key=True, sa_type=Id)
    kept: StateKept = Field(primary_key=True, sa_type=String(10))
    day: date
    scan_file_id: int = 0
    columns: bytes = Field(sa_type=LargeBinary)


class SilenceNight(Table, table=True):
    """A day that was judged, once: how many stores told of it, pairs, new alerts, stores without a feed."""

    __tablename__ = "silence_night"
    __table_args__: ClassVar[Any] = (UniqueConstraint("chain_id", "day"),)
    id: int | None = primary_key()
    chain_id: int = link_to("chain.id")
    day: date
    stores: int
    pairs: int
    alerts: int
    silent_stores: list[int] = Field(sa_type=Json)
    finished_at: datetime = Field(sa_type=UtcDateTime)
    seconds: float


class SilenceAlert(Table, table=True):
    """A product that nobody bought for longer than luck explains; at most one is open of a store and SKU.

    `since` is the first silent day, `zero_days` how many of the days from it on counted. Units: `expected_units` of
    those days, `lost_units` what of it an empty place costs. `chance` 0..1 that a selling product shows such a run,
    `gone` 0..1 that it is off the shelf. `action` follows from the last photo, `evidence` (JSON) says which and why.
    """

    __tablename__ = "silence_alert"
    __table_args__: ClassVar[Any] = (
        one_of("rule", SilenceRuleName),
        one_of("action", SilenceAction),
        one_of("state", SilenceState),
        one_of("close_reason", CloseReason, nullable=True),
        one_where("uq_silence_alert_open", ("store_id", "sku_id"), "state = 'open'"),
        Index("ix_silence_alert_chain_id_day", "chain_id", "day"),
        Index("ix_silence_alert_store_id_state", "store_id", "state"),
    )
    id: int | None = primary_key()
    chain_id: int = link_to("chain.id")
    store_id: int = link_to("store.id")
    sku_id: int = link_to("sku.id", index=True)
    day: date = Field(description="the night that raised it")
    since: date
    zero_days: int
    expected_units: Decimal = Field(sa_type=ExactDecimal(12, 3))
    lost_units: Decimal = Field(sa_type=ExactDecimal(12, 3))
    lost_margin: Decimal | None = Field(default=None, sa_type=ExactDecimal(12, 2))
    chance: float
    gone: float
    rule: SilenceRuleName = Field(sa_type=String(16))
    rank: int
    action: SilenceAction = Field(sa_type=String(24))
    evidence: dict[str, Any] = Field(sa_type=Json)
    state: SilenceState = Field(default="open", sa_type=String(10))
    created_at: datetime = Field(sa_type=UtcDateTime)
    due_at: datetime = Field(sa_type=UtcDateTime)
    snoozed_until: date | None = None
    escalated_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    escalated_to: int | None = link_to("app_user.id", default=None)
    closed_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    closed_by: int | None = link_to("app_user.id", default=None)
    close_reason: CloseReason | None = Field(default=None, sa_type=String(16))
    close_note: str = text_of(300, "")
