"""The pages of visits and their workbook, for whoever may see the store: filters, paging, what is missing."""

from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from openpyxl import load_workbook

from tests.api.conftest import Service
from tests.api.visit_world import add_photo, begun, submit

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def visited(service: Service) -> int:
    """A submitted visit of S1 with two photos and an answer that would be a formula; one that goes on; one in S2."""
    made = begun(
        service,
        answers={"main_product": "=HYPERLINK(1)", "customer_wish": "<b>更多\n排面</b>"},
        latitude=31.23041,
        longitude=121.4737,
        accuracy_m=18,
    )
    add_photo(service)
    add_photo(service, kind="poster")
    assert submit(service).status_code == 200
    begun(service, "v2")
    begun(service, "far", "other_rep", store="S2")
    return int(made["id"])


def test_a_visit_shows_all_of_it_to_whoever_may_see_its_store(service: Service) -> None:
    visit_id = visited(service)
    for name in ("rep", "manager", "supervisor", "category", "director", "admin"):
        page = service.client(name, locale="zh-CN").get(f"/visits/{visit_id}")
        assert page.status_code == 200, name
        assert "31.23041, 121.47370" in page.text
        assert "&lt;b&gt;更多\n排面&lt;/b&gt;" in page.text
        assert page.text.count('class="tile"') == 2
        assert "已提交" in page.text
    for name in ("other_rep", "stranger"):
        assert service.client(name).get(f"/visits/{visit_id}").status_code == 404
    assert service.client("rep").get("/visits/0").status_code in {404, 422}
    assert service.client("rep").get("/visits/99999999999999999999").status_code in {404, 422}


def test_what_is_missing_stands_on_an_open_visit(service: Service) -> None:
    visited(service)
    own = service.client("rep", locale="zh-CN").get("/visits/2").text
    assert "还缺：货架照片 1 张" in own
    assert "继续这次拜访" in own
    assert "继续这次拜访" not in service.client("manager", locale="zh-CN").get("/visits/2").text


def test_the_list_is_filtered_and_goes_on(service: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    visited(service)
    monkeypatch.setattr("api.pages_visits.SHOWN", 2)
    client = service.client("category")

    def shown(**params: Any) -> int:
        page = client.get("/visits", params=params)
        assert page.status_code == 200
        return page.text.count('class="v-card"')

    first = client.get("/visits")
    assert 'href="/visits?before=2"' in first.text
    assert shown(before="2") == 1
    assert shown(store="S2") == 1
    assert shown(user="rep") == 2
    assert shown(user="supervisor") == 0
    today = client.get("/api/today").json()["day"]
    assert shown(**{"from": today, "to": today, "store": "S1"}) == 2
    assert shown(to="2020-01-01") == 0
    assert shown(**{"from": "x", "before": "-1", "to": "9999-12-31"}) == 2
    assert shown(before="0") == 2
    assert service.client("rep").get("/visits").text.count('class="v-card"') == 2
    people = service.client("rep").get("/visits").text
    assert "other_rep" not in people
    assert ">category<" not in people
    assert ">supervisor</option>" in people


def test_the_form_is_offered_to_those_who_may_change_it(service: Service) -> None:
    for name, offered in (("rep", False), ("supervisor", False), ("category", True), ("admin", True)):
        assert ('href="/visits/form"' in service.client(name).get("/visits").text) is offered


def test_the_workbook_has_a_row_a_visit_and_no_formula(service: Service) -> None:
    visited(service)
    begun(service, "old", started_at=(service.parts.clock() - timedelta(days=9)).isoformat())
    client = service.client("category", locale="zh-CN")
    sheet: Any = load_workbook(BytesIO(client.get("/api/visits.xlsx").content)).active
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert rows[0][-3:] == ["今日主推品", "竞品动作", "客户需求"]
    assert len(rows) == 5
    last = dict(zip(rows[0], rows[-1], strict=True))
    assert (last["门店编码"], last["账号"], last["状态"], last["货架照片"], last["海报照片"]) == (
        "S1",
        "rep",
        "已提交",
        1,
        1,
    )
    assert (last["今日主推品"], last["客户需求"]) == ("=HYPERLINK(1)", "<b>更多\n排面</b>")
    assert all(cell.data_type != "f" for row in sheet.iter_rows() for cell in row)
    zone = service.settings.zone
    begin = service.parts.clock().astimezone(zone).replace(tzinfo=None)
    assert abs(last["开始"] - begin) < timedelta(minutes=2)
    today = client.get("/api/today").json()["day"]
    few = client.get("/api/visits.xlsx", params={"from": today, "user": "rep", "store": "S1"}).content
    assert load_workbook(BytesIO(few)).active.max_row == 3  # type: ignore[union-attr]
    mine: Any = load_workbook(BytesIO(service.client("other_rep").get("/api/visits.xlsx").content)).active
    assert mine.max_row == 2
    assert service.client("other_rep").get("/api/visits.xlsx", params={"store": "S1"}).status_code == 404


def test_too_many_for_one_workbook_is_said(service: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    visited(service)
    monkeypatch.setattr("api.routes_visits.EXPORT_MOST", 2)
    answer = service.client("category").get("/api/visits.xlsx")
    assert (answer.status_code, answer.json()["error"]["code"]) == (422, "too_many_visits")
    assert service.client("category").get("/api/visits.xlsx", params={"store": "S1"}).status_code == 200
