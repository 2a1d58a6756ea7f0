"""Reports: read as saved, corrected by naming, put back by undoing."""

import threading
from dataclasses import replace
from datetime import timedelta

import numpy as np
import pytest
from sqlalchemy import Engine, func
from sqlmodel import Session, select

from catalog.database import reading, writing
from catalog.errors import Conflict, NotFound
from catalog.people import create_user, ensure_chain
from catalog.queries_audits import (
    AuditRow,
    Report,
    audit_for,
    get_audit,
    list_audits,
    load_report,
)
from catalog.queries_groups import products_of_group
from catalog.queries_naming import Named, ReferencePicture, name_group, undo_naming
from catalog.queries_people import catalog_version, get_user
from catalog.queries_queue import claim_next, submit_photo
from catalog.queries_skus import get_sku, list_skus, load_shelf_facts, references_of
from catalog.reports import FacingDraft
from catalog.reports_saving import finish_audit
from catalog.rows import key
from catalog.sku_draft import SkuDraft
from catalog.tables_seen import GroupNaming
from tests.catalog.conftest import EMBEDDER, LEASE, NOW, Company, report, unit

NEW = SkuDraft(brand="山风", name="乌龙茶", spec="500ml", category="茶")
PICTURES = tuple(ReferencePicture("a" * 64, (20.0, float(n), 30.0, 40.0), unit(0, 1, n)) for n in (0, 1))


def audited(session: Session, store_id: int, sha: str = "a", first_sku: str | None = "C1") -> AuditRow:
    submit_photo(session, store_id=store_id, sha256=sha * 64, now=NOW, file_name="x.jpg")
    claim = claim_next(session, "w", now=NOW, lease=LEASE)
    assert claim is not None
    assert finish_audit(session, claim, report(first_sku), now=NOW + timedelta(seconds=2))
    return get_audit(session, claim.audit_id)


def loaded(session: Session, row: AuditRow) -> Report:
    found = load_report(session, row)
    assert found is not None
    return found


def counts(found: Report) -> list[tuple[str | int | None, int, int, int]]:
    return [(f.sku.code if f.sku else f.group_number, f.layer, f.columns, f.units) for f in found.facings]


def name(session: Session, row: AuditRow, number: int, what: str | SkuDraft) -> Named:
    return name_group(session, row, number, what, PICTURES, EMBEDDER, now=NOW)


def test_a_report_reads_as_it_was_saved(session: Session, company: Company) -> None:
    row = audited(session, company.store_id)
    found = loaded(session, row)
    assert (row.photo.width, row.photo.height, row.store.code) == (400, 300, "S001")
    assert (row.audit.state, row.audit.catalog_version, row.audit.seconds) == ("done", 4, {"detect": 0.25})
    assert row.audit.models == [dict(m) for m in report().models]
    assert row.audit.finished_at == NOW + timedelta(seconds=2)
    assert counts(found) == [("C1", 1, 2, 3), (1, 1, 1, 1), ("C1", 2, 1, 1)]
    assert [(p.number, p.layer, p.position, p.group_number) for p in found.products] == [
        (0, 1, 1, 0),
        (1, 1, 1, 0),
        (2, 1, 2, 0),
        (3, 1, 3, 1),
        (4, 2, 1, 0),
    ]
    assert [(g.x1, g.x2, g.layer) for g in found.gaps] == [(30.0, 40.0, 1)]
    known, unknown = found.groups
    assert known.sku is not None
    assert (known.sku.code, known.sku.brand, known.group.probability, known.naming) == (
        "C1",
        "清泉",
        0.91,
        None,
    )
    assert [(a.code, a.probability, a.sku.spec) for a in known.alternatives if a.sku] == [
        ("C1", 0.91, "550ml"),
        ("C2", 0.85, "1.5L"),
    ]
    assert (unknown.sku, unknown.group.best_xyxy) == (None, [20, 0, 30, 40])
    np.testing.assert_array_equal(np.frombuffer(unknown.group.vector, "<f4"), unit(0, 1, 0))
    assert found.sku_of(found.products[0]) == known.sku
    assert [p.number for p in products_of_group(session, key(row.audit.id), 0)] == [0, 1, 2, 4]


def test_reports_check_themselves() -> None:
    good = report()
    with pytest.raises(ValueError, match="photo of nothing"):
        replace(good, products=(), facings=())
    with pytest.raises(ValueError, match=r"strays \[1\]"):
        replace(good, groups=good.groups[:1])
    with pytest.raises(ValueError, match="facings of all 5 products, got 4"):
        replace(good, facings=good.facings[:2])
    with pytest.raises(ValueError, match="a SKU or an unknown group"):
        FacingDraft("C1", 0, 1, 1, 1)


def test_naming_makes_a_sku_that_the_next_photo_knows(session: Session, company: Company) -> None:
    row = audited(session, company.store_id)
    before = catalog_version(session, company.chain_id)
    named = name(session, row, 1, NEW)
    assert (named.already, named.sku.brand.name, named.sku.sku.spec, named.sku.references) == (
        False,
        "山风",
        "500ml",
        2,
    )
    facts = load_shelf_facts(session, company.chain_id, EMBEDDER)
    assert facts.vector_skus == (named.sku.sku.code,) * 2
    assert facts.catalog_version > before
    found = loaded(session, row)
    assert counts(found) == [("C1", 1, 2, 3), (named.sku.sku.code, 1, 1, 1), ("C1", 2, 1, 1)]
    assert found.groups[1].naming is not None
    assert found.groups[1].machine_sku is None


def test_naming_again_changes_nothing(session: Session, company: Company) -> None:
    row = audited(session, company.store_id)
    first = name(session, row, 1, NEW)
    version = catalog_version(session, company.chain_id)
    for what in (NEW, first.sku.sku.code, replace(NEW, spec="0.5L")):
        again = name(session, row, 1, what)
        assert (again.already, again.sku.sku.id) == (True, first.sku.sku.id)
        assert [r.id for r in again.references] == [r.id for r in first.references]
    assert catalog_version(session, company.chain_id) == version
    assert list_skus(session, company.chain_id).total == 4


def test_one_answer_sent_many_times_at_once_makes_one_sku(engine: Engine, company: Company) -> None:
    with writing(engine) as session:
        row = audited(session, company.store_id)
    results: list[bool] = []

    def send() -> None:
        with writing(engine) as session:
            results.append(name(session, row, 1, NEW).already)

    threads = [threading.Thread(target=send) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(results) == [False, True, True, True]
    with reading(engine) as session:
        assert list_skus(session, company.chain_id).total == 4
        assert session.exec(select(func.count()).select_from(GroupNaming)).one() == 1


def test_undoing_puts_everything_back(session: Session, company: Company) -> None:
    row = audited(session, company.store_id)
    untouched = counts(loaded(session, row))
    code = name(session, row, 1, NEW).sku.sku.code
    undo_naming(session, row, 1, now=NOW)
    assert counts(loaded(session, row)) == untouched
    assert not get_sku(session, company.chain_id, code).sku.active
    assert load_shelf_facts(session, company.chain_id, EMBEDDER).vector_skus == ()
    with pytest.raises(NotFound, match="naming_not_found"):
        undo_naming(session, row, 1, now=NOW)
    revived = name(session, row, 1, NEW)
    assert (revived.sku.sku.code, revived.sku.sku.active, revived.already) == (code, True, False)
    undo_naming(session, row, 1, now=NOW)
    assert not get_sku(session, company.chain_id, code).sku.active


def test_undoing_leaves_what_others_made(session: Session, company: Company) -> None:
    row, second = audited(session, company.store_id), audited(session, company.other_store_id)
    code = name(session, row, 1, NEW).sku.sku.code
    other = ReferencePicture("b" * 64, (0.0, 0.0, 9.0, 9.0))
    assert name_group(session, second, 1, NEW, (other,), EMBEDDER, now=NOW).sku.sku.code == code
    undo_naming(session, row, 1, now=NOW)
    kept = get_sku(session, company.chain_id, code).sku
    assert kept.active
    assert [r.image_sha256 for r in references_of(session, key(kept.id))] == ["b" * 64]


def test_a_wrong_name_is_put_right_and_counted_again(session: Session, company: Company) -> None:
    row = audited(session, company.store_id)
    name(session, row, 0, "C2")
    assert counts(loaded(session, row)) == [("C2", 1, 2, 3), (1, 1, 1, 1), ("C2", 2, 1, 1)]
    name(session, row, 0, "K1")  # the second word replaces the first, with its references
    name(session, row, 1, "K1")
    assert counts(loaded(session, row)) == [("K1", 1, 3, 4), ("K1", 2, 1, 1)]
    ids = {code: key(get_sku(session, company.chain_id, code).sku.id) for code in ("C2", "K1")}
    assert references_of(session, ids["C2"]) == ()
    assert len(references_of(session, ids["K1"])) == 2
    machine = loaded(session, row).groups[0].machine_sku
    assert machine is not None
    assert machine.code == "C1"


def test_naming_refuses_what_does_not_fit(session: Session, company: Company) -> None:
    row = audited(session, company.store_id)
    with pytest.raises(NotFound, match="group_not_found"):
        name(session, row, 9, "C1")
    with pytest.raises(NotFound, match="sku_not_found"):
        name(session, row, 1, "NOPE")
    with pytest.raises(Conflict, match="sku_exists"):
        name(session, row, 1, replace(NEW, code="C1"))


def test_lists_show_own_stores_newest_first(session: Session, company: Company) -> None:
    near = audited(session, company.store_id, "a").audit.id
    far = audited(session, company.other_store_id, "b").audit.id
    submit_photo(session, store_id=company.store_id, sha256="c" * 64, now=NOW)
    rep, manager = get_user(session, company.rep_id), get_user(session, company.manager_id)

    def listed(user: object, **query: object) -> list[int | None]:
        return [row.audit.id for row in list_audits(session, user, **query)]  # type: ignore[arg-type]

    assert listed(manager, state="done") == [far, near]
    assert listed(rep, state="done") == [near]
    assert listed(rep, store_code="S002") == []
    assert len(listed(manager)) == 3
    assert listed(manager, before_id=far) == [near]
    assert len(listed(manager, limit=1)) == 1
    with pytest.raises(NotFound, match="audit_not_found"):
        audit_for(session, rep, key(far))
    stranger = create_user(session, key(ensure_chain(session, "other").id), "boss", "x", "admin")
    with pytest.raises(NotFound, match="audit_not_found"):
        audit_for(session, stranger, key(near))
    waiting = list_audits(session, rep, state="queued")[0]
    assert load_report(session, waiting) is None
