"""The live board: what happens is there within a second, for who may see it, without gaps or doubles."""

import time
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import text
from sqlmodel import Session

from api import routes_board
from api.board_hub import LISTENERS_MOST
from api.security import hash_token
from catalog.board import tell_board
from catalog.database import make_engine, writing
from catalog.people import assign_stores
from catalog.queries_people import find_chain, find_store, find_user
from catalog.rows import key
from tests.api.board_stream import Reader
from tests.api.conftest import Service
from tests.api.serving import serving

MOST_SECONDS = 1.0


def happen(
    session: Session, service: Service, store: str | None = "S1", chain: str = "our chain", **more: Any
) -> None:
    """A photo's event, whose audit's number tells it from others."""
    found = find_chain(session, chain)
    assert found is not None
    where = None if store is None else find_store(session, key(found.id), store)
    tell_board(
        session,
        key(found.id),
        more.pop("kind", "photo"),
        store_id=None if where is None else where.id,
        subject_id=more.pop("subject", 1),
        at=service.clock(),
        **more,
    )


def test_a_commit_elsewhere_is_on_the_board_within_a_second(service: Service) -> None:
    """Two services' worth of engines on one database: one writes, the other's board is read over a real port."""
    writer = make_engine(service.settings.database)
    with serving(service.http.app) as base:
        reader = Reader(base, service.tokens["director"])
        reader.start()
        reader.wait_for(lambda r: r.told)
        seconds = []
        for number in range(8):
            with writing(writer) as session:
                happen(session, service, subject=number, audit=number, what="shelf")
            committed = time.monotonic()
            reader.wait_for(lambda r, n=number: len(r.news) == n + 1)
            seconds.append(reader.news[-1][1] - committed)
        reader.go_away()
    writer.dispose()
    assert max(seconds) <= MOST_SECONDS, seconds
    first = reader.news[0][0]
    assert first["text"] == "Photo sent: Shelf"
    assert (first["store"]["code"], first["link"], first["number"]) == ("S1", "/audits/0", 1)
    assert [data["link"] for data, _ in reader.news] == [f"/audits/{n}" for n in range(8)]


def test_who_comes_back_misses_nothing_and_gets_nothing_twice(service: Service) -> None:
    """Also where an id becomes visible after a higher one did."""
    writer, slow = make_engine(service.settings.database), make_engine(service.settings.database)
    late_first = writer.dialect.name == "postgresql"
    with serving(service.http.app) as base:
        first = Reader(base, service.tokens["director"])
        first.start()
        first.wait_for(lambda r: r.told)
        late = Session(slow)
        if late_first:  # SQLite has one writer: ids become visible in their order
            happen(late, service, subject=100, audit=100)
            late.flush()
        with writing(writer) as session:
            happen(session, service, subject=1, audit=1)
        first.wait_for(lambda r: len(r.news) == 1)
        cursor = first.cursor
        first.go_away()
        with writing(writer) as session:
            happen(session, service, subject=2, audit=2)
        if not late_first:
            happen(late, service, subject=100, audit=100)
        late.commit()
        late.close()
        again = Reader(base, service.tokens["director"], after=cursor)
        again.start()
        again.wait_for(lambda r: len(r.news) >= 2)
        with writing(writer) as session:
            happen(session, service, subject=3, audit=3)
        again.wait_for(lambda r: len(r.news) >= 3)
        time.sleep(0.6)
        again.go_away()
        lost = Reader(base, service.tokens["director"], after="nonsense")
        lost.start()
        lost.wait_for(lambda r: r.told)
        assert lost.told[0][0] == "reload"
    for engine in (writer, slow):
        engine.dispose()
    assert sorted(data["link"] for data, _ in again.news) == [f"/audits/{n}" for n in (100, 2, 3)]
    assert [data["link"] for data, _ in first.news][:1] == ["/audits/1"]


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_each_sees_what_is_theirs_until_their_rights_change(
    service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(routes_board, "RIGHTS_SECONDS", 0.3)
    engine = service.parts.engine
    names = ("supervisor", "director", "category", "stranger")
    with serving(service.http.app) as base:
        parts = service.http.app.state.parts
        readers = {name: Reader(base, service.tokens[name]) for name in names}
        for reader in readers.values():
            reader.start()
            reader.wait_for(lambda r: r.told)
        with writing(engine) as session:
            for number, store in enumerate(("S1", "S2", None)):
                happen(session, service, store, subject=number, audit=number)
            happen(session, service, None, "their chain", subject=9, audit=9)
        readers["director"].wait_for(lambda r: len(r.news) == 3)
        readers["category"].wait_for(lambda r: len(r.news) == 3)
        readers["stranger"].wait_for(lambda r: r.news)
        readers["supervisor"].wait_for(lambda r: r.news)
        with writing(engine) as session:
            supervisor, s2 = find_user(session, "supervisor"), find_store(session, 1, "S2")
            assert supervisor is not None
            assert s2 is not None
            assign_stores(session, supervisor, [s2])
            session.execute(
                text("UPDATE access_token SET revoked_at = :now WHERE token_sha256 = :hash"),
                {"now": service.clock(), "hash": hash_token(service.tokens["category"])},
            )
        for name in ("supervisor", "category"):
            readers[name].join(10)
            assert readers[name].told[-1][0] == "over", name
        assert readers["director"].is_alive()
        parts.board.stop()
        readers["director"].join(10)
        assert not readers["director"].is_alive()
    seen = {name: {data["link"] for data, _ in reader.news} for name, reader in readers.items()}
    assert seen == {
        "supervisor": {"/audits/0"},
        "director": {f"/audits/{n}" for n in range(3)},
        "category": {f"/audits/{n}" for n in range(3)},
        "stranger": {"/audits/9"},
    }


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_who_may_not_watch_is_refused_and_nobody_opens_boards_without_end(service: Service) -> None:
    for name in ("rep", "manager"):
        for path in ("/api/board", "/api/board/events?seconds=0", "/board"):
            assert service.client(name).get(path).status_code == 403, (name, path)
    board = service.parts.board
    user = key(service_user(service, "director"))
    from api.board_hub import BoardListener

    many = [BoardListener(user, None) for _ in range(LISTENERS_MOST)]  # type: ignore[arg-type]
    for one in many:
        board.join(one)
    answer = service.client("director").get("/api/board/events?seconds=0")
    assert (answer.status_code, answer.json()["error"]["code"]) == (429, "too_many_boards")
    assert service.client("admin").get("/api/board/events?seconds=0").status_code == 200
    board.leave(many[0])
    assert service.client("director").get("/api/board/events?seconds=0").status_code == 200
    for one in many[1:]:
        board.leave(one)
    assert board.listening == 0
    assert board._cursor is None


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_the_page_shows_today_without_a_script(service: Service) -> None:
    with writing(service.parts.engine) as session:
        happen(session, service, "S1", kind="tip_done", subject=5, audit=5, what="gap", by=1)
        happen(session, service, "S1", kind="tip_done", subject=5, audit=5, what="gap", number=-1)
        happen(session, service, "S1", kind="alert_raised", subject=7, number=4)
        happen(session, service, "S2", kind="tip_declined", subject=6, audit=6, what="gap")
        tell_board(
            session, 1, "photo", store_id=1, subject_id=8, at=service.clock() - timedelta(days=2), audit=8
        )
    state = service.client("supervisor").get("/api/board").json()
    counted = {kind: n for kind, n in state["figures"].items() if n}
    assert counted == {"alert_raised": 4}
    assert [news["text"] for news in state["news"]] == [
        "Photo sent",
        "4 alerts raised",
        "Taken back: Tip done: Gap",
        "Tip done: Gap",
    ]
    page = service.client("director").get("/board").text
    assert 'data-kinds="tip_done tip_declined">1<' in page
    assert 'data-kinds="alert_raised">4<' in page
    assert f'data-cursor="{state["cursor"]}"' in page
    assert 'href="/alerts?store=S1"' in page


def service_user(service: Service, name: str) -> int | None:
    with Session(service.parts.engine) as session:
        user = find_user(session, name)
        assert user is not None
        return user.id
