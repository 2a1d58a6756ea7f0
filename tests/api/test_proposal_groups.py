"""The same poster in 300 stores is one decision: for all, for some, partly refused, taken back as a whole."""

import time
from datetime import timedelta
from typing import Any

import pytest

from catalog.database import writing
from catalog.people import create_store
from catalog.rows import key
from catalog.tables_promotions import Proposal
from tests.api.conftest import Service
from tests.api.proposal_world import answer, chain_and_store, poster, stock
from tests.api.test_pages_proposals import page

AREAS = 5


def spread(service: Service, stores: int) -> None:
    """The proposal of store S1 in so many stores of five areas in all, each with its own depth of the rival."""
    stock(service)
    answer(service, poster(service))
    with writing(service.parts.engine) as session:
        chain_id, first = chain_and_store(session)
        first.city, first.trade_area = "上海", "商圈0"
        seen = session.get_one(Proposal, 1)
        seen.city, seen.trade_area = "上海", "商圈0"
        for number in range(1, stores):
            store = create_store(
                session,
                chain_id=chain_id,
                code=f"M{number:04}",
                name=f"门店{number}",
                city="上海",
                trade_area=f"商圈{number % AREAS}",
            )
            session.add(
                Proposal(
                    chain_id=chain_id,
                    store_id=key(store.id),
                    city="上海",
                    trade_area=f"商圈{number % AREAS}",
                    own_sku_id=seen.own_sku_id,
                    rival_sku_id=seen.rival_sku_id,
                    rule=seen.rule,
                    subject=f"gap:{number}",
                    own_depth=seen.own_depth,
                    rival_depth=seen.rival_depth,
                    params=seen.params,
                    options=seen.options,
                    created_at=seen.created_at - timedelta(minutes=number),
                )
            )


def groups(service: Service, state: str = "open") -> list[dict[str, Any]]:
    found = service.client("category").get(f"/api/proposals/groups?state={state}")
    assert found.status_code == 200, found.text
    return list(found.json()["groups"])


def body(group: dict[str, Any], option: int, only: str = "") -> dict[str, Any]:
    picked = [one for one in group["stores"] if only in one["trade_area"]]
    return {
        "decision": "approve",
        "proposals": [
            {"id": one["id"], "mark": one["mark"], "option": one["options"][option]} for one in picked
        ],
    }


def decide(service: Service, order: dict[str, Any], name: str = "category") -> Any:
    return service.client(name).post("/api/proposals/decide", json=order)


def test_300_stores_are_one_card_decided_at_once_and_taken_back_at_once(service: Service) -> None:
    spread(service, 300)
    (group,) = groups(service)
    assert (len(group["stores"]), group["areas"], len(group["crops"])) == (300, 5, 4)
    assert group["options"][0]["day_cost_all"] == "9000.00"
    text = page(service, "category")
    began = time.process_time()
    text = page(service, "category")
    spent = time.process_time() - began
    assert spent < 1, f"{spent:.2f} s of CPU"
    assert "In 300 stores</b> of 5 areas" in text
    assert (text.count("<article"), text.count("data-pick=")) == (1, 300)
    told = decide(service, body(group, 0)).json()
    assert (len(told["decided"]), told["failed"]) == (300, [])
    assert groups(service) == []
    (done,) = groups(service, "approved")
    assert (len(done["stores"]), done["chosen"]) == (300, 0)
    assert len(service.client("category").get("/api/tips?state=open&limit=500").json()["tips"]) == 300
    back = decide(
        service, {"decision": "reopen", "proposals": [{"id": one["id"]} for one in done["stores"]]}
    ).json()
    assert len(back["decided"]) == 300
    assert len(groups(service)[0]["stores"]) == 300
    assert service.client("category").get("/api/tips?state=open").json()["tips"] == []


def test_one_area_alone_may_be_decided_and_the_rest_waits(service: Service) -> None:
    spread(service, 12)
    (group,) = groups(service)
    told = decide(service, body(group, 1, "商圈2")).json()
    assert len(told["decided"]) == 2
    (rest,) = groups(service)
    assert (len(rest["stores"]), rest["areas"]) == (10, 4)
    told = decide(
        service,
        {
            "decision": "decline",
            "reason": "wait",
            "note": "下周",
            "proposals": [{"id": one["id"]} for one in rest["stores"]],
        },
    ).json()
    assert len(told["decided"]) == 10
    (declined,) = groups(service, "declined")
    assert declined["first"]["reason"] == "wait: 下周"


def test_what_cannot_be_decided_is_listed_and_the_others_are_decided(service: Service) -> None:
    spread(service, 4)
    (group,) = groups(service)
    order = body(group, 0)
    first, second, third, fourth = order["proposals"]
    decide(service, {"decision": "decline", "reason": "margin", "proposals": [{"id": first["id"]}]})
    second["mark"] = "old"
    third["option"] = 99
    order["proposals"].append({"id": 10**9, "option": 0, "mark": "x"})
    told = decide(service, order).json()
    assert told["decided"] == [fourth["id"]]
    codes = {one["id"]: one["error"]["code"] for one in told["failed"]}
    assert codes == {
        first["id"]: "proposal_closed",
        second["id"]: "proposal_changed",
        third["id"]: "bad_value",
        10**9: "proposal_not_found",
    }
    assert all(one["error"]["message"] and one["error"]["fix"] for one in told["failed"])


@pytest.mark.parametrize(
    "order",
    [
        {"decision": "decline", "proposals": [{"id": 1}]},
        {"decision": "approve", "proposals": [{"id": 1}]},
        {"decision": "approve", "proposals": [{"id": 1, "option": 0}]},
        {"decision": "approve", "proposals": []},
        {"decision": "burn", "proposals": [{"id": 1}]},
    ],
)
def test_half_an_order_is_refused(service: Service, order: dict[str, Any]) -> None:
    assert decide(service, order).status_code == 422


def test_only_who_may_decide_decides_and_only_of_the_own_chain(service: Service) -> None:
    spread(service, 2)
    order = body(groups(service)[0], 0)
    assert decide(service, order, "rep").status_code == 403
    told = decide(service, order, "stranger").json()
    assert (told["decided"], len(told["failed"])) == ([], 2)


def test_another_offer_another_rival_or_another_rule_is_another_card(service: Service) -> None:
    spread(service, 5)
    with writing(service.parts.engine) as session:
        one, two, three, four = (session.get_one(Proposal, number) for number in range(1, 5))
        one.params = {**one.params, "offer": {**one.params["offer"], "numbers": {"rate": "0.6", "n": 2}}}
        two.rule = "own_depth_below"
        three.params = {**three.params, "rival": "红果 山楂汁 500ml!", "rival_sku": ""}
        four.params = {**four.params, "rival": "别的 汽水 1L", "rival_sku": ""}
    found = sorted(len(group["stores"]) for group in groups(service))
    assert found == [1, 1, 1, 2]  # a name without SKU that is the same but for a sign joins the product
