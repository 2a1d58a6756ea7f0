"""The tips' page: whose tips it shows, in which words, and what a store manager starts the day with."""

import shutil
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from api.navigation import navigation_of
from api.pages_tips import say_close_reason
from api.security import COOKIE
from tests.api.conftest import PEOPLE, Service
from tests.api.tip_world import GAP, SHARE, advised
from tests.shelf_pictures import shelf_jpeg


def page(service: Service, name: str, path: str = "/tips", locale: str = "en") -> str:
    """The page as the browser of this person gets it."""
    headers = {
        "Accept": "text/html",
        "Accept-Language": locale,
        "Cookie": f"{COOKIE}={service.tokens[name]}; paimian_lang={locale}",
    }
    answer = service.client(None).get(path, headers=headers)
    assert answer.status_code == 200, (path, answer.text)
    return str(answer.text)


@pytest.fixture
def database_url(migrated_sqlite: Path, tmp_path: Path) -> str:
    """SQLite alone: the queries are tried on both elsewhere."""
    shutil.copy(migrated_sqlite, tmp_path / "paimian.db")
    return f"sqlite:///{tmp_path / 'paimian.db'}"


def test_a_day_begins_where_the_role_s_first_tab_leads(service: Service) -> None:
    for name, (role, _, _) in PEOPLE.items():
        headers = {"Accept": "text/html", "Cookie": f"{COOKIE}={service.tokens[name]}"}
        answer = service.client(None).get("/", headers=headers, follow_redirects=False)
        home = navigation_of(role).tabs[0].address  # type: ignore[arg-type]
        assert (answer.status_code, answer.headers["location"]) == (303, home)
    assert "/stores/S1" in page(service, "manager", "/stores")


def test_a_card_says_what_why_until_when_and_offers_the_answers(service: Service) -> None:
    audit = advised(service, GAP, SHARE)
    text = page(service, "manager")
    assert text.index("绿牌 茶 500ml") < text.index("the target 40.0 %")
    assert "+¥12.40 a day" in text
    assert "2 days 23 h left" in text
    assert f'href="/audits/{audit["id"]}"' in text
    for answer in ("data-done", "data-decline", "data-after", "evidence.jpg"):
        assert text.count(answer) >= 2, answer
    assert "data-reopen" not in text
    assert 'id="counts-title"' not in text  # one store: nothing to compare
    chinese = page(service, "manager", locale="zh-CN")
    assert "拍照验收" in chinese
    assert "还剩 2 天 23 小时" in chinese


def test_a_card_about_a_product_shows_what_it_looks_like(service: Service) -> None:
    client = service.client("category")
    client.post("/api/skus", json={"code": "T-1", "brand": "绿牌", "name": "茶", "spec": "500ml"})
    picture = {"file": ("pack.jpg", shelf_jpeg(seed=3))}
    made = client.post("/api/skus/T-1/references", files=picture)
    assert made.status_code == 201, made.text
    advised(service, replace(GAP, sku="T-1"), SHARE)
    first, second = service.client("manager").get("/api/tips").json()["tips"]
    assert first["sku_picture_url"] == made.json()["url"]
    assert second["sku_picture_url"] is None
    assert page(service, "manager").count(made.json()["url"]) == 1
    assert service.client("manager").get(first["sku_picture_url"]).status_code == 200


def test_a_category_manager_sees_how_each_store_stands(service: Service) -> None:
    advised(service, GAP)
    advised(service, SHARE, name="other_rep", store="S2", seed=4)
    text = page(service, "category")
    assert "Store S1" in text
    assert 'href="/tips?store=S2"' in text
    only = page(service, "category", "/tips?store=S2")
    assert "绿牌 茶" not in only
    assert "the target 40.0 %" in only


def test_who_has_nothing_to_do_is_told_so_in_a_friendly_way(service: Service) -> None:
    assert "All done here" in page(service, "manager")
    assert 'href="/stores/S1"' in page(service, "manager")
    assert "No store has an open tip" in page(service, "category")
    for state in ("done", "declined", "expired", "nonsense"):
        page(service, "manager", f"/tips?state={state}")


def test_what_ended_says_how_and_can_be_taken_back(service: Service) -> None:
    advised(service, GAP, SHARE)
    client = service.client("manager")
    first, second = client.get("/api/tips").json()["tips"]
    client.post(f"/api/tips/{first['id']}/done", json={"note": "补好了"})
    client.post(f"/api/tips/{second['id']}/decline", json={"reason": "no_room", "note": "<b>柱子</b>"})
    done, declined = (
        page(service, "manager", "/tips?state=done"),
        page(service, "manager", "/tips?state=declined"),
    )
    assert "补好了" in done
    assert "data-reopen" in done
    assert "There is no room · &lt;b&gt;柱子&lt;/b&gt;" in declined


def test_an_escalated_tip_is_with_the_supervisor_and_still_answerable(service: Service) -> None:
    advised(service, GAP)
    service.parts.jobs.expire_tips(service.clock() + timedelta(hours=service.settings.tip_hours, seconds=9))
    text = page(service, "supervisor", "/tips?state=expired")
    assert "passed on · supervisor" in text
    assert "data-done" in text


@pytest.mark.parametrize(
    ("kept", "said"),
    [
        ("no_stock", "No stock in the back"),
        ("other: 下周换货架", "Another reason · 下周换货架"),
        ("补了两排", "补了两排"),
        ("weird: text", "weird: text"),
        ("", ""),
    ],
)
def test_a_reason_of_ours_is_said_in_the_reader_s_language(kept: str, said: str) -> None:
    assert say_close_reason("en", kept) == said


def test_the_audit_page_tells_a_rep_what_to_do_before_leaving(service: Service) -> None:
    first = advised(service, GAP)
    assert f'data-tips="/audits/{first["id"]}/tips"' in page(service, "rep", f"/audits/{first['id']}")
    piece = page(service, "rep", f"/audits/{first['id']}/tips")
    assert "<html" not in piece
    assert "绿牌 茶 500ml" in piece
    newer = advised(service, GAP, seed=5)  # the tip moves on to the photo that shows it now
    assert "绿牌 茶" not in page(service, "rep", f"/audits/{first['id']}/tips")
    assert "绿牌 茶" in page(service, "rep", f"/audits/{newer['id']}/tips")
    cookie = f"{COOKIE}={service.tokens['other_rep']}"
    foreign = service.client(None).get(f"/audits/{first['id']}/tips", headers={"Cookie": cookie})
    assert foreign.status_code == 404
