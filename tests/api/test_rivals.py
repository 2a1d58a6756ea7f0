"""Rivals' actions over the API and on the page: by right, with evidence, as a workbook, and as proposals when asked."""

import io
from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any
from urllib.parse import quote

import openpyxl
import pytest
from sqlmodel import Session

from api.settings import Settings
from catalog.database import writing
from catalog.mechanic import Numbers
from catalog.offer_said import OfferSaid
from catalog.people import assign_stores, create_store
from catalog.policies import create_policy
from catalog.policy_draft import Place, PolicyDraft
from catalog.poster_corrections import correct_offer
from catalog.queries_people import find_user
from catalog.rows import key
from catalog.sku_draft import SkuDraft
from catalog.skus import create_sku
from catalog.tables import User
from catalog.tables_history import DailyScan
from tests.api.conftest import Service
from tests.api.poster_rows import HALF, SPECIAL, save_poster
from tests.catalog.conftest import NOW
from tests.shelf_pictures import shelf_jpeg

AREA = {"city": "上海", "trade_area": "人民广场"}
EVIL = "=HYPERLINK(1)"


def user(session: Session, name: str = "category") -> User:
    found = find_user(session, name)
    assert found is not None
    return found


@pytest.fixture
def area(service: Service) -> Service:
    """Four stores in an area, three with a rival's 第二件半价, one of them in doubt; the rep works for the first."""
    now = service.parts.clock()
    with writing(service.parts.engine) as session:
        boss = user(session)
        stores = [create_store(session, boss.chain_id, f"A{n}", f"人民路{n}店", **AREA) for n in range(4)]
        assign_stores(session, user(session, "rep"), stores[:1])
        rival = _sku(session, boss, "K1", "红果", EVIL, competitor=True, price=5)
        own = _sku(session, boss, "O1", "清泉", "苹果汁", competitor=False, price=4)
        for ago, store in enumerate(stores[:3], 1):
            sha256 = service.parts.files.save(shelf_jpeg(seed=ago))
            deep = {**HALF, "depth": Decimal("0.4"), "rate": Decimal("0.2")}
            doubt = {**deep, "doubts": ["low_confidence"]} if ago == 3 else deep
            save_poster(
                session, key(store.id), sha256, at=now - timedelta(days=ago), offers=[doubt], sku_id=rival
            )
        for store in stores:
            for ago in range(28):
                day = (now - timedelta(days=ago)).date()
                session.add(DailyScan(store_id=key(store.id), sku_id=own, day=day, units=Decimal(5)))
    return service


def _sku(
    session: Session, boss: User, code: str, brand: str, name: str, *, competitor: bool, price: int
) -> int:
    draft = SkuDraft(code=code, brand=brand, name=name, spec="330ml", competitor=competitor, category="果汁")
    row = create_sku(session, boss.chain_id, draft, now=NOW)
    row.sku.list_price = Decimal(price)
    session.add(row.sku)
    session.flush()
    return key(row.sku.id)


def read(service: Service, who: str = "category", **asked: Any) -> dict[str, Any]:
    answer = service.client(who).get("/api/rivals", params=AREA | asked)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


def test_one_action_in_two_stores_with_its_evidence(area: Service) -> None:
    found = read(area)
    assert (found["stores"], found["visited"], found["cut"]) == (4, 3, False)
    (action,) = found["actions"]
    assert (action["stores"], action["running"], action["depth"]) == (2, True, "0.4")
    assert action["says"] == "80% off the 2nd"
    assert [(hit["sku"], hit["said"]) for hit in action["hits"]] == [("O1", False)]
    assert {one["store"] for one in action["sightings"]} == {"A0", "A1"}
    crop = area.client("category").get(action["sightings"][0]["crop_url"])
    assert crop.status_code == 200
    (doubtful,) = found["unchecked"]
    assert doubtful["sighting"]["store"] == "A2"
    assert area.client("category").get(doubtful["fix_url"].split("#")[0]).status_code == 200


def test_a_checked_reading_counts(area: Service) -> None:
    doubtful = read(area)["unchecked"][0]["sighting"]
    with writing(area.parts.engine) as session:
        said = OfferSaid("second_item", Numbers(n=2, rate=Decimal("0.2")), depth=Decimal("0.4"))
        correct_offer(session, user(session), (doubtful["audit_id"], 0), 0, said, now=area.parts.clock())
    found = read(area)
    assert (found["actions"][0]["stores"], found["unchecked"]) == (3, [])


def test_the_product_that_a_person_names_gives_the_depth(area: Service) -> None:
    with writing(area.parts.engine) as session:
        boss = user(session)
        store = create_store(session, boss.chain_id, "B1", "学院路店", city="北京", trade_area="中关村")
        sha256 = area.parts.files.save(shelf_jpeg(seed=9))
        offer = {**SPECIAL, "price": Decimal(4), "doubts": [], "readings": []}
        now = area.parts.clock()
        audit = save_poster(session, key(store.id), sha256, at=now, offers=[offer], brand="红果")
    place = {"city": "北京", "trade_area": "中关村"}
    (before,) = read(area, **place)["actions"]
    assert (before["sku"], before["depth"], before["hits"]) == (None, None, [])
    order = {"what": "product", "sku": "K1"}
    sent = area.client("category").post(f"/api/audits/{audit}/posters/0/corrections", json=order)
    assert sent.status_code == 201
    (after,) = read(area, **place)["actions"]
    assert (after["sku"], Decimal(after["depth"]), after["unit_price"]) == ("K1", Decimal("0.2"), "4.00")
    assert [hit["sku"] for hit in after["hits"]] == ["O1"]


def test_a_rep_sees_their_own_stores_and_the_period_is_kept(area: Service) -> None:
    mine = read(area, "rep")
    assert (mine["stores"], mine["actions"][0]["stores"]) == (1, 1)
    assert area.client("stranger").get("/api/rivals", params=AREA).status_code == 404
    assert area.client("category").get("/api/rivals", params={"city": "北京"}).status_code == 404
    assert area.client("category").get("/api/rivals", params={"days": 400}).status_code == 422
    assert read(area, days=1)["actions"] == []


def test_the_workbook_holds_no_formula(area: Service) -> None:
    answer = area.client("category").get("/api/rivals.xlsx", params=AREA)
    book = openpyxl.load_workbook(io.BytesIO(answer.content))
    assert book.sheetnames == ["Actions", "Photos", "To check", "About"]
    assert [cell.value for cell in book["Actions"][2]][:3] == [1, "红果", EVIL]
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert {cell.data_type for cell in cells} <= {"s", "n", "d"}
    photos = [row[4].value for row in book["Photos"].iter_rows(min_row=2)]
    assert len(photos) == 2
    assert all(str(url).startswith("http") for url in photos)


def regional(service: Service, locale: str = "en") -> list[dict[str, Any]]:
    """Proposals for areas; the service makes some for single stores by itself meanwhile."""
    found = service.client("category", locale=locale).get("/api/proposals").json()["proposals"]
    return [one for one in found if one["rule"] == "regional"]


def test_a_proposal_for_the_area_only_when_asked(area: Service) -> None:
    boss = area.client("category")
    with writing(area.parts.engine) as session:
        day = area.parts.clock().date()
        draft = PolicyDraft(
            code="P1",
            name="九折",
            kind="discount_rate",
            numbers=Numbers(rate=Decimal("0.9")),
            skus=("O1",),
            places=(Place("上海", "人民广场", ""),),
            valid_from=day - timedelta(days=1),
        )
        create_policy(session, user(session).chain_id, draft, now=area.parts.clock())
    assert regional(area) == []
    assert area.client("rep").post("/api/rivals/proposals", json=AREA).status_code == 403
    opened = boss.post("/api/rivals/proposals", json=AREA)
    assert opened.status_code == 201, opened.text
    again = boss.post("/api/rivals/proposals", json=AREA)
    assert again.json() == opened.json(), "brought up to date, not opened twice"
    (one,) = regional(area)
    assert (one["rule"], one["store"], one["trade_area"]) == ("regional", None, "人民广场")
    assert (Decimal(one["own_depth_pct"]), Decimal(one["rival_depth_pct"])) == (10, 40)
    assert "2 of 3 stores" in one["message"]
    enough = next(option for option in one["options"] if option["kind"] == "close_to_threshold")
    assert "Depth from 10% to 26%" in enough["why"]
    assert (enough["extra_cost"], enough["day_cost"]) == ("0.64", "12.80"), "20 units a day in the area"
    (action,) = one["params"]["actions"]
    assert len(action["photos"]) == 2
    assert boss.get(one["evidence_url"]).status_code == 200
    (chinese,) = regional(area, "zh-CN")
    assert "我司清泉 苹果汁 330ml补贴力度10%" in chinese["message"]
    approved = boss.post(f"/api/proposals/{one['id']}/approve", json={"option": 0, "mark": one["mark"]})
    assert approved.json()["state"] == "approved"
    nowhere = boss.post("/api/rivals/proposals", json={})
    assert (nowhere.status_code, nowhere.json()["error"]["params"]["field"]) == (422, "trade_area")


def test_nothing_to_adjust_is_said(service: Service) -> None:
    answer = service.client("category").post("/api/rivals/proposals", json={"city": "上海"})
    assert (answer.status_code, answer.json()["error"]["code"]) == (409, "nothing_to_adjust")


def page(service: Service, who: str, url: str = "/rivals", locale: str = "zh-CN") -> str:
    client = service.client(who, locale=locale)
    answer = client.get(url, headers={"Accept": "text/html"})
    assert answer.status_code == 200, answer.text
    return str(answer.text)


@pytest.mark.parametrize("locale", ["zh-CN", "en"])
def test_the_page(area: Service, locale: str) -> None:
    address = f"/rivals?area={quote('上海|人民广场')}&lang={locale}"
    html = page(area, "category", address, locale)
    assert "2<small>/3</small>" in html
    assert html.count('class="bar-line"') == 2, "wide and narrow"
    assert "data-propose" in html
    assert EVIL in html
    assert "/posters/0/fix#fix-0-0" in html
    assert page(area, "category", f"/rivals?lang={locale}").count("人民广场") >= 2, "where the newest hung"


def test_a_rep_begins_with_their_own_stores(area: Service) -> None:
    html = page(area, "rep")
    assert "1<small>/1</small>" in html
    assert "data-propose" not in html
    assert "cases.zip" not in html


def test_an_empty_area_says_what_to_do(service: Service) -> None:
    html = page(service, "rep", "/rivals?lang=en")
    assert "There is no photo at all from here" in html
    assert "/stores" in html
    missing = service.client("rep").get("/rivals?area=x%7Cy", headers={"Accept": "text/html"})
    assert missing.status_code == 404


def test_an_offer_without_a_product_asks_whose_it_is(
    start: Callable[..., Service], settings: Settings
) -> None:
    service = start(settings)
    with writing(service.parts.engine) as session:
        boss = user(session)
        store = create_store(session, boss.chain_id, "B1", "学院路店", city="北京", trade_area="中关村")
        sha256 = service.parts.files.save(shelf_jpeg())
        offer = {**SPECIAL, "doubts": [], "readings": []}
        save_poster(session, key(store.id), sha256, at=service.parts.clock(), offers=[offer], brand="大地")
    html = page(service, "category", "/rivals?lang=en")
    assert "Say which product it is" in html
    assert "#fix-0-product" in html
