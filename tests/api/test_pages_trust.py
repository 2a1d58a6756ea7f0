"""The pages of what a photo proves: an audit's links, a photo's own page, pairs side by side."""

import re
from typing import Any

import pytest
from sqlalchemy import text

from tests.api.conftest import Service
from tests.api.test_copies import jpeg, send


def page(service: Service, path: str, name: str = "category", locale: str = "en", **params: Any) -> str:
    answer = service.client(name).get(path, params={"lang": locale, **params})
    assert answer.status_code == 200, answer.text[:400]
    return str(answer.text)


@pytest.fixture
def pair(service: Service) -> tuple[dict[str, Any], dict[str, Any]]:
    """An audit in S1 and one of its copy in S2."""
    return send(service, jpeg(1)), send(service, jpeg(1, quality=60, crop=6), store="S2")


def test_an_audits_page_shows_the_other_photo_and_the_ways_to_see_this_one(
    service: Service, pair: tuple[dict[str, Any], dict[str, Any]]
) -> None:
    first, copy = pair
    text_ = page(service, f"/audits/{copy['id']}")
    assert "Nearly the same as an earlier photo" in text_
    assert f'href="/audits/{first["id"]}"' in text_
    assert f'href="{copy["photo"]["marked_url"]}"' in text_
    assert f"/api/photos/{copy['photo']['id']}/original" in text_
    assert f"/trust#pair-{copy['likenesses'][0]['id']}" in text_
    assert "A later photo is nearly the same" in page(service, f"/audits/{first['id']}")
    rep = page(service, f"/audits/{first['id']}", "rep")
    assert "The other photo is of a store that you do not see" in rep
    assert "Store S2" not in rep
    assert "/trust" not in rep


def test_a_pair_judged_fine_is_not_told_on_the_audits_page_any_more(
    service: Service, pair: tuple[dict[str, Any], dict[str, Any]]
) -> None:
    copy = pair[1]
    address = f"/api/likenesses/{copy['likenesses'][0]['id']}/answer"
    service.client("category").put(address, json={"answer": "fine"})
    assert "proof-like" not in page(service, f"/audits/{copy['id']}")
    service.client("category").put(address, json={"answer": "copy"})
    assert "Judged to be a photo used twice" in page(service, f"/audits/{copy['id']}")


def test_pairs_wait_side_by_side_and_are_kept_with_who_said_what(
    service: Service, pair: tuple[dict[str, Any], dict[str, Any]]
) -> None:
    number = pair[1]["likenesses"][0]["id"]
    waiting = page(service, "/trust")
    assert f'data-pair="{number}"' in waiting
    assert 'id="waiting">1</b>' in waiting
    for shown in pair:
        assert f"/api/photos/{shown['photo']['id']}/photo.jpg?longest=640" in waiting
    assert "Store S1" in waiting
    assert "Store S2" in waiting
    assert waiting.count('data-answer="') == 2
    service.client("category").put(f"/api/likenesses/{number}/answer", json={"answer": "copy"})
    assert "Nothing to judge" in page(service, "/trust")
    answered = page(service, "/trust", state="answered")
    assert "Used twice" in answered
    assert "data-reopen" in answered
    assert "相同的照片" in page(service, "/trust", locale="zh-CN")


@pytest.mark.parametrize(
    ("name", "status"),
    [
        ("rep", 403),
        ("manager", 403),
        ("supervisor", 200),
        ("category", 200),
        ("director", 200),
        ("admin", 200),
    ],
)
def test_whose_page_of_pairs_it_is(service: Service, name: str, status: int) -> None:
    assert service.client(name).get("/trust").status_code == status


def test_a_photos_page_says_whether_it_is_whole(service: Service) -> None:
    audit = send(service, jpeg(1), latitude="31.2304", longitude="121.4737", accuracy_m="9")
    address = f"/photos/{audit['photo']['id']}"
    whole = page(service, address, "rep")
    assert "Photo and record are as they were taken in" in whole
    assert "31.23040°N 121.47370°E ±9 m" in whole
    assert audit["photo"]["sha256"] in whole
    assert re.search(r"No\. 1 <code>[0-9a-f]{64}</code>", whole)
    assert service.client("other_rep").get(address).status_code == 404
    with service.parts.engine.begin() as connection:
        connection.execute(text("UPDATE photo SET longitude = 120"))
    broken = page(service, address, "rep")
    assert "The photo or its record was changed after it came in" in broken
    assert "longitude of its record was changed: sealed as 121.4737, now 120" in broken
    with service.parts.engine.begin() as connection:
        connection.execute(text("DELETE FROM photo_seal"))
    assert "This photo has no seal yet" in page(service, address, "rep")
