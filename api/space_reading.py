"""A planogram version as a space question: read in one go, asked without a database handle, saved as a draft."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date

from sqlmodel import Session

from alerts.elasticity import DEFAULT_ELASTICITY
from alerts.space import FacingChange, SpaceSuggestion, suggest_space
from alerts.space_of_plan import SpaceQuestion, question_of
from alerts.tip_facts import CategoryAims
from catalog.category_settings import CategoryGoals, category_goals
from catalog.errors import Conflict
from catalog.plans import FACINGS_MAX
from catalog.queries_facts import sku_facts
from catalog.queries_people import store_for
from catalog.queries_plans import VersionRow, get_version
from catalog.queries_sku_cards import SkuCard, list_prices, sku_cards
from catalog.queries_space import average_rates, stores_targeted
from catalog.tables import Store, User

SECONDS_MOST = 20.0


@dataclass(frozen=True)
class SpaceReading:
    """All that a suggestion for a version is made of; `store` None: the average of the `stores` it is meant for."""

    row: VersionRow
    store: Store | None
    stores: tuple[Store, ...]
    question: SpaceQuestion
    cards: dict[str, SkuCard]
    selling: int
    """How many of the plan's products have a rate."""


def read_space(
    session: Session, user: User, version_id: int, store_code: str | None, day: date
) -> SpaceReading:
    """Read a version, its products and what they sell in a store, or on average where the version is meant for.

    Raises:
        NotFound: planogram_not_found, store_not_found.
    """
    row = get_version(session, user.chain_id, version_id)
    stores = stores_targeted(session, user.chain_id, row.targets)
    store = store_for(session, user, store_code) if store_code else None
    rates = average_rates(session, stores if store is None else (store,), day)
    codes = {slot.sku for slot in row.plan.slots}
    cards = sku_cards(session, user.chain_id, codes)
    question = question_of(
        row.plan,
        sku_facts(session, user.chain_id, codes),
        widths_mm={code: card.width_mm for code, card in cards.items() if card.width_mm is not None},
        rates=rates,
        prices=list_prices(session, user.chain_id, codes),
        aims={name: _aims(goals) for name, goals in category_goals(session, user.chain_id).items()},
    )
    return SpaceReading(row, store, stores, question, cards, len(codes & rates.keys()))


def suggestion_for(reading: SpaceReading) -> SpaceSuggestion:
    """The best facings for what was read; takes up to `SECONDS_MOST`."""
    question = reading.question
    return suggest_space(question.products, question.layers, seconds=SECONDS_MOST)


def chosen_changes(
    reading: SpaceReading, suggestion: SpaceSuggestion, chosen: Collection[tuple[str, int, int]]
) -> SpaceSuggestion:
    """The suggestion with only the changes chosen, as (SKU, layer, facings after).

    Raises:
        Conflict: `suggestion_changed` where one of them is not suggested (any more); `layer_too_full` where what was
            chosen needs more width than a layer has and what would make room was not.
    """
    known = {(change.sku, change.layer, change.after): change for change in suggestion.changes}
    missing = sorted(set(chosen) - known.keys())
    if missing:
        raise Conflict("suggestion_changed", sku=missing[0][0], layer=missing[0][1])
    kept = tuple(change for place, change in known.items() if place in set(chosen))
    full = too_full(reading.question, kept)
    if full is not None:
        raise Conflict("layer_too_full", layer=full[0], lacking_mm=full[1])
    return replace(suggestion, changes=kept)


def too_full(question: SpaceQuestion, changes: Collection[FacingChange]) -> tuple[int, float] | None:
    """The first layer that cannot hold what the changes leave on it, and the millimetres that it lacks."""
    for layer in question.layers:
        used = used_mm(question, layer.layer)
        widths = {one.sku: one.width_mm for one in question.products}
        used += sum(
            widths[change.sku] * (change.after - change.before)
            for change in changes
            if change.layer == layer.layer
        )
        if used > layer.width_mm + 0.5:
            return layer.layer, round(used - layer.width_mm, 1)
    return None


def used_mm(question: SpaceQuestion, layer: int) -> float:
    """The width that the plan's facings take on a layer now."""
    return sum(one.width_mm * dict(one.places).get(layer, 0) for one in question.products)


def _aims(goals: CategoryGoals) -> CategoryAims:
    most = FACINGS_MAX if goals.max_facings is None else goals.max_facings
    return CategoryAims(
        space_elasticity=DEFAULT_ELASTICITY if goals.space_elasticity is None else goals.space_elasticity,
        share_target_pct=goals.share_target_pct,
        min_facings=max(1, goals.min_facings or 1),
        max_facings=most,
    )
