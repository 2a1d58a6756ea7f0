"""The alerts' pages: what a card says, whose they are, the chart that makes no zeros of days nobody told of."""

import re
import shutil
from datetime import timedelta
from pathlib import Path

import pytest

from api.alert_series import series_up_to
from api.charts_silence import NARROW, WIDE, silence_chart, summary_of
from api.day_words import say_day
from api.pages_alerts import FIRST_REASONS
from api.schemas_alerts import AlertSeries, PeopleReason, SeriesDay
from catalog.database import reading, writing
from catalog.history_filling import StoreDay, save_store_days
from catalog.queries_silence import find_alert
from catalog.rows import key
from catalog.silence_alerts import BY_PEOPLE
from catalog.sku_draft import SkuDraft
from catalog.skus import create_sku
from tests.api.alert_world import QUIET_DAYS, Tills, fill_tills
from tests.api.conftest import Service
from tests.api.test_pages_tips import page
from tests.shelf_pictures import shelf_jpeg


@pytest.fixture
def database_url(migrated_sqlite: Path, tmp_path: Path) -> str:
    """SQLite alone: the queries are tried on both elsewhere."""
    shutil.copy(migrated_sqlite, tmp_path / "paimian.db")
    return f"sqlite:///{tmp_path / 'paimian.db'}"


@pytest.fixture
def tills(service: Service) -> Tills:
    made = fill_tills(service.parts.engine, service.clock(), area="人民广场", holes=(("S1", 2), ("S1", 12)))
    made.night(service.clock())
    return made


def test_a_card_says_what_since_when_what_it_costs_and_what_to_do(service: Service, tills: Tills) -> None:
    text = page(service, "manager", "/alerts")
    assert text.index("清泉 水2 550ml") < text.index("清泉 水1 550ml")
    assert "水3" not in text
    begun = say_day("en", tills.last - timedelta(days=QUIET_DAYS - 1))
    assert f"no sale since {begun}: {QUIET_DAYS - 1} days" in text
    assert re.search(r"about [\d.]+ units and ¥[\d.]+ margin lost a day", text)
    assert "photograph where it stands" in text
    assert 'href="/stores/S1"' in text
    for answer in ('data-close="restocked"', 'data-close="wrong_alert"', "data-more", "data-later"):
        assert text.count(answer) == 2, answer
    chinese = page(service, "manager", "/alerts", locale="zh-CN")
    assert "先拍一张它的货架" in chinese
    assert "少赚 ¥" in chinese


def test_a_product_on_a_low_layer_is_to_be_moved_and_shown(service: Service, tills: Tills) -> None:
    audit = service.audited("rep", data=shelf_jpeg())
    alert = tills.alert_of("S1", "T-1")
    with writing(service.parts.engine) as session:
        row = find_alert(session, tills.chain_id, alert.id or 0)
        assert row is not None
        row.alert.action = "move_to_eye_level"
        row.alert.evidence = {
            "seen_on": (tills.last + timedelta(days=1)).isoformat(),
            "photo_days": 0,
            "audit_id": audit["id"],
            "facings": 2,
            "facings_before": 4,
            "layer": 5,
            "layers": 5,
            "eye_layers": [2, 3],
            "gaps": 1,
            "stock": 24,
        }
        session.add(row.alert)
    assert "建议调整陈列位：从第 5 层移到第 3 层" in page(service, "manager", "/alerts", locale="zh-CN")
    text = page(service, "manager", f"/alerts/{alert.id}")
    assert "from layer 5 to layer 3" in text
    assert f'href="/audits/{audit["id"]}"' in text
    assert "4 before → 2 since" in text
    assert "layer 5 of 5" in text
    picture = service.client("manager").get(f"/api/alerts/{alert.id}/evidence.jpg")
    assert (picture.status_code, picture.headers["content-type"]) == (200, "image/jpeg")
    known = {"If-None-Match": picture.headers["etag"]}
    assert (
        service.client("manager").get(f"/api/alerts/{alert.id}/evidence.jpg", headers=known).status_code
        == 304
    )
    assert service.client("other_rep").get(f"/api/alerts/{alert.id}/evidence.jpg").status_code == 404


def test_the_alert_s_page_has_the_chart_in_two_sizes_and_in_words(service: Service, tills: Tills) -> None:
    text = page(service, "manager", f"/alerts/{tills.alert_of('S1', 'T-1').id}")
    assert text.count('<svg class="chart days-chart') == 2
    assert "4 days without a sale, 2 days without data or closed" in text
    assert text.count('class="untold"') == 4  # two days, in each size
    for reason in BY_PEOPLE:
        assert f'data-close="{reason}"' in text or reason == "other"
    headers = {"Accept": "text/html", "Authorization": f"Bearer {service.tokens['other_rep']}"}
    foreign = service.client(None).get(f"/alerts/{tills.alert_of('S1', 'T-1').id}", headers=headers)
    assert foreign.status_code == 404


def test_closed_and_snoozed_ones_have_lists_of_their_own(service: Service, tills: Tills) -> None:
    client = service.client("manager")
    first, second = (tills.alert_of("S1", sku).id for sku in ("T-1", "T-2"))
    client.post(f"/api/alerts/{first}/close", json={"reason": "moved", "note": "<b>第二层</b>"})
    until = tills.last + timedelta(days=5)
    client.post(f"/api/alerts/{second}/snooze", json={"until": until.isoformat()})
    assert "Nothing has gone quiet" in page(service, "manager", "/alerts")
    closed = page(service, "manager", "/alerts?state=closed")
    assert "&lt;b&gt;第二层&lt;/b&gt;" in closed
    assert "Photograph the shelf as it is now" in closed
    assert "data-reopen" in closed
    snoozed = page(service, "manager", "/alerts?state=snoozed")
    assert f"quiet until {say_day('en', until)}" in snoozed
    assert "data-wake" in snoozed
    page(service, "manager", f"/alerts/{first}")
    page(service, "manager", f"/alerts/{second}")
    page(service, "manager", "/alerts?state=nonsense&offset=-5")


def test_a_mute_store_is_one_message_on_top(service: Service) -> None:
    assert "No till data was judged yet" in page(service, "manager", "/alerts")
    made = fill_tills(service.parts.engine, service.clock(), mute={"S1": 4}, quiet=())
    made.night(service.clock())
    since = say_day("en", made.last - timedelta(days=3))
    assert f"No till data from Store S1 since {since}: check the feed." in page(service, "manager", "/alerts")
    assert "Nothing has gone quiet" in page(service, "manager", "/alerts")
    assert "No till data" not in page(service, "other_rep", "/alerts")


def test_a_passed_on_alert_says_so(service: Service, tills: Tills) -> None:
    service.parts.jobs.pass_on(service.clock() + timedelta(hours=73))
    text = page(service, "category", "/alerts")  # the second store has no supervisor
    assert (text.count("passed on · supervisor"), text.count("passed on · category")) == (2, 1)


def test_the_chart_has_no_bar_and_no_point_where_nobody_told(service: Service, tills: Tills) -> None:
    with reading(service.parts.engine) as session:
        row = find_alert(session, tills.chain_id, tills.alert_of("S1", "T-1").id or 0)
        assert row is not None
        series = series_up_to(session, row, tills.last)
        too_early = series_up_to(session, row, tills.last - timedelta(days=200))
    for size in (WIDE, NARROW):
        chart = silence_chart(series, size)
        assert len(chart.bars) == 28 - QUIET_DAYS - 1
        assert all(bar.height > 10 for bar in chart.bars)
        assert [(band.state, round(band.width / chart.spots[0].width)) for band in chart.bands] == [
            ("no_feed", 1),
            ("silent", 2),
            ("no_feed", 1),
            ("silent", 2),
        ]
        assert chart.last_year.count("L") == 27
        assert max(spot.x + spot.width for spot in chart.spots) <= size[0]
    summary = summary_of(series)
    assert (summary.silent, summary.unknown) == (4, 2)
    assert summary.rate == pytest.approx(3, abs=0.3)
    empty = silence_chart(too_early, WIDE)
    assert (empty.bars, empty.last_year, empty.area) == ((), "", "")
    assert [band.state for band in empty.bands] == ["no_feed"]


def test_a_gap_in_last_year_interrupts_its_line() -> None:
    days = [
        SeriesDay(
            day=f"2026-11-{n:02d}",  # type: ignore[arg-type]
            state="sold",
            units=1,  # type: ignore[arg-type]
            last_year_day=f"2025-11-{n:02d}",  # type: ignore[arg-type]
            last_year=None if n == 3 else 2,  # type: ignore[arg-type]
            area=None,
        )
        for n in range(1, 6)
    ]
    chart = silence_chart(AlertSeries(days=days, aligned="weekday", area_stores=0), WIDE)
    assert (chart.last_year.count("M"), chart.last_year.count("L")) == (2, 2)


def test_every_reason_that_the_catalogue_takes_can_be_given() -> None:
    assert set(PeopleReason.__args__) == set(BY_PEOPLE)  # type: ignore[attr-defined]
    assert {reason for pair in FIRST_REASONS.values() for reason in pair} <= set(BY_PEOPLE)


def test_the_photo_that_was_asked_for_changes_the_advice(service: Service, tills: Tills) -> None:
    path = f"/api/alerts/{tills.alert_of('S1', 'T-1').id}"
    client, today = service.client("manager"), tills.last + timedelta(days=1)

    def photographed(gaps: int, **facings: int) -> dict:
        with writing(service.parts.engine) as session:
            counts = tuple((tills.skus[code.replace("_", "-")], n, n, False) for code, n in facings.items())
            day = today - timedelta(days=3 - len(taken))
            save_store_days(
                session, [StoreDay(tills.stores["S1"], day, 1, 0, gaps, counts)], now=service.clock()
            )
            taken.append(day)
        found: dict = client.get(path).json()
        return found

    taken: list = []
    with writing(service.parts.engine) as session:
        other = SkuDraft(code="X-1", brand="灶上", name="面", spec="105g", category="方便面")
        tills.skus["X-1"] = key(create_sku(session, tills.chain_id, other, now=service.clock()).sku.id)  # type: ignore[index]
    assert client.get(path).json()["action"] == "take_photo"
    # noodles tell nothing of water
    assert photographed(2, X_1=3)["action"] == "take_photo"
    absent = photographed(2, T_2=3)
    assert (absent["action"], absent["evidence"]["seen_on"]) == ("restock", taken[1].isoformat())
    seen = photographed(0, T_1=1, T_2=3)
    assert (seen["action"], seen["evidence"]["facings"]) == ("check_price_tag", 1)
    assert "check its price tag" in page(service, "manager", "/alerts")
