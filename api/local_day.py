"""Whose days count: those of the chain's time zone."""

from dataclasses import dataclass
from datetime import date, datetime, tzinfo


@dataclass(frozen=True)
class Local:
    """The day it is in the chain's time zone."""

    today: date
    zone: tzinfo

    @staticmethod
    def at(now: datetime, zone: tzinfo) -> "Local":
        """The day of a moment."""
        return Local(now.astimezone(zone).date(), zone)
