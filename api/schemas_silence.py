"""What the API says and hears of the settings of silence alerts, and of their replay."""

from datetime import date, datetime
from decimal import Decimal
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from alerts.silence_rules import RuleChoice
from api.errors import ErrorDetail
from api.schemas_people import Body
from catalog.queries_silence_settings import SettingRow
from catalog.silence_settings import (
    BUDGET_MOST,
    CHANCE_LEAST,
    CHANCE_MOST,
    COOLDOWN_MOST,
    DAYS_MOST,
    NEW_DAYS_MOST,
    PRECISION_LEAST,
    PRECISION_MOST,
    SilenceTarget,
    SilenceValues,
    values_of,
)


class SilenceTargetBody(Body):
    """Whom it is for: a SKU by its code, else a category, else the whole chain."""

    category: str = Field(default="", max_length=100)
    sku: str = Field(default="", max_length=100)

    def target(self) -> SilenceTarget:
        """The same as the catalogue has it."""
        return SilenceTarget(self.category, self.sku)


class SilenceOrder(SilenceTargetBody):
    """All that is to be set; what is left out goes back to the next wider setting."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"category": "饮料", "days": 4, "chance_max": 0.005}]}
    )

    days: int | None = Field(default=None, ge=1, le=DAYS_MOST, description="days in a row of the rule n_days")
    chance_max: float | None = Field(
        default=None,
        ge=CHANCE_LEAST,
        le=CHANCE_MOST,
        description="0.01: alert where a selling product stays silent so long once in a hundred times or less",
    )
    margin_pct: Decimal | None = Field(
        default=None, ge=0, le=100, decimal_places=2, description="of the price; ranks alerts"
    )
    precision_wanted: float | None = Field(
        default=None,
        ge=PRECISION_LEAST,
        le=PRECISION_MOST,
        description="0.3: even of the least sure alerts 3 in 10 should be right; thresholds are learnt to that",
    )
    learning: bool | None = Field(
        default=None, description="whether thresholds are learnt; of the chain or a category"
    )
    choice: RuleChoice | None = Field(default=None, description="of the chain alone")
    budget: int | None = Field(
        default=None, ge=0, le=BUDGET_MOST, description="new alerts a store and day; of the chain alone"
    )
    cooldown_days: int | None = Field(
        default=None,
        ge=0,
        le=COOLDOWN_MOST,
        description="quiet days after a person closed an alert; of the chain alone",
    )
    new_days: int | None = Field(
        default=None,
        ge=0,
        le=NEW_DAYS_MOST,
        description="a new product is not judged so long; of the chain alone",
    )

    def values(self) -> SilenceValues:
        """The values as the catalogue has them."""
        return SilenceValues(**{name: getattr(self, name) for name in vars(SilenceValues())})


class LearntAnswer(BaseModel):
    """Where a threshold was learnt: when, from how many closed alerts, precision (0..1) expected at its edge."""

    at: datetime
    alerts: int
    precision: float


class SilenceSettingAnswer(BaseModel):
    """What is set for one target; null: as the next wider setting."""

    category: str
    sku: str | None
    name: str = Field(description="of the product: brand, name and spec")
    days: int | None
    chance_max: float | None
    margin_pct: Decimal | None
    precision_wanted: float | None
    learning: bool | None
    choice: RuleChoice | None
    budget: int | None
    cooldown_days: int | None
    new_days: int | None
    learnt: LearntAnswer | None = Field(description="where chance_max was learnt")
    changed_at: datetime | None
    changed_by: str = Field(description="user name; empty: nobody yet, or learnt")
    can_undo: bool

    @staticmethod
    def of(row: SettingRow) -> "SilenceSettingAnswer":
        """The row as an answer."""
        setting, sku = row.setting, row.sku
        learnt = None
        if setting.tuned_at is not None:
            learnt = LearntAnswer(
                at=setting.tuned_at,
                alerts=setting.tuned_alerts or 0,
                precision=setting.tuned_precision or 0.0,
            )
        return SilenceSettingAnswer(
            category=setting.category,
            sku=sku.code if sku is not None else None,
            name=" ".join(word for word in (row.brand, sku.name, sku.spec) if word) if sku else "",
            **vars(values_of(setting)),
            learnt=learnt,
            changed_at=setting.changed_at,
            changed_by=row.by,
            can_undo=setting.before is not None,
        )

    @staticmethod
    def empty(category: str) -> "SilenceSettingAnswer":
        """A target that nobody has set anything for."""
        return SilenceSettingAnswer(
            category=category,
            sku=None,
            name="",
            **vars(SilenceValues()),
            learnt=None,
            changed_at=None,
            changed_by="",
            can_undo=False,
        )


class SilenceDefaults(BaseModel):
    """What goes where nothing is set."""

    days: int
    chance_max: float
    margin_pct: Decimal
    precision_wanted: float
    learning: bool
    choice: RuleChoice
    budget: int
    cooldown_days: int
    new_days: int


class SilenceSettingsAnswer(BaseModel):
    """Every setting: the chain's, each category's (set or not), and the SKUs' that something is set for."""

    chain: SilenceSettingAnswer
    categories: list[SilenceSettingAnswer]
    skus: list[SilenceSettingAnswer]
    defaults: SilenceDefaults


class ReplayOrder(Body):
    """What to replay: the last days up to the newest scans, and settings to try in the place of those in force."""

    days: int = Field(default=90, ge=7, le=180)
    stores: int = Field(default=200, ge=1, le=1000, description="a bigger chain: so many, drawn at random")
    trials: list[SilenceOrder] = Field(default=[], max_length=200)


class ShareAnswer(BaseModel):
    """Alerts that sold again in time, of those that had the time."""

    sold: int
    known: int
    pct: float | None


class TallyAnswer(BaseModel):
    """What a replay adds up to."""

    alerts: int
    a_store_and_day: float
    sold_within_3: ShareAnswer = Field(description="sold again by themselves within 3 days: most were false")
    sold_within_7: ShareAnswer
    lost_margin: float = Field(description="estimated, of the silences alerted; where prices are known")


class CategoryTally(TallyAnswer):
    """The same of a category."""

    category: str


class DayCount(BaseModel):
    """A night's new alerts."""

    day: date
    alerts: int


class SummaryAnswer(TallyAnswer):
    """A replay of one set of settings."""

    store_days: int
    by_category: list[CategoryTally]
    by_day: list[DayCount]


class ReplayResult(BaseModel):
    """The settings in force and those tried, side by side."""

    first_day: date
    last_day: date
    stores: int = Field(description="that were replayed")
    stores_of: int = Field(description="of so many in the chain")
    seconds: float
    in_force: SummaryAnswer
    tried: SummaryAnswer | None


class ReplayAnswer(BaseModel):
    """The chain's last replay: how far it is, or what came of it."""

    state: Literal["none", "running", "done", "failed", "cancelled"]
    asked_at: datetime | None = None
    days_done: int = 0
    days_total: int = 0
    trials: list[SilenceOrder] = []
    error: ErrorDetail | None = None
    result: ReplayResult | None = None
