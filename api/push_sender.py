"""Sends what waits in the outbox: at once or in a daily digest, and again after failures.

A thread looks for users with due messages and hands each to one of a few senders. A user's messages are claimed for
some minutes, so several processes share the work; the settled claim is the only end of it, so whatever dies in between
is sent again (at least once, `catalog.push_outbox`). Receivers that fail are left alone for a minute, and no receiver
gets more than some of the senders: one that hangs does not hold up the others.
"""

import logging
import random
import secrets
import threading
import time
from collections import Counter
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final

from apprise import NotifyFormat, NotifyType
from sqlalchemy import Engine

from api.errors import ApiError
from api.i18n import DEFAULT_LOCALE, Locale, is_locale, translate
from api.push_address import Address, read_address
from api.push_settling import LATER, digest_moment, settle
from api.push_transport import take_reason
from api.push_words import more_at, say_messages
from api.settings import Settings
from catalog.database import reading, writing
from catalog.push_outbox import Claim, claim_messages, settle_message
from catalog.queries_people import get_user
from catalog.queries_push import targets_of, users_with_due
from catalog.rows import key
from catalog.tables import User
from catalog.tables_push import PushTarget

_LOG: Final = logging.getLogger("paimian.push")
LEASE: Final = timedelta(minutes=5)
SENDERS: Final = 12
_PER_HOST: Final = 4
_HOST_RESTS_SECONDS: Final = 60.0
_BUSY_SECONDS: Final = 0.2


class PushSender:
    """A thread that looks for due messages every few seconds, and the threads that send them."""

    def __init__(self, settings: Settings, engine: Engine, clock: Callable[[], datetime]) -> None:
        self._settings, self._engine, self._clock = settings, engine, clock
        self._stopping = threading.Event()
        self._thread: threading.Thread | None = None
        self._lock = threading.Lock()
        self._senders: set[threading.Thread] = set()
        self._calls: Counter[str] = Counter()
        self._down: dict[str, float] = {}
        # It would write addresses, secrets included, into a log that is kept in detail.
        logging.getLogger("apprise").setLevel(logging.ERROR)

    def start(self) -> None:
        """Begin, where the operator allowed any kind of address."""
        if self._settings.push_schemes:
            self._thread = threading.Thread(target=self._run, name="paimian push", daemon=True)
            self._thread.start()

    def stop(self) -> None:
        """Wait a moment for what is being sent; the rest falls due again when its claim runs out."""
        self._stopping.set()
        if self._thread is not None:
            self._thread.join(self._settings.stop_seconds)
        self.wait(self._settings.stop_seconds)

    def wait(self, seconds: float) -> bool:
        """Wait until nothing is being sent; False where something still is after so long."""
        until = time.monotonic() + seconds
        for thread in tuple(self._senders):
            thread.join(max(0.0, until - time.monotonic()))
        return not self._senders

    def send_due(self) -> int:
        """Begin to send what is due, as far as there are senders; how many users' messages that is."""
        with self._lock:
            free = SENDERS - len(self._senders)
        if free <= 0:
            return 0
        now, begun = self._clock(), 0
        with reading(self._engine) as session:
            due = users_with_due(session, now, limit=free)
        for user_id in due:
            # Some microseconds make two claims two moments: the moment is what tells whose a message is.
            lease = LEASE + timedelta(microseconds=secrets.randbelow(1_000_000))
            with writing(self._engine) as session:
                claim = claim_messages(session, user_id, now=now, lease=lease)
            if claim is not None:
                begun += 1
                self._begin(claim)
        return begun

    def send_test(self, target: PushTarget, locale: Locale) -> str:
        """Send a line to a target now; "" where it arrived, else why not (`api.push_words.say_failure`)."""
        title, body = translate(locale, "push.text.test_title"), translate(locale, "push.text.test")
        link = f"\n{self._settings.public_url}/push" if self._settings.public_url else ""
        return self._call(target, title, body + link, patient=False)

    def _run(self) -> None:
        pause = 0.0
        while not self._stopping.wait(pause):
            pause = self._settings.poll_seconds
            try:
                if self.send_due() or self._senders:
                    pause = min(pause, _BUSY_SECONDS)
            except Exception:
                _LOG.exception("the sending goes on after an error")

    def _begin(self, claim: Claim) -> None:
        thread = threading.Thread(target=self._deliver, args=(claim,), name="paimian send", daemon=True)
        with self._lock:
            self._senders.add(thread)
        thread.start()

    def _deliver(self, claim: Claim) -> None:
        try:
            with reading(self._engine) as session:
                user = get_user(session, claim.user_id)
                known = targets_of(session, claim.user_id) if user.active else ()
            targets = tuple(target for target in known if target.active)
            told = {key(target.id): self._tell(claim, user, target) for target in targets}
            now = self._clock()
            with writing(self._engine) as session:
                for message in claim.messages:
                    settled = settle(message, targets, told, now, self._settings, random.random())
                    settle_message(session, claim, settled, now=now)
        except Exception:
            _LOG.exception("messages of user %s are tried again later", claim.user_id)
        finally:
            with self._lock:
                self._senders.discard(threading.current_thread())

    def _tell(self, claim: Claim, user: User, target: PushTarget) -> dict[int, str]:
        """Send a target what it is to get by now; by message id "", why not, or LATER."""
        now = self._clock()
        due = [
            message
            for message in claim.messages
            if target.id not in message.reached
            and (not target.digest or digest_moment(message.created_at, self._settings) <= now)
        ]
        if not due:
            return {}
        locale = user.locale if is_locale(user.locale) else DEFAULT_LOCALE
        title, body = say_messages(due, locale, self._settings.public_url, more_at(user.role))
        reason = self._call(target, title, body, patient=True)
        return {key(message.id): reason for message in due}

    def _call(self, target: PushTarget, title: str, body: str, *, patient: bool) -> str:
        try:
            address = read_address(self._settings, target.address)
        except ApiError as refusal:
            return refusal.code
        if not self._may_call(address.host, patient=patient):
            return LATER
        try:
            reason = _notify(address, title, body)
        except Exception:
            # What a plug-in raises may hold the address: its name is told alone.
            _LOG.warning("%s failed with an error of its plug-in", address.scheme)
            reason = "failed"
        finally:
            with self._lock:
                self._calls[address.host] -= 1
        self._remember(address, reason)
        return reason

    def _may_call(self, host: str, *, patient: bool) -> bool:
        with self._lock:
            down = patient and self._down.get(host, 0.0) > time.monotonic()
            if down or self._calls[host] >= _PER_HOST:
                return False
            self._calls[host] += 1
            return True

    def _remember(self, address: Address, reason: str) -> None:
        if reason in {"timeout", "no_connection"} or reason.startswith("http_5"):
            _LOG.warning("%s cannot be reached: %s", address.host, reason)
            with self._lock:
                self._down[address.host] = time.monotonic() + _HOST_RESTS_SECONDS
        elif not reason:
            with self._lock:
                self._down.pop(address.host, None)


def _notify(address: Address, title: str, body: str) -> str:
    take_reason()
    # Asked directly: `Apprise.notify` sends from a thread of its own, and nobody would know why it failed.
    arrived = address.plugin.notify(
        title=title, body=body, notify_type=NotifyType.INFO, body_format=NotifyFormat.TEXT
    )
    reason = take_reason()
    return "" if arrived else reason or "failed"
