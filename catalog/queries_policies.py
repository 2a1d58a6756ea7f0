"""Reading promotion policies: a list with filters, one, and the library that answers to rivals choose from.

Lists go by priority, then the newest first. Which of several counts for a product depends on its price as well:
`alerts.subsidy_gap.own_depth`.
"""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime
from typing import Any, Literal

from sqlalchemy import ColumnElement, and_, func, or_
from sqlmodel import Session, col, select

from catalog.errors import NotFound
from catalog.mechanic import Numbers
from catalog.policy_draft import Place, PolicyDraft
from catalog.queries_skus import SkuFact
from catalog.rows import key
from catalog.tables import Brand, Sku, Store, User
from catalog.tables_promotions import Policy, PolicyPlace, PolicyProduct

PolicyState = Literal["running", "planned", "ended", "withdrawn"]


@dataclass(frozen=True)
class PolicyRow:
    """A policy with what it is for and where it runs; no place is everywhere."""

    policy: Policy
    skus: tuple[SkuFact, ...]
    categories: tuple[str, ...]
    places: tuple[Place, ...]
    changed_by: str = ""

    @property
    def numbers(self) -> Numbers:
        """The mechanic's numbers."""
        return Numbers(**{field.name: getattr(self.policy, field.name) for field in fields(Numbers)})

    def state(self, day: date) -> PolicyState:
        """How it stands on that day."""
        if self.policy.withdrawn_at is not None:
            return "withdrawn"
        if self.policy.valid_from > day:
            return "planned"
        until = self.policy.valid_until
        return "ended" if until is not None and until < day else "running"

    def runs_in(self, city: str, trade_area: str, store_class: str) -> bool:
        """Whether it runs in a store of these three."""
        return not self.places or any(place.holds(city, trade_area, store_class) for place in self.places)

    def is_for(self, sku: SkuFact) -> bool:
        """Whether it is for the SKU: named, or an own one of a category of it."""
        if any(one.code == sku.code for one in self.skus):
            return True
        return not sku.competitor and sku.category in self.categories

    def draft(self) -> PolicyDraft:
        """The policy as it would be stated now."""
        policy = self.policy
        return PolicyDraft(
            code=policy.code,
            name=policy.name,
            kind=policy.kind,
            numbers=self.numbers,
            skus=tuple(sku.code for sku in self.skus),
            categories=self.categories,
            places=self.places,
            valid_from=policy.valid_from,
            valid_until=policy.valid_until,
            budget=policy.budget,
            priority=policy.priority,
        )


@dataclass(frozen=True)
class PolicyPage:
    """Some of the policies that were asked for, and how many there are in all."""

    rows: tuple[PolicyRow, ...]
    total: int


def list_policies(
    session: Session,
    chain_id: int,
    *,
    today: date,
    state: PolicyState | None = None,
    on: date | None = None,
    category: str | None = None,
    sku: str | None = None,
    text: str = "",
    limit: int = 50,
    offset: int = 0,
) -> PolicyPage:
    """Policies by priority, then the newest first.

    Args:
        session: where to read.
        chain_id: whose.
        today: the day that `state` is of.
        state: only those that stand so today.
        on: only those in force that day.
        category: for this category or a SKU of it.
        sku: for the SKU of this code, named or by its category.
        text: each word is in the code or the name.
        limit: at most so many.
        offset: after so many.
    """
    wanted: list[ColumnElement[bool]] = [col(Policy.chain_id) == chain_id]
    if state is not None:
        wanted.append(_in_state(state, today))
    if on is not None:
        wanted.append(_in_state("running", on))
    if category is not None:
        named = select(PolicyProduct.policy_id).outerjoin(Sku, col(Sku.id) == PolicyProduct.sku_id)
        named = named.where(or_(col(PolicyProduct.category) == category, col(Sku.category) == category))
        wanted.append(col(Policy.id).in_(named))
    if sku is not None:
        wanted.append(_for_sku(chain_id, col(Sku.code) == sku))
    fields_ = (col(Policy.code), col(Policy.name))
    wanted += [or_(*(f.icontains(word, autoescape=True) for f in fields_)) for word in text.split()]
    total = session.exec(select(func.count()).select_from(Policy).where(*wanted)).one()
    rows = session.exec(select(Policy).where(*wanted).order_by(*_ORDER).limit(limit).offset(offset)).all()
    return PolicyPage(_with_parts(session, rows), int(total))


def policies_of_chain(session: Session, chain_id: int, *, day: date) -> tuple[PolicyRow, ...]:
    """The library to choose from: what runs that day or is planned for later."""
    wanted = (
        Policy.chain_id == chain_id,
        col(Policy.withdrawn_at).is_(None),
        or_(col(Policy.valid_until).is_(None), col(Policy.valid_until) >= day),
    )
    return _with_parts(session, session.exec(select(Policy).where(*wanted).order_by(*_ORDER)).all())


def last_change(session: Session, chain_id: int) -> datetime | None:
    """When a policy of the chain was last made, changed or withdrawn."""
    return session.exec(select(func.max(Policy.changed_at)).where(Policy.chain_id == chain_id)).one()


def all_policies(session: Session, chain_id: int) -> dict[str, PolicyRow]:
    """Every policy of the chain by code, withdrawn ones too."""
    rows = session.exec(select(Policy).where(Policy.chain_id == chain_id).order_by(Policy.code)).all()
    return {row.policy.code: row for row in _with_parts(session, rows)}


def find_policy(session: Session, chain_id: int, code: str) -> Policy | None:
    """The chain's policy of this code, withdrawn or not, as the database has it now."""
    query = select(Policy).where(Policy.chain_id == chain_id, Policy.code == code)
    return session.exec(query.execution_options(populate_existing=True)).first()


def get_policy(session: Session, chain_id: int, code: str) -> PolicyRow:
    """One policy with its parts, withdrawn or not; raises NotFound policy_not_found."""
    policy = find_policy(session, chain_id, code)
    if policy is None:
        raise NotFound("policy_not_found", policy=code)
    return _with_parts(session, [policy])[0]


def places_known(session: Session, chain_id: int) -> tuple[Place, ...]:
    """City, trade area and class of the chain's stores, each combination once."""
    query = select(Store.city, Store.trade_area, Store.store_class).where(Store.chain_id == chain_id)
    return tuple(Place(*row) for row in session.exec(query.distinct().order_by(*query.selected_columns)))


_ORDER = (col(Policy.priority).desc(), col(Policy.valid_from).desc(), col(Policy.id).desc())


def _in_state(state: PolicyState, day: date) -> ColumnElement[bool]:
    gone = col(Policy.withdrawn_at).is_not(None)
    if state == "withdrawn":
        return gone
    ended = func.coalesce(Policy.valid_until, date.max) < day
    planned = col(Policy.valid_from) > day
    return and_(~gone, {"planned": planned, "ended": ended, "running": ~planned & ~ended}[state])


def _for_sku(chain_id: int, which: ColumnElement[bool]) -> ColumnElement[bool]:
    """The policy names the SKU, or a category that the SKU is an own one of."""
    query: Any = (
        select(PolicyProduct.policy_id)
        .join(Sku, or_(col(Sku.id) == PolicyProduct.sku_id, col(Sku.category) == PolicyProduct.category))
        .join(Brand, col(Brand.id) == Sku.brand_id)
        .where(Sku.chain_id == chain_id, which)
        .where(
            or_(
                col(PolicyProduct.sku_id) == Sku.id,
                and_(col(PolicyProduct.category) != "", ~col(Brand.competitor)),
            )
        )
    )
    return col(Policy.id).in_(query)


def _with_parts(session: Session, policies: Sequence[Policy]) -> tuple[PolicyRow, ...]:
    ids = [key(policy.id) for policy in policies]
    skus: dict[int, list[SkuFact]] = {}
    categories: dict[int, list[str]] = {}
    products = session.exec(
        select(PolicyProduct, Sku, Brand)
        .outerjoin(Sku, col(Sku.id) == PolicyProduct.sku_id)
        .outerjoin(Brand, col(Brand.id) == Sku.brand_id)
        .where(col(PolicyProduct.policy_id).in_(ids))
        .order_by(Sku.code, PolicyProduct.category)
    )
    for part, sku, brand in products:
        if sku is None or brand is None:
            categories.setdefault(part.policy_id, []).append(part.category)
            continue
        skus.setdefault(part.policy_id, []).append(
            SkuFact(sku.code, brand.name, sku.name, sku.spec, sku.category, brand.competitor, gtin=sku.gtin)
        )
    places: dict[int, list[Place]] = {}
    for place in session.exec(select(PolicyPlace).where(col(PolicyPlace.policy_id).in_(ids))):
        places.setdefault(place.policy_id, []).append(Place(place.city, place.trade_area, place.store_class))
    people = {policy.changed_by for policy in policies} - {None}
    names = dict(session.exec(select(User.id, User.username).where(col(User.id).in_(people))).all())
    return tuple(
        PolicyRow(
            policy,
            tuple(skus.get(row_id, ())),
            tuple(sorted(categories.get(row_id, ()))),
            tuple(sorted(places.get(row_id, ()))),
            names.get(policy.changed_by, ""),
        )
        for row_id, policy in zip(ids, policies, strict=True)
    )
