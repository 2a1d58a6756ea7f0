"""The demo's tills have what its pages are to show: silences, a store without a feed, a year before."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import Engine

from api.demo_chain import HistorySize, fill_history, make_skus, make_stores
from api.demo_tills import MUTE_DAYS, QUIET_DAYS, TillDays, fill_tills
from api.silence_run import run_night
from catalog.database import reading, writing
from catalog.people import ensure_chain
from catalog.queries_alert_series import pair_units, silent_since
from catalog.queries_silence import open_alerts
from catalog.rows import key

LAST = date(2026, 11, 24)
NOW = datetime(2026, 11, 25, 8, tzinfo=UTC)


def test_the_first_night_finds_what_was_made_up(engine: Engine) -> None:
    end = LAST - timedelta(days=3)
    with writing(engine) as session:
        chain_id = key(ensure_chain(session, "demo").id)
        stores = make_stores(session, chain_id, 6)
        skus = make_skus(session, chain_id, 12, now=NOW)
        size = HistorySize(90, end, every=3, facings=6.0)
        fill_history(session, stores, skus, size, now=NOW)
        fill_tills(session, stores, skus, TillDays(end - timedelta(days=89), end, LAST))
    done = run_night(engine, chain_id, LAST, now=NOW, due=timedelta(hours=72), zone=ZoneInfo("Asia/Shanghai"))
    assert done.silent_stores == (key(stores[2].id),)
    with reading(engine) as session:
        first = [alert for alert in open_alerts(session, chain_id) if alert.store_id == stores[0].id]
        planted = {LAST - timedelta(days=n - 1) for n in QUIET_DAYS}
        assert {alert.since for alert in first} >= planted
        assert silent_since(session, key(stores[2].id), LAST) == LAST - timedelta(days=MUTE_DAYS - 1)
        one = next(alert for alert in first if alert.since in planted)
        year_ago = [LAST - timedelta(days=364 + n) for n in range(28)]
        assert len(pair_units(session, one.store_id, one.sku_id, year_ago)) == 28
