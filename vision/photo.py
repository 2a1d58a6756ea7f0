"""Bytes to an upright picture: what is accepted, and the bound on pixels before decoding."""

import hashlib
import io
import warnings
from dataclasses import dataclass
from typing import Final, cast

import cv2
import numpy as np
import numpy.typing as npt
import pillow_heif
from PIL import Image, ImageOps, UnidentifiedImageError

from vision.errors import PhotoError

MAX_PIXELS: Final = 80_000_000
FORMATS: Final = ("JPEG", "PNG", "WEBP", "HEIF", "GIF")
"""Formats looked for. GIF is read only to say «animated» or «unsupported» instead of «not an image». A JPEG with a
second picture behind it, as some phones make them, opens as MPO."""

_JPEG_SCAN: Final = b"\xff\xda"
_JPEG_END: Final = b"\xff\xd9"

Picture = npt.NDArray[np.uint8]

pillow_heif.register_heif_opener()


@dataclass(frozen=True)
class Photo:
    """A decoded photo: `bgr` is (H, W, 3) uint8, upright (EXIF orientation applied)."""

    bgr: Picture
    sha256: str
    format: str

    def __post_init__(self) -> None:
        if self.bgr.ndim != 3 or self.bgr.shape[2] != 3 or self.bgr.dtype != np.uint8:
            raise ValueError(f"expected (H, W, 3) uint8, got {self.bgr.shape} {self.bgr.dtype}")

    @property
    def size_wh(self) -> tuple[int, int]:
        """Width and height of the upright photo in pixels."""
        return int(self.bgr.shape[1]), int(self.bgr.shape[0])


def decode_photo(data: bytes, *, max_pixels: int = MAX_PIXELS) -> Photo:
    """Decode JPEG, PNG, WebP or HEIC into an upright BGR picture.

    The header is read first: a file that claims more than `max_pixels` is refused before a pixel is decoded.

    Raises:
        PhotoError: empty_file, not_an_image, truncated, too_many_pixels, animated, unsupported_format.
    """
    if not data:
        raise PhotoError("empty_file")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", Image.DecompressionBombWarning)
        image = _open(data)
        with image:
            _check_header(image, max_pixels)
            bgr = _decode_jpeg(data, image) if image.format in {"JPEG", "MPO"} else None
            if bgr is None:
                bgr = _decode_any(image)
    return Photo(bgr=bgr, sha256=hashlib.sha256(data).hexdigest(), format=str(image.format))


def _open(data: bytes) -> Image.Image:
    try:
        return Image.open(io.BytesIO(data), formats=FORMATS)
    except Image.DecompressionBombError as error:
        # Pillow's own bound, twice MAX_IMAGE_PIXELS; the exact size is unknown here.
        raise PhotoError("too_many_pixels", max_megapixels=MAX_PIXELS // 1_000_000) from error
    except UnidentifiedImageError as error:
        raise PhotoError("not_an_image") from error
    except (OSError, ValueError, SyntaxError) as error:
        raise PhotoError("truncated") from error


def _check_header(image: Image.Image, max_pixels: int) -> None:
    width, height = image.size
    if width * height > max_pixels:
        raise PhotoError(
            "too_many_pixels",
            width=width,
            height=height,
            megapixels=round(width * height / 1e6, 1),
            max_megapixels=round(max_pixels / 1e6, 1),
        )
    if image.format != "MPO" and getattr(image, "n_frames", 1) > 1:
        raise PhotoError("animated", frames=int(getattr(image, "n_frames", 1)))
    if image.format == "GIF":
        raise PhotoError("unsupported_format", format="GIF")


def _decode_jpeg(data: bytes, image: Image.Image) -> Picture | None:
    """Decode with OpenCV (faster, applies EXIF orientation); None where only Pillow knows the colours.

    libjpeg pads a cut file with grey instead of failing, so the end marker is looked for first: behind the last
    scan's start, because an EXIF thumbnail has an end of its own.
    """
    if _JPEG_END not in data[max(data.rfind(_JPEG_SCAN), 0) :]:
        raise PhotoError("truncated")
    if image.mode == "CMYK":
        return None
    bgr = cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_COLOR)
    if bgr is None:
        raise PhotoError("truncated")
    return cast(Picture, bgr)


def _decode_any(image: Image.Image) -> Picture:
    try:
        image.load()
        upright = ImageOps.exif_transpose(image)
        if upright.mode.startswith("I;16"):
            # Pillow would clip 16 bits to 255 on conversion; keep the upper byte instead.
            grey = (np.asarray(upright, dtype=np.uint16) >> 8).astype(np.uint8)
            return cast(Picture, cv2.cvtColor(grey, cv2.COLOR_GRAY2BGR))
        if upright.mode in {"RGBA", "LA", "PA"} or "transparency" in upright.info:
            rgba = upright.convert("RGBA")
            upright = Image.alpha_composite(Image.new("RGBA", rgba.size, "white"), rgba)
        rgb = np.asarray(upright.convert("RGB"))
    except (OSError, ValueError, SyntaxError, EOFError) as error:
        raise PhotoError("truncated") from error
    return cast(Picture, cv2.cvtColor(rgb, cv2.COLOR_RGB2BGR))
