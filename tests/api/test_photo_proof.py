"""What is shown of a photo: its file as sent, time and store on a copy, and its seal."""

import hashlib
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import cv2
import numpy as np
import pytest
from sqlalchemy import text

from api.photo_mark import draw_mark, mark_words
from catalog.database import writing
from catalog.forgetting import forget_person
from catalog.photo_seals import canonical
from catalog.queries_people import find_user
from catalog.tables import Photo, Store
from catalog.tables_trust import PhotoSeal
from tests.api.conftest import Service
from tests.shelf_pictures import draw_shelf, shelf_jpeg

TAKEN = datetime(2026, 11, 25, 2, 22, tzinfo=UTC)
SHANGHAI = ZoneInfo("Asia/Shanghai")


def a_photo(**more: object) -> Photo:
    values = {
        "sha256": "a" * 64,
        "store_id": 1,
        "captured_at": TAKEN,
        "uploaded_at": TAKEN + timedelta(minutes=2),
    }
    return Photo(**(values | more))


def a_seal() -> PhotoSeal:
    return PhotoSeal(
        photo_id=1, chain_id=1, number=12, previous="0" * 64, seal="ab12cd34" * 8, said="{}", sealed_at=TAKEN
    )


STORE = Store(chain_id=1, code="SH-0042", name="人民路店")


def test_the_words_say_when_where_and_which_seal() -> None:
    photo = a_photo(latitude=31.2304, longitude=-121.4737, accuracy_m=12.4)
    assert mark_words(photo, STORE, a_seal(), SHANGHAI, "zh-CN") == (
        "拍摄 2026-11-25 10:22 UTC+8",
        "人民路店 SH-0042",
        "31.23040°N 121.47370°W ±12 m",
        "封印 12 · ab12cd34",
    )


def test_what_is_not_known_is_said() -> None:
    words = mark_words(a_photo(captured_at=None), STORE, None, SHANGHAI, "en")
    assert words == (
        "sent 2026-11-25 10:24 UTC+8 (when it was taken is not known)",
        "人民路店 SH-0042",
        "place not given",
    )


@pytest.mark.parametrize("size_wh", [(3024, 4032), (4032, 3024), (390, 520), (120, 2000), (64, 48)])
def test_the_strip_is_at_the_foot_and_leaves_the_rest_alone(size_wh: tuple[int, int]) -> None:
    bgr = np.full((size_wh[1], size_wh[0], 3), 200, np.uint8)
    marked = draw_mark(bgr, mark_words(a_photo(latitude=1, longitude=2), STORE, a_seal(), SHANGHAI, "zh-CN"))
    assert marked.shape == bgr.shape
    assert (bgr == 200).all()
    changed = np.flatnonzero((marked != 200).any(axis=(1, 2)))
    assert changed.max() == size_wh[1] - 1
    assert (marked[: size_wh[1] // 2] == 200).all() or size_wh[0] < 200
    if min(size_wh) >= 390:
        strip = marked[changed.min() :]
        white = (strip > 240).mean()
        assert 0.01 < white < 0.35, "letters, and not a wall of them"
        assert (strip[:, -3:] < 240).all(), "nothing runs over the edge"


def test_chinese_letters_are_drawn_and_not_boxes() -> None:
    bgr = np.full((400, 800, 3), 10, np.uint8)
    pictures = [draw_mark(bgr, (letters,)) for letters in ("人民路", "解放路", "人民路")]
    assert (pictures[0] == pictures[2]).all()
    assert (pictures[0] != pictures[1]).any()


def test_the_original_is_the_very_file_that_was_sent(service: Service) -> None:
    data = shelf_jpeg()
    audit = service.audited(kind="panorama", data=data)
    client = service.client("rep")
    number = audit["photo"]["id"]
    original = client.get(f"/api/photos/{number}/original")
    assert original.content == data
    assert original.headers["content-type"] == "image/jpeg"
    assert "attachment" in original.headers["content-disposition"]
    assert audit["photo"]["marked_url"] == f"/api/photos/{number}/marked.jpg"
    marked = cv2.imdecode(
        np.frombuffer(client.get(audit["photo"]["marked_url"]).content, np.uint8), cv2.IMREAD_COLOR
    )
    plain = draw_shelf()
    assert marked.shape == plain.shape
    assert np.abs(marked[:400].astype(int) - plain[:400]).mean() < 6
    assert marked[-30:].mean() < 0.6 * plain[-30:].mean()
    assert client.get(f"/api/photos/{number}/original").content == data


def test_a_seal_is_shown_and_says_what_was_changed(service: Service) -> None:
    audit = service.audited(kind="panorama", latitude="31.2304", longitude="121.4737")
    client, number = service.client("rep"), audit["photo"]["id"]
    seal = client.get(f"/api/photos/{number}/seal").json()
    assert (seal["number"], seal["good"], seal["breaks"]) == (1, True, [])
    assert seal["said"]["sha256"] == audit["photo"]["sha256"]
    assert seal["place"]["latitude"] == 31.2304
    assert seal["said"]["place"] == hashlib.sha256(canonical(seal["place"]).encode()).hexdigest()
    with service.parts.engine.begin() as connection:
        connection.execute(text("UPDATE photo SET latitude = 30.5"))
    seal = client.get(f"/api/photos/{number}/seal").json()
    assert not seal["good"]
    assert [(one["what"], one["field"], one["was"], one["now"]) for one in seal["breaks"]] == [
        ("row", "latitude", "31.2304", "30.5")
    ]
    assert "latitude of its record was changed" in seal["breaks"][0]["message"]
    path = service.parts.files.path(audit["photo"]["sha256"])
    path.write_bytes(path.read_bytes() + b"!")
    seal = client.get(f"/api/photos/{number}/seal").json()
    assert seal["breaks"][-1]["now"] == hashlib.sha256(path.read_bytes()).hexdigest()


def test_a_place_may_go_with_its_sender_and_not_alone(service: Service) -> None:
    audit = service.audited(kind="panorama", latitude="31.2304", longitude="121.4737")
    admin, seal = service.client("admin"), f"/api/photos/{audit['photo']['id']}/seal"
    with service.parts.engine.begin() as connection:
        connection.execute(text("UPDATE photo SET latitude = NULL, longitude = NULL"))
        connection.execute(text("UPDATE photo_seal SET place = NULL"))
    (missed,) = admin.get(seal).json()["breaks"]
    assert missed["what"] == "place_gone"
    with writing(service.parts.engine) as session:
        rep = find_user(session, "rep")
        assert rep is not None
        forget_person(session, rep, now=TAKEN)
    answer = admin.get(seal).json()
    assert (answer["good"], answer["place"]) == (True, None)


@pytest.mark.parametrize("what", ["photo.jpg", "marked.jpg", "original", "seal"])
def test_a_photo_of_a_store_that_is_not_ones_own_is_not_there(service: Service, what: str) -> None:
    number = service.audited(kind="panorama")["photo"]["id"]
    assert service.client("rep").get(f"/api/photos/{number}/{what}").status_code == 200
    assert service.client("other_rep").get(f"/api/photos/{number}/{what}").status_code == 404
    assert service.client("stranger").get(f"/api/photos/{number}/{what}").status_code == 404
    assert service.client(None).get(f"/api/photos/{number}/{what}").status_code == 401
