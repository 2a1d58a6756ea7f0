"""Routes over the API: read, set, taken back, in and out of workbooks; by supervisors within their own stores."""

from typing import Any

import pytest

from tests.api.conftest import Service

URL = "/api/routes"
DAY = {"username": "rep", "weekday": 0, "stores": ["S1"]}


@pytest.mark.parametrize("name", ["rep", "manager", "director"])
def test_routes_are_for_those_who_lead(service: Service, name: str) -> None:
    client = service.client(name)
    for answer in (
        client.get(URL),
        client.put(URL, json={"days": [DAY]}),
        client.post(f"{URL}/import", files={"file": ("a.csv", b"x")}),
        client.get(f"{URL}/list.xlsx"),
        client.get(f"{URL}/template.xlsx"),
        client.get("/routes"),
    ):
        assert answer.status_code == 403


@pytest.mark.parametrize("name", ["supervisor", "category", "admin"])
def test_a_day_is_set_and_taken_back(service: Service, name: str) -> None:
    client = service.client(name)
    done = client.put(URL, json={"days": [DAY]}).json()
    assert (done["created"], done["before"]) == (1, [{**DAY, "stores": []}])
    assert client.get(URL, params={"user": "rep"}).json()["days"] == [DAY]
    back = client.put(URL, json={"days": done["before"]}).json()
    assert (back["removed"], back["before"]) == (1, [DAY])
    assert client.get(URL).json()["days"] == []


@pytest.mark.parametrize(
    ("day", "status", "code"),
    [
        ({**DAY, "username": "nobody"}, 404, "user_not_found"),
        ({**DAY, "username": "manager"}, 404, "user_not_found"),
        ({**DAY, "stores": ["S9"]}, 404, "store_not_found"),
        ({**DAY, "stores": ["S2"]}, 422, "bad_value"),
        ({**DAY, "stores": ["S1", "S1"]}, 422, "bad_value"),
        ({**DAY, "weekday": 7}, 422, "invalid_request"),
    ],
)
def test_what_cannot_be_a_day_is_refused_whole(
    service: Service, day: dict[str, Any], status: int, code: str
) -> None:
    good = {**DAY, "weekday": 3}
    answer = service.client("category").put(URL, json={"days": [good, day]})
    assert (answer.status_code, answer.json()["error"]["code"]) == (status, code)
    assert service.client("category").get(URL).json()["days"] == []


def test_a_table_comes_in_with_its_bad_rows_listed_and_goes_out_again(service: Service) -> None:
    client = service.client("supervisor")
    text = "业务员账号,星期,门店编码,备注\nrep,周一,S1,x\nrep,周一,S2,\n".encode()
    done = client.post(f"{URL}/import", files={"file": ("a.csv", text)}).json()
    assert (done["imported"], done["created"], done["ignored_columns"]) == (1, 1, ["备注"])
    assert [(row["line"], row["code"]) for row in done["bad"]] == [(3, "unknown_store")]
    book = client.get(f"{URL}/list.xlsx")
    assert book.status_code == 200
    again = client.post(f"{URL}/import", files={"file": ("routes.xlsx", book.content)}).json()
    assert (again["unchanged"], again["bad"], again["before"]) == (1, [], [])
    assert client.get(f"{URL}/template.xlsx").content[:2] == b"PK"


def test_other_chains_have_no_part_in_it(service: Service) -> None:
    service.client("category").put(URL, json={"days": [DAY]})
    assert service.client("stranger").get(URL).json()["days"] == []
    assert service.client("stranger").put(URL, json={"days": [DAY]}).status_code == 404


def test_the_pages_show_everybodys_week_and_ones_own(service: Service) -> None:
    client = service.client("category")
    client.put(URL, json={"days": [DAY]})
    page = client.get("/routes")
    assert page.status_code == 200
    assert 'href="/routes?user=rep"' in page.text
    assert 'data-import="/api/routes/import"' in page.text
    week = client.get("/routes", params={"user": "rep"})
    assert week.text.count('data-code="S1"') == 1
    assert client.get("/routes", params={"user": "nobody"}).status_code == 404
    mine = service.client("supervisor").get("/routes").text
    assert "user=rep" in mine
    assert "other_rep" not in mine
