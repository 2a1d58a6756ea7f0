"""«What are they doing here?» in a real browser: an area chosen, a poster opened, an adjustment asked for."""

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal

from catalog.database import writing
from catalog.people import create_store
from catalog.rows import key
from catalog.sku_draft import SkuDraft
from catalog.skus import create_sku
from tests.api.chromium import PHONE, Chromium
from tests.api.poster_rows import HALF, save_poster
from tests.api.test_corrections_browser import rep_of, sign_in
from tests.api.test_tips_browser import Running, running
from tests.shelf_pictures import shelf_jpeg

__all__ = ["running"]


def fill(running: Running) -> None:
    now = running.parts.clock()
    with writing(running.parts.engine) as session:
        chain = rep_of(running).chain_id
        skus = {}
        for code, brand, rival in (("K1", "红果", True), ("O1", "清泉", False)):
            draft = SkuDraft(
                brand, "山楂汁", "330ml", code, category="果汁", competitor=rival, list_price=Decimal(5)
            )
            skus[code] = key(create_sku(session, chain, draft, now=now).sku.id)
        for place in ("人民广场", "静安寺"):
            store = create_store(session, chain, place, f"{place}店", city="上海", trade_area=place)
            sha256 = running.parts.files.save(shelf_jpeg())
            offer = {**HALF, "rate": Decimal("0.2"), "depth": Decimal("0.4")}
            at = now - timedelta(days=2)
            save_poster(session, key(store.id), sha256, at=at, offers=[offer], sku_id=skus["K1"])


def test_from_an_area_to_a_proposal(running: Running, open_browser: Callable[..., Chromium]) -> None:
    fill(running)
    browser = open_browser(PHONE, phone=True)
    sign_in(browser, running.address, "category")
    browser.go(f"{running.address}/rivals")
    browser.until("!!document.querySelector('.action')")
    assert browser.run("document.documentElement.scrollWidth <= innerWidth")
    browser.run("[...document.images].forEach((one) => { one.loading = 'eager'; })")
    browser.until("[...document.images].every((one) => one.naturalWidth > 0)")
    area = "document.getElementById('area')"
    browser.run(f"{area}.value = '上海|人民广场'; {area}.dispatchEvent(new Event('change'))")
    browser.until("location.search.includes('%E4%BA%BA') && document.readyState === 'complete'")
    assert browser.run("document.querySelector('.narrow-chart').checkVisibility()")
    assert not browser.run("document.querySelector('.wide-chart').checkVisibility()")
    browser.click(".narrow-chart a")
    browser.until("location.hash === '#action-1' || !!document.querySelector('.action:target')")
    browser.click("[data-propose] button")
    browser.until("location.pathname === '/proposals' && !!document.querySelector('.proposal')")
    assert "人民广场" in browser.run("document.querySelector('.proposal h2').textContent")
    assert browser.run("!!document.querySelector('.proposal-evidence a')")
