"""Data sets out of a running service and labels back into it."""

import io
import json
import zipfile
from typing import Any

import cv2
import numpy as np
import pytest
from PIL import Image
from typer.testing import CliRunner

from api.cli import app
from tests.api.conftest import Service
from tests.shelf_pictures import draw_shelf

FORMATS = ("coco", "yolo", "cvat", "labelstudio")


def turned_jpeg() -> bytes:
    """The shelf as a phone that was held upright stores it: on its side, with a note to turn it."""
    rgb = np.ascontiguousarray(draw_shelf(seed=5)[:, :, ::-1])
    out, note = io.BytesIO(), Image.Exif()
    note[0x0112] = 6
    Image.fromarray(np.rot90(rgb, 1).copy()).save(out, "JPEG", quality=95, exif=note)
    return out.getvalue()


@pytest.fixture
def audit(service: Service) -> dict[str, Any]:
    editor = service.client("category")
    for code in ("RED", "BLUE"):
        body = {
            "code": code,
            "brand": "青岚",
            "name": "柠檬茶",
            "spec": "330ml" if code == "RED" else "500ml",
        }
        assert editor.post("/api/skus", json=body).status_code == 201
    audit = service.audited()
    for number in (0, 1, 2):
        assert say(service, audit, action="name", number=number, sku="RED").status_code == 201
    return audit


def say(service: Service, audit: dict[str, Any], **body: Any) -> Any:
    return service.client("category").post(f"/api/audits/{audit['id']}/corrections", json=body)


def boxes(service: Service, audit: dict[str, Any]) -> list[tuple[int, Any, Any]]:
    found = service.client("category").get(f"/api/audits/{audit['id']}/corrections").json()["boxes"]
    return [(box["number"], box["xyxy"], box["sku"]) for box in found]


def exported(service: Service, **query: Any) -> tuple[zipfile.ZipFile, Any]:
    answer = service.client("category").get("/api/datasets.zip", params=query)
    assert answer.status_code == 200, answer.text
    return zipfile.ZipFile(io.BytesIO(answer.content)), answer


def imported(
    service: Service, data: bytes, name: str = "labels.zip", who: str = "category", **query: Any
) -> Any:
    return service.client(who).post("/api/datasets/import", params=query, files={"file": (name, data)})


@pytest.mark.parametrize("format", FORMATS)
def test_out_and_back_changes_nothing(service: Service, audit: dict[str, Any], format: str) -> None:
    before = boxes(service, audit)
    archive, answer = exported(service, format=format, photos=True)
    assert archive.testzip() is None
    assert int(answer.headers["content-length"]) == len(answer.content)
    size = service.client("category").get("/api/datasets", params={"format": format, "photos": True}).json()
    assert (size["photos"], size["boxes"], size["bytes"]) == (1, 15, len(answer.content))
    back = imported(service, answer.content, format=format)
    assert back.status_code == 200, back.text
    told = back.json()
    assert (told["photos"], told["same"], told["batch"], told["bad"], told["unknown_names"]) == (
        1,
        15,
        None,
        [],
        [],
    )
    assert boxes(service, audit) == before


def test_the_picture_is_upright_and_its_boxes_lie_on_it(service: Service) -> None:
    audit = service.audited(data=turned_jpeg())
    archive, _ = exported(service, photos=True)
    document = json.loads(archive.read("annotations/instances_default.json"))
    [image] = document["images"]
    data = archive.read(f"images/{image['file_name']}")
    with Image.open(io.BytesIO(data)) as picture:
        assert picture.size == (image["width"], image["height"])
        assert picture.getexif().get(0x0112, 1) == 1
    raw = cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_COLOR | cv2.IMREAD_IGNORE_ORIENTATION)
    x, y, width, height = (round(v) for v in document["annotations"][0]["bbox"])
    middle = raw[y + height // 2, x + width // 2]
    assert middle[2] > 150 > middle[0], "the first product of the shelf is red"
    assert len(document["annotations"]) == len(audit["report"]["products"])


def test_an_upright_photo_leaves_as_it_came(service: Service, audit: dict[str, Any]) -> None:
    archive, _ = exported(service, photos=True, format="yolo")
    [name] = [name for name in archive.namelist() if name.startswith("images/")]
    assert name == f"images/train/{audit['id']}-{audit['photo']['sha256']}.jpg"
    assert archive.read(name) == service.parts.files.get(audit["photo"]["sha256"])


def test_labels_corrected_elsewhere_come_back_as_one_import_with_one_undo(
    service: Service, audit: dict[str, Any]
) -> None:
    before = boxes(service, audit)
    archive, _ = exported(service, format="coco")
    document = json.loads(archive.read("annotations/instances_default.json"))
    blue = {"id": 77, "name": "BLUE 青岚 柠檬茶 500ml", "supercategory": "product"}
    document["categories"] = [blue, *reversed(document["categories"]), {"id": 99, "name": "可乐 2L"}]
    labels = document["annotations"]
    labels[3]["category_id"] = 77
    labels[4]["category_id"] = 99
    labels[5]["bbox"][0] += 12
    del labels[0]
    labels.append({**labels[0], "id": 500, "bbox": [500.0, 500.0, 40.0, 60.0], "category_id": 77})
    data = json.dumps(document).encode()

    tried = imported(service, data, "x.json", format="coco", dry_run=True).json()
    counts = {name: tried[name] for name in ("moved", "named", "added", "removed", "same")}
    assert counts == {"moved": 1, "named": 1, "added": 1, "removed": 1, "same": 11}
    assert [(one["name"], one["boxes"]) for one in tried["unknown_names"]] == [("可乐 2L", 1)]
    assert boxes(service, audit) == before

    done = imported(service, data, "x.json", format="coco").json()
    assert {name: done[name] for name in counts} == counts
    now = {number: (xyxy, sku) for number, xyxy, sku in boxes(service, audit)}
    assert 0 not in now
    assert now[3][1] == now[15][1] == "BLUE"
    assert now[5][0][0] == pytest.approx(dict((n, b) for n, b, _ in before)[5][0] + 12, abs=0.2)
    corrections = service.client("rep").get(f"/api/audits/{audit['id']}").json()["corrections"]
    mine = [one for one in corrections if one["batch"] == done["batch"]]
    assert {one["source"] for one in mine} == {"import"}
    again = imported(service, data, "x.json", format="coco").json()
    assert (again["batch"], again["same"]) == (None, 14)

    [listed] = service.client("category").get("/api/datasets/imports").json()
    assert (listed["batch"], listed["corrections"], listed["in_force"], listed["by"]) == (
        done["batch"],
        4,
        4,
        "category",
    )
    undone = service.client("category").post(f"/api/datasets/imports/{done['batch']}/undo")
    assert undone.json() == {"audits": [audit["id"]]}
    assert boxes(service, audit) == before
    assert service.client("category").get("/api/datasets/imports").json()[0]["in_force"] == 0
    for who in ("stranger", "rep"):
        refused = service.client(who).post(f"/api/datasets/imports/{done['batch']}/undo")
        assert refused.status_code == (404 if who == "stranger" else 403)


def test_photos_that_nobody_knows_and_turned_ones_are_listed(service: Service, audit: dict[str, Any]) -> None:
    archive, _ = exported(service, format="coco")
    document = json.loads(archive.read("annotations/instances_default.json"))
    mine = document["images"][0]
    document["images"] = [
        {**mine, "width": mine["width"] * 2},
        {"id": 2, "file_name": "holiday.jpg", "width": 10, "height": 10},
    ]
    told = imported(service, json.dumps(document).encode(), "x.json", format="coco").json()
    assert sorted(bad["code"] for bad in told["bad"]) == ["no_photo", "other_shape"]
    assert told["photos"] == 0
    english = {bad["code"]: bad["reason"] for bad in told["bad"]}
    assert english["no_photo"].startswith("no such photo")


def test_a_photo_is_found_by_its_bytes_or_its_first_name_too(service: Service, audit: dict[str, Any]) -> None:
    archive, _ = exported(service, format="coco")
    document = json.loads(archive.read("annotations/instances_default.json"))
    document["images"][0]["file_name"] = "renamed.jpg"
    data = json.dumps(document).encode()
    assert imported(service, data, "x.json", format="coco").json()["bad"][0]["code"] == "no_photo"
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        made.writestr("annotations.json", data)
        made.writestr("images/renamed.jpg", service.parts.files.get(audit["photo"]["sha256"]))
    assert imported(service, out.getvalue(), format="coco").json()["same"] == 15
    document["images"][0]["file_name"] = "shelf.jpg"
    assert imported(service, json.dumps(document).encode(), "x.json", format="coco").json()["same"] == 15


def test_labels_by_brand_move_boxes_and_keep_names(service: Service, audit: dict[str, Any]) -> None:
    archive, _ = exported(service, format="yolo", by="brand")
    names = archive.read("data.yaml").decode()
    assert '"青岚"' in names
    assert "RED" not in names
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        for name in archive.namelist():
            text = archive.read(name).decode()
            made.writestr(name, "\n".join(text.splitlines()[1:]) if name.endswith(".txt") else text)
    told = imported(service, out.getvalue(), format="yolo").json()
    assert {name: told[name] for name in ("moved", "named", "added", "removed", "same")} == {
        "moved": 0,
        "named": 0,
        "added": 0,
        "removed": 1,
        "same": 14,
    }


def test_the_last_product_stays_whatever_a_file_says(service: Service, audit: dict[str, Any]) -> None:
    archive, _ = exported(service, format="coco")
    document = json.loads(archive.read("annotations/instances_default.json"))
    document["annotations"] = []
    for dry_run in (True, False):
        told = imported(
            service, json.dumps(document).encode(), "x.json", format="coco", dry_run=dry_run
        ).json()
        assert ([bad["code"] for bad in told["bad"]], told["removed"]) == (["last_product"], 0)
    assert len(boxes(service, audit)) == 15


def test_what_is_exported_is_chosen(service: Service, audit: dict[str, Any]) -> None:
    service.audited("category", store="S2", data=turned_jpeg())
    asked = service.client("category")

    def photos(**query: Any) -> int:
        count: int = asked.get("/api/datasets", params=query).json()["photos"]
        return count

    assert (photos(), photos(store="S1"), photos(corrected_only=True)) == (2, 1, 1)
    assert photos(**{"from": "2020-01-01", "to": "2020-01-02"}) == 0
    today = service.clock().astimezone(service.settings.zone).date().isoformat()
    assert photos(**{"from": today, "to": today}) == 2
    assert asked.get("/api/datasets", params={"store": "S9"}).json()["error"]["code"] == "store_not_found"
    wrong = asked.get("/api/datasets", params={"from": "2020-01-02", "to": "2020-01-01"})
    assert wrong.json()["error"]["code"] == "invalid_request"
    assert service.client("stranger").get("/api/datasets").json()["photos"] == 0
    for who in ("rep", "manager", "director"):
        assert service.client(who).get("/api/datasets.zip").status_code == 403
        assert imported(service, b"{}", who=who, format="coco").status_code == 403


def test_a_file_that_is_none_says_what_to_do(service: Service) -> None:
    answer = imported(service, b"\x89PNG", "a.png", format="cvat")
    error = answer.json()["error"]
    assert (answer.status_code, error["code"]) == (422, "bad_labels")
    assert "CVAT" in error["message"] or "XML" in error["message"]


def test_the_shell_does_the_same(
    service: Service, audit: dict[str, Any], tmp_path: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PAIMIAN_DATABASE_URL", str(service.settings.database_url))
    run = CliRunner()
    home = ["--home", str(service.settings.home), "--chain", "our chain"]
    out = tmp_path / "set"
    done = run.invoke(app, ["dataset", "export", "--format", "yolo", "--out", str(out), "--photos", *home])
    assert done.exit_code == 0, done.output
    assert "1 photos, 15 boxes, 2 labels" in done.output
    [labels] = (out / "labels" / "train").glob("*.txt")
    labels.write_text("\n".join(labels.read_text().splitlines()[1:]))
    tried = run.invoke(app, ["dataset", "import", str(out), "--format", "yolo", "--dry-run", "--json", *home])
    assert tried.exit_code == 0, tried.output
    assert json.loads(tried.output)["removed"] == 1
    back = run.invoke(app, ["dataset", "import", str(out), "--format", "yolo", *home])
    assert "1 removed" in back.output
    assert len(boxes(service, audit)) == 14
    batch = back.output.split("paimian dataset undo ")[1].split()[0]
    assert run.invoke(app, ["dataset", "undo", batch, *home]).exit_code == 0
    assert len(boxes(service, audit)) == 15
    zipped = run.invoke(app, ["dataset", "export", "--format", "cvat", "--out", f"{out}.zip", *home])
    assert zipped.exit_code == 0
    assert run.invoke(app, ["dataset", "import", f"{out}.zip", "--format", "coco", *home]).exit_code == 2
