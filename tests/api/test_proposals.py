"""From a rival's poster to a decision: gaps worked out, one proposal a subject, approved by a person."""

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from io import BytesIO
from typing import Any

import pytest
from PIL import Image

import api.answering
from api.answer_reading import AnswerReading
from api.answering import PosterAnswer, answers_of
from catalog.category_settings import CategoryGoals, set_category_goals
from catalog.database import writing
from catalog.mechanic import Numbers
from catalog.pairs import say_pair
from catalog.policies import create_policy, restore_policy, withdraw_policy
from catalog.policy_draft import PolicyDraft
from catalog.poster_corrections import reject_offer
from catalog.queries_people import find_user
from tests.api.conftest import Service
from tests.api.poster_rows import HALF, SPECIAL
from tests.api.proposal_world import add_policy, answer, chain_and_store, poster, stock

DAY = timedelta(days=1)
MESSAGE = (
    "该店正主推竞品红果 山楂汁 500ml（第二件半价，力度25%），我司清泉 山楂汁 480ml补贴力度10%，"
    "差15个百分点，建议追加堆头"
)


def listed(service: Service, name: str = "category", **query: Any) -> list[dict[str, Any]]:
    found = service.client(name, locale="zh-CN").get("/api/proposals", params=query)
    assert found.status_code == 200, found.text
    proposals: list[dict[str, Any]] = found.json()["proposals"]
    return proposals


def test_a_poster_becomes_a_proposal_with_both_numbers_the_rules_and_costs(service: Service) -> None:
    stock(service)
    audit_id = poster(service)
    answer(service, audit_id)
    (one,) = listed(service)
    assert one["message"] == MESSAGE
    assert one["rules"] == "触发规则：我司力度10%，低于下限15%；落后竞品15个百分点，达到15个百分点的上限。"
    assert one["cost"] == "成本：堆头每天30.00元，按现有销量预计每天多卖10件，折合每件1.00元。"
    assert (one["state"], one["rule"], one["rival_sku"], one["own_sku"]) == (
        "open",
        "behind_competitor_by",
        "R-1",
        "O-1",
    )
    assert [Decimal(one[name]) for name in ("rival_depth_pct", "own_depth_pct", "points")] == [25, 10, 15]
    assert [option["kind"] for option in one["options"]] == [
        "floor_stack",
        "close_to_threshold",
        "match_mechanic",
    ]
    assert (one["options"][2]["unit_cost"], one["options"][2]["day_cost"]) == ("2.50", "30.00")
    assert (one["store"]["code"], one["audit_id"]) == ("S1", audit_id)
    english = service.client("category").get(f"/api/proposals/{one['id']}").json()
    assert english["message"].endswith("15 points behind; suggested: add a floor stack.")
    picture = service.client("category").get(one["evidence_url"])
    assert Image.open(BytesIO(picture.content)).size[0] > 10
    again = service.client("category").get(
        one["evidence_url"], headers={"If-None-Match": picture.headers["etag"]}
    )
    assert again.status_code == 304


def test_the_same_offer_in_the_same_store_is_one_proposal(service: Service) -> None:
    stock(service)
    answer(service, poster(service, back=DAY))
    newer = poster(service)
    answer(service, newer)
    answer(service, newer)
    (one,) = listed(service)
    assert one["audit_id"] == newer


def test_no_policy_is_said_so_and_ours_better_opens_nothing(service: Service) -> None:
    stock(service, policy=False)
    answer(service, poster(service))
    (one,) = listed(service)
    assert "我司清泉 山楂汁 480ml当前无补贴，差25个百分点" in one["message"]
    with writing(service.parts.engine) as session:
        chain_id, _ = chain_and_store(session)
        add_policy(session, chain_id, service.clock().date(), "P-2", "七折", "0.7")
    answer(service, one["audit_id"])
    assert [each["state"] for each in listed(service)] == ["withdrawn"]


def test_a_reading_in_doubt_waits_for_a_person(service: Service) -> None:
    stock(service)
    doubtful = {**HALF, "doubts": ["readings_differ"]}
    audit_id = poster(service, doubtful)
    (found,) = answer(service, audit_id)
    assert found.gaps[0].gap.needs_check
    assert listed(service) == []
    service.client("rep").post(
        f"/api/audits/{audit_id}/posters/0/corrections",
        json={"what": "offer", "offer": 0, "says": {"kind": "second_item", "n": 2, "rate": "0.5"}},
    )
    # the correction has the Advisor work it out again
    (one,) = listed(service)
    assert one["points"] == "15"


def test_a_correction_that_says_it_is_no_offer_takes_the_proposal_back(service: Service) -> None:
    stock(service)
    audit_id = poster(service)
    answer(service, audit_id)
    client = service.client("rep")
    made = client.post(
        f"/api/audits/{audit_id}/posters/0/corrections", json={"what": "not_an_offer", "offer": 0}
    )
    assert made.status_code == 201, made.text
    assert [one["state"] for one in listed(service)] == ["withdrawn"]
    client.post(f"/api/audits/{audit_id}/posters/0/corrections/{made.json()['id']}/undo")
    assert [one["state"] for one in listed(service)] == ["open"]


@pytest.mark.parametrize(
    ("more", "why"),
    [
        ({"rival": None}, "product_unknown"),
        ({"rival": "O-1"}, "own_poster"),
        ({"rival": None, "brand": "红果", "product": "山楂汁"}, None),
    ],
)
def test_whose_poster_it_is_decides_whether_there_is_an_answer(
    service: Service, more: dict[str, Any], why: str | None
) -> None:
    stock(service)
    (found,) = answer(service, poster(service, **more))
    assert found.facts.why_not == why
    assert bool(found.gaps) == (why is None)
    if why is None:
        assert "竞品红果 山楂汁（第二件半价" in listed(service)[0]["message"]


def test_a_price_counts_against_the_catalogue_s_and_an_old_poster_proposes_nothing(service: Service) -> None:
    stock(service)
    plain = {**SPECIAL, "price": Decimal("6.3"), "text": "特价6.3元", "doubts": [], "readings": []}
    (found,) = answer(service, poster(service, plain))
    gap = found.gaps[0].gap
    assert (gap.rival.depth, gap.assumptions) == (Decimal("0.3"), ("catalogue_list_price",))
    assert (gap.rival.per_100, gap.own.per_100) == (Decimal("1.2600"), Decimal("1.8750"))
    assert len(listed(service)) == 1
    answer(service, poster(service, back=40 * DAY))
    assert len(listed(service)) == 1


def test_a_person_s_word_on_pairs_and_the_category_s_rules_count(service: Service) -> None:
    stock(service)
    with writing(service.parts.engine) as session:
        chain_id, _ = chain_and_store(session)
        lax = CategoryGoals(own_depth_min_pct=Decimal(5), behind_max_points=Decimal(20))
        set_category_goals(session, chain_id, "饮料", lax)
    (found,) = answer(service, poster(service))
    assert (found.gaps[0].gap.outcome, listed(service)) == ("within", [])
    with writing(service.parts.engine) as session:
        say_pair(session, chain_id, "O-1", "R-1", competes=False, now=service.clock())
    (found,) = answer(service, poster(service, back=timedelta(minutes=5)))
    assert found.facts.why_not == "no_rival_of"


def test_policies_elsewhere_are_offered_with_their_money(service: Service) -> None:
    stock(service)
    with writing(service.parts.engine) as session:
        chain_id, _ = chain_and_store(session)
        day = service.clock().date()
        add_policy(session, chain_id, day, "P-7", "会员日七折", "0.7", budget=Decimal(9000), priority=-5)
    answer(service, poster(service))
    options = listed(service)[0]["options"]
    (switch,) = [one for one in options if one["kind"] == "switch_policy"]
    assert switch["title"] == "改用政策「会员日七折」（7折，力度30%）"
    assert (switch["policy"], switch["budget"], switch["unit_cost"], switch["extra_cost"]) == (
        "P-7",
        "9000",
        "3.00",
        "2.00",
    )
    # in force for three days before today, 20 units a day at 30 % of 10: at most 180 were given
    assert switch["budget_left"] == "8820.00"


def test_a_category_manager_decides_and_takes_it_back(service: Service) -> None:
    stock(service)
    answer(service, poster(service))
    (one,) = listed(service)
    client, path = service.client("category"), f"/api/proposals/{one['id']}"
    stale = client.post(f"{path}/approve", json={"option": 0, "mark": "old"})
    assert (stale.status_code, stale.json()["error"]["code"]) == (409, "proposal_changed")
    approved = client.post(f"{path}/approve", json={"option": 1, "mark": one["mark"]})
    assert approved.status_code == 200, approved.text
    assert (approved.json()["state"], approved.json()["chosen"], approved.json()["decided_by"]) == (
        "approved",
        1,
        "category",
    )
    refused = client.post(f"{path}/decline", json={"reason": "margin"})
    assert (refused.status_code, refused.json()["error"]["code"]) == (409, "proposal_closed")
    assert refused.json()["error"]["fix"]
    assert client.post(f"{path}/reopen").json()["state"] == "open"
    declined = client.post(f"{path}/decline", json={"reason": "no_budget", "note": "下月再议"}).json()
    assert (declined["state"], declined["reason"]) == ("declined", "no_budget: 下月再议")
    answer(service, one["audit_id"])
    assert [each["state"] for each in listed(service)] == ["declined"]


def test_who_may_see_and_who_may_decide(service: Service) -> None:
    stock(service)
    answer(service, poster(service))
    (one,) = listed(service)
    path = f"/api/proposals/{one['id']}"
    assert len(listed(service, "rep")) == len(listed(service, "manager")) == 1
    assert listed(service, "other_rep") == listed(service, "stranger") == []
    calls = {"approve": {"option": 0, "mark": one["mark"]}, "decline": {"reason": "wait"}, "reopen": None}
    for name, status in (("rep", 403), ("manager", 403), ("stranger", 404), (None, 401)):
        for what, body in calls.items():
            found = service.client(name).post(f"{path}/{what}", json=body)
            assert found.status_code == status, (name, what, found.text)
    for name in ("other_rep", "stranger"):
        assert service.client(name).get(path).status_code == 404
        assert service.client(name).get(one["evidence_url"]).status_code == 404
    assert listed(service)[0]["state"] == "open"


@pytest.mark.parametrize(
    ("what", "body"),
    [
        ("approve", {"option": -1, "mark": "x"}),
        ("approve", {"option": 0}),
        ("approve", {"option": "first", "mark": "x"}),
        ("decline", {"reason": "because"}),
        ("decline", {"reason": "other", "note": "x" * 251}),
        ("decline", {}),
    ],
)
def test_what_cannot_be_used_is_refused(service: Service, what: str, body: dict[str, Any]) -> None:
    stock(service)
    answer(service, poster(service))
    (one,) = listed(service)
    found = service.client("category").post(f"/api/proposals/{one['id']}/{what}", json=body)
    assert (found.status_code, found.json()["error"]["code"]) == (422, "invalid_request")
    far = service.client("category").post(
        f"/api/proposals/{one['id']}/approve", json={"option": 99, "mark": one["mark"]}
    )
    assert far.status_code == 422


def test_a_policy_that_ends_is_seen_when_the_poster_is_answered_again(service: Service) -> None:
    stock(service)
    audit_id = poster(service)
    answer(service, audit_id)
    with writing(service.parts.engine) as session:
        chain_id, _ = chain_and_store(session)
        withdraw_policy(session, chain_id, "P-1", now=service.clock())
    answer(service, audit_id)
    (one,) = listed(service)
    assert "当前无补贴" in one["message"]


def test_a_change_of_policies_pairs_or_rules_has_posters_answered_again(service: Service) -> None:
    stock(service)
    audit_id = poster(service)
    answer(service, audit_id)
    (one,) = listed(service)
    advisor = service.parts.advisor

    def changed(work: Callable[[Any, int], object]) -> None:
        with writing(service.parts.engine) as session:
            work(session, chain_and_store(session)[0])
        while advisor.catch_up():
            pass

    changed(lambda session, chain: withdraw_policy(session, chain, "P-1", now=service.clock()))
    assert "当前无补贴" in listed(service)[0]["message"]
    changed(lambda session, chain: restore_policy(session, chain, "P-1", now=service.clock()))
    assert listed(service)[0]["message"] == MESSAGE
    changed(
        lambda session, chain: say_pair(session, chain, "O-1", "R-1", competes=False, now=service.clock())
    )
    assert listed(service)[0]["state"] == "withdrawn"
    changed(lambda session, chain: say_pair(session, chain, "O-1", "R-1", competes=True, now=service.clock()))
    assert (listed(service)[0]["state"], listed(service)[0]["id"]) == ("open", one["id"])
    lax = CategoryGoals(own_depth_min_pct=Decimal(5), behind_max_points=Decimal(20))
    changed(lambda session, chain: set_category_goals(session, chain, "饮料", lax))
    assert listed(service)[0]["state"] == "withdrawn"


def test_a_correction_made_while_the_answer_is_worked_out_is_not_overlooked(
    service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    stock(service)
    audit_id, turns = poster(service), []

    def slow(facts: AnswerReading) -> tuple[PosterAnswer, ...]:
        turns.append(facts.words)
        if len(turns) == 1:  # somebody says meanwhile that it is no offer
            with writing(service.parts.engine) as session:
                user = find_user(session, "category")
                assert user is not None
                reject_offer(session, user, (audit_id, 0), 0, now=service.clock())
        return answers_of(facts)

    monkeypatch.setattr(api.answering, "answers_of", slow)
    (found,) = answer(service, audit_id)
    assert len(turns) == 2
    assert (found.facts.why_not, listed(service)) == ("no_offers", [])


def test_a_fresh_poster_is_held_against_today_s_policies(service: Service) -> None:
    stock(service)
    audit_id = poster(service, back=3 * DAY)
    answer(service, audit_id)
    with writing(service.parts.engine) as session:
        chain_id, _ = chain_and_store(session)
        draft = PolicyDraft(
            code="P-9",
            name="今起七折",
            kind="discount_rate",
            valid_from=service.clock().astimezone(service.settings.zone).date(),
            numbers=Numbers(rate=Decimal("0.7")),
            skus=("O-1",),
        )
        create_policy(session, chain_id, draft, now=service.clock())
    answer(service, audit_id)
    assert [one["state"] for one in listed(service)] == ["withdrawn"]
    service.clock.ahead = 60 * DAY
    (old,) = answer(service, audit_id)
    assert old.gaps[0].gap.points == 15  # of the day it was seen
