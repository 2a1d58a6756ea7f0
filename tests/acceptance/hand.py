"""A person's hand on a page: what it takes to get somewhere, in taps and seconds."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from playwright.sync_api import Page


@dataclass(frozen=True)
class Trip:
    """A journey: `taps` count presses, answering keys, photos (two each) and fields filled; `seconds` go from the
    first page to the end, the service's work included."""

    name: str
    taps: int
    seconds: float
    waited: float
    """Of the seconds those between the last tap and the end."""
    said: str


class Hand:
    """Counts what it does to a page; every press waits until the thing can be pressed, as a person would."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.begin()

    def begin(self) -> None:
        """Count from here."""
        self.taps, self._begun = 0, time.monotonic()
        self._tapped = self._begun

    def tap(self, selector: str) -> None:
        """Press the first of these."""
        self._did(self.page.locator(selector).first.click)

    def key(self, name: str) -> None:
        """Press a key."""
        self._did(lambda: self.page.keyboard.press(name))

    def words(self, selector: str, text: str) -> None:
        """Fill a field in one go, as a choice, a spoken sentence or a pasted word does."""
        self._did(lambda: self.page.locator(selector).first.fill(text))

    def shoot(self, selector: str, photo: Path) -> None:
        """Take a photo: two taps, the button and the shutter."""
        self._did(lambda: self.page.locator(selector).first.set_input_files(str(photo)))
        self.taps += 1

    def wait(self, selector: str) -> str:
        """Wait until it is seen; what it says."""
        found = self.page.locator(selector).first
        found.wait_for(state="visible")
        return found.inner_text()

    def trip(self, name: str, said: str) -> Trip:
        """The journey so far."""
        now = time.monotonic()
        return Trip(name, self.taps, now - self._begun, now - self._tapped, " ".join(said.split()))

    def _did(self, act: Callable[[], object]) -> None:
        act()
        self.taps += 1
        self._tapped = time.monotonic()


def seen_again(photo: Path, folder: Path, *, brighter: float = 1.06, cut: float = 0.01) -> Path:
    """The same shelf on another day: a little brighter, cut a little otherwise, saved anew."""
    picture = cv2.imread(str(photo))
    assert picture is not None
    height, width = picture.shape[:2]
    part = picture[round(height * cut) :, round(width * cut) :].astype(np.float32)
    path = folder / f"again-{photo.name}"
    cv2.imwrite(str(path), np.clip(part * brighter, 0, 255).astype(np.uint8), [cv2.IMWRITE_JPEG_QUALITY, 92])
    return path
