"""What Apprise's plug-ins use in place of `requests`: no redirects, bounded answers, and refusals that are noticed.

Apprise takes HTTP status 200 for success, but WeCom and DingTalk tell a refusal in the answer's body (`errcode`), and
a receiver that sends its answer byte by byte would hold a plain `requests` call for ever.
"""

import json
import sys
import threading
import time
from typing import Any, Final

import requests

ANSWER_SECONDS: Final = 12.0
ANSWER_BYTES: Final = 16 * 1024
_REFUSAL_FIELDS: Final = ("errcode", "code", "StatusCode")
"""Where WeCom and DingTalk, Feishu, Lark say 0 for success."""
_ROBOTS: Final = ("wecombot", "dingtalk", "feishu", "lark")
_said: Final = threading.local()


class _Guarded:
    """`requests` for one of Apprise's modules; what is not a call to a receiver is `requests`' own."""

    def __init__(self, *, tells_refusals: bool) -> None:
        self._tells_refusals = tells_refusals

    def __getattr__(self, name: str) -> Any:
        return getattr(requests, name)

    def post(self, url: str, **more: Any) -> requests.Response:
        return self.request("POST", url, **more)

    def request(self, method: str, url: str, **more: Any) -> requests.Response:
        try:
            answer = requests.request(method, url, **{**more, "allow_redirects": False, "stream": True})
            with answer:
                _read(answer)
        except requests.Timeout:
            note("timeout")
            raise
        except requests.RequestException:
            note("no_connection")
            raise
        if not 200 <= answer.status_code < 300:
            note(f"http_{answer.status_code}")
        elif self._tells_refusals and (refusal := _refusal(answer)):
            note(refusal)
            raise requests.RequestException("the receiver refused the message")
        return answer


def guard(plugin: Any) -> None:
    """Have the module of this plug-in call receivers through here; doing it again changes nothing."""
    module: Any = sys.modules[type(plugin).__module__]
    if hasattr(module, "requests") and not isinstance(module.requests, _Guarded):
        name = type(plugin).__module__.rpartition(".")[2]
        module.requests = _Guarded(tells_refusals=name in _ROBOTS)


def note(reason: str) -> None:
    """Remember why this thread's sending failed."""
    _said.reason = reason


def take_reason() -> str:
    """Why this thread's last sending failed, "" where nobody knows; it is forgotten then."""
    reason: str = getattr(_said, "reason", "")
    _said.reason = ""
    return reason


def _read(answer: requests.Response) -> None:
    """Take the body in, but no more than is read of it, and not for longer than anybody waits."""
    until, body = time.monotonic() + ANSWER_SECONDS, b""
    # Byte by byte: a larger piece is waited for until it is whole, however slowly it comes.
    for piece in answer.iter_content(1):
        body += piece
        if len(body) >= ANSWER_BYTES:
            break
        if time.monotonic() > until:
            raise requests.Timeout("the answer does not end")
    answer._content = body


def _refusal(answer: requests.Response) -> str:
    try:
        told = json.loads(answer.content)
    except ValueError:
        return ""
    if not isinstance(told, dict):
        return ""
    code = next((told[name] for name in _REFUSAL_FIELDS if name in told), 0)
    return "" if code in (0, "0") else f"refused_{str(code)[:12]}"
