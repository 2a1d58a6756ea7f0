"""From an area's report to the API's answer: sentences and addresses."""

from dataclasses import replace

from alerts.competitor_actions import Action, Sighting
from api.i18n import Locale
from api.offer_words import numbers_summary
from api.rivals import RivalAction, RivalsReport
from api.schemas_rivals import ActionAnswer, HitAnswer, RivalsAnswer, SightingAnswer, UncheckedAnswer


def rivals_answer(report: RivalsReport, locale: Locale) -> RivalsAnswer:
    """The whole report."""
    return RivalsAnswer(
        city=report.scope.city,
        trade_area=report.scope.trade_area,
        first=report.first,
        last=report.last,
        stores=len(report.stores),
        visited=report.visited,
        cut=report.cut,
        actions=[action_answer(one, report, locale) for one in report.actions],
        unchecked=unchecked_answers(report, locale),
    )


def unchecked_answers(
    report: RivalsReport, locale: Locale, *, most: int | None = None
) -> list[UncheckedAnswer]:
    """What is to be checked, the newest first."""
    return [
        UncheckedAnswer(
            brand=one.brand,
            says=says(one, locale),
            fix_url=f"/audits/{one.audit_id}/posters/{one.poster_number}/fix"
            f"#fix-{one.poster_number}-{one.offer_number}",
            sighting=_sighting(one, report),
        )
        for one in list(reversed(report.unchecked))[:most]
    ]


def action_answer(
    one: RivalAction, report: RivalsReport, locale: Locale, *, most: int | None = None
) -> ActionAnswer:
    """One action; its clearest photo first, then the newest, at most so many."""
    action = one.action
    shown = [action.best, *(each for each in reversed(action.sightings) if each is not action.best)][:most]
    numbers = action.numbers
    return ActionAnswer(
        brand=action.brand,
        product=action.product,
        sku=action.sku,
        kind=action.kind,
        says=action_says(action, locale),
        price=numbers.price,
        list_price=numbers.list_price,
        threshold=numbers.threshold,
        amount=numbers.amount,
        rate=numbers.rate,
        n=numbers.n,
        m=numbers.m,
        depth=action.depth,
        unit_price=action.unit_price,
        first=action.first,
        last=action.last,
        valid_until=action.valid_until,
        running=action.running,
        stores=len(action.stores),
        hits=[
            HitAnswer(
                sku=hit.product.sku.code,
                name=" ".join(
                    w for w in (hit.product.sku.brand, hit.product.sku.name, hit.product.sku.spec) if w
                ),
                said=hit.said,
            )
            for hit in one.hits
        ],
        sightings=[_sighting(each, report) for each in shown],
    )


def action_says(action: Action, locale: Locale) -> str:
    """The action's offer in one line, with the list price where any photo shows it."""
    return says(replace(action.best, numbers=action.numbers), locale)


def says(one: Sighting, locale: Locale) -> str:
    """The offer in one line."""
    lowest = any(word in {"starts_from", "up_to"} for word in one.assumptions)
    return numbers_summary(
        one.kind, one.numbers, locale, currency=one.currency, per=one.per, starts_from=lowest
    )


def _sighting(one: Sighting, report: RivalsReport) -> SightingAnswer:
    sign = f"/api/audits/{one.audit_id}/posters/{one.poster_number}"
    return SightingAnswer(
        store=one.store,
        store_name=report.stores[one.store].name,
        day=one.day,
        audit_id=one.audit_id,
        poster=one.poster_number,
        offer=one.offer_number,
        photo_url=f"/audits/{one.audit_id}",
        crop_url=f"{sign}/offers/{one.offer_number}/crop.jpg",
    )
