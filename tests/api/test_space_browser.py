"""A category manager in a real browser: sales imported, a must-stock line taken off, facings suggested and accepted."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import httpx

from tests.api.chromium import DESK, Chromium
from tests.api.conftest import PASSWORD
from tests.api.test_space import SLOTS, WIDE
from tests.api.test_tips_browser import Running, running

__all__ = ["running"]


def test_sales_become_a_suggestion_and_what_is_accepted_a_draft(
    running: Running, open_browser: Callable[..., Chromium], tmp_path: Path
) -> None:
    headers = {"Authorization": f"Bearer {running.tokens['category']}"}
    client = httpx.Client(base_url=running.address, headers=headers)
    for code in ("FAST", "SLOW", "DUMB"):
        client.post("/api/skus", json={**WIDE, "code": code, "spec": f"{ord(code[0])}ml"}).raise_for_status()
    plan = client.post("/api/planograms", json={"code": "BAY", "width_mm": 360, "slots": SLOTS}).json()
    day = running.parts.clock().astimezone(running.parts.settings.zone).date() - timedelta(days=1)
    sales = tmp_path / "sales.csv"
    sales.write_text(f"store,sku,date,units\nS1,FAST,{day},5\nS1,SLOW,{day},1\nS1,FAST,soon,1\n")
    musts = tmp_path / "musts.csv"
    musts.write_text("sku\nFAST\nSLOW\n")

    browser = open_browser(DESK)
    browser.go(f"{running.address}/sign-in?next=/lists/scans")
    browser.run("document.getElementById('username').focus()")
    browser.type("category")
    browser.key("Tab")
    browser.type(PASSWORD)
    browser.key("Enter")
    browser.until("location.pathname === '/lists/scans' && document.readyState === 'complete'")
    browser.choose_files("[data-import] [type=file]", sales)
    browser.click("[data-import] [type=submit]")
    browser.until("!!document.querySelector('#import-report table')")
    assert "soon" in browser.run("document.getElementById('import-report').textContent")
    browser.until(f"document.getElementById('lines').textContent.includes('{day}')")

    browser.go(f"{running.address}/lists/must-stock")
    browser.choose_files("[data-import] [type=file]", musts)
    browser.click("[data-import] [type=submit]")
    shown = "document.querySelectorAll('[data-line]:not([hidden])').length"
    browser.until(f"{shown} === 2")
    browser.click("[data-remove]")
    browser.until(f"{shown} === 1")
    browser.click(".toast button")
    browser.until(f"{shown} === 2")
    assert len(client.get("/api/must-stock").json()["lines"]) == 2

    browser.go(f"{running.address}/plans/{plan['id']}/space")
    browser.until("document.querySelector('[data-sum]').textContent.includes('2')")
    browser.click("input[data-sku=SLOW]")
    browser.until("!!document.querySelector('.space-layer.full')")
    browser.click("#space [type=submit]")
    browser.until("!document.querySelector('#space .field-error').hidden")
    browser.complaints.clear()  # the browser's own word on the refusal
    browser.click("input[data-sku=SLOW]")
    browser.until("!document.querySelector('.space-layer.full')")
    browser.click("#space [type=submit]")
    browser.until(f"/^.plans.[0-9]+$/.test(location.pathname) && location.pathname !== '/plans/{plan['id']}'")
    (kept,) = client.get("/api/planograms").json()["planograms"]
    assert [(one["version"], one["source"], one["state"]) for one in kept["versions"]] == [
        (2, "suggestion", "draft"),
        (1, "editor", "draft"),
    ]
    assert client.get(f"/api/planograms/{plan['id']}").json()["slots"] == plan["slots"]
    client.close()
