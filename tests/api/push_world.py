"""A receiver of notifications that really listens, and people with targets at it."""

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from sqlalchemy import Engine

from api.push_sender import PushSender
from api.settings import Settings
from catalog.database import reading, writing
from catalog.people import assign_stores, create_store, create_user, ensure_chain
from catalog.push import add_target
from catalog.push_outbox import queue_message
from catalog.queries_push import messages_of
from catalog.rows import key
from catalog.tables_push import PushMessage

MORNING = datetime(2026, 11, 24, 23, 30, tzinfo=UTC)
"""Half past seven in Shanghai."""


@dataclass
class Receiver:
    """What came in, and how the next calls are answered: statuses, the last one for ever."""

    statuses: list[int] = field(default_factory=lambda: [200])
    body: bytes = b"{}"
    location: str = ""
    hang: threading.Event | None = None
    got: list[dict[str, Any]] = field(default_factory=list)
    raw: list[bytes] = field(default_factory=list)
    calls: int = 0
    port: int = 0

    @property
    def url(self) -> str:
        return f"json://localhost:{self.port}"

    @property
    def texts(self) -> list[str]:
        return [one["message"] for one in self.got]


@contextmanager
def receiver(port: int = 0, **how: Any) -> Iterator[Receiver]:
    """A real HTTP server on this machine, for as long as it is wanted."""
    mine = Receiver(**how)

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            data = self.rfile.read(int(self.headers["Content-Length"]))
            mine.calls += 1
            if mine.hang is not None:
                mine.hang.wait(30)
                return
            status = mine.statuses.pop(0) if len(mine.statuses) > 1 else mine.statuses[0]
            if status == 200:
                mine.raw.append(data)
                mine.got.append(json.loads(data))
            self.send_response(status)
            if mine.location:
                self.send_header("Location", mine.location)
            self.send_header("Content-Length", str(len(mine.body)))
            self.end_headers()
            self.wfile.write(mine.body)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", port), Handler)
    server.daemon_threads = True
    mine.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield mine
    finally:
        if mine.hang is not None:
            mine.hang.set()
        server.shutdown()
        server.server_close()
        thread.join()


@dataclass
class Desk:
    """A chain whose people get messages, and a clock that only the test moves."""

    engine: Engine
    settings: Settings
    now: datetime = MORNING
    users: dict[str, int] = field(default_factory=dict)

    def sender(self) -> PushSender:
        return PushSender(self.settings, self.engine, lambda: self.now)

    def user(self, name: str, url: str, *, digest: bool = False, locale: str = "zh-CN") -> int:
        with writing(self.engine) as session:
            chain_id = key(ensure_chain(session, "default").id)
            if name not in self.users:
                user = create_user(session, chain_id, name, "x", "store_manager", locale=locale)
                store = create_store(session, chain_id, f"S-{name}", f"{name}店")
                assign_stores(session, user, [store])
                self.users[name] = key(user.id)
            add_target(session, self.users[name], url, digest=digest, now=self.now)
        return self.users[name]

    def queue(self, name: str, subject: str, n: int = 2) -> bool:
        params = {
            "store": "S1",
            "store_name": "人民路店",
            "n": n,
            "names": ["青岚 柠檬茶 330ml", "立白 洗洁精"],
        }
        with writing(self.engine) as session:
            return queue_message(session, self.users[name], "silence", subject, params, "/alerts/7", self.now)

    def messages(self, name: str) -> tuple[PushMessage, ...]:
        with reading(self.engine) as session:
            return messages_of(session, self.users[name])

    def states(self, name: str) -> list[str]:
        return [message.state for message in self.messages(name)]

    def round(self, sender: PushSender | None = None, *, seconds: float = 30) -> None:
        """Send what is due, all of it."""
        mine = sender or self.sender()
        until = time.monotonic() + seconds
        while mine.send_due() and time.monotonic() < until:
            assert mine.wait(seconds)

    def later(self, **by: float) -> None:
        self.now += timedelta(**by)


def settings_for(*receivers: Receiver, home: Any, **more: Any) -> Settings:
    """Those receivers are allowed, nothing else."""
    return Settings(
        home=home,
        push_schemes=("json", "wecombot", "dingtalk", "feishu"),
        push_hosts=tuple(f"localhost:{one.port}" for one in receivers),
        public_url="https://shelf.example.com",
        **more,
    )
