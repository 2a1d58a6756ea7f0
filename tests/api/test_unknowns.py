"""Unknown products across stores: many groups, one question, one answer."""

import time
from typing import Any

from sqlmodel import select

from catalog.database import reading
from catalog.queries_audits import get_audit
from catalog.tables_history import ShelfDaySku
from tests.api.conftest import Service
from tests.shelf_pictures import shelf_jpeg

NEW = {"brand": "青岚", "name": "柠檬茶", "spec": "330毫升", "competitor": False}


def questions(service: Service, state: str = "open") -> list[dict[str, Any]]:
    """The questions of a state, once all audits were gathered."""
    while service.parts.gatherer.catch_up():
        pass
    answer = service.client("category").get(f"/api/unknown?state={state}")
    assert answer.status_code == 200, answer.text
    found: list[dict[str, Any]] = answer.json()["unknown"]
    return found


def two_shops(service: Service) -> tuple[dict[str, Any], dict[str, Any]]:
    """Reds and blues in one store, reds and greens in another."""
    one = service.audited("category", data=shelf_jpeg((".RRRB.....",), seed=1))
    two = service.audited("category", store="S2", data=shelf_jpeg((".RRG......",), seed=2))
    return one, two


def test_look_alikes_of_two_stores_are_one_question(service: Service) -> None:
    one, two = two_shops(service)
    found = questions(service)
    assert [(q["facings"], q["groups"], q["stores"]) for q in found] == [(5, 2, 2), (1, 1, 1), (1, 1, 1)]
    red = found[0]
    assert {crop["store"] for crop in red["crops"]} == {"S1", "S2"}
    assert {crop["audit_id"] for crop in red["crops"]} == {one["id"], two["id"]}
    picture = service.client("category").get(red["crops"][0]["url"])
    assert picture.headers["content-type"] == "image/jpeg"
    assert service.client("category").get("/api/unknown/count").json() == {"open": 3}
    assert questions(service) == found, "gathering again changes nothing"


def test_named_once_all_reports_say_it_and_the_next_photo_knows_it(service: Service) -> None:
    one, two = two_shops(service)
    red = questions(service)[0]
    answer = service.client("category").post(f"/api/unknown/{red['id']}/name", json={"new": NEW})
    assert answer.status_code == 200, answer.text
    done = answer.json()
    code = done["sku"]["code"]
    assert (done["groups"], done["audits"], done["sku"]["spec"]) == (2, 2, "330ml")
    assert 2 <= len(done["references"]) <= 6
    for audit in (one, two):
        report = service.client("category").get(f"/api/audits/{audit['id']}").json()["report"]
        assert [p["sku"] for p in report["products"]].count(code) == [
            p["group"] for p in audit["report"]["products"]
        ].count(audit["report"]["products"][0]["group"])
    third = service.audited("rep", data=shelf_jpeg((".BRR......",), seed=3))
    assert [p["sku"] for p in third["report"]["products"]] == [None, code, code]
    assert [q["facings"] for q in questions(service)] == [2, 1], (
        "the blue ones met, nobody asks for red again"
    )
    assert [q["sku"] for q in questions(service, "named")] == [code]
    again = service.client("category").post(f"/api/unknown/{red['id']}/name", json={"sku": code})
    assert (again.status_code, again.json()["error"]["code"]) == (409, "unknown_answered")


def test_an_answer_is_taken_back_with_all_that_it_taught(service: Service) -> None:
    one, _ = two_shops(service)
    red = questions(service)[0]
    editor = service.client("category")
    code = editor.post(f"/api/unknown/{red['id']}/name", json={"new": NEW}).json()["sku"]["code"]
    assert editor.delete(f"/api/unknown/{red['id']}/name").status_code == 204
    report = editor.get(f"/api/audits/{one['id']}").json()["report"]
    assert {p["sku"] for p in report["products"]} == {None}
    assert editor.get(f"/api/skus/{code}").json()["active"] is False
    assert editor.get(f"/api/skus/{code}/references").json() == []
    assert (questions(service)[0]["id"], questions(service)[0]["facings"]) == (red["id"], 5)
    twice = editor.delete(f"/api/unknown/{red['id']}/name")
    assert (twice.status_code, twice.json()["error"]["code"]) == (409, "unknown_not_answered")
    third = service.audited("rep", data=shelf_jpeg((".RR.......",), seed=4))
    assert {p["sku"] for p in third["report"]["products"]} == {None}
    assert questions(service)[0]["facings"] == 7


def test_the_advice_of_named_audits_is_worked_out_anew(service: Service) -> None:
    one, two = two_shops(service)
    red = questions(service)[0]
    service.client("category").post(f"/api/unknown/{red['id']}/name", json={"new": NEW})
    until = time.monotonic() + 15
    while time.monotonic() < until:
        with reading(service.parts.engine) as session:
            advised = [get_audit(session, audit["id"]).audit.advised_at for audit in (one, two)]
            units = sorted(line.units for line in session.exec(select(ShelfDaySku)))
        if all(advised):
            break
        time.sleep(0.05)
    assert all(advised)
    assert units == [2, 3], "each store's day counts what was named"


def test_what_is_set_aside_asks_no_more_nor_does_what_looks_like_it(service: Service) -> None:
    two_shops(service)
    editor = service.client("category")
    red = questions(service)[0]
    assert editor.post(f"/api/unknown/{red['id']}/aside").status_code == 204
    service.audited("category", data=shelf_jpeg((".RR.......",), seed=5))
    assert red["id"] not in [q["id"] for q in questions(service)]
    assert len(questions(service)) == 2
    aside = questions(service, "aside")
    assert [(q["id"], q["facings"], q["state"]) for q in aside] == [(red["id"], 7, "aside")]
    assert editor.delete(f"/api/unknown/{red['id']}/aside").status_code == 204
    assert questions(service)[0]["id"] == red["id"]


def test_a_group_is_split_off_and_put_back(service: Service) -> None:
    two_shops(service)
    editor = service.client("category")
    red = questions(service)[0]
    second = red["crops"][1]
    made = editor.post(f"/api/unknown/{red['id']}/split", json={"group_id": second["group_id"]}).json()["id"]
    after = {q["id"]: q for q in questions(service)}
    assert after[made]["facings"] + after[red["id"]]["facings"] == 5
    assert after[red["id"]]["stores"] == after[made]["stores"] == 1
    only = editor.post(f"/api/unknown/{made}/split", json={"group_id": second["group_id"]})
    assert (only.status_code, only.json()["error"]["code"]) == (409, "unknown_is_one")
    assert editor.post(f"/api/unknown/{made}/join", json={"into": red["id"]}).status_code == 204
    assert (questions(service)[0]["facings"], questions(service)[0]["stores"]) == (5, 2)
    assert editor.get("/api/unknown?state=open").json()["total"] == 3


def test_a_second_look_at_a_photo_does_not_count_twice(service: Service) -> None:
    one, _ = two_shops(service)
    before = questions(service)[0]
    answer = service.client("category").post(f"/api/audits/{one['id']}/re-audit")
    service.wait(answer.json()["audit_id"], "category")
    after = questions(service)
    assert [(q["facings"], q["groups"]) for q in after] == [(5, 2), (1, 1), (1, 1)]
    assert after[0]["id"] == before["id"]


def test_a_group_that_was_named_on_its_photo_leaves_the_question(service: Service) -> None:
    one, _ = two_shops(service)
    red = questions(service)[0]
    editor = service.client("category")
    number = one["report"]["products"][0]["group"]
    editor.post(f"/api/audits/{one['id']}/groups/{number}/name", json={"new": NEW})
    left = next(q for q in questions(service) if q["id"] == red["id"])
    assert (left["facings"], left["stores"]) == (2, 1)
    assert [c["name"] for c in left["candidates"]] == ["柠檬茶"]
    assert left["candidates"][0]["probability"] > 0.9
    editor.delete(f"/api/audits/{one['id']}/groups/{number}/name")
    assert questions(service)[0]["facings"] == 5


def test_an_answer_taken_back_after_another_look_does_not_count_the_photo_twice(service: Service) -> None:
    one, _ = two_shops(service)
    red = questions(service)[0]
    editor = service.client("category")
    editor.post(f"/api/unknown/{red['id']}/name", json={"new": NEW})
    answer = editor.post(f"/api/audits/{one['id']}/re-audit")
    again = service.wait(answer.json()["audit_id"], "category")
    assert {p["sku"] for p in again["report"]["products"][:3]} != {None}
    questions(service)
    assert editor.delete(f"/api/unknown/{red['id']}/name").status_code == 204
    left = next(q for q in questions(service) if q["id"] == red["id"])
    assert (left["facings"], left["groups"], left["stores"]) == (2, 1, 1), "the former look counts no more"


def test_a_name_of_an_answer_taken_back_on_one_photo_asks_again(service: Service) -> None:
    one, _ = two_shops(service)
    red = questions(service)[0]
    editor = service.client("category")
    editor.post(f"/api/unknown/{red['id']}/name", json={"new": NEW})
    assert [q["facings"] for q in questions(service)] == [1, 1]
    number = one["report"]["products"][0]["group"]
    assert editor.delete(f"/api/audits/{one['id']}/groups/{number}/name").status_code == 204
    assert [q["facings"] for q in questions(service)] == [3, 1, 1], (
        "it is no longer that product: what is it?"
    )
    assert [(q["id"], q["facings"]) for q in questions(service, "named")] == [(red["id"], 2)]


def test_boxes_that_people_removed_or_named_one_by_one_are_no_question(service: Service) -> None:
    one, _ = two_shops(service)
    before = questions(service)
    editor = service.client("category")
    boxes = editor.get(f"/api/audits/{one['id']}/corrections").json()["boxes"]
    made = [
        editor.post(
            f"/api/audits/{one['id']}/corrections", json={"action": "remove", "number": box["number"]}
        ).json()["corrections"][0]["id"]
        for box in boxes[:3]
    ]
    assert [q["facings"] for q in questions(service)] == [2, 1, 1], "the reds of one store are no products"
    for correction in made:
        editor.post(f"/api/audits/{one['id']}/corrections/{correction}/undo")
    assert [(q["facings"], q["groups"]) for q in questions(service)] == [(5, 2), (1, 1), (1, 1)]
    assert questions(service)[0]["id"] == before[0]["id"]


def test_a_photo_that_is_gone_does_not_hinder_the_answer(service: Service) -> None:
    two_shops(service)
    red = questions(service)[0]
    editor = service.client("category")
    sha256 = editor.get(f"/api/audits/{red['crops'][0]['audit_id']}").json()["photo"]["sha256"]
    service.parts.files.path(sha256).unlink()
    service.parts.pictures._kept.clear()
    answer = editor.post(f"/api/unknown/{red['id']}/name", json={"new": NEW})
    assert answer.status_code == 200, answer.text
    assert (answer.json()["groups"], len(answer.json()["references"])) == (2, red["crops"][1]["facings"])


def test_an_answer_is_taken_back_after_its_sku_was_merged(service: Service) -> None:
    two_shops(service)
    editor = service.client("category")
    listed = editor.post("/api/skus", json={"code": "TEA", **NEW, "name": "柠檬红茶"})
    assert listed.status_code == 201, listed.text
    red = questions(service)[0]
    code = editor.post(f"/api/unknown/{red['id']}/name", json={"new": NEW}).json()["sku"]["code"]
    merged = editor.post("/api/skus/merge", json={"keep": "TEA", "drop": code}).json()
    assert [q["sku"] for q in questions(service, "named")] == ["TEA"]
    assert editor.delete(f"/api/unknown/{red['id']}/name").status_code == 204
    assert (questions(service)[0]["id"], questions(service)[0]["facings"]) == (red["id"], 5)
    assert editor.get("/api/skus/TEA/references").json() == []
    assert editor.get("/api/skus/TEA").json()["active"] is True, (
        "the catalogue had it before anybody named it"
    )
    editor.post(f"/api/unknown/{red['id']}/name", json={"sku": "TEA"})
    assert editor.delete(f"/api/skus/merges/{merged['id']}").status_code == 204
    assert [q["sku"] for q in questions(service, "named")] == ["TEA"], "this answer came after the merger"


def test_only_those_who_may_name_see_the_questions_and_only_of_their_chain(service: Service) -> None:
    two_shops(service)
    red = questions(service)[0]
    for name in ("rep", "manager", "supervisor", "director"):
        assert service.client(name).get("/api/unknown").status_code == 403
        assert service.client(name).post(f"/api/unknown/{red['id']}/aside").status_code == 403
    stranger = service.client("stranger")
    assert stranger.get("/api/unknown").json() == {"unknown": [], "total": 0}
    for path, body in (
        ("name", {"sku": "X"}),
        ("aside", None),
        ("split", {"group_id": 1}),
        ("join", {"into": 1}),
    ):
        answer = stranger.post(f"/api/unknown/{red['id']}/{path}", json=body)
        assert (answer.status_code, answer.json()["error"]["code"]) == (404, "unknown_not_found")
