"""Planograms in a real browser: a golden photo, the editor by mouse and by keys, a clash, compliance on the photo."""

import shutil
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest

from api.app import create_app
from api.settings import Settings
from tests.api.chromium import DESK, PHONE, Chromium
from tests.api.conftest import PASSWORD, fill
from tests.api.plan_shelves import AFTER, ROUGH
from tests.api.serving import serving
from tests.shelf_pictures import SHELF, shelf_jpeg

Open = Callable[..., Chromium]


@dataclass
class Shop:
    """The whole service on a port; `audit` is a photo of which everything is named."""

    address: str
    tokens: dict[str, str]
    audit: int = 0

    def call(self, method: str, path: str, who: str = "category", **more: Any) -> Any:
        """One call of the API."""
        headers = {"Authorization": f"Bearer {self.tokens[who]}", "Accept-Language": "en"}
        answer = httpx.request(method, self.address + path, headers=headers, timeout=60, **more)
        assert answer.is_success, answer.text
        return answer.json() if answer.content else None

    def photo(self, rows: tuple[str, ...], seed: int) -> dict[str, Any]:
        """A photo of S1 with its advice."""
        files = {"file": ("shelf.jpg", shelf_jpeg(rows, seed=seed))}
        sent = self.call("POST", "/api/photos", "rep", files=files, data={"store": "S1"})
        until = time.monotonic() + 30
        while time.monotonic() < until:
            found: dict[str, Any] = self.call("GET", f"/api/audits/{sent['audit_id']}")
            if found["advised_at"]:
                return found
            time.sleep(0.05)
        raise AssertionError("the photo was never looked at")

    def draft(self) -> dict[str, Any]:
        """The newest version of the golden photo's planogram."""
        rows = self.call("GET", "/api/planograms")["planograms"]
        return self.call("GET", f"/api/planograms/{rows[-1]['versions'][0]['id']}")


@pytest.fixture(scope="module")
def shop(
    tmp_path_factory: pytest.TempPathFactory, migrated_sqlite: Path, models_dir: Path, password_hash: str
) -> Iterator[Shop]:
    home = tmp_path_factory.mktemp("plans")
    shutil.copy(migrated_sqlite, home / "paimian.db")
    app = create_app(Settings(home=home, models_dir=models_dir, threads=1, poll_seconds=0.2))
    with serving(app) as address:
        made = Shop(address, fill(app.state.parts, password_hash))
        audit = made.photo(SHELF, 0)
        made.audit = audit["id"]
        for group in audit["groups"]:
            number = group["number"]
            new = {"code": f"P{number}", "brand": "青岚", "name": f"品{number}", "spec": "330ml"} | ROUGH
            made.call("POST", f"/api/audits/{audit['id']}/groups/{number}/name", json={"new": new})
        yield made


def _sign_in(browser: Chromium, shop: Shop, who: str = "category") -> None:
    browser.go(f"{shop.address}/sign-in?next=/records")
    browser.run("document.getElementById('username').focus()")
    browser.type(who)
    browser.key("Tab")
    browser.type(PASSWORD)
    browser.key("Enter")
    browser.until("location.pathname === '/records' && document.readyState === 'complete'")


def _row(browser: Chromium, layer: int) -> list[str]:
    found = f"document.querySelectorAll('.slots')[{layer - 1}].querySelectorAll('.slot')"
    return [str(x) for x in browser.run(f"[...{found}].map(s => s.dataset.sku + ':' + s.dataset.facings)")]


def _middle(browser: Chromium, script: str) -> tuple[float, float]:
    x, y = browser.run(
        f"(() => {{ const r = ({script}).getBoundingClientRect(); return [r.x + r.width / 2, r.y + r.height / 2] }})()"
    )
    return float(x), float(y)


def _edit(shop: Shop, open_browser: Open, code: str) -> tuple[Chromium, dict[str, Any]]:
    """A browser with a new golden draft in the editor, asleep no more."""
    order = {"code": code}
    draft = shop.call("POST", f"/api/audits/{shop.audit}/planogram", json=order)["planogram"]
    browser = open_browser(DESK)
    _sign_in(browser, shop)
    browser.go(shop.address + draft["page"])
    browser.until("!!document.querySelector('.slot[tabindex=\"0\"]')")
    return browser, draft


def test_one_click_makes_a_planogram_of_a_photo_and_compliance_is_told_on_the_next(
    shop: Shop, open_browser: Open
) -> None:
    browser = open_browser(PHONE, phone=True)
    _sign_in(browser, shop)
    browser.go(f"{shop.address}/audits/{shop.audit}")
    browser.until("!!document.getElementById('overlay').style.getPropertyValue('--unit')")
    browser.click("[data-golden]")
    browser.until(
        "location.pathname.startsWith('/plans/') && !!document.querySelector('.slot[tabindex=\"0\"]')"
    )
    assert browser.run("document.documentElement.scrollWidth <= innerWidth")
    browser.click("[data-open=publish]")
    browser.until("document.getElementById('publish').open")
    browser.run("document.querySelector('#valid-from').value = ''")
    browser.run("document.querySelector('[data-publish]').requestSubmit()")
    browser.until("!!document.querySelector('.pill.in_force') && !document.getElementById('save')")
    later = shop.photo(AFTER, 3)
    assert later["compliance"]["outcome"] == "judged"
    browser.go(f"{shop.address}/audits/{later['id']}")
    browser.until("!!document.getElementById('overlay').style.getPropertyValue('--unit')")
    told = browser.run("document.getElementById('compliance').textContent")
    assert later["compliance"]["score_pct"] in told
    assert browser.run("document.querySelectorAll('.marks [data-mark]').length") >= 2
    before = browser.run("document.getElementById('canvas').getBoundingClientRect().width")
    browser.click("[data-verdict]")
    browser.until("!!document.querySelector('[data-mark].chosen')")
    browser.until(f"document.getElementById('canvas').getBoundingClientRect().width > {before}")
    chosen = _middle(browser, "document.querySelector('[data-mark].chosen')")
    assert 0 < chosen[0] < PHONE[0]
    assert 0 < chosen[1] < PHONE[1]
    assert browser.run("document.documentElement.scrollWidth <= innerWidth")
    browser.click("#plan-toggle")
    assert browser.run("getComputedStyle(document.querySelector('.marks')).display") == "none"
    shop.call("POST", f"/api/planograms/{shop.draft()['id']}/withdraw")


def test_a_slot_is_dragged_changed_removed_brought_back_and_saved(shop: Shop, open_browser: Open) -> None:
    browser, draft = _edit(shop, open_browser, "Z-1")
    first, second = _row(browser, 1)
    start = _middle(browser, "document.querySelector('.slot')")
    board = "document.querySelectorAll('.slots')[2]"
    left, y = _middle(browser, f"{board}.querySelector('.slot')")
    browser.drag(start, (left - 500, y))
    assert _row(browser, 1) == [second]
    assert _row(browser, 3)[0] == first
    browser.click("[data-tool=more]")
    more = f"{first.split(':')[0]}:{int(first.split(':')[1]) + 1}"
    assert _row(browser, 3)[0] == more
    assert browser.run(f"{board}.querySelectorAll('.slot')[0].querySelectorAll('.faces > *').length") == 4
    browser.click("[data-tool=remove]")
    assert more not in _row(browser, 3)
    browser.click(".toast button")
    browser.until(f"{board}.querySelectorAll('.slot').length === 3")
    assert _row(browser, 3)[0] == more
    browser.click("#save")
    browser.until(
        "document.getElementById('save').disabled && document.querySelectorAll('.toast').length > 0"
    )
    saved = shop.call("GET", f"/api/planograms/{draft['id']}")
    there = [(s["sku"], s["facings"]) for s in saved["slots"] if s["layer"] == 3]
    assert [f"{sku}:{n}" for sku, n in there] == _row(browser, 3)
    assert saved["changed_at"] != draft["changed_at"]


def test_keys_move_and_change_a_slot_and_a_search_adds_one(shop: Shop, open_browser: Open) -> None:
    browser, draft = _edit(shop, open_browser, "Z-2")
    first, second = _row(browser, 1)
    browser.run("document.querySelector('.slot[tabindex=\"0\"]').focus()")
    browser.key("Enter")
    browser.key("ArrowRight", alt=True)
    assert _row(browser, 1) == [second, first]
    browser.key("ArrowDown", alt=True)
    assert _row(browser, 1) == [second]
    assert first in _row(browser, 2)
    assert "2" in browser.run("document.getElementById('said').textContent")
    browser.key("+")
    assert f"{first.split(':')[0]}:{int(first.split(':')[1]) + 1}" in _row(browser, 2)
    browser.key("Delete")
    assert len(_row(browser, 2)) == 2
    browser.run("document.getElementById('add-sku-input').focus()")
    browser.type("品1")
    browser.until("document.querySelectorAll('#add-sku [role=option]').length > 0")
    browser.key("Enter")
    browser.until("document.activeElement.classList.contains('slot')")
    assert "P1:1" in _row(browser, 2)
    assert browser.run("!!document.activeElement.querySelector('img')")
    for _ in range(5):
        browser.click("#undo")
    assert (_row(browser, 1), browser.run("document.getElementById('undo').disabled")) == (
        [first, second],
        True,
    )
    assert shop.call("GET", f"/api/planograms/{draft['id']}")["changed_at"] == draft["changed_at"]
    browser.run("document.dispatchEvent(new Event('plan-left'))")


def test_an_unknown_place_gets_a_name_and_another_goes(shop: Shop, open_browser: Open) -> None:
    slots = [
        {"layer": 1, "position": 1, "sku": "P1", "facings": 2, "x_mm": 0, "width_mm": 120},
        {"layer": 1, "position": 3, "sku": "P2", "facings": 1, "x_mm": 300, "width_mm": 60},
    ]
    unknown = [
        {"layer": 1, "position": 2, "facings": 3, "stack": 2, "x_mm": 120, "width_mm": 180},
        {"layer": 1, "position": 4, "facings": 1},
    ]
    order = {"code": "Z-4", "slots": slots, "unknown": unknown}
    draft = shop.call("POST", "/api/planograms", json=order)
    browser = open_browser(PHONE, phone=True)
    _sign_in(browser, shop)
    browser.go(shop.address + draft["page"])
    browser.until("!!document.querySelector('.slot[tabindex=\"0\"]')")
    assert _row(browser, 1) == ["P1:2", ":3", "P2:1", ":1"]
    assert "4" in browser.run("document.getElementById('unknown-note').textContent")
    asked = browser.run("document.getElementById('add-sku-input').placeholder")
    browser.run("document.querySelectorAll('.slot.unknown')[0].focus()")
    browser.key("Enter")
    browser.click("[data-tool=name]")
    assert browser.run("document.activeElement.id") == "add-sku-input"
    assert browser.run("document.activeElement.placeholder") != asked
    browser.type("品3")
    browser.until("document.querySelectorAll('#add-sku [role=option]').length > 0")
    browser.key("Enter")
    browser.until("document.querySelectorAll('.slot.unknown').length === 1")
    assert _row(browser, 1) == ["P1:2", "P3:3", "P2:1", ":1"]
    browser.run("document.querySelectorAll('.slot.unknown')[0].focus()")
    browser.key("Delete")
    assert browser.run("document.getElementById('unknown-note').hidden")
    browser.click(".toast button")
    browser.until("document.querySelectorAll('.slot.unknown').length === 1")
    browser.click("#save")
    browser.until("document.getElementById('save').disabled")
    saved = shop.call("GET", f"/api/planograms/{draft['id']}")
    (named,) = [slot for slot in saved["slots"] if slot["sku"] == "P3"]
    assert (named["position"], named["stack"], named["x_mm"], named["width_mm"]) == (2, 2, 120, 180)
    assert [(one["position"], one["facings"]) for one in saved["unknown"]] == [(4, 1)]
    assert browser.run("document.documentElement.scrollWidth <= innerWidth")


def test_two_who_edit_one_draft_are_told_and_choose_whose_word_stands(shop: Shop, open_browser: Open) -> None:
    browser, draft = _edit(shop, open_browser, "Z-3")
    theirs = {key: draft[key] for key in ("code", "name", "category", "slots", "layer_heights_mm")}
    theirs["slots"][0]["facings"] = 9
    theirs["unchanged_since"] = draft["changed_at"]
    shop.call("PUT", f"/api/planograms/{draft['id']}", "admin", json=theirs)
    browser.run("document.querySelector('.slot[tabindex=\"0\"]').focus()")
    browser.key("Delete")
    mine = _row(browser, 1)
    browser.click("#save")
    browser.until("!document.getElementById('conflict').hidden")
    browser.complaints.clear()  # of the 409
    assert shop.call("GET", f"/api/planograms/{draft['id']}")["slots"][0]["facings"] == 9
    browser.click("#overwrite")
    browser.until("document.getElementById('conflict').hidden && document.getElementById('save').disabled")
    now = [s for s in shop.call("GET", f"/api/planograms/{draft['id']}")["slots"] if s["layer"] == 1]
    assert [f"{s['sku']}:{s['facings']}" for s in now] == mine


def test_a_table_with_bad_rows_is_taken_as_far_as_it_goes(
    shop: Shop, open_browser: Open, tmp_path: Path
) -> None:
    browser = open_browser(PHONE, phone=True)
    _sign_in(browser, shop)
    browser.go(f"{shop.address}/plans/import")
    table = tmp_path / "plan.csv"
    table.write_text("棚格图编号,层,商品编码,排面\nI-1,1,P1,2\nI-1,1,<b>NO</b>,1\n", "utf-8")
    browser.choose_files("#file", table)
    browser.run("document.getElementById('import-plans').requestSubmit()")
    browser.until("!!document.querySelector('#import-report td')")
    told = browser.run("document.getElementById('import-report').textContent")
    assert "I-1" in told
    assert "<b>NO</b>" in told
    assert browser.run("document.documentElement.scrollWidth <= innerWidth")
    browser.click("#import-report a.item")
    browser.until(
        "location.pathname.startsWith('/plans/') && document.querySelectorAll('.slot').length === 1"
    )
