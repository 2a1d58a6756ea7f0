"""A list on numbered pages: which rows, and the addresses of the pages before and after."""

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode


@dataclass(frozen=True)
class Paging:
    """Page `number` (from 1) of the list at `path`, `size` rows a page; `query` is what else the address asks."""

    path: str
    query: Mapping[str, str]
    number: int
    size: int

    @staticmethod
    def of(path: str, asked: Mapping[str, str], page: str, size: int) -> "Paging":
        """From what an address says; an impossible `page` is the first, empty words are left out."""
        number = max(1, int(page)) if page.isascii() and page.isdigit() and len(page) < 7 else 1
        return Paging(path, {name: value for name, value in asked.items() if value}, number, size)

    @property
    def offset(self) -> int:
        """Rows before the page."""
        return (self.number - 1) * self.size

    @property
    def newer_url(self) -> str | None:
        """The page before; None on the first."""
        return self._address(self.number - 1) if self.number > 1 else None

    def older_url(self, total: int) -> str | None:
        """The page after, of a list of `total` rows; None on the last."""
        return self._address(self.number + 1) if self.number * self.size < total else None

    def _address(self, number: int) -> str:
        return f"{self.path}?{urlencode({**self.query, 'page': number})}"
