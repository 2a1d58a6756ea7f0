"""Promotion policies: what cannot be so, what is kept, and which counts for a SKU in a store on a day."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from sqlmodel import Session

from catalog.errors import Conflict, Invalid, NotFound
from catalog.mechanic import Numbers, OfferKind
from catalog.people import create_store, ensure_chain
from catalog.policies import change_policy, create_policy, restore_policy, withdraw_policy
from catalog.policy_draft import Place, PolicyDraft
from catalog.queries_policies import get_policy, list_policies, policies_of_chain
from catalog.rows import key
from catalog.sku_draft import SkuDraft
from catalog.skus import create_sku
from catalog.tables import Store
from tests.catalog.conftest import NOW, Company

TODAY = date(2026, 11, 25)
START = date(2026, 11, 1)


def draft(code: str = "P1", **more: Any) -> PolicyDraft:
    values: dict[str, Any] = {
        "name": "八五折",
        "kind": "discount_rate",
        "numbers": Numbers(rate=Decimal("0.85")),
        "skus": ("C1",),
        "valid_from": START,
    }
    return PolicyDraft(code=code, **(values | more))


def keep(session: Session, company: Company, code: str, **more: Any) -> None:
    create_policy(session, company.chain_id, draft(code, **more), now=NOW, by=company.manager_id)


def in_force(session: Session, company: Company, sku: str = "C1", day: date = TODAY) -> list[str]:
    store = session.get_one(Store, company.store_id)
    rows = list_policies(session, company.chain_id, today=day, on=day, sku=sku).rows
    here = (store.city, store.trade_area, store.store_class)
    return [row.policy.code for row in rows if row.runs_in(*here)]


@pytest.mark.parametrize(
    ("kind", "numbers", "field", "reason"),
    [
        ("threshold_off", {"threshold": "10", "amount": "99"}, "amount", "over_threshold"),
        ("threshold_off", {"threshold": "99", "n": 2, "amount": "9"}, "n", "one_of"),
        ("threshold_off", {"threshold": "99", "rate": "0.9", "amount": "9"}, "rate", "one_of"),
        ("second_item", {"n": 2, "rate": "0.5", "price": "3"}, "price", "one_of"),
        ("discount_rate", {}, "rate", "missing"),
        ("discount_rate", {"rate": "1.2"}, "rate", "out_of_range"),
        ("discount_rate", {"rate": "0.85", "each": True}, "each", "not_of_kind"),
        ("threshold_off", {"n": 2, "rate": "0.9", "each": True}, "each", "not_of_kind"),
        ("special_price", {"price": "-1"}, "price", "out_of_range"),
    ],
)
def test_numbers_that_cannot_be_so(kind: OfferKind, numbers: dict[str, Any], field: str, reason: str) -> None:
    values = {name: Decimal(value) if isinstance(value, str) else value for name, value in numbers.items()}
    with pytest.raises(Invalid) as caught:
        draft(kind=kind, numbers=Numbers(**values))
    assert caught.value.code == "bad_value"
    assert (caught.value.params["field"], caught.value.params["reason"]) == (field, reason)


@pytest.mark.parametrize(
    ("values", "field", "reason"),
    [
        ({"code": " "}, "code", "empty"),
        ({"code": "a/b"}, "code", "slash"),
        ({"code": "x" * 65}, "code", "too_long"),
        ({"name": ""}, "name", "empty"),
        ({"name": "a\x00"}, "name", "control_character"),
        ({"skus": ()}, "skus", "no_product"),
        ({"valid_until": date(2026, 10, 31)}, "valid_until", "before_start"),
        ({"valid_from": date(1926, 1, 1)}, "valid_from", "out_of_range"),
        ({"budget": Decimal(-1)}, "budget", "out_of_range"),
        ({"budget": Decimal("1.001")}, "budget", "decimals"),
        ({"priority": 1000}, "priority", "out_of_range"),
        ({"kind": "gratis"}, "kind", "unknown"),
    ],
)
def test_drafts_are_checked(values: dict[str, Any], field: str, reason: str) -> None:
    with pytest.raises(Invalid) as caught:
        draft(**({"code": "P1"} | values))
    assert (caught.value.params["field"], caught.value.params["reason"]) == (field, reason)


def test_a_policy_is_kept_as_it_was_stated(session: Session, company: Company) -> None:
    stated = draft(
        kind="threshold_off",
        numbers=Numbers(threshold=Decimal(100), amount=Decimal("20.5"), each=True, list_price=Decimal(60)),
        skus=("C2", "C1", "C1"),
        places=(Place("上海"),),
        valid_until=date(2026, 12, 31),
        budget=Decimal("5000.5"),
        priority=-3,
    )
    create_policy(session, company.chain_id, stated, now=NOW, by=company.manager_id)
    session.expire_all()
    row = get_policy(session, company.chain_id, "P1")
    assert row.draft() == stated
    assert (row.changed_by, row.policy.changed_at) == ("cat", NOW)
    with pytest.raises(Conflict, match="policy_exists"):
        create_policy(session, company.chain_id, stated, now=NOW)


@pytest.mark.parametrize(
    ("values", "reason"),
    [
        ({"skus": ("K1",)}, "rival_sku"),
        ({"categories": ("没有的品类",)}, "unknown_category"),
        ({"places": (Place("北京"),)}, "unknown_place"),
        ({"places": (Place("上海", store_class="A"),)}, "unknown_place"),
    ],
)
def test_a_policy_that_nobody_could_follow_is_refused(
    session: Session, company: Company, values: dict[str, Any], reason: str
) -> None:
    with pytest.raises(Invalid) as caught:
        create_policy(session, company.chain_id, draft(**values), now=NOW)
    assert caught.value.params["reason"] == reason
    with pytest.raises(NotFound, match="sku_not_found"):
        create_policy(session, company.chain_id, draft(skus=("C9",)), now=NOW)
    with pytest.raises(NotFound, match="policy_not_found"):
        get_policy(session, company.chain_id, "P1")


def test_policies_by_priority_then_the_newest_first(session: Session, company: Company) -> None:
    keep(session, company, "old")
    keep(session, company, "new", valid_from=date(2026, 11, 20))
    keep(session, company, "first", priority=5)
    keep(session, company, "past", valid_until=date(2026, 11, 24))
    keep(session, company, "last-day", valid_until=TODAY, priority=-1)
    keep(session, company, "later", valid_from=date(2026, 11, 26))
    keep(session, company, "gone", priority=9)
    withdraw_policy(session, company.chain_id, "gone", now=NOW)
    keep(session, company, "other", skus=("C2",))
    assert in_force(session, company) == ["first", "new", "old", "last-day"]
    assert in_force(session, company, day=START) == ["first", "past", "old", "last-day"]
    library = [row.policy.code for row in policies_of_chain(session, company.chain_id, day=TODAY)]
    assert library == ["first", "later", "new", "other", "old", "last-day"]


def test_a_category_is_every_own_product_of_it(session: Session, company: Company) -> None:
    for code, brand, competitor in (("W1", "清泉", False), ("V1", "红果", True)):
        made = SkuDraft(brand, "茶", "500ml", code, category="茶饮", competitor=competitor)
        create_sku(session, company.chain_id, made, now=NOW)
    keep(session, company, "tea", skus=(), categories=("茶饮",))
    assert in_force(session, company, "W1") == ["tea"]
    assert in_force(session, company, "V1") == []
    assert in_force(session, company, "C1") == []
    row = get_policy(session, company.chain_id, "tea")
    assert row.skus == ()
    assert row.categories == ("茶饮",)


def test_a_place_must_hold_all_that_it_names(session: Session, company: Company) -> None:
    store = session.get_one(Store, company.store_id)
    store.trade_area, store.store_class = "陆家嘴", "A"
    create_store(session, company.chain_id, "S003", "三店", city="杭州", store_class="B")
    keep(session, company, "here", places=(Place("上海"), Place("杭州", store_class="B")))
    keep(session, company, "area", places=(Place(trade_area="陆家嘴", store_class="A"),))
    keep(session, company, "there", places=(Place("杭州"),))
    keep(session, company, "class-b", places=(Place(store_class="B"),))
    assert set(in_force(session, company)) == {"here", "area"}


def test_withdrawing_can_be_undone(session: Session, company: Company) -> None:
    keep(session, company, "P1")
    later = NOW + timedelta(hours=1)
    gone = withdraw_policy(session, company.chain_id, "P1", now=later, by=company.manager_id)
    assert gone.withdrawn_at == later
    assert withdraw_policy(session, company.chain_id, "P1", now=NOW).withdrawn_at == later
    assert in_force(session, company) == []
    with pytest.raises(Conflict, match="policy_withdrawn"):
        change_policy(session, company.chain_id, draft(priority=2), now=later)
    assert restore_policy(session, company.chain_id, "P1", now=later).withdrawn_at is None
    assert in_force(session, company) == ["P1"]


def test_a_change_is_whole_and_meets_no_other(session: Session, company: Company) -> None:
    keep(session, company, "P1", places=(Place("上海"),), budget=Decimal(5))
    seen = get_policy(session, company.chain_id, "P1").policy.changed_at
    later = datetime(2026, 11, 24, tzinfo=UTC)
    changed = draft(name="买二送一", kind="buy_n_get_m", numbers=Numbers(n=2, m=1), skus=("C1", "C2"))
    change_policy(session, company.chain_id, changed, now=later, by=company.manager_id, seen=seen)
    assert get_policy(session, company.chain_id, "P1").draft() == changed
    with pytest.raises(Conflict, match="policy_changed"):
        change_policy(session, company.chain_id, draft(), now=later, seen=seen)
    with pytest.raises(NotFound, match="policy_not_found"):
        change_policy(session, company.chain_id, draft("P2"), now=later)


def test_what_a_policy_had_may_stay(session: Session, company: Company) -> None:
    keep(session, company, "P1", places=(Place("上海"),))
    session.get_one(Store, company.store_id).city = "苏州"
    session.flush()
    renamed = draft(name="新名字", places=(Place("上海"),))
    change_policy(session, company.chain_id, renamed, now=NOW)
    assert get_policy(session, company.chain_id, "P1").draft() == renamed


def test_the_list_is_filtered_and_paged(session: Session, company: Company) -> None:
    keep(session, company, "RUN-1", name="十一 八五折")
    keep(session, company, "RUN-2", skus=("C2",), priority=1)
    keep(session, company, "PLAN", valid_from=date(2026, 12, 1))
    keep(session, company, "END", valid_until=date(2026, 11, 2))
    keep(session, company, "GONE", valid_from=date(2026, 12, 1))
    withdraw_policy(session, company.chain_id, "GONE", now=NOW)

    def codes(**more: Any) -> list[str]:
        page = list_policies(session, company.chain_id, today=TODAY, **more)
        assert page.total >= len(page.rows)
        assert all(row.state(TODAY) == more["state"] for row in page.rows if "state" in more)
        return [row.policy.code for row in page.rows]

    assert codes(state="running") == ["RUN-2", "RUN-1"]
    assert codes(state="planned") == ["PLAN"]
    assert codes(state="ended") == ["END"]
    assert codes(state="withdrawn") == ["GONE"]
    assert codes(on=date(2026, 11, 2)) == ["RUN-2", "END", "RUN-1"]
    assert codes(text="十一 run") == ["RUN-1"]
    assert codes(text="%") == []
    assert codes(sku="C2") == ["RUN-2"]
    assert codes(category="没有") == []
    assert codes(limit=1, offset=1, state="running") == ["RUN-1"]
    assert list_policies(session, company.chain_id, today=TODAY, limit=1).total == 5


def test_another_chain_sees_none(session: Session, company: Company) -> None:
    keep(session, company, "P1")
    other = key(ensure_chain(session, "另一家").id)
    assert list_policies(session, other, today=TODAY).total == 0
    assert policies_of_chain(session, other, day=TODAY) == ()
    for act in (withdraw_policy, restore_policy):
        with pytest.raises(NotFound, match="policy_not_found"):
            act(session, other, "P1", now=NOW)
