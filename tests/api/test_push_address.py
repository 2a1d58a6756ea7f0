"""Where notifications may go: what the operator listed, however an address is written."""

import socket
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from api.errors import ApiError
from api.push_address import native_address, read_address
from api.settings import Settings


def allowed(
    home: Path, *hosts: str, schemes: str = "json,jsons,mailtos,wecombot,dingtalk,feishu,lark"
) -> Settings:
    return Settings(home=home, push_schemes=schemes, push_hosts=hosts)  # type: ignore[arg-type]


def code_of(settings: Settings, address: str) -> str:
    try:
        read_address(settings, address)
    except ApiError as refusal:
        return refusal.code
    return ""


@pytest.mark.parametrize(
    ("address", "code"),
    [
        ("json://hook.example.com/a", ""),
        ("JSONS://Hook.Example.com/a", ""),
        ("json://hook.example.com:443/a?+X-Token=1&-q=2&:shop=3&method=put", ""),
        ("json://me:secret@hook.example.com/a", ""),
        ("json://10.0.0.5:8080/a", ""),
        ("json://[::1]:9000/a", ""),
        ("mailtos://me:secret@mail.example.com?to=a@b.example", ""),
        ("mailtos://me:secret@b.example?smtp=mail.example.com&to=a@b.example", ""),
        # other hosts, also where the allowed one is written beside them
        ("json://evil.example/a", "push_host"),
        ("json://hook.example.com@evil.example/a", "push_host"),
        ("json://me:hook.example.com@evil.example/a", "push_host"),
        ("json://hook.example.com%2f@evil.example/a", "push_host"),
        ("json://hook.example.com.evil.example/a", "push_host"),
        ("json://xhook.example.com/a", "push_host"),
        ("json://hook.example.com./a", ""),
        ("json://hook.example.com:22/a", "push_host"),
        ("json://10.0.0.5/a", "push_host"),
        ("json://10.0.0.5:80/a", "push_host"),
        ("json://10.0.0.6:8080/a", "push_host"),
        ("json://localhost/a", "push_host"),
        ("json://127.0.0.1/a", "push_host"),
        ("json://2130706433/a", "push_host"),
        ("json://169.254.169.254/latest/meta-data", "push_host"),
        ("json://[::1]/a", "push_host"),
        ("json://[::ffff:127.0.0.1]/a", "push_host"),
        ("json://[fe80::1]:9000/a", "push_host"),
        ("mailtos://me:secret@gmail.com", "push_host"),
        ("mailtos://me:secret@mail.example.com?smtp=evil.example&to=a@b.example", "push_host"),
        ("mailtos://me:secret@mail.example.com:22?to=a@b.example", "push_host"),
        # unreadable, or readable in two ways
        ("json://evil.example\\@hook.example.com/a", "push_address"),
        ("json://hook.example.com#@evil.example/a", "push_address"),
        ("json://hook.example.com/a\r\nHost: evil.example", "push_address"),
        ("json:// hook.example.com/a", "push_address"),
        ("json://", "push_address"),
        ("json:hook.example.com", "push_address"),
        ("hook.example.com", "push_address"),
        ("", "push_address"),
        ("wecombot://", "push_address"),
        ("wecombot://a b", "push_address"),
        # options that reach further, or change what arrives
        ("json://hook.example.com/a?redirect=yes", "push_option"),
        ("json://hook.example.com/a?verify=no", "push_option"),
        ("json://hook.example.com/a?overflow=split", "push_option"),
        ("json://hook.example.com/a?rto=99999", "push_option"),
        ("json://hook.example.com/a?+Host=evil.example", "push_option"),
        ("json://hook.example.com/a?%2BHost=evil.example", "push_option"),
        ("json://hook.example.com/a?+hOST%20=evil.example", "push_option"),
        ("json://hook.example.com/a?+Transfer-Encoding=chunked", "push_option"),
        ("mailtos://me:secret@mail.example.com?pgp=sign&pgpprv=/etc/passwd", "push_option"),
        ("mailtos://me:secret@mail.example.com?wkd=yes", "push_option"),
        ("wecombot://abcdef?redirect=yes", "push_option"),
        # kinds that are none of ours
        ("mailto://me:secret@mail.example.com", "push_scheme"),
        ("file:///etc/passwd", "push_scheme_unknown"),
        ("dbus://", "push_scheme_unknown"),
        ("syslog://", "push_scheme_unknown"),
        ("exec://rm", "push_scheme_unknown"),
        ("gnome://", "push_scheme_unknown"),
        ("windows://", "push_scheme_unknown"),
        ("macosx://", "push_scheme_unknown"),
        ("apprise://hook.example.com/token", "push_scheme_unknown"),
        ("https://hook.example.com/a", "push_scheme_unknown"),
        ("form://hook.example.com/?attach=/etc/passwd", "push_scheme_unknown"),
        ("json+x://hook.example.com", "push_scheme_unknown"),
    ],
)  # fmt: skip
def test_only_what_is_listed_is_called(tmp_path: Path, address: str, code: str) -> None:
    settings = allowed(tmp_path, "hook.example.com", "10.0.0.5:8080", "[::1]:9000", "mail.example.com")
    assert code_of(settings, address) == code


def test_nothing_is_allowed_unless_the_operator_says_so(tmp_path: Path) -> None:
    assert code_of(Settings(home=tmp_path), "wecombot://0123456789") == "push_off"
    assert code_of(allowed(tmp_path), "json://hook.example.com") == "push_host"


@pytest.mark.parametrize(
    ("found", "code"),
    [("93.184.216.34", ""), ("10.1.2.3", "push_private"), ("127.0.0.1", "push_private"), ("::1", "push_private"),
     ("fe80::1%eth0", "push_private"), ("169.254.169.254", "push_private"), ("100.64.0.1", "push_private")],
)  # fmt: skip
def test_a_service_whose_name_leads_into_a_private_network_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, found: str, code: str
) -> None:
    asked = []

    def resolve(host: str, *_: Any, **__: Any) -> list[tuple[Any, ...]]:
        asked.append(host)
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (found, 443))]

    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    for scheme, host in (
        ("wecombot", "qyapi.weixin.qq.com"), ("dingtalk", "oapi.dingtalk.com"),
        ("feishu", "open.feishu.cn"), ("lark", "open.larksuite.com"),
    ):  # fmt: skip
        assert code_of(allowed(tmp_path), f"{scheme}://0123456789abcdef") == code
        assert asked[-1] == host
        assert code_of(allowed(tmp_path, host), f"{scheme}://0123456789abcdef") == ""


def test_redirects_are_off_and_secrets_are_not_shown(tmp_path: Path) -> None:
    address = read_address(
        allowed(tmp_path, "hook.example.com"), "jsons://me:topsecret@hook.example.com/a?+X=hush"
    )
    assert address.plugin.redirects is False
    assert address.plugin.verify_certificate is True
    assert address.plugin.request_timeout == (5.0, 8.0)
    assert "topsecret" not in address.shown
    assert "hush" not in address.shown


@pytest.mark.parametrize(
    ("shown", "meant"),
    [
        ("https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=693a91f6-7b00-4bc4", "wecombot://693a91f6-7b00-4bc4"),
        (" https://oapi.dingtalk.com/robot/send?access_token=abc123 ", "dingtalk://abc123"),
        ("https://open.feishu.cn/open-apis/bot/v2/hook/abc-123", "feishu://abc-123"),
        ("https://open.larksuite.com/open-apis/bot/v2/hook/abc-123", "lark://abc-123"),
        ("https://qyapi.weixin.qq.com.evil.example/cgi-bin/webhook/send?key=a",
         "https://qyapi.weixin.qq.com.evil.example/cgi-bin/webhook/send?key=a"),
    ],
)  # fmt: skip
def test_a_robots_address_is_taken_as_its_app_shows_it(shown: str, meant: str) -> None:
    assert native_address(shown) == meant


@pytest.mark.parametrize(
    "wrong",
    [
        {"push_schemes": "exec"}, {"push_schemes": "json,dbus"}, {"push_hosts": "*"}, {"push_hosts": "*.example.com"},
        {"push_hosts": "http://hook.example.com"}, {"push_hosts": "a@b"}, {"push_hosts": "10.0.0.0/8"},
        {"public_url": "shelf.example.com"}, {"digest_hour": 24},
    ],
)  # fmt: skip
def test_an_operators_slip_is_told_at_the_start(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        Settings(**wrong)
