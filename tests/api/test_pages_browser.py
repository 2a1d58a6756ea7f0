"""The journeys in a real browser, with the whole service behind them: a rep's photo, a category manager's naming."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from api.app import create_app
from api.settings import Settings
from tests.api.chromium import DESK, PHONE, PRESS, Chromium
from tests.api.conftest import PASSWORD, fill
from tests.api.serving import serving
from tests.shelf_pictures import shelf_jpeg


@pytest.fixture(scope="module")
def address(
    tmp_path_factory: pytest.TempPathFactory, migrated_sqlite: Path, models_dir: Path, password_hash: str
) -> Iterator[str]:
    """The whole service on a port of its own, with the people of `tests.api.conftest`."""
    home = tmp_path_factory.mktemp("browser")
    shutil.copy(migrated_sqlite, home / "paimian.db")
    app = create_app(Settings(home=home, models_dir=models_dir, threads=1, poll_seconds=0.2))
    with serving(app) as address:
        fill(app.state.parts, password_hash)
        yield address


def _sign_in(browser: Chromium, address: str, who: str) -> None:
    browser.go(f"{address}/sign-in?next=/stores")
    browser.run("document.getElementById('username').focus()")
    browser.type(who)
    browser.key("Tab")
    browser.type(PASSWORD)
    browser.key("Enter")
    browser.until("location.pathname === '/stores' && document.readyState === 'complete'")


def test_a_reps_photo_becomes_figures_and_boxes_that_explain_themselves(
    address: str, open_browser: Callable[..., Chromium], tmp_path: Path
) -> None:
    browser = open_browser(PHONE, phone=True)
    _sign_in(browser, address, "rep")
    assert browser.run("document.querySelectorAll('a.item').length") == 1  # the rep's own store
    browser.click("a.item")
    browser.until("location.pathname === '/stores/S1' && !!document.querySelector('#capture input')")
    photo, text = tmp_path / "shelf.jpg", tmp_path / "notes.txt"
    photo.write_bytes(shelf_jpeg())
    text.write_text("no photo")
    browser.choose_files(".shoot.second input", photo, text)
    browser.until("document.querySelector('#uploads .fix')?.textContent.includes('JPEG')")
    browser.until("!!document.querySelector('#uploads a.button.primary')")
    assert "排面" in browser.run("document.querySelector('#uploads .figures').textContent")
    browser.run("document.querySelector('#uploads a.button.primary').click()")
    browser.until("location.pathname.startsWith('/audits/') && document.querySelectorAll('.box').length > 0")
    browser.until("document.getElementById('overlay').style.getPropertyValue('--unit') !== ''")
    # the boxes answer once the report's JSON is there
    press = f"document.querySelector('.box').dispatchEvent({PRESS})"
    browser.until(f"({press}, !document.getElementById('panel').hidden)")
    assert "第 1 层" in browser.run("document.querySelector('.panel-bar').textContent")
    assert browser.run("document.getElementById('name-form')") is None
    assert browser.run("document.documentElement.scrollWidth <= innerWidth")
    browser.key("Escape")
    browser.until(
        "document.getElementById('panel').hidden && document.activeElement.classList.contains('box')"
    )
    first = browser.run("document.activeElement.dataset.i")
    browser.key("ArrowRight")
    assert browser.run("document.activeElement.dataset.i") != first
    browser.click("[data-count-mode=units]")
    assert browser.run("document.getElementById('report').dataset.count") == "units"
    browser.click(".menu a[hreflang=en]")
    browser.until("document.documentElement.lang === 'en' && location.pathname.startsWith('/audits/')")
    browser.run("document.querySelector('.menu form').requestSubmit()")
    browser.until("location.pathname === '/sign-in' && document.title.startsWith('Sign in')")


def test_a_photo_taken_without_signal_goes_out_by_itself_when_there_is_signal_again(
    address: str, open_browser: Callable[..., Chromium], tmp_path: Path
) -> None:
    browser = open_browser(PHONE, phone=True)
    _sign_in(browser, address, "other_rep")
    browser.go(f"{address}/stores/S2")
    photo = tmp_path / "shelf.jpg"
    photo.write_bytes(shelf_jpeg(seed=5))
    browser.signal(there=False)
    browser.choose_files(".shoot.second input", photo)
    browser.until("!!document.querySelector('#uploads button[data-offline]')")
    assert "网络断开了" in browser.run("document.querySelector('#uploads .fix').textContent")
    browser.complaints.clear()  # of the lost network
    browser.signal(there=True)
    browser.until("!!document.querySelector('#uploads a.button.primary')")
    assert browser.run("document.querySelectorAll('#uploads > li').length") == 1


def test_a_name_given_by_keyboard_is_counted_at_once_undone_at_once_and_known_to_the_next_look(
    address: str, open_browser: Callable[..., Chromium], tmp_path: Path
) -> None:
    browser = open_browser(DESK)
    _sign_in(browser, address, "category")
    browser.go(f"{address}/stores/S2")
    photo = tmp_path / "shelf.jpg"
    photo.write_bytes(shelf_jpeg())
    browser.choose_files(".shoot.second input", photo)
    browser.until("!!document.querySelector('#uploads a.button.primary')")
    browser.run("document.querySelector('#uploads a.button.primary').click()")
    browser.until("!!document.querySelector('[data-group] [role=combobox]')")
    unknown = "Number(document.querySelector('#figures > :nth-child(3) .v-columns')?.textContent ?? 0)"
    before = browser.run(unknown)
    browser.run("document.querySelector('[data-group] [role=combobox]').focus()")
    browser.type("<b>新茶</b>")
    browser.until("document.querySelectorAll('[role=option]').length > 0")
    browser.key("Enter")
    browser.until("document.activeElement.name === 'brand'")
    browser.type("测试牌")
    browser.key("Tab")
    browser.type("500ml")
    browser.key("Enter")
    browser.until("!!document.querySelector('.group.named')")
    browser.until(f"{unknown} < {before}")
    assert "<b>新茶</b>" in browser.run("document.getElementById('table').textContent")
    assert browser.run("document.querySelector('#table b')") is None
    browser.click(".toast button")
    browser.until("!document.querySelector('.group.named')")
    browser.until(f"{unknown} === {before}")
    browser.run("document.querySelector('[data-group] [role=combobox]').focus()")
    browser.type("好茶")
    browser.until("document.querySelectorAll('[role=option]').length > 0")
    browser.key("Enter")
    browser.until("document.activeElement.name === 'brand'")
    browser.type("测试牌")
    browser.key("Tab")
    browser.type("500ml")
    browser.key("Enter")
    browser.until("!document.getElementById('look-again').hidden")
    first = browser.run("location.pathname")
    browser.click("#look-again button")
    browser.until(f"location.pathname !== '{first}' && !!document.getElementById('table')")
    assert "好茶" in browser.run("document.getElementById('table').textContent")
    assert browser.run(unknown) < before
