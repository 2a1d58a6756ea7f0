"""A rival's poster in store S1 and what we have to set against it, for tests of proposals."""

from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any, Protocol

from api.answering import PosterAnswer, answer_poster
from api.parts import Parts
from api.settings import Settings
from catalog.category_settings import CategoryGoals, set_category_goals
from catalog.database import writing
from catalog.history_filling import save_daily_scans
from catalog.mechanic import Numbers
from catalog.policies import create_policy
from catalog.policy_draft import PolicyDraft
from catalog.queries_people import find_chain, find_store
from catalog.queries_skus import find_sku
from catalog.rows import key
from catalog.tables import Store
from tests.api.poster_rows import HALF, save_poster
from tests.shelf_pictures import shelf_jpeg

SKUS = (
    {
        "code": "R-1",
        "brand": "红果",
        "name": "山楂汁",
        "spec": "500ml",
        "list_price": "9.00",
        "competitor": True,
    },
    {"code": "O-1", "brand": "清泉", "name": "山楂汁", "spec": "480ml", "list_price": "10.00"},
)


class World(Protocol):
    """A running service, in this process or on a port."""

    settings: Settings

    @property
    def parts(self) -> Parts: ...

    def clock(self) -> datetime: ...

    def client(self, name: str | None) -> Any: ...


def stock(service: World, *, policy: bool = True) -> None:
    """Two products that compete, 20 units a day sold of ours, a policy of 9折, a floor stack at 30 a day."""
    for sku in SKUS:
        made = service.client("category").post("/api/skus", json={**sku, "category": "饮料"})
        assert made.status_code == 201, made.text
    day = (service.clock() + timedelta(hours=8)).date()
    with writing(service.parts.engine) as session:
        chain_id, store = chain_and_store(session)
        own = find_sku(session, chain_id, "O-1")
        assert own is not None
        past = (day - timedelta(days=back) for back in range(1, 15))
        save_daily_scans(session, [(key(store.id), key(own.id), one, Decimal(20)) for one in past])
        set_category_goals(session, chain_id, "饮料", CategoryGoals(floor_stack_day_cost=Decimal(30)))
        if policy:
            add_policy(session, chain_id, day, "P-1", "秋季九折", "0.9")


def chain_and_store(session: Any) -> tuple[int, Store]:
    chain = find_chain(session, "our chain")
    assert chain is not None
    store = find_store(session, key(chain.id), "S1")
    assert store is not None
    return key(chain.id), store


def add_policy(session: Any, chain_id: int, day: date, code: str, name: str, rate: str, **more: Any) -> None:
    """A discount of ours on O-1 that runs on `day`."""
    draft = PolicyDraft(
        code=code,
        name=name,
        kind="discount_rate",
        valid_from=day - timedelta(days=3),
        numbers=Numbers(rate=Decimal(rate)),
        skus=("O-1",),
        **more,
    )
    create_policy(session, chain_id, draft, now=datetime.combine(day, time(), UTC))


def poster(
    service: World,
    *offers: dict[str, Any],
    back: timedelta = timedelta(0),
    rival: str | None = "R-1",
    picture: bytes | None = None,
    **more: Any,
) -> int:
    """A poster of the rival's product photographed in S1; the audit's id. It is not answered yet."""
    at = service.clock() - back
    shown = picture if picture is not None else shelf_jpeg(seed=int(back.total_seconds() // 60) % 1000 + 7)
    sha256 = service.parts.files.save(shown)
    with writing(service.parts.engine) as session:
        chain_id, store = chain_and_store(session)
        sku = None if rival is None else find_sku(session, chain_id, rival)
        named = {} if sku is None else {"sku_id": sku.id}
        return save_poster(
            session, key(store.id), sha256, at=at, offers=offers or (HALF,), **{**named, **more}
        )


def answer(service: World, audit_id: int) -> tuple[PosterAnswer, ...]:
    """Work out what follows of it, as the Advisor does."""
    return answer_poster(service.parts.engine, audit_id, now=service.clock(), settings=service.settings)
