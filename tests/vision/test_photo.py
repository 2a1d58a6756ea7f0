"""Every kind of file that a phone, a scanner or a mistake may send, as real bytes."""

import io
import struct
import zlib

import cv2
import numpy as np
import pillow_heif
import pytest
from PIL import Image

from vision.errors import PhotoError
from vision.photo import decode_photo


def picture(width: int = 60, height: int = 40) -> Image.Image:
    """Left half red, right half blue, so that turning and channel order show."""
    image = Image.new("RGB", (width, height), "blue")
    image.paste("red", (0, 0, width // 2, height))
    return image


def encoded(image: Image.Image, kind: str, **options: object) -> bytes:
    out = io.BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()


def assert_red_left_blue_right(bgr: np.ndarray) -> None:
    height, width = bgr.shape[:2]
    left, right = bgr[height // 2, width // 8], bgr[height // 2, width - width // 8]
    assert left[2] > 200
    assert left[0] < 60
    assert right[0] > 200
    assert right[2] < 60


@pytest.mark.parametrize(
    ("kind", "options"),
    [("JPEG", {"quality": 95, "subsampling": 0}), ("PNG", {}), ("WEBP", {"lossless": True})],
)
def test_formats_decode_to_bgr(kind: str, options: dict[str, object]) -> None:
    photo = decode_photo(encoded(picture(), kind, **options))
    assert photo.size_wh == (60, 40)
    assert photo.format == kind
    assert_red_left_blue_right(photo.bgr)


def test_heic_decodes() -> None:
    out = io.BytesIO()
    pillow_heif.from_pillow(picture(128, 64)).save(out, quality=95)
    photo = decode_photo(out.getvalue())
    assert photo.format == "HEIF"
    assert_red_left_blue_right(photo.bgr)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_exif_rotation_is_applied(kind: str) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # stored lying on its side: turn a quarter clockwise to view
    lying = picture().transpose(Image.Transpose.ROTATE_90)
    photo = decode_photo(encoded(lying, kind, exif=exif, **({"quality": 95} if kind != "PNG" else {})))
    assert photo.size_wh == (60, 40)
    assert_red_left_blue_right(photo.bgr)


def test_cmyk_jpeg_keeps_its_colours() -> None:
    photo = decode_photo(encoded(picture().convert("CMYK"), "JPEG", quality=95))
    assert_red_left_blue_right(photo.bgr)


def test_sixteen_bit_png_keeps_its_range() -> None:
    ramp = np.linspace(0, 65535, 256).astype(np.uint16)[None, :].repeat(8, axis=0)
    ok, data = cv2.imencode(".png", ramp)
    assert ok
    photo = decode_photo(data.tobytes())
    assert photo.bgr[4, 0].tolist() == [0, 0, 0]
    assert abs(int(photo.bgr[4, 128, 0]) - 128) <= 1
    assert photo.bgr[4, 255].tolist() == [255, 255, 255]


def test_transparency_becomes_white_paper() -> None:
    image = picture().convert("RGBA")
    image.putalpha(0)
    assert decode_photo(encoded(image, "PNG")).bgr.min() == 255


def test_sha256_is_of_the_file() -> None:
    data = encoded(picture(), "PNG")
    assert decode_photo(data).sha256 == __import__("hashlib").sha256(data).hexdigest()


def png_claiming(width: int, height: int) -> bytes:
    """A PNG header that claims any size in 60 bytes."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"")) + chunk(b"IEND", b"")
    )


def animated_gif() -> bytes:
    frames = [picture(), picture().transpose(Image.Transpose.FLIP_LEFT_RIGHT)]
    return encoded(frames[0], "GIF", save_all=True, append_images=frames[1:])


JPEG = encoded(picture(400, 300), "JPEG")


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "empty_file"),
        (b"price list\n" * 100, "not_an_image"),
        (JPEG[: len(JPEG) // 2], "truncated"),
        (JPEG[:200], "truncated"),
        (encoded(picture(), "PNG")[:-30], "truncated"),
        (png_claiming(10_000, 10_001), "too_many_pixels"),
        (png_claiming(60_000, 60_000), "too_many_pixels"),
        (animated_gif(), "animated"),
        (encoded(picture(), "GIF"), "unsupported_format"),
        (encoded(picture(), "TIFF"), "not_an_image"),
    ],
    ids=[
        "empty",
        "text",
        "half-jpeg",
        "jpeg-head",
        "cut-png",
        "bomb",
        "huge-bomb",
        "animated",
        "gif",
        "tiff",
    ],
)
def test_bad_files_are_named(data: bytes, code: str) -> None:
    with pytest.raises(PhotoError) as caught:
        decode_photo(data)
    assert caught.value.code == code


def test_pixel_bound_carries_its_figures() -> None:
    with pytest.raises(PhotoError) as caught:
        decode_photo(png_claiming(10_000, 10_000), max_pixels=50_000_000)
    assert caught.value.params == {
        "width": 10_000,
        "height": 10_000,
        "megapixels": 100.0,
        "max_megapixels": 50.0,
    }


def test_truncated_behind_a_thumbnail() -> None:
    """An EXIF thumbnail has its own end marker, which must not pass for the photo's."""
    thumbnail = encoded(picture(16, 16), "JPEG")
    app1 = b"Exif\x00\x00" + thumbnail
    data = JPEG[:2] + b"\xff\xe1" + struct.pack(">H", len(app1) + 2) + app1 + JPEG[2:]
    assert decode_photo(data).size_wh == (400, 300)
    with pytest.raises(PhotoError, match="truncated"):
        decode_photo(data[:-40])
