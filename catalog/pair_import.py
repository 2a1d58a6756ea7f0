"""Which products compete, out of and into tables: what goes out comes back the same."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any, Final, Literal

from sqlmodel import Session

from catalog.cell_values import plain, refuse
from catalog.errors import Invalid
from catalog.header_row import BadRow, Table, first_table
from catalog.imported import RowsImported
from catalog.pair_rule import Competitor
from catalog.queries_advised import want_answers
from catalog.queries_pairs import OwnRow, pairs_of, sides
from catalog.queries_people import lock_chain
from catalog.queries_skus import sku_words
from catalog.table_export import Cell, table_workbook
from catalog.tables_promotions import CompetingPair
from catalog.template_workbook import template_workbook

Locale = Literal["zh-CN", "en"]
PAIR_TABLE: Final = Table(
    {
        "own": (
            "本品编码",
            "本品条码",
            "本品",
            "我司编码",
            "我司商品",
            "ownsku",
            "ours",
            "ourcode",
            "oursku",
        ),
        "own_name": ("本品名称", "我司商品名称", "ownname", "ourproduct"),
        "rival": (
            "竞品编码",
            "竞品条码",
            "竞品",
            "对手编码",
            "rivalsku",
            "theirs",
            "competitor",
            "competitorsku",
        ),
        "rival_name": ("竞品名称", "rivalname", "theirproduct"),
        "competes": ("是否竞争", "竞争", "是否竞品", "compete", "pair"),
        "why": ("依据", "来源", "reason", "basis"),
    },
    required=("own", "rival"),
)
TITLES: Final = {
    "zh-CN": ("本品编码", "本品名称", "竞品编码", "竞品名称", "是否竞争", "依据"),
    "en": ("our sku", "our product", "rival sku", "their product", "competes", "basis"),
}
SAYS: Final[Mapping[Locale, Mapping[bool | None, str]]] = {
    "zh-CN": {True: "是", False: "否", None: "自动"},
    "en": {True: "yes", False: "no", None: "automatic"},
}
WHY: Final[Mapping[Locale, Mapping[str, str]]] = {
    "zh-CN": {"editor": "人工", "import": "导入", "spec": "同品类、规格相近"},
    "en": {"editor": "by hand", "import": "imported", "spec": "same category, comparable content"},
}
HELP: Final[Mapping[Locale, tuple[str, ...]]] = {
    "zh-CN": (
        "每行一对：本品编码和竞品编码（或条码）。名称和依据只供查看，导入时不读。",
        "是否竞争：是（留空也算）、否，或自动（收回人工判断，由品类和规格决定）。",
        "没有写到的商品对保持原样。",
    ),
    "en": (
        "A row a pair: our SKU code and the rival's (or barcodes). Names and basis are for the reader.",
        "Competes: yes (or left empty), no, or automatic: take a word back, category and content decide.",
        "Pairs that the file does not name stay as they are.",
    ),
}
_YES: Final = frozenset({"", "是", "竞争", "竞品", "√", "y", "yes", "true", "1"})
_NO: Final = frozenset({"否", "不", "不竞争", "不是", "n", "no", "false", "0"})
_AUTOMATIC: Final = frozenset({"自动", "默认", "auto", "automatic", "default"})


def import_pairs(
    session: Session, chain_id: int, data: bytes, *, now: datetime, by: int | None = None
) -> RowsImported:
    """Say of pairs whether they compete, from a CSV or XLSX with columns own, rival and competes.

    Reasons of bad rows: empty, unknown_sku, not_own, not_rival, yes_no_auto, duplicate_row.

    Raises:
        Invalid: `bad_file` as `catalog.header_row.first_table`: nothing is read.
    """
    header, lines = first_table(data, PAIR_TABLE)
    lock_chain(session, chain_id)
    work = _Import(session, chain_id, now, by)
    bad: list[BadRow] = []
    for line in lines:
        try:
            work.take(line.number, header.values(line))
        except Invalid as error:
            bad.append(header.bad(line, error))
    session.flush()
    if work.created or work.updated:
        want_answers(session, chain_id)
    return RowsImported(work.created, work.updated, work.unchanged, tuple(bad), header.ignored)


def pairs_workbook(rows: Iterator[OwnRow], *, locale: Locale = "zh-CN") -> bytes:
    """Every pair with what makes it one, also those that somebody denied; no text becomes a formula."""
    title = "竞品对照" if locale == "zh-CN" else "pairs"
    return table_workbook(title, TITLES[locale], (line for row in rows for line in _lines(row, locale)))


def pair_template(locale: Locale) -> bytes:
    """An XLSX to fill in."""
    return template_workbook(
        "竞品对照" if locale == "zh-CN" else "pairs",
        TITLES[locale],
        "说明" if locale == "zh-CN" else "how to",
        HELP[locale],
        choices={4: list(SAYS[locale].values())},
    )


class _Import:
    """The chain's SKUs and pairs in memory while the rows go in."""

    def __init__(self, session: Session, chain_id: int, now: datetime, by: int | None) -> None:
        self.session, self.chain_id, self.now, self.by = session, chain_id, now, by
        self.words = sku_words(session, chain_id, active=False)
        self.sides = sides(session, chain_id)
        self.pairs = pairs_of(session, chain_id)
        self.seen: dict[tuple[int, int], int] = {}
        self.created = self.updated = self.unchanged = 0

    def take(self, number: int, cells: Mapping[str, str]) -> None:
        """Put one row in; raises Invalid `bad_value`."""
        place = self._sku(cells, "own", False), self._sku(cells, "rival", True)
        competes = _word(cells.get("competes", ""))
        first = self.seen.setdefault(place, number)
        if first != number:
            raise refuse("rival", cells["rival"], "duplicate_row", first_line=first)
        pair = self.pairs.get(place)
        if (None if pair is None else pair.competes) == competes:
            self.unchanged += 1
        elif pair is None:
            self.session.add(self._pair(place, bool(competes)))
            self.created += 1
        elif competes is None:
            self.session.delete(pair)
            self.updated += 1
        else:
            pair.competes, pair.source, pair.changed_at, pair.changed_by = (
                competes,
                "import",
                self.now,
                self.by,
            )
            self.updated += 1

    def _pair(self, place: tuple[int, int], competes: bool) -> CompetingPair:
        return CompetingPair(
            chain_id=self.chain_id,
            own_sku_id=place[0],
            rival_sku_id=place[1],
            competes=competes,
            source="import",
            changed_at=self.now,
            changed_by=self.by,
        )

    def _sku(self, cells: Mapping[str, str], field: str, competitor: bool) -> int:
        word = cells.get(field, "").strip()
        if not word:
            raise refuse(field, "", "empty")
        code = self.words.get(word) or self.words.get(plain(word).upper())
        if code is None:
            raise refuse(field, word, "unknown_sku")
        sku_id, is_rival = self.sides[code]
        if is_rival != competitor:
            raise refuse(field, word, "not_rival" if competitor else "not_own")
        return sku_id


def _word(text: str) -> bool | None:
    word = plain(text)
    if word in _AUTOMATIC:
        return None
    if word not in _YES | _NO:
        raise refuse("competes", text, "yes_no_auto")
    return word in _YES


def _lines(row: OwnRow, locale: Locale) -> Iterator[tuple[Cell, ...]]:
    both: tuple[tuple[bool, tuple[Competitor, ...]], ...] = ((True, row.rivals), (False, row.denied))
    own: Any = row.own.sku
    for competes, rivals in both:
        for one in rivals:
            said = competes if one.said else None
            rival = one.product.sku
            basis = WHY[locale][one.why] + (f" · {one.by}" if one.by else "")
            yield (own.code, _name(own), rival.code, _name(rival), SAYS[locale][said], basis)


def _name(sku: Any) -> str:
    return f"{sku.brand} {sku.name} {sku.spec}".strip()
