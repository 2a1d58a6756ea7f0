"""A store manager's silences in a real browser: closed with one tap, taken back, closed with a reason, put off."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from api.app import create_app
from api.settings import Settings
from catalog.database import reading
from catalog.queries_silence import store_alerts
from tests.api.alert_world import Tills, fill_tills
from tests.api.chromium import PHONE, Chromium
from tests.api.conftest import PASSWORD, fill
from tests.api.serving import serving


@pytest.fixture
def running(
    tmp_path: Path, migrated_sqlite: Path, models_dir: Path, password_hash: str
) -> Iterator[tuple[str, Tills]]:
    """The whole service on a port of its own, and its tills."""
    shutil.copy(migrated_sqlite, tmp_path / "paimian.db")
    app = create_app(Settings(home=tmp_path, models_dir=models_dir, threads=1))
    with serving(app) as address:
        parts: Any = app.state.parts
        fill(parts, password_hash)
        tills = fill_tills(parts.engine, parts.clock(), area="人民广场", holes=(("S1", 2),))
        tills.night(parts.clock())
        yield address, tills


def _closed(tills: Tills) -> list[str | None]:
    with reading(tills.engine) as session:
        return [row.alert.close_reason for row in store_alerts(session, tills.chain_id, None, state="closed")]


def test_a_store_manager_answers_silences(
    running: tuple[str, Tills], open_browser: Callable[..., Chromium]
) -> None:
    address, tills = running
    browser = open_browser(PHONE, phone=True)
    browser.go(f"{address}/sign-in?next=/")
    browser.run("document.getElementById('username').focus()")
    browser.type("manager")
    browser.key("Tab")
    browser.type(PASSWORD)
    browser.key("Enter")
    browser.until("location.pathname === '/inbox' && document.readyState === 'complete'")
    badge = "document.querySelector(\"[data-open-count='/api/inbox/count']\").textContent"
    browser.until(f"{badge} === '2'")
    browser.go(f"{address}/alerts")
    browser.until("location.pathname === '/alerts' && document.readyState === 'complete'")
    assert browser.run("document.querySelectorAll('.alert').length") == 2
    assert browser.run("document.documentElement.scrollWidth <= innerWidth")

    # one tap, and the way back
    browser.click("[data-close=restocked]")
    browser.until("!!document.querySelector('.alert.closed [role=status] a[href=\"/stores/S1\"]')")
    browser.until(f"{badge} === '1'")
    assert _closed(tills) == ["restocked"]
    browser.click(".alert.closed [role=status] button")
    browser.until("!document.querySelector('.alert.closed')")
    browser.until(f"{badge} === '2'")
    assert _closed(tills) == []

    # another reason, with words
    browser.click("[data-more]")
    browser.until("document.getElementById('why').open")
    browser.run("document.getElementById('why-note').focus()")
    browser.type("在冰柜里")
    browser.key("Enter")
    browser.until(f"{badge} === '1'")
    assert _closed(tills) == ["other"]

    # put off
    browser.click(".alert:not(.closed) [data-later]")
    browser.until("document.getElementById('later').open")
    browser.click("#later [data-days='7']")
    browser.until("document.querySelector(\"[data-open-count='/api/inbox/count']\").hidden")
    browser.click(".toast button")
    browser.until(
        f"!document.querySelector(\"[data-open-count='/api/inbox/count']\").hidden && {badge} === '1'"
    )

    # the alert with its chart
    browser.click(".alert:not(.closed) .alert-more a")
    browser.until("location.pathname.startsWith('/alerts/') && document.readyState === 'complete'")
    assert browser.run("document.documentElement.scrollWidth <= innerWidth")
    drawn = "document.querySelector('.narrow-chart').getBoundingClientRect()"
    assert 280 < browser.run(f"{drawn}.width") <= PHONE[0]
    tall = "document.querySelector('.narrow-chart .day-bar').getBoundingClientRect().height"
    assert browser.run(tall) > 60
    browser.click("[data-close=wrong_alert]")
    browser.until("!!document.querySelector('.alert.closed')")
    assert sorted(map(str, _closed(tills))) == ["other", "wrong_alert"]
    assert browser.complaints == []
