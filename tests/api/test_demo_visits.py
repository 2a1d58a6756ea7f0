"""The demo's visits: photos of a store's day are one visit, and every weekday has a route."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import Engine

from api.demo_visits import fill_visits
from catalog.database import writing
from catalog.people import assign_stores, create_store, create_user, ensure_chain
from catalog.queries_queue import submit_photo
from catalog.queries_today import stores_today
from catalog.queries_visits import list_visits
from catalog.rows import key
from catalog.sku_draft import SkuDraft
from catalog.skus import create_sku

ZONE = ZoneInfo("Asia/Shanghai")
NOW = datetime(2026, 11, 25, 8, tzinfo=UTC)


def test_photos_become_visits_and_the_week_has_routes(engine: Engine) -> None:
    with writing(engine) as session:
        chain_id = key(ensure_chain(session, "demo").id)
        stores = [create_store(session, chain_id, f"S{n}", f"{n}店") for n in range(3)]
        create_sku(session, chain_id, SkuDraft("清泉", "柠檬水", "550ml", "K1"), now=NOW)
        rep = create_user(session, chain_id, "rep", "x", "rep")
        assign_stores(session, rep, stores[:2])
        taken = [(0, "shelf", 30), (0, "poster", 29), (0, "shelf", 3), (1, "poster", 5), (2, "shelf", 5)]
        for place, (store, kind, hours) in enumerate(taken):
            submit_photo(
                session,
                store_id=key(stores[store].id),
                sha256=str(place) * 64,
                now=NOW,
                kind=kind,  # type: ignore[arg-type]
                captured_at=NOW - timedelta(hours=hours),
            )
        assert fill_visits(session, rep, now=NOW, zone=ZONE) == 2
        rows = list_visits(session, rep)
        assert [len(row.photos) for row in rows] == [1, 2]
        assert all(row.visit.submitted_at is not None for row in rows)
        assert rows[0].visit.answers["main_product"] == "柠檬水"
        for days in range(7):
            today = stores_today(session, rep, now=NOW + timedelta(days=days), zone=ZONE)
            assert [store.position for store in today] == [1, None]
