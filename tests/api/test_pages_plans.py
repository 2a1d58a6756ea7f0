"""The pages of planograms without a script: who sees what, and names that bite."""

import re

import httpx

from tests.api.conftest import Service
from tests.api.pages_world import EVIL
from tests.api.plan_shelves import later_visit, name_everything, published
from tests.shelf_pictures import SHELF

PAGE = {"Accept": "text/html"}


def _page(service: Service, who: str, path: str) -> httpx.Response:
    return service.client(who).get(f"{path}?lang=en", headers=PAGE, follow_redirects=False)


def test_who_may_not_edit_sees_the_drawing_and_no_editor(service: Service) -> None:
    _, plan = published(service, code="BAY-1")
    copy = service.client("category").post(f"/api/planograms/{plan['id']}/copy").json()
    for version in (plan, copy):
        page = _page(service, "rep", version["page"]).text
        assert page.count('role="option"') == len(version["slots"])
        for tool in ("data-tool", "data-act", "plan_editor.js", "data-publish"):
            assert tool not in page
    editor = _page(service, "category", copy["page"]).text
    assert "plan_editor.js" in editor
    assert "data-publish" in editor
    shut = _page(service, "category", plan["page"]).text
    assert "plan_editor.js" not in shut
    assert 'data-act="copy"' in shut
    listed = _page(service, "category", "/plans").text
    assert [int(n) for n in re.findall(r'href="/plans/(\d+)"', listed)] == [copy["id"], plan["id"]]
    assert _page(service, "rep", "/plans/import").status_code == 403
    assert _page(service, "stranger", plan["page"]).status_code == 404
    assert _page(service, "rep", "/plans/999").status_code == 404


def test_names_are_text_in_the_drawing_and_in_the_sentences(service: Service) -> None:
    _, plan = published(service, code="BAY-1", name=EVIL)
    patch = {"name": EVIL, "brand": f'"{EVIL}'}
    for sku in {slot["sku"] for slot in plan["slots"]}:
        assert service.client("category").patch(f"/api/skus/{sku}", json=patch).status_code == 200
    audit = later_visit(service)
    for path in ("/plans", plan["page"], f"/audits/{audit['id']}"):
        page = _page(service, "category", path).text
        assert "&lt;script&gt;alert" in page, path
        assert "<script>alert" not in page, path


def test_the_audit_page_says_what_was_left_out_and_marks_what_is_wrong(service: Service) -> None:
    published(service, code="BAY-1")
    audit = later_visit(service)
    page = _page(service, "rep", f"/audits/{audit['id']}").text
    told = audit["compliance"]
    assert told["summary"] in page
    marked = [v for v in told["verdicts"] if v["verdict"] not in {"ok", "not_judged"} and v["xyxy"]]
    assert len(re.findall(r"data-mark=", page)) == len(marked) > 0
    assert "data-golden" not in page
    right = later_visit(service, SHELF, seed=8)
    calm = _page(service, "rep", f"/audits/{right['id']}").text
    assert "Every slot that could be judged is in order." in calm
    assert "plan-toggle" not in calm


def test_a_bay_that_no_planogram_knows_is_said_to_be_so(service: Service) -> None:
    first = service.audited()
    name_everything(service, first)
    assert (
        "No planogram is in force in this store yet."
        in _page(service, "category", f"/audits/{first['id']}").text
    )
    assert 'id="compliance-title"' not in _page(service, "rep", f"/audits/{first['id']}").text
    slots = [{"layer": 1, "position": n, "sku": f"P{n}", "facings": 4} for n in (1, 2)]
    made = service.client("category").post("/api/planograms", json={"code": "RB", "slots": slots}).json()
    service.client("category").post(f"/api/planograms/{made['id']}/publish", json={})
    strange = later_visit(service, ("..........", ".MMMYYYMM.", "..........", ".MMYYYMMM."), seed=9)
    page = _page(service, "rep", f"/audits/{strange['id']}").text
    assert "No planogram of this store looks like this bay." in page
    assert '<option value="RB">' in page
