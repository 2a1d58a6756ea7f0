"""A rep's poster in a real browser: kind chosen and remembered, offers found, a doubtful one settled by one tap."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from api.app import create_app
from api.settings import Settings
from tests.api.chromium import PHONE, PRESS, Chromium
from tests.api.conftest import fill
from tests.api.serving import serving
from tests.api.test_pages_browser import _sign_in
from tests.poster_pictures import WATER, poster_jpeg

DOUBT = """UPDATE poster_offer SET doubts = '["readings_differ"]', readings = '[{"first": "1.50", "second": "7.50"}]'
WHERE kind = 'special_price'"""
"""As Tesseract would have it on a worse photo."""


@pytest.fixture
def running(
    tmp_path: Path, migrated_sqlite: Path, models_dir: Path, password_hash: str
) -> Iterator[tuple[str, Any]]:
    """The whole service on a port of its own: its address and its parts."""
    home = tmp_path / "home"
    home.mkdir()
    shutil.copy(migrated_sqlite, home / "paimian.db")
    settings = Settings(home=home, models_dir=models_dir, threads=1, poll_seconds=0.2, ocr_engine="rapidocr")
    app = create_app(settings)
    with serving(app) as address:
        fill(app.state.parts, password_hash)
        yield address, app.state.parts


def test_a_poster_from_the_capture_page_to_a_settled_offer(
    running: tuple[str, Any], open_browser: Callable[..., Chromium], tmp_path: Path
) -> None:
    address, parts = running
    browser = open_browser(PHONE, phone=True)
    _sign_in(browser, address, "rep")
    browser.go(f"{address}/stores/S1")
    assert browser.run("document.getElementById('capture').dataset.kind") == "shelf"
    browser.run("document.querySelector('input[name=kind][value=poster]').click()")
    assert browser.run("document.querySelector('.shoot .of-poster').offsetParent !== null")
    assert browser.run("document.querySelector('.shoot .of-shelf').offsetParent === null")
    photo = tmp_path / "poster.jpg"
    photo.write_bytes(poster_jpeg(*WATER))
    browser.choose_files(".shoot.second input", photo)
    browser.until("!!document.querySelector('#uploads a.button.primary')", seconds=90)
    said = browser.run("document.querySelector('#uploads .figures').textContent")
    assert "1.5" in said
    assert "另有 1 条" in said
    browser.go(f"{address}/stores/S1")
    assert browser.run("document.getElementById('capture').dataset.kind") == "poster", "the choice is kept"

    with parts.engine.begin() as connection:
        connection.execute(text(DOUBT))
    browser.run("document.querySelector('.tile').click()")
    browser.until(
        "location.pathname.startsWith('/audits/') && document.querySelectorAll('.offer-box').length === 2"
    )
    assert browser.run("document.documentElement.scrollWidth <= innerWidth")
    # the box leads to its line of the list, and the line's number back to the box
    browser.until(
        f"(document.querySelector('.offer-box[data-offer=\"0-1\"]').dispatchEvent({PRESS}),"
        " document.getElementById('offer-0-1').classList.contains('chosen'))"
    )
    browser.click("[data-show='0-0']")
    assert browser.run(
        "document.querySelector('.offer-box[data-offer=\"0-0\"]').classList.contains('chosen')"
    )
    assert not browser.run("document.getElementById('offer-0-1').classList.contains('chosen')")

    ways = browser.run("[...document.querySelectorAll('#offer-0-0 .ways button')].map((b) => b.textContent)")
    assert ["1.5" in ways[0], "7.5" in ways[1]] == [True, True]
    small = "[...document.querySelectorAll('.ways button')].some((b) => b.offsetHeight < 44)"
    assert not browser.run(small)
    browser.run("document.querySelectorAll('#offer-0-0 .ways button')[0].click()")
    browser.until(
        "document.querySelectorAll('.check-box').length === 0 && !!document.getElementById('offer-0-0')"
    )
    assert "已人工核对" in browser.run("document.getElementById('offer-0-0').textContent")

    browser.go(f"{address}/records?kind=poster")
    assert browser.run("document.querySelectorAll('.tile .sign').length") == 1
