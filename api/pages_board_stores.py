"""The board's picture of all stores: by city, and a city's by trade area; beside it a list that says the same."""

from datetime import timedelta
from typing import Annotated, Final
from urllib.parse import quote, urlencode

from fastapi import APIRouter, Query, Request, Response

from api.deps import Now, PartsDep, ReadSession
from api.heat import LATE_DAYS, STEPS_PCT, VERY_LATE_DAYS, StoreTile, draw, tiles_of
from api.pages_render import PageBoardReader, render_page
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
    city: Annotated[str | None, Query(max_length=100)] = None,
) -> Response:
    """Return the tiles of the user's stores, of one city where that is asked for."""
    today = now.astimezone(parts.settings.zone).date()
    sales = parts.sales.of(user.chain_id, today, now)
    standings = store_standings(session, user, now - timedelta(days=DAYS), city=city)
    tiles = tiles_of(standings, sales.by_store if sales else {}, now)
    inside = city is not None or len({tile.city for tile in tiles}) == 1

    def group(tile: StoreTile) -> str:
        return tile.trade_area if inside else tile.city

    wide, narrow = draw(tiles, group, *_WIDE), draw(tiles, group, *_NARROW)
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
        pictures=(("wide", _WIDE, wide), ("narrow", _NARROW, narrow)),
        areas=wide,
        tiles=urgent[: LISTED_MOST if inside else FIRST_SHOWN],
        total=len(tiles),
        late=sum(bool(tile.late) for tile in tiles),
        unknown=sum(tile.compliance_pct is None for tile in tiles),
        sales=sales,
        clock=lambda at: at.astimezone(parts.settings.zone).strftime("%H:%M"),
        steps=STEPS_PCT,
        late_days=LATE_DAYS,
        very_late_days=VERY_LATE_DAYS,
        store_url=lambda code: f"/stores/{quote(code, safe='')}/visits",
        city_url=lambda name: f"/board/stores?{urlencode({'city': name})}",
    )
