"""What the pages read: own stores only, the last used first; one card a photo, by its newest audit."""

from datetime import UTC, datetime, timedelta

import numpy as np
import pytest
from sqlalchemy import Engine
from sqlmodel import Session, select

from catalog.database import writing
from catalog.people import assign_stores, create_store, create_user, ensure_chain
from catalog.queries_pages import audit_cards, first_references, stores_by_use
from catalog.queries_queue import claim_next, fail_audit, queue_audit, submit_photo
from catalog.reports import FacingDraft, GroupDraft, ProductDraft, ReportDraft
from catalog.reports_saving import finish_audit
from catalog.rows import key
from catalog.tables import Brand, Reference, Sku, Store, User
from catalog.tables_seen import GroupNaming, ShelfGroup

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
BOX = (0.0, 0.0, 10.0, 20.0)


@pytest.fixture
def session(engine: Engine):
    with writing(engine) as session:
        yield session


@pytest.fixture
def people(session: Session) -> tuple[User, User, list[Store]]:
    chain = ensure_chain(session, "测试连锁")
    places = (("A1", "人民路店", "上海"), ("A2", "学院路店", "北京"), ("A3", "Nanshan 100% Store", "深圳"))
    stores = [create_store(session, key(chain.id), code, name, city=city) for code, name, city in places]
    rep = create_user(session, key(chain.id), "rep", "x", "rep")
    manager = create_user(session, key(chain.id), "manager", "x", "category_manager")
    assign_stores(session, rep, stores[:2])
    other = ensure_chain(session, "另一家")
    create_store(session, key(other.id), "Z9", "别家店", city="上海")
    return rep, manager, stores


def _upload(session: Session, store: Store, name: str, at: datetime, **more: object) -> tuple[int, int]:
    made = submit_photo(session, store_id=key(store.id), sha256=name.ljust(64, "0"), now=at, **more)
    return key(made.photo.id), key(made.audit.id)


def _finish(session: Session, at: datetime) -> int:
    claim = claim_next(session, "test", now=at, lease=timedelta(minutes=1))
    assert claim is not None
    vector = np.ones(4, np.float32)
    groups = (GroupDraft(1, 2, BOX, vector, None, None), GroupDraft(2, 1, BOX, vector, "S1", 0.9))
    products = tuple(ProductDraft(BOX, 0.9, 1, i, i, g) for i, g in ((1, 1), (2, 1), (3, 2)))
    facings = (FacingDraft(None, 1, 1, 1, 2), FacingDraft("S1", None, 1, 1, 1))
    report = ReportDraft((100, 200), (), 1, {}, False, {}, groups, products, (), facings)
    assert finish_audit(session, claim, report, now=at)
    return claim.audit_id


def _add_sku(session: Session, chain_id: int) -> Sku:
    brand = Brand(chain_id=chain_id, name="山泉")
    session.add(brand)
    session.flush()
    sku = Sku(chain_id=chain_id, code="S1", brand_id=key(brand.id), name="水", spec="500ml", created_at=NOON)
    session.add(sku)
    session.flush()
    return sku


def test_stores_come_last_photographed_first_and_only_the_users_own(session, people) -> None:
    rep, manager, stores = people
    _upload(session, stores[0], "a", NOON)
    _upload(session, stores[1], "b", NOON + timedelta(hours=1))
    _upload(session, stores[0], "c", NOON - timedelta(hours=3))
    uses = stores_by_use(session, manager)
    assert [(use.store.code, use.last_at) for use in uses.rows] == [
        ("A2", NOON + timedelta(hours=1)),
        ("A1", NOON),
        ("A3", None),
    ]
    assert uses.total == 3
    assert [use.store.code for use in stores_by_use(session, rep).rows] == ["A2", "A1"]


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("上海", ["A1"]),
        ("a2", ["A2"]),
        ("nanshan store", ["A3"]),
        ("100%", ["A3"]),
        ("_", []),
        ("A 上海", ["A1"]),
    ],
)
def test_every_word_of_a_search_must_be_there_and_signs_are_letters(session, people, text, codes) -> None:
    assert [use.store.code for use in stores_by_use(session, people[1], text=text).rows] == codes


def test_a_limit_keeps_the_total(session, people) -> None:
    uses = stores_by_use(session, people[1], limit=1)
    assert (len(uses.rows), uses.total) == (1, 3)


def test_a_photo_is_one_card_with_its_newest_audit_and_counts(session, people) -> None:
    rep, _, stores = people
    sku = _add_sku(session, stores[0].chain_id)
    photo, first = _upload(session, stores[0], "a", NOON)
    _finish(session, NOON)
    again, new = queue_audit(session, photo, now=NOON)
    assert new
    assert [card.audit.state for card in audit_cards(session, rep)] == ["queued"]
    _finish(session, NOON)
    (card,) = audit_cards(session, rep)
    assert (card.audit.id, card.store.code, card.facings, card.unknown) == (again.id, "A1", 2, 1)
    assert again.id != first
    group = session.exec(
        select(ShelfGroup).where(ShelfGroup.audit_id == again.id, ShelfGroup.number == 1)
    ).one()
    naming = GroupNaming(group_id=key(group.id), sku_id=key(sku.id), named_at=NOON)
    session.add(naming)
    session.flush()
    assert audit_cards(session, rep)[0].unknown == 0
    naming.undone_at = NOON
    session.flush()
    assert audit_cards(session, rep)[0].unknown == 1


def test_cards_are_filtered_and_paged(session, people) -> None:
    rep, manager, stores = people
    _, old = _upload(session, stores[0], "a", NOON, captured_at=NOON - timedelta(days=9))
    _, new = _upload(session, stores[0], "b", NOON)
    _, far = _upload(session, stores[2], "c", NOON)
    claim = claim_next(session, "test", now=NOON, lease=timedelta(minutes=1))
    assert claim is not None
    assert fail_audit(session, claim, "nothing_found", now=NOON)

    def found(user: User = manager, **filters: object) -> list[int | None]:
        return [card.audit.id for card in audit_cards(session, user, **filters)]

    assert found() == [far, new, old]
    assert found(rep) == [new, old]
    assert found(rep, store="A3") == []
    assert found(store="A1") == [new, old]
    assert found(store="人民路") == [new, old]
    assert found(store="A") == [far, new, old]
    assert found(store="100% nanshan") == [far]
    assert found(store="Z9") == []
    assert found(state="failed") == [old]
    assert found(since=NOON - timedelta(days=1)) == [far, new]
    assert found(until=NOON - timedelta(days=1)) == [old]
    assert found(limit=1) == [far]
    assert found(limit=2, before_id=far) == [new, old]


def test_the_oldest_reference_stands_for_a_sku(session, people) -> None:
    _, _, stores = people
    sku = _add_sku(session, stores[0].chain_id)
    first = Reference(sku_id=key(sku.id), image_sha256="a" * 64, source="upload", created_at=NOON)
    session.add(first)
    session.flush()
    session.add(Reference(sku_id=key(sku.id), image_sha256="b" * 64, source="upload", created_at=NOON))
    session.flush()
    assert first_references(session, [key(sku.id), 999]) == {sku.id: first.id}
