"""What the distribution pages show of a report: rows and figures ready to be written, in the order to read them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal

from alerts.distribution_values import DistributionReport, SkuLine
from alerts.growth import percent
from api.charts import Line, spark_path
from api.distribution import MadeReport
from catalog.shelf_lines import ShelfLine

StockState = Literal["here", "oos", "absent"]
_ORDER: dict[StockState, int] = {"oos": 0, "absent": 1, "here": 2}


@dataclass(frozen=True)
class Figure:
    """A key figure: `name` chooses its words; `change` is against the last visit, `better` whether that is welcome."""

    name: str
    value: str
    unit: str
    part: int
    whole: int
    change: Decimal | None = None
    better: bool | None = None


@dataclass(frozen=True)
class SkuRow:
    """A SKU of the table with its small line."""

    line: SkuLine
    spark: str


@dataclass(frozen=True)
class StandRow:
    """A SKU in a store at its latest visit: the line of the table behind a figure. `before` None: no visit before."""

    code: str
    name: str
    detail: str
    day: date
    generated: bool
    facings: int
    before: int | None
    state: StockState

    @property
    def change(self) -> int | None:
        """Facings more than at the visit before."""
        return None if self.before is None else self.facings - self.before


def key_figures(report: DistributionReport) -> tuple[Figure, ...]:
    """The report in five figures."""
    head = report.headline
    per_store = round(Decimal(head.facings) / head.audited, 1) if head.audited else None
    return (
        Figure("audited", str(head.audited), "", head.audited, head.stores),
        _changed(
            Figure("nd", _text(head.mean_nd_pct), "%", head.audited, len(report.skus)),
            head.nd_again, head.nd_before, up_is_good=True,
        ),
        _changed(
            Figure("oos", _text(head.oos_pct), "%", head.oos, head.must),
            head.oos_again, head.oos_before, up_is_good=False,
        ),
        _changed(
            Figure("facings", _text(per_store), "", head.facings, head.audited),
            percent(head.facings_again - head.facings_before, head.facings_before), Decimal(0), up_is_good=True,
        ),
        Figure("unknown", _text(percent(head.unknown, head.seen)), "%", head.unknown, head.seen),
    )  # fmt: skip


def sku_rows(report: DistributionReport) -> tuple[SkuRow, ...]:
    """The SKUs in the report's order."""
    return tuple(SkuRow(line, spark_path(_numbers(line))) for line in report.skus)


def nd_lines(report: DistributionReport, *, by_sku: bool) -> tuple[Line, ...]:
    """Lines of average ND by brand, or of ND by SKU."""
    if by_sku:
        return tuple(
            Line(f"{sku.article.name} {sku.article.spec}".strip(), _numbers(sku)) for sku in report.skus
        )
    return tuple(
        Line(brand.brand, tuple(None if day.nd_pct is None else float(day.nd_pct) for day in brand.days))
        for brand in report.brands
    )


def facings_line(report: DistributionReport) -> tuple[float | None, ...]:
    """All named facings at each moment; None where no store was audited."""
    return tuple(
        float(sum(sku.days[place].facings for sku in report.skus)) if total.by_category else None
        for place, total in enumerate(report.totals)
    )


def stores_of_sku(made: MadeReport) -> tuple[StandRow, ...]:
    """Every audited store with what it shows of the report's one SKU: out of stock first, then the fewest facings."""
    now = {line.store: line for line in made.facts.now.lines}
    before = {line.store: line.facings for line in made.facts.before.lines}
    rows = []
    for (store_id, category), visit in made.facts.now.visits.items():
        store = made.facts.stores[store_id]
        seen_before = before.get(store_id, 0) if (store_id, category) in made.facts.before.visits else None
        rows.append(
            _stand(
                (store.code, store.name, store.trade_area),
                (visit.day, not visit.photos),
                now.get(store_id),
                seen_before,
            )
        )
    return tuple(sorted(rows, key=lambda row: (_ORDER[row.state], row.facings, row.code)))


def skus_of_store(made: MadeReport) -> tuple[StandRow, ...]:
    """Every SKU that the report's one store shows, showed before or must have; out of stock first."""
    rows = []
    now = {line.sku: line for line in made.facts.now.lines}
    before = {line.sku: line.facings for line in made.facts.before.lines}
    visits = {category: visit for (_, category), visit in made.facts.now.visits.items()}
    seen_before = {category for _, category in made.facts.before.visits}
    for sku in made.report.skus:
        article = sku.article
        visit, here = visits.get(article.category), now.get(article.id)
        past = before.get(article.id, 0) if article.category in seen_before else None
        if visit is not None and (past or (here is not None and (here.facings or here.must))):
            about = article.code, f"{article.brand} {article.name}", article.spec
            rows.append(_stand(about, (visit.day, not visit.photos), here, past))
    return tuple(sorted(rows, key=lambda row: (_ORDER[row.state], -row.facings, row.code)))


def _stand(
    about: tuple[str, str, str], visit: tuple[date, bool], line: ShelfLine | None, before: int | None
) -> StandRow:
    return StandRow(*about, *visit, line.facings if line else 0, before, stand_state(line))


def stand_state(line: ShelfLine | None) -> StockState:
    """On the shelf, out of stock where a list asks for it, or not carried."""
    if line is not None and line.facings:
        return "here"
    return "oos" if line is not None and line.must else "absent"


def basis_words(basis: Mapping[str, str]) -> dict[str, list[str]]:
    """Categories by what weighs their stores, for one sentence each."""
    found: dict[str, list[str]] = {}
    for category, kind in basis.items():
        found.setdefault(kind, []).append(category)
    return found


def _changed(figure: Figure, again: Decimal | None, before: Decimal | None, *, up_is_good: bool) -> Figure:
    if again is None or before is None:
        return figure
    change = again - before
    return Figure(
        figure.name,
        figure.value,
        figure.unit,
        figure.part,
        figure.whole,
        change,
        (change > 0) == up_is_good if change else None,
    )


def _numbers(line: SkuLine) -> tuple[float | None, ...]:
    return tuple(None if day.nd_pct is None else float(day.nd_pct) for day in line.days)


def _text(value: Decimal | None) -> str:
    return "–" if value is None else str(value)
