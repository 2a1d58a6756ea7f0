"""The catalogue: what is kept exactly, what is refused, and what a shelf audit is given."""

import threading
from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal

import numpy as np
import pytest
from sqlalchemy import Engine
from sqlalchemy.exc import IntegrityError, StatementError
from sqlmodel import Session

from catalog.database import reading, writing
from catalog.errors import Conflict, Invalid, NotFound
from catalog.people import ensure_chain
from catalog.queries_people import catalog_version
from catalog.queries_skus import (
    find_embedding,
    get_sku,
    list_brands,
    list_categories,
    list_skus,
    load_shelf_facts,
    missing_embeddings,
    references_of,
    sku_words,
)
from catalog.rows import key
from catalog.sku_draft import SkuChange, SkuDraft
from catalog.skus import add_reference, create_sku, delete_reference, save_embeddings, update_sku
from catalog.tables import Sku
from tests.catalog.conftest import EMBEDDER, NOW, Company, unit


def refer(session: Session, company: Company, code: str, image: str) -> int:
    reference, _ = add_reference(
        session, company.chain_id, code, image_sha256=image * 64, source="upload", now=NOW
    )
    return key(reference.id)


def test_figures_come_back_exactly(engine: Engine, company: Company) -> None:
    draft = SkuDraft(
        code="D1", brand="清泉", name="苏打水", spec="0.3333L×4", list_price=Decimal("5.1000"), width_mm=61.5
    )
    with writing(engine) as session:
        create_sku(session, company.chain_id, draft, now=NOW)
    with reading(engine) as session:
        sku = get_sku(session, company.chain_id, "D1").sku
    assert (str(sku.net_content), sku.net_unit, sku.pack_count) == ("333.3", "ml", 4)
    assert (str(sku.list_price), sku.width_mm, sku.spec) == ("5.1", 61.5, "333.3ml×4")
    assert sku.created_at == NOW
    assert sku.created_at.tzinfo is UTC


def test_instants_are_kept_whatever_the_zone(engine: Engine, company: Company) -> None:
    shanghai = datetime(2026, 11, 23, 20, 0, tzinfo=timezone(timedelta(hours=8)))
    with writing(engine) as session:
        create_sku(session, company.chain_id, SkuDraft(code="T", brand="b", name="n"), now=shanghai)
    with reading(engine) as session:
        assert get_sku(session, company.chain_id, "T").sku.created_at == NOW
    with pytest.raises(StatementError, match="without a time zone"), writing(engine) as session:
        create_sku(session, company.chain_id, SkuDraft(brand="b", name="n"), now=datetime(2026, 1, 1))


def test_a_price_is_never_rounded(engine: Engine, company: Company) -> None:
    with pytest.raises(Invalid, match="out_of_range"):
        SkuDraft(brand="b", name="n", list_price=Decimal("1.00001"))
    with pytest.raises(StatementError, match="4 of them decimals"), writing(engine) as session:
        session.get_one(Sku, 1).list_price = Decimal("1.00001")


@pytest.mark.parametrize(
    ("fields", "code", "reason"),
    [
        ({"brand": " "}, "bad_value", "empty"),
        ({"name": "n" * 201}, "bad_value", "too_long"),
        ({"name": "a\x07b"}, "bad_value", "control_character"),
        ({"code": "a/b"}, "bad_value", "slash"),
        ({"width_mm": -1.0}, "bad_value", "out_of_range"),
        ({"height_mm": float("nan")}, "bad_value", "out_of_range"),
        ({"list_price": Decimal("NaN")}, "bad_value", "number"),
        ({"spec": "5号"}, "bad_spec", "unreadable"),
        ({"gtin": "123"}, "bad_gtin", "length"),
    ],
)
def test_drafts_check_themselves(fields: dict[str, object], code: str, reason: str) -> None:
    with pytest.raises(Invalid) as caught:
        SkuDraft(**{"brand": "b", "name": "n"} | fields)  # type: ignore[arg-type]
    assert (caught.value.code, caught.value.params["reason"]) == (code, reason)


def test_words_without_figures_are_a_spec(session: Session, company: Company) -> None:
    row = create_sku(session, company.chain_id, SkuDraft(brand="b", name="n", spec="家庭装"), now=NOW)
    assert (row.sku.spec, row.sku.net_content, row.sku.net_unit) == ("家庭装", None, None)
    assert row.sku.code.startswith("P0")


def test_codes_and_gtins_are_unique_in_a_chain(session: Session, company: Company) -> None:
    gtin = "6901234567892"
    with pytest.raises(Conflict, match="sku_exists"):
        create_sku(session, company.chain_id, SkuDraft(code="C1", brand="b", name="n"), now=NOW)
    update_sku(session, company.chain_id, "C1", SkuChange(gtin=gtin))
    with pytest.raises(Conflict, match=r"gtin_taken .*sku='C1'"):
        create_sku(session, company.chain_id, SkuDraft(code="X", brand="b", name="n", gtin=gtin), now=NOW)
    with pytest.raises(Conflict, match=r"gtin_taken .*sku='C1'"):
        update_sku(session, company.chain_id, "C2", SkuChange(gtin=gtin))
    other = key(ensure_chain(session, "other").id)
    create_sku(session, other, SkuDraft(code="C1", brand="b", name="n", gtin=gtin), now=NOW)
    with pytest.raises(IntegrityError), session.begin_nested():
        session.get_one(Sku, 2).gtin = f"0{gtin}"


def test_every_change_is_a_new_version_and_no_change_is_none(session: Session, company: Company) -> None:
    versions = [catalog_version(session, company.chain_id)]

    def changed() -> bool:
        versions.append(catalog_version(session, company.chain_id))
        return versions[-1] > versions[-2]

    update_sku(session, company.chain_id, "C1", SkuChange(name="矿泉水", list_price=Decimal(2)))
    assert changed()
    update_sku(session, company.chain_id, "C1", SkuChange(name="矿泉水", list_price=Decimal("2.00")))
    assert not changed()
    update_sku(session, company.chain_id, "C1", SkuChange(competitor=True))
    assert changed()
    reference = refer(session, company, "C1", "a")
    assert changed()
    assert refer(session, company, "C1", "a") == reference
    assert not changed()
    save_embeddings(session, company.chain_id, EMBEDDER, {reference: unit(1, 2)})
    assert changed()
    save_embeddings(session, company.chain_id, EMBEDDER, {reference: unit(2, 1)})
    assert not changed()
    delete_reference(session, company.chain_id, "C1", reference)
    assert changed()


def test_a_reference_goes_with_its_embeddings(session: Session, company: Company) -> None:
    reference = refer(session, company, "C1", "a")
    save_embeddings(session, company.chain_id, EMBEDDER, {reference: unit(1, 2)})
    with pytest.raises(NotFound, match="reference_not_found"):
        delete_reference(session, company.chain_id, "C2", reference)
    delete_reference(session, company.chain_id, "C1", reference)
    assert references_of(session, 1) == ()
    assert find_embedding(session, reference, EMBEDDER) is None


def test_shelf_facts_hold_one_embedders_vectors_of_active_skus(session: Session, company: Company) -> None:
    ids = [refer(session, company, code, image) for code, image in (("C2", "a"), ("C1", "b"), ("K1", "c"))]
    save_embeddings(session, company.chain_id, EMBEDDER, {i: unit(1, i) for i in ids})
    save_embeddings(session, company.chain_id, "f" * 64, {ids[0]: unit(1, 1, 1)})
    update_sku(session, company.chain_id, "K1", SkuChange(active=False))
    facts = load_shelf_facts(session, company.chain_id, EMBEDDER)
    assert facts.vector_skus == ("C2", "C1")
    np.testing.assert_array_equal(facts.vectors, np.stack([unit(1, ids[0]), unit(1, ids[1])]))
    assert (facts.vectors.dtype, facts.catalog_version) == (
        np.float32,
        catalog_version(session, company.chain_id),
    )
    assert sorted(facts.skus) == ["C1", "C2"]
    assert (facts.skus["C2"].brand, facts.skus["C2"].spec, facts.skus["C2"].competitor) == (
        "清泉",
        "1.5L",
        False,
    )
    assert load_shelf_facts(session, company.chain_id, "0" * 64).vectors.shape == (0, 0)


def test_what_a_new_embedder_has_not_seen(session: Session, company: Company) -> None:
    ids = [refer(session, company, "C1", image) for image in "abc"]
    save_embeddings(session, company.chain_id, EMBEDDER, {ids[1]: unit(1, 0)})
    assert [r.id for r in missing_embeddings(session, EMBEDDER)] == [ids[0], ids[2]]
    assert [r.id for r in missing_embeddings(session, "f" * 64, chain_id=company.chain_id, limit=2)] == ids[
        :2
    ]


def test_search_finds_every_word_anywhere(session: Session, company: Company) -> None:
    def codes(**query: object) -> list[str]:
        return [row.sku.code for row in list_skus(session, company.chain_id, **query).rows]  # type: ignore[arg-type]

    assert codes() == ["C1", "C2", "K1"]
    assert codes(text="清泉 1.5l") == ["C2"]
    assert codes(text="k1") == ["K1"]
    assert codes(text="100%") == []
    assert codes(limit=1, offset=1) == ["C2"]
    assert list_skus(session, company.chain_id, limit=1).total == 3
    update_sku(session, company.chain_id, "K1", SkuChange(active=False, category="饮料"))
    assert (codes(), codes(active=None), codes(active=False)) == (["C1", "C2"], ["C1", "C2", "K1"], ["K1"])
    assert codes(category="饮料", active=None) == ["K1"]
    assert list_categories(session, company.chain_id) == ()
    assert [(b.name, b.competitor) for b in list_brands(session, company.chain_id)] == [
        ("清泉", False),
        ("红果", True),
    ]


def test_writers_at_once_lose_nothing(engine: Engine, company: Company) -> None:
    """Read, then write: the pattern that fails at once on SQLite without immediate transactions."""
    before, errors = version_of(engine, company), []

    def write(number: int) -> None:
        try:
            for step in range(5):
                draft = SkuDraft(brand="新", name=f"{number}-{step}")
                with writing(engine) as session:
                    create_sku(session, company.chain_id, draft, now=NOW)
        except BaseException as error:
            errors.append(error)

    threads = [threading.Thread(target=write, args=(n,)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []
    with reading(engine) as session:
        assert list_skus(session, company.chain_id, text="新").total == 20
    assert version_of(engine, company) == before + 20


def version_of(engine: Engine, company: Company) -> int:
    with reading(engine) as session:
        return catalog_version(session, company.chain_id)


def test_what_a_table_may_call_a_sku(session: Session, company: Company) -> None:
    draft = SkuDraft(code="N1", brand="新", name="茶", gtin="6901234567892")
    create_sku(session, company.chain_id, draft, now=NOW)
    create_sku(session, company.chain_id, SkuDraft(code="06901234567892", brand="新", name="怪"), now=NOW)
    words = sku_words(session, company.chain_id)
    assert (words["N1"], words["6901234567892"]) == ("N1", "N1")
    assert words["06901234567892"] == "06901234567892", "a code goes before another's GTIN"
    get_sku(session, company.chain_id, "N1").sku.active = False
    assert "N1" not in sku_words(session, company.chain_id)
    assert "N1" in sku_words(session, company.chain_id, active=False)
