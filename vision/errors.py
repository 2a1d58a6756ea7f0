"""What can be wrong with a photo or a model, named; words for people are made elsewhere."""

from typing import Literal

PhotoErrorCode = Literal[
    "empty_file",
    "not_an_image",
    "truncated",
    "too_many_pixels",
    "animated",
    "unsupported_format",
    "nothing_found",
]


class VisionError(Exception):
    """Base of everything this room raises on purpose."""


class PhotoError(VisionError):
    """The photo cannot be used; `code` says why, `params` carries the figures of the message."""

    def __init__(self, code: PhotoErrorCode, **params: str | int | float) -> None:
        super().__init__(code, params)
        self.code: PhotoErrorCode = code
        self.params = params

    def __str__(self) -> str:
        figures = ", ".join(f"{key}={value}" for key, value in self.params.items())
        return f"{self.code} ({figures})" if figures else self.code


class NothingFound(PhotoError):
    """No product was seen: a failure to report, never «0 facings»."""

    def __init__(self) -> None:
        super().__init__("nothing_found")


class ModelError(VisionError):
    """A model file is missing, changed, or not what this room expects; the text says what to do."""
