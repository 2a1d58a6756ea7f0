"""What became of the rows of a table that was imported."""

from dataclasses import dataclass

from catalog.header_row import BadRow


@dataclass(frozen=True)
class CodesImported:
    """Codes by what became of them, the rows left out, and the columns that meant nothing."""

    created: tuple[str, ...]
    updated: tuple[str, ...]
    unchanged: tuple[str, ...]
    bad: tuple[BadRow, ...]
    ignored_columns: tuple[str, ...]

    @property
    def counts(self) -> tuple[int, int, int]:
        """How many are new, changed, and as they were."""
        return len(self.created), len(self.updated), len(self.unchanged)


@dataclass(frozen=True)
class RowsImported:
    """How many rows, known by no code, were new, changed and left as they were; otherwise as `CodesImported`."""

    created: int
    updated: int
    unchanged: int
    bad: tuple[BadRow, ...]
    ignored_columns: tuple[str, ...]

    @property
    def counts(self) -> tuple[int, int, int]:
        """How many are new, changed, and as they were."""
        return self.created, self.updated, self.unchanged
