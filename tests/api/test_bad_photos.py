"""Every bad file that a phone, a scanner or a mistake may send, as real bytes: said clearly, nothing half-saved."""

import io
import struct
import zlib
from collections.abc import Callable

import numpy as np
import pytest
from PIL import Image
from sqlalchemy import text

from tests.api.conftest import Service
from tests.shelf_pictures import SHELF, draw_shelf, encode, shelf_jpeg


def truncated_jpeg() -> bytes:
    return shelf_jpeg()[: len(shelf_jpeg()) // 2]


def text_file() -> bytes:
    return "这不是照片\n".encode() * 40


def bomb() -> bytes:
    """A PNG of 10,000 × 10,000 pixels in a few hundred bytes: its header alone is read."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", 10_000, 10_000, 8, 2, 0, 0, 0)
    pixels = zlib.compress(bytes(30_001) * 8)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")


def animated_gif() -> bytes:
    out = io.BytesIO()
    frames = [Image.new("RGB", (64, 64), colour) for colour in ("red", "green", "blue")]
    frames[0].save(out, "GIF", save_all=True, append_images=frames[1:])
    return out.getvalue()


def still_gif() -> bytes:
    return encode(draw_shelf(), "GIF")


def rows_and_files(service: Service) -> tuple[int, int, list[str]]:
    with service.parts.engine.connect() as connection:
        counts = [
            connection.execute(text(f"SELECT count(*) FROM {t}")).scalar_one() for t in ("photo", "audit")
        ]
    return counts[0], counts[1], service.files()


@pytest.mark.parametrize(
    ("make", "status", "code"),
    [
        (truncated_jpeg, 422, "truncated"),
        (text_file, 415, "not_an_image"),
        (bytes, 422, "empty_file"),
        (bomb, 413, "too_many_pixels"),
        (animated_gif, 415, "animated"),
        (still_gif, 415, "unsupported_format"),
        (lambda: shelf_jpeg()[:300], 422, "truncated"),
        (lambda: b"\xff\xd8\xff", None, None),
    ],
    ids=["truncated", "text", "empty", "bomb", "animated", "gif", "header only", "three bytes"],
)
def test_a_bad_file_is_refused_at_once_and_nothing_is_kept(
    service: Service, make: Callable[[], bytes], status: int | None, code: str | None
) -> None:
    answer = service.upload(data=make(), file_name="photo.jpg")
    error = answer.json()["error"]
    if status is not None:
        assert (answer.status_code, error["code"]) == (status, code)
    assert answer.status_code in {413, 415, 422}
    assert set(error) == {"code", "message", "fix", "params"}
    assert error["message"]
    assert error["fix"]
    assert "?" not in error["message"], "a figure of the message is missing"
    assert rows_and_files(service) == (0, 0, [])


def test_the_bomb_is_small(service: Service) -> None:
    assert len(bomb()) < 2000
    error = service.upload(data=bomb()).json()["error"]
    assert error["params"]["megapixels"] == 100.0
    assert "80" in error["message"]


@pytest.mark.parametrize("size_mb", [2, 5])
def test_a_file_over_the_limit_is_refused_while_it_comes(start, settings, size_mb: int) -> None:
    service = start(settings.model_copy(update={"max_upload_mb": 1}))
    answer = service.upload(data=bytes(size_mb * 1024 * 1024))
    assert (answer.status_code, answer.json()["error"]["code"]) == (413, "too_large")
    assert "1 MB" in answer.json()["error"]["message"]
    chunks = (b"x" * 65536 for _ in range(size_mb * 16))
    streamed = service.client("rep").post(
        "/api/photos", content=chunks, headers={"Content-Type": "multipart/form-data; boundary=b"}
    )
    assert (streamed.status_code, streamed.json()["error"]["code"]) == (413, "too_large")
    # Just over the limit for a file, within that for a whole form.
    close = service.upload(data=shelf_jpeg() + bytes(1024 * 1024))
    assert (close.status_code, close.json()["error"]["code"]) == (413, "too_large")
    assert rows_and_files(service) == (0, 0, [])


def cmyk_jpeg() -> bytes:
    return encode(draw_shelf(), "JPEG", mode="CMYK", quality=95)


def deep_grey_png() -> bytes:
    """16 bits a pixel, as scanners write them: no colours, so the tiny detector must find nothing in it."""
    grey = draw_shelf().mean(axis=2)
    out = io.BytesIO()
    Image.fromarray((grey * 257).astype(np.uint16)).save(out, "PNG")
    return out.getvalue()


def deep_colour_png() -> bytes:
    import cv2

    done, data = cv2.imencode(".png", draw_shelf().astype(np.uint16) * 257)
    assert done
    return data.tobytes()


def webp() -> bytes:
    return encode(draw_shelf(), "WEBP", quality=95)


def heic() -> bytes:
    import pillow_heif

    out = io.BytesIO()
    pillow_heif.from_pillow(Image.fromarray(np.ascontiguousarray(draw_shelf()[..., ::-1]))).save(
        out, quality=92
    )
    return out.getvalue()


def turned_jpeg() -> bytes:
    """The shelf lying on its side, with the EXIF word that it must be turned by 90°."""
    lying = np.ascontiguousarray(np.rot90(draw_shelf(), k=1))
    exif = Image.Exif()
    exif[0x0112] = 6
    return encode(lying, "JPEG", quality=92, exif=exif)


@pytest.mark.parametrize(
    "make", [cmyk_jpeg, deep_colour_png, webp, heic, turned_jpeg], ids=lambda f: f.__name__
)
def test_unusual_but_good_files_give_the_same_report(service: Service, make: Callable[[], bytes]) -> None:
    audit = service.audited(data=make())
    assert audit["state"] == "done", audit["error"]
    products = audit["report"]["products"]
    assert len(products) == sum(letter not in ".#" for row in SHELF for letter in row)
    assert [p["layer"] for p in products] == [1] * 6 + [2] * 5 + [3] * 4
    assert len(audit["groups"]) == 5
    assert audit["report"]["size"] == [640, 640]


def test_a_turned_photo_is_upright_as_evidence_too(service: Service) -> None:
    import cv2

    audit = service.audited(data=turned_jpeg())
    photo = service.client("rep").get(f"/api/audits/{audit['id']}/photo.jpg").content
    bgr = cv2.imdecode(np.frombuffer(photo, np.uint8), cv2.IMREAD_COLOR)
    assert np.abs(bgr.astype(int) - draw_shelf()).mean() < 8


@pytest.mark.parametrize(
    "make", [deep_grey_png, lambda: shelf_jpeg(("..........",) * 10)], ids=["16-bit grey", "bare wall"]
)
def test_a_photo_of_nothing_is_a_failed_audit_and_never_zero_facings(
    service: Service, make: Callable[[], bytes]
) -> None:
    audit = service.audited(data=make())
    assert (audit["state"], audit["error"]["code"]) == ("failed", "nothing_found")
    assert audit["error"]["fix"]
    assert audit["report"] is None
    assert audit["groups"] == []
    assert audit["quality"] is not None
    with service.parts.engine.connect() as connection:
        for table in ("facing", "detection", "shelf_group"):
            assert connection.execute(text(f"SELECT count(*) FROM {table}")).scalar_one() == 0


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("../../../etc/passwd", "passwd"),
        ("..\\..\\boot.ini", "boot.ini"),
        ("/etc/cron.d/x.jpg", "x.jpg"),
        ("a\u202egpj.exe", "agpj.exe"),
        ("照片 1.jpg", "照片 1.jpg"),
        ("x" * 600 + ".jpg", "x" * 255),
    ],
)
def test_a_path_in_the_file_name_is_only_shown_and_only_its_end(
    service: Service, name: str, shown: str
) -> None:
    audit = service.audited(file_name=name)
    assert audit["photo"]["file_name"] == shown
    assert service.files() == [audit["photo"]["sha256"]]
    outside = [
        p for p in service.settings.home.parent.rglob("*") if p.name in {"passwd", "boot.ini", "x.jpg"}
    ]
    assert outside == []


@pytest.mark.parametrize(
    ("form", "field"),
    [
        ({"store": ""}, "store"),
        ({"kind": "selfie"}, "kind"),
        ({"captured_at": "2026-03-02T09:30:00"}, "captured_at"),
        ({"captured_at": "yesterday"}, "captured_at"),
        ({"client_id": "x" * 200}, "client_id"),
    ],
)
def test_a_wrong_field_is_named(service: Service, form: dict[str, str], field: str) -> None:
    answer = service.upload(**form)
    assert (answer.status_code, answer.json()["error"]["code"]) == (422, "invalid_request")
    assert answer.json()["error"]["params"]["field"] == field
    assert rows_and_files(service) == (0, 0, [])


def test_a_form_without_a_file_is_said(service: Service) -> None:
    answer = service.client("rep", locale="zh-CN").post("/api/photos", data={"store": "S1"})
    assert answer.status_code == 422
    assert answer.json()["error"]["params"]["field"] == "file"
    assert "缺少" in answer.json()["error"]["message"]


def test_the_database_failing_leaves_no_row_and_the_next_try_succeeds(service: Service, monkeypatch) -> None:
    def broken(*args: object, **kwargs: object) -> None:
        raise RuntimeError("the database is gone")

    with monkeypatch.context() as patch:
        patch.setattr("api.submitting.submit_photo", broken)
        answer = service.upload()
    assert (answer.status_code, answer.json()["error"]["code"]) == (500, "internal_error")
    assert "the database is gone" not in answer.text
    assert rows_and_files(service)[:2] == (0, 0)
    assert service.audited()["state"] == "done"
    assert len(service.files()) == 1
