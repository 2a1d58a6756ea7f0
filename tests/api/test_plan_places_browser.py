"""The editor of a draft in a real browser: the bay's name and measures, layer heights, places in millimetres."""

from typing import Any

from tests.api.chromium import PHONE, Chromium
from tests.api.test_plan_browser import Open, Shop, _sign_in, shop

__all__ = ["shop"]


def _draft(shop: Shop, code: str) -> dict[str, Any]:
    """Three slots of 60, 120 and 60 mm on layer 1, air before the last; one without a place on layer 2."""
    slots = [
        {"layer": 1, "position": 1, "sku": "P1", "facings": 1, "x_mm": 0, "width_mm": 60},
        {"layer": 1, "position": 2, "sku": "P2", "facings": 2, "x_mm": 60, "width_mm": 120},
        {"layer": 1, "position": 3, "sku": "P3", "facings": 1, "x_mm": 200, "width_mm": 60},
        {"layer": 2, "position": 1, "sku": "P1", "facings": 1},
    ]
    body = {"code": code, "name": "老名字", "width_mm": 900, "layer_heights_mm": [300, None], "slots": slots}
    made: dict[str, Any] = shop.call("POST", "/api/planograms", json=body)
    return made


def _open(shop: Shop, open_browser: Open, code: str) -> tuple[Chromium, dict[str, Any]]:
    draft = _draft(shop, code)
    browser = open_browser(PHONE, phone=True)
    _sign_in(browser, shop)
    browser.go(shop.address + draft["page"])
    browser.until("!!document.querySelector('.slot[tabindex=\"0\"]')")
    return browser, draft


def _places(saved: dict[str, Any], layer: int = 1) -> list[tuple[str, int, float | None]]:
    return [(s["sku"], s["facings"], s["x_mm"]) for s in saved["slots"] if s["layer"] == layer]


def _save(browser: Chromium, shop: Shop, draft: dict[str, Any]) -> dict[str, Any]:
    before = browser.run("document.getElementById('plan').dataset.changed")
    browser.click("#save")
    browser.until(f"document.getElementById('plan').dataset.changed !== {before!r}")
    browser.run("document.querySelector('.slot[aria-selected=true]')?.focus()")
    saved: dict[str, Any] = shop.call("GET", f"/api/planograms/{draft['id']}")
    return saved


def _fill_in(browser: Chromium, selector: str, value: str) -> None:
    found = f"document.querySelector({selector!r})"
    browser.run(
        f"(() => {{ const i = {found}; i.value = {value!r};"
        " i.dispatchEvent(new Event('change', {bubbles: true})); })()"
    )


def test_name_width_and_layer_heights_are_edited_taken_back_and_saved(shop: Shop, open_browser: Open) -> None:
    browser, draft = _open(shop, open_browser, "H-1")
    assert browser.run("document.documentElement.scrollWidth <= innerWidth")
    _fill_in(browser, "#bay-name", "茶饮一节")
    _fill_in(browser, "#bay-width", "1200")
    _fill_in(browser, ".board:nth-child(2) [data-layer-height]", "250.5")
    _fill_in(browser, ".board:nth-child(1) [data-layer-height]", "")
    browser.click("#undo")
    assert browser.run("document.querySelector('.board [data-layer-height]').value") == "300"
    saved = _save(browser, shop, draft)
    assert (saved["name"], saved["width_mm"]) == ("茶饮一节", 1200)
    assert saved["layer_heights_mm"] == [300, 250.5]
    assert browser.run("document.querySelector('h1').textContent") == "茶饮一节"
    _fill_in(browser, "#bay-name", "  ")
    assert browser.run("document.getElementById('bay-name').value") == "茶饮一节", "a bay has a name"
    _fill_in(browser, "#bay-name", "别的")
    browser.click("#undo")
    assert browser.run("document.getElementById('bay-name').value") == "茶饮一节"
    browser.run("document.dispatchEvent(new Event('plan-left'))")


def test_places_are_kept_and_only_what_would_overlap_moves(shop: Shop, open_browser: Open) -> None:
    browser, draft = _open(shop, open_browser, "X-1")
    before = _places(draft)
    browser.run("document.querySelectorAll('.slot')[1].focus()")
    browser.key("Enter")
    browser.key("-")  # one facing fewer: the others stay where they are
    saved = _save(browser, shop, draft)
    assert _places(saved) == [("P1", 1, 0), ("P2", 1, 60), ("P3", 1, 200)]
    assert [s["width_mm"] for s in saved["slots"] if s["layer"] == 1] == [60, 60, 60]
    for _ in range(3):
        browser.key("+")
    assert _places(_save(browser, shop, draft)) == [("P1", 1, 0), ("P2", 4, 60), ("P3", 1, 300)]
    browser.key("ArrowLeft", alt=True)  # P2 before P1: what is behind it closes up and makes room again
    assert _places(_save(browser, shop, draft)) == [("P2", 4, 0), ("P1", 1, 240), ("P3", 1, 300)]
    browser.key("ArrowDown", alt=True)  # to a board of which no places are known
    saved = _save(browser, shop, draft)
    assert _places(saved) == [("P1", 1, 0), ("P3", 1, 60)]
    assert {x for _, _, x in _places(saved, 2)} == {None}
    for _ in range(6):
        browser.click("#undo")
    saved = _save(browser, shop, draft)
    assert _places(saved) == before
