"""Publishing a planogram in a chain of many stores, in a real browser: search, paste, what is chosen, classes."""

from typing import Any

import pytest

from tests.api.chromium import PHONE, Chromium
from tests.api.test_plan_browser import Open, Shop, _sign_in, shop

__all__ = ["shop"]
STORES = 2000


@pytest.fixture(scope="module")
def draft(shop: Shop) -> dict[str, Any]:
    """A draft in a chain of two thousand stores more."""
    rows = [
        f"C{n:04d},{'东城' if n % 4 else '西城'}{n}店,澄州,社区,{'旗舰' if n % 10 == 0 else '标准'}"
        for n in range(STORES)
    ]
    table = "\n".join(["code,name,city,trade area,store class", *rows])
    made = shop.call("POST", "/api/stores/import", files={"file": ("stores.csv", table.encode("utf-8-sig"))})
    assert made["imported"] == STORES, made
    order = {"code": "WIDE"}
    answer: dict[str, Any] = shop.call("POST", f"/api/audits/{shop.audit}/planogram", json=order)
    found: dict[str, Any] = answer["planogram"]
    return found


def _open_dialog(browser: Chromium, shop: Shop, page: str) -> None:
    _sign_in(browser, shop)
    browser.go(shop.address + page)
    browser.until("!!document.querySelector('.slot[tabindex=\"0\"]')")
    browser.click("[data-open=publish]")
    browser.until("document.getElementById('publish').open")


def _text(browser: Chromium, name: str) -> str:
    return str(browser.run(f"document.querySelector('[data-stores={name}]').textContent"))


def test_stores_are_found_pasted_seen_and_published(
    shop: Shop, open_browser: Open, draft: dict[str, Any]
) -> None:
    browser = open_browser(PHONE, phone=True)
    _open_dialog(browser, shop, draft["page"])
    assert browser.run("document.querySelectorAll('[data-publish] .check').length") < 10
    browser.click("[name=where][value=stores]")
    browser.until("document.querySelectorAll('[data-stores=found] .check').length === 20")
    assert "1,98" in _text(browser, "more") or "198" in _text(browser, "more")
    browser.run("document.getElementById('store-filter').focus()")
    browser.type("西城8")
    browser.until("document.querySelectorAll('[data-stores=found] .check').length < 20 || true")
    browser.until(
        "[...document.querySelectorAll('[data-stores=found] .check')].every(x => x.textContent.includes('西城8'))"
    )
    browser.click("[data-stores=found] .check")
    browser.until("document.querySelectorAll('.store-chip').length === 1")
    browser.click(".store-chooser summary")
    browser.run("document.getElementById('store-codes').value = 'C0001, c0002\\nNOPE 7\\nC0001'")
    browser.click("[data-stores=add]")
    browser.until("document.querySelectorAll('.store-chip').length === 3")
    assert "NOPE, 7" in _text(browser, "unknown")
    assert browser.run("document.getElementById('store-codes').value") == "NOPE\n7"
    assert "3" in _text(browser, "count")
    assert browser.run("document.documentElement.scrollWidth <= innerWidth")
    browser.run("document.querySelector('[data-publish]').requestSubmit()")
    browser.until("!document.querySelector('[data-publish] [type=submit]').disabled")
    assert shop.call("GET", f"/api/planograms/{draft['id']}")["state"] == "draft", (
        "unknown codes hold it back"
    )
    browser.run("document.getElementById('store-codes').value = 'C0003'")
    browser.click(".store-chip")
    browser.until("document.querySelectorAll('.store-chip').length === 2")
    browser.run("document.querySelector('[data-publish]').requestSubmit()")
    browser.until("!!document.querySelector('.pill.in_force')")
    published = shop.call("GET", f"/api/planograms/{draft['id']}")
    assert len(published["targets"]["stores"]) == 3
    assert {"C0002", "C0003"} < set(published["targets"]["stores"])


def test_a_class_says_how_many_stores_it_has(shop: Shop, open_browser: Open, draft: dict[str, Any]) -> None:
    copy = shop.call("POST", f"/api/planograms/{draft['id']}/copy")
    browser = open_browser(PHONE, phone=True)
    _open_dialog(browser, shop, copy["page"])
    browser.click("[name=where][value=classes]")
    told = browser.run("document.querySelector('[data-where=classes]').textContent")
    assert "旗舰" in told
    assert "200" in told
    browser.click("[data-where=classes] .check")
    browser.run("document.querySelector('[data-publish]').requestSubmit()")
    browser.until("!!document.querySelector('.pill.in_force')")
    assert len(shop.call("GET", f"/api/planograms/{copy['id']}")["targets"]["store_classes"]) == 1
