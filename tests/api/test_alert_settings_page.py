"""The page of settings of silence alerts: whose it is, what it says, what was learnt, a replay in figures."""

import pytest

from api.pages_silence import chances, draw_days, say_chance
from api.schemas_silence import ReplayResult
from catalog.database import writing
from catalog.silence_replays import begin_replay, end_replay
from catalog.silence_settings import note_learnt
from tests.api.conftest import Service
from tests.api.silence_world import fill_tills


@pytest.mark.parametrize(
    ("name", "status"), [("rep", 403), ("manager", 403), ("category", 200), ("admin", 200)]
)
def test_the_page_is_the_category_managers(service: Service, name: str, status: int) -> None:
    for path in ("/alerts/settings", "/alerts/settings/replay"):
        assert service.client(name).get(path).status_code == status


def test_what_was_learnt_is_said_with_a_way_back(service: Service) -> None:
    chain_id = fill_tills(service.parts.engine)
    now = service.parts.clock()
    with writing(service.parts.engine) as session:
        note_learnt(session, chain_id, "饮料", chance_max=0.0037, precision=0.31, alerts=63, now=now)
    page = service.client("category").get("/alerts/settings?lang=en").text
    assert "Learnt from 63 closed alerts: “By chance 1 time in 270”" in page
    assert 'value="0.0037" selected' in page
    assert "data-stop" in page
    chinese = service.client("category", locale="zh-CN").get("/alerts/settings").text
    assert "从 63 条已关闭的预警学到" in chinese
    assert "100 次里有 1 次是碰巧" in chinese


def share(sold: int, known: int) -> dict[str, object]:
    return {"sold": sold, "known": known, "pct": 100 * sold / known if known else None}


def summary(alerts: int) -> dict[str, object]:
    tally = {
        "alerts": alerts,
        "a_store_and_day": alerts / 100,
        "sold_within_3": share(1, alerts),
        "sold_within_7": share(2, alerts),
        "lost_margin": 1234.5,
    }
    return {
        **tally,
        "store_days": 100,
        "by_category": [{"category": "饮料", **tally}],
        "by_day": [{"day": "2026-09-01", "alerts": alerts}, {"day": "2026-09-02", "alerts": 0}],
    }


RESULT = {
    "first_day": "2026-09-01",
    "last_day": "2026-09-02",
    "stores": 200,
    "stores_of": 2173,
    "seconds": 1.0,
    "in_force": summary(410),
    "tried": summary(100),
}


def test_a_replay_is_told_in_figures(service: Service) -> None:
    chain_id = fill_tills(service.parts.engine)
    now = service.parts.clock()
    with writing(service.parts.engine) as session:
        row = begin_replay(session, chain_id, {"trials": []}, by=None, now=now)
        end_replay(session, chain_id, row.asked_at, result=RESULT)
    page = service.client("category").get("/alerts/settings/replay?lang=en").text
    assert "200 of 2,173 stores, drawn at random with a fixed seed" in page
    assert "would have given 4.10 alerts a store and day" in page
    assert "Those you try: 1.00 a store and day; 2% sold again" in page
    assert page.count("¥1,234") == 4


def test_a_chart_is_as_high_as_its_greatest_day() -> None:
    chart = draw_days(ReplayResult.model_validate(RESULT))
    assert chart.most == 410
    assert [bar[3] for bar in chart.bars] == [116, 0]
    assert chart.path.startswith("M180.0 ")


def test_a_threshold_in_force_can_be_chosen_and_said() -> None:
    assert 0.0123 in chances(0.0123)
    assert chances(None)[0] == 0.05
    assert say_chance("zh-CN", 0.01) == "100 次里有 1 次是碰巧"
    assert say_chance("en", 1e-6) == "By chance 1 time in 1,000,000"
