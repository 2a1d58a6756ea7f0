"""The distribution report over HTTP: what it says, whose stores it tells of, what it makes of bad input."""

import re

import pytest

from tests.api.conftest import Service
from tests.api.distribution_world import DAY, fill_past

URL = "/api/reports/distribution"


@pytest.fixture
def filled(service: Service) -> Service:
    fill_past(service.parts)
    return service


def test_the_report_of_the_chain(filled: Service) -> None:
    found = filled.client("category").get(URL).json()
    period = found["period"]
    assert (period["from"], period["to"], period["cut"]) == ("2026-08-23", str(DAY), False)
    assert (period["base_day"], period["within_days"], period["sales_days"]) == ("2026-08-29", 30, 28)
    head = found["headline"]
    assert (head["stores"], head["audited"], head["generated"]) == (2, 2, 0)
    assert (head["facings"], head["seen"], head["unknown"]) == (17, 19, 2)
    assert (head["must"], head["oos"], head["oos_pct"]) == (3, 1, "33.3")
    first, second = found["skus"]
    assert (first["sku"], first["stores"], first["nd_pct"], first["wd_pct"], first["facings"]) == (
        "A1", 2, "100.0", "100.0", 17,
    )  # fmt: skip
    assert (second["nd_pct"], second["oos_stores"], second["trend"]["lost"]) == ("0.0", 1, 1)
    assert found["weights"] == {"水": "units"}  # no price is known
    assert first["days"][0]["stores"] == 1
    assert first["days"][-1] == {"day": str(DAY), "nd_pct": "100.0", "stores": 2, "audited": 2, "facings": 17}
    assert [g["category"] for g in found["by_category"]] == ["水"]


def test_each_sees_the_stores_that_are_theirs(filled: Service) -> None:
    for name in ("rep", "manager"):
        own = filled.client(name).get(URL).json()
        assert (own["headline"]["stores"], own["headline"]["facings"]) == (1, 12)
        assert filled.client(name).get(URL, params={"store": "S2"}).status_code == 404
    other = filled.client("other_rep").get(URL).json()
    assert [(sku["sku"], sku["facings"]) for sku in other["skus"]] == [("A1", 5)]
    strange = filled.client("stranger").get(URL).json()
    assert (strange["headline"]["stores"], strange["skus"]) == (0, [])
    assert filled.client(None).get(URL).status_code == 401


@pytest.mark.parametrize(
    ("asked", "skus"),
    [
        ({"store": "S2"}, ["A1"]),
        ({"trade_area": "学校"}, ["A1", "A2"]),
        ({"sku": "A2"}, ["A2"]),
        ({"brand": "清泉"}, ["A1"]),
        ({"category": "茶"}, []),
        ({"category": "' OR 1=1 --"}, []),
        ({"from": "2026-01-01", "to": "2026-02-01"}, []),
        ({"from": "2030-01-01", "to": "2030-02-01"}, []),
    ],
)
def test_filters_narrow_it_and_an_empty_report_is_a_report(
    filled: Service, asked: dict[str, str], skus: list[str]
) -> None:
    answer = filled.client("category").get(URL, params=asked)
    assert answer.status_code == 200
    assert [sku["sku"] for sku in answer.json()["skus"]] == skus


@pytest.mark.parametrize("locale", ["zh-CN", "en"])
@pytest.mark.parametrize(
    ("asked", "status", "code"),
    [
        ({"from": "yesterday"}, 422, "bad_day"),
        ({"to": "2026-02-30"}, 422, "bad_day"),
        ({"from": "2026-11-02", "to": "2026-11-01"}, 422, "period_reversed"),
        ({"store": "S9"}, 404, "store_not_found"),
        ({"sku": "nothing"}, 404, "sku_not_found"),
        ({"brand": "x" * 101}, 422, "invalid_request"),
    ],
)
def test_bad_input_is_told_in_words(
    filled: Service, asked: dict[str, str], status: int, code: str, locale: str
) -> None:
    answer = filled.client("category", locale=locale).get(URL, params=asked)
    assert answer.status_code == status
    error = answer.json()["error"]
    assert error["code"] == code
    assert "?" not in error["message"]
    assert bool(re.search(r"[一-鿿]", error["message"])) == (locale == "zh-CN")


def test_a_huge_range_is_cut_and_said(filled: Service) -> None:
    period = filled.client("category").get(URL, params={"from": "0001-01-01"}).json()["period"]
    assert (period["from"], period["to"], period["cut"]) == ("2025-11-20", str(DAY), True)
    for asked in ({"to": "9999-12-31"}, {"to": "0001-01-01"}, {"from": "9999-12-31"}):
        assert filled.client("category").get(URL, params=asked).status_code == 200


def test_a_chain_without_any_visit_has_an_empty_report(service: Service) -> None:
    found = service.client("category").get(URL).json()
    assert found["skus"] == found["by_category"] == []
    assert found["headline"]["mean_nd_pct"] is None
