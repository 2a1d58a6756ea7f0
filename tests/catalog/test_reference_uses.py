"""Which references match, counted by day as reports come in."""

from dataclasses import replace
from datetime import timedelta

from sqlmodel import Session

from catalog.queries_queue import claim_next, submit_photo
from catalog.queries_references import (
    reference_work,
    same_pictures,
    skus_without_references,
    strays,
    uses_since,
)
from catalog.reports_saving import finish_audit
from catalog.rows import key
from catalog.sku_merging import merge_skus, undo_merge
from catalog.skus import add_reference
from tests.catalog.conftest import LEASE, NOW, Company, report

TODAY = NOW.date()


def audited(
    session: Session, company: Company, matches: tuple[tuple[int, str], ...], *, days_ago: int = 0
) -> None:
    at = NOW - timedelta(days=days_ago)
    sha = f"{len(matches)}{days_ago:03d}".ljust(64, "0")
    submit_photo(session, store_id=company.store_id, sha256=sha, now=at)
    claim = claim_next(session, "test", now=at, lease=LEASE)
    assert claim is not None
    assert finish_audit(session, claim, replace(report(), matches=matches), now=at)


def test_matches_are_counted_own_and_others(session: Session, company: Company) -> None:
    made = [
        key(
            add_reference(session, company.chain_id, code, image_sha256=c * 64, source="upload", now=NOW)[
                0
            ].id
        )
        for code, c in (("C1", "a"), ("C1", "b"), ("C2", "c"))
    ]
    assert uses_since(session, company.chain_id) is None
    audited(session, company, ((made[0], "C1"), (made[0], "C1"), (made[2], "C1")))
    audited(
        session, company, ((made[0], "C1"), (made[2], "C1"), (made[2], "C1"), (made[2], "C2")), days_ago=40
    )
    audited(session, company, ((made[1], "C1"), (999_999, "C1")), days_ago=100)
    since, lately = TODAY - timedelta(days=90), TODAY - timedelta(days=30)
    work = {
        key(w.reference.id): w for w in reference_work(session, company.chain_id, since=since, lately=lately)
    }
    assert [(w.own, w.own_lately, w.others, w.sku_seen) for w in work.values()] == [
        (3, 2, 0, 6),
        (0, 0, 0, 6),
        (1, 0, 3, 1),
    ]
    assert [
        w.own
        for w in reference_work(session, company.chain_id, since=TODAY - timedelta(days=200), lately=TODAY)
    ] == [3, 1, 1]
    found = strays(session, company.chain_id, since=since, least=3, limit=10)
    assert [(s.sku.code, s.other.code, s.times, s.own) for s in found] == [("C2", "C1", 3, 1)]
    assert strays(session, company.chain_id, since=since, least=4, limit=10) == ()
    assert uses_since(session, company.chain_id) == TODAY - timedelta(days=100)


def test_what_a_picture_matched_before_its_sku_was_merged_is_its_own(
    session: Session, company: Company
) -> None:
    made, _ = add_reference(session, company.chain_id, "C2", image_sha256="a" * 64, source="upload", now=NOW)
    audited(session, company, ((key(made.id), "C2"),) * 3)
    since = TODAY - timedelta(days=90)
    merged = merge_skus(session, company.chain_id, "C1", "C2", now=NOW)
    [work] = reference_work(session, company.chain_id, since=since, lately=since)
    assert (work.sku.code, work.own, work.own_lately, work.others) == ("C1", 3, 3, 0)
    assert strays(session, company.chain_id, since=since, least=3, limit=10) == ()
    undo_merge(session, company.chain_id, merged.id, now=NOW)
    [work] = reference_work(session, company.chain_id, since=since, lately=since)
    assert (work.sku.code, work.own, work.others) == ("C2", 3, 0)


def test_one_picture_in_two_skus_and_skus_without_any(session: Session, company: Company) -> None:
    one, other = (
        add_reference(session, company.chain_id, code, image_sha256="a" * 64, source="upload", now=NOW)[0]
        for code in ("C1", "K1")
    )
    add_reference(
        session, company.chain_id, "K1", image_sha256="a" * 64, source="upload", now=NOW, xyxy=(0, 0, 5, 5)
    )
    assert same_pictures(session, company.chain_id, limit=10) == ((key(one.id), key(other.id)),)
    bare, total = skus_without_references(session, company.chain_id, limit=10)
    assert ([sku.code for sku in bare], total) == (["C2"], 1)
