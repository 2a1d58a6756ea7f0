"""A reader of the board: what a browser's EventSource does."""

import json
import threading
import time
from dataclasses import dataclass, field
from typing import Any

import httpx


@dataclass
class Reader(threading.Thread):
    """Reads the board until the stream ends; `told` are (event, data, id, when) as they came."""

    base: str
    token: str
    after: str = ""
    told: list[tuple[str, Any, str, float]] = field(default_factory=list)
    status: int = 0

    def __post_init__(self) -> None:
        super().__init__(daemon=True)
        self._gone = threading.Event()
        self._came = threading.Condition()

    __hash__ = threading.Thread.__hash__

    def run(self) -> None:
        """Read to the end; a connection that is cut, as by a service that stops, is an end too."""
        try:
            self._read()
        except httpx.HTTPError as error:
            self.told.append(("cut", str(error), "", time.monotonic()))

    def _read(self) -> None:
        headers = {"Authorization": f"Bearer {self.token}", "Accept-Language": "en"}
        headers |= {"Last-Event-ID": self.after} if self.after else {}
        url = f"{self.base}/api/board/events"
        with httpx.Client(timeout=30) as http, http.stream("GET", url, headers=headers) as answer:
            with self._came:
                self.status = answer.status_code
                self._came.notify_all()
            block: dict[str, str] = {}
            for line in answer.iter_lines():
                if self._gone.is_set():
                    return
                if line and not line.startswith(":"):
                    name, _, value = line.partition(": ")
                    block[name] = value
                elif block:
                    data = json.loads(block.get("data", "null"))
                    with self._came:
                        self.told.append(
                            (block.get("event", ""), data, block.get("id", ""), time.monotonic())
                        )
                        self._came.notify_all()
                    block = {}

    @property
    def news(self) -> list[tuple[Any, float]]:
        return [(data, at) for name, data, _, at in self.told if name == "news"]

    @property
    def cursor(self) -> str:
        return next(number for _, _, number, _ in reversed(self.told) if number)

    def wait_for(self, told: Any, seconds: float = 20) -> None:
        """Until `told(self)` holds."""
        with self._came:
            assert self._came.wait_for(lambda: told(self), seconds), (self.status, self.told)

    def go_away(self) -> None:
        """As a browser that loses its connection; ends with the next line that comes."""
        self._gone.set()
