"""What comes with a photo: its visit, its place, and the kind that is not counted."""

import numpy as np
import pytest

from catalog.database import reading, writing
from catalog.queries_people import find_user, store_for
from catalog.queries_queue import find_photo
from catalog.rows import key
from catalog.tables import Photo
from catalog.tables_visits import Visit
from tests.api.conftest import Service
from tests.shelf_pictures import draw_shelf, encode

HERE = {"latitude": "31.2304", "longitude": "121.4737", "accuracy_m": "12.5"}


def begin_visit(service: Service, client_id: str, *, store: str = "S1", name: str = "rep") -> int:
    with writing(service.parts.engine) as session:
        user = find_user(session, name)
        assert user is not None
        store_id = key(store_for(session, user, store).id)
        now = service.clock()
        visit = Visit(
            store_id=store_id, user_id=key(user.id), client_id=client_id, started_at=now, received_at=now
        )
        session.add(visit)
        session.flush()
        return key(visit.id)


def photo_of(service: Service, sha256: str, *, store: str = "S1") -> Photo:
    with reading(service.parts.engine) as session:
        user = find_user(session, "admin")
        assert user is not None
        found = find_photo(session, key(store_for(session, user, store).id), sha256)
    assert found is not None
    return found


def test_a_photo_keeps_its_visit_and_its_place(service: Service) -> None:
    visit = begin_visit(service, "v-1")
    audit = service.audited(visit="v-1", **HERE)
    photo = photo_of(service, audit["photo"]["sha256"])
    assert photo.visit_id == visit
    assert (photo.latitude, photo.longitude, photo.accuracy_m) == (31.2304, 121.4737, 12.5)


def test_a_known_photo_joins_the_first_visit_it_is_sent_with(service: Service) -> None:
    first = begin_visit(service, "v-1")
    begin_visit(service, "v-2")
    audit = service.audited()
    sha256 = audit["photo"]["sha256"]
    assert photo_of(service, sha256).visit_id is None
    again = service.upload(visit="v-1", **HERE).json()
    assert again["already"] is True
    assert photo_of(service, sha256).visit_id == first
    assert photo_of(service, sha256).latitude is None, "the place is said when the photo is taken in"
    second = service.upload(visit="v-2")
    assert (second.status_code, second.json()["error"]["code"]) == (409, "photo_of_other_visit")
    assert second.json()["error"]["params"] == {"visit": "v-1"}
    assert photo_of(service, sha256).visit_id == first


@pytest.mark.parametrize(
    ("form", "field", "status"),
    [
        ({"latitude": "91", "longitude": "0"}, "latitude", 422),
        ({"latitude": "nan", "longitude": "0"}, "latitude", 422),
        ({"latitude": "0", "longitude": "-180.5"}, "longitude", 422),
        ({"latitude": "0"}, "longitude", 422),
        ({"accuracy_m": "5"}, "latitude", 422),
        ({"latitude": "0", "longitude": "0", "accuracy_m": "-1"}, "accuracy_m", 422),
        ({"latitude": "north", "longitude": "0"}, "latitude", 422),
    ],
)
def test_a_place_that_is_none_is_refused(
    service: Service, form: dict[str, str], field: str, status: int
) -> None:
    answer = service.upload(**form)
    assert answer.status_code == status
    assert answer.json()["error"]["params"]["field"] == field
    assert service.files() == []


def test_a_visit_must_be_ones_own_and_of_the_store(service: Service) -> None:
    begin_visit(service, "v-other", store="S2", name="other_rep")
    begin_visit(service, "v-1")
    assert service.upload(visit="v-other").json()["error"]["code"] == "visit_not_found"
    elsewhere = service.upload("category", store="S2", visit="v-1")
    assert elsewhere.json()["error"]["code"] == "visit_not_found", "another person's"
    begin_visit(service, "v-c", store="S1", name="category")
    wrong = service.upload("category", store="S2", visit="v-c")
    assert (wrong.status_code, wrong.json()["error"]["code"]) == (409, "visit_elsewhere")
    assert service.client("category").get("/api/audits").json()["audits"] == []
    assert service.files() == []


def test_a_panorama_is_judged_and_not_counted(service: Service) -> None:
    audit = service.audited(kind="panorama")
    assert (audit["state"], audit["photo"]["kind"]) == ("done", "panorama")
    assert audit["report"] is None
    assert (audit["groups"], audit["shares"], audit["models"]) == ([], [], [])
    assert audit["compliance"] is None
    assert audit["quality"]["reasons"] == []
    client = service.client("rep")
    assert client.get(f"/api/audits/{audit['id']}/overlay.jpg").json()["error"]["code"] == "not_a_shelf"
    listed = client.get("/api/audits", params={"kind": "panorama"}).json()["audits"]
    assert [one["id"] for one in listed] == [audit["id"]]
    assert client.get("/api/audits", params={"kind": "shelf"}).json()["audits"] == []


def test_a_dark_panorama_says_retake(service: Service) -> None:
    audit = service.audited(
        kind="panorama", data=encode((draw_shelf() * 0.1).astype(np.uint8), "JPEG", quality=95)
    )
    assert audit["state"] == "done"
    assert "dark" in [advice["reason"] for advice in audit["quality"]["retake"]]


def test_the_upload_itself_says_retake_and_so_does_its_visit(service: Service) -> None:
    begin_visit(service, "v-1")
    dark = encode((draw_shelf() * 0.1).astype(np.uint8), "JPEG", quality=95)
    told = service.upload(visit="v-1", data=dark).json()
    assert "dark" in [advice["reason"] for advice in told["retake"]]
    assert told["retake"][0]["fix"].startswith("Retake it")
    (photo,) = service.client("rep").get("/api/visits/v-1").json()["photos"]
    assert photo["retake"] == told["retake"]
    assert photo["marked_url"].startswith("/api/photos/")
    assert service.upload().json()["retake"] == []
    poster = encode((draw_shelf() * 0.12).astype(np.uint8), "JPEG", quality=95)
    assert service.upload(kind="poster", data=poster).json()["retake"] == [], "words are read in the dark too"


def test_a_panorama_sent_again_as_a_shelf_is_counted(service: Service) -> None:
    first = service.audited(kind="panorama")
    second = service.audited(kind="shelf")
    assert second["id"] != first["id"]
    assert second["photo"]["sha256"] == first["photo"]["sha256"]
    assert second["report"]["facings"]


def test_the_page_of_a_panorama_says_that_nothing_was_counted(service: Service) -> None:
    audit = service.audited(kind="panorama")
    client = service.client("rep")
    page = client.get(f"/audits/{audit['id']}", params={"lang": "en"})
    assert page.status_code == 200
    assert "A panorama: no facings are counted on it" in page.text
    records = client.get("/records", params={"kind": "panorama", "lang": "en"})
    assert "Panorama, not counted" in records.text
    assert "0 facings" not in records.text
    chinese = client.get(f"/audits/{audit['id']}", params={"lang": "zh-CN"})
    assert "这是全景照，不计排面" in chinese.text
