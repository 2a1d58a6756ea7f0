"""The chain of seals: right under concurrency, and broken by whatever is changed behind its back."""

import hashlib
import json
import threading
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Engine, text
from sqlmodel import Session, col, select

from catalog.database import reading, writing
from catalog.forgetting import forget_person
from catalog.photo_seals import FIRST, canonical, said_of, seal_over, seal_waiting
from catalog.place import Place
from catalog.queries_people import get_user
from catalog.queries_queue import submit_photo
from catalog.queries_seals import count_unsealed, unsealed_photos
from catalog.rows import key
from catalog.seal_check import Break, walk_seals
from catalog.tables_trust import PhotoSeal
from tests.catalog.conftest import NOW, Company


def sha(number: int) -> str:
    return f"{number:064x}"


def take(engine: Engine, company: Company, number: int, **more: Any) -> int:
    with writing(engine) as session:
        done = submit_photo(
            session,
            store_id=more.pop("store_id", company.store_id),
            sha256=sha(number),
            now=NOW + timedelta(seconds=number),
            uploaded_by=company.rep_id,
            captured_at=NOW,
            place=Place(31.23, 121.47, 8.0),
            **more,
        )
        return key(done.photo.id)


def walk(engine: Engine, company: Company, changed: dict[str, str | None] | None = None) -> list[Break]:
    def file_sha256(sealed: str) -> str | None:
        return (changed or {}).get(sealed, sealed)

    found: list[Break] = []
    for _, breaks in walk_seals(lambda: reading(engine), company.chain_id, file_sha256):
        found += breaks
    return found


def links(session: Session, chain_id: int) -> list[PhotoSeal]:
    query = select(PhotoSeal).where(PhotoSeal.chain_id == chain_id).order_by(col(PhotoSeal.number))
    return list(session.exec(query))


def test_each_link_follows_the_one_before(engine: Engine, company: Company) -> None:
    photos = [take(engine, company, n) for n in range(3)]
    take(engine, company, 1)
    with reading(engine) as session:
        chain = links(session, company.chain_id)
    assert [link.photo_id for link in chain] == photos
    assert [link.number for link in chain] == [1, 2, 3]
    assert [link.previous for link in chain] == [FIRST, chain[0].seal, chain[1].seal]
    assert chain[0].place is not None
    assert chain[0].said == (
        '{"captured_at":"2026-11-23T12:00:00.000000+00:00","kind":"shelf",'
        f'"place":"{hashlib.sha256(chain[0].place.encode()).hexdigest()}","sha256":"{sha(0)}","store":"S001","uploaded_at":"2026-11-23T12:00:00.000000+00:00",'
        f'"uploaded_by":{company.rep_id}}}'
    )
    assert chain[1].seal == seal_over(chain[0].seal, chain[1].said)
    assert walk(engine, company) == []


def test_photos_taken_in_at_once_make_one_chain(engine: Engine, company: Company) -> None:
    errors: list[BaseException] = []
    start = threading.Barrier(8)

    def run(worker: int) -> None:
        try:
            start.wait()
            for turn in range(6):
                store = company.store_id if turn % 2 else company.other_store_id
                take(engine, company, worker * 6 + turn, store_id=store)
                take(engine, company, 1000 + turn)  # the same photo from all of them
        except BaseException as error:
            errors.append(error)

    threads = [threading.Thread(target=run, args=(n,)) for n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []
    with reading(engine) as session:
        chain = links(session, company.chain_id)
        assert count_unsealed(session, company.chain_id) == 0
    assert [link.number for link in chain] == list(range(1, 8 * 6 + 6 + 1))
    assert walk(engine, company) == []


def test_a_transaction_that_fails_leaves_no_link(engine: Engine, company: Company) -> None:
    take(engine, company, 0)

    def break_off() -> None:
        with writing(engine) as session:
            submit_photo(session, store_id=company.store_id, sha256=sha(1), now=NOW)
            raise RuntimeError("the disk is full")

    with pytest.raises(RuntimeError):
        break_off()
    take(engine, company, 2)
    assert walk(engine, company) == []


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ("captured_at = '2026-11-20 12:00:00.000000'", "captured_at"),
        ("uploaded_at = '2026-11-20 12:00:00.000000'", "uploaded_at"),
        ("latitude = 31.24", "latitude"),
        ("longitude = NULL", "longitude"),
        ("accuracy_m = 3", "accuracy_m"),
        ("uploaded_by = NULL", "uploaded_by"),
        ("store_id = (SELECT id FROM store WHERE code = 'S002')", "store"),
        (f"sha256 = '{sha(9)}'", "sha256"),
    ],
)
def test_a_changed_row_is_named_with_what_it_was(
    engine: Engine, company: Company, change: str, field: str
) -> None:
    for number in range(3):
        take(engine, company, number)
    with engine.begin() as connection:
        connection.execute(text(f"UPDATE photo SET {change} WHERE sha256 = :sha"), {"sha": sha(1)})
    found = walk(engine, company)
    assert [(one.number, one.what, one.field) for one in found] == [(2, "row", field)]
    assert found[0].was != found[0].now


def test_sent_again_as_another_kind_breaks_nothing(engine: Engine, company: Company) -> None:
    take(engine, company, 0)
    take(engine, company, 0, kind="poster")
    assert walk(engine, company) == []


def test_a_changed_and_a_missing_file_are_found(engine: Engine, company: Company) -> None:
    for number in range(3):
        take(engine, company, number)
    found = walk(engine, company, {sha(0): sha(77), sha(2): None})
    assert [(one.number, one.what) for one in found] == [(1, "file_changed"), (3, "file_missing")]
    assert (found[0].was, found[0].now) == (sha(0), sha(77))


def test_a_forged_seal_does_not_fit_the_chain(engine: Engine, company: Company) -> None:
    """Row and seal rewritten together: the next link still holds the old seal."""
    for number in range(3):
        take(engine, company, number)
    with writing(engine) as session:
        second = links(session, company.chain_id)[1]
        assert second.place is not None
        former = hashlib.sha256(second.place.encode()).hexdigest()
        second.place = second.place.replace("31.23", "31.99")
        second.said = second.said.replace(former, hashlib.sha256(second.place.encode()).hexdigest())
        second.seal = seal_over(second.previous, second.said)
        session.add(second)
        session.execute(text("UPDATE photo SET latitude = 31.99 WHERE sha256 = :sha"), {"sha": sha(1)})
    assert [(one.number, one.what) for one in walk(engine, company)] == [(3, "link")]


def test_a_forged_record_does_not_fit_its_seal(engine: Engine, company: Company) -> None:
    take(engine, company, 0)
    with writing(engine) as session:
        link = links(session, company.chain_id)[0]
        assert link.place is not None
        link.place = link.place.replace("31.23", "31.99")
        session.add(link)
    found = walk(engine, company)
    assert [(one.what, one.field) for one in found] == [("record", ""), ("row", "latitude")]


def test_a_place_that_was_deleted_on_request_leaves_the_seals_whole(engine: Engine, company: Company) -> None:
    for number in range(3):
        take(engine, company, number)
    with writing(engine) as session:
        forget_person(session, get_user(session, company.rep_id), now=NOW)
    assert walk(engine, company) == []
    with engine.connect() as connection:
        kept = connection.execute(text("SELECT said, place FROM photo_seal")).all()
    assert "31.23" not in str(kept)
    with engine.begin() as connection:
        connection.execute(text("UPDATE photo SET latitude = 31.24 WHERE sha256 = :sha"), {"sha": sha(1)})
    assert [(one.number, one.field, one.was) for one in walk(engine, company)] == [(2, "latitude", "None")]


def test_a_place_that_nobody_asked_to_delete_is_missed(engine: Engine, company: Company) -> None:
    for number in range(2):
        take(engine, company, number)
    with engine.begin() as connection:
        connection.execute(text("UPDATE photo_seal SET place = NULL WHERE number = 2"))
    assert [(one.number, one.what) for one in walk(engine, company)] == [(2, "place_gone")]
    with engine.begin() as connection:
        connection.execute(text("UPDATE photo SET latitude = NULL, longitude = NULL, accuracy_m = NULL"))
        connection.execute(text("UPDATE photo_seal SET place = NULL"))
    assert [(one.number, one.what) for one in walk(engine, company)] == [(1, "place_gone"), (2, "place_gone")]


def test_a_seal_of_before_holds_without_how_sure_the_place_was(engine: Engine, company: Company) -> None:
    take(engine, company, 0)
    with writing(engine) as session:
        link = links(session, company.chain_id)[0]
        assert link.place is not None
        former = hashlib.sha256(link.place.encode()).hexdigest()
        link.place = canonical({"latitude": 31.23, "longitude": 121.47, "salt": "00"})
        link.said = link.said.replace(former, hashlib.sha256(link.place.encode()).hexdigest())
        link.seal = seal_over(link.previous, link.said)
        session.add(link)
    assert walk(engine, company) == []


def test_a_photo_taken_away_leaves_a_hole(engine: Engine, company: Company) -> None:
    photos = [take(engine, company, n) for n in range(4)]
    with engine.begin() as connection:
        for table, column in (("photo_seal", "photo_id"), ("audit", "photo_id"), ("photo", "id")):
            connection.execute(text(f"DELETE FROM {table} WHERE {column} = :id"), {"id": photos[1]})
    found = walk(engine, company)
    assert [(one.number, one.what, one.was, one.now) for one in found] == [(3, "removed", "2", "2")]


def test_old_photos_are_sealed_in_batches_that_may_be_broken_off(engine: Engine, company: Company) -> None:
    for number in range(5):
        take(engine, company, number)
    with engine.begin() as connection:
        connection.execute(text("DELETE FROM photo_seal"))
    with writing(engine) as session:
        assert seal_waiting(session, company.chain_id, now=NOW, limit=2) == 2
    take(engine, company, 5)
    with reading(engine) as session:
        assert [photo.sha256 for photo in unsealed_photos(session, company.chain_id, 9)] == [
            sha(2),
            sha(3),
            sha(4),
        ]
    with writing(engine) as session:
        assert seal_waiting(session, company.chain_id, now=NOW, limit=9) == 3
        assert seal_waiting(session, company.chain_id, now=NOW, limit=9) == 0
    assert walk(engine, company) == []


def test_what_is_sealed_reads_the_same_from_the_database(engine: Engine, company: Company) -> None:
    with writing(engine) as session:
        place = Place(-33.123456789012345, 0.1 + 0.2)
        done = submit_photo(session, store_id=company.store_id, sha256=sha(1), now=NOW, place=place)
        sealed = session.get_one(PhotoSeal, done.photo.id)
        written = canonical(said_of(done.photo, "S001", sealed.place))
    with reading(engine) as session:
        link = links(session, company.chain_id)[0]
        photo = session.get_one(type(done.photo), link.photo_id)
        assert canonical(said_of(photo, "S001", link.place)) == written == link.said
        assert link.place is not None
        assert json.loads(link.place)["latitude"] == photo.latitude == place.latitude
    assert walk(engine, company) == []
