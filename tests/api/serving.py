"""A real service on a real port, in a thread of the tests."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import uvicorn
from fastapi import FastAPI
from starlette.types import ASGIApp

from api.cli_serve import _Server


@contextmanager
def serving(app: FastAPI, *, behind: ASGIApp | None = None) -> Iterator[str]:
    """The app's address while it serves, its lifespan run; `behind` stands in front of it and calls it."""
    config = uvicorn.Config(
        behind or app, host="127.0.0.1", port=0, log_level="error", timeout_graceful_shutdown=1
    )
    told: list[str] = []
    server = _Server(config, lambda: app.state.parts, lambda address, parts: told.append(address))
    thread = threading.Thread(target=server.run)
    thread.start()
    until = time.monotonic() + 30
    while not told:
        assert thread.is_alive(), "the service did not start"
        assert time.monotonic() < until, "the service did not start in time"
        time.sleep(0.01)
    try:
        yield told[0]
    finally:
        server.should_exit = True
        thread.join(20)
        assert not thread.is_alive(), "the service did not stop"
