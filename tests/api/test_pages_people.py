"""Signing in and out by form: led back to where one came from, told what was wrong, never led to another site."""

import pytest

from api.pages_render import safe_target
from tests.api.pages_world import EVIL, PASSWORD, World, world

__all__ = ["world"]


def test_a_sign_in_leads_back_and_the_session_opens_pages(world: World) -> None:
    browser = world.client()
    form = browser.get("/sign-in?next=/records")
    assert 'name="next" value="/records"' in form.text
    answer = browser.post("/sign-in", data={"username": " rep ", "password": PASSWORD, "next": "/records"})
    assert (answer.status_code, answer.headers["location"]) == (303, "/records")
    cookie = answer.headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=lax" in cookie
    assert browser.get("/records").status_code == 200
    out = browser.post("/sign-out")
    assert (out.status_code, out.headers["location"]) == (303, "/sign-in")
    assert browser.get("/records").status_code == 303


@pytest.mark.parametrize(
    ("username", "password"),
    [("rep", "wrong"), ("nobody", PASSWORD), ("", ""), (EVIL, EVIL), ("rep", "x" * 2000)],
)
def test_a_wrong_sign_in_says_so_in_the_form_and_forgets_the_password(
    world: World, username: str, password: str
) -> None:
    sent = {"username": username, "password": password, "next": "//evil.example"}
    answer = world.client(**{"accept-language": "en"}).post("/sign-in", data=sent)
    assert answer.status_code == 401
    assert "User name or password is wrong" in answer.text
    assert 'name="next" value="/"' in answer.text
    assert EVIL not in answer.text
    assert "x" * 2000 not in answer.text
    assert "set-cookie" not in answer.headers


def test_guessing_is_slowed_down_in_words(world: World) -> None:
    browser = world.client(**{"accept-language": "en"})
    sent = {"username": "admin", "password": "guess"}
    statuses = [browser.post("/sign-in", data=sent).status_code for _ in range(9)]
    assert statuses[-1] == 429
    assert "Too many failed sign-ins" in browser.post("/sign-in", data=sent).text


def test_strangers_are_spoken_to_in_their_browsers_language(world: World) -> None:
    assert "Sign in" in world.client(**{"accept-language": "en-GB"}).get("/sign-in").text
    assert "登录" in world.client(**{"accept-language": "zh"}).get("/sign-in").text


@pytest.mark.parametrize(
    ("target", "safe"),
    [
        ("/audits/3?x=1", "/audits/3?x=1"),
        ("//evil.example", "/"),
        ("/\\evil.example", "/"),
        ("https://evil.example", "/"),
        ("/\t/evil.example", "/"),
        ("javascript:alert(1)", "/"),
        ("", "/"),
        (None, "/"),
    ],
)
def test_a_sign_in_never_leads_to_another_site(target: str | None, safe: str) -> None:
    assert safe_target(target) == safe
