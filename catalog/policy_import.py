"""Policy lists out of tables: rows of one code are one policy; whole policies go in, bad rows are listed."""

from collections.abc import Callable, Mapping
from dataclasses import fields
from datetime import date, datetime
from itertools import product
from typing import Any, Final

from sqlmodel import Session

from catalog.cell_values import day, plain, refuse, whole
from catalog.errors import CatalogError, Invalid
from catalog.header_row import BadRow, Header, first_table
from catalog.imported import CodesImported
from catalog.mechanic import Numbers
from catalog.mechanic_needs import MOST_THINGS
from catalog.policies import Ground, write_policy
from catalog.policy_cells import mechanic, money, rate, several, yes
from catalog.policy_columns import NOT_READ, POLICY_TABLE
from catalog.policy_draft import MOST_PRIORITY, Place, PolicyDraft, clean
from catalog.queries_advised import want_answers
from catalog.queries_people import lock_chain
from catalog.queries_policies import PolicyRow, all_policies
from catalog.queries_skus import sku_words
from catalog.sheet import Line

_PLACE: Final = ("city", "trade_area", "store_class")
_LISTS: Final = ("skus", "categories")
_ANYWHERE: Final = frozenset({"全部", "全国", "所有", "不限", "all", "any", "*"})


def import_policies(
    session: Session, chain_id: int, data: bytes, *, now: datetime, today: date, by: int | None = None
) -> CodesImported:
    """Make or change policies by code, from a CSV or XLSX as `catalog.policy_columns.HELP` tells it.

    A policy goes in whole or not at all: when one of its rows is bad, the others are listed with reason other_row.
    Columns that the file lacks (budget, priority, last day, places) stay as a known policy has them.

    Raises:
        Invalid: `bad_file` as `catalog.header_row.first_table`: nothing is read.
    """
    header, lines = first_table(data, POLICY_TABLE)
    groups: dict[str, list[tuple[Line, dict[str, str]]]] = {}
    bad: list[BadRow] = []
    for line in lines:
        try:
            cells = {k: v.strip() for k, v in header.values(line).items() if k not in NOT_READ and v.strip()}
            code = clean("code", cells.get("code", ""), required=True)
        except Invalid as error:
            bad.append(header.bad(line, error))
        else:
            groups.setdefault(code, []).append((line, cells))
    lock_chain(session, chain_id)
    work = _Import(session, chain_id, header, now, today, by)
    for code, rows in groups.items():
        work.take(code, rows)
    session.flush()
    done = work.done
    if done["created"] or done["updated"]:
        want_answers(session, chain_id)
    rows_bad = sorted((*bad, *work.bad), key=lambda row: row.line)
    return CodesImported(
        tuple(done["created"]),
        tuple(done["updated"]),
        tuple(done["unchanged"]),
        tuple(rows_bad),
        header.ignored,
    )


class _Import:
    """The chain's policies and what they may name, in memory while the rows go in."""

    def __init__(
        self, session: Session, chain_id: int, header: Header, now: datetime, today: date, by: int | None
    ) -> None:
        self.session, self.chain_id, self.header = session, chain_id, header
        self.now, self.today, self.by = now, today, by
        self.ground = Ground.of(session, chain_id)
        self.known = all_policies(session, chain_id)
        self.words = sku_words(session, chain_id, active=False)
        rows = self.known.values()
        places = {*self.ground.stores, *(place for row in rows for place in row.places)}
        self.names: dict[str, set[str]] = {
            "skus": set(self.words),
            "categories": {*self.ground.categories, *(name for row in rows for name in row.categories)},
            **{field: {getattr(place, field) for place in places} for field in _PLACE},
        }
        self.done: dict[str, list[str]] = {"created": [], "updated": [], "unchanged": []}
        self.bad: list[BadRow] = []

    def take(self, code: str, rows: list[tuple[Line, dict[str, str]]]) -> None:
        """Put the rows of one policy in, or list all of them as bad."""
        merged: dict[str, Any] = {}
        wrong: dict[int, BadRow] = {}
        for line, cells in rows:
            try:
                self._merge(merged, self._row(cells), cells, rows[0][0].number)
            except Invalid as error:
                wrong[line.number] = self.header.bad(line, error)
        if not wrong:
            try:
                self._write(code, merged)
            except CatalogError as error:
                line = rows[0][0]
                wrong[line.number] = self.header.bad(line, _as_cell(error))
        if wrong:
            first = min(wrong)
            for line, _ in rows:
                other = BadRow(line.number, "", "other_row", code, {"first_line": first})
                self.bad.append(wrong.get(line.number, other))

    def _row(self, cells: Mapping[str, str]) -> dict[str, Any]:
        values: dict[str, Any] = {}
        if "kind" in cells:
            values["kind"], told = mechanic(cells["kind"])
            values |= told
        for field in cells.keys() - {"code", "kind", *_LISTS, *_PLACE}:
            value = _READERS[field](field, cells[field])
            if values.setdefault(field, value) != value:
                raise refuse(field, cells[field], "conflict")
        for field in _LISTS:
            if field in cells:
                values[field] = {
                    self._named(field, each) for each in several(cells[field], self.names[field])
                }
        if any(field in cells for field in _PLACE):
            values["places"] = {Place(*place) for place in product(*(self._parts(cells, f) for f in _PLACE))}
        return values

    def _named(self, field: str, word: str) -> str:
        if field == "categories":
            return clean(field, word, required=True)
        code = self.words.get(word) or self.words.get(plain(word).upper())
        if code is None:
            raise refuse(field, word, "unknown_sku")
        return code

    def _parts(self, cells: Mapping[str, str], field: str) -> list[str]:
        text = cells.get(field, "")
        anywhere = plain(text) in _ANYWHERE and text not in self.names[field]
        return [""] if anywhere or not text else several(text, self.names[field])

    @staticmethod
    def _merge(merged: dict[str, Any], row: dict[str, Any], cells: Mapping[str, str], first: int) -> None:
        """Join a row to those of the same code: lists grow, everything else must be the same."""
        for field, value in row.items():
            if field in {*_LISTS, "places"}:
                merged.setdefault(field, set()).update(value)
            elif merged.setdefault(field, value) != value:
                raise refuse(field, cells.get(field, ""), "conflict", first_line=first)

    def _write(self, code: str, merged: dict[str, Any]) -> None:
        known = self.known.get(code)
        draft = self._draft(code, merged, known)
        ids = self.ground.check(draft, known)
        if known is not None and known.draft() == draft:
            self.done["unchanged"].append(code)
            return
        if known is not None and known.policy.withdrawn_at is not None:
            raise refuse("code", code, "withdrawn")
        write_policy(
            self.session,
            self.chain_id,
            None if known is None else known.policy,
            draft,
            ids,
            now=self.now,
            by=self.by,
        )
        self.done["created" if known is None else "updated"].append(code)

    def _draft(self, code: str, merged: dict[str, Any], known: PolicyRow | None) -> PolicyDraft:
        for field in ("name", "kind"):
            if field not in merged:
                raise refuse(field, "", "empty")
        there = self.header.titles
        if known is not None:
            kept = known.policy
            for field in ("budget", "priority", "valid_until"):
                if field not in there:
                    merged.setdefault(field, getattr(kept, field))
            merged.setdefault("valid_from", kept.valid_from)
            if not any(field in there for field in _PLACE):
                merged.setdefault("places", set(known.places))
        numbers = {field.name: merged[field.name] for field in fields(Numbers) if field.name in merged}
        return PolicyDraft(
            code=code,
            name=merged["name"],
            kind=merged["kind"],
            numbers=Numbers(**numbers),
            skus=tuple(merged.get("skus", ())),
            categories=tuple(merged.get("categories", ())),
            places=tuple(merged.get("places", ())),
            valid_from=merged.get("valid_from", self.today),
            valid_until=merged.get("valid_until"),
            budget=merged.get("budget"),
            priority=merged.get("priority", 0),
        )


def _count(field: str, text: str) -> int:
    return whole(field, text.removesuffix("件").removesuffix("期"), 1, MOST_THINGS)


def _rank(field: str, text: str) -> int:
    return whole(field, text, -MOST_PRIORITY, MOST_PRIORITY)


_READERS: Final[Mapping[str, Callable[[str, str], Any]]] = {
    "name": clean,
    **dict.fromkeys(("price", "list_price", "threshold", "amount", "budget"), money),
    "rate": rate,
    **dict.fromkeys(("n", "m"), _count),
    "each": yes,
    **dict.fromkeys(("valid_from", "valid_until"), day),
    "priority": _rank,
}


def _as_cell(error: CatalogError) -> Invalid:
    """The error of a policy as that of a cell."""
    if isinstance(error, Invalid):
        return error
    return refuse("skus", str(error.params.get("sku", "")), "unknown_sku")
