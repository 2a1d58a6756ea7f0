"""The distribution pages: one press away, each role its own stores, every figure with a way to its evidence."""

import re

import pytest
from sqlmodel import update

from catalog.database import reading, writing
from catalog.queries_distribution_evidence import audits_showing
from catalog.queries_people import find_user
from catalog.queries_skus import get_sku
from catalog.tables_seen import Facing
from tests.api.conftest import Service
from tests.api.distribution_world import DAY, NASTY, fill_past
from tests.api.test_pages_routes import _Inline

PAGE = {"accept": "text/html"}


@pytest.fixture
def filled(service: Service) -> Service:
    fill_past(service.parts)
    return service


def page(
    service: Service, path: str, name: str | None = "category", locale: str = "en", status: int = 200
) -> str:
    path += ("&" if "?" in path else "?") + f"lang={locale}"
    answer = service.client(name, locale=locale).get(path, headers=PAGE, follow_redirects=False)
    assert answer.status_code == status, answer.text[:500]
    return answer.text


def test_it_is_one_press_away(filled: Service) -> None:
    for name in ("rep", "manager", "category", "admin"):
        assert 'href="/distribution"' in page(filled, "/records", name)
    assert 'href="/distribution" aria-current="page"' in page(filled, "/distribution")


def test_the_whole_report_in_both_languages(filled: Service) -> None:
    english, chinese = page(filled, "/distribution"), page(filled, "/distribution", locale="zh-CN")
    for text in (english, chinese):
        assert "100.0%" in text
        assert 'class="chart wide-chart"' in text
        assert 'class="chart narrow-chart"' in text
        assert "/api/reports/distribution.xlsx?from=2026-08-23&amp;to=2026-11-20" in text
        assert 'href="/distribution/skus/A1"' in text
    assert "Fastest growing" in english
    assert "2 were visited" in english
    assert "增长最快" in chinese
    assert "按门店近 28 天的品类销量加权" in chinese  # no price is known, and the page says so


def test_a_skus_stores_and_a_stores_skus_lead_to_photos(filled: Service) -> None:
    sku = page(filled, "/distribution/skus/A2")
    assert "out of stock" in sku
    assert 'href="/distribution/stores/S1"' in sku
    photos = f"/records?store=S1&amp;from={DAY}&amp;to={DAY}&amp;zone=Asia%2FShanghai"
    assert photos in sku
    store = page(filled, "/distribution/stores/S1")
    assert photos in store
    assert 'href="/distribution/skus/A1"' in store
    assert len(re.findall(r"<strong>2026-\d\d-\d\d</strong>", store)) == 30


def test_the_newest_audit_that_counted_the_sku_is_found_for_those_who_may_see_it(filled: Service) -> None:
    audit_id = filled.audited("rep", store="S1")["id"]
    engine = filled.parts.engine
    with writing(engine) as session:
        people = {name: find_user(session, name) for name in ("rep", "other_rep")}
        sku = get_sku(session, people["rep"].chain_id, "A1").sku.id
        session.exec(update(Facing).where(Facing.audit_id == audit_id).values(sku_id=sku, group_number=None))
    with reading(engine) as session:
        assert audits_showing(session, people["rep"], sku, ["S1", "S2"]) == {"S1": audit_id}
        assert audits_showing(session, people["rep"], sku, ["S2"]) == {}
        assert audits_showing(session, people["other_rep"], sku, ["S1"]) == {}


def test_generated_history_is_said_and_links_to_no_photo(service: Service) -> None:
    fill_past(service.parts, photos=0)
    text = page(service, "/distribution")
    assert "history made up by the demo" in text
    sku = page(service, "/distribution/skus/A1")
    assert "demo history, no photo" in sku
    assert "/records?store" not in sku


def test_rights(filled: Service) -> None:
    own = page(filled, "/distribution/skus/A1", "other_rep")
    assert "Store S2" in own
    assert "Store S1" not in own
    page(filled, "/distribution/stores/S1", "other_rep", status=404)
    page(filled, "/distribution/skus/A1", "stranger", status=404)
    page(filled, "/distribution", None, status=303)


def test_empty_and_bad_periods(filled: Service) -> None:
    def asked(first: str, last: str = "", status: int = 200) -> str:
        return page(filled, f"/distribution?from={first}&to={last}", status=status)

    assert "No visit to count" in asked("2020-01-01", "2020-02-01")
    assert "This is not a day: 2026-13-01" in asked("2026-13-01", status=422)
    assert "before it begins" in asked("2026-02-01", "2026-01-01", status=422)
    assert "the last 366" in asked("1999-01-01")
    assert "No store shows this SKU" in page(filled, "/distribution/skus/A3")


def test_names_stay_text_and_nothing_is_inline(filled: Service) -> None:
    for path in (
        "/distribution",
        "/distribution/skus/A2",
        "/distribution/stores/S2",
        "/distribution/stores/S1",
    ):
        text = page(filled, path)
        assert NASTY[5] not in text
        parser = _Inline()
        parser.feed(text)
        assert parser.found == [], path
    evil = filled.client("category").get("/distribution", headers=PAGE, params={"brand": f'">{NASTY[5]}'})
    assert NASTY[5] not in evil.text
