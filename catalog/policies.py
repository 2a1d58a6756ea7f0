"""Keeping promotion policies (促销政策): made, changed, withdrawn, and brought back."""

from collections.abc import Iterable
from datetime import datetime

from sqlmodel import Session, col, delete

from catalog.cell_values import refuse
from catalog.errors import Conflict, NotFound
from catalog.mechanic import Numbers
from catalog.policy_draft import Place, PolicyDraft
from catalog.queries_people import lock_chain
from catalog.queries_policies import PolicyRow, find_policy, get_policy, places_known
from catalog.queries_skus import brands_of_skus, list_categories, sku_ids_by_code
from catalog.rows import key
from catalog.tables_promotions import Policy, PolicyPlace, PolicyProduct


def create_policy(
    session: Session, chain_id: int, draft: PolicyDraft, *, now: datetime, by: int | None = None
) -> Policy:
    """A new policy.

    Raises:
        Conflict: policy_exists.
        NotFound: sku_not_found.
        Invalid: `bad_value`: rival_sku (a competitor's product), unknown_category (no active SKU has it),
            unknown_place (no store is there).
    """
    lock_chain(session, chain_id)
    if find_policy(session, chain_id, draft.code) is not None:
        raise Conflict("policy_exists", policy=draft.code)
    ids = _checked(session, chain_id, draft, None)
    policy = Policy(
        chain_id=chain_id,
        code=draft.code,
        name=draft.name,
        kind=draft.kind,
        valid_from=draft.valid_from,
        changed_at=now,
    )
    _fill(session, policy, draft, ids, now, by)
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
        NotFound: policy_not_found, sku_not_found.
        Conflict: policy_withdrawn (restore it first), policy_changed (by somebody else since `seen`).
        Invalid: `bad_value` as `create_policy`; what the policy had already may stay.
    """
    lock_chain(session, chain_id)
    row = get_policy(session, chain_id, draft.code)
    if row.policy.withdrawn_at is not None:
        raise Conflict("policy_withdrawn", policy=draft.code)
    if seen is not None and seen != row.policy.changed_at:
        raise Conflict("policy_changed", policy=draft.code)
    ids = _checked(session, chain_id, draft, row)
    if row.draft() != draft:
        _fill(session, row.policy, draft, ids, now, by)
    return row.policy


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
    return policy


def _checked(session: Session, chain_id: int, draft: PolicyDraft, before: PolicyRow | None) -> list[int]:
    """Ids of the SKUs, when all that the draft names is there."""
    ids = sku_ids_by_code(session, chain_id, draft.skus)
    for code, brand in brands_of_skus(session, ids.values()).items():
        if brand.competitor:
            raise refuse("skus", code, "rival_sku", brand=brand.name)
    kept = set(before.categories) if before is not None else set()
    known = {*list_categories(session, chain_id), *kept}
    for category in draft.categories:
        if category not in known:
            raise refuse("categories", category, "unknown_category")
    check_places(draft.places, places_known(session, chain_id), before.places if before is not None else ())
    return [ids[code] for code in draft.skus]


def check_places(places: Iterable[Place], stores: tuple[Place, ...], kept: tuple[Place, ...]) -> None:
    """Refuse a place where no store is: nobody would ever follow the policy. Raises Invalid `bad_value`."""
    for place in places:
        parts = [store for store in stores if place.holds(store.city, store.trade_area, store.store_class)]
        if not parts and place not in kept:
            name = next(field for field in ("store_class", "trade_area", "city") if getattr(place, field))
            raise refuse(name, getattr(place, name), "unknown_place")


def _fill(
    session: Session, policy: Policy, draft: PolicyDraft, sku_ids: list[int], now: datetime, by: int | None
) -> None:
    policy.name, policy.kind = draft.name, draft.kind
    for name in Numbers.__dataclass_fields__:
        setattr(policy, name, getattr(draft.numbers, name))
    policy.valid_from, policy.valid_until = draft.valid_from, draft.valid_until
    policy.budget, policy.priority = draft.budget, draft.priority
    policy.changed_at, policy.changed_by = now, by
    session.add(policy)
    session.flush()
    policy_id = key(policy.id)
    for table in (PolicyProduct, PolicyPlace):
        session.exec(delete(table).where(col(table.policy_id) == policy_id))
    session.add_all(PolicyProduct(policy_id=policy_id, sku_id=sku_id) for sku_id in sku_ids)
    session.add_all(PolicyProduct(policy_id=policy_id, category=name) for name in draft.categories)
    session.add_all(PolicyPlace(policy_id=policy_id, **vars(place)) for place in draft.places)
    session.flush()
