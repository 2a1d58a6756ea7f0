"""What an area's posters said: by right, by day, the newest audit of a photo, corrections applied, ours left out."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from sqlmodel import Session

from catalog.mechanic import Numbers
from catalog.offer_said import OfferSaid
from catalog.poster_corrections import correct_offer, reject_offer, set_product
from catalog.queries_actions import AreaSeen, area_posters
from catalog.queries_areas import AreaScope, area_of_newest_poster, area_rates, areas_seen
from catalog.queries_people import find_user
from catalog.queries_queue import queue_audit
from catalog.queries_skus import get_sku
from catalog.rows import key
from catalog.tables import Audit, User
from catalog.tables_history import DailyScan
from tests.api.poster_rows import HALF, save_poster
from tests.catalog.conftest import NOW, Company

EVERY = AreaScope()
SINCE, UNTIL = NOW - timedelta(days=30), NOW + timedelta(days=1)


def user(session: Session, name: str = "cat") -> User:
    found = find_user(session, name)
    assert found is not None
    return found


def saved(session: Session, store: int, mark: str, ago: int = 1, **poster: Any) -> int:
    more: dict[str, Any] = {"brand": "红果", "offers": [HALF], **poster}
    return save_poster(session, store, mark * 64, at=NOW - timedelta(days=ago), **more)


def seen(session: Session, scope: AreaScope = EVERY, name: str = "cat", **more: Any) -> AreaSeen:
    return area_posters(session, user(session, name), scope, SINCE, UNTIL, **more)


def test_by_right_and_by_place(session: Session, company: Company) -> None:
    near = saved(session, company.store_id, "a")
    far = saved(session, company.other_store_id, "b")
    assert {one.audit_id for one in seen(session).offers} == {near, far}
    assert {one.audit_id for one in seen(session, name="rep").offers} == {near}
    assert {one.audit_id for one in seen(session, AreaScope("上海")).offers} == {near}
    assert seen(session, AreaScope("上海", "静安")).offers == ()
    assert (seen(session).visited, seen(session, name="rep").visited) == (2, 1)
    areas = areas_seen(session, user(session))
    assert [(one.city, one.trade_area, one.stores) for one in areas] == [("", "", 1), ("上海", "", 1)]
    assert area_of_newest_poster(session, user(session)) == AreaScope("", "")
    assert area_of_newest_poster(session, user(session, "rep")) == AreaScope("上海", "")


def test_by_day_and_never_later_than_the_upload(session: Session, company: Company) -> None:
    saved(session, company.store_id, "a", ago=31)
    inside = saved(session, company.store_id, "b", ago=29)
    (one,) = seen(session).offers
    assert (one.audit_id, one.taken) == (inside, NOW - timedelta(days=29))


def test_the_newest_finished_audit_of_a_photo_counts(session: Session, company: Company) -> None:
    first = saved(session, company.store_id, "a")
    photo = session.get_one(Audit, first).photo_id
    again, _ = queue_audit(session, photo, now=NOW)
    assert [one.audit_id for one in seen(session).offers] == [first], "until the new one is done"
    again.state = "done"
    session.add(again)
    session.flush()
    assert seen(session).offers == ()


def test_corrections_win(session: Session, company: Company) -> None:
    audit = saved(session, company.store_id, "a", offers=[HALF, HALF])
    said = OfferSaid("second_item", Numbers(n=2, price=Decimal(1)), depth=Decimal("0.4"))
    boss = user(session)
    correct_offer(session, boss, (audit, 0), 0, said, now=NOW)
    reject_offer(session, boss, (audit, 0), 1, now=NOW)
    (one,) = seen(session).offers
    assert (one.numbers, one.depth, one.needs_check) == (said.numbers, said.depth, False)
    set_product(session, boss, (audit, 0), "K1", now=NOW)
    found = seen(session)
    (one,) = found.offers
    assert (one.brand, one.product) == ("红果", "山楂汁")
    assert found.skus[one.sku_id or 0].code == "K1"
    set_product(session, boss, (audit, 0), "C1", now=NOW)
    assert seen(session).offers == (), "ours"


def test_our_own_posters_are_no_rivals(session: Session, company: Company) -> None:
    own = get_sku(session, company.chain_id, "C1").sku.id
    saved(session, company.store_id, "a", sku_id=own)
    saved(session, company.store_id, "b", brand="清泉")
    saved(session, company.store_id, "c", brand="")
    (one,) = seen(session).offers
    assert (one.brand, one.lines[0]["text"]) == ("", "山楂汁")


def test_the_newest_posters_when_there_are_too_many(session: Session, company: Company) -> None:
    audits = [saved(session, company.store_id, mark, ago=ago) for ago, mark in enumerate("abc", 1)]
    found = seen(session, most=2)
    assert ({one.audit_id for one in found.offers}, found.cut) == (set(audits[:2]), True)


def test_what_an_area_sells_a_day(session: Session, company: Company) -> None:
    sku = key(get_sku(session, company.chain_id, "C1").sku.id)
    today = date(2026, 11, 23)
    for store, ago, units in (
        (company.store_id, 1, 28),
        (company.store_id, 28, 100),
        (company.other_store_id, 2, 56),
    ):
        day = today - timedelta(days=ago)
        session.add(DailyScan(store_id=store, sku_id=sku, day=day, units=Decimal(units)))
    session.flush()
    both = [company.store_id, company.other_store_id]
    assert area_rates(session, both, [sku], today) == {sku: Decimal(3)}
    assert area_rates(session, both[:1], [sku], today) == {sku: Decimal(1)}
    assert area_rates(session, both, [sku + 1], today) == {}
