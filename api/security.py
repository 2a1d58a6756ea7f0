"""Who is there: passwords, tokens, and brakes against guessing."""

import hashlib
import secrets
import threading
from collections import OrderedDict, deque
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

COOKIE: Final = "paimian_session"
_AT_ONCE: Final = 2
_REMEMBERED: Final = 10_000


def hash_token(token: str) -> str:
    """The sha256 of a token: what the database keeps, so that a stolen database opens nothing.

    A plain hash is enough for 256 random bits (nothing to guess, so nothing to slow down).
    """
    return hashlib.sha256(token.encode()).hexdigest()


def new_token() -> str:
    """A token of 256 random bits."""
    return secrets.token_urlsafe(32)


class Passwords:
    """argon2id hashing; at most two at a time, because each takes 64 MiB."""

    def __init__(self) -> None:
        self._hasher = PasswordHasher()
        self._turn = threading.BoundedSemaphore(_AT_ONCE)
        self._dummy: str | None = None

    def hash(self, password: str) -> str:
        """The whole argon2 string of a password."""
        with self._turn:
            return self._hasher.hash(password)

    def verify(self, stored: str | None, password: str) -> bool:
        """Whether the password fits; takes as long where there is no such user, so that time tells no names."""
        if stored is None:
            self._check(self._dummy_hash(), password)
            return False
        return self._check(stored, password)

    def _check(self, stored: str, password: str) -> bool:
        with self._turn:
            try:
                return self._hasher.verify(stored, password)
            except (VerificationError, InvalidHashError):
                return False

    def _dummy_hash(self) -> str:
        if self._dummy is None:
            self._dummy = self.hash(secrets.token_hex())
        return self._dummy


@dataclass(frozen=True)
class Slowed:
    """Too many failures: come back in so many seconds."""

    seconds: int


class SignInBrake:
    """At most `failures` wrong passwords a minute for one user from one address; in memory, per process."""

    def __init__(self, failures: int, window: timedelta = timedelta(minutes=1)) -> None:
        self._failures, self._window = failures, window
        self._lock = threading.Lock()
        self._seen: OrderedDict[tuple[str, str], deque[datetime]] = OrderedDict()

    def check(self, username: str, address: str, now: datetime) -> Slowed | None:
        """None when a try is allowed."""
        with self._lock:
            times = self._recent((username.casefold(), address), now)
            if times is None or len(times) < self._failures:
                return None
            return Slowed(max(1, round((times[0] + self._window - now).total_seconds())))

    def failed(self, username: str, address: str, now: datetime) -> None:
        """Note a wrong password."""
        key = (username.casefold(), address)
        with self._lock:
            self._seen.setdefault(key, deque(maxlen=self._failures)).append(now)
            self._seen.move_to_end(key)
            while len(self._seen) > _REMEMBERED:
                self._seen.popitem(last=False)

    def _recent(self, key: tuple[str, str], now: datetime) -> deque[datetime] | None:
        times = self._seen.get(key)
        while times and times[0] <= now - self._window:
            times.popleft()
        if times is not None and not times:
            del self._seen[key]
            return None
        return times
