"""Goals of a category: how much a facing is worth, how few and how many there may be, what share is ours to have."""

from dataclasses import dataclass
from decimal import Decimal

from sqlmodel import Session

from catalog.errors import Invalid
from catalog.plans import FACINGS_MAX
from catalog.queries_settings import find_category_setting, list_category_settings
from catalog.rows import fetch_or_insert
from catalog.tables_plans import CategorySetting


@dataclass(frozen=True)
class CategoryGoals:
    """What is set for a category; None leaves it to the documented default of whoever uses it.

    `space_elasticity`: sales grow with facings to this power, 0 (not at all) to 1 (in step). Facings are per SKU.
    `share_target_pct`: our brands' share of the facings, 0 to 100, at most two decimals.

    Raises:
        Invalid: `bad_value` naming the field: out_of_range, or max_facings below_min.
    """

    space_elasticity: float | None = None
    min_facings: int | None = None
    max_facings: int | None = None
    share_target_pct: Decimal | None = None

    def __post_init__(self) -> None:
        for field, value, low, high in (
            ("space_elasticity", self.space_elasticity, 0, 1),
            ("min_facings", self.min_facings, 0, FACINGS_MAX),
            ("max_facings", self.max_facings, 1, FACINGS_MAX),
            ("share_target_pct", self.share_target_pct, 0, 100),
        ):
            if value is not None and not low <= value <= high:
                raise Invalid("bad_value", field=field, value=str(value), reason="out_of_range")
        share = self.share_target_pct
        if share is not None and share != share.quantize(Decimal("0.01")):
            raise Invalid("bad_value", field="share_target_pct", value=str(share), reason="decimals")
        if None not in {self.min_facings, self.max_facings} and (self.min_facings or 0) > (
            self.max_facings or 0
        ):
            raise Invalid("bad_value", field="max_facings", value=str(self.max_facings), reason="below_min")


def category_goals(session: Session, chain_id: int) -> dict[str, CategoryGoals]:
    """What is set, by category; a category that nobody has set anything for is not there."""
    return {row.category: _goals(row) for row in list_category_settings(session, chain_id)}


def set_category_goals(session: Session, chain_id: int, category: str, goals: CategoryGoals) -> None:
    """Set all four for a category; None takes a setting back.

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
    row.space_elasticity = goals.space_elasticity
    row.min_facings, row.max_facings = goals.min_facings, goals.max_facings
    row.share_target_pct = goals.share_target_pct
    session.flush()


def _goals(row: CategorySetting) -> CategoryGoals:
    return CategoryGoals(row.space_elasticity, row.min_facings, row.max_facings, row.share_target_pct)
