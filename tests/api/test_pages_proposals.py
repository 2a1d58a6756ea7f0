"""Pages of our answers: a category manager's list, and what a rep sees on the poster's page."""

from datetime import timedelta
from typing import Any

import pytest

from api.pages_proposals import say_refusal
from api.security import COOKIE
from catalog.database import writing
from tests.api.conftest import Service
from tests.api.poster_rows import HALF
from tests.api.proposal_world import add_policy, answer, chain_and_store, poster, stock


def page(service: Service, name: str, path: str = "/proposals", locale: str = "en") -> str:
    cookie = f"{COOKIE}={service.tokens[name]}"
    headers = {"Cookie": cookie, "Accept-Language": locale, "Accept": "text/html"}
    found = service.client(None).get(f"{path}{'&' if '?' in path else '?'}lang={locale}", headers=headers)
    assert found.status_code == 200, found.text
    return found.text


def test_the_list_shows_the_evidence_both_depths_and_each_option_s_cost(service: Service) -> None:
    stock(service)
    answer(service, poster(service))
    text = page(service, "category", locale="zh-CN")
    for words in (
        "差15个百分点，建议追加堆头",
        "evidence.jpg",
        'width="25.0"',
        'width="10.0"',
        "到手 ¥6.75",
        "每100ml ¥1.35",
        "追平需每件再补 ¥1.50",
        "¥2.50",
        "批准「跟进第二件半价（力度25%）」",
        "都是假设",
        "不会自动改价或改政策",
    ):
        assert words in text, words
    assert text.count("data-approve") == 3
    assert "data-approve" not in page(service, "rep")
    assert "Nothing to decide" in page(service, "other_rep")
    assert 'href="/proposals"' in text
    assert 'href="/proposals"' not in page(service, "rep").split("<main")[0]


@pytest.mark.parametrize("locale", ["zh-CN", "en"])
def test_decided_and_withdrawn_ones_say_how_and_by_whom(service: Service, locale: str) -> None:
    stock(service)
    audit_id = poster(service)
    answer(service, audit_id)
    client = service.client("category")
    (one,) = client.get("/api/proposals").json()["proposals"]
    path = f"/api/proposals/{one['id']}"
    client.post(f"{path}/decline", json={"reason": "no_budget", "note": "<b>下月</b>"})
    declined = page(service, "category", "/proposals?state=declined", locale)
    assert "&lt;b&gt;下月&lt;/b&gt;" in declined
    assert ("没有预算" if locale == "zh-CN" else "No budget") in declined
    assert "data-reopen" in declined
    client.post(f"{path}/reopen")
    client.post(f"{path}/approve", json={"option": 0, "mark": one["mark"]})
    approved = page(service, "category", "/proposals?state=approved&store=S1", locale)
    assert ("已批准此方案" if locale == "zh-CN" else "This one was approved") in approved
    assert "data-approve" not in approved
    client.post(f"{path}/reopen")
    with writing(service.parts.engine) as session:
        chain_id, _ = chain_and_store(session)
        add_policy(session, chain_id, service.clock().date(), "P-3", "七折", "0.7", priority=3)
    answer(service, audit_id)
    gone = page(service, "category", "/proposals?state=withdrawn", locale)
    assert ("不再成立" if locale == "zh-CN" else "No longer so") in gone
    assert "data-reopen" not in gone
    page(service, "category", "/proposals?state=nonsense", locale)


def test_a_rep_sees_the_gap_the_suggestion_and_how_the_proposal_stands(service: Service) -> None:
    stock(service)
    audit_id = poster(service)
    answer(service, audit_id)
    path = f"/audits/{audit_id}"
    text = page(service, "rep", path, "zh-CN")
    assert "差15个百分点，建议追加堆头" in text
    assert "成本：堆头每天30.00元" in text
    assert "已提交品类经理，待定" in text
    assert "查看方案" not in text
    assert "查看方案" in page(service, "category", path, "zh-CN")
    client = service.client("category")
    (one,) = client.get("/api/proposals").json()["proposals"]
    client.post(f"/api/proposals/{one['id']}/approve", json={"option": 0, "mark": one["mark"]})
    assert "品类经理已批准：追加堆头" in page(service, "rep", path, "zh-CN")
    assert "Approved by the category manager: Add a floor stack" in page(service, "rep", path)


def test_an_approved_floor_stack_is_a_tip_and_not_told_twice(service: Service) -> None:
    stock(service)
    answer(service, poster(service))
    client = service.client("category")
    (one,) = client.get("/api/proposals").json()["proposals"]
    client.post(f"/api/proposals/{one['id']}/approve", json={"option": 0, "mark": one["mark"]})
    text = page(service, "manager", "/tips", "zh-CN")
    assert "请为 清泉 山楂汁 480ml 加一个堆头" in text
    assert "已批准的应对" not in text


def test_an_approved_answer_stands_above_the_store_s_tips(service: Service) -> None:
    stock(service)
    answer(service, poster(service))
    assert "已批准的应对" not in page(service, "manager", "/tips", "zh-CN")
    client = service.client("category")
    (one,) = client.get("/api/proposals").json()["proposals"]
    client.post(f"/api/proposals/{one['id']}/approve", json={"option": 2, "mark": one["mark"]})
    told = "Store S1：跟进第二件半价（力度25%）（竞品 红果 山楂汁 500ml）"
    assert told in page(service, "manager", "/tips", "zh-CN")
    assert "Store S1: Match it" in page(service, "rep", "/tips")
    assert "Match it" not in page(service, "other_rep", "/tips")
    client.post(f"/api/proposals/{one['id']}/reopen")
    assert "Match it" not in page(service, "rep", "/tips")


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"rival": "O-1"}, "This poster is ours"),
        ({"rival": None}, "It is not known yet which rival"),
        ({"valid_until": "past"}, "do not run today"),
        ({"doubts": ["readings_differ"]}, "nothing is proposed before"),
    ],
)
def test_why_there_is_no_answer_is_said(service: Service, more: dict[str, Any], words: str) -> None:
    stock(service)
    offer = dict(HALF)
    if "valid_until" in more:
        offer["valid_until"] = (service.clock() - timedelta(days=9)).date()
        more = {}
    if "doubts" in more:
        offer, more = {**offer, "doubts": more["doubts"]}, {}
    audit_id = poster(service, offer, **more)
    answer(service, audit_id)
    assert words in page(service, "rep", f"/audits/{audit_id}")


def test_names_from_outside_stay_text(service: Service) -> None:
    stock(service)
    evil = '<script>alert("x")</script>'
    changed = service.client("category").patch("/api/skus/R-1", json={"name": evil})
    assert changed.status_code == 200, changed.text
    audit_id = poster(service)
    answer(service, audit_id)
    for text in (page(service, "category"), page(service, "rep", f"/audits/{audit_id}")):
        assert evil not in text
        assert "&lt;script&gt;" in text


@pytest.mark.parametrize(
    ("kept", "said"),
    [
        ("no_budget", "No budget"),
        ("other: 下周再看", "Another reason · 下周再看"),
        ("weird: text", "weird: text"),
        ("", ""),
    ],
)
def test_a_reason_of_ours_is_said_in_the_reader_s_language(kept: str, said: str) -> None:
    assert say_refusal("en", kept) == said
