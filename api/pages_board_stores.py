"""The board's picture of all stores: by city, and a city's by trade area; beside it a list that says the same."""

from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Annotated, Final
from urllib.parse import quote, urlencode

from fastapi import APIRouter, Query, Request, Response
from markupsafe import Markup

from api.deps import LocalDep, Now, PartsDep, ReadSession
from api.heat import LATE_DAYS, STEPS_PCT, VERY_LATE_DAYS, Area, StoreTile, draw, tiles_of
from api.heat_svg import areas_svg, tiles_svg
from api.i18n import translate
from api.pages_render import PageBoardReader, page_locale, render_page
from api.store_sales import DAYS
from catalog.queries_heat import store_standings

router = APIRouter()

FIRST_SHOWN: Final = 20
LISTED_MOST: Final = 400
_WIDE, _NARROW = (1408, 760), (358, 620)


@router.get("/board/stores")
def board_stores(
    request: Request,
    user: PageBoardReader,
    session: ReadSession,
    parts: PartsDep,
    now: Now,
    local: LocalDep,
    city: Annotated[str | None, Query(max_length=100)] = None,
) -> Response:
    """Return the tiles of the user's stores, of one city where that is asked for."""
    sales = parts.sales.of(user.chain_id, local.today, now)
    standings = store_standings(session, user, now - timedelta(days=DAYS), local.zone, city=city)
    tiles = tiles_of(standings, sales.by_store if sales else {}, local)
    inside = city is not None or len({tile.city for tile in tiles}) == 1

    words = partial(translate, page_locale(request, user))

    def name(area: str) -> str:
        return area or words("heat.unnamed")

    def city_url(area: str) -> str:
        return f"/board/stores?{urlencode({'city': area})}"

    def picture(areas: list[Area]) -> Markup:
        return tiles_svg(
            areas,
            say=partial(_said, words),
            days=partial(_days, words),
            name=name,
            store_url=_store_url,
            area_url=None if inside else city_url,
        )

    wide = draw(tiles, _trade_area if inside else _city, *_WIDE)
    narrow = draw(tiles, _trade_area if inside else _city, *_NARROW)
    small = picture(narrow) if inside else areas_svg(narrow, name=name, area_url=city_url)
    urgent = sorted(tiles, key=lambda tile: -tile.urgency)
    return render_page(
        request,
        "board_stores.html",
        me=user,
        now=now,
        tab="board",
        page="stores",
        city=city,
        inside=inside,
        pictures=(("wide", _WIDE, picture(wide)), ("narrow", _NARROW, small)),
        areas=wide,
        tiles=urgent[: LISTED_MOST if inside else FIRST_SHOWN],
        total=len(tiles),
        late=sum(bool(tile.late) for tile in tiles),
        sales=sales,
        clock=lambda at: at.astimezone(local.zone).strftime("%H:%M"),
        steps=STEPS_PCT,
        late_days=LATE_DAYS,
        very_late_days=VERY_LATE_DAYS,
        days=partial(_days, words),
        store_url=_store_url,
        city_url=city_url,
    )


def _trade_area(tile: StoreTile) -> str:
    return tile.trade_area


def _city(tile: StoreTile) -> str:
    return tile.city


def _store_url(code: str) -> str:
    return f"/stores/{quote(code, safe='')}/visits"


def _days(words: Callable[..., str], tile: StoreTile) -> str:
    if tile.days is None:
        return words("heat.never")
    return words("heat.days", n=tile.days) if tile.days else words("heat.today")


def _said(words: Callable[..., str], tile: StoreTile) -> str:
    """The tile in a sentence, for who points at it or has it read out."""
    pct = tile.compliance_pct
    parts = [
        tile.name,
        words("heat.not_judged") if pct is None else words("heat.pct", pct=round(pct)),
        _days(words, tile),
    ]
    if tile.sales is not None:
        parts.append(words("heat.sales", money=f"{tile.sales:,.0f}"))
    return words("heat.comma").join(parts)
