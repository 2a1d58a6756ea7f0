"""The inbox's page: what a card offers, where a link leads, what is said when there is nothing."""

import re
import shutil
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from api.inbox import SHOWN
from api.security import COOKIE
from catalog.database import writing
from catalog.queries_audits import get_audit
from catalog.tip_draft import TipRound
from catalog.tip_sync import sync_tips
from tests.api.alert_world import fill_tills
from tests.api.conftest import Service
from tests.api.test_pages_tips import page
from tests.api.tip_world import GAP, advised

BUTTONS = ("data-done", "data-after", "data-decline")


@pytest.fixture
def database_url(migrated_sqlite: Path, tmp_path: Path) -> str:
    """SQLite alone: the queries are tried on both elsewhere."""
    shutil.copy(migrated_sqlite, tmp_path / "paimian.db")
    return f"sqlite:///{tmp_path / 'paimian.db'}"


def test_nothing_to_do_says_so_in_both_languages(service: Service) -> None:
    assert "都处理完了" in page(service, "manager", "/inbox", "zh-CN")
    assert "Nothing for you to take over" in page(service, "supervisor", "/inbox")
    for name in ("rep", "category", "admin", "stranger"):
        assert "data-item" not in page(service, name, "/inbox")
    asked = service.client(None).get("/inbox/tip/7", headers={"Accept": "text/html"}, follow_redirects=False)
    assert asked.headers["location"] == "/sign-in?next=%2Finbox%2Ftip%2F7"  # and the sign-in leads there


def test_seven_stand_there_and_the_rest_is_folded_away(service: Service) -> None:
    audit = advised(service)
    drafts = tuple(replace(GAP, subject=f"gap:{n}", rank=float(n)) for n in range(1, 13))
    with writing(service.parts.engine) as session:
        row = get_audit(session, audit["id"])
        due = timedelta(hours=72)
        sync_tips(
            session,
            row.store,
            audit["id"],
            TipRound(drafts, frozenset()),
            now=service.clock(),
            most=50,
            due=due,
        )
    text = page(service, "manager", "/inbox", "zh-CN")
    shown, folded = text.split('<details class="later"')
    assert (shown.count("data-item"), folded.count("data-item")) == (SHOWN, 12 - SHOWN)
    assert "12 条待办" in text
    marks = re.findall(r'data-mark="([0-9a-f]{16})"', text + page(service, "manager", "/inbox/tip/3"))
    assert len(set(marks)) == 2  # another order is another list, and the page that looks again sees it
    assert "稍后处理（5 条）" in text
    assert all(shown.count(button) == SHOWN for button in BUTTONS)


def test_a_link_opens_with_its_item_on_top_whatever_became_of_it(service: Service) -> None:
    advised(service, GAP, replace(GAP, subject="gap::9", rank=9.0))
    first, last = (tip["id"] for tip in service.client("manager").get("/api/tips").json()["tips"])
    text = page(service, "manager", f"/inbox/tip/{last}")
    assert text.index(f'id="tip{last}"') < text.index(f'id="tip{first}"')
    assert text.count(" wanted") == 1
    assert page(service, "manager", "/inbox").count(" wanted") == 0
    done = service.client("rep").post(f"/api/tips/{last}/done", json={"note": "补了"})
    assert done.status_code == 200, done.text
    text = page(service, "manager", f"/inbox/tip/{last}")
    assert text.index(f'id="tip{last}"') < text.index(f'id="tip{first}"')
    assert "This one was answered already" in text
    assert "补了" in text
    assert "rep ·" in text
    assert text.count("data-reopen") == 1
    assert text.count("data-done") == 1  # the other one's
    for foreign in (f"/inbox/tip/{last}", "/inbox/tip/999999"):
        said = page(service, "other_rep", foreign)
        assert "is not of your stores" in said
        assert "补了" not in said
    cookie = {"Accept": "text/html", "Cookie": f"{COOKIE}={service.tokens['manager']}"}
    for bad in ("/inbox/note/1", "/inbox/tip/x", "/inbox/tip/0", f"/inbox/tip/{2**63}"):
        assert service.client(None).get(bad, headers=cookie).status_code in {404, 422}, bad


def test_an_alert_offers_its_own_answers_and_stands_by_its_tip(service: Service) -> None:
    tills = fill_tills(service.parts.engine, service.clock())
    tills.night(service.clock())
    advised(service, replace(GAP, sku="T-1"))
    with_tip, alone = tills.alert_of("S1", "T-1"), tills.alert_of("S1", "T-2")
    text = page(service, "manager", f"/inbox/alert/{with_tip.id}")
    assert text.index(f'data-alert="{with_tip.id}"') < text.index(f'data-alert="{alone.id}"')
    assert 'data-solved="restocked"' in text
    assert "The till sees it too" in text
    assert "data-shelf" in text  # the camera opens at once for the alert alone too
    closed = service.client("manager").post(f"/api/alerts/{alone.id}/close", json={"reason": "barcode"})
    assert closed.status_code == 200
    text = page(service, "manager", f"/inbox/alert/{alone.id}")
    assert "Barcode put right" in text
    assert "manager ·" in text


def test_the_heir_is_told_from_which_store_and_the_manager_to_whom(service: Service) -> None:
    advised(service, GAP)
    service.parts.jobs.pass_on(service.clock() + timedelta(hours=service.settings.tip_hours + 1))
    assert "Not answered in time by Store S1: yours now" in page(service, "supervisor", "/inbox")
    text = page(service, "manager", "/inbox")
    assert "passed on to supervisor; you can still answer" in text
    tip = service.client("manager").get("/api/tips").json()["tips"][0]["id"]
    assert service.client("supervisor").post(f"/api/tips/{tip}/done", json={}).status_code == 200
    assert "was passed on after its time ran out (supervisor)" in page(
        service, "manager", f"/inbox/tip/{tip}"
    )
