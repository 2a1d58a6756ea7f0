"""The distribution report's pages: the whole, a SKU's stores, a store's SKUs; every figure leads to what it counts."""

from typing import Annotated, Any, Final
from urllib.parse import quote, urlencode

from fastapi import APIRouter, Depends, Query, Request, Response

from alerts.distribution import SALES_DAYS, WITHIN_DAYS
from alerts.growth import LEAST_FACINGS
from api.charts import MOST_LINES, Chart, Line, line_chart
from api.deps import Now, PartsDep, ReadSession, Today
from api.distribution import MadeReport, make_report, read_day
from api.distribution_view import (
    basis_words,
    facings_line,
    key_figures,
    nd_lines,
    sku_rows,
    skus_of_store,
    stores_of_sku,
)
from api.pages_render import PageUser, render_page
from catalog.distribution_facts import DistributionScope
from catalog.queries_distribution import articles_in, stores_in
from catalog.queries_distribution_evidence import audits_showing, visits_of_store

_WIDE, _NARROW = (980, 300), (350, 250)
STORES_SHOWN: Final = 300
FIRST_SHOWN: Final = 40
"""So many stores are in sight; the others open by a press."""
VISITS_SHOWN: Final = 30
GROWTH_SHOWN: Final = 6

router = APIRouter()
_Word = Annotated[str, Query(max_length=100)]


def _asked(
    category: _Word = "",
    trade_area: _Word = "",
    brand: _Word = "",
    first: Annotated[str, Query(alias="from", max_length=40)] = "",
    last: Annotated[str, Query(alias="to", max_length=40)] = "",
) -> dict[str, str]:
    """The filters of the address, as they are written there; what is empty narrows nothing."""
    asked = {"from": first, "to": last, "category": category, "trade_area": trade_area, "brand": brand}
    return {name: value.strip() for name, value in asked.items() if value.strip()}


Asked = Annotated[dict[str, str], Depends(_asked)]


@router.get("/distribution")
def overview(
    request: Request, user: PageUser, session: ReadSession, now: Now, today: Today, asked: Asked
) -> Response:
    """Return the report of the stores that the user may see."""
    scope = DistributionScope(asked.get("category"), asked.get("trade_area"), asked.get("brand"))
    made = make_report(session, user, scope, *_days(asked), today=today)
    lines = nd_lines(made.report, by_sku=scope.brand is not None)
    growth = made.report.by_category, made.report.by_trade_area, made.report.by_both
    every = DistributionScope()
    articles = articles_in(session, user, every).values()
    return render_page(
        request,
        "distribution.html",
        me=user,
        now=now,
        tab="distribution",
        **_common(made, asked),
        figures=key_figures(made.report),
        charts=_charts(made, lines, unit="%", most=100),
        by_sku=scope.brand is not None,
        more_lines=max(len(lines) - MOST_LINES, 0),
        rows=sku_rows(made.report),
        brands=made.report.brands,
        growth=[
            (name, rows[:GROWTH_SHOWN], len(rows))
            for name, rows in zip(("category", "trade_area", "both"), growth, strict=True)
        ],
        growth_least=LEAST_FACINGS,
        categories=sorted({article.category for article in articles} - {""}),
        trade_areas=sorted({store.trade_area for store in stores_in(session, user, every).values()} - {""}),
        all_brands=sorted({article.brand for article in articles}),
    )


@router.get("/distribution/skus/{code}")
def sku(
    request: Request,
    code: str,
    user: PageUser,
    session: ReadSession,
    parts: PartsDep,
    now: Now,
    today: Today,
    asked: Asked,
) -> Response:
    """Return a SKU's stores: where it stands, where it should, with the photos that show it."""
    scope = DistributionScope(trade_area=asked.get("trade_area"), sku=code)
    made = make_report(session, user, scope, *_days(asked), today=today)
    (article,) = made.facts.articles.values()
    stands = stores_of_sku(made)
    shown = stands[:STORES_SHOWN]
    audits = audits_showing(session, user, article.id, [row.code for row in shown if row.facings])
    return render_page(
        request,
        "distribution_sku.html",
        me=user,
        now=now,
        tab="distribution",
        **_common(made, asked),
        article=article,
        line=made.report.skus[0] if made.report.skus else None,
        charts=_charts(made, nd_lines(made.report, by_sku=True), unit="%", most=100),
        stands=[(row, audits.get(row.code)) for row in shown],
        first_shown=FIRST_SHOWN,
        more=len(stands) - len(shown),
        photos_url=_photos(parts.settings.timezone),
    )


@router.get("/distribution/stores/{code}")
def store(
    request: Request,
    code: str,
    user: PageUser,
    session: ReadSession,
    parts: PartsDep,
    now: Now,
    today: Today,
    asked: Asked,
) -> Response:
    """Return a store's SKUs at its latest visit, and its visits."""
    scope = DistributionScope(category=asked.get("category"), brand=asked.get("brand"), store=code)
    made = make_report(session, user, scope, *_days(asked), today=today)
    (fact,) = made.facts.stores.values()
    visits = visits_of_store(session, fact.id, made.period.first, made.period.last, limit=VISITS_SHOWN)
    facings = Line(fact.name, facings_line(made.report))
    return render_page(
        request,
        "distribution_store.html",
        me=user,
        now=now,
        tab="distribution",
        **_common(made, asked),
        store=fact,
        figures=key_figures(made.report),
        charts=_charts(made, (facings,)),
        stands=skus_of_store(made),
        visits=visits,
        photos_url=_photos(parts.settings.timezone),
    )


def _days(asked: dict[str, str]) -> tuple[Any, Any]:
    return read_day("from", asked.get("from", "")), read_day("to", asked.get("to", ""))


def _common(made: MadeReport, asked: dict[str, str]) -> dict[str, Any]:
    """What all three pages show: the period, how it was counted, and the addresses of the others."""
    period = {name: value for name, value in asked.items() if name in {"from", "to"}}
    tail = f"?{urlencode(period)}" if period else ""
    exact = {**asked, "from": str(made.period.first), "to": str(made.period.last)}
    for name in ("sku", "store"):
        if (value := getattr(made.scope, name)) is not None:
            exact[name] = value
    return {
        "period": made.period,
        "head": made.report.headline,
        "asked": {name: asked.get(name, "") for name in ("category", "trade_area", "brand")},
        "narrowed": bool(asked),
        "within": WITHIN_DAYS,
        "sales_days": SALES_DAYS,
        "basis": basis_words(made.report.basis),
        "sku_url": lambda code: f"/distribution/skus/{quote(code, safe='')}{tail}",
        "store_url": lambda code: f"/distribution/stores/{quote(code, safe='')}{tail}",
        "whole_url": f"/distribution{tail}",
        "json_url": f"/api/reports/distribution?{urlencode(exact)}",
        "xlsx_url": f"/api/reports/distribution.xlsx?{urlencode(exact)}",
    }


def _charts(
    made: MadeReport, lines: tuple[Line, ...], *, unit: str = "", most: float | None = None
) -> dict[str, Chart | None]:
    """The same chart for a desk and for a phone: letters keep their size, the page shows the one that fits."""
    days = [total.day for total in made.report.totals]
    return {
        name: line_chart(days, lines, size_wh=size, unit=unit, most=most, x_ticks=ticks)
        for name, size, ticks in (("wide", _WIDE, 8), ("narrow", _NARROW, 4))
    }


def _photos(zone: str) -> Any:
    """Addresses of a store's photos of a day."""

    def address(store_code: str, row: Any) -> str:
        day = str(row.day)
        return f"/records?{urlencode({'store': store_code, 'from': day, 'to': day, 'zone': zone})}"

    return address
