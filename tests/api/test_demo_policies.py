"""The demo's policies go in through the door of real ones, once, and are enough to show a gap."""

from datetime import UTC, date, datetime

from sqlalchemy import Engine

from alerts.depth import depth_of
from api.demo_policies import STACK_DAY_COST, demo_policies, fill_policies
from catalog.category_settings import category_goals
from catalog.database import reading, writing
from catalog.people import create_store, ensure_chain
from catalog.queries_policies import policies_of_chain
from catalog.rows import key
from catalog.sku_draft import SkuDraft
from catalog.skus import create_sku
from models.synth.brands import demo_catalogue
from models.synth.demo import STORES

TODAY = date(2026, 11, 25)
NOW = datetime(2026, 11, 25, 8, tzinfo=UTC)


def test_filling_twice_is_as_once(engine: Engine) -> None:
    with writing(engine) as session:
        chain_id = key(ensure_chain(session, "demo").id)
        for code, name, city, area in STORES:
            create_store(session, chain_id, code, name, city=city, trade_area=area)
        for sku in demo_catalogue():
            draft = SkuDraft(
                code=sku.code,
                brand=sku.brand,
                name=sku.name,
                spec=sku.spec,
                category=sku.category,
                competitor=sku.competitor,
                list_price=sku.list_price,
            )
            create_sku(session, chain_id, draft, now=NOW)
        assert fill_policies(session, chain_id, TODAY, now=NOW) == len(demo_policies(TODAY))
        fill_policies(session, chain_id, TODAY, now=NOW)
    with reading(engine) as session:
        rows = policies_of_chain(session, chain_id, day=TODAY)
        assert {row.policy.code for row in rows} == {one.code for one in demo_policies(TODAY)}
        assert {row.state(TODAY) for row in rows} == {"running", "planned"}
        assert {
            c: g.floor_stack_day_cost for c, g in category_goals(session, chain_id).items()
        } == STACK_DAY_COST
        assert all(depth_of(row.policy.kind, row.numbers).depth for row in rows)
