"""Policies and pairs in a real browser: the form follows the mechanic, a slip is told, withdrawing is undone."""

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest

from api.app import create_app
from api.settings import Settings
from tests.api.chromium import DESK, PHONE, Chromium
from tests.api.conftest import fill
from tests.api.serving import serving

Open = Callable[..., Chromium]


@dataclass
class Shop:
    """The service on a port with three products."""

    address: str
    token: str

    def call(self, method: str, path: str, **more: Any) -> Any:
        headers = {"Authorization": f"Bearer {self.token}", "Accept-Language": "en"}
        answer = httpx.request(method, self.address + path, headers=headers, timeout=60, **more)
        assert answer.is_success, answer.text
        return answer.json()


@pytest.fixture(scope="module")
def shop(
    tmp_path_factory: pytest.TempPathFactory, migrated_sqlite: Path, models_dir: Path, password_hash: str
) -> Iterator[Shop]:
    home = tmp_path_factory.mktemp("policies")
    shutil.copy(migrated_sqlite, home / "paimian.db")
    app = create_app(Settings(home=home, models_dir=models_dir, threads=1, poll_seconds=0.2))
    with serving(app) as address:
        made = Shop(address, fill(app.state.parts, password_hash)["category"])
        for code, brand, spec, rival in (
            ("A", "青岚", "330ml", False),
            ("A2", "青岚", "1.5L", False),
            ("K", "红果", "355ml", True),
        ):
            sku = {
                "code": code,
                "brand": brand,
                "name": "柠檬茶",
                "spec": spec,
                "category": "饮料",
                "competitor": rival,
            }
            made.call("POST", "/api/skus", json=sku | {"list_price": "12"})
        yield made


def fill_in(page: Chromium, field: str, value: str) -> None:
    """Type over what an input holds."""
    page.run(f"document.querySelector('#{field}').value = ''; document.querySelector('#{field}').focus()")
    page.type(value)


def signed_in(open_browser: Open, shop: Shop, size: Any, path: str) -> Chromium:
    page = open_browser(size, phone=size == PHONE)
    page.cookie("paimian_session", shop.token, shop.address)
    page.cookie("paimian_lang", "en", shop.address)
    page.go(shop.address + path)
    return page


def test_a_policy_is_made_on_a_phone_and_its_withdrawal_undone(open_browser: Open, shop: Shop) -> None:
    page = signed_in(open_browser, shop, PHONE, "/policies/edit")
    says = "document.getElementById('says').textContent"
    assert page.run("document.querySelector('[data-num=m]').hidden")
    page.run(
        "const kind = document.getElementById('kind'); kind.value = 'threshold_off';"
        "kind.dispatchEvent(new Event('change', {bubbles: true}))"
    )
    assert not page.run("document.querySelector('[data-num=threshold]').hidden")
    fill_in(page, "num-threshold", "10")
    fill_in(page, "num-amount", "99")
    page.until(f"{says}.includes('less than the sum')")
    fill_in(page, "num-threshold", "99")
    fill_in(page, "num-amount", "10")
    page.until(f"{says}.includes('¥10 off over ¥99')")
    fill_in(page, "sku-input", "柠檬茶 330")
    page.click("[role=option]")
    page.until("document.querySelectorAll('.chip').length === 1")
    page.until(f"{says}.includes('depth 9.26%') && {says}.includes('list ¥12')")  # 9 of 12 are 108
    fill_in(page, "name", "Weekend")
    fill_in(page, "code", "W-1")
    page.click("#policy [type=submit]")
    page.until("document.querySelector('.policy')?.textContent.includes('Weekend')")
    made = shop.call("GET", "/api/policies/W-1")
    assert (made["state"], made["threshold"], made["amount"]) == ("running", "99", "10")
    assert page.run("document.documentElement.scrollWidth <= innerWidth")
    page.until("!!document.querySelector('.toast button')")
    page.click("[data-act=withdraw]")
    page.until("!!document.querySelector('[data-act=restore]')")
    assert shop.call("GET", "/api/policies/W-1")["state"] == "withdrawn"
    page.run("[...document.querySelectorAll('.toast')].at(-1).querySelector('button').click()")
    page.until("!!document.querySelector('[data-act=withdraw]')")
    assert shop.call("GET", "/api/policies/W-1")["state"] == "running"


def test_a_change_is_undone_from_the_list(open_browser: Open, shop: Shop) -> None:
    order = {"code": "W-2", "name": "Two", "kind": "discount_rate", "rate": "0.85", "skus": ["A"]}
    shop.call("POST", "/api/policies", json=order | {"valid_from": "2026-01-01"})
    page = signed_in(open_browser, shop, DESK, "/policies/edit?code=W-2")
    page.until("document.getElementById('num-rate').value === '15'")
    fill_in(page, "num-rate", "30")
    page.click("#policy [type=submit]")
    page.until("location.pathname === '/policies' && !!document.querySelector('.toast button')")
    assert shop.call("GET", "/api/policies/W-2")["rate"] == "0.7"
    page.click(".toast button")
    page.until("document.querySelector('[data-policy=\"W-2\"]').textContent.includes('15% off')")
    assert shop.call("GET", "/api/policies/W-2")["rate"] == "0.85"
    assert page.complaints == []


def test_a_rival_is_taken_off_added_and_given_back(open_browser: Open, shop: Shop) -> None:
    def rivals(own: str) -> list[str]:
        rows = shop.call("GET", "/api/pairs")["products"]
        return [one["why"] for row in rows if row["own"]["code"] == own for one in row["rivals"]]

    page = signed_in(open_browser, shop, DESK, "/pairs")
    page.click("[data-own=A] [data-say=no]")
    page.until("!!document.querySelector('[data-own=A] .denied')")
    assert rivals("A") == []
    page.click(".toast button")
    page.until("!!document.querySelector('[data-own=A] [data-say=no]')")
    assert rivals("A") == ["spec"]
    page.click("[data-own=A2] [data-add]")
    fill_in(page, "rival-input", "红果")
    page.click("dialog [role=option]")
    page.until("!!document.querySelector('[data-own=A2] [data-say=auto]')")
    assert rivals("A2") == ["editor"]
    page.click("[data-own=A2] [data-say=auto]")
    page.until("!document.querySelector('[data-own=A2] [data-say=auto]')")
    assert rivals("A2") == []
    assert page.complaints == []
