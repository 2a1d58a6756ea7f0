"""Must-stock lists (必分销清单): what a store must carry on a day, and changing the lines one by one."""

from dataclasses import dataclass
from datetime import date
from typing import Final

from sqlmodel import Session

from catalog.errors import Invalid
from catalog.plans import FACINGS_MAX
from catalog.queries_must_stock import find_must_line, get_must_line, must_lines_on
from catalog.queries_people import lock_chain
from catalog.queries_skus import sku_ids_by_code
from catalog.tables import Store
from catalog.tables_plans import MustStock

CLASS_MAX: Final = 64


@dataclass(frozen=True)
class MustLine:
    """A SKU that must be in the store, with at least so many facings."""

    sku: str
    min_facings: int = 1

    def __post_init__(self) -> None:
        if not self.sku or self.min_facings < 1:
            raise ValueError(f"expected a SKU and 1 facing or more, got {self.sku!r} and {self.min_facings}")


@dataclass(frozen=True)
class MustDraft:
    """A line to keep: for stores of a class, or for all where it is ""; both days included, None is open.

    Raises:
        Invalid: `bad_value` naming the field.
    """

    sku: str
    valid_from: date
    store_class: str = ""
    min_facings: int = 1
    valid_until: date | None = None

    def __post_init__(self) -> None:
        if len(self.store_class) > CLASS_MAX:
            raise Invalid("bad_value", field="store_class", value=self.store_class, reason="too_long")
        if not 1 <= self.min_facings <= FACINGS_MAX:
            raise Invalid(
                "bad_value", field="min_facings", value=str(self.min_facings), reason="out_of_range"
            )
        if self.valid_until is not None and self.valid_until < self.valid_from:
            raise Invalid(
                "bad_value", field="valid_until", value=str(self.valid_until), reason="before_start"
            )


def must_stock_of(session: Session, store: Store, day: date) -> tuple[MustLine, ...]:
    """What the store must carry that day, by SKU: a line for its class goes before one for all stores, then the
    one that began last."""
    counts = {code: line.min_facings for line, code in must_lines_on(session, store, day)}
    return tuple(MustLine(code, facings) for code, facings in counts.items())


def put_must_line(session: Session, chain_id: int, draft: MustDraft) -> MustStock:
    """Keep a line; one of the same class, SKU and first day is changed instead.

    Raises:
        NotFound: sku_not_found.
    """
    lock_chain(session, chain_id)
    sku_id = sku_ids_by_code(session, chain_id, [draft.sku])[draft.sku]
    line = find_must_line(session, chain_id, draft.store_class, sku_id, draft.valid_from)
    if line is None:
        line = MustStock(
            chain_id=chain_id, store_class=draft.store_class, sku_id=sku_id, valid_from=draft.valid_from
        )
    line.min_facings, line.valid_until = draft.min_facings, draft.valid_until
    session.add(line)
    session.flush()
    return line


def remove_must_line(session: Session, chain_id: int, line_id: int) -> None:
    """Take a line off the list as if it had never been; to end it, put it with a last day.

    Raises:
        NotFound: must_line_not_found.
    """
    session.delete(get_must_line(session, chain_id, line_id))
    session.flush()
