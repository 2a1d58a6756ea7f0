"""The pages answer: each role sees its own, in its language, safely; who is not signed in is led there and back."""

import html
import json
import re
from html.parser import HTMLParser

import pytest

from api.pages_audit import photo_srcset
from api.pages_render import STATIC_FOLDER, static_version
from tests.api.pages_world import EVIL, ROLES, World, world

__all__ = ["world"]

LISTS = ("/stores", "/records", "/catalog", "/policies", "/pairs", "/stores/A1", "/catalog/skus/S1")


def every_page(world: World) -> tuple[str, ...]:
    return (*LISTS, f"/audits/{world.done}", f"/audits/{world.failed}", f"/audits/{world.queued}")


@pytest.mark.parametrize("role", ROLES)
def test_every_role_gets_every_page_of_its_own(world: World, role: str) -> None:
    client = world.client(role)
    for path in every_page(world):
        answer = client.get(path)
        assert answer.status_code == 200, path
        assert "</html>" in answer.text
        assert f"<span>{role}</span>" in answer.text


def test_who_is_not_signed_in_is_led_to_the_sign_in_that_keeps_the_target(world: World) -> None:
    answer = world.client().get(f"/audits/{world.done}?lang=en")
    assert answer.status_code == 303
    assert answer.headers["location"] == f"/sign-in?next=%2Faudits%2F{world.done}%3Flang%3Den"


@pytest.mark.parametrize("path", ["/audits/{foreign}", "/stores/A2"])
def test_other_peoples_stores_are_not_there(world: World, path: str) -> None:
    answer = world.client("rep").get(path.format(foreign=world.foreign))
    assert answer.status_code == 404
    assert "学院路" not in answer.text
    assert "<span>rep</span>" in answer.text
    assert world.client("category_manager").get(path.format(foreign=world.foreign)).status_code == 200


@pytest.mark.parametrize("role", ROLES)
def test_only_those_who_may_name_see_forms_and_writes(world: World, role: str) -> None:
    may = role in {"category_manager", "admin"}
    client = world.client(role)
    audit = client.get(f"/audits/{world.done}").text
    assert ('id="name-form"' in audit) == may
    assert ("data-name-form" in audit) == may
    catalog = client.get("/catalog").text
    assert ("/catalog/import" in catalog) == may
    sku = client.get("/catalog/skus/S1").text
    assert ("data-delete-ref" in sku) == may
    for path in ("/catalog/new", "/catalog/import"):
        assert client.get(path).status_code == (200 if may else 403)


def test_hostile_names_stay_text_in_pages_and_attributes(world: World) -> None:
    client = world.client("admin")
    for path in (*every_page(world), "/stores/A2", f"/audits/{world.foreign}", "/catalog/new"):
        text = client.get(path).text
        assert EVIL not in text, path
    assert "&lt;script&gt;alert" in client.get(f"/audits/{world.done}").text


def test_nothing_a_visitor_sends_comes_back_as_markup(world: World) -> None:
    client = world.client("admin")
    for path in ("/stores", "/catalog", "/records"):
        answer = client.get(path, params=dict.fromkeys(("q", "store", "from", "state", "page"), f'">{EVIL}'))
        assert answer.status_code == 200
        assert EVIL not in answer.text


class _Inline(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self._script = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self._script = tag == "script" and "src" not in given and given.get("type") != "application/json"
        if self._script or tag == "style" or "style" in given or any(name.startswith("on") for name in given):
            self.found.append(f"{tag} {given}")
        for name in ("src", "href", "action"):
            if (given.get(name) or "/").startswith(("http", "//", "javascript:")):
                self.found.append(f"{tag} {given}")


def test_pages_are_safe_without_inline_code_or_foreign_addresses(world: World) -> None:
    client = world.client("admin")
    for path in (*every_page(world), "/sign-in", "/catalog/new", "/catalog/import", "/nothing"):
        answer = client.get(path)
        policy = answer.headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "script-src 'self'" in policy
        assert "unsafe" not in policy
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["cache-control"] == "no-store"
        parser = _Inline()
        parser.feed(answer.text)
        assert parser.found == [], path


def test_language_follows_link_cookie_and_user(world: World) -> None:
    client = world.client("rep", **{"accept-language": "en"})
    assert '<html lang="zh-CN">' in client.get("/records").text  # the user's own setting
    answer = client.get("/lang/en?next=/records")
    assert (answer.status_code, answer.headers["location"]) == (303, "/records")
    assert "Max-Age" in answer.headers["set-cookie"]
    text = client.get("/records").text
    assert '<html lang="en">' in text
    assert "Records" in text
    assert '<html lang="zh-CN">' in client.get("/records?lang=zh-CN").text
    assert "set-cookie" not in client.get("/lang/xx?next=/").headers


def test_a_report_page_counts_names_the_unknown_and_says_what_to_do(world: World) -> None:
    text = world.client("rep").get(f"/audits/{world.done}?lang=en").text
    assert text.count('class="box tint-1"') == 2
    assert text.count('class="box tint-0"') == 1
    assert text.count('class="gap"') == 1
    assert "Glare hides products" in text
    assert "half a pace aside" in text
    assert "the count is not complete" in text
    assert "66.7%" in text  # by units: two of three
    assert "50.0%" in text  # by columns: one of two
    assert "1 of them is unknown: 33.3%" in text
    assert "shelf-n 1.0.0" in text


def test_a_failed_audit_says_what_why_and_what_to_do(world: World) -> None:
    text = world.client("rep").get(f"/audits/{world.failed}?lang=en").text
    assert "No product was found" in text
    assert "fill the picture with one bay" in text
    assert 'data-again="' in text


def test_a_waiting_audit_names_its_steps(world: World) -> None:
    text = world.client("rep").get(f"/audits/{world.queued}").text
    assert re.findall(r'data-step="(\w+)"', text)[1] == "decode"
    assert 'id="waiting"' in text


def test_records_are_filtered(world: World) -> None:
    client = world.client("admin")

    def found(**asked: str) -> list[int]:
        return [
            int(n)
            for n in re.findall(
                r'class="tile" href="/audits/(\d+)"', client.get("/records", params=asked).text
            )
        ]

    everything = sorted((world.done, world.failed, world.foreign, world.queued), reverse=True)
    assert found() == everything
    assert found(store="A2") == [world.foreign]
    assert found(state="failed") == [world.failed]
    assert found(state="nonsense", **{"from": "yesterday"}) == everything
    assert found(**{"from": "2026-11-25"}) == []
    assert found(**{"from": "2026-11-22", "to": "2026-11-24"}) == everything
    assert found(before=str(world.failed)) == [world.done]
    day = {"from": "2026-11-23", "to": "2026-11-23"}  # the photos are of 12:00 UTC that day
    assert found(**day, zone="Asia/Shanghai") == everything
    assert found(**day, zone="Pacific/Kiritimati") == []
    assert found(**day, zone="../etc/passwd") == everything


def test_a_search_finds_stores_and_skus_or_says_that_there_are_none(world: World) -> None:
    client = world.client("admin")
    assert "人民路店" not in client.get("/stores?q=学院路").text
    assert "/stores/A2" in client.get("/stores?q=学院路").text
    assert "没有找到「火星」" in client.get("/stores?q=火星").text
    assert "/catalog/skus/S1" in client.get("/catalog?q=矿泉水").text
    assert "没有找到「火星」" in client.get("/catalog?q=火星&page=zzz").text


def test_every_picture_and_link_of_a_page_is_there(world: World) -> None:
    client = world.client("category_manager")
    # this world has no models and sums no sales: these have tests of their own
    elsewhere = {"/quality", "/catalog/health", "/board/stores"}
    pages, seen = ["/", "/stores", "/records", "/catalog"], set(elsewhere)
    while pages:
        page = pages.pop()
        answer = client.get(page)
        seen.add(page)
        if page == "/":
            pages += {answer.headers["location"]} - seen - set(pages)
            continue
        assert answer.status_code == 200, page
        if answer.headers["content-type"].startswith("image/"):
            continue
        found = re.findall(r' (?:src|href)="(/[^"#]*)"', answer.text)
        found += [
            part.split()[0]
            for each in re.findall(r'srcset="([^"]+)"', answer.text)
            for part in each.split(", ")
        ]
        pages += {html.unescape(path) for path in found if not path.startswith("/lang/")} - seen - set(pages)
    assert len([path for path in seen if ".jpg" in path]) >= 6


def test_a_phone_may_load_a_smaller_photo_than_the_original(world: World) -> None:
    text = world.client("rep").get(f"/audits/{world.done}").text
    assert f"/api/audits/{world.done}/photo.jpg?longest=120 120w" in text


def test_an_unknown_address_is_a_page_with_a_way_back(world: World) -> None:
    answer = world.client("rep").get("/no/such/page")
    assert answer.status_code == 404
    assert "没有这个页面" in answer.text
    assert 'href="/"' in answer.text


def test_a_first_load_is_light(world: World) -> None:
    client = world.client("category_manager")
    page = client.get(f"/audits/{world.done}")
    styles = re.findall(r'href="(/static/[^"]+\.css)"', page.text)
    total = len(page.content) + sum(len(client.get(path).content) for path in styles)
    scripts = scripts_of(page.text)
    assert {"audit.js", "core.js", "viewer.js"} <= scripts
    assert total + sum((STATIC_FOLDER / "js" / name).stat().st_size for name in scripts) < 130_000


def scripts_of(html: str) -> set[str]:
    """Names of the scripts that a page loads, those that they import included."""
    found, wanted = set(), re.findall(r'src="/static/[^"]+/js/([a-z_]+\.js)"', html)
    while wanted:
        name = wanted.pop()
        if name not in found:
            found.add(name)
            wanted += re.findall(r'"\./([a-z_]+\.js)"', (STATIC_FOLDER / "js" / name).read_text("utf-8"))
    return found


def test_static_files_have_an_address_that_may_be_kept_for_ever(world: World) -> None:
    client = world.client()
    answer = client.get(f"/static/{static_version()}/js/core.js")
    assert answer.status_code == 200
    assert "immutable" in answer.headers["cache-control"]
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert client.get(f"/static/{static_version()}/../pages.py").status_code == 404
    assert client.get("/static/other/js/core.js").status_code == 404


def test_the_words_of_the_scripts_cannot_end_their_element(world: World) -> None:
    text = world.client("rep").get("/records").text
    block = re.search(r'<script type="application/json" id="words">(.*?)</script>', text, re.S)
    assert block is not None
    assert "<" not in block[1]
    assert json.loads(block[1])["js.undo"] == "撤销"


def test_pages_stay_out_of_the_api_documentation(world: World) -> None:
    assert all(path.startswith("/api/") for path in world.app.openapi()["paths"])


@pytest.mark.parametrize(
    ("size_wh", "sizes"),
    [
        ((3000, 4000), "1280 960w, 2560 1920w, 4000 3000w"),
        ((2560, 1000), "1280 1280w, 2560 2560w"),
        ((100, 80), "100 100w"),
    ],
)
def test_the_sizes_of_a_photo_are_told_in_its_own_width(size_wh: tuple[int, int], sizes: str) -> None:
    told = photo_srcset(7, *size_wh).replace("/api/audits/7/photo.jpg?longest=", "")
    assert told == sizes
