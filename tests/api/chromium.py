"""A real browser for tests: Debian's Chromium, driven through a pipe (Chrome DevTools Protocol), nothing installed."""

import fcntl
import json
import os
import select
import shutil
import subprocess
import time
from pathlib import Path
from typing import Any

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-dev-shm-usage",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--remote-debugging-pipe",
)
SECONDS = 30.0
PRESS = "new MouseEvent('click', {bubbles: true, cancelable: true})"


class Chromium:
    """One browser process with one tab; `close` ends it."""

    def __init__(self, folder: Path, *, size_wh: tuple[int, int], phone: bool = False) -> None:
        assert CHROMIUM is not None
        (child_in, self._out), (self._in, child_out) = _pipe(), _pipe()
        # the shell puts the ends where Chromium looks for them: it reads 3 and writes 4
        shell = f'exec "$@" 3<&{child_in} 4>&{child_out} {child_in}<&- {child_out}>&-'
        command = ["bash", "-c", shell, "bash", CHROMIUM, *FLAGS, f"--user-data-dir={folder}", "about:blank"]
        self._process = subprocess.Popen(
            command,
            pass_fds=(child_in, child_out),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        os.close(child_in)
        os.close(child_out)
        self._buffer, self._number, self._session = b"", 0, ""
        self.complaints: list[str] = []
        """What the pages wrote as errors to the console, uncaught exceptions and refusals of the policy included."""
        target = self._call("Target.createTarget", url="about:blank")["targetId"]
        self._session = self._call("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        for domain in ("Page", "Runtime", "Log", "Network"):
            self._call(f"{domain}.enable")
        width, height = size_wh
        metrics = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": phone}
        self._call("Emulation.setDeviceMetricsOverride", **metrics)

    def close(self) -> None:
        """End the process."""
        self._process.terminate()
        self._process.wait(SECONDS)
        os.close(self._in)
        os.close(self._out)

    def go(self, url: str) -> None:
        """Open a page and wait until its scripts have run."""
        self._call("Page.navigate", url=url)
        self.until(f"document.readyState === 'complete' && location.href.startsWith({json.dumps(url)})")

    def run(self, script: str) -> Any:
        """Return the value of an expression in the page; promises are awaited."""
        answer = self._call(
            "Runtime.evaluate", expression=script, awaitPromise=True, returnByValue=True, userGesture=True
        )
        if "exceptionDetails" in answer:
            raise AssertionError(answer["exceptionDetails"])
        return answer["result"].get("value")

    def until(self, script: str, seconds: float = SECONDS) -> Any:
        """Wait for an expression to become true; return its value."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            try:
                if value := self.run(script):
                    return value
            except (AssertionError, ConnectionError):  # the page is just being left
                pass
            time.sleep(0.05)
        raise AssertionError(f"never came true: {script}; the page said {self.complaints}")

    def click(self, selector: str) -> None:
        """Press an element as soon as it is there."""
        found = f"document.querySelector({json.dumps(selector)})"
        self.until(f"!!{found}")
        self.run(f"{found}.dispatchEvent({PRESS})")

    def type(self, text: str) -> None:
        """Type into whatever has the focus."""
        self._call("Input.insertText", text=text)

    def drag(self, start: tuple[float, float], end: tuple[float, float]) -> None:
        """Press the mouse at one point of the window, move it in steps, let go at the other."""
        at = {"button": "left", "buttons": 1, "clickCount": 1}
        self._call("Input.dispatchMouseEvent", type="mousePressed", x=start[0], y=start[1], **at)
        for part in (0.2, 0.5, 0.8, 1.0):
            x, y = (a + (b - a) * part for a, b in zip(start, end, strict=True))
            self._call("Input.dispatchMouseEvent", type="mouseMoved", x=x, y=y, **at)
        self._call("Input.dispatchMouseEvent", type="mouseReleased", x=end[0], y=end[1], **at)

    def key(self, name: str, *, alt: bool = False) -> None:
        """Press a key, e.g. Enter, Tab, ArrowRight, Escape, Delete."""
        code = {
            "Enter": 13,
            "Tab": 9,
            "Escape": 27,
            "ArrowLeft": 37,
            "ArrowRight": 39,
            "ArrowDown": 40,
            "Delete": 46,
            "+": 187,
            "-": 189,
        }[name]
        pressed = {"key": name, "code": name, "windowsVirtualKeyCode": code, "modifiers": int(alt)}
        text = {"text": "\r"} if name == "Enter" else {}
        self._call("Input.dispatchKeyEvent", type="keyDown", **pressed, **text)
        self._call("Input.dispatchKeyEvent", type="keyUp", **pressed)

    def signal(self, *, there: bool) -> None:
        """Take the network away, or give it back."""
        conditions = {"offline": not there, "latency": 0, "downloadThroughput": -1, "uploadThroughput": -1}
        self._call("Network.emulateNetworkConditions", **conditions)

    def choose_files(self, selector: str, *paths: Path) -> None:
        """Choose files in a file input."""
        found = f"document.querySelector({json.dumps(selector)})"
        self.until(f"document.readyState === 'complete' && !!{found}")
        # by the object, not by DOM.getDocument's node ids: those end with any update of the document
        answer = self._call("Runtime.evaluate", expression=found)
        files = [str(path) for path in paths]
        self._call("DOM.setFileInputFiles", objectId=answer["result"]["objectId"], files=files)

    def _call(self, method: str, **params: Any) -> dict[str, Any]:
        self._number += 1
        message: dict[str, Any] = {"id": self._number, "method": method, "params": params}
        if self._session:
            message["sessionId"] = self._session
        os.write(self._out, json.dumps(message).encode() + b"\0")
        while True:
            answer = self._read()
            if answer.get("id") == self._number:
                if "error" in answer:
                    raise ConnectionError(answer["error"])
                result: dict[str, Any] = answer["result"]
                return result
            self._note(answer)

    def _note(self, event: dict[str, Any]) -> None:
        params = event.get("params", {})
        if event.get("method") == "Runtime.exceptionThrown":
            self.complaints.append(str(params["exceptionDetails"]))
        entry = params.get("entry", {})
        if event.get("method") == "Log.entryAdded" and entry.get("level") == "error":
            self.complaints.append(f"{entry.get('text')} {entry.get('url', '')}")

    def _read(self) -> dict[str, Any]:
        while b"\0" not in self._buffer:
            ready, _, _ = select.select([self._in], [], [], SECONDS)
            if not ready or not (data := os.read(self._in, 1 << 16)):
                raise TimeoutError("the browser does not answer")
            self._buffer += data
        line, _, self._buffer = self._buffer.partition(b"\0")
        message: dict[str, Any] = json.loads(line)
        return message


def _pipe() -> tuple[int, int]:
    """Return a pipe whose ends are well above the numbers that Chromium uses."""
    low = os.pipe()
    high = tuple(fcntl.fcntl(end, fcntl.F_DUPFD_CLOEXEC, 20) for end in low)
    for end in low:
        os.close(end)
    return high[0], high[1]
