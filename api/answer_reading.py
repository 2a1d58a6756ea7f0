"""What the answer to a photo's posters is worked out of, read in one go: offers, our products, policies, rules."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta, tzinfo
from typing import Final, Literal, cast, get_args

from sqlmodel import Session

from alerts.gap_facts import (
    BEHIND_MAX_POINTS,
    FLOOR_STACK_UPLIFT,
    OWN_DEPTH_MIN_PCT,
    GapRules,
    OwnPolicy,
    OwnProduct,
    Product,
    RivalOffer,
)
from alerts.offers import Assumption
from api.judging import local_day
from api.policy_spending import spent_of
from api.poster_depths import offers_of
from catalog.category_settings import CategoryGoals, category_goals
from catalog.offers_in_force import OfferInForce
from catalog.pair_rule import Competitor
from catalog.pair_rule import Product as Known
from catalog.policy_draft import Place
from catalog.queries_audits import AuditRow, get_audit
from catalog.queries_history import daily_rates
from catalog.queries_pairs import own_for_brand, own_rivals
from catalog.queries_policies import PolicyRow, last_change, policies_of_chain
from catalog.queries_posters import PosterView, posters_of
from catalog.queries_usual_rates import usual_rates
from catalog.rows import key
from catalog.tables import Photo, Store

Unanswered = Literal["own_poster", "product_unknown", "no_offers", "no_rival_of"]
"""Why a sign gets no answer: it is ours; nobody knows whose it is; it offers nothing; no product of ours competes."""

FRESH: Final = timedelta(days=30)
"""What hung there longer ago than this proposes nothing today."""
SHOWN: Final = 3
"""So many of our products are held against a poster; a person's pairs go first."""
_ASSUMPTIONS: Final = frozenset(get_args(Assumption))


@dataclass(frozen=True)
class Rivalry:
    """A product of ours that competes; `meant` when proposals may be made of it: said by a person, or the closest."""

    own: OwnProduct
    sku_id: int
    meant: bool


@dataclass(frozen=True)
class PosterFacts:
    """A sign; `rival` is None, and `why_not` says why, where there is nothing to answer."""

    view: PosterView
    offers: tuple[RivalOffer, ...]
    rival: Product | None
    rivalries: tuple[Rivalry, ...]
    why_not: Unanswered | None = None


@dataclass(frozen=True)
class AnswerReading:
    """All facts, as of `day`. `words` are the ids of the corrections in force, `changed` when a policy last did."""

    row: AuditRow
    day: date
    seen_at: datetime
    fresh: bool
    posters: tuple[PosterFacts, ...]
    rules: dict[str, GapRules]
    words: tuple[int, ...]
    changed: datetime | None

    def rules_of(self, category: str) -> GapRules:
        """A category's rules, or the defaults."""
        return self.rules.get(category, GapRules())


def read_answer(
    session: Session, audit_id: int, zone: tzinfo, *, now: datetime, spending: bool = False
) -> AnswerReading:
    """Read what the answer to an audit's posters needs; with `spending` also what policies may have cost so far.

    A fresh poster is held against today's policies and sales, an older one against those of the day it was seen.

    Raises:
        NotFound: audit_not_found.
    """
    row = get_audit(session, audit_id)
    chain_id, seen_at = row.store.chain_id, _taken(row.photo)
    fresh = now - seen_at <= FRESH
    day = now.astimezone(zone).date() if fresh else local_day(row.photo, zone)
    views = posters_of(session, audit_id, chain_id)
    pairs = [_competitors(session, chain_id, view) for view in views]
    ours = {one.product.sku_id: one.product for found in pairs for one in found}
    library = policies_of_chain(session, chain_id, day=day) if ours else ()
    spent = spent_of(session, library, ours.values(), day) if spending else {}
    rates = daily_rates(session, key(row.store.id), day) if ours else {}
    codes = {one.sku.code for one in ours.values()}
    usual = usual_rates(session, chain_id, codes - rates.keys(), day) if ours else {}
    owns = {
        sku_id: OwnProduct(
            product_of(one),
            tuple(
                replace(policy, spent=spent.get(policy.code))
                for policy in own_policies(library, one, lambda policy: runs_at(policy, row.store), day)
            ),
            rates[one.sku.code].units_per_day if one.sku.code in rates else usual.get(one.sku.code),
            usual=one.sku.code not in rates,
        )
        for sku_id, one in ours.items()
    }
    return AnswerReading(
        row=row,
        day=day,
        seen_at=seen_at,
        fresh=fresh,
        posters=tuple(_facts(view, found, owns) for view, found in zip(views, pairs, strict=True)),
        rules={category: gap_rules(goals) for category, goals in category_goals(session, chain_id).items()},
        words=words_in_force(views),
        changed=last_change(session, chain_id),
    )


def words_in_force(views: Iterable[PosterView]) -> tuple[int, ...]:
    """Ids of the corrections that the answer rests on."""
    return tuple(key(one.id) for view in views for one in view.corrections)


def gap_rules(goals: CategoryGoals) -> GapRules:
    """A category's settings as rules; what is not set is the default."""
    least, most, uplift = goals.own_depth_min_pct, goals.behind_max_points, goals.floor_stack_uplift
    return GapRules(
        OWN_DEPTH_MIN_PCT if least is None else least,
        BEHIND_MAX_POINTS if most is None else most,
        goals.floor_stack_day_cost,
        FLOOR_STACK_UPLIFT if uplift is None else uplift,
        uplift_set=uplift is not None,
    )


def _competitors(session: Session, chain_id: int, view: PosterView) -> tuple[Competitor, ...]:
    """Ours that compete with the poster's product; where its spec is not sure, with that name's of its brand."""
    if view.sku is not None:
        return own_rivals(session, chain_id, view.sku.id)
    if not _half_known(view):
        return ()
    return own_for_brand(session, chain_id, view.poster.brand, product=view.poster.product)


def _facts(view: PosterView, found: tuple[Competitor, ...], owns: dict[int, OwnProduct]) -> PosterFacts:
    offers = tuple(_offer(offer) for offer in offers_of(view))
    if not offers:
        return PosterFacts(view, (), None, (), "no_offers")
    if view.sku is not None and not view.sku.competitor:
        return PosterFacts(view, offers, None, (), "own_poster")
    known = found[0].against if found else None
    if view.sku is None and not _half_known(view):
        return PosterFacts(view, offers, None, (), "product_unknown")
    if not found:
        return PosterFacts(view, offers, None, (), "no_rival_of" if view.sku else "product_unknown")
    if view.sku is not None and known is not None:
        rival = product_of(known)
    else:  # which spec is not sure, and with it what one costs and holds
        name = " ".join(word for word in (view.poster.brand, view.poster.product, view.poster.spec) if word)
        rival = Product("", name, found[0].product.sku.category)
    said = [one for one in found if one.said]
    shown = found[: max(SHOWN, len(said))]
    rivalries = tuple(
        Rivalry(owns[one.product.sku_id], one.product.sku_id, one.said or (not said and one is found[0]))
        for one in shown
    )
    return PosterFacts(view, offers, rival, rivalries)


def _half_known(view: PosterView) -> bool:
    """Whether brand and name are sure, and only the spec is not."""
    return not view.product_said and bool(view.poster.brand and view.poster.product)


def _offer(offer: OfferInForce) -> RivalOffer:
    return RivalOffer(
        offer.kind,
        offer.numbers,
        offer.depth,
        offer.unit_price,
        tuple(cast(Assumption, one) for one in offer.assumptions if one in _ASSUMPTIONS),
        offer.needs_check,
        offer.poster_offer_id,
        offer.number,
        offer.text,
        offer.currency,
        offer.per,
        offer.valid_from,
        offer.valid_until,
    )


def product_of(one: Known) -> Product:
    """A SKU of the catalogue as gaps see it."""
    name = " ".join(word for word in (one.sku.brand, one.sku.name, one.sku.spec) if word)
    known = (one.sku.code, name, one.sku.category, one.list_price or None)
    if one.unit == "pc" or one.unit is None:
        return Product(*known)
    return Product(*known, one.total or None, one.unit)


def runs_at(policy: PolicyRow, store: Store) -> bool:
    """Whether the policy is for this store."""
    return policy.runs_in(store.city, store.trade_area, store.store_class)


def own_policies(
    library: tuple[PolicyRow, ...], one: Known, runs_here: Callable[[PolicyRow], bool], day: date
) -> tuple[OwnPolicy, ...]:
    """The policies for a product of ours, with how each stands that day at the place that `runs_here` tells of."""
    found = []
    for row in library:
        if not row.is_for(one.sku):
            continue
        here = runs_here(row)
        planned = row.state(day) == "planned"
        policy = row.policy
        found.append(
            OwnPolicy(
                policy.code,
                policy.name,
                policy.kind,
                row.numbers,
                policy.priority,
                "elsewhere" if not here else "planned" if planned else "in_force",
                policy.valid_from,
                policy.valid_until,
                policy.budget,
                tuple(_place(place) for place in row.places),
            )
        )
    return tuple(found)


def _place(place: Place) -> str:
    return " · ".join(word for word in (place.city, place.trade_area, place.store_class) if word)


def _taken(photo: Photo) -> datetime:
    """When the photo was taken, but never later than its upload: clocks of phones run ahead."""
    return photo.uploaded_at if photo.captured_at is None else min(photo.captured_at, photo.uploaded_at)
