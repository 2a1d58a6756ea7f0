"""A category manager sets silence alerts in a real browser: tries a rule on the past, saves it, takes it back."""

from collections.abc import Callable

from tests.api.chromium import PHONE, Chromium
from tests.api.silence_world import fill_tills
from tests.api.test_corrections_browser import sign_in
from tests.api.test_tips_browser import Running, running

__all__ = ["running"]


def test_try_save_take_back(running: Running, open_browser: Callable[..., Chromium]) -> None:
    fill_tills(running.parts.engine)
    browser = open_browser(PHONE, phone=True)
    sign_in(browser, running.address, "category")
    browser.go(f"{running.address}/alerts/settings")
    browser.until("!!document.querySelector('[data-replay-start]')")
    assert browser.run("document.documentElement.scrollWidth <= innerWidth")
    chain = "document.querySelector('[data-part=chain] form')"
    browser.run(f"{chain}.elements.choice.value = 'n_days'; {chain}.elements.days.value = '30'")
    browser.click("[data-part=chain] [data-try]")
    browser.until("!!document.querySelector('[data-replay=done] .key.try')")
    assert browser.run("document.querySelectorAll('.days rect').length") == 70
    assert browser.run("document.documentElement.scrollWidth <= innerWidth")
    browser.run(f"{chain}.elements.days.value = '61'")
    browser.click("[data-part=chain] [type=submit]")
    browser.until("document.querySelector('[data-part=chain] .field-error').checkVisibility()")
    assert all("422" in complaint for complaint in browser.complaints)
    browser.complaints.clear()
    browser.run(f"{chain}.elements.days.value = '30'")
    browser.click("[data-part=chain] [type=submit]")
    browser.until("!!document.querySelector('[data-part=chain] [data-undo]')")
    assert browser.run(f"{chain}.elements.days.value") == "30"
    browser.click("[data-part=chain] [data-undo]")
    browser.until(f"{chain}.elements.days.value === ''")
    browser.run(
        "const i = document.querySelector('#sku-picker input'); i.value = '商品1';"
        " i.dispatchEvent(new Event('input', {bubbles: true}))"
    )
    browser.until("!!document.querySelector('#sku-picker .choice')")
    browser.click("#sku-picker .choice")
    browser.until("!!document.querySelector('[data-sku=K1]') && document.readyState === 'complete'")
    sku = "document.querySelector('[data-sku=K1]')"
    browser.run(f"{sku}.elements.days.value = '2'")
    browser.click("[data-sku=K1] [type=submit]")
    browser.until(f"{sku}.textContent.includes('category')")
    assert browser.run(f"{sku}.elements.days.value") == "2"
