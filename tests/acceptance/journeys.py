"""`python -m tests.acceptance.journeys`: each person's main journey in the demo as a fresh `make run` starts it.

Prints taps and seconds; `walk_*` are tests too (`test_demo_browser.py`).
"""

import json
import os
import platform
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Final

from playwright.sync_api import Browser, Page, sync_playwright

from api.demo import PASSWORD
from tests.acceptance.demo_service import Demo, running_demo
from tests.acceptance.hand import Hand, Trip, seen_again
from tests.api.chromium import DESK, FLAGS, PHONE, chromium

_WAIT_MS: Final = 60_000
NEW_TEA: Final = "龙井新茶"


@contextmanager
def somebody(
    browser: Browser, demo: Demo, who: str, size_wh: tuple[int, int], path: str = ""
) -> Iterator[Page]:
    """A signed-in page of one of the demo's people, led on to `path`."""
    context = browser.new_context(viewport={"width": size_wh[0], "height": size_wh[1]}, locale="zh-CN")
    context.set_default_timeout(_WAIT_MS)
    page = context.new_page()
    page.goto(demo.address + (path or "/"))
    page.fill("[name=username]", who)
    page.fill("[name=password]", PASSWORD)
    page.click("main button[type=submit]")
    page.wait_for_url(lambda url: "/sign-in" not in url)
    page.wait_for_load_state()
    yield page
    context.close()


def walk_rep(browser: Browser, demo: Demo, folder: Path) -> tuple[Trip, Trip]:
    """From today's stores to a photo's figures and advice; then on to the visit handed in."""
    with somebody(browser, demo, "rep", PHONE) as page:
        hand = Hand(page)
        hand.tap("#stores a.item")
        hand.shoot(".shot.shelf .shoot input", seen_again(demo.folder / "shelf-01.jpg", folder))
        figures = hand.wait("#photos .figures")
        advice = hand.wait("#advice .tip h3")
        advised = hand.trip("rep: photo to advice", f"{figures} — {advice}")
        fields = page.locator("#fields textarea, #fields input[type=text]")
        for number, words in enumerate(("主推洗洁精", "对面在打八折", "要两箱")[: fields.count()]):
            fields.nth(number).fill(words)
            hand.taps += 1
        hand.tap("#submit")
        said = hand.wait("#handed.good strong")
        return advised, hand.trip("rep: the whole visit", said)


def walk_manager(browser: Browser, demo: Demo) -> Trip:
    """From a push message's link to the answer given, the sign-in behind it."""
    link = demo.get("/api/inbox", demo.token("manager"))["items"][0]["address"]  # as the message has it
    with somebody(browser, demo, "manager", PHONE, link) as page:
        hand = Hand(page)
        hand.tap(".task.wanted :is([data-done], [data-close])")
        return hand.trip("store manager: push to done", hand.wait(".toast"))


def walk_category(browser: Browser, demo: Demo, folder: Path) -> Trip:
    """From the queue of unknown products to the next photo that knows the one just named."""
    with somebody(browser, demo, "category", DESK) as page:
        hand = Hand(page)
        first = page.locator("[data-unknown]").first
        audit = first.locator("a.best").get_attribute("href") or ""
        shown = demo.get(f"/api{audit}", demo.token("category"))
        hand.tap("[data-unknown] [data-other]")
        hand.words(".picker input", NEW_TEA)
        hand.wait(".results [role=option]:last-child")
        hand.key("Enter")
        hand.words("[name=brand]", "山岚")
        hand.words("[name=spec]", "500ml")
        hand.tap("[data-new] button[type=submit]")
        hand.wait(".toast")
        photo = demo.folder / shown["photo"]["file_name"]
        named = recognised(demo, shown["store"]["code"], seen_again(photo, folder))
        return hand.trip("category manager: unknown to recognised", named)


def walk_director(browser: Browser, demo: Demo, folder: Path) -> Trip:
    """The board of one person moves while another uploads."""
    with somebody(browser, demo, "director", DESK) as page:
        page.wait_for_selector("#link[data-state=on]")
        newest = page.locator("#feed li").first.get_attribute("data-id")
        hand = Hand(page)
        demo.upload("rep", "HL002", seen_again(demo.folder / "shelf-02.jpg", folder))
        hand.begin()
        return hand.trip(
            "director: upload answered to the board",
            hand.wait(f"#feed li:first-child:not([data-id='{newest}'])"),
        )


def recognised(demo: Demo, store: str, photo: Path) -> str:
    """Upload, wait for the report, tell whether the new product is in it."""
    report, token = demo.report(demo.upload("category", store, photo)), demo.token("category")
    codes = {row["sku"] for row in report["report"]["facings"] if row["sku"]}
    names = [demo.get(f"/api/skus/{code}", token)["name"] for code in sorted(codes)]
    return next((name for name in names if name == NEW_TEA), "not recognised")


def main() -> None:
    """Walk all of them and print a line of JSON each."""
    with running_demo() as demo, sync_playwright() as playwright, tempfile.TemporaryDirectory() as made:
        demo.wait_for_audits()
        demo.wait_for_night()
        browser = playwright.chromium.launch(executable_path=chromium(), args=FLAGS)
        folder = Path(made)
        trips = (
            *walk_rep(browser, demo, folder),
            walk_manager(browser, demo),
            walk_category(browser, demo, folder),
            walk_director(browser, demo, folder),
        )
        browser.close()
    print(json.dumps({"machine": platform.machine(), "cores": os.cpu_count(), "load": os.getloadavg()[0]}))
    for trip in trips:
        print(json.dumps(asdict(trip), ensure_ascii=False))


if __name__ == "__main__":
    main()
