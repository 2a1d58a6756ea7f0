"""A store manager's round in a real browser: done and taken back, declined with a reason, proved by a photo."""

import shutil
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest

from api.advising import Advisor
from api.app import create_app
from api.settings import Settings
from catalog.database import reading, writing
from catalog.queries_advised import note_advised
from catalog.queries_audits import get_audit
from catalog.tip_draft import TipDraft, TipRound
from catalog.tip_sync import sync_tips
from tests.api.chromium import PHONE, Chromium
from tests.api.conftest import PASSWORD, fill
from tests.api.serving import serving
from tests.api.tip_world import GAP, SHARE
from tests.shelf_pictures import SHELF, shelf_jpeg


class Running:
    """The whole service on a port of its own."""

    def __init__(self, address: str, parts: Any, tokens: dict[str, str]) -> None:
        self.address, self.parts, self.tokens = address, parts, tokens

    def audited(self, photo: bytes, name: str = "rep") -> int:
        """Send a photo and wait for its audit."""
        headers = {"Authorization": f"Bearer {self.tokens[name]}"}
        with httpx.Client(base_url=self.address, headers=headers) as client:
            sent = client.post("/api/photos", files={"file": ("a.jpg", photo)}, data={"store": "S1"})
            audit_id = int(sent.json()["audit_id"])
            while client.get(f"/api/audits/{audit_id}").json()["state"] != "done":
                time.sleep(0.05)
        return audit_id

    def advise(self, audit_id: int, *drafts: TipDraft, settled: tuple[str, ...] = ()) -> None:
        """Let an audit say this of its store."""
        now = self.parts.clock()
        with reading(self.parts.engine) as session:
            store = get_audit(session, audit_id).store
        with writing(self.parts.engine) as session:
            said = TipRound(drafts, frozenset(settled))
            sync_tips(session, store, audit_id, said, now=now, most=5, due=timedelta(hours=72))
            note_advised(session, audit_id, now)


@pytest.fixture
def running(
    tmp_path: Path,
    migrated_sqlite: Path,
    models_dir: Path,
    password_hash: str,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[Running]:
    """A service with the people of `tests.api.conftest`, which leaves advice to the test: two would race."""
    monkeypatch.setattr(Advisor, "try_advise", lambda self, audit_id: False)
    monkeypatch.setattr(Advisor, "catch_up", lambda self: False)
    shutil.copy(migrated_sqlite, tmp_path / "paimian.db")
    app = create_app(Settings(home=tmp_path, models_dir=models_dir, threads=1, poll_seconds=0.2))
    with serving(app) as address:
        tokens = fill(app.state.parts, password_hash)
        yield Running(address, app.state.parts, tokens)


def test_a_store_manager_s_round(
    running: Running, open_browser: Callable[..., Chromium], tmp_path: Path
) -> None:
    running.advise(running.audited(shelf_jpeg()), GAP, SHARE)
    browser = open_browser(PHONE, phone=True)
    browser.go(f"{running.address}/sign-in?next=/")
    browser.run("document.getElementById('username').focus()")
    browser.type("manager")
    browser.key("Tab")
    browser.type(PASSWORD)
    browser.key("Enter")
    browser.until("location.pathname === '/inbox' && document.readyState === 'complete'")
    browser.go(f"{running.address}/tips")
    shown = "document.querySelectorAll('.tip:not([hidden])').length"
    assert browser.run(shown) == 2
    assert browser.run("document.documentElement.scrollWidth <= innerWidth")
    browser.until("[...document.images].every((one) => one.loading === 'lazy' || one.naturalWidth > 0)")

    # done, and taken back
    browser.click("[data-done]")
    browser.until(f"{shown} === 1")
    assert _states(running) == ["done", "open"]
    browser.click(".toast button")
    browser.until(f"{shown} === 2")
    browser.until("document.activeElement.matches('[data-done]')")
    assert _states(running) == ["open", "open"]

    # declined with a reason
    browser.click(".tip:nth-of-type(2) [data-decline]")
    browser.until("document.getElementById('decline').open")
    browser.click("#decline [value=no_room]")
    browser.until(f"{shown} === 1")
    assert _states(running) == ["open", "declined"]

    # an after-photo that still shows it, then one that proves it: the advice comes as soon as the audit is done
    still, filled = tmp_path / "still.jpg", tmp_path / "filled.jpg"
    still.write_bytes(shelf_jpeg(seed=7))
    filled.write_bytes(shelf_jpeg(tuple(row.replace("#", "G") for row in SHELF), seed=8))
    browser.choose_files("[data-after]", still)
    audit_id = _next_audit(running, 2)
    running.advise(audit_id, GAP)
    browser.until("!!document.querySelector('.tip-check.bad')")
    assert "还没解决" in browser.run("document.querySelector('.tip-check').textContent")
    newer = f".tip-picture[href='/audits/{audit_id}']"
    look = "document.dispatchEvent(new Event('visibilitychange'))"
    browser.until(f'({look}, !!document.querySelector("{newer}"))')  # the list has looked again
    assert "还没解决" in browser.run("document.querySelector('.tip-check').textContent")
    browser.choose_files("[data-after]", filled)
    running.advise(_next_audit(running, 3), settled=(GAP.subject,))
    browser.until("!!document.querySelector('.tip-check.good')")
    assert "已解决" in browser.run("document.querySelector('.tip-check').textContent")
    browser.until("!!document.querySelector('.all-done')")
    assert _states(running) == ["done", "declined"]

    # new tips appear by themselves
    running.advise(running.audited(shelf_jpeg(seed=9)), GAP)
    browser.run("document.dispatchEvent(new Event('visibilitychange'))")
    browser.until(f"{shown} === 1")


def _states(running: Running) -> list[str]:
    """The states of the tips by their age."""
    headers = {"Authorization": f"Bearer {running.tokens['manager']}"}
    answer = httpx.get(f"{running.address}/api/tips", headers=headers)
    return [tip["state"] for tip in sorted(answer.json()["tips"], key=lambda tip: tip["id"])]


def _next_audit(running: Running, number: int) -> int:
    """The newest audit as soon as there are so many and it is done."""
    headers = {"Authorization": f"Bearer {running.tokens['manager']}"}
    for _ in range(400):
        audits = httpx.get(f"{running.address}/api/audits", headers=headers).json()["audits"]
        if len(audits) == number and audits[0]["state"] == "done":
            return int(audits[0]["id"])
        time.sleep(0.05)
    raise AssertionError(f"expected {number} audits, got {audits}")
