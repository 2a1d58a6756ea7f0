"""The demo as `make run` starts it, in a folder of its own, for pictures and journeys."""

import json
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from api.demo import PASSWORD

_SECONDS: Final = 300.0


@dataclass(frozen=True)
class Demo:
    """A running demo: where it listens, where its drawn photos lie, how long its first start took."""

    address: str
    folder: Path
    start_seconds: float

    def token(self, username: str) -> str:
        """A token for the API, as one of the demo's people."""
        cookie = _post(f"{self.address}/api/sign-in", {"username": username, "password": PASSWORD})[1]
        made, _ = _post(f"{self.address}/api/tokens", {"label": "journeys", "days": 1}, cookie)
        return str(made["token"])

    def get(self, path: str, token: str) -> Any:
        """What the API answers."""
        request = urllib.request.Request(
            self.address + path, headers={"Authorization": f"Bearer {token}", "Accept-Language": "zh-CN"}
        )
        with urllib.request.urlopen(request) as answer:
            return json.load(answer)

    def wait_for_audits(self) -> None:
        """Return once every photo of the demo was looked at and advised on."""
        token, end = self.token("admin"), time.monotonic() + _SECONDS
        while time.monotonic() < end:
            waiting = [
                self.get(f"/api/audits?state={state}", token)["audits"] for state in ("queued", "running")
            ]
            if not any(waiting):
                time.sleep(2)  # the advice follows each audit by a moment
                return
            time.sleep(0.5)
        raise TimeoutError("the demo's audits did not end")


@contextmanager
def running_demo() -> Iterator[Demo]:
    """Fill and serve the demo in an empty folder, on a free port; both are gone afterwards."""
    home = Path(tempfile.mkdtemp(prefix="paimian-demo-"))
    begun = time.monotonic()
    process = subprocess.Popen(
        [sys.executable, "-m", "api.cli", "--home", str(home), "demo", "--port", "0"],
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    try:
        for line in process.stdout:
            if " is at http" in line:
                address = line.split(" is at ")[1].strip()
                break
        else:
            raise RuntimeError("the demo did not start")
        yield Demo(address, home / "demo", time.monotonic() - begun)
    finally:
        process.terminate()
        process.wait(30)
        process.stdout.close()
        shutil.rmtree(home, ignore_errors=True)


def _post(url: str, body: dict[str, Any], cookie: str = "") -> tuple[dict[str, Any], str]:
    origin = url.split("/api/", maxsplit=1)[0]
    headers = {"Content-Type": "application/json", "Origin": origin, "Cookie": cookie}
    request = urllib.request.Request(url, json.dumps(body).encode(), headers)
    with urllib.request.urlopen(request) as answer:
        return json.load(answer), (answer.headers.get("Set-Cookie") or "").split(";")[0]
