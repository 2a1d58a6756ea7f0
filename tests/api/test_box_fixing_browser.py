"""A category manager corrects a photo by keys alone, draws by mouse, and takes all of it back."""

from collections.abc import Callable
from typing import Any

import httpx
import pytest

from tests.api.chromium import DESK, PHONE, Chromium
from tests.api.test_corrections_browser import sign_in
from tests.api.test_tips_browser import Running, running
from tests.shelf_pictures import shelf_jpeg

__all__ = ["running"]

STATUS = "document.querySelector('[data-part=status]')"


def said(running: Running, audit: int) -> list[tuple[str, int, str | None]]:
    """What is in force on the audit's boxes."""
    headers = {"Authorization": f"Bearer {running.tokens['category']}"}
    with httpx.Client(base_url=running.address, headers=headers) as client:
        answer: dict[str, Any] = client.get(f"/api/audits/{audit}/corrections").json()
    return [(c["action"], c["number"], c["sku"]) for c in answer["corrections"] if c["undone_at"] is None]


def saved(browser: Chromium, words: str) -> None:
    browser.until(f"{STATUS}.textContent.includes({words!r}) && !{STATUS}.classList.contains('busy')")


@pytest.fixture
def audit(running: Running) -> int:
    headers = {"Authorization": f"Bearer {running.tokens['category']}"}
    with httpx.Client(base_url=running.address, headers=headers) as client:
        for code, spec in (("RED", "330ml"), ("RED-L", "500ml")):
            body = {"code": code, "brand": "青岚", "name": "柠檬茶", "spec": spec}
            assert client.post("/api/skus", json=body).status_code == 201
    return running.audited(shelf_jpeg())


def opened(running: Running, browser: Chromium, audit: int) -> None:
    sign_in(browser, running.address, "category")
    browser.go(f"{running.address}/audits/{audit}/correct")
    browser.until("document.getElementById('fix').dataset.ready === 'true'")
    assert browser.run("document.documentElement.scrollWidth <= innerWidth")


def test_keys_name_change_the_spec_remove_draw_and_take_back(
    running: Running, audit: int, open_browser: Callable[..., Chromium]
) -> None:
    browser = open_browser(DESK)
    opened(running, browser, audit)
    browser.until("document.activeElement.dataset.n === '0'")
    browser.key("Enter")
    browser.type("柠檬")
    browser.until("document.querySelectorAll('.picker [role=option]').length === 2")
    browser.key("Enter")
    saved(browser, "330ml")
    browser.until("document.activeElement.dataset.n === '0'")
    browser.until("document.querySelectorAll('.chip').length === 2")
    browser.key("s")
    saved(browser, "500ml")
    browser.key("Tab")
    browser.until("document.activeElement.dataset.n === '1'")
    browser.key("Delete")
    saved(browser, "已删除")
    browser.until("document.activeElement.dataset.n === '2'")
    browser.key("ArrowRight", alt=True)
    saved(browser, "已移动")
    assert said(running, audit) == [
        ("name", 0, "RED"),
        ("name", 0, "RED-L"),
        ("remove", 1, None),
        ("move", 2, None),
    ]

    browser.key("n")
    room = browser.run(
        "(({ left, top }) => [left, top])(document.getElementById('overlay').getBoundingClientRect())"
    )
    browser.drag((room[0] + 4, room[1] + 4), (room[0] + 44, room[1] + 54))
    saved(browser, "新框")
    browser.until("document.activeElement.id === 'box-search'")
    assert said(running, audit)[-1] == ("add", 15, None)
    browser.key("Escape")
    browser.until("document.activeElement.dataset.n === '15'")
    for left in (4, 3, 2, 1, 0):
        browser.key("u")
        browser.until(f"document.querySelectorAll('#overlay .corrected').length <= {left}")
        browser.until(f"{STATUS}.textContent.includes('已撤销')")
        for _ in range(100):
            if len(said(running, audit)) == left:
                break
            browser.page.wait_for_timeout(50)
        assert len(said(running, audit)) == left


def test_a_finger_does_it_too(running: Running, audit: int, open_browser: Callable[..., Chromium]) -> None:
    browser = open_browser(PHONE, phone=True)
    opened(running, browser, audit)
    browser.click('[data-n="3"]')
    browser.until("document.querySelector('[data-part=place]').textContent.includes('第 4 位')")
    browser.click('[data-do="remove"]')
    saved(browser, "已删除")
    assert said(running, audit) == [("remove", 3, None)]
    browser.click('.deeds.tools [data-do="undo"]')
    saved(browser, "已撤销")
    assert said(running, audit) == []
