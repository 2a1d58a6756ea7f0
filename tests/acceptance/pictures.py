"""`python -m tests.acceptance.pictures`: the README's pictures, taken from the demo as `make run` starts it."""

import io
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from PIL import Image
from playwright.sync_api import Browser, sync_playwright

from api.demo import PASSWORD
from tests.acceptance.demo_service import Demo, running_demo
from tests.api.chromium import CHROMIUM, FLAGS

FOLDER: Final = Path(__file__).resolve().parents[2] / "notebooks" / "pictures"
_PHONE: Final = (390, 844)
_DESK: Final = (1280, 800)
_SETTLED_MS: Final = 1500


@dataclass(frozen=True)
class Picture:
    """One picture: whose page, at what size; `before` is pressed first, where something has to be opened."""

    name: str
    who: str
    path: str
    size_wh: tuple[int, int]
    before: str = ""


PICTURES: Final = (
    Picture("tips", "manager", "/tips", _PHONE),
    Picture("distribution", "category", "/distribution", _DESK),
)


def take(browser: Browser, demo: Demo, picture: Picture, folder: Path) -> Path:
    """Sign in as the picture's person, open the page in zh-CN, and keep what it shows as WebP."""
    width, height = picture.size_wh
    context = browser.new_context(
        viewport={"width": width, "height": height}, locale="zh-CN", timezone_id="Asia/Shanghai"
    )
    page = context.new_page()
    page.goto(f"{demo.address}/sign-in")
    page.fill("[name=username]", picture.who)
    page.fill("[name=password]", PASSWORD)
    page.click("button[type=submit]")
    page.wait_for_load_state()
    page.goto(demo.address + picture.path)
    if picture.before:
        page.click(picture.before)
    page.wait_for_timeout(_SETTLED_MS)
    shown = Image.open(io.BytesIO(page.screenshot()))
    context.close()
    path = folder / f"{picture.name}.webp"
    shown.save(path, quality=82, method=6)
    return path


def main() -> None:
    """Take all of them; a page that answers with an error fails the command."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    with running_demo() as demo, sync_playwright() as playwright:
        demo.wait_for_audits()
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        for picture in PICTURES:
            path = take(browser, demo, picture, FOLDER)
            print(f"{path.name}: {path.stat().st_size // 1024} KB")
        browser.close()


if __name__ == "__main__":
    main()
