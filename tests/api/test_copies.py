"""A photo that was there before is found again wherever it is sent, and people say what it is."""

from datetime import timedelta
from typing import Any

import cv2
import numpy as np

from tests.api.conftest import Service
from tests.shelf_pictures import encode
from tests.vision.test_likeness import shelf


def jpeg(seed: int, *, quality: int = 92, crop: int = 0) -> bytes:
    bgr = shelf(seed)
    cut = bgr[crop : bgr.shape[0] - crop, crop : bgr.shape[1] - crop]
    return encode(np.asarray(cv2.resize(cut, (900, 900)), np.uint8), "JPEG", quality=quality)


def send(service: Service, data: bytes, *, name: str = "category", **form: Any) -> dict[str, Any]:
    """A panorama: looked at for copies as any photo, without a model."""
    return service.audited(name, data=data, kind="panorama", **form)


def test_a_recompressed_copy_in_another_store_is_flagged_with_the_first_beside_it(service: Service) -> None:
    first = send(service, jpeg(1))
    copy = send(service, jpeg(1, quality=60, crop=6), store="S2")
    (found,) = copy["likenesses"]
    assert found["kind"] == "near"
    assert found["distance"] <= 12
    assert found["answer"] is None
    assert (found["photo"]["store"], found["other"]["store"]) == ("Store S2", "Store S1")
    assert found["other"]["audit_id"] == first["id"]
    assert found["other"]["sender"] == "category"
    again = service.client("category").get(f"/api/audits/{first['id']}").json()
    assert [one["id"] for one in again["likenesses"]] == [found["id"]], "told on both sides"


def test_the_same_file_in_another_store_is_the_same(service: Service) -> None:
    send(service, jpeg(1))
    copy = send(service, jpeg(1), store="S2")
    assert [(one["kind"], one["distance"]) for one in copy["likenesses"]] == [("same", 0)]


def test_several_shots_within_the_hour_and_other_shelves_are_nothing(service: Service) -> None:
    send(service, jpeg(1))
    assert send(service, jpeg(1, crop=4))["likenesses"] == []
    assert send(service, jpeg(2), store="S2")["likenesses"] == []


def test_a_photo_used_again_on_another_day_is_flagged(service: Service) -> None:
    send(service, jpeg(1))
    service.clock.ahead = timedelta(hours=3)
    assert len(send(service, jpeg(1, quality=70))["likenesses"]) == 1


def test_a_second_photo_of_the_shelf_on_another_day_is_not(service: Service) -> None:
    send(service, jpeg(1))
    service.clock.ahead = timedelta(hours=3)
    turn = cv2.getRotationMatrix2D((450, 450), 0.8, 1.02)
    second = np.asarray(cv2.warpAffine(shelf(1), turn, (900, 900), borderMode=cv2.BORDER_REFLECT), np.uint8)
    assert send(service, encode(second, "JPEG", quality=92))["likenesses"] == []


def test_what_a_person_says_can_be_taken_back(service: Service) -> None:
    send(service, jpeg(1))
    send(service, jpeg(1), store="S2")
    client = service.client("category")
    assert client.get("/api/trust/count").json() == {"open": 1}
    (pair,) = client.get("/api/likenesses").json()["likenesses"]
    address = f"/api/likenesses/{pair['id']}/answer"
    answered = client.put(address, json={"answer": "copy"})
    assert (answered.status_code, answered.json()["answer"], answered.json()["answered_by"]) == (
        200,
        "copy",
        "category",
    )
    assert client.get("/api/trust/count").json() == {"open": 0}
    assert client.get("/api/likenesses").json()["likenesses"] == []
    assert len(client.get("/api/likenesses", params={"answered": True}).json()["likenesses"]) == 1
    assert client.delete(address).json()["answer"] is None
    assert client.get("/api/trust/count").json() == {"open": 1}
    assert client.put(address, json={"answer": "maybe"}).status_code == 422


def test_who_may_say_it(service: Service) -> None:
    send(service, jpeg(1), store="S2")
    send(service, jpeg(1))
    (pair,) = service.client("supervisor").get("/api/likenesses").json()["likenesses"]
    assert service.client("rep").get("/api/likenesses").status_code == 403
    assert service.client("manager").get("/api/trust/count").status_code == 403
    assert service.client("stranger").get("/api/likenesses").json()["likenesses"] == []
    address = f"/api/likenesses/{pair['id']}/answer"
    assert service.client("stranger").put(address, json={"answer": "fine"}).status_code == 404
    assert service.client("supervisor").put(address, json={"answer": "fine"}).status_code == 200
    assert service.client("director").put(address, json={"answer": "copy"}).status_code == 200


def test_a_rep_is_told_of_a_copy_but_not_of_strangers_stores(service: Service) -> None:
    """The other photo hangs in a store that the rep does not see: that there is one, not what it shows."""
    send(service, jpeg(1), store="S2")
    mine = send(service, jpeg(1), name="rep")
    (found,) = mine["likenesses"]
    assert found["other"]["hidden"] is True
    assert (found["other"]["store"], found["other"]["sender"], found["other"]["picture_url"]) == (
        None,
        None,
        None,
    )
