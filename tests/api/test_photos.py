"""Photos in, reports out."""

from concurrent.futures import ThreadPoolExecutor

import cv2
import numpy as np
import pytest
from sqlalchemy import event, text

from api.pipeline import audit_shelf, gallery_of
from catalog.queries_skus import ShelfFacts, SkuFact
from tests.api.conftest import Service
from tests.shelf_pictures import shelf_jpeg


def test_a_photo_becomes_a_report(service: Service) -> None:
    answer = service.upload(file_name="IMG_1.jpg", captured_at="2026-03-02T09:30:00+08:00")
    assert answer.status_code == 202
    body = answer.json()
    assert body["already"] is False
    assert answer.headers["location"] == body["location"] == f"/api/audits/{body['audit_id']}"
    audit = service.wait(body["audit_id"])
    assert audit["state"] == "done", audit["error"]
    report = audit["report"]
    assert report["size"] == [640, 640]
    assert report["photo"] == "IMG_1.jpg"
    assert len(report["products"]) == 15
    assert [p["layer"] for p in report["products"]] == [1] * 6 + [2] * 5 + [3] * 4
    assert [p["position"] for p in report["products"][:6]] == [1, 2, 3, 4, 5, 6]
    assert report["products"][0]["xyxy"] == [68.0, 68.0, 124.0, 124.0]
    assert [gap["layer"] for gap in report["gaps"]] == [2]
    groups = {p["group"] for p in report["products"]}
    assert len(groups) == 5
    assert {row["sku"] for row in report["facings"]} == {None}
    assert sum(row["columns"] for row in report["facings"]) == 15
    assert report["model"]["name"] == "cells"
    assert {m["kind"] for m in audit["models"]} == {"detector", "embedder"}
    assert audit["photo"]["captured_at"] == "2026-03-02T01:30:00Z"
    assert {"decode", "detect", "embed", "total"} <= set(audit["timings"])
    whole = {"share_pct": "100.0", "low_pct": "100.0", "high_pct": "100.0"}
    assert audit["shares"] == [{"brand": None, "competitor": False, "facings": 15, **whole}]


def test_the_same_photo_of_the_same_store_is_the_same_audit(service: Service) -> None:
    first = service.upload().json()
    service.wait(first["audit_id"])
    again = service.upload(file_name="copy.jpg").json()
    assert again == {**first, "already": True, "state": "done"}
    elsewhere = service.upload("category", store="S2").json()
    assert elsewhere["already"] is False
    assert elsewhere["audit_id"] != first["audit_id"]
    assert len(service.files()) == 1


def test_look_again_is_a_new_audit_and_the_old_report_stays(service: Service) -> None:
    first = service.audited()
    answer = service.client("rep").post(f"/api/audits/{first['id']}/re-audit")
    assert answer.status_code == 202
    assert answer.json()["audit_id"] != first["id"]
    second = service.wait(answer.json()["audit_id"])
    assert second["state"] == "done"
    assert second["report"]["products"] == first["report"]["products"]
    assert service.client("rep").get(f"/api/audits/{first['id']}").json()["report"] == first["report"]


def test_a_list_of_audits_goes_on_page_by_page(service: Service) -> None:
    ids = [service.audited(data=shelf_jpeg(seed=seed))["id"] for seed in range(3)]
    client = service.client("rep")
    page = client.get("/api/audits", params={"limit": 2}).json()
    assert [audit["id"] for audit in page["audits"]] == ids[:0:-1]
    rest = client.get("/api/audits", params={"limit": 2, "before": page["next_before"]}).json()
    assert [audit["id"] for audit in rest["audits"]] == ids[:1]
    assert rest["next_before"] is None
    assert client.get("/api/audits", params={"state": "failed"}).json()["audits"] == []
    assert client.get("/api/audits", params={"store": "S2"}).status_code == 404


@pytest.mark.parametrize(
    ("address", "size_wh"),
    [
        ("photo.jpg", (640, 640)),
        ("photo.jpg?longest=320", (320, 320)),
        ("overlay.jpg", (640, 640)),
        ("overlay.jpg?boxes=gaps&longest=100", (100, 100)),
        ("crops/0.jpg", (62, 62)),
        ("groups/1/crop.jpg", (62, 62)),
    ],
)
def test_evidence_is_pictures(service: Service, address: str, size_wh: tuple[int, int]) -> None:
    audit = service.audited()
    answer = service.client("rep").get(f"/api/audits/{audit['id']}/{address}")
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "image/jpeg"
    bgr = cv2.imdecode(np.frombuffer(answer.content, np.uint8), cv2.IMREAD_COLOR)
    assert (bgr.shape[1], bgr.shape[0]) == pytest.approx(size_wh, abs=2)
    if address == "crops/0.jpg":
        assert bgr[30, 30, 2] > 180
        assert bgr[30, 30, 0] < 80


@pytest.mark.parametrize("address", ["crops/15.jpg", "groups/6/crop.jpg"])
def test_evidence_that_is_not_there_is_not_found(service: Service, address: str) -> None:
    audit = service.audited()
    answer = service.client("rep").get(f"/api/audits/{audit['id']}/{address}")
    assert answer.status_code == 404
    assert answer.json()["error"]["code"] in {"product_not_found", "group_not_found"}


def test_a_file_lost_from_the_disk_is_said(service: Service) -> None:
    audit = service.audited()
    sha256 = audit["photo"]["sha256"]
    service.parts.files.path(sha256).unlink()
    answer = service.client("rep").get(f"/api/audits/{audit['id']}/photo.jpg")
    assert answer.status_code == 410
    assert answer.json()["error"]["code"] == "file_missing"
    again = service.client("rep").post(f"/api/audits/{audit['id']}/re-audit").json()
    failed = service.wait(again["audit_id"])
    assert (failed["state"], failed["error"]["code"]) == ("failed", "file_missing")


def test_a_photo_sent_many_times_at_once_is_one_audit(service: Service) -> None:
    data, headers = shelf_jpeg(), {"Authorization": f"Bearer {service.tokens['rep']}"}

    def send(_: int) -> dict[str, object]:
        answer = service.http.post(
            "/api/photos", files={"file": ("a.jpg", data)}, data={"store": "S1"}, headers=headers
        )
        assert answer.status_code == 202, answer.text
        return dict(answer.json())

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(send, range(8)))
    assert len({answer["audit_id"] for answer in answers}) == 1
    assert sorted(bool(answer["already"]) for answer in answers) == [False] + [True] * 7
    assert len(service.files()) == 1


def test_the_saved_report_is_the_one_that_the_command_line_prints(service: Service) -> None:
    editor = service.client("category")
    first = service.audited()
    editor.post(
        f"/api/audits/{first['id']}/groups/1/name",
        json={"new": {"brand": "红", "name": "可乐", "spec": "1L"}},
    )
    answer = editor.post(f"/api/audits/{first['id']}/re-audit")
    saved = service.wait(answer.json()["audit_id"], "category")["report"]
    facts = service.parts.gallery.facts(1)
    steps: list[str] = []
    outcome = audit_shelf(
        shelf_jpeg(),
        facts,
        service.parts.eyes,
        service.parts.gallery.look,
        photo_name="shelf.jpg",
        on_step=steps.append,
    )
    printed = outcome.report.model_dump(mode="json")
    assert list(saved) == list(printed)
    assert {**saved, "seconds": None} == {**printed, "seconds": None}
    assert steps == ["decode", "quality", "detect", "layers", "embed", "group", "name"]


def test_what_could_not_be_saved_is_not_answered_as_done(service: Service) -> None:
    """The request's transaction is committed before the answer leaves."""

    def fail(connection: object) -> None:
        raise RuntimeError("disk full")

    event.listen(service.parts.engine, "commit", fail)
    answer = service.client("admin").post("/api/stores", json={"code": "S9", "name": "九店"})
    event.remove(service.parts.engine, "commit", fail)
    assert answer.status_code == 500
    with service.parts.engine.connect() as connection:
        assert connection.execute(text("SELECT count(*) FROM store WHERE code = 'S9'")).scalar_one() == 0


def test_a_detectors_classes_may_be_called_by_code_or_gtin() -> None:
    skus = {
        "C-1": SkuFact("C-1", "b", "n", "500g", "c", False, gtin="00012345678905"),
        "C-2": SkuFact("C-2", "b", "n", "1kg", "c", False, gtin="06901234567892"),
        "C-3": SkuFact("C-3", "b", "n", "2kg", "c", False),
    }
    facts = ShelfFacts(1, np.empty((0, 0), np.float32), (), (), skus)
    classes = gallery_of(facts, lambda picture: None).classes
    for name, code in (
        ("C-1", "C-1"),
        ("00012345678905", "C-1"),
        ("0012345678905", "C-1"),
        ("012345678905", "C-1"),
        ("6901234567892", "C-2"),
        ("06901234567892", "C-2"),
        ("C-3", "C-3"),
    ):
        assert classes[name] == code
    assert "" not in classes
    assert "product" not in classes
