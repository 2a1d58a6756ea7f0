"""Notifications to a real receiver on this machine: outages, hanging, digests, two senders, nothing lost."""

import logging
import threading
import time
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine

from api.push_settling import ATTEMPTS_MOST, digest_moment, pause_after
from catalog.database import reading, writing
from catalog.people import create_user, ensure_chain
from catalog.push import change_target, remove_target, restore_target
from catalog.push_outbox import claim_messages, queue_message
from catalog.queries_push import targets_of
from catalog.rows import key
from tests.api.push_world import Desk, Receiver, receiver, settings_for


def desk(engine: Engine, tmp_path: Path, *receivers: Receiver) -> Desk:
    return Desk(engine, settings_for(*receivers, home=tmp_path))


def test_a_message_arrives_once_with_every_chinese_letter(engine: Engine, tmp_path: Path) -> None:
    with receiver() as got:
        world = desk(engine, tmp_path, got)
        world.user("店长", got.url)
        assert world.queue("店长", "silence:1")
        assert not world.queue("店长", "silence:1")
        world.round()
        world.round()
    assert got.texts == [
        "人民路店（S1）有 2 个商品可能不在货架上：青岚 柠檬茶 330ml、立白 洗洁精\nhttps://shelf.example.com/alerts/7"
    ]
    assert got.got[0]["title"] == "排面：1 条通知"
    assert world.states("店长") == ["sent"]


def test_words_are_the_users_own(engine: Engine, tmp_path: Path) -> None:
    with receiver() as got:
        world = desk(engine, tmp_path, got)
        world.user("boss", got.url, locale="en")
        world.queue("boss", "silence:1", n=9)
        world.round()
    assert got.texts[0].startswith(
        "人民路店 (S1): 9 products may not be on the shelf: 青岚 柠檬茶 330ml, 立白 洗洁精 …"
    )


def test_a_transaction_that_fails_leaves_no_message(engine: Engine, tmp_path: Path) -> None:
    with receiver() as got:
        world = desk(engine, tmp_path, got)
        number = world.user("a", got.url)

        def broken() -> None:
            with writing(engine) as session:
                assert queue_message(session, number, "tips", "t", {"n": 1}, "/tips", world.now)
                raise OSError("the disk is full")

        with pytest.raises(OSError, match="full"):
            broken()
        world.round()
    assert world.messages("a") == ()
    assert got.calls == 0


def test_an_error_of_the_receiver_is_tried_again(engine: Engine, tmp_path: Path) -> None:
    with receiver(statuses=[500, 200]) as got:
        world = desk(engine, tmp_path, got)
        world.user("a", got.url)
        world.queue("a", "s")
        world.round()
        (message,) = world.messages("a")
        assert (message.state, message.attempts, message.error) == ("waiting", 1, "http_500")
        assert timedelta(seconds=40) < message.next_at - world.now < timedelta(seconds=80)
        world.round()
        assert got.calls == 1
        world.later(minutes=2)
        world.round()
    assert (got.calls, len(got.got), world.states("a")) == (2, 1, ["sent"])


def test_an_outage_loses_nothing_and_repeats_nothing(engine: Engine, tmp_path: Path) -> None:
    with receiver() as first:
        port = first.port
    world = desk(engine, tmp_path, first)
    world.user("a", first.url)
    for number in range(5):
        world.queue("a", f"s{number}")
        world.round()
        world.later(hours=3)
    assert world.states("a") == ["waiting"] * 5
    assert {message.error for message in world.messages("a")} == {"no_connection"}
    with receiver(port) as back:
        for _ in range(12):
            world.round()
            world.later(hours=1)
    assert world.states("a") == ["sent"] * 5
    assert sum(text.count("可能不在货架上") for text in back.texts) == 5


def test_one_that_hangs_holds_up_nobody_else(engine: Engine, tmp_path: Path) -> None:
    with receiver(hang=threading.Event()) as stuck, receiver() as got:
        world = desk(engine, tmp_path, stuck, got)
        for number in range(14):
            world.user(f"stuck{number}", stuck.url)
            world.queue(f"stuck{number}", "s")
        world.later(seconds=1)
        world.user("fine", got.url)
        world.queue("fine", "s")
        sender, begun = world.sender(), time.monotonic()
        while not got.got and time.monotonic() - begun < 6:
            sender.send_due()
            time.sleep(0.02)
        assert time.monotonic() - begun < 6
        assert stuck.calls <= 4
        assert sender.wait(20)
        assert world.states("fine") == ["sent"]
        told = [world.messages(f"stuck{number}")[0] for number in range(14)]
        assert {message.state for message in told} == {"waiting"}
        assert sum(message.attempts for message in told) == stuck.calls


def test_an_answer_without_end_is_not_read_to_its_end(
    engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("api.push_transport.ANSWER_BYTES", 1000)
    with receiver(body=b"x" * 5_000_000) as got:
        world = desk(engine, tmp_path, got)
        world.user("a", got.url)
        world.queue("a", "s")
        world.round()
    assert world.states("a") == ["sent"]


def test_two_senders_send_once(engine: Engine, tmp_path: Path) -> None:
    with receiver() as got:
        world = desk(engine, tmp_path, got)
        for number in range(8):
            world.user(f"u{number}", f"{got.url}/{number}")
            world.queue(f"u{number}", "s")
        senders = [world.sender(), world.sender()]
        threads = [threading.Thread(target=world.round, args=(sender,)) for sender in senders]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        for sender in senders:
            assert sender.wait(20)
        world.later(minutes=5)
        world.round()
    assert len(got.got) == 8
    assert [world.states(f"u{number}") for number in range(8)] == [["sent"]] * 8


def test_a_sender_that_died_lets_it_fall_due_again(engine: Engine, tmp_path: Path) -> None:
    with receiver() as got:
        world = desk(engine, tmp_path, got)
        number = world.user("a", got.url)
        world.queue("a", "s")
        with writing(engine) as session:
            claim = claim_messages(session, number, now=world.now, lease=timedelta(minutes=5))
            assert claim is not None
            assert claim_messages(session, number, now=world.now, lease=timedelta(minutes=5)) is None
        world.round()
        assert got.calls == 0
        world.later(minutes=6)
        world.round()
    assert world.states("a") == ["sent"]


def test_a_digest_is_one_text_at_its_hour(engine: Engine, tmp_path: Path) -> None:
    with receiver() as got:
        world = desk(engine, tmp_path, got)
        world.user("a", got.url, digest=True)
        for number in range(3):
            world.queue("a", f"s{number}")
        world.round()
        assert got.calls == 0
        (message, *_) = world.messages("a")
        assert message.next_at == digest_moment(message.created_at, world.settings)
        world.later(minutes=31)
        world.queue("a", "too late for today")
        world.round()
        assert got.calls == 1
        assert got.texts[0].count("可能不在货架上") == 3
        world.later(days=1)
        world.round()
    assert got.calls == 2
    assert world.states("a") == ["sent"] * 4


def test_a_long_digest_says_what_it_leaves_out(engine: Engine, tmp_path: Path) -> None:
    with receiver() as got:
        world = desk(engine, tmp_path, got)
        world.user("a", got.url, digest=True)
        for number in range(40):
            world.queue("a", f"s{number}")
        world.later(hours=1)
        world.round()
    (text,) = got.texts
    assert len(text.encode()) <= 1_800
    told = text.count("可能不在货架上")
    assert f"还有 {40 - told} 条" in text
    assert text.endswith("https://shelf.example.com/inbox")  # a store manager's


def test_trouble_of_one_target_repeats_nothing_at_the_other(engine: Engine, tmp_path: Path) -> None:
    with receiver() as fine, receiver(statuses=[503, 503, 200]) as bad:
        world = desk(engine, tmp_path, fine, bad)
        world.user("a", fine.url)
        world.user("a", bad.url)
        world.queue("a", "s")
        for _ in range(4):
            world.round()
            world.later(minutes=10)
    assert (len(fine.got), len(bad.got), bad.calls) == (1, 1, 3)
    assert world.states("a") == ["sent"]


def test_after_three_days_it_is_given_up_and_said_so(engine: Engine, tmp_path: Path) -> None:
    with receiver(statuses=[404]) as got:
        world = desk(engine, tmp_path, got)
        world.user("a", got.url)
        world.queue("a", "s")
        begun = world.now
        while world.states("a") == ["waiting"]:
            world.now = world.messages("a")[0].next_at
            world.round()
    (message,) = world.messages("a")
    assert (message.state, message.attempts, message.error) == ("given_up", ATTEMPTS_MOST, "http_404")
    assert timedelta(days=2) < world.now - begun < timedelta(days=4)


def test_pauses_double_and_differ() -> None:
    assert pause_after(1, 0.5) == timedelta(minutes=1)
    assert pause_after(4, 0.5) == timedelta(minutes=8)
    assert pause_after(19, 0.0) == timedelta(hours=6) * 0.8
    total = sum((pause_after(n, 0.5) for n in range(1, ATTEMPTS_MOST)), timedelta())
    assert timedelta(days=2.5) < total < timedelta(days=3.5)


def test_a_redirect_is_not_followed(engine: Engine, tmp_path: Path) -> None:
    with receiver() as elsewhere:
        with receiver(statuses=[307], location=f"http://localhost:{elsewhere.port}/") as got:
            world = desk(engine, tmp_path, got)
            world.user("a", got.url)
            world.queue("a", "s")
            world.round()
        assert elsewhere.calls == 0
    assert world.messages("a")[0].error == "http_307"


def test_what_the_operator_took_back_is_not_called(engine: Engine, tmp_path: Path) -> None:
    with receiver() as got:
        world = desk(engine, tmp_path, got)
        world.user("a", got.url)
        world.queue("a", "s")
        world.settings = settings_for(home=tmp_path)
        world.round()
        assert got.calls == 0
        assert world.messages("a")[0].error == "push_host"
        world.settings = settings_for(got, home=tmp_path)
        world.later(minutes=2)
        world.round()
    assert world.states("a") == ["sent"]


def test_who_has_no_target_gets_no_message(engine: Engine, tmp_path: Path) -> None:
    with receiver() as got:
        world = desk(engine, tmp_path, got)
        number = world.user("a", got.url)
        with writing(engine) as session:
            (target,) = targets_of(session, number)
            change_target(session, number, key(target.id), active=False)
        assert not world.queue("a", "off")
        with writing(engine) as session:
            change_target(session, number, key(target.id), active=True)
        assert world.queue("a", "on")
        with writing(engine) as session:
            remove_target(session, number, key(target.id), now=world.now)
        world.round()
        assert world.messages("a")[0].error == "no_target"
        with writing(engine) as session:
            restore_target(session, number, key(target.id))
        world.later(minutes=2)
        world.round()
    assert world.states("a") == ["sent"]
    with writing(engine) as session:
        other = create_user(session, key(ensure_chain(session, "default").id), "b", "x", "rep")
        assert not queue_message(session, key(other.id), "tips", "s", {}, "", world.now)


def test_words_that_fail_hold_up_nothing(engine: Engine, tmp_path: Path) -> None:
    with receiver() as got:
        world = desk(engine, tmp_path, got)
        number = world.user("a", got.url)
        with writing(engine) as session:
            queue_message(session, number, "of another version", "x", {"n": "?"}, "", world.now)
        world.queue("a", "s")
        world.round()
    assert world.states("a") == ["sent", "sent"]
    assert "有一条新消息" in got.texts[0]


@pytest.mark.parametrize(
    ("scheme", "refusal", "fine"),
    [
        (
            "wecombot://0123456789-key",
            b'{"errcode": 93000, "errmsg": "invalid webhook url"}',
            b'{"errcode": 0}',
        ),
        ("dingtalk://0123456789abcdef", b'{"errcode": 310000, "errmsg": "keywords"}', b'{"errcode": 0}'),
        ("feishu://0123456789abcdef", b'{"code": 19024, "msg": "Key Words Not Found"}', b'{"code": 0}'),
    ],
)
def test_a_robot_that_refuses_with_status_200_did_not_get_it(
    engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, scheme: str, refusal: bytes, fine: bytes
) -> None:
    import requests

    real: Any = requests.request
    with receiver(body=refusal) as got:

        def to_us(method: str, url: str, **more: Any) -> requests.Response:
            assert url.startswith("https://")
            answer: requests.Response = real(method, f"http://localhost:{got.port}/", **more)
            return answer

        monkeypatch.setattr("requests.request", to_us)
        world = desk(engine, tmp_path, got)
        world.user("a", scheme)
        world.queue("a", "s")
        world.round()
        assert world.states("a") == ["waiting"]
        assert world.messages("a")[0].error.startswith("refused_")
        got.body = fine
        world.later(minutes=2)
        world.round()
    assert world.states("a") == ["sent"]
    assert "青岚 柠檬茶" in str(got.got[-1])


def test_secrets_of_addresses_stay_out_of_the_log(
    engine: Engine, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    with receiver(statuses=[500]) as got:
        world = desk(engine, tmp_path, got)
        world.user("a", f"json://me:topsecret@localhost:{got.port}/hush?+Authorization=verysecret")
        world.queue("a", "s")
        world.round()
    assert got.calls == 1
    mine = [one.getMessage() for one in caplog.records if one.name.startswith(("paimian", "apprise"))]
    assert any("cannot be reached" in line for line in mine)
    assert not any("secret" in line or "hush" in line for line in mine)
    with reading(engine) as session:
        (target,) = targets_of(session, world.users["a"])
    assert target.address.endswith("verysecret")
