"""Where something was done: degrees as a phone gives them, checked."""

import math
from dataclasses import dataclass
from typing import Final

from catalog.errors import Invalid

ACCURACY_MOST_M: Final = 10_000_000.0
"""A phone that knows its place no better than this does not know it."""


@dataclass(frozen=True)
class Place:
    """Degrees WGS 84 and, where the phone says it, the radius in metres within which it is sure to be.

    Raises:
        Invalid: bad_value for figures that are no place on earth.
    """

    latitude: float
    longitude: float
    accuracy_m: float | None = None

    def __post_init__(self) -> None:
        _check("latitude", self.latitude, -90, 90)
        _check("longitude", self.longitude, -180, 180)
        if self.accuracy_m is not None:
            _check("accuracy_m", self.accuracy_m, 0, ACCURACY_MOST_M)

    @classmethod
    def of(
        cls, latitude: float | None, longitude: float | None, accuracy_m: float | None = None
    ) -> "Place | None":
        """The place, or None where none was given.

        Raises:
            Invalid: bad_value for half a place, or for figures that are none.
        """
        if latitude is None and longitude is None and accuracy_m is None:
            return None
        if latitude is None or longitude is None:
            field = "latitude" if latitude is None else "longitude"
            raise Invalid("bad_value", field=field, value="", reason="missing")
        return cls(latitude, longitude, accuracy_m)


def _check(field: str, value: float, least: float, most: float) -> None:
    if not math.isfinite(value) or not least <= value <= most:
        raise Invalid("bad_value", field=field, value=f"{value:g}", reason="out_of_range")
