"""The demo as `make run` starts it, in a folder of its own, for pictures and journeys."""

import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import httpx

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
        with httpx.Client(base_url=self.address, headers={"Origin": self.address}) as client:
            client.post("/api/sign-in", json={"username": username, "password": PASSWORD}).raise_for_status()
            made = client.post("/api/tokens", json={"label": "journeys", "days": 1}).raise_for_status()
            return str(made.json()["token"])

    def get(self, path: str, token: str) -> Any:
        """What the API answers."""
        headers = {"Authorization": f"Bearer {token}", "Accept-Language": "zh-CN"}
        return httpx.get(self.address + path, headers=headers, timeout=60).raise_for_status().json()

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

    def wait_for_night(self) -> None:
        """Return once the store manager has something to answer: the night comes after the audits' advice."""
        token, end = self.token("manager"), time.monotonic() + _SECONDS
        while time.monotonic() < end:
            if self.get("/api/inbox/count", token)["open"]:
                return
            time.sleep(0.5)
        raise TimeoutError("the demo's night did not come")

    def upload(self, username: str, store: str, photo: Path) -> int:
        """Send a photo as a program would; its audit."""
        answer = httpx.post(
            f"{self.address}/api/photos",
            headers={"Authorization": f"Bearer {self.token(username)}"},
            files={"file": (photo.name, photo.read_bytes())},
            data={"store": store},
        )
        return int(answer.raise_for_status().json()["audit_id"])

    def report(self, audit_id: int, username: str = "category") -> Any:
        """An audit once it has ended."""
        token, end = self.token(username), time.monotonic() + _SECONDS
        while time.monotonic() < end:
            audit = self.get(f"/api/audits/{audit_id}", token)
            if audit["state"] in {"done", "failed"}:
                return audit
            time.sleep(0.2)
        raise TimeoutError(f"audit {audit_id} did not end")


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
