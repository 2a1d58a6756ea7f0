"""A new policy filled in from an option of a proposal; a person looks at it and saves it, or not."""

import html
import json
import re
from datetime import timedelta
from typing import Any

import pytest

from tests.api.conftest import Service
from tests.api.poster_rows import HALF
from tests.api.proposal_world import answer, poster, stock
from tests.api.test_pages_proposals import page
from tests.api.test_proposal_groups import spread


def draft_of(text: str) -> dict[str, Any]:
    found = re.search(r'data-draft="([^"]*)"', text)
    assert found is not None
    return dict(json.loads(html.unescape(found[1])))


@pytest.mark.parametrize(
    ("kind", "numbers"), [("match_mechanic", {"n": 2, "rate": "0.5"}), ("close_to_threshold", {})]
)
def test_the_form_is_filled_and_what_it_holds_can_be_saved(
    service: Service, kind: str, numbers: dict[str, Any]
) -> None:
    stock(service)
    until = (service.clock() + timedelta(days=3)).date().isoformat()
    answer(service, poster(service, {**HALF, "valid_until": (service.clock() + timedelta(days=3)).date()}))
    client = service.client("category")
    (one,) = client.get("/api/proposals").json()["proposals"]
    option = [each["kind"] for each in one["options"]].index(kind)
    path = f"/policies/edit?from_proposal={one['id']}&option={option}"
    assert html.escape(path) in page(service, "category")
    text = page(service, "category", path)
    draft = draft_of(text)
    assert "not saved yet" in text
    assert {name: draft[name] for name in numbers} == numbers
    assert (draft["skus"], draft["valid_until"], draft["priority"]) == (
        [{"code": "O-1", "name": "清泉 山楂汁 480ml"}],
        until,
        1,
    )
    assert client.get("/api/policies").json()["total"] == 1  # looking saved nothing
    order = {**draft, "skus": [sku["code"] for sku in draft["skus"]]}
    saved = client.post("/api/policies", json=order)
    assert saved.status_code == 201, saved.text
    assert saved.json()["code"] == f"A-{one['id']}-{option + 1}"


def test_a_group_s_policy_is_for_all_its_areas(service: Service) -> None:
    spread(service, 12)
    (group,) = service.client("category").get("/api/proposals/groups").json()["groups"]
    option = [each["kind"] for each in group["options"]].index("match_mechanic")
    path = f"/policies/edit?from_proposal={group['first']['id']}&option={group['options'][option]['place']}"
    areas = [place["trade_area"] for place in draft_of(page(service, "category", f"{path}&all=1"))["places"]]
    assert areas == [f"商圈{number}" for number in range(5)]
    assert len(draft_of(page(service, "category", path))["places"]) == 1


def test_what_is_no_policy_cannot_be_made_one(service: Service) -> None:
    stock(service)
    answer(service, poster(service))
    (one,) = service.client("category").get("/api/proposals").json()["proposals"]
    stack = [each["kind"] for each in one["options"]].index("floor_stack")
    client = service.client("category")
    for query, status in (
        (f"{one['id']}&option={stack}", 422),
        (f"{one['id']}&option=99", 422),
        ("999", 404),
    ):
        assert client.get(f"/policies/edit?from_proposal={query}").status_code == status
    assert service.client("rep").get(f"/policies/edit?from_proposal={one['id']}").status_code in {403, 404}
