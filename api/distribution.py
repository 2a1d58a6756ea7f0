"""A distribution report for a user: what was asked for, checked; facts read; the report made of them."""

from dataclasses import dataclass
from datetime import date

from sqlmodel import Session

from alerts.distribution import distribution_report
from alerts.distribution_period import Period
from alerts.distribution_values import DistributionFacts, DistributionReport
from api.errors import ApiError
from catalog.distribution_facts import DistributionScope
from catalog.queries_distribution import (
    articles_in,
    category_sales,
    last_shelf_day,
    stores_in,
)
from catalog.queries_people import store_for
from catalog.queries_skus import get_sku
from catalog.queries_store_states import store_states
from catalog.tables import User


@dataclass(frozen=True)
class MadeReport:
    """The report, the period it is about, and the facts that it was made of."""

    period: Period
    scope: DistributionScope
    facts: DistributionFacts
    report: DistributionReport


def make_report(
    session: Session,
    user: User,
    scope: DistributionScope,
    first: date | None,
    last: date | None,
    *,
    today: date,
) -> MadeReport:
    """The report of the stores that the user may see.

    Raises:
        NotFound: `store_not_found`, `sku_not_found`.
        ApiError: 422 `period_reversed`.
    """
    if scope.store is not None:
        store_for(session, user, scope.store)
    if scope.sku is not None:
        get_sku(session, user.chain_id, scope.sku)
    newest = last_shelf_day(session, user) or today
    try:
        period = Period.asked(first, last, newest)
    except ValueError:
        raise ApiError(422, "period_reversed", first=str(first), last=str(last or newest)) from None
    series = period.series
    states = store_states(session, user, scope, (period.base, period.now, *series), before=period.before)
    facts = DistributionFacts(
        stores=stores_in(session, user, scope),
        articles=articles_in(session, user, scope),
        now=states.snapshot(period.now),
        before=states.snapshot(period.before, skipped=1),
        base=states.snapshot(period.base),
        totals=tuple(states.total(moment) for moment in series),
        counts=tuple(count for point, moment in enumerate(series) for count in states.counts(moment, point)),
        sales=category_sales(session, user, scope, period.sales),
    )
    return MadeReport(period, scope, facts, distribution_report(facts))


def read_day(field: str, text: str) -> date | None:
    """The day of a query's field, None where it was left out; raises ApiError 422 `bad_day`."""
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise ApiError(422, "bad_day", field=field, value=text[:40]) from None
