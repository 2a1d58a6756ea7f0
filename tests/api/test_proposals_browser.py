"""A category manager decides on proposals in a real browser: approved and taken back, declined with a reason."""

import shutil
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import httpx
import pytest

from api.app import create_app
from api.parts import Parts
from api.settings import Settings
from tests.api.chromium import DESK, PHONE, Chromium
from tests.api.conftest import PASSWORD, fill
from tests.api.proposal_world import answer, poster, stock
from tests.api.serving import serving
from tests.api.test_proposal_groups import spread
from tests.poster_pictures import WATER, poster_jpeg


class Running:
    """The whole service on a port of its own."""

    def __init__(self, address: str, settings: Settings, parts: Parts, tokens: dict[str, str]) -> None:
        self.address, self.settings, self.parts, self.tokens = address, settings, parts, tokens
        self.clients: list[httpx.Client] = []

    def clock(self) -> datetime:
        return self.parts.clock()

    def client(self, name: str | None) -> httpx.Client:
        headers = {} if name is None else {"Authorization": f"Bearer {self.tokens[name]}"}
        self.clients.append(httpx.Client(base_url=self.address, headers=headers))
        return self.clients[-1]

    def states(self) -> list[str]:
        found = self.client("category").get("/api/proposals").json()["proposals"]
        return [one["state"] for one in sorted(found, key=lambda each: int(each["id"]))]


@pytest.fixture
def running(tmp_path: Path, migrated_sqlite: Path, models_dir: Path, password_hash: str) -> Iterator[Running]:
    shutil.copy(migrated_sqlite, tmp_path / "paimian.db")
    settings = Settings(
        home=tmp_path, models_dir=models_dir, threads=1, poll_seconds=0.2, ocr_engine="rapidocr"
    )
    app = create_app(settings)
    with serving(app) as address:
        tokens = fill(app.state.parts, password_hash)
        running = Running(address, settings, app.state.parts, tokens)
        yield running
        for client in running.clients:
            client.close()


def sign_in(browser: Chromium, address: str, who: str, path: str) -> None:
    browser.go(f"{address}/sign-in?next={path}")
    browser.run("document.getElementById('username').focus()")
    browser.type(who)
    browser.key("Tab")
    browser.type(PASSWORD)
    browser.key("Enter")
    browser.until(f"location.pathname === '{path}' && document.readyState === 'complete'")


@pytest.mark.parametrize(("size_wh", "phone"), [(PHONE, True), (DESK, False)], ids=["phone", "desk"])
def test_a_category_manager_s_decisions(
    running: Running, open_browser: Callable[..., Chromium], size_wh: tuple[int, int], phone: bool
) -> None:
    stock(running)
    brand = {"rival": None, "brand": "红果", "product": "山楂汁"}
    picture: dict[str, Any] = {"picture": poster_jpeg(*WATER)}
    answer(running, poster(running, **picture))
    answer(running, poster(running, **brand))
    assert running.states() == ["open", "open"]
    browser = open_browser(size_wh, phone=phone)
    sign_in(browser, running.address, "category", "/proposals")
    shown = "document.querySelectorAll('.proposal:not([hidden])').length"
    assert browser.run(shown) == 2
    assert browser.run("document.documentElement.scrollWidth <= innerWidth")
    assert browser.run("document.querySelector('.states .count').textContent") == "2"
    widths = "[...document.querySelectorAll('.fill')].slice(0, 2).map((one) => +one.getAttribute('width'))"
    assert browser.run(widths) == [25, 10]
    small = "[...document.querySelectorAll('button')].filter((one) => one.offsetParent && one.offsetHeight < 44).length"
    assert browser.run(small) == 0

    # approved with one tap, and taken back
    browser.click("[data-approve='0']")
    browser.until(f"{shown} === 1")
    assert sorted(running.states()) == ["approved", "open"]
    browser.click(".toast button")
    browser.until(f"{shown} === 2")
    assert running.states() == ["open", "open"]

    # declined with a reason
    browser.click(".proposal:nth-of-type(2) [data-decline]")
    browser.until("document.getElementById('decline').open")
    browser.click("#decline [value=no_budget]")
    browser.until(f"{shown} === 1")
    assert sorted(running.states()) == ["declined", "open"]

    # and found again where it was put, to be taken back
    browser.go(f"{running.address}/proposals?state=declined")
    assert "没有预算" in browser.run("document.querySelector('.decided').textContent")
    browser.click("[data-reopen]")
    browser.until(f"{shown} === 0")
    assert running.states() == ["open", "open"]


@pytest.mark.parametrize(("size_wh", "phone"), [(PHONE, True), (DESK, False)], ids=["phone", "desk"])
def test_an_area_is_left_out_and_the_whole_decision_taken_back(
    running: Running, open_browser: Callable[..., Chromium], size_wh: tuple[int, int], phone: bool
) -> None:
    spread(running, 14)
    browser = open_browser(size_wh, phone=phone)
    sign_in(browser, running.address, "category", "/proposals")
    browser.run("document.querySelector('.proposal-stores').open = true")
    browser.click("[data-area] [data-all]")  # three stores
    assert browser.run("document.querySelector('[data-picked]').textContent") == "已选 11 / 14 家"
    assert browser.run("document.documentElement.scrollWidth <= innerWidth")
    touch = ".proposal-stores :is(label, summary, a)"
    small = f"[...document.querySelectorAll('{touch}')].filter((one) => one.offsetHeight < 44).length"
    assert browser.run(small) == 0
    browser.click("[data-approve='0']")
    browser.until("!!document.querySelector('.toast button')")
    assert running.states().count("approved") == 11
    browser.click(".toast button")
    browser.until("document.querySelector('.states .count').textContent === '14'")
    assert running.states() == ["open"] * 14


def test_a_rep_sees_proposals_and_decides_nothing(
    running: Running, open_browser: Callable[..., Chromium]
) -> None:
    stock(running)
    answer(running, poster(running))
    browser = open_browser(PHONE, phone=True)
    sign_in(browser, running.address, "rep", "/proposals")
    assert browser.run("document.querySelectorAll('.proposal').length") == 1
    assert browser.run("document.querySelectorAll('[data-approve], [data-decline]').length") == 0
