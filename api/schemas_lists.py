"""What the API says and hears of must-stock lists, daily sales and goals of categories."""

from datetime import date
from decimal import Decimal

from pydantic import BaseModel, ConfigDict, Field

from api.schemas_people import Body
from api.schemas_skus import BadRowAnswer
from catalog.category_settings import MOST_COST, MOST_EYE_LIFT, MOST_UPLIFT, CategoryGoals
from catalog.queries_must_stock import MustRow
from catalog.rows import key


class MustStockAnswer(BaseModel):
    """A line of a must-stock list (必分销清单)."""

    id: int
    store_class: str = Field(description="店型; empty: every store")
    sku: str
    name: str = Field(description="brand, name and spec")
    min_facings: int
    valid_from: date
    valid_until: date | None = Field(description="last day; null: until further notice")

    @staticmethod
    def of(row: MustRow) -> "MustStockAnswer":
        """The row as an answer."""
        line, sku = row.line, row.sku
        return MustStockAnswer(
            id=key(line.id),
            store_class=line.store_class,
            sku=sku.code,
            name=" ".join(word for word in (sku.brand, sku.name, sku.spec) if word),
            min_facings=line.min_facings,
            valid_from=line.valid_from,
            valid_until=line.valid_until,
        )


class MustStockList(BaseModel):
    """Lines by class, SKU and first day."""

    lines: list[MustStockAnswer]


class ScansAnswer(BaseModel):
    """What is known of daily sales."""

    stores: int
    skus: int
    first_day: date | None
    last_day: date | None


class CategoryGoalsAnswer(BaseModel):
    """What is set for a category; null: the documented default."""

    category: str
    space_elasticity: float | None
    min_facings: int | None
    max_facings: int | None
    share_target_pct: Decimal | None
    own_depth_min_pct: Decimal | None = Field(description="our promotion is too weak below so many percent")
    behind_max_points: Decimal | None = Field(description="percentage points that we may lie behind a rival")
    floor_stack_day_cost: Decimal | None = Field(description="of a floor stack (堆头), money")
    floor_stack_uplift: float | None = Field(description="0.5: a floor stack sells 50 % more")
    eye_lift: float | None = Field(description="0.2: eye level (黄金层) sells 20 % more")

    @staticmethod
    def of(category: str, goals: CategoryGoals) -> "CategoryGoalsAnswer":
        """The goals as an answer."""
        return CategoryGoalsAnswer(category=category, **vars(goals))


class CategoryGoalsList(BaseModel):
    """Every category of the catalogue, set or not, and the default of what is not set."""

    categories: list[CategoryGoalsAnswer]
    default_elasticity: float
    default_own_depth_min_pct: Decimal
    default_behind_max_points: Decimal
    default_floor_stack_uplift: float
    default_eye_lift: float = Field(description="an assumption")


class CategoryGoalsOrder(Body):
    """All that is to be set for a category; what is left out goes back to the default."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"category": "饮料", "max_facings": 12, "share_target_pct": "35"}]}
    )

    category: str = Field(min_length=1, max_length=100)
    space_elasticity: float | None = Field(
        default=None, ge=0, le=1, description="sales grow with facings to this power"
    )
    min_facings: int | None = Field(default=None, ge=0, le=200, description="of a SKU")
    max_facings: int | None = Field(default=None, ge=1, le=200, description="of a SKU")
    share_target_pct: Decimal | None = Field(
        default=None, ge=0, le=100, decimal_places=2, description="our brands' share of the facings"
    )

    own_depth_min_pct: Decimal | None = Field(
        default=None,
        ge=0,
        le=100,
        decimal_places=2,
        description="our promotion is too weak below so many percent",
    )
    behind_max_points: Decimal | None = Field(
        default=None, ge=0, le=100, decimal_places=2, description="points that we may lie behind a rival"
    )
    floor_stack_day_cost: Decimal | None = Field(
        default=None, ge=0, le=MOST_COST, decimal_places=2, description="of a floor stack (堆头), money"
    )
    floor_stack_uplift: float | None = Field(
        default=None, ge=0, le=MOST_UPLIFT, description="0.5: a floor stack sells 50 % more"
    )
    eye_lift: float | None = Field(
        default=None,
        ge=0,
        le=MOST_EYE_LIFT,
        description="0.2: eye level (黄金层) sells 20 % more; 0: no such tips",
    )

    def goals(self) -> CategoryGoals:
        """The goals, checked; raises catalog's Invalid."""
        return CategoryGoals(**self.model_dump(exclude={"category"}))


class TillListAnswer(BaseModel):
    """What became of a table of listings, stock, closures or successors."""

    imported: int
    bad: list[BadRowAnswer]
    ignored_columns: list[str]
