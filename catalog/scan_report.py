"""What became of a till's file: told at once, and kept with the feed as JSON."""

from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from catalog.header_row import BadRow
from catalog.scan_reading import UnknownWord


@dataclass(frozen=True)
class ScanImport:
    """What became of a file of `rows` rows.

    `kept` counts what is kept now, by store, SKU and day; `added_up` rows that were put to an earlier row of the
    same three; `bad` lists the first of `bad_rows` rows that cannot be read; `aside` rows wait for a store or SKU
    that nobody knows yet. Unknown words: the most rows first. `cut` tells that the file ends within a row.
    """

    rows: int
    kept: int
    added_up: int
    first_day: date | None
    last_day: date | None
    stores: int
    skus: int
    bad: tuple[BadRow, ...]
    bad_rows: int
    aside: int
    unknown_stores: tuple[UnknownWord, ...]
    unknown_skus: tuple[UnknownWord, ...]
    ignored_columns: tuple[str, ...]
    cut: bool

    def as_json(self) -> dict[str, Any]:
        """For `ScanFile.report`."""
        days = {
            name: day and day.isoformat()
            for name, day in (("first_day", self.first_day), ("last_day", self.last_day))
        }
        return asdict(self) | days

    @staticmethod
    def of_json(report: dict[str, Any]) -> "ScanImport | None":
        """What `as_json` wrote; None for a report of something else: progress, a refusal, rows that were kept aside."""
        if "kept" not in report:
            return None
        days = {name: report[name] and date.fromisoformat(report[name]) for name in ("first_day", "last_day")}
        lists = {
            "bad": tuple(BadRow(**row) for row in report["bad"]),
            "unknown_stores": tuple(UnknownWord(**word) for word in report["unknown_stores"]),
            "unknown_skus": tuple(UnknownWord(**word) for word in report["unknown_skus"]),
            "ignored_columns": tuple(report["ignored_columns"]),
        }
        return ScanImport(**(report | days | lists))
