"""Keeping promotion policies (促销政策): made, changed, withdrawn, and brought back."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import datetime

from sqlmodel import Session, col, delete

from catalog.cell_values import refuse
from catalog.errors import Conflict, NotFound
from catalog.mechanic import Numbers
from catalog.policy_draft import Place, PolicyDraft
from catalog.queries_advised import want_answers
from catalog.queries_pairs import sides
from catalog.queries_people import lock_chain
from catalog.queries_policies import PolicyRow, find_policy, get_policy, places_known
from catalog.queries_skus import list_categories
from catalog.rows import key
from catalog.tables_promotions import Policy, PolicyPlace, PolicyProduct


@dataclass(frozen=True)
class Ground:
    """What policies may name: SKUs by code (id, whether a competitor's), categories, where stores are."""

    skus: Mapping[str, tuple[int, bool]]
    categories: frozenset[str]
    stores: tuple[Place, ...]

    @staticmethod
    def of(session: Session, chain_id: int) -> "Ground":
        """The chain's, as it is now."""
        categories = frozenset(list_categories(session, chain_id))
        return Ground(sides(session, chain_id), categories, places_known(session, chain_id))

    def check(self, draft: PolicyDraft, before: PolicyRow | None = None) -> list[int]:
        """Ids of the draft's SKUs, when somebody could follow it; what the policy had `before` may stay.

        Raises:
            NotFound: sku_not_found.
            Invalid: `bad_value`: rival_sku (a competitor's product), unknown_category (no active SKU has it),
                unknown_place (no store is there).
        """
        for code in draft.skus:
            if code not in self.skus:
                raise NotFound("sku_not_found", sku=code)
            if self.skus[code][1]:
                raise refuse("skus", code, "rival_sku")
        for category in draft.categories:
            if category not in self.categories and (before is None or category not in before.categories):
                raise refuse("categories", category, "unknown_category")
        for place in draft.places:
            known = any(place.holds(one.city, one.trade_area, one.store_class) for one in self.stores)
            if not known and (before is None or place not in before.places):
                name = next(
                    (each for each in ("store_class", "trade_area", "city") if getattr(place, each)), "city"
                )
                raise refuse(name, getattr(place, name), "unknown_place")
        return [self.skus[code][0] for code in draft.skus]


def create_policy(
    session: Session, chain_id: int, draft: PolicyDraft, *, now: datetime, by: int | None = None
) -> Policy:
    """A new policy.

    Raises:
        Conflict: policy_exists.
        NotFound, Invalid: as `Ground.check`.
    """
    lock_chain(session, chain_id)
    if find_policy(session, chain_id, draft.code) is not None:
        raise Conflict("policy_exists", policy=draft.code)
    ids = Ground.of(session, chain_id).check(draft)
    policy = write_policy(session, chain_id, None, draft, ids, now=now, by=by)
    want_answers(session, chain_id)
    return policy


def change_policy(
    session: Session,
    chain_id: int,
    draft: PolicyDraft,
    *,
    now: datetime,
    by: int | None = None,
    seen: datetime | None = None,
) -> Policy:
    """Make the policy of this code what the draft says, all of it; `seen` is its `changed_at` as the writer knows it.

    Raises:
        NotFound: policy_not_found; as `Ground.check`.
        Conflict: policy_withdrawn (restore it first), policy_changed (by somebody else since `seen`).
        Invalid: as `Ground.check`.
    """
    lock_chain(session, chain_id)
    row = get_policy(session, chain_id, draft.code)
    if row.policy.withdrawn_at is not None:
        raise Conflict("policy_withdrawn", policy=draft.code)
    if seen is not None and seen != row.policy.changed_at:
        raise Conflict("policy_changed", policy=draft.code)
    ids = Ground.of(session, chain_id).check(draft, row)
    if row.draft() == draft:
        return row.policy
    policy = write_policy(session, chain_id, row.policy, draft, ids, now=now, by=by)
    want_answers(session, chain_id)
    return policy


def withdraw_policy(
    session: Session, chain_id: int, code: str, *, now: datetime, by: int | None = None
) -> Policy:
    """End a policy at once; twice is once. Raises NotFound policy_not_found."""
    return _set_withdrawn(session, chain_id, code, now, now, by)


def restore_policy(
    session: Session, chain_id: int, code: str, *, now: datetime, by: int | None = None
) -> Policy:
    """Undo a withdrawal. Raises NotFound policy_not_found."""
    return _set_withdrawn(session, chain_id, code, None, now, by)


def _set_withdrawn(
    session: Session, chain_id: int, code: str, at: datetime | None, now: datetime, by: int | None
) -> Policy:
    lock_chain(session, chain_id)
    policy = find_policy(session, chain_id, code)
    if policy is None:
        raise NotFound("policy_not_found", policy=code)
    if (policy.withdrawn_at is None) != (at is None):
        policy.withdrawn_at, policy.changed_at, policy.changed_by = at, now, by
        session.flush()
        want_answers(session, chain_id)
    return policy


def write_policy(
    session: Session,
    chain_id: int,
    known: Policy | None,
    draft: PolicyDraft,
    sku_ids: list[int],
    *,
    now: datetime,
    by: int | None,
) -> Policy:
    """Write a checked draft over a known policy, or as a new one; the chain must be locked.

    Whoever writes has the chain's posters answered again (`want_answers`), once for many.
    """
    policy = known
    if policy is None:
        policy = Policy(
            chain_id=chain_id,
            code=draft.code,
            name=draft.name,
            kind=draft.kind,
            valid_from=draft.valid_from,
            changed_at=now,
        )
    policy.name, policy.kind = draft.name, draft.kind
    for field in fields(Numbers):
        setattr(policy, field.name, getattr(draft.numbers, field.name))
    policy.valid_from, policy.valid_until = draft.valid_from, draft.valid_until
    policy.budget, policy.priority = draft.budget, draft.priority
    policy.changed_at, policy.changed_by = now, by
    session.add(policy)
    session.flush()
    policy_id = key(policy.id)
    if known is not None:
        session.exec(delete(PolicyProduct).where(col(PolicyProduct.policy_id) == policy_id))
        session.exec(delete(PolicyPlace).where(col(PolicyPlace.policy_id) == policy_id))
    session.add_all(PolicyProduct(policy_id=policy_id, sku_id=sku_id) for sku_id in sku_ids)
    session.add_all(PolicyProduct(policy_id=policy_id, category=name) for name in draft.categories)
    session.add_all(PolicyPlace(policy_id=policy_id, **vars(place)) for place in draft.places)
    session.flush()
    return policy
