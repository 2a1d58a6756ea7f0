"""A chain of 2,000 stores, 30 days, nine posters a store: a trade area and its proposed adjustment open in a second.

SPEED_POSTERS=30 has each store send so many posters. SQLite works in this process, so the work is measured in its own
time: other tests beside it do not lengthen that.
"""

import os
import random
import shutil
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from sqlalchemy import insert

from api.settings import Settings
from catalog.database import make_engine, writing
from catalog.people import ensure_chain
from catalog.rows import key
from catalog.sku_draft import SkuDraft
from catalog.skus import create_sku
from catalog.tables import Audit, Photo, Store
from catalog.tables_posters import Poster, PosterOffer
from tests.api.conftest import Service

STORES, AREAS, DAYS = 2000, 50, 30
POSTERS = int(os.environ.get("SPEED_POSTERS", "9"))
"""A store's in 30 days: as many photos of posters as it has visits of a rep every third day or so."""
WORK = 1.0
"""Seconds at most, on a machine that is busy with other things: neighbours make work longer too."""
KINDS: tuple[dict[str, Any], ...] = (
    {"kind": "second_item", "text": "第二件半价", "n": 2, "rate": Decimal("0.5"), "depth": Decimal("0.25")},
    {"kind": "special_price", "text": "特价9.9", "price": Decimal("9.9"), "depth": Decimal("0.2")},
    {"kind": "threshold_off", "text": "满38减8", "threshold": Decimal(38), "amount": Decimal(8),
     "depth": Decimal("0.2105")},
    {"kind": "buy_n_get_m", "text": "买二送一", "n": 2, "m": 1, "depth": Decimal("0.3333")},
)  # fmt: skip
NUMBERS = ("price", "list_price", "threshold", "amount", "rate", "n", "m", "depth")


@pytest.fixture(scope="module")
def chain_file(tmp_path_factory: pytest.TempPathFactory, migrated_sqlite: Path) -> Path:
    path = tmp_path_factory.mktemp("speed") / "paimian.db"
    shutil.copy(migrated_sqlite, path)
    engine, rng, now = make_engine(f"sqlite:///{path}"), random.Random(0), datetime.now(UTC)
    with writing(engine) as session:
        chain = key(ensure_chain(session, "our chain").id)
        skus = []
        for n in range(12):
            brand = f"竞品{n % 4}" if n < 10 else "我司"
            draft = SkuDraft(brand, f"果汁{n}", "330ml", f"K{n}", competitor=n < 10, category="果汁")
            skus.append(key(create_sku(session, chain, draft, now=now).sku.id))
        stores = [
            {"id": 1000 + n, "chain_id": chain, "code": f"T{n}", "name": f"店{n}", "city": f"城{n % 5}",
             "trade_area": f"商圈{n % AREAS}", "store_class": ""}
            for n in range(STORES)
        ]  # fmt: skip
        session.execute(insert(Store), stores)
        photos, audits, posters, offers = [], [], [], []
        for at in range(STORES * POSTERS):
            number, store = 10_000 + at, 1000 + at % STORES
            day = now - timedelta(days=rng.uniform(0, DAYS - 1))
            kind, sku = rng.randrange(4), rng.choice(skus[:10])
            named = rng.random() < 0.7
            photos.append({"id": number, "store_id": store, "sha256": f"{number:064x}", "kind": "poster",
                           "captured_at": day, "uploaded_at": day})  # fmt: skip
            audits.append(
                {"id": number, "photo_id": number, "state": "done", "queued_at": day, "advised_at": day}
            )
            lines = [{"text": f"果汁{sku}", "xyxy": [0, 0, 90, 40], "confidence": 0.9},
                     {"text": KINDS[kind]["text"], "xyxy": [0, 50, 90, 90], "confidence": 0.9}]  # fmt: skip
            posters.append({"id": number, "audit_id": number, "number": 0, "outcome": "offers", "brand": "竞品",
                            "sku_id": sku if named else None, "candidates": [], "lines": lines, "engine": "test",
                            "digits_checked": True})  # fmt: skip
            offer = {"poster_id": number, "number": 0, "xyxy": [0, 50, 90, 90], "confidence": 0.9,
                     "assumptions": [], "doubts": ["low_confidence"] if rng.random() < 0.05 else [], "readings": [],
                     **dict.fromkeys(NUMBERS), **KINDS[kind]}  # fmt: skip
            offers.append(offer)
        for table, rows in ((Photo, photos), (Audit, audits), (Poster, posters), (PosterOffer, offers)):
            session.execute(insert(table), rows)
    engine.dispose()
    return path


def test_an_area_and_a_city_open_in_time(
    chain_file: Path, start: Callable[..., Service], models_dir: Path, tmp_path: Path
) -> None:
    settings = Settings(
        home=tmp_path / "home", database_url=f"sqlite:///{chain_file}", models_dir=models_dir, workers=0
    )
    client = start(settings).client("category")
    area, city = {"city": "城1", "trade_area": "商圈1"}, {"city": "城1"}
    calls = {
        "area page": f"/rivals?area={quote('城1|商圈1')}",
        "first page": "/rivals",
        "area JSON": "/api/rivals?" + "&".join(f"{k}={quote(v)}" for k, v in area.items()),
        "city page": f"/rivals?area={quote('城1|')}",
        "city JSON": "/api/rivals?" + "&".join(f"{k}={quote(v)}" for k, v in city.items()),
        "whole chain page": f"/rivals?area={quote('|')}",
    }
    worked: dict[str, list[float]] = {}
    for name, path in calls.items():
        for _ in range(1 if name.startswith("whole") else 2):
            work = time.process_time()
            answer = client.get(path, headers={"accept": "text/html"})
            worked.setdefault(name, []).append(round(time.process_time() - work, 2))
            assert answer.status_code == 200, answer.text
    print(f"\n{STORES * POSTERS} posters, seconds of work: {worked}")
    found = client.get(calls["area JSON"]).json()
    assert (found["stores"], found["visited"]) == (STORES // AREAS, STORES // AREAS)
    assert sum(len(one["sightings"]) for one in found["actions"]) > 0.85 * POSTERS * STORES // AREAS
    for name in ("area page", "first page", "area JSON"):
        assert min(worked[name]) < WORK, name
