"""A rep mends a poster in a real browser: the right reading by a tap, a slip told beside its field, an undo."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from catalog.database import reading, writing
from catalog.offers_in_force import offers_in_force
from catalog.queries_corrections import poster_for
from catalog.queries_people import find_store, find_user
from catalog.rows import key
from catalog.tables import User
from tests.api.chromium import PHONE, Chromium
from tests.api.conftest import PASSWORD
from tests.api.poster_rows import save_poster
from tests.api.test_tips_browser import Running, running
from tests.shelf_pictures import shelf_jpeg

__all__ = ["running"]


def rep_of(running: Running) -> User:
    with reading(running.parts.engine) as session:
        user = find_user(session, "rep")
        assert user is not None
        return user


def poster_in_s1(running: Running, **poster: Any) -> int:
    with writing(running.parts.engine) as session:
        store = find_store(session, rep_of(running).chain_id, "S1")
        assert store is not None
        sha256 = running.parts.files.save(shelf_jpeg())
        return save_poster(session, key(store.id), sha256, at=running.parts.clock(), **poster)


def sign_in(browser: Chromium, address: str, who: str) -> None:
    browser.go(f"{address}/sign-in?next=/")
    browser.run("document.getElementById('username').focus()")
    browser.type(who)
    browser.key("Tab")
    browser.type(PASSWORD)
    browser.key("Enter")
    browser.until("location.pathname !== '/sign-in' && document.readyState === 'complete'")


def loaded(browser: Chromium, condition: str) -> None:
    """Wait for the page after a correction, its scripts run."""
    browser.until(f"document.readyState === 'complete' && {condition}")


def offers(running: Running, audit: int) -> list[tuple[int, Decimal | None, bool]]:
    with reading(running.parts.engine) as session:
        row = poster_for(session, rep_of(running), audit, 0)
        told = offers_in_force(row.offers, row.corrections)
        return [(one.number, one.numbers.price, one.needs_check) for one in told]


def test_a_wrong_number_is_fixed_by_taps(running: Running, open_browser: Callable[..., Chromium]) -> None:
    audit = poster_in_s1(running)
    browser = open_browser(PHONE, phone=True)
    sign_in(browser, running.address, "rep")
    page = f"{running.address}/audits/{audit}/posters/0/fix"
    browser.go(f"{page}#fix-0-0")
    browser.until("document.getElementById('fix-0-0').open")
    assert browser.run("document.documentElement.scrollWidth <= innerWidth")
    small = (
        "[...document.querySelectorAll('#fix-0-0 :is(button, input, select)')]"
        ".filter((one) => one.checkVisibility() && one.getBoundingClientRect().height < 44).length"
    )
    assert browser.run(small) == 0

    # two readings: the other one, then saved
    browser.click("#fix-0-0 [data-read='5.9']")
    assert browser.run("document.querySelector('#fix-0-0 [name=price]').value") == "5.9"
    browser.click("#fix-0-0 [type=submit]")
    loaded(browser, "!!document.querySelector('#fix-0-words')")
    assert offers(running, audit)[0] == (0, Decimal("5.9"), False)

    # fields follow the kind, and a slip is told where it was made
    browser.run("document.getElementById('fix-0-new').open = true")
    kind = "document.querySelector('#fix-0-new [name=kind]')"
    browser.run(f"{kind}.value = 'threshold_off'; {kind}.dispatchEvent(new Event('change'))")
    seen = (
        "[...document.querySelectorAll('#fix-0-new [data-field]')]"
        ".filter((one) => !one.hidden).map((one) => one.dataset.field).join()"
    )
    assert browser.run(seen).startswith("threshold,amount,rate,n,list_price")
    for name, value in (("threshold", "10"), ("amount", "99")):
        browser.run(f"document.querySelector('#fix-0-new [name={name}]').value = '{value}'")
    browser.click("#fix-0-new [type=submit]")
    browser.until("!document.querySelector('#fix-0-new [data-field=amount] .field-error').hidden")
    browser.complaints.clear()  # of the refusal
    assert "amount" not in browser.run(
        "document.querySelector('#fix-0-new [data-field=amount] .field-error').textContent"
    )
    assert len(offers(running, audit)) == 2
    browser.run("document.querySelector('#fix-0-new [name=amount]').value = '９.9'")
    browser.click("#fix-0-new [type=submit]")
    loaded(browser, "!!document.querySelector('#fix-0-1000')")

    # no offer, and back again
    browser.run("document.getElementById('fix-0-1').open = true")
    browser.click("#fix-0-1 [data-none]")
    loaded(browser, "!document.querySelector('#fix-0-1')")
    assert [number for number, _, _ in offers(running, audit)] == [0, 1000]
    browser.click("#fix-0-words [data-undo]")
    loaded(browser, "!!document.querySelector('#fix-0-1')")
    assert [number for number, _, _ in offers(running, audit)] == [0, 1, 1000]
