"""A store manager's inbox in a real browser: a message's link, done, taken back, declined; the badge follows."""

import pytest

from tests.api.chromium import PHONE, Chromium
from tests.api.conftest import PASSWORD
from tests.api.test_tips_browser import Running, running
from tests.api.tip_world import GAP, SHARE
from tests.shelf_pictures import shelf_jpeg

__all__ = ["running"]


def test_from_the_link_to_done_and_back(running: Running) -> None:
    running.advise(running.audited(shelf_jpeg()), GAP, SHARE)
    browser = Chromium(size_wh=PHONE, phone=True)
    page = browser.page
    page.goto(f"{running.address}/inbox/tip/2")  # not signed in: the sign-in leads back to it
    page.fill("[name=username]", "manager")
    page.fill("[name=password]", PASSWORD)
    page.click("button[type=submit]")
    page.wait_for_selector("#tip2.wanted")
    assert page.locator("article").first.get_attribute("id") == "tip2"
    browser.until("document.querySelector(\"[data-open-count='/api/inbox/count']\").textContent === '2'")
    buttons = page.locator("#tip2 .task-answers > *").all()
    assert all((box := button.bounding_box()) is not None and box["height"] >= 44 for button in buttons)

    page.click("#tip2 [data-done]")
    page.click(".toast button")  # taken back
    page.wait_for_selector("#tip2 [data-done]")
    browser.until("document.querySelector(\"[data-open-count='/api/inbox/count']\").textContent === '2'")

    page.click("#tip2 [data-decline]")
    box = page.locator("#decline").bounding_box()
    assert box is not None
    assert box["y"] + box["height"] == pytest.approx(PHONE[1], abs=1)  # a sheet comes from below
    page.click("#decline [value=no_room]")
    page.mouse.move(5, 5)  # a message under the pointer would stay
    page.wait_for_selector("#tip2.ended", timeout=15_000)  # the page looks again and says what became of it
    browser.until("document.querySelector(\"[data-open-count='/api/inbox/count']\").textContent === '1'")

    browser.run("location.hash = '#tip1'")
    page.wait_for_url("**/inbox/tip/1")
    page.wait_for_selector("#tip1.wanted")
    assert browser.complaints == []
    browser.close()
