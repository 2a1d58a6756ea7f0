"""Stores as tiles: areas by sales, colours by compliance, each store once, and the same in the list."""

import re
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.heat import StoreTile, draw, tiles_of, tone_of
from api.local_day import Local
from api.treemap import Box, treemap
from catalog.database import writing
from catalog.queries_heat import StoreStanding, sales_of_stores
from catalog.queries_people import find_store
from catalog.rows import key
from catalog.sku_draft import SkuDraft
from catalog.skus import create_sku
from catalog.tables import Store
from catalog.tables_advice import Compliance
from catalog.tables_history import DailyScan
from catalog.tables_plans import Planogram, PlanogramVersion
from tests.api.conftest import Service


@given(st.lists(st.floats(0.01, 1e6), min_size=1, max_size=60), st.floats(50, 2000), st.floats(50, 2000))
def test_boxes_have_the_areas_asked_for_and_fill_the_whole(
    sizes: list[float], width: float, height: float
) -> None:
    boxes = treemap(sizes, Box(0, 0, width, height))
    whole = width * height
    for size, box in zip(sizes, boxes, strict=True):
        assert box.width * box.height == pytest.approx(whole * size / sum(sizes), rel=1e-6, abs=1e-6 * whole)
        assert box.x >= -1e-6
        assert box.y >= -1e-6
        assert box.x + box.width <= width * (1 + 1e-6)
        assert box.y + box.height <= height * (1 + 1e-6)
    middles = [(box.x + box.width / 2, box.y + box.height / 2) for box in boxes]
    for n, (x, y) in enumerate(middles):
        inside = [m for m, b in enumerate(boxes) if b.x < x < b.x + b.width and b.y < y < b.y + b.height]
        assert set(inside) <= {n}


def test_equal_stores_are_near_to_squares() -> None:
    boxes = treemap([1.0] * 2173, Box(0, 0, 1408, 760))
    assert max(max(b.width / b.height, b.height / b.width) for b in boxes) < 2.1
    assert min(min(b.width, b.height) for b in boxes) > 14


def test_sizes_must_be_positive() -> None:
    with pytest.raises(ValueError, match="positive"):
        treemap([1.0, 0.0], Box(0, 0, 1, 1))


@pytest.mark.parametrize(
    ("pct", "tone"),
    [(None, "cx"), (0, "c0"), (49.9, "c0"), (50, "c1"), (79.9, "c2"), (90, "c4"), (100, "c4")],
)
def test_colours(pct: float | None, tone: str) -> None:
    assert tone_of(pct) == tone


def test_what_is_worth_a_visit_comes_first() -> None:
    def tile(size: float, pct: float | None, days: int | None) -> StoreTile:
        return StoreTile("S", "S", "", "", pct, days, Decimal(1), size)

    assert tile(10, 40, 5).urgency > tile(10, 90, 5).urgency
    assert tile(10, 90, 40).urgency > tile(10, 90, 5).urgency
    assert tile(100, 80, 5).urgency > tile(10, 40, 40).urgency
    assert (tile(1, 1, 14).late, tile(1, 1, 15).late, tile(1, 1, 31).late, tile(1, 1, None).late) == (
        "",
        "late",
        "very",
        "very",
    )
    areas = draw([tile(3, 50, 1), tile(1, 90, 1)], lambda each: each.city, 100, 100)
    assert areas[0].pct == pytest.approx(60)


@pytest.mark.parametrize(
    ("seen_at", "days"),
    [("2026-11-24T01:00+08:00", 0), ("2026-11-23T23:00+08:00", 1), ("2026-11-24T09:05+08:00", 0)],
)
def test_days_are_those_of_the_calendar_where_the_stores_are(seen_at: str, days: int) -> None:
    """At nine in the morning, yesterday evening is not today; in UTC both are the same day."""
    store = Store(id=1, chain_id=1, code="S1", name="S1", city="", trade_area="")
    seen = StoreStanding(store, None, datetime.fromisoformat(seen_at))
    local = Local.at(datetime(2026, 11, 24, 1, tzinfo=UTC), ZoneInfo("Asia/Shanghai"))
    (tile,) = tiles_of([seen], {}, local)
    assert tile.days == days


def test_the_page_shows_every_store_once_by_sales_and_compliance(service: Service) -> None:
    audit = service.audited("rep")["id"]
    now, today = service.clock(), date.today()
    with writing(service.parts.engine) as session:
        stores = {code: find_store(session, 1, code) for code in ("S1", "S2")}
        ids = {code: key(store.id) for code, store in stores.items() if store is not None}
        draft = SkuDraft(code="K1", brand="红果", name="山楂汁", list_price=Decimal("2.50"))
        sku = create_sku(session, 1, draft, now=now)
        session.add(Planogram(id=1, chain_id=1, code="P", name="P", created_at=now))
        session.flush()
        session.add(PlanogramVersion(id=1, planogram_id=1, number=1, created_at=now, changed_at=now))
        session.flush()
        for score in ("20.00", "97.00"):  # the newest word on the photo counts
            session.add(
                Compliance(
                    audit_id=audit,
                    version_id=1,
                    made_at=now,
                    outcome="judged",
                    score_pct=Decimal(score),
                    slots=1,
                    judged=1,
                    ok=1,
                    verdicts={},
                )
            )
        for code, units in (("S1", "8"), ("S2", "2.5")):
            day = today - timedelta(days=3)
            session.add(DailyScan(store_id=ids[code], sku_id=key(sku.sku.id), day=day, units=Decimal(units)))
    with writing(service.parts.engine) as session:
        sold = sales_of_stores(session, 1, today - timedelta(days=28), today)
    assert sold == {ids["S1"]: Decimal(20), ids["S2"]: Decimal("6.25")}
    page = service.client("director").get("/board/stores").text
    wide = page[page.index('class="heat wide"') : page.index('class="heat narrow"')]
    assert sorted(re.findall(r'href="/stores/(S\d)/visits"', wide)) == ["S1", "S2"]
    first = re.search(r'Store S1.*?class="tile (\w+)".*?width="([\d.]+)" height="([\d.]+)"', wide, re.S)
    second = re.search(r'Store S2.*?class="tile (\w+)".*?width="([\d.]+)" height="([\d.]+)"', wide, re.S)
    assert first is not None
    assert second is not None
    assert (first[1], second[1]) == ("c4", "cx")
    areas = [float(each[2]) * float(each[3]) for each in (first, second)]
    assert areas[0] / areas[1] == pytest.approx(20 / 6.25, rel=0.03)
    assert "¥20" in page
    assert "从没去过" in page
    own = service.client("supervisor").get("/board/stores").text
    assert "S2" not in own
    assert service.client("rep").get("/board/stores").status_code == 403
    assert service.client("director").get("/board/stores?city=nowhere").status_code == 200
