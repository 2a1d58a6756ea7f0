"""What a photo's tips are worked out of, read in one go: the store's other photos of the day, lists, sales, prices."""

from dataclasses import dataclass
from datetime import date, tzinfo
from decimal import Decimal

from sqlmodel import Session

from alerts.elasticity import DEFAULT_ELASTICITY
from alerts.eye_level import EYE_LIFT
from alerts.shelf import Shelf
from alerts.stocking import stock_check
from alerts.tip_facts import CategoryAims, PlanJudged, TipFacts
from api.judging import codes_on
from api.shelf_of_report import shelf_of
from catalog.category_settings import category_goals
from catalog.must_stock import MustLine, must_stock_of
from catalog.plans import Plan
from catalog.queries_audits import AuditRow, get_audit, load_report
from catalog.queries_facts import sku_facts
from catalog.queries_history import audits_of_day, daily_rates
from catalog.queries_sku_cards import list_prices
from catalog.queries_skus import SkuFact
from catalog.queries_usual_rates import usual_rates
from catalog.rows import key


@dataclass(frozen=True)
class TipReading:
    """All facts of a photo's tips but how it kept its plan; `others` are the store's other photos of the day."""

    shelf: Shelf
    others: tuple[Shelf, ...]
    must: tuple[MustLine, ...]
    skus: dict[str, SkuFact]
    rates: dict[str, Decimal]
    usual_rates: dict[str, Decimal]
    prices: dict[str, Decimal]
    aims: dict[str, CategoryAims]

    def facts(self, judged: tuple[PlanJudged, ...]) -> TipFacts:
        """The facts together with the plans that the photo was held against."""
        return TipFacts(
            shelf=self.shelf,
            skus=self.skus,
            judged=judged,
            stock=stock_check(self.must, (self.shelf, *self.others), self.skus) if self.must else None,
            rates=self.rates,
            usual_rates=self.usual_rates,
            prices=self.prices,
            aims=self.aims,
        )


def read_for_tips(
    session: Session, row: AuditRow, shelf: Shelf, plans: tuple[Plan, ...], *, day: date, zone: tzinfo
) -> TipReading:
    """Read what the tips of an audit need, `shelf` being its own and `day` its store's local day."""
    store, audit_id = row.store, key(row.audit.id)
    others = tuple(
        _shelf(session, other)
        for other in audits_of_day(session, key(store.id), day, zone)
        if other != audit_id
    )
    must = must_stock_of(session, store, day)
    rates = daily_rates(session, key(store.id), day)
    wanted = {line.sku for line in must} | {slot.sku for plan in plans for slot in plan.slots}
    unsold = {code for code in wanted if code not in rates or not rates[code].units_per_day}
    codes = wanted | rates.keys()
    codes |= set[str]().union(*(codes_on(one) for one in (shelf, *others)))
    return TipReading(
        shelf=shelf,
        others=others,
        must=must,
        skus=sku_facts(session, store.chain_id, codes),
        rates={code: rate.units_per_day for code, rate in rates.items()},
        usual_rates=usual_rates(session, store.chain_id, unsold, day),
        prices=list_prices(session, store.chain_id, codes),
        aims={
            category: CategoryAims(
                DEFAULT_ELASTICITY if goals.space_elasticity is None else goals.space_elasticity,
                goals.share_target_pct,
                eye_lift=EYE_LIFT if goals.eye_lift is None else goals.eye_lift,
            )
            for category, goals in category_goals(session, store.chain_id).items()
        },
    )


def _shelf(session: Session, audit_id: int) -> Shelf:
    row = get_audit(session, audit_id)
    report = load_report(session, row)
    assert report is not None  # only finished audits are of a day
    return shelf_of(report, (row.photo.width or 1, row.photo.height or 1))
