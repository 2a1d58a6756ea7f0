"""The demo's promotion policies and gap rules: what its rivals' posters are held against."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Final

from sqlmodel import Session

from catalog.category_settings import CategoryGoals, set_category_goals
from catalog.mechanic import Numbers
from catalog.policies import create_policy
from catalog.policy_draft import Place, PolicyDraft
from catalog.queries_policies import find_policy

STACK_DAY_COST: Final = {"饮料": Decimal(12), "乳品": Decimal(25), "茶饮": Decimal(12)}
"""Money a day that a floor stack costs, by category: made up, as the whole chain is."""


def demo_policies(today: date) -> tuple[PolicyDraft, ...]:
    """One that is too weak, one that holds its own, one that runs elsewhere and one that begins next week."""
    begin, end = today - timedelta(days=10), today + timedelta(days=30)
    return (
        PolicyDraft(
            code="DEMO-YL-01",
            name="饮料九折月",
            kind="discount_rate",
            valid_from=begin,
            valid_until=end,
            numbers=Numbers(rate=Decimal("0.9")),
            categories=("饮料",),
            budget=Decimal(6000),
        ),
        PolicyDraft(
            code="DEMO-CY-01",
            name="茶饮买三送一",
            kind="buy_n_get_m",
            valid_from=begin,
            valid_until=end,
            numbers=Numbers(n=3, m=1),
            categories=("茶饮",),
            budget=Decimal(8000),
        ),
        PolicyDraft(
            code="DEMO-RP-01",
            name="临渚牛奶八折",
            kind="discount_rate",
            valid_from=begin,
            valid_until=end,
            numbers=Numbers(rate=Decimal("0.8")),
            categories=("乳品",),
            places=(Place(city="临渚"),),
            budget=Decimal(5000),
        ),
        PolicyDraft(
            code="DEMO-RP-02",
            name="牛奶双周第二件半价",
            kind="second_item",
            valid_from=today + timedelta(days=7),
            valid_until=end,
            numbers=Numbers(n=2, rate=Decimal("0.5")),
            categories=("乳品",),
            budget=Decimal(12000),
        ),
    )


def fill_policies(session: Session, chain_id: int, today: date, *, now: datetime) -> int:
    """Keep them, and what a floor stack costs; how many there are. Those that are there already stay as they are."""
    drafts = demo_policies(today)
    for draft in drafts:
        if find_policy(session, chain_id, draft.code) is None:
            create_policy(session, chain_id, draft, now=now)
    for category, cost in STACK_DAY_COST.items():
        set_category_goals(session, chain_id, category, CategoryGoals(floor_stack_day_cost=cost))
    return len(drafts)
