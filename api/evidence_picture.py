"""The picture that shows why: a part of an audit's photo, the place framed, sent again only where it is another one."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Annotated, Final

from fastapi import Depends, Header, Query, Response

from api.pictures import Pictures, fit, jpeg
from api.spotlight import spotlight

_LONGEST_PX: Final = 1280

Framed = Sequence[float] | None
"""xyxy in pixels of the upright photo; None: the whole photo's middle."""


@dataclass(frozen=True)
class PictureAsked:
    """How large a picture is wanted, in pixels of its longest side, and which one the browser has already."""

    longest: int
    known: str | None

    def answer(self, pictures: Pictures, mark: str, found: Callable[[], tuple[str, Framed]]) -> Response:
        """The picture as JPEG, or 304.

        Args:
            pictures: where photos are read from.
            mark: changes when the picture does.
            found: the photo's sha256 and the place on it; called only where the picture is made.

        Raises:
            FileMissing: the photo's file is gone.
        """
        headers = {"Cache-Control": "private, no-cache", "ETag": f'"{mark}-{self.longest}"'}
        if self.known == headers["ETag"]:
            return Response(status_code=304, headers=headers)
        sha256, place = found()
        picture = spotlight(pictures.upright(sha256), place)
        return Response(jpeg(fit(picture, self.longest)), media_type="image/jpeg", headers=headers)


def _asked(
    longest: Annotated[int, Query(ge=16, le=4000, description="longest side in pixels")] = _LONGEST_PX,
    known: Annotated[str | None, Header(alias="If-None-Match", max_length=200)] = None,
) -> PictureAsked:
    return PictureAsked(longest, known)


PictureDep = Annotated[PictureAsked, Depends(_asked)]
"""Evidence moves on to the newest photo: a browser asks each time, and is sent a picture when it is another one."""
