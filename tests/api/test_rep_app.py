"""The rep's door as an app: what a phone asks for to install it, keep it, and how little that weighs."""

import json
import re

import cv2
import numpy as np
import pytest

from api.i18n import LOCALES
from api.pages_render import static_version
from api.web_app import SHELLS, kept_files
from tests.api.pages_world import World, world

__all__ = ["world"]

FIRST_LOAD_MOST = 150_000
GZIP = {"accept-encoding": "gzip"}


def sent(world: World, path: str) -> int:
    """Bytes of a body as they go over the line, and whether text is compressed at all."""
    client = world.client("rep", **GZIP)
    answer = client.get(path)
    assert answer.status_code == 200, path
    return int(answer.headers["content-length"])


def test_the_first_load_of_the_reps_pages_is_light(world: World) -> None:
    files = [f"/static/{static_version()}/{path}" for path in kept_files()]
    paths = [*SHELLS, *files, "/sw.js", f"/static/{static_version()}/js/worker.js"]
    paths += ["/manifest.webmanifest", "/app-icon/192.png", "/app-icon/apple.png"]
    weights = {path: sent(world, path) for path in paths}
    print(sum(weights.values()), sorted(weights.items(), key=lambda item: -item[1])[:8])
    assert sum(weights.values()) < FIRST_LOAD_MOST, weights


@pytest.mark.parametrize("kind", ["css/base.css", "js/core.js", "favicon.svg"])
def test_static_files_are_sent_compressed_to_whoever_takes_that(world: World, kind: str) -> None:
    path = f"/static/{static_version()}/{kind}"
    packed, plain = world.client(**GZIP).get(path), world.client(**{"accept-encoding": "identity"}).get(path)
    assert packed.headers["content-encoding"] == "gzip"
    assert "content-encoding" not in plain.headers
    assert packed.content == plain.content  # the client unpacks
    for answer in (packed, plain):
        assert "immutable" in answer.headers["cache-control"]
        assert answer.headers["vary"] == "Accept-Encoding"
        assert answer.headers["content-type"] == plain.headers["content-type"]


@pytest.mark.parametrize("locale", LOCALES)
def test_the_manifest_installs_the_app_in_the_readers_language(world: World, locale: str) -> None:
    answer = world.client(**{"accept-language": locale}).get("/manifest.webmanifest")
    assert answer.headers["content-type"] == "application/manifest+json"
    facts = json.loads(answer.text)
    assert (facts["lang"], facts["scope"], facts["start_url"], facts["display"]) == (
        locale,
        "/",
        "/",
        "standalone",
    )
    assert {"192x192", "512x512", "any"} <= {icon["sizes"] for icon in facts["icons"]}
    assert "maskable" in {icon["purpose"] for icon in facts["icons"]}
    for icon in facts["icons"]:
        picture = world.client().get(icon["src"])
        assert picture.headers["content-type"] == icon["type"]


@pytest.mark.parametrize(
    ("name", "side", "full"), [("192", 192, False), ("maskable", 512, True), ("apple", 180, True)]
)
def test_icons_are_drawn_in_the_size_they_say(world: World, name: str, side: int, full: bool) -> None:
    answer = world.client().get(f"/app-icon/{name}.png")
    picture = cv2.imdecode(np.frombuffer(answer.content, np.uint8), cv2.IMREAD_UNCHANGED)
    assert picture.shape == (side, side, 4)
    assert (picture[0, 0, 3] == 255) == full  # round corners are see-through
    assert tuple(picture[side // 20, side // 2]) == (69, 107, 11, 255)


def test_there_are_no_other_icons(world: World) -> None:
    assert world.client("rep").get("/app-icon/1024.png").status_code == 422


def test_the_worker_may_run_for_the_whole_site_and_keeps_files_that_there_are(world: World) -> None:
    answer = world.client().get("/sw.js")
    assert answer.headers["content-type"].startswith("text/javascript")
    assert answer.headers["cache-control"] == "no-cache"
    policy = answer.headers["content-security-policy"]
    assert "script-src 'self'" in policy
    assert "connect-src 'self'" in policy
    found = re.search(r"startWorker\((\{.*\})\);", answer.text)
    assert found is not None
    facts = json.loads(found[1])
    assert facts["version"] == static_version()
    for path in (*facts["files"], *re.findall(r'from "([^"]+)"', answer.text)):
        assert world.client().get(path).status_code == 200, path
    kept = {path.rsplit("/", 1)[1] for path in facts["files"]}
    assert {"today.js", "visit.js", "queue_sync.js", "core.js", "rep.css", "tips.css"} <= kept
    for path in facts["shells"]:
        assert world.client("rep").get(path).status_code == 200, path


def test_what_the_shells_load_is_what_the_worker_keeps(world: World) -> None:
    for shell in SHELLS:
        text = world.client("rep").get(shell).text
        loaded = set(re.findall(rf"/static/{static_version()}/([\w/.]+)", text))
        assert loaded <= set(kept_files()), shell


def test_pages_allow_the_worker_and_the_manifest(world: World) -> None:
    answer = world.client("rep").get("/today")
    policy = answer.headers["content-security-policy"]
    assert "worker-src 'self'" in policy
    assert "manifest-src 'self'" in policy
    assert '<link rel="manifest" href="/manifest.webmanifest"' in answer.text
    assert 'data-user="rep"' in answer.text


def test_shells_hold_no_data_and_the_offline_page_nobodys(world: World) -> None:
    for path in ("/today", "/today/visit?store=A1"):
        text = world.client("rep").get(path).text
        assert "人民路店" not in text
        assert "A1" not in text.split("<main", 1)[1]
        signed_out = world.client().get(path)
        assert (signed_out.status_code, signed_out.headers["location"].split("?")[0]) == (303, "/sign-in")
    assert ">rep<" not in world.client("rep").get("/offline").text
