"""What policies may have cost so far, by what their products sold: nobody books promotions here."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from sqlmodel import Session

from alerts.depth import depth_of
from catalog.pair_rule import Product
from catalog.queries_policies import PolicyRow
from catalog.queries_policy_sales import sold_under


def spent_of(
    session: Session, library: tuple[PolicyRow, ...], ours: Iterable[Product], day: date
) -> dict[str, Decimal]:
    """Money by code, of the policies that have a budget and are for any of these products.

    Every unit that its products sold where and while it ran counts as sold under it, up to and with `day`: an estimate
    from above. A policy that has not begun has cost nothing.
    """
    known = tuple(ours)
    spent = {}
    for row in library:
        if row.policy.budget is None or not any(row.is_for(one.sku) for one in known):
            continue
        cost = Decimal(0)
        if row.state(day) == "running":
            for sku, units in sold_under(session, row, day):
                told = depth_of(row.policy.kind, row.numbers, sku.list_price)
                if told.depth is not None and sku.list_price is not None:
                    cost += units * sku.list_price * told.depth
        spent[row.policy.code] = cost
    return spent
