"""Planograms over the API: a golden photo, drafts, publishing, rights, and photos held against them."""

from collections import Counter
from datetime import timedelta
from typing import Any

import pytest

from tests.api.conftest import Service
from tests.api.plan_shelves import advised, golden, later_visit, name_everything, published, wait_until
from tests.shelf_pictures import SHELF, shelf_jpeg

PLAN = {
    "code": "BAY-1",
    "name": "一节",
    "layer_heights_mm": [300, 300],
    "slots": [{"layer": 1, "position": 1, "sku": "P1", "facings": 3}],
}


def test_a_golden_photo_becomes_a_draft_of_what_stands_on_it(service: Service) -> None:
    audit, draft = golden(service, code="BAY-1", name="标准一节")
    assert (draft["code"], draft["state"], draft["source"]) == ("BAY-1", "draft", "golden_photo")
    assert draft["source_audit_id"] == audit["id"]
    layers = Counter()
    for slot in draft["slots"]:
        layers[slot["layer"]] += slot["facings"]
    assert layers == {1: 6, 2: 5, 3: 4}
    assert draft["width_mm"] == pytest.approx(60 / 56 * (56 + 8 * 64 - 64), rel=0.05)
    again = service.client("category").post(f"/api/audits/{audit['id']}/planogram", json={"code": "BAY-1"})
    assert (again.status_code, again.json()["planogram"]["version"]) == (201, 2)


def test_what_nobody_named_is_told_and_a_photo_of_strangers_becomes_nothing(service: Service) -> None:
    audit = service.audited()
    client = service.client("category")
    none = client.post(f"/api/audits/{audit['id']}/planogram")
    assert (none.status_code, none.json()["error"]["code"]) == (409, "nothing_known")
    first = audit["groups"][0]
    new = {"code": "P1", "brand": "青岚", "name": "茶", "spec": "330ml"}
    client.post(f"/api/audits/{audit['id']}/groups/{first['number']}/name", json={"new": new})
    made = client.post(f"/api/audits/{audit['id']}/planogram").json()
    assert {slot["sku"] for slot in made["planogram"]["slots"]} == {"P1"}
    assert sum(slot["facings"] for slot in made["planogram"]["slots"]) + len(made["unknown"]) == 15
    places = made["planogram"]["unknown"]
    assert sum(place["facings"] for place in places) == len(made["unknown"])
    kept = {(p["layer"], p["position"]) for p in [*made["planogram"]["slots"], *places]}
    assert len(kept) == len(made["planogram"]["slots"]) + len(places)
    crop = client.get(made["unknown"][0]["crop_url"])
    assert crop.headers["content-type"] == "image/jpeg"


def test_strangers_of_the_golden_photo_are_left_alone_once_they_have_names(service: Service) -> None:
    audit = service.audited()
    first, *others = audit["groups"]
    client = service.client("category")
    name = f"/api/audits/{audit['id']}/groups/{first['number']}/name"
    client.post(name, json={"new": {"code": "G0", "brand": "青岚", "name": "茶", "spec": "330ml"}})
    draft = client.post(f"/api/audits/{audit['id']}/planogram").json()["planogram"]
    client.post(f"/api/planograms/{draft['id']}/publish", json={})
    for group in others:
        new = {"code": f"G{group['number']}", "brand": "青岚", "name": "别的", "spec": "1L"}
        client.post(f"/api/audits/{audit['id']}/groups/{group['number']}/name", json={"new": new})
    told = later_visit(service, SHELF)["compliance"]
    assert told["outcome"] == "judged"
    assert {one["verdict"] for one in told["verdicts"]} == {"ok"}


def test_the_next_photo_is_held_against_the_plan_by_itself_and_says_what_changed(service: Service) -> None:
    published(service, code="BAY-1")
    audit = later_visit(service)
    told = audit["compliance"]
    assert (told["planogram"], told["outcome"], told["chosen"]) == ("BAY-1", "judged", False)
    said = {(one["verdict"], one["layer"]) for one in told["verdicts"] if one["verdict"] != "ok"}
    assert ("too_few", 1) in said
    assert said & {("wrong_product", 2), ("missing", 2), ("misplaced", 2)}
    assert told["ok"] < told["judged"] <= told["slots"]
    assert told["score_pct"] == f"{100 * told['ok'] / told['judged']:.1f}"
    few = next(one for one in told["verdicts"] if one["verdict"] == "too_few")
    assert (few["planned"], few["seen"]) == (3, 2)
    assert "has 2" in few["sentence"]
    assert "青岚" in few["sentence"]
    chinese = service.client("rep", locale="zh-CN").get(f"/api/audits/{audit['id']}").json()["compliance"]
    assert "排面" in next(one for one in chinese["verdicts"] if one["verdict"] == "too_few")["sentence"]


def test_the_golden_photo_itself_is_in_order_once_its_plan_is_published(service: Service) -> None:
    """Publishing works the advice out anew where there was no plan yet, and so does naming."""
    audit, draft = golden(service, code="BAY-1")
    body = {"valid_from": f"{service.clock() + timedelta(days=2):%Y-%m-%d}"}
    service.client("category").post(f"/api/planograms/{draft['id']}/publish", json=body)
    assert advised(service, audit["id"])["compliance"] is None
    copy = service.client("category").post(f"/api/planograms/{draft['id']}/copy").json()
    service.client("category").post(f"/api/planograms/{copy['id']}/publish", json={"stores": ["S2"]})
    assert advised(service, audit["id"])["compliance"] is None
    copy = service.client("category").post(f"/api/planograms/{draft['id']}/copy").json()
    service.client("category").post(f"/api/planograms/{copy['id']}/publish", json={"stores": ["S1"]})
    first = advised(service, audit["id"])["compliance"]
    assert (first["version"], first["score_pct"], first["chosen"]) == (3, "100.0", False)
    number = audit["groups"][0]["number"]
    address = f"/api/audits/{audit['id']}/groups/{number}/name"
    assert service.client("category").delete(address).status_code == 204
    undone = advised(service, audit["id"])["compliance"]
    assert undone["unsure"] > 0
    service.client("category").post(address, json={"sku": f"P{number}"})
    named = advised(service, audit["id"])["compliance"]
    assert (named["score_pct"], named["unsure"], named["not_judged"]) == ("100.0", 0, 0)
    assert named["ok"] == named["slots"]


def test_another_bay_is_said_only_when_somebody_chose_the_plan(service: Service) -> None:
    _, draft = golden(service, code="GOLD")
    client = service.client("category")
    top = {"code": "BAY-1", "slots": [slot for slot in draft["slots"] if slot["layer"] == 1]}
    made = client.post("/api/planograms", json=top).json()
    client.post(f"/api/planograms/{made['id']}/publish", json={})
    audit = later_visit(service, ("..........", ".GGGYYYMM.", "..........", ".MMYYYGGG."), seed=9)
    assert audit["compliance"] is None
    answer = service.client("rep").post(f"/api/audits/{audit['id']}/judge?planogram=BAY-1")
    assert answer.status_code == 200, answer.text
    told = answer.json()
    assert (told["outcome"], told["score_pct"], told["chosen"]) == ("other_bay", None, True)
    assert "does not look like this bay" in told["summary"]
    assert service.client("rep").get(f"/api/audits/{audit['id']}").json()["compliance"] == told


def test_a_bay_chosen_by_hand_can_be_let_go_again(service: Service) -> None:
    _, plan = published(service, code="BAY-1")
    client, rep = service.client("category"), service.client("rep")
    audit = later_visit(service)
    by_itself = audit["compliance"]
    other = {"code": "OTHER", "slots": [plan["slots"][-1] | {"layer": 1, "position": 1, "facings": 5}]}
    client.post(f"/api/planograms/{client.post('/api/planograms', json=other).json()['id']}/publish", json={})
    address = f"/api/audits/{audit['id']}/judge"
    assert rep.post(f"{address}?planogram=OTHER").json()["chosen"]
    page = rep.get(f"/audits/{audit['id']}?lang=en", headers={"Accept": "text/html"}).text
    assert "Back to automatic" in page
    assert rep.delete(address).status_code == 204
    again = advised(service, audit["id"])["compliance"]
    assert again | {"made_at": None} == by_itself | {"made_at": None}
    assert (
        "Back to automatic"
        not in rep.get(f"/audits/{audit['id']}?lang=en", headers={"Accept": "text/html"}).text
    )
    assert service.client("stranger").delete(address).status_code == 404


def test_a_photo_let_go_that_looks_like_no_bay_stays_open_to_a_later_plan(service: Service) -> None:
    _, draft = golden(service, code="GOLD")
    client, rep = service.client("category"), service.client("rep")
    top = {"code": "BAY-1", "slots": [slot for slot in draft["slots"] if slot["layer"] == 1]}
    client.post(f"/api/planograms/{client.post('/api/planograms', json=top).json()['id']}/publish", json={})
    audit = later_visit(service, ("..........", ".GGGYYYMM.", "..........", ".MMYYYGGG."), seed=9)
    assert audit["compliance"] is None
    address = f"/api/audits/{audit['id']}/judge"
    assert rep.post(f"{address}?planogram=BAY-1").json()["chosen"]
    assert [rep.delete(address).status_code for _ in range(2)] == [204, 204]
    assert advised(service, audit["id"])["compliance"] is None
    fitting = client.post(f"/api/audits/{audit['id']}/planogram", json={"code": "FIT"}).json()["planogram"]
    assert client.post(f"/api/planograms/{fitting['id']}/publish", json={}).status_code == 200
    assert advised(service, audit["id"])["compliance"]["planogram"] == "FIT"


def test_a_draft_is_saved_by_one_at_a_time_and_never_after_it_is_published(service: Service) -> None:
    _, draft = golden(service, code="BAY-1")
    client = service.client("category")
    address = f"/api/planograms/{draft['id']}"
    body: dict[str, Any] = {key: draft[key] for key in ("code", "name", "category", "slots", "width_mm")}
    body["slots"][0]["facings"] = 4
    saved = client.put(address, json=body | {"unchanged_since": draft["changed_at"]})
    assert saved.status_code == 200, saved.text
    assert saved.json()["slots"][0]["facings"] == 4
    late = service.client("admin").put(address, json=body | {"unchanged_since": draft["changed_at"]})
    assert (late.status_code, late.json()["error"]["code"]) == (409, "planogram_changed")
    assert client.post(f"{address}/publish", json={"stores": ["S1"]}).json()["targets"]["stores"] == ["S1"]
    body["unchanged_since"] = client.get(address).json()["changed_at"]
    shut = client.put(address, json=body)
    assert (shut.status_code, shut.json()["error"]["code"]) == (409, "planogram_not_draft")
    copy = client.post(f"{address}/copy")
    assert (copy.status_code, copy.json()["version"], copy.json()["state"]) == (201, 2, "draft")
    assert copy.json()["slots"] == saved.json()["slots"]


def test_lists_and_what_is_in_force_in_a_store(service: Service) -> None:
    _, draft = golden(service, code="BAY-1")
    client = service.client("category")
    client.post(f"/api/planograms/{draft['id']}/publish", json={"stores": ["S1"]})
    (row,) = client.get("/api/planograms").json()["planograms"]
    assert (row["code"], row["versions"][0]["state"], row["versions"][0]["facings"]) == (
        "BAY-1",
        "published",
        15,
    )
    rep = service.client("rep")
    assert rep.get("/api/planograms?store=S1").json()["planograms"][0]["code"] == "BAY-1"
    assert client.get("/api/planograms?store=S2").json()["planograms"] == []
    assert rep.get("/api/planograms?store=S2").status_code == 404
    client.post(f"/api/planograms/{draft['id']}/withdraw")
    assert rep.get("/api/planograms?store=S1").json()["planograms"] == []


@pytest.mark.parametrize("who", ["rep", "manager"])
def test_only_editors_write(service: Service, who: str) -> None:
    audit, draft = golden(service, code="BAY-1")
    client = service.client(who)
    assert client.get(f"/api/planograms/{draft['id']}").status_code == 200
    refused = [
        client.post("/api/planograms", json=PLAN),
        client.put(f"/api/planograms/{draft['id']}", json=PLAN | {"unchanged_since": draft["changed_at"]}),
        client.post(f"/api/planograms/{draft['id']}/publish", json={}),
        client.post(f"/api/planograms/{draft['id']}/withdraw"),
        client.post(f"/api/planograms/{draft['id']}/copy"),
        client.post(f"/api/audits/{audit['id']}/planogram"),
    ]
    assert [answer.status_code for answer in refused] == [403] * 6
    # a draft is nobody's duty yet: only an editor may try it on a photo
    tried = client.post(f"/api/audits/{audit['id']}/judge?planogram=BAY-1")
    assert (tried.status_code, tried.json()["error"]["code"]) == (404, "planogram_not_found")
    assert (
        service.client("category").post(f"/api/audits/{audit['id']}/judge?planogram=BAY-1").json()["chosen"]
    )


def test_another_chains_planograms_are_not_there(service: Service) -> None:
    audit, draft = published(service, code="BAY-1")
    stranger = service.client("stranger")
    assert stranger.get("/api/planograms").json() == {"planograms": []}
    address = f"/api/planograms/{draft['id']}"
    answers = [
        stranger.get(address),
        stranger.post(f"{address}/copy"),
        stranger.post(f"{address}/withdraw"),
        stranger.post(f"{address}/publish", json={}),
        stranger.post(f"/api/audits/{audit['id']}/planogram"),
        stranger.post(f"/api/audits/{audit['id']}/judge?planogram=BAY-1"),
    ]
    assert [answer.status_code for answer in answers] == [404] * 6


@pytest.mark.parametrize(
    ("change", "status"),
    [
        ({"slots": [PLAN["slots"][0], PLAN["slots"][0]]}, 422),
        ({"slots": [PLAN["slots"][0] | {"layer": 3}]}, 422),
        ({"slots": [PLAN["slots"][0] | {"facings": 0}]}, 422),
        ({"slots": [PLAN["slots"][0] | {"sku": "NOBODY"}]}, 404),
        ({"code": "A/B"}, 422),
        ({"surprise": 1}, 422),
    ],
)
def test_what_cannot_be_is_refused(service: Service, change: dict[str, Any], status: int) -> None:
    name_everything(service, service.audited())
    client = service.client("category")
    assert client.post("/api/planograms", json=PLAN | change).status_code == status
    assert client.post("/api/planograms", json=PLAN).status_code == 201
    twice = client.post("/api/planograms", json=PLAN)
    assert (twice.status_code, twice.json()["error"]["code"]) == (409, "planogram_exists")


def test_a_failure_of_the_advice_leaves_the_audit_done_and_is_made_good(
    service: Service, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    published(service, code="BAY-1")

    def burst(*_: object, **__: object) -> None:
        raise RuntimeError("no disk left")

    with monkeypatch.context() as broken:
        broken.setattr("api.advising.save_compliance", burst)
        audit = service.audited(data=shelf_jpeg(seed=11))
        assert (audit["state"], audit["compliance"]) == ("done", None)
        wait_until(lambda: "its report stands" in caplog.text)
    service.parts.advisor._failed.clear()
    service.parts.jobs.wake()
    assert advised(service, audit["id"])["compliance"]["outcome"] == "judged"


def test_tips_and_the_stores_day_follow_of_the_photo(service: Service) -> None:
    published(service, code="BAY-1")
    audit = later_visit(service)
    tips = service.client("manager").get("/api/tips").json()["tips"]
    assert ("too_few", audit["id"]) in {(tip["kind"], tip["audit_id"]) for tip in tips}
    solved = later_visit(service, SHELF, seed=21)
    assert solved["compliance"]["score_pct"] == "100.0"
    left = service.client("manager").get("/api/tips?state=open").json()["tips"]
    assert "too_few" not in {tip["kind"] for tip in left}


def test_an_old_photo_is_judged_but_is_nobodys_task_today(service: Service) -> None:
    published(service, code="BAY-1")
    before = (service.clock() - timedelta(days=5)).isoformat()
    audit = later_visit(service, captured_at=before)
    assert audit["compliance"]["outcome"] == "judged"
    tips = service.client("manager").get("/api/tips").json()["tips"]
    assert audit["id"] not in {tip["audit_id"] for tip in tips}
