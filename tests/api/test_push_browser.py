"""The page of notifications in a real browser: an address added and tested, switched, removed and taken back."""

import shutil
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from api.app import create_app
from api.parts import Parts
from api.settings import Settings
from catalog.database import reading, writing
from catalog.push_outbox import queue_message
from catalog.queries_people import find_user
from catalog.queries_push import targets_of
from catalog.rows import key
from catalog.tables_push import PushTarget
from tests.api.chromium import PHONE, Chromium
from tests.api.conftest import fill
from tests.api.push_world import Receiver, receiver
from tests.api.serving import serving
from tests.api.test_proposals_browser import sign_in

SMALL = (
    "[...document.querySelectorAll('main button, main select, main label.push-on')]"
    ".filter((one) => one.offsetParent && one.offsetHeight < 44).length"
)
LATER_AT_ONCE = (
    "(() => { const one = document.querySelector('[data-digest]'); one.value = 'false';"
    " one.dispatchEvent(new Event('change', {bubbles: true})); })()"
)


@pytest.fixture
def got() -> Iterator[Receiver]:
    with receiver() as mine:
        yield mine


@pytest.fixture
def parts(
    tmp_path: Path, migrated_sqlite: Path, models_dir: Path, password_hash: str, got: Receiver
) -> Iterator[tuple[str, Parts]]:
    shutil.copy(migrated_sqlite, tmp_path / "paimian.db")
    settings = Settings(
        home=tmp_path,
        models_dir=models_dir,
        threads=1,
        poll_seconds=0.2,
        push_schemes=("json", "wecombot", "dingtalk", "feishu", "mailtos"),
        push_hosts=(f"localhost:{got.port}",),
    )
    app = create_app(settings)
    with serving(app) as address:
        fill(app.state.parts, password_hash)
        yield address, app.state.parts


def targets(parts: Parts) -> tuple[PushTarget, ...]:
    with reading(parts.engine) as session:
        user = find_user(session, "manager")
        assert user is not None
        return targets_of(session, key(user.id))


def queue(parts: Parts, subject: str, **params: object) -> None:
    with writing(parts.engine) as session:
        user = find_user(session, "manager")
        assert user is not None
        kind = subject.split(":", maxsplit=1)[0]
        queue_message(session, key(user.id), kind, subject, params, "/tips", parts.clock())


@pytest.mark.parametrize(("size_wh", "phone"), [(PHONE, True), ((1280, 900), False)], ids=["phone", "desk"])
def test_a_store_managers_addresses(
    parts: tuple[str, Parts],
    got: Receiver,
    open_browser: Callable[..., Chromium],
    size_wh: tuple[int, int],
    phone: bool,
) -> None:
    address, service = parts
    browser = open_browser(size_wh, phone=phone)
    sign_in(browser, address, "manager", "/push")
    assert browser.run("document.querySelectorAll('[data-target]').length") == 0

    # a slip is told and keeps what was typed
    browser.run("document.getElementById('address').focus()")
    browser.type("json://evil.example/x")
    browser.key("Enter")
    browser.until("document.querySelector('.toast.bad')?.textContent.includes('PAIMIAN_PUSH_HOSTS')")
    assert browser.run("document.getElementById('address').value") == "json://evil.example/x"
    assert targets(service) == ()
    assert all("422" in complaint for complaint in browser.complaints)
    browser.complaints.clear()

    # added, and its test arrives
    browser.run("document.getElementById('address').select()")
    browser.type(f"{got.url}/manager")
    browser.run("document.getElementById('label').focus()")
    browser.type("店长群")
    browser.click("#add button[type=submit]")
    browser.until("document.querySelectorAll('[data-target]').length === 1")
    assert len(got.got) == 1
    queue(service, "tips:1", store="S1", store_name="人民路店", n=3)
    names = ["青岚 柠檬茶 330ml", "立白 洗洁精 500g", "清泉 矿泉水 550ml"]
    queue(service, "silence:1", store="S1", store_name="人民路店", n=5, names=names)
    browser.go(f"{address}/push")
    assert browser.run("document.querySelectorAll('.push-message').length") == 2
    assert browser.run("document.documentElement.scrollWidth <= innerWidth")
    assert browser.run(SMALL) == 0

    # a failing test says why
    got.statuses = [404]
    browser.click("[data-test]")
    browser.until("document.querySelector('.toast.bad')?.textContent.includes('404')")

    # switched off, at once instead of the digest
    browser.run("document.querySelector('[data-active]').click()")
    browser.run(LATER_AT_ONCE)
    until = time.monotonic() + 10
    while time.monotonic() < until and (targets(service)[0].active or targets(service)[0].digest):
        time.sleep(0.05)
    assert (targets(service)[0].active, targets(service)[0].digest) == (False, False)

    # removed and taken back
    browser.click("[data-remove]")
    browser.until("document.querySelector('[data-target]').hidden")
    browser.until("document.querySelectorAll('.toast button').length === 1")
    assert targets(service) == ()
    browser.click(".toast button")
    browser.until("!document.querySelector('[data-target]').hidden")
    assert len(targets(service)) == 1
