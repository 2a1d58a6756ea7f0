"""What is set for a category: worth and number of facings, our share, when a rival is to be answered."""

from dataclasses import dataclass, fields
from decimal import Decimal
from typing import Final

from sqlmodel import Session

from catalog.errors import Invalid
from catalog.plans import FACINGS_MAX
from catalog.queries_advised import want_answers
from catalog.queries_settings import find_category_setting, list_category_settings
from catalog.rows import fetch_or_insert
from catalog.tables_plans import CategorySetting

MOST_COST: Final = 1_000_000
MOST_UPLIFT: Final = 10
MOST_EYE_LIFT: Final = 2


@dataclass(frozen=True)
class CategoryGoals:
    """What is set for a category; None leaves it to the documented default of whoever uses it.

    `space_elasticity`: sales grow with facings to this power, 0 (not at all) to 1 (in step). Facings are per SKU.
    `eye_lift`: what standing at eye level adds to sales, as a part of them, 0.2 for +20 %, 0 to 2.
    `share_target_pct`: our brands' share of the facings, 0 to 100, at most two decimals. `own_depth_min_pct`: our own
    promotion is too weak below so many percent (rule own_depth_below); `behind_max_points`: we may lie so many points
    behind a rival (rule behind_competitor_by); both 0 to 100, two decimals. `floor_stack_day_cost`: a floor stack
    (堆头) a day, money; `floor_stack_uplift`: by what part it raises sales, 0.5 for +50 %, 0 to 10.

    Raises:
        Invalid: `bad_value` naming the field: out_of_range, decimals, or max_facings below_min.
    """

    space_elasticity: float | None = None
    min_facings: int | None = None
    max_facings: int | None = None
    share_target_pct: Decimal | None = None
    own_depth_min_pct: Decimal | None = None
    behind_max_points: Decimal | None = None
    floor_stack_day_cost: Decimal | None = None
    floor_stack_uplift: float | None = None
    eye_lift: float | None = None

    def __post_init__(self) -> None:
        for field, value, low, high in (
            ("space_elasticity", self.space_elasticity, 0, 1),
            ("min_facings", self.min_facings, 0, FACINGS_MAX),
            ("max_facings", self.max_facings, 1, FACINGS_MAX),
            ("share_target_pct", self.share_target_pct, 0, 100),
            ("own_depth_min_pct", self.own_depth_min_pct, 0, 100),
            ("behind_max_points", self.behind_max_points, 0, 100),
            ("floor_stack_day_cost", self.floor_stack_day_cost, 0, MOST_COST),
            ("floor_stack_uplift", self.floor_stack_uplift, 0, MOST_UPLIFT),
            ("eye_lift", self.eye_lift, 0, MOST_EYE_LIFT),
        ):
            if value is not None and not low <= value <= high:
                raise Invalid("bad_value", field=field, value=str(value), reason="out_of_range")
            if isinstance(value, Decimal) and value != round(value, 2):
                raise Invalid("bad_value", field=field, value=str(value), reason="decimals")
        if None not in {self.min_facings, self.max_facings} and (self.min_facings or 0) > (
            self.max_facings or 0
        ):
            raise Invalid("bad_value", field="max_facings", value=str(self.max_facings), reason="below_min")


def category_goals(session: Session, chain_id: int) -> dict[str, CategoryGoals]:
    """What is set, by category; a category that nobody has set anything for is not there."""
    return {row.category: _goals(row) for row in list_category_settings(session, chain_id)}


def set_category_goals(session: Session, chain_id: int, category: str, goals: CategoryGoals) -> None:
    """Set all of them for a category; None takes a setting back.

    Raises:
        Invalid: `bad_value` of the field category: empty or too_long.
    """
    if not category or len(category) > 100:
        reason = "too_long" if category else "empty"
        raise Invalid("bad_value", field="category", value=category, reason=reason)
    row, _ = fetch_or_insert(
        session,
        lambda: find_category_setting(session, chain_id, category),
        lambda: CategorySetting(chain_id=chain_id, category=category),
    )
    for name in _NAMES:
        setattr(row, name, getattr(goals, name))
    session.flush()
    want_answers(session, chain_id)


def _goals(row: CategorySetting) -> CategoryGoals:
    return CategoryGoals(**{name: getattr(row, name) for name in _NAMES})


_NAMES: Final = tuple(field.name for field in fields(CategoryGoals))
