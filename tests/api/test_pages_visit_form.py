"""The visit form's page: for category managers and admins, in both languages; its script saves, undoes, previews."""

import html
import json
import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from api.app import create_app
from api.settings import Settings
from tests.api.chromium import DESK, Chromium
from tests.api.conftest import Service, fill
from tests.api.serving import serving
from tests.api.test_proposals_browser import sign_in


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_the_page_holds_the_form_in_force(service: Service) -> None:
    page = service.client("category", locale="zh-CN").get("/visits/form")
    assert page.status_code == 200
    found = re.search(r'data-form="([^"]+)"', page.text)
    assert found is not None
    form = json.loads(html.unescape(found[1]))
    assert [field["label"] for field in form["fields"]] == ["今日主推品", "竞品动作", "客户需求"]
    assert "92%" in page.text
    for name in ("rep", "manager", "supervisor", "director"):
        assert service.client(name).get("/visits/form").status_code == 403


@pytest.fixture
def address(tmp_path: Path, migrated_sqlite: Path, models_dir: Path, password_hash: str) -> Iterator[str]:
    shutil.copy(migrated_sqlite, tmp_path / "paimian.db")
    app = create_app(Settings(home=tmp_path, models_dir=models_dir, threads=1, poll_seconds=0.2))
    with serving(app) as address:
        fill(app.state.parts, password_hash)
        yield address


LABELS = "[...document.querySelectorAll('.vf-asked p')].map((one) => one.firstChild.textContent).join()"


def test_a_field_is_taken_off_another_added_and_all_of_it_undone(
    address: str, open_browser: Callable[..., Chromium]
) -> None:
    browser = open_browser(DESK)
    sign_in(browser, address, "category", "/visits/form")
    browser.until("document.querySelectorAll('#fields > li').length === 3")
    assert browser.run(
        "document.querySelector('[data-add=cycle]').disabled && document.getElementById('save').disabled"
    )
    browser.click("#fields > li:first-child [data-drop]")
    browser.click("[data-add=cycle]")
    assert browser.run(LABELS) == "竞品动作,客户需求,客户采购周期"
    assert browser.run("document.querySelectorAll('.vf-chips span').length") == 3
    # a choice without choices is told at its place
    browser.run("document.querySelector('#fields > li:last-child textarea').value = '3 个月'")
    browser.click("#save")
    browser.until("document.activeElement.name === 'choices' && !document.getElementById('problem').hidden")
    browser.run("document.activeElement.value = '3 个月、6 个月'")
    browser.click("#fields > li:last-child [data-move='-1']")
    browser.click("#save")
    browser.until("document.querySelector('.toast button')")
    assert browser.run(LABELS) == "竞品动作,客户采购周期,客户需求"
    browser.go(f"{address}/visits/form")
    assert browser.until(LABELS) == "竞品动作,客户采购周期,客户需求"
    browser.click("#undo")
    browser.until(f"{LABELS} === '今日主推品,竞品动作,客户需求'")
