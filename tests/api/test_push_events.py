"""What makes messages: nights, tips, escalations, proposals; and nothing that was rolled back."""

from datetime import timedelta

import pytest

from catalog.database import reading, writing
from catalog.people import assign_stores, create_user
from catalog.push import add_target
from catalog.queries_push import messages_of
from catalog.rows import key
from catalog.silence_escalation import escalate_alerts
from catalog.tables import Role, Store
from catalog.tables_push import PushMessage
from catalog.tables_till import StoreClosure
from tests.api.test_silence_run import DAYS, FIRST, LAST, NOW, Chain, chain, sales, silent

__all__ = ["chain"]


def person(chain: Chain, name: str, role: Role, *stores: int, listens: bool = True) -> int:
    with writing(chain.engine) as session:
        user = create_user(session, chain.chain_id, name, "x", role)
        assign_stores(session, user, [session.get_one(Store, chain.stores[number]) for number in stores])
        if listens:
            add_target(session, key(user.id), f"json://hook.example.com/{name}", now=NOW)
        return key(user.id)


def got(chain: Chain, user_id: int) -> tuple[PushMessage, ...]:
    with reading(chain.engine) as session:
        return messages_of(session, user_id)


def test_a_night_tells_each_manager_of_their_own_stores(chain: Chain) -> None:
    one, two = person(chain, "one", "store_manager", 1), person(chain, "two", "store_manager", 1, 2)
    deaf = person(chain, "deaf", "store_manager", 1, listens=False)
    rep, boss = person(chain, "rep", "rep", 1), person(chain, "boss", "category_manager")
    chain.feed(silent(sales(), [(1, 3), (1, 4), (2, 0), (3, 0)], DAYS - 5))
    assert chain.night(LAST).raised == 4
    (first,) = got(chain, one)
    assert (first.kind, first.link) == ("silence", "/inbox")
    assert first.params["n"] == 2
    assert {"清泉 水3 550ml", "清泉 水4 550ml"} == set(first.params["names"])
    other, same = got(chain, two)
    assert same.params == first.params
    assert (other.params["store"], other.params["names"]) == ("S2", ["清泉 水0 550ml"])
    assert other.link.startswith("/inbox/alert/")
    assert [got(chain, user) for user in (deaf, rep, boss)] == [(), (), ()]
    chain.night(LAST)
    assert len(got(chain, two)) == 2


def test_a_night_that_breaks_off_tells_nobody(chain: Chain, monkeypatch: pytest.MonkeyPatch) -> None:
    one = person(chain, "one", "store_manager", 1)
    chain.feed(silent(sales(), [(1, 3)], DAYS - 5))

    def broken(*_: object, **__: object) -> None:
        raise OSError("the disk is full")

    with monkeypatch.context() as patch:
        patch.setattr("api.silence_run._note_nights", broken)
        with pytest.raises(OSError, match="full"):
            chain.night(LAST)
    assert got(chain, one) == ()
    chain.night(LAST)
    assert len(got(chain, one)) == 1


def test_a_feed_that_stops_is_told_once(chain: Chain) -> None:
    one, other = person(chain, "one", "store_manager", 2), person(chain, "other", "store_manager", 1)
    boss = person(chain, "boss", "category_manager")
    units = sales(days=DAYS + 3)
    units[DAYS - 4 :, 2] = 0
    chain.feed(units[:DAYS])
    assert chain.night(LAST).silent_stores == (chain.stores[2],)
    for user, link in ((one, "/alerts"), (boss, "/lists/scans")):
        (message,) = got(chain, user)
        assert (message.kind, message.params["names"], message.params["n"]) == ("no_feed", ["2店"], 1)
        assert message.link == link
    chain.feed(units[DAYS:], LAST + timedelta(days=1))
    assert chain.night(LAST + timedelta(days=3)).silent_stores == (chain.stores[2],)
    assert len(got(chain, boss)) == 1
    assert got(chain, other) == ()


def test_a_closed_store_is_no_missing_feed(chain: Chain) -> None:
    boss = person(chain, "boss", "category_manager")
    units = sales()
    units[DAYS - 4 :, 2] = 0
    chain.feed(units)
    with writing(chain.engine) as session:
        session.add(
            StoreClosure(chain_id=chain.chain_id, store_id=chain.stores[2], first_day=FIRST, last_day=LAST)
        )
    chain.night(LAST)
    assert got(chain, boss) == ()


def test_an_alert_that_nobody_answered_is_told_to_whom_it_went(chain: Chain) -> None:
    boss = person(chain, "boss", "category_manager")
    chain.feed(silent(sales(), [(1, 3), (2, 3)], DAYS - 5))
    chain.night(LAST)
    with writing(chain.engine) as session:
        assert len(escalate_alerts(session, NOW + timedelta(hours=73), today=LAST)) == 2
    (message,) = got(chain, boss)
    assert (message.kind, message.params["n"], message.params["names"]) == ("overdue", 2, ["1店", "2店"])
    with writing(chain.engine) as session:
        assert escalate_alerts(session, NOW + timedelta(hours=74), today=LAST) == ()
    assert len(got(chain, boss)) == 1
