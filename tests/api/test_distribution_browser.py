"""The report in a real browser: sorting on a desk and on a phone, nothing wider than the screen, no complaints."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from api.app import create_app
from api.settings import Settings
from tests.api.chromium import DESK, PHONE, Chromium
from tests.api.conftest import fill
from tests.api.distribution_world import fill_past
from tests.api.serving import serving
from tests.api.test_pages_browser import _sign_in

FIRST = "document.querySelector('#skus tbody th a').getAttribute('href')"


@pytest.fixture(scope="module")
def address(
    tmp_path_factory: pytest.TempPathFactory, migrated_sqlite: Path, models_dir: Path, password_hash: str
) -> Iterator[str]:
    """The whole service on a port of its own; its stores have a past."""
    home = tmp_path_factory.mktemp("distribution")
    shutil.copy(migrated_sqlite, home / "paimian.db")
    app = create_app(Settings(home=home, models_dir=models_dir, workers=0))
    with serving(app) as address:
        fill(app.state.parts, password_hash)
        fill_past(app.state.parts)
        yield address


def test_a_column_sorts_and_the_figures_lead_on(address: str, open_browser: Callable[..., Chromium]) -> None:
    browser = open_browser(DESK)
    _sign_in(browser, address, "category")
    browser.go(f"{address}/distribution?lang=en")
    assert browser.run(FIRST) == "/distribution/skus/A1"  # most facings first
    browser.click("[data-sort=oos]")
    browser.until(f"{FIRST} === '/distribution/skus/A2'")
    assert browser.run("document.querySelector('[aria-sort]').textContent.trim()") == "OOS stores"
    browser.click("[data-sort=oos]")
    browser.until(f"{FIRST} === '/distribution/skus/A1'")
    assert browser.run("document.querySelector('[aria-sort]').getAttribute('aria-sort')") == "ascending"
    browser.run("document.querySelector('#skus tbody td a').click()")
    browser.until("location.pathname === '/distribution/skus/A1' && document.readyState === 'complete'")
    browser.run("document.querySelector('.stand a.grow').click()")
    browser.until(
        "location.pathname.startsWith('/distribution/stores/') && document.readyState === 'complete'"
    )
    browser.run("document.querySelector('.stand a.evidence').click()")
    browser.until("location.pathname === '/records' && document.readyState === 'complete'")


@pytest.mark.parametrize("locale", ["zh-CN", "en"])
def test_a_phone_shows_it_whole(address: str, open_browser: Callable[..., Chromium], locale: str) -> None:
    browser = open_browser(PHONE, phone=True)
    _sign_in(browser, address, "category")
    for path in ("/distribution", "/distribution/skus/A2", "/distribution/stores/S1"):
        browser.go(f"{address}{path}?lang={locale}")
        assert browser.run("document.documentElement.scrollWidth <= innerWidth"), path
        shown = (
            "[...document.querySelectorAll('svg.chart')].filter((c) => c.getBoundingClientRect().width > 0)"
        )
        assert browser.run(f"{shown}.length") == 1
        letters = f"{shown}[0].getBoundingClientRect().width / {shown}[0].viewBox.baseVal.width * 13"
        assert browser.run(letters) > 11.5, "letters of the chart are legible"
    browser.go(f"{address}/distribution?lang={locale}")
    browser.run(
        "(() => { const s = document.querySelector('[data-sort-table]'); s.value = 'oos';"
        " s.dispatchEvent(new Event('change', {bubbles: true})); })()"
    )
    browser.until(f"{FIRST} === '/distribution/skus/A2'")
