"""What people say on single boxes: the report and its advice follow, what the models saw stays."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from sqlmodel import select

from catalog.database import reading
from catalog.queries_boxes import columns_of, products_in_force
from catalog.queries_history import count_gaps, facings_of
from catalog.tables_corrections import CorrectedBox, ShelfCorrection
from catalog.tables_seen import Detection
from tests.api.conftest import Service
from tests.shelf_pictures import shelf_jpeg


@pytest.fixture
def audit(service: Service) -> dict[str, Any]:
    """3 R and 3 B on layer 1, 3 G around a gap and 2 Y on layer 2, 2 R and 2 M on layer 3; RED and BLUE are known."""
    editor = service.client("category")
    for code, spec in (("RED", "330ml"), ("RED-L", "500ml"), ("BLUE", "330ml")):
        body = {"code": code, "brand": "青岚", "name": "柠檬茶" if code != "BLUE" else "可乐", "spec": spec}
        assert editor.post("/api/skus", json=body).status_code == 201
    return service.audited()


def correct(service: Service, audit: dict[str, Any], who: str = "category", **body: Any) -> Any:
    return service.client(who).post(f"/api/audits/{audit['id']}/corrections", json=body)


def undo(service: Service, audit: dict[str, Any], correction: int, who: str = "category") -> Any:
    return service.client(who).post(f"/api/audits/{audit['id']}/corrections/{correction}/undo")


def look(service: Service, audit: dict[str, Any]) -> dict[str, Any]:
    answer: dict[str, Any] = service.client("rep").get(f"/api/audits/{audit['id']}").json()
    return answer


def counted(report: dict[str, Any]) -> set[tuple[Any, ...]]:
    return {(f["sku"], f["layer"], f["columns"], f["units"]) for f in report["facings"] if f["sku"]}


def test_a_named_box_counts_as_named_and_its_look_alikes_do_not(
    service: Service, audit: dict[str, Any]
) -> None:
    made = correct(service, audit, action="name", number=1, sku="RED")
    assert made.status_code == 201, made.text
    [one] = made.json()["corrections"]
    assert (one["by"], one["sku"], one["before"]["sku"], one["source"]) == ("category", "RED", None, "page")
    assert [b["sku"] for b in made.json()["boxes"][:3]] == [None, "RED", None]
    now = look(service, audit)
    assert counted(now["report"]) == {("RED", 1, 1, 1)}
    assert now["corrections"] == made.json()["corrections"]
    marked = [p["corrected"]["by"] for p in now["report"]["products"] if "corrected" in p]
    assert marked == ["category"]
    assert [(s["brand"], s["facings"]) for s in now["shares"]] == [("青岚", 1), (None, 14)]
    group = next(g for g in now["groups"] if g["corrected"])
    assert (group["sku"], group["size"], group["named_by_person"]) == ("RED", 1, True)
    assert service.client("rep").get(group["crop_url"]).status_code == 200
    assert next(g for g in now["groups"] if g["number"] == now["report"]["products"][0]["group"])["size"] == 4
    assert now["advised_at"] is not None
    for page in (f"/audits/{audit['id']}", "/records"):
        assert service.client("category").get(page, headers={"Accept": "text/html"}).status_code == 200


def test_saying_it_again_adds_no_row_and_undoing_goes_back_exactly(
    service: Service, audit: dict[str, Any]
) -> None:
    before = look(service, audit)
    first = correct(service, audit, action="name", number=1, sku="RED").json()["corrections"][0]
    assert correct(service, audit, action="name", number=1, sku="RED").json()["corrections"] == []
    second = correct(service, audit, action="name", number=1, sku="BLUE").json()["corrections"][0]
    assert second["before"]["sku"] == "RED"
    assert undo(service, audit, second["id"]).json()["boxes"][1]["sku"] == "RED"
    assert undo(service, audit, first["id"]).json()["boxes"][1]["sku"] is None
    assert undo(service, audit, first["id"]).status_code == 200
    after = look(service, audit)
    assert after["report"] == before["report"]
    assert [c["undone_at"] is None for c in after["corrections"]] == [False, False]
    with reading(service.parts.engine) as session:
        assert session.exec(select(CorrectedBox)).all() == []


def test_a_removed_box_leaves_and_positions_close_up(service: Service, audit: dict[str, Any]) -> None:
    boxes = correct(service, audit, action="remove", number=0).json()["boxes"]
    assert len(boxes) == len(audit["report"]["products"]) - 1
    assert [(b["number"], b["position"]) for b in boxes if b["layer"] == 1] == [(n, n) for n in range(1, 6)]
    with reading(service.parts.engine) as session:
        assert len(session.exec(select(Detection).where(Detection.kind == "product")).all()) == 15


def test_an_added_box_finds_its_layer_and_fills_the_gap(service: Service, audit: dict[str, Any]) -> None:
    [gap] = audit["report"]["gaps"]
    boxes = correct(service, audit, action="add", xyxy=gap["xyxy"], sku="BLUE").json()["boxes"]
    added = next(b for b in boxes if b["sku"] == "BLUE")
    assert (added["number"], added["layer"], added["position"], added["said"]) == (15, 2, 3, True)
    assert [b["position"] for b in boxes if b["layer"] == 2] == [1, 2, 3, 4, 5, 6]
    assert look(service, audit)["report"]["gaps"] == []
    with reading(service.parts.engine) as session:
        assert count_gaps(session, (audit["id"],)) == 0
        total, unknown = columns_of(session, [audit["id"]])[audit["id"]]
        assert (total, unknown) == (16, 15)
        assert sorted((s.facings, s.units) for s in facings_of(session, (audit["id"],)) if s.sku_id) == [
            (1, 1)
        ]
        assert session.exec(select(products_in_force([audit["id"]]).c.number)).all()[-1] == 15


def test_units_of_one_stack_are_one_facing_however_they_were_drawn(
    service: Service, audit: dict[str, Any]
) -> None:
    x1, y1, x2, _ = audit["report"]["products"][0]["xyxy"]
    on_top = [x1, y1 - 50, x2, y1 - 1]
    correct(service, audit, action="add", xyxy=on_top, sku="RED")
    correct(service, audit, action="name", number=0, sku="RED")
    assert counted(look(service, audit)["report"]) == {("RED", 1, 1, 2)}


def test_a_moved_box_stands_where_it_was_moved(service: Service, audit: dict[str, Any]) -> None:
    x1, y1, x2, y2 = audit["report"]["products"][0]["xyxy"]
    far = [x1 + 384, y1, x2 + 384, y2]
    boxes = correct(service, audit, action="move", number=0, xyxy=far).json()["boxes"]
    moved = next(b for b in boxes if b["number"] == 0)
    assert (moved["layer"], moved["position"], moved["xyxy"]) == (1, 6, far)


def test_a_group_named_later_takes_its_boxes_along_but_not_those_said_one_by_one(
    service: Service, audit: dict[str, Any]
) -> None:
    group = audit["report"]["products"][0]["group"]
    correct(service, audit, action="name", number=1, sku="BLUE")
    named = service.client("category").post(
        f"/api/audits/{audit['id']}/groups/{group}/name", json={"sku": "RED"}
    )
    assert named.status_code == 200
    said_box = audit["report"]["products"][1]["xyxy"]
    assert all(
        abs(r["xyxy"][0] - said_box[0]) + abs(r["xyxy"][1] - said_box[1]) > 1
        for r in named.json()["references"]
    )
    skus = [p["sku"] for p in look(service, audit)["report"]["products"]]
    assert skus[:3] == ["RED", "BLUE", "RED"]
    assert skus.count("RED") == 4
    none = correct(service, audit, action="name", number=0, sku=None).json()
    assert none["boxes"][0]["sku"] is None
    assert none["corrections"][0]["before"]["sku"] == "RED"


def test_two_people_at_once_lose_no_row_and_the_later_one_counts(
    service: Service, audit: dict[str, Any]
) -> None:
    def say(turn: int) -> Any:
        url, sku = f"/api/audits/{audit['id']}/corrections", ("RED", "BLUE")[turn % 2]
        who = ("category", "admin")[turn % 2]
        headers = {"Authorization": f"Bearer {service.tokens[who]}"}
        body = {"action": "name", "number": turn // 2, "sku": sku}
        return service.http.post(url, json=body, headers=headers)

    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(say, range(8)))
    assert [a.status_code for a in answers] == [201] * 8
    with reading(service.parts.engine) as session:
        rows = session.exec(select(ShelfCorrection).order_by(ShelfCorrection.id)).all()  # type: ignore[arg-type]
    assert len(rows) == 8
    last = {row.number: row.sku_id for row in rows}
    boxes = service.client("rep").get(f"/api/audits/{audit['id']}/corrections").json()["boxes"]
    names = {1: "RED", 2: "RED-L", 3: "BLUE"}
    assert {b["number"]: b["sku"] for b in boxes if b["sku"]} == {n: names[s or 0] for n, s in last.items()}


@pytest.mark.parametrize(
    ("who", "body", "status", "code"),
    [
        ("category", {"action": "name", "number": 99, "sku": "RED"}, 404, "box_not_found"),
        ("category", {"action": "name", "number": 1, "sku": "nothing"}, 404, "sku_not_found"),
        ("category", {"action": "add", "xyxy": [1, 1, 3, 90]}, 422, "bad_box"),
        ("category", {"action": "add", "xyxy": [9000, 1, 9100, 90]}, 422, "bad_box"),
        ("category", {"action": "add"}, 422, "bad_box"),
        ("category", {"action": "burn", "number": 1}, 422, "invalid_request"),
        ("rep", {"action": "remove", "number": 1}, 403, "forbidden"),
        ("director", {"action": "remove", "number": 1}, 403, "forbidden"),
        ("stranger", {"action": "remove", "number": 1}, 404, "audit_not_found"),
    ],
)
def test_what_cannot_be_said(
    service: Service, audit: dict[str, Any], who: str, body: dict[str, Any], status: int, code: str
) -> None:
    answer = correct(service, audit, who, **body)
    assert (answer.status_code, answer.json()["error"]["code"]) == (status, code), answer.text
    assert look(service, audit)["corrections"] == []


def test_the_last_product_stays(service: Service, audit: dict[str, Any]) -> None:
    for number in range(14):
        assert correct(service, audit, action="remove", number=number).status_code == 201
    last = correct(service, audit, action="remove", number=14)
    assert (last.status_code, last.json()["error"]["code"]) == (409, "last_product")
    assert len(look(service, audit)["report"]["products"]) == 1


def test_a_named_box_may_become_a_reference_and_stop_being_one(
    service: Service, audit: dict[str, Any]
) -> None:
    editor, url = service.client("category"), f"/api/audits/{audit['id']}/boxes/1/reference"
    refused = editor.post(url)
    assert (refused.status_code, refused.json()["error"]["code"]) == (409, "box_unnamed")
    correct(service, audit, action="name", number=1, sku="RED")
    made = editor.post(url)
    assert made.status_code == 201, made.text
    assert editor.post(url).json() == made.json()
    seen_again = service.audited("category", store="S2", data=shelf_jpeg((".R.B......",), seed=3))
    assert [p["sku"] for p in seen_again["report"]["products"]] == ["RED", None]
    assert editor.delete(made.json()["url"].removesuffix(".jpg")).status_code == 204
    assert editor.get("/api/skus/RED/references").json() == []


def test_a_new_audit_begins_clean_and_takes_the_former_corrections_over_when_asked(
    service: Service, audit: dict[str, Any]
) -> None:
    [gap] = audit["report"]["gaps"]
    correct(service, audit, action="name", number=1, sku="RED")
    correct(service, audit, action="remove", number=14)
    correct(service, audit, action="add", xyxy=gap["xyxy"], sku="BLUE")
    was = look(service, audit)["report"]
    again = service.client("category").post(f"/api/audits/{audit['id']}/re-audit").json()["audit_id"]
    new = service.wait(again, "category")
    assert new["corrections"] == []
    assert len(new["report"]["products"]) == 15
    url = f"/api/audits/{again}/corrections"
    listed = service.client("category").get(url).json()
    assert listed["former"] == {"audit_id": audit["id"], "corrections": 3}
    carried = service.client("category").post(f"{url}/carry")
    assert carried.status_code == 201, carried.text
    assert len({c["batch"] for c in carried.json()["corrections"]}) == 1
    now = look(service, new)["report"]
    assert now["facings"] == was["facings"]
    assert [p["xyxy"] for p in now["products"]] == [p["xyxy"] for p in was["products"]]
    refused = service.client("category").post(f"/api/audits/{audit['id']}/corrections/carry")
    assert (refused.status_code, refused.json()["error"]["code"]) == (409, "nothing_to_carry")
