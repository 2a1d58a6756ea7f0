"""A real browser for tests: Debian's Chromium, driven by Playwright."""

import json
import os
import re
import shutil
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Final

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Error, Playwright, sync_playwright

FLAGS: Final = ("--no-sandbox", "--disable-quic", "--no-first-run", "--disable-component-update")
SECONDS: Final = 30.0
PHONE: Final = (390, 844)
DESK: Final = (1280, 900)
PICTURES: Final = "PAIMIAN_TEST_SCREENSHOTS"
"""Names the folder, if any, where each test leaves a picture of what its browsers showed at the end."""
PRESS: Final = "new MouseEvent('click', {bubbles: true, cancelable: true})"


def chromium() -> str:
    """Where the program lies; a test that asks for it where there is none is skipped (in CI that fails it)."""
    names = ("chromium", "chromium-browser", "google-chrome")
    found = next(filter(None, map(shutil.which, names)), None)
    if found is None:
        pytest.skip("Chromium is not installed: `.ci/programs` brings it")
    return found


class _Running:
    """The one browser process of the tests of a module: each test has a profile of its own in it."""

    def __init__(self) -> None:
        self.playwright: Playwright | None = None
        self.browser: Browser | None = None

    def start(self) -> Browser:
        if self.browser is None:
            program = chromium()
            self.playwright = sync_playwright().start()
            self.browser = self.playwright.chromium.launch(executable_path=program, args=FLAGS)
        return self.browser

    def stop(self) -> None:
        """End it: Playwright keeps this thread's event loop, which other modules' tests may want."""
        if self.playwright is not None and self.browser is not None:
            self.browser.close()
            self.playwright.stop()
        self.playwright = self.browser = None


RUNNING: Final = _Running()


class Chromium:
    """One profile with one tab; `close` ends it."""

    def __init__(self, *, size_wh: tuple[int, int], phone: bool = False) -> None:
        width, height = size_wh
        self.context = RUNNING.start().new_context(
            viewport={"width": width, "height": height}, is_mobile=phone, locale="zh-CN"
        )
        self.context.set_default_timeout(SECONDS * 1000)
        self.page = self.context.new_page()
        self.complaints: list[str] = []
        """What the pages wrote as errors to the console, uncaught exceptions and refusals of the policy included."""
        self.page.on("console", self._note)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def close(self) -> None:
        """End the profile and forget what it kept."""
        self.context.close()

    def go(self, url: str) -> None:
        """Open a page and wait until its scripts have run."""
        self.page.goto(url)
        self.until(f"document.readyState === 'complete' && location.href.startsWith({json.dumps(url)})")

    def run(self, script: str) -> Any:
        """Return the value of an expression in the page; promises are awaited."""
        try:
            return self.page.evaluate(script)
        except Error as error:
            raise AssertionError(str(error)) from error

    def until(self, script: str, seconds: float = SECONDS) -> Any:
        """Wait for an expression to become true; return its value."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            try:
                if value := self.run(script):
                    return value
            except AssertionError:  # the page is just being left
                pass
            self.page.wait_for_timeout(50)
        raise AssertionError(f"never came true: {script}; the page said {self.complaints}")

    def click(self, selector: str) -> None:
        """Press an element as soon as it is there."""
        found = f"document.querySelector({json.dumps(selector)})"
        self.until(f"!!{found}")
        self.run(f"{found}.dispatchEvent({PRESS})")

    def type(self, text: str) -> None:
        """Type into whatever has the focus."""
        self.page.keyboard.insert_text(text)

    def drag(self, start: tuple[float, float], end: tuple[float, float]) -> None:
        """Press the mouse at one point of the window, move it in steps, let go at the other."""
        mouse = self.page.mouse
        mouse.move(*start)
        mouse.down()
        mouse.move(*end, steps=4)
        mouse.up()

    def key(self, name: str, *, alt: bool = False) -> None:
        """Press a key, e.g. Enter, Tab, ArrowRight, Escape, Delete."""
        self.page.keyboard.press(f"Alt+{name}" if alt else name)

    def signal(self, *, there: bool) -> None:
        """Take the network away, or give it back."""
        self.context.set_offline(not there)

    def choose_files(self, selector: str, *paths: Path) -> None:
        """Choose files in a file input."""
        found = f"document.querySelector({json.dumps(selector)})"
        self.until(f"document.readyState === 'complete' && !!{found}")
        self.page.set_input_files(selector, [str(path) for path in paths])

    def cookie(self, name: str, value: str, url: str) -> None:
        """Give the profile a cookie."""
        self.context.add_cookies([{"name": name, "value": value, "url": url}])

    def _note(self, said: ConsoleMessage) -> None:
        if said.type == "error":
            self.complaints.append(f"{said.text} {said.location.get('url', '')}")


@pytest.fixture
def open_browser(request: pytest.FixtureRequest) -> Iterator[Callable[..., Chromium]]:
    """Opens browsers; all are closed at the end, and none may have complained."""
    opened: list[Chromium] = []

    def begin(size_wh: tuple[int, int], **more: bool) -> Chromium:
        opened.append(Chromium(size_wh=size_wh, **more))
        return opened[-1]

    yield begin
    for number, browser in enumerate(opened):
        if folder := os.environ.get(PICTURES):
            name = re.sub(r"[^a-z0-9]+", "-", request.node.name.lower()).strip("-")
            browser.page.screenshot(path=Path(folder, f"{name}-{number}.png"))
        browser.close()
    complaints = [complaint for browser in opened for complaint in browser.complaints]
    assert not complaints, complaints
