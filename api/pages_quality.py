"""The page of model quality: how often names are right, what moved, what people corrected."""

from typing import Annotated, Final

from fastapi import APIRouter, Depends, Request, Response

from api.charts import Chart, Line, line_chart
from api.deps import Now, PartsDep, ReadSession, role_in
from api.i18n import Locale, translate
from api.pages_render import PageUser, page_locale, render_page
from api.quality import Figure, ModelQuality, model_quality
from api.rights import EDITORS, QUALITY_READERS
from catalog.queries_skus import list_categories
from catalog.tables import User

_WIDE: Final = (600, 240)
_NARROW: Final = (330, 210)

router = APIRouter()


def _reader(user: PageUser) -> User:
    return role_in(*QUALITY_READERS)(user)


@router.get("/quality")
def quality(
    request: Request, user: Annotated[User, Depends(_reader)], session: ReadSession, parts: PartsDep, now: Now
) -> Response:
    """Return the figures of eight weeks; who may name products is offered a random sample to check."""
    made, locale = model_quality(session, user.chain_id, now=now), page_locale(request, user)
    return render_page(
        request,
        "quality.html",
        me=user,
        now=now,
        tab="quality",
        made=made,
        can_check=user.role in EDITORS,
        categories=list_categories(session, user.chain_id),
        in_force=[stamp for stamp in parts.eyes.models],
        moves=[(figure, figure.moved) for figure in made.figures if figure.moved is not None],
        checks_chart=_chart(
            made,
            [
                Line(
                    translate(locale, "model_quality.right"),
                    tuple(_number(s.pct) for s in made.weekly_checks),
                )
            ],
        ),
        charts={
            figure.key: _chart(made, [_line(figure, locale)])
            for figure in made.figures
            if not figure.category
        },
        enough=made.comparable,
    )


def _line(figure: Figure, locale: Locale) -> Line:
    values = tuple(None if one is None else float(one.pct) for one in figure.weekly)
    return Line(translate(locale, f"model_quality.figure.{figure.key}"), values)


def _chart(made: ModelQuality, lines: list[Line]) -> dict[str, Chart | None]:
    return {
        name: line_chart(made.weeks, lines, size_wh=size, unit="%", most=100, x_ticks=ticks)
        for name, size, ticks in (("wide", _WIDE, 8), ("narrow", _NARROW, 4))
    }


def _number(pct: object) -> float | None:
    return None if pct is None else float(str(pct))
