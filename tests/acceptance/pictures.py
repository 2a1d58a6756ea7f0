"""`make pictures`: the README's pictures of the three doors, taken from the demo as `make run` starts it."""

import io
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

from tests.acceptance.demo_service import Demo, running_demo
from tests.acceptance.hand import Hand, seen_again
from tests.acceptance.journeys import somebody
from tests.api.chromium import DESK, FLAGS, PHONE, chromium

FOLDER: Final = Path(__file__).resolve().parents[2] / "notebooks" / "pictures"
_SETTLED_MS: Final = 1500


@dataclass(frozen=True)
class Picture:
    """One picture: whose page, at what size."""

    name: str
    who: str
    path: str
    size_wh: tuple[int, int]


PICTURES: Final = (
    Picture("rep-today", "rep", "/today", PHONE),
    Picture("manager-inbox", "manager", "/inbox", PHONE),
    Picture("category-unknown", "category", "/unknown", DESK),
    Picture("director-board", "director", "/board", DESK),
    Picture("director-stores", "director", "/board/stores", DESK),
)


def keep(page: Page, name: str) -> Path:
    """Keep what a page shows, once its pictures have come, as WebP."""
    page.wait_for_timeout(_SETTLED_MS)
    path = FOLDER / f"{name}.webp"
    Image.open(io.BytesIO(page.screenshot())).save(path, quality=80, method=6)
    return path


def take(browser: Browser, demo: Demo, picture: Picture) -> Path:
    """Open a page as the picture's person."""
    with somebody(browser, demo, picture.who, picture.size_wh, picture.path) as page:
        return keep(page, picture.name)


def take_advice(browser: Browser, demo: Demo) -> Path:
    """What a rep sees some seconds after a photo: what to put right before leaving."""
    with somebody(browser, demo, "rep", PHONE) as page, tempfile.TemporaryDirectory() as folder:
        hand = Hand(page)
        hand.tap("#stores a.item")
        hand.shoot(".shot.shelf .shoot input", seen_again(demo.folder / "shelf-01.jpg", Path(folder)))
        hand.wait("#advice .tip h3")
        page.evaluate("document.querySelector('#advice').scrollIntoView({block: 'start'}); scrollBy(0, -70)")
        return keep(page, "rep-advice")


def main() -> None:
    """Take all of them."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    with running_demo() as demo, sync_playwright() as playwright:
        demo.wait_for_audits()
        demo.wait_for_night()
        browser = playwright.chromium.launch(executable_path=chromium(), args=FLAGS)
        for path in (*(take(browser, demo, picture) for picture in PICTURES), take_advice(browser, demo)):
            print(f"{path.name}: {path.stat().st_size // 1024} KB")
        browser.close()


if __name__ == "__main__":
    main()
