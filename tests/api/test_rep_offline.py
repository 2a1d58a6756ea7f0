"""A rep's visit in a browser that loses its signal, is killed, comes back: five photos, five audits, none twice."""

import json
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import BrowserContext, Error, Page, sync_playwright
from sqlmodel import select
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.app import create_app
from api.settings import Settings
from catalog.database import reading
from catalog.tables import Audit, Photo
from catalog.tables_visits import Visit
from tests.api.chromium import FLAGS, chromium
from tests.api.conftest import PASSWORD, fill
from tests.api.radio import Radio
from tests.api.serving import serving
from tests.shelf_pictures import shelf_jpeg

SECONDS = 60
"""As long as anything may take on a machine that is busy otherwise."""
WAITS = "document.getElementById('queue').dataset.waiting"
HELD = """new Promise((resolve) => {
  indexedDB.open("paimian", 1).onsuccess = ({ target: { result: db } }) => {
    db.transaction("photos").objectStore("photos").getAll().onsuccess = ({ target }) => {
      resolve(target.result.map(({ state, auditId, blob }) => [state, auditId, blob?.size ?? 0]));
      db.close();
    };
  };
})"""


@dataclass
class Recorder:
    """In front of the service: counts writes, and loses the answer to the first photo, which the service has taken.

    While it is `busy` it takes no photo, from no page and no worker.
    """

    app: ASGIApp
    writes: list[str] = field(default_factory=list)
    lost: int = 0
    busy: bool = False

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] not in {"POST", "PUT"}:
            await self.app(scope, receive, send)
            return
        self.writes.append(f"{scope['method']} {scope['path']}")
        if scope["path"] == "/api/photos" and self.busy:
            await _refuse(send, 503)
            return
        if scope["path"] != "/api/photos" or self.lost:
            await self.app(scope, receive, send)
            return
        self.lost += 1

        async def lose(message: Message) -> None:
            """The work is done, but nobody hears of it."""

        await self.app(scope, receive, lose)
        await _refuse(send, 502)


async def _refuse(send: Send, status: int) -> None:
    await send({"type": "http.response.start", "status": status, "headers": []})
    await send({"type": "http.response.body", "body": b""})


@dataclass
class Shop:
    """The running service with its people."""

    address: str
    radio: Radio
    recorder: Recorder
    engine: Any


@pytest.fixture
def shop(tmp_path: Path, migrated_sqlite: Path, models_dir: Path, password_hash: str) -> Iterator[Shop]:
    home = tmp_path / "home"
    home.mkdir()
    shutil.copy(migrated_sqlite, home / "paimian.db")
    app = create_app(Settings(home=home, models_dir=models_dir, threads=1, poll_seconds=0.2))
    recorder = Recorder(app)
    with serving(app, behind=recorder) as address:
        fill(app.state.parts, password_hash)
        radio = Radio(urlsplit(address).port or 0)
        yield Shop(f"http://127.0.0.1:{radio.port}", radio, recorder, app.state.parts.engine)
        radio.close()


@contextmanager
def phone(profile: Path) -> Iterator[tuple[subprocess.Popen[bytes], BrowserContext, Page]]:
    """A browser process of our own with what it kept before; whoever leaves it alive has it ended."""
    port_file = profile / "DevToolsActivePort"
    port_file.unlink(missing_ok=True)
    command = [chromium(), "--headless", *FLAGS, "--remote-debugging-port=0", f"--user-data-dir={profile}"]
    process = subprocess.Popen(
        [*command, "--lang=zh-CN", "--window-size=390,844"],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        until = time.monotonic() + SECONDS
        while not (port_file.exists() and port_file.read_text().strip()):
            assert time.monotonic() < until, "the browser does not start"
            time.sleep(0.05)
        port = port_file.read_text().split()[0]
        with sync_playwright() as playwright:
            browser = playwright.chromium.connect_over_cdp(f"http://127.0.0.1:{port}")
            context = browser.contexts[0]
            context.set_default_timeout(SECONDS * 1000)
            yield process, context, context.new_page()
    finally:
        process.kill()
        process.wait(10)


def wait_for(page: Page, script: str) -> None:
    """Wait until an expression is true; say what the queue held where it never is."""
    end = time.monotonic() + SECONDS
    while time.monotonic() < end:
        with suppress(Error):  # the page is just being left
            if page.evaluate(script):
                return
        page.wait_for_timeout(50)
    said, held = page.inner_text("main"), page.evaluate(HELD)
    raise AssertionError(f"never came true: {script}; the page says {said}, the phone holds {held}")


def sign_in(page: Page, who: str = "rep") -> None:
    """Fill the form; the rep's day begins with today's stores."""
    page.fill("[name=username]", who)
    page.fill("[name=password]", PASSWORD)
    page.press("[name=password]", "Enter")
    page.wait_for_url("**/today" if who == "rep" else lambda url: "/sign-in" not in url)


def airplane_mode(shop: Shop, context: BrowserContext, *, on: bool) -> None:
    """Take the signal away, or give it back: from the pages' knowledge and, for the worker too, from the line."""
    if on:
        shop.radio.cut()
    else:
        shop.radio.mend()
        context.set_offline(True)  # so that its end is news to every page
    context.set_offline(on)


def test_airplane_mode_amid_five_photos_a_killed_browser_and_back_online(shop: Shop, tmp_path: Path) -> None:
    photos = []
    for seed in range(5):
        photos.append(tmp_path / f"shelf{seed}.jpg")
        photos[-1].write_bytes(shelf_jpeg(seed=seed))
    profile = tmp_path / "profile"

    with phone(profile) as (process, context, page):
        page.goto(f"{shop.address}/sign-in")
        sign_in(page)
        wait_for(page, "navigator.serviceWorker.controller !== null")
        wait_for(
            page, "caches.open('paimian-shells').then((c) => c.keys()).then((keys) => keys.length === 3)"
        )
        page.click("#stores a")
        page.wait_for_selector("#visit:not([hidden])")
        for photo in photos[:2]:
            page.set_input_files(".shot.shelf .album input", photo)
        # the answer to the first was lost: it is asked for again, and is the same audit
        wait_for(page, f"{HELD}.then((all) => all.filter(([state]) => state === 'sent').length === 2)")
        airplane_mode(shop, context, on=True)
        for photo in photos[2:]:
            page.set_input_files(".shot.shelf .album input", photo)
        wait_for(page, f"{WAITS} === '3'")
        page.fill("#fields input[type=text] >> nth=0", "青柠气泡水")
        page.click("#submit")
        page.wait_for_selector("#handed:not([hidden])")
        wait_for(page, f"{WAITS} === '4'")  # three photos and the visit itself
        process.send_signal(signal.SIGKILL)
        process.wait(10)

    with phone(profile) as (_, context, page):
        page.goto(f"{shop.address}/today")  # still no signal: what the phone keeps
        wait_for(page, f"{WAITS} === '4' && document.querySelectorAll('#stores a').length === 1")
        held = page.evaluate(HELD)
        assert sorted(state for state, _, _ in held) == ["sent", "sent", "waiting", "waiting", "waiting"]
        assert all(size > 10_000 for state, _, size in held if state == "waiting")
        other = context.new_page()  # two tabs: each photo is sent by one of them
        other.goto(f"{shop.address}/today/visit?store=S1")
        wait_for(other, f"{WAITS} === '4'")
        context.clear_cookies()  # the session ended meanwhile, too
        airplane_mode(shop, context, on=False)
        page.click("#queue a[href^='/sign-in']")
        sign_in(page)
        airplane_mode(shop, context, on=False)
        for tab in (page, other):
            wait_for(tab, f"{WAITS} === '0'")
        assert page.text_content("#queue") == "全部已上传 ✓"
        assert "拜访已提交" in (other.text_content("#handed") or "")

    with reading(shop.engine) as session:
        visits = session.exec(select(Visit)).all()
        kept = session.exec(select(Photo)).all()
        audits = session.exec(select(Audit)).all()
    (visit,) = visits
    assert visit.submitted_at is not None
    assert list(visit.answers.values()) == ["青柠气泡水"]
    assert len(kept) == len(audits) == 5
    assert len({photo.sha256 for photo in kept}) == 5
    assert {photo.visit_id for photo in kept} == {visit.id}
    assert {audit.photo_id for audit in audits} == {photo.id for photo in kept}
    writes = shop.recorder.writes
    assert writes.count("POST /api/photos") == 6, json.dumps(
        writes
    )  # five, and the one whose answer was lost
    assert sum(path.endswith("/submit") for path in writes) == 1


def test_what_is_refused_stays_with_its_reason_and_nobody_sends_anothers_photos(
    shop: Shop, tmp_path: Path
) -> None:
    broken, whole = tmp_path / "broken.jpg", tmp_path / "shelf.jpg"
    broken.write_bytes(shelf_jpeg()[:3000])
    whole.write_bytes(shelf_jpeg(seed=9))
    shop.recorder.lost = 1  # no answer is lost here
    with phone(tmp_path / "profile") as (_, _, page):
        page.goto(f"{shop.address}/sign-in")
        sign_in(page)
        page.click("#stores a")
        page.wait_for_selector("#visit:not([hidden])")
        page.click("#submit")
        assert page.text_content("#missing") == "还缺：货架照片 1 张"
        assert page.evaluate("document.activeElement.closest('.shot').dataset.kind") == "shelf"
        page.set_input_files(".shot.shelf .album input", broken)
        page.wait_for_selector("#photos .fix")
        assert "需要您处理" in (page.text_content("#queue") or "")
        shop.recorder.busy = True
        page.set_input_files(".shot.shelf .album input", whole)
        wait_for(page, f"{WAITS} === '1' && document.querySelectorAll('#photos > li').length === 2")
        said: list[str] = []
        page.on("dialog", lambda dialog: (said.append(dialog.message), dialog.accept()))
        page.click(".me summary")
        page.click("form[action='/sign-out'] button")
        page.wait_for_url("**/sign-in*")
        assert ["2 项" in text for text in said] == [True]
        shop.recorder.busy = False
        sent = shop.recorder.writes.count("POST /api/photos")
        sign_in(page, "supervisor")
        page.goto(f"{shop.address}/today")
        wait_for(page, "document.getElementById('queue').textContent.includes('其他账号的 2 项')")
        assert page.evaluate(WAITS) == "0"
        assert shop.recorder.writes.count("POST /api/photos") == sent
        page.click(".me summary")
        page.click("form[action='/sign-out'] button")
        page.wait_for_url("**/sign-in*")
        sign_in(page)
        wait_for(page, f"{HELD}.then((all) => all.map(([state]) => state).sort().join() === 'refused,sent')")
    with reading(shop.engine) as session:
        (kept,) = session.exec(select(Photo)).all()
        (visit,) = session.exec(select(Visit)).all()
    assert (kept.uploaded_by, kept.visit_id) == (visit.user_id, visit.id)
    assert visit.submitted_at is None
