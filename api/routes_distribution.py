"""The distribution report as JSON and as a workbook, and the lines behind its figures."""

from typing import Annotated, Any

from fastapi import Depends, Query, Response

from api.deps import CurrentUser, LocaleDep, ReadSession, Today
from api.distribution import MadeReport, make_report, read_day
from api.distribution_workbook import distribution_workbook
from api.routing import api_router, errors
from api.schemas_distribution import DistributionAnswer
from catalog.distribution_facts import DistributionScope

router = api_router("reports")

_Text = Annotated[str | None, Query(max_length=100)]


def _scope(
    category: _Text = None,
    trade_area: Annotated[str | None, Query(max_length=100, description="商圈")] = None,
    brand: _Text = None,
    store: Annotated[str | None, Query(max_length=64, description="a store's code")] = None,
    sku: Annotated[str | None, Query(max_length=64, description="a SKU's code")] = None,
) -> DistributionScope:
    return DistributionScope(category or None, trade_area or None, brand or None, store or None, sku or None)


def _made(
    user: CurrentUser,
    session: ReadSession,
    today: Today,
    scope: Annotated[DistributionScope, Depends(_scope)],
    first: Annotated[
        str, Query(alias="from", description="YYYY-MM-DD; left out: 90 days up to the last")
    ] = "",
    last: Annotated[str, Query(alias="to", description="YYYY-MM-DD; left out: the latest visit's day")] = "",
) -> MadeReport:
    asked = read_day("from", first), read_day("to", last)
    return make_report(session, user, scope, *asked, today=today)


Made = Annotated[MadeReport, Depends(_made)]


@router.get("/reports/distribution", summary="Distribution report (铺货报告)", responses=errors(404))
def distribution(made: Made) -> DistributionAnswer:
    """ND, WD, facings, share, OOS and trend by SKU, brand, category and trade area, of the stores that you may see.

    A store's state is its latest visit of the last 30 days; a period of more than 366 days is cut to its last.
    """
    return DistributionAnswer.of(made)


_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_FILE: dict[int | str, dict[str, Any]] = {
    200: {"content": {_XLSX: {"schema": {"type": "string", "format": "binary"}}}, "description": "A workbook"}
}


@router.get(
    "/reports/distribution.xlsx",
    summary="Distribution report as a workbook",
    response_class=Response,
    responses={**errors(404), **_FILE},
)
def distribution_xlsx(made: Made, locale: LocaleDep) -> Response:
    """The report in sheets: summary, SKUs, SKU × store (at most 50,000 lines), SKU × day, brands, growth.

    Names that look like formulas stay text.
    """
    name = f"distribution-{made.period.first}-{made.period.last}.xlsx"
    return Response(
        distribution_workbook(made, locale),
        media_type=_XLSX,
        headers={"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"},
    )
