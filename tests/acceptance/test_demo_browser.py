"""The demo as a fresh `make run` shows it, in a real browser: every page of every role, on a phone and at a desk."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from api.demo import PASSWORD, USERS
from api.navigation import navigation_of
from tests.acceptance import journeys
from tests.acceptance.demo_service import Demo, running_demo
from tests.api.chromium import DESK, PHONE, RUNNING, Chromium, chromium, open_browser
from tests.api.looked_over import faults

__all__ = ["open_browser"]

_START_SECONDS_MOST = 120.0
_BOARD_SECONDS_MOST = 5.0
"""Measured by `python -m tests.acceptance.board`; this tells a board that moves from one that asks by the minute."""


@pytest.fixture(scope="module")
def demo() -> Iterator[Demo]:
    chromium()
    with running_demo() as started:
        started.wait_for_audits()
        started.wait_for_night()
        yield started
    RUNNING.stop()


def sign_in(browser: Chromium, demo: Demo, who: str) -> None:
    browser.go(f"{demo.address}/sign-in")
    browser.page.fill("[name=username]", who)
    browser.page.fill("[name=password]", PASSWORD)
    browser.page.click("main button[type=submit]")
    browser.until("location.pathname !== '/sign-in' && document.readyState === 'complete'")


@pytest.mark.parametrize("size_wh", [PHONE, DESK], ids=["phone", "desk"])
def test_every_page_is_for_everybody(
    demo: Demo, open_browser: Callable[..., Chromium], size_wh: tuple[int, int]
) -> None:
    """WCAG A and AA as far as axe-core can tell, and nothing is wider than the screen."""
    bad, seen = [], set()
    for user in USERS:
        browser = open_browser(size_wh)
        sign_in(browser, demo, user.username)
        doors = navigation_of(user.role)
        for number, door in enumerate((*doors.tabs, *doors.more)):
            if (
                number and door.address in seen
            ):  # as somebody else; where a day begins everybody has their own
                continue
            seen.add(door.address)
            browser.go(demo.address + door.address)
            said = len(browser.complaints)
            bad += [f"{user.username} {door.address}: {fault}" for fault in faults(browser.page)]
            del browser.complaints[said:]  # axe tries styles that the page's policy forbids
            wide = browser.run("document.documentElement.scrollWidth")
            if wide > size_wh[0]:
                bad.append(f"{user.username} {door.address}: {wide} px wide")
    assert bad == []


def test_a_rep_has_advice_after_three_taps_and_hands_in_after_seven(demo: Demo, tmp_path: Path) -> None:
    advised, handed = journeys.walk_rep(RUNNING.start(), demo, tmp_path)
    assert advised.taps == 3
    assert "个排面" in advised.said
    assert handed.taps == 7
    assert handed.said


def test_a_push_message_s_item_is_done_with_one_tap(demo: Demo) -> None:
    assert journeys.walk_manager(RUNNING.start(), demo).taps == 1


def test_an_unknown_product_named_once_is_known_on_the_next_photo(demo: Demo, tmp_path: Path) -> None:
    walked = journeys.walk_category(RUNNING.start(), demo, tmp_path)
    assert walked.said == journeys.NEW_TEA


def test_the_board_moves_while_a_rep_uploads(demo: Demo, tmp_path: Path) -> None:
    walked = journeys.walk_director(RUNNING.start(), demo, tmp_path)
    assert "上传照片" in walked.said
    assert walked.seconds < _BOARD_SECONDS_MOST


def test_a_fresh_demo_starts_soon(demo: Demo) -> None:
    assert demo.start_seconds < _START_SECONDS_MOST
