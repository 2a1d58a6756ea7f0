"""The proposed adjustment for an area: facts of the report and our policies in, sentences and evidence out."""

from collections.abc import Iterable
from datetime import date
from functools import partial
from typing import Any, Final

from sqlmodel import Session

from alerts.competitor_actions import Action
from alerts.gap_facts import GapRules, OwnProduct, points
from alerts.gap_json import gap_json, option_json, plain
from alerts.gap_words import say_gap
from alerts.regional import Adjustment, AreaHit, adjustments
from alerts.tip_facts import subject_of
from api.answer_reading import gap_rules, own_policies, product_of, runs_at
from api.answers_proposals import mechanic_words, option_words
from api.i18n import LOCALES, Locale, translate
from api.offer_words import numbers_summary
from api.rivals import RivalsReport
from catalog.category_settings import category_goals
from catalog.pair_rule import Competitor
from catalog.queries_areas import area_rates
from catalog.queries_policies import PolicyRow, policies_of_chain
from catalog.regional_proposals import RegionalDraft
from catalog.rows import key
from catalog.tables import User

PHOTOS_KEPT: Final = 60
"""So many photos are kept as evidence with a proposal; the page of the area has all."""
PRODUCTS: Final = 3
"""So many of our products are held against one action; a person's pairs go first."""


def area_adjustments(session: Session, user: User, report: RivalsReport) -> tuple[Adjustment, ...]:
    """What to answer in the report's area, the widest gap first.

    A policy counts as running there when it runs in at least half of the area's stores.
    """
    pairs = [(one, own) for one in report.actions if one.action.running for own in _meant(one.hits)]
    ours = {own.product.sku_id: own.product for _, own in pairs}
    if not ours:
        return ()
    stores, today = list(report.stores.values()), report.last

    def runs_here(policy: PolicyRow) -> bool:
        return 2 * sum(runs_at(policy, store) for store in stores) >= len(stores)

    library = policies_of_chain(session, user.chain_id, day=today)
    rates = area_rates(session, [key(store.id) for store in stores], list(ours), today)
    goals = category_goals(session, user.chain_id)
    owns = {
        sku_id: OwnProduct(product_of(one), own_policies(library, one, runs_here, today), rates.get(sku_id))
        for sku_id, one in ours.items()
    }
    hits = [
        AreaHit(
            action=one.action,
            rival=product_of(own.against),
            rival_sku_id=own.against.sku_id,
            own=owns[own.product.sku_id],
            own_sku_id=own.product.sku_id,
            rules=gap_rules(goals[own.product.sku.category])
            if own.product.sku.category in goals
            else GapRules(),
        )
        for one, own in pairs
        if own.against is not None
    ]
    return adjustments(hits, stores=len(stores), today=today)


def regional_draft(one: Adjustment, report: RivalsReport) -> RegionalDraft:
    """The adjustment as a proposal keeps it."""
    said = gap_json(one.gap)
    options = [_option(option_json(option), one) for option in one.options]
    shown = one.hit.action.best
    params = {
        **said,
        "said": {locale: _said(one, report, said, options, locale) for locale in LOCALES},
        "until": one.until.isoformat(),
        "days": report.days,
        "actions": [_evidence(action) for action in one.evidence],
        "evidence": {
            "audit_id": shown.audit_id,
            "poster": shown.poster_number,
            "seen_at": f"{shown.day.isoformat()}T00:00:00+00:00",
            "xyxy": None if shown.xyxy is None else list(shown.xyxy),
        },
    }
    own, rival = one.gap.own.depth, one.gap.rival.depth
    if own is None or rival is None:
        raise ValueError("expected a gap with both depths")
    scope = report.scope
    return RegionalDraft(
        subject=subject_of("regional", scope.city, scope.trade_area, one.hit.own.product.code),
        own_sku_id=one.hit.own_sku_id,
        rival_sku_id=one.hit.rival_sku_id,
        own_depth=own,
        rival_depth=rival,
        params=params,
        options=options,
    )


def area_words(report: RivalsReport, locale: Locale) -> str:
    """What the report's area is called."""
    scope = report.scope
    if scope.trade_area:
        city = f"{scope.city} · " if scope.city else ""
        return f"{city}{scope.trade_area}"
    if scope.city:
        return translate(locale, "rivals.whole_city", city=scope.city)
    return translate(locale, "rivals.every")


def _meant(hits: tuple[Competitor, ...]) -> Iterable[Competitor]:
    """Those that a person paired, else the closest."""
    said = [one for one in hits if one.said]
    return (said or list(hits[:1]))[:PRODUCTS]


def _option(option: dict[str, Any], one: Adjustment) -> dict[str, Any]:
    """A switch or a discount said as a change of depth, with its last day."""
    own = one.gap.own.depth
    if option["kind"] == "floor_stack" or own is None:
        return option
    said = {}
    for locale in LOCALES:
        words = option_words(option, locale)
        why = translate(
            locale,
            "rivals.from_to",
            before=plain(points(own)),
            after=option["depth_pct"],
            until=_day(one.until, locale),
        )
        said[locale] = {"title": words.title, "why": f"{why}{words.why}"}
    return {**option, "said": said}


def _said(
    one: Adjustment,
    report: RivalsReport,
    said: dict[str, Any],
    options: list[dict[str, Any]],
    locale: Locale,
) -> dict[str, str]:
    action = one.hit.action
    words = say_gap(said, options, locale, partial(mechanic_words, locale))
    message = translate(
        locale,
        "rivals.say.no_policy" if one.gap.policy is None else "rivals.say.policy",
        area=area_words(report, locale),
        rival=said["rival"],
        offer=numbers_summary(action.kind, action.numbers, locale, currency=action.best.currency),
        rival_pct=said["rival_pct"],
        seen=len(action.stores),
        visited=report.visited,
        first=_day(action.first, locale),
        last=_day(action.last, locale),
        own=said["own"],
        own_pct=said["own_pct"],
        points=said["points"],
        best=option_words(options[0], locale).title,
        until=_day(one.until, locale),
    )
    return {"message": message, "rules": words.rules, "cost": words.cost}


def _evidence(action: Action) -> dict[str, Any]:
    """An action as evidence: what, where, when, and its photos."""
    return {
        "kind": action.kind,
        "text": action.text,
        "first": action.first.isoformat(),
        "last": action.last.isoformat(),
        "stores": list(action.stores),
        "photos": [
            {"store": one.store, "day": one.day.isoformat(), "audit_id": one.audit_id}
            for one in reversed(action.sightings[-PHOTOS_KEPT:])
        ],
    }


def _day(day: date, locale: Locale) -> str:
    return f"{day.month}月{day.day}日" if locale == "zh-CN" else f"{day.day} {day:%b}"
