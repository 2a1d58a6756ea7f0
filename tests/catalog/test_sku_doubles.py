"""SKUs entered twice: found by their words, made one, and taken apart again; the catalogue out and in again."""

from decimal import Decimal

import pytest
from sqlmodel import Session, select

from catalog.errors import Conflict, NotFound
from catalog.queries_doubles import skus_short
from catalog.queries_skus import get_sku, list_skus, references_of
from catalog.rows import key
from catalog.sku_doubles import find_doubles
from catalog.sku_draft import SkuDraft
from catalog.sku_export import sku_workbook
from catalog.sku_import import import_skus
from catalog.sku_merging import merge_skus, undo_merge
from catalog.skus import add_reference, create_sku, move_reference
from catalog.tables import Reference
from tests.catalog.conftest import NOW, Company

SHA = "a" * 64


def add(
    session: Session, company: Company, code: str, brand: str, name: str, spec: str, **more: object
) -> None:
    create_sku(
        session, company.chain_id, SkuDraft(code=code, brand=brand, name=name, spec=spec, **more), now=NOW
    )  # type: ignore[arg-type]


def doubles(session: Session, company: Company) -> list[tuple[str, str]]:
    return [(d.keep.fact.code, d.drop.fact.code) for d in find_doubles(skus_short(session, company.chain_id))]


def test_doubles_are_one_spec_and_nearly_one_name(session: Session, company: Company) -> None:
    assert doubles(session, company) == []
    add(session, company, "C3", "清泉", "纯净水", "550毫升")
    add(session, company, "D1", "清 泉", "纯净水（家庭装）", "550ml")
    add(session, company, "N2", "学友", "铅笔２号", "1支")
    add(session, company, "N3", "学友", "铅笔3号", "1支")
    assert doubles(session, company) == [("C1", "C3")], "spaces, width and units do not matter; numbers do"
    add_reference(session, company.chain_id, "C3", image_sha256=SHA, source="upload", now=NOW)
    assert doubles(session, company) == [("C3", "C1")], "the one with more pictures is kept"


def test_a_merger_moves_pictures_and_the_barcode_and_goes_back(session: Session, company: Company) -> None:
    add(session, company, "C3", "清泉", "纯净水", "550ml", gtin="6901234567892")
    add_reference(session, company.chain_id, "C1", image_sha256=SHA, source="upload", now=NOW)
    add_reference(session, company.chain_id, "C3", image_sha256=SHA, source="upload", now=NOW)
    add_reference(session, company.chain_id, "C3", image_sha256="b" * 64, source="upload", now=NOW)
    done = merge_skus(session, company.chain_id, "C1", "C3", now=NOW)
    assert (done.references, done.namings, done.kept.references) == (1, 0, 2), (
        "the same picture is not there twice"
    )
    assert done.kept.sku.gtin == "06901234567892"
    assert get_sku(session, company.chain_id, "C3").sku.active is False
    with pytest.raises(Conflict, match="merge_inactive"):
        merge_skus(session, company.chain_id, "C1", "C3", now=NOW)
    undo_merge(session, company.chain_id, done.id, now=NOW)
    kept, dropped = (get_sku(session, company.chain_id, code) for code in ("C1", "C3"))
    assert (kept.references, dropped.references, kept.sku.gtin, dropped.sku.gtin) == (
        1,
        2,
        None,
        "06901234567892",
    )
    assert dropped.sku.active
    with pytest.raises(NotFound, match="merge_not_found"):
        undo_merge(session, company.chain_id, done.id, now=NOW)
    with pytest.raises(Conflict, match="merge_with_itself"):
        merge_skus(session, company.chain_id, "C1", "C1", now=NOW)


def test_a_picture_is_given_to_the_sku_that_it_shows(session: Session, company: Company) -> None:
    made, _ = add_reference(session, company.chain_id, "C1", image_sha256=SHA, source="upload", now=NOW)
    move_reference(session, company.chain_id, "C1", key(made.id), "C2")
    assert [r.id for r in references_of(session, key(get_sku(session, company.chain_id, "C2").sku.id))] == [
        made.id
    ]
    add_reference(session, company.chain_id, "C1", image_sha256=SHA, source="upload", now=NOW)
    with pytest.raises(Conflict, match="reference_there"):
        move_reference(session, company.chain_id, "C2", key(made.id), "C1")
    with pytest.raises(NotFound, match="reference_not_found"):
        move_reference(session, company.chain_id, "C1", key(made.id), "C2")
    assert len(session.exec(select(Reference)).all()) == 2


def test_the_catalogue_goes_out_and_comes_in_unchanged(session: Session, company: Company) -> None:
    add(
        session,
        company,
        "=1+1",
        "@坏",
        "-名'称",
        "6×250ml",
        gtin="6901234567892",
        category="饮料",
        competitor=True,
    )
    add(
        session,
        company,
        "007",
        "清泉",
        "苏打水",
        "",
        list_price=Decimal("3.50"),
        width_mm=66.5,
        height_mm=210.0,
    )
    rows = list_skus(session, company.chain_id, limit=100).rows
    done = import_skus(session, company.chain_id, sku_workbook(rows), now=NOW)
    assert (done.created, done.updated, done.bad) == ((), (), ())
    assert sorted(done.unchanged) == sorted(row.sku.code for row in rows)
    assert len(rows) == 5
