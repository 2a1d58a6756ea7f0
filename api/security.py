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
_READABLE: Final = "abcdefghjkmnpqrstuvwxyz23456789"
"""Without those that are taken for each other: i, l, o, 0, 1."""
_CHEAP: Final = PasswordHasher(time_cost=1, memory_cost=64, parallelism=1)
_REMEMBERED: Final = 10_000
_USERS_AN_ADDRESS: Final = 10


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

    def made_up(self) -> tuple[str, str]:
        """A new password of about 99 random bits that can be read out, and its hash.

        There is nothing to guess in it, so nothing to slow down: the hash is a cheap one, and a table of a thousand
        people is no minute of work.
        """
        password = "-".join("".join(secrets.choice(_READABLE) for _ in range(5)) for _ in range(4))
        return password, _CHEAP.hash(password)

    def verify(self, stored: str | None, password: str) -> bool:
        """Whether the password fits; takes as long where there is no such user, or the hash is a cheap one, so that
        time tells no names."""
        fits = stored is not None and self._check(stored, password)
        if not fits and (stored is None or self._is_cheap(stored)):
            self._check(self._dummy_hash(), password)
        return fits

    def _is_cheap(self, stored: str) -> bool:
        try:
            return self._hasher.check_needs_rehash(stored)
        except InvalidHashError:
            return True

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
    """At most `failures` wrong passwords a minute for one user from one address, and ten times that from one
    address for all users together (a whole office may share one); in memory, per process."""

    def __init__(self, failures: int, window: timedelta = timedelta(minutes=1)) -> None:
        self._failures, self._window = failures, window
        self._lock = threading.Lock()
        self._seen: OrderedDict[tuple[str, str], deque[datetime]] = OrderedDict()

    def check(self, username: str, address: str, now: datetime) -> Slowed | None:
        """None when a try is allowed."""
        with self._lock:
            for key, most in self._limits(username, address):
                times = self._recent(key, now)
                if len(times) >= most:
                    return Slowed(max(1, round((times[0] + self._window - now).total_seconds())))
        return None

    def failed(self, username: str, address: str, now: datetime) -> None:
        """Note a wrong password."""
        with self._lock:
            for key, most in self._limits(username, address):
                self._seen.setdefault(key, deque(maxlen=most)).append(now)
                self._seen.move_to_end(key)
            while len(self._seen) > _REMEMBERED:
                self._seen.popitem(last=False)

    def _limits(self, username: str, address: str) -> tuple[tuple[tuple[str, str], int], ...]:
        one, all_users = (f"user {username.casefold()}", address), ("", address)
        return (one, self._failures), (all_users, self._failures * _USERS_AN_ADDRESS)

    def _recent(self, key: tuple[str, str], now: datetime) -> deque[datetime]:
        times = self._seen.get(key, deque())
        while times and times[0] <= now - self._window:
            times.popleft()
        if not times:
            self._seen.pop(key, None)
        return times
