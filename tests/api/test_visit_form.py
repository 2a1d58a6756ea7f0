"""What a chain asks of a visit: at most three fields, what is compulsory, undo; a begun visit keeps its form."""

from typing import Any

import pytest

from tests.api.conftest import Service
from tests.api.visit_world import add_photo, begun, put, submit

URL = "/api/visit-form"
PUSHED = {"label": "今日主推品", "label_en": "Pushed today", "key": "main_product", "required": True}
CYCLE = {
    "label": "客户采购周期",
    "kind": "choice",
    "choices": ["3 个月", "6 个月", "不确定"],
    "required": True,
}


def test_three_fields_by_default_and_one_shelf_photo(service: Service) -> None:
    told = service.client("category").get(URL).json()
    assert [field["label"] for field in told["fields"]] == ["今日主推品", "竞品动作", "客户需求"]
    assert (told["id"], told["photos"], told["can_undo"]) == (None, {"shelf": 1}, False)
    refused = service.client("category").post(f"{URL}/undo")
    assert (refused.status_code, refused.json()["error"]["code"]) == (409, "visit_form_nothing_to_undo")


@pytest.mark.parametrize("name", ["rep", "manager", "supervisor", "director"])
def test_the_form_is_the_category_managers(service: Service, name: str) -> None:
    client = service.client(name)
    answers = (client.get(URL), client.put(URL, json={"fields": []}), client.post(f"{URL}/undo"))
    assert {answer.status_code for answer in answers} == {403}


def test_the_form_decides_what_a_visit_lacks(service: Service) -> None:
    client = service.client("category")
    order = {"fields": [PUSHED, CYCLE], "photos": {"shelf": 2, "poster": 1, "panorama": 0}}
    told = client.put(URL, json=order).json()
    assert (told["photos"], told["changed_by"]) == ({"shelf": 2, "poster": 1}, "category")
    cycle = told["fields"][1]["key"]
    begun(service, answers={cycle: "3 个月"})
    wrong = put(service, answers={cycle: "4 个月"})
    assert (wrong.status_code, wrong.json()["error"]["params"]["reason"]) == (422, "unknown_choice")
    add_photo(service)
    error = submit(service).json()["error"]
    assert error["params"]["missing"] == ["shelf", "poster", "main_product"]
    assert error["params"]["photos"] == {"shelf": 1, "poster": 1}
    assert "1 shelf photo, 1 poster photo, Pushed today" in error["message"]
    add_photo(service)
    add_photo(service, kind="poster")
    begun(service, answers={cycle: "3 个月", "main_product": "青柠气泡水"})
    assert submit(service).json()["answers"] == {"main_product": "青柠气泡水", cycle: "3 个月"}


def test_a_visit_keeps_the_form_that_it_was_begun_with(service: Service) -> None:
    client = service.client("category")
    begun(service, answers={"rival_action": "堆头"})
    first = client.put(URL, json={"fields": [PUSHED]}).json()["id"]
    kept = begun(service, answers={"rival_action": "买二送一"})
    assert kept["form"]["id"] is None
    assert begun(service, "v2")["form"]["id"] == first
    client.put(URL, json={"fields": [CYCLE]})
    late = begun(service, "v3", form=first, answers={"main_product": "x"})
    assert late["form"]["id"] == first
    default = begun(service, "v4", form=None, answers={"customer_wish": "x"})
    assert default["form"]["id"] is None
    unknown = put(service, "v5", form=99)
    assert (unknown.status_code, unknown.json()["error"]["code"]) == (404, "visit_form_not_found")


def test_undo_and_undo_again(service: Service) -> None:
    client = service.client("category")

    def labels(answer: Any) -> list[str]:
        return [field["label"] for field in answer.json()["fields"]]

    client.put(URL, json={"fields": [PUSHED]})
    same = client.put(URL, json={"fields": [PUSHED]}).json()
    assert same["id"] == 1
    assert labels(client.post(f"{URL}/undo")) == ["今日主推品", "竞品动作", "客户需求"]
    assert labels(client.post(f"{URL}/undo")) == ["今日主推品"]
    assert service.client("stranger").get(URL).json()["id"] is None


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ([{"label": f"问{n}"} for n in range(4)], "too_many_fields"),
        ([{"label": ""}], "empty"),
        ([{"label": "a", "kind": "choice", "choices": ["x"]}], "choices_count"),
        ([{"label": "a", "kind": "choice", "choices": ["x", "x"]}], "duplicate_id"),
        ([{"label": "a", "choices": ["x", "y"]}], "text_has_no_choices"),
        ([{"label": "a"}, {"label": "a"}], "duplicate_id"),
        ([{"label": "a", "key": "shelf"}], "field_key"),
        ([{"label": "a", "key": "A b"}], "field_key"),
    ],
)
def test_what_nobody_could_fill_in_is_refused(
    service: Service, fields: list[dict[str, Any]], reason: str
) -> None:
    answer = service.client("category").put(URL, json={"fields": fields})
    error = answer.json()["error"]
    assert (answer.status_code, error["code"], error["params"]["reason"]) == (422, "bad_value", reason)
    if reason == "too_many_fields":
        assert "19 %" in error["message"]
