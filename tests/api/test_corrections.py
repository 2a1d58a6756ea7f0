"""Corrections over the API: by those who may see the store, with the depth worked out anew, each taken back."""

from decimal import Decimal
from typing import Any

import cv2
import numpy as np
import pytest

from catalog.database import writing
from catalog.queries_people import find_store, find_user
from catalog.rows import key
from catalog.sku_draft import SkuDraft
from catalog.skus import create_sku
from tests.api.conftest import Service
from tests.api.poster_rows import save_poster
from tests.shelf_pictures import shelf_jpeg


@pytest.fixture
def audit(service: Service) -> int:
    """A poster of store S1, and a rival's SKU with a list price."""
    with writing(service.parts.engine) as session:
        user = find_user(session, "rep")
        assert user is not None
        store = find_store(session, user.chain_id, "S1")
        assert store is not None
        draft = SkuDraft(code="K1", brand="红果", name="山楂汁", spec="330ml", competitor=True)
        row, now = create_sku(session, user.chain_id, draft, now=service.parts.clock()), service.parts.clock()
        row.sku.list_price = Decimal(12)
        session.add(row.sku)
        sha256 = service.parts.files.save(shelf_jpeg())
        return save_poster(session, key(store.id), sha256, at=now)


def send(service: Service, audit: int, who: str, status: int = 201, **body: Any) -> dict[str, Any]:
    answer = service.client(who).post(f"/api/audits/{audit}/posters/0/corrections", json=body)
    assert answer.status_code == status, answer.text
    found: dict[str, Any] = answer.json()
    return found


def test_a_rep_corrects_a_number_and_takes_it_back(service: Service, audit: int) -> None:
    says = {"kind": "special_price", "price": "5.9", "list_price": "8"}
    made = send(service, audit, "rep", what="offer", offer=0, says=says)
    assert made["says"]["price"] == "5.9"
    assert made["says"]["depth"] == "0.2625"
    assert made["says"]["text"] == "特价9.9元", "left out: as read"
    assert (made["by"], made["undone_at"]) == ("rep", None)
    url = f"/api/audits/{audit}/posters/0/corrections"
    undone = service.client("rep").post(f"{url}/{made['id']}/undo")
    assert undone.status_code == 200
    assert undone.json()["undone_at"] is not None
    (kept,) = service.client("manager").get(url).json()["corrections"]
    assert kept["id"] == made["id"]


def test_the_depth_is_worked_out_from_what_stands_beside_it(service: Service, audit: int) -> None:
    says = {"kind": "second_item", "n": 2, "price": "1"}
    half = send(service, audit, "rep", what="offer", offer=1, says=says)["says"]
    assert half["depth"] == str(((Decimal("9.9") - 1) / (2 * Decimal("9.9"))).quantize(Decimal("0.0001")))
    assert half["assumptions"] == ["buys_n", "base_is_sale_price"]
    send(service, audit, "rep", what="product", sku="K1")
    special = send(service, audit, "rep", what="offer", offer=0, says={"kind": "special_price", "price": "9"})
    assert (special["says"]["depth"], special["says"]["assumptions"]) == ("0.2500", ["catalogue_list_price"])


def test_a_corrected_list_price_is_that_of_the_offers_that_rest_on_it(service: Service, audit: int) -> None:
    def depths() -> list[tuple[str, float | None, float | None]]:
        poster = service.client("rep").get(f"/api/audits/{audit}").json()["poster"]
        return [(one["kind"], one["depth"], one["unit_price"]) for one in poster["offers"]]

    before = depths()
    says = {"kind": "money_off", "amount": "2"}
    send(service, audit, "rep", what="missed_offer", says=says)
    dear = {"kind": "special_price", "price": "9.9", "list_price": "20"}
    made = send(service, audit, "rep", what="offer", offer=0, says=dear)
    second, off = depths()[1:]
    assert (second[0], off) == ("second_item", ("money_off", 0.1, 18.0))
    assert second[2] == 15.0, "half of the second at ¥20"
    actions = service.client("category").get("/api/rivals?days=90").json()["actions"]
    assert {(one["kind"], one["depth"]) for one in actions} >= {("money_off", "0.1000")}
    service.client("rep").post(f"/api/audits/{audit}/posters/0/corrections/{made['id']}/undo")
    assert depths()[:2] == before


def test_no_offer_a_missed_one_and_whose_it_is(service: Service, audit: int) -> None:
    assert send(service, audit, "manager", what="not_an_offer", offer=1)["says"] is None
    missed = send(
        service, audit, "category", what="missed_offer", says={"kind": "buy_n_get_m", "n": 1, "m": 1}
    )
    assert (missed["offer"], missed["says"]["depth"]) == (1000, "0.5000")
    assert send(service, audit, "rep", what="product", sku="K1")["sku"] == "K1"
    assert send(service, audit, "rep", what="product")["sku"] is None


@pytest.mark.parametrize(
    ("body", "code", "field"),
    [
        ({"what": "offer", "offer": 0, "says": {"kind": "special_price"}}, "bad_value", "price"),
        (
            {"what": "offer", "offer": 0, "says": {"kind": "threshold_off", "threshold": "10", "amount": 99}},
            "bad_value",
            "amount",
        ),
        ({"what": "offer", "offer": 0, "says": {"kind": "gift", "price": "abc"}}, "invalid_request", "price"),
        ({"what": "offer", "offer": 0, "says": {"kind": "gift", "price": "NaN"}}, "invalid_request", "price"),
        ({"what": "offer", "offer": 0, "says": {"kind": "gift", "colour": 1}}, "invalid_request", "colour"),
        ({"what": "offer", "offer": 0, "says": {"kind": "bargain"}}, "bad_value", "kind"),
        ({"what": "offer", "says": {"kind": "gift"}}, "invalid_request", "body"),
        ({"what": "not_an_offer"}, "invalid_request", "body"),
        ({"what": "missed_offer"}, "invalid_request", "body"),
    ],
)
def test_slips_are_told(service: Service, audit: int, body: dict[str, Any], code: str, field: str) -> None:
    error = send(service, audit, "rep", status=422, **body)["error"]
    assert error["code"] == code
    assert error["params"]["field"].split(".")[-1] == field


def test_others_stores_are_closed(service: Service, audit: int) -> None:
    made = send(service, audit, "rep", what="not_an_offer", offer=0)
    url = f"/api/audits/{audit}/posters/0/corrections"
    for who in ("other_rep", "stranger"):
        assert service.client(who).get(url).status_code == 404
        assert service.client(who).post(f"{url}/{made['id']}/undo").status_code == 404
        error = send(service, audit, who, status=404, what="not_an_offer", offer=0)["error"]
        assert error["code"] == "poster_not_found"
    assert send(service, audit, "rep", status=404, what="not_an_offer", offer=9)["error"]["code"] == (
        "offer_not_found"
    )
    assert (
        send(service, audit, "rep", status=404, what="product", sku="no")["error"]["code"] == "sku_not_found"
    )


def test_the_crop_of_an_offer(service: Service, audit: int) -> None:
    url = f"/api/audits/{audit}/posters/0/offers"
    send(service, audit, "rep", what="not_an_offer", offer=1)
    for offer in (0, 1):
        answer = service.client("rep").get(f"{url}/{offer}/crop.jpg?longest=64")
        assert answer.status_code == 200
        picture = cv2.imdecode(np.frombuffer(answer.content, np.uint8), cv2.IMREAD_COLOR)
        assert picture is not None
        assert max(picture.shape[:2]) <= 64
    assert service.client("rep").get(f"{url}/7/crop.jpg").status_code == 404
    assert service.client("other_rep").get(f"{url}/0/crop.jpg").status_code == 404
