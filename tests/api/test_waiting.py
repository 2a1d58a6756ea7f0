"""What nobody followed up in 48 hours: whose turn it is, a reminder a day, a workbook."""

from datetime import datetime, timedelta
from io import BytesIO
from typing import Any

import pytest
from openpyxl import load_workbook
from sqlalchemy import text
from sqlmodel import Session

from catalog.database import writing
from catalog.push import add_target
from catalog.queries_people import find_store, find_user
from catalog.queries_queue import submit_photo
from catalog.rows import key
from catalog.tables import Audit
from catalog.tables_advice import Tip
from tests.api.conftest import Service

HOUR = timedelta(hours=1)


def photo(
    session: Session, store_id: int, sent: datetime, number: int, by: int, state: str = "failed"
) -> Audit:
    audit = submit_photo(session, store_id=store_id, sha256=f"{number:064d}", now=sent, uploaded_by=by).audit
    audit.state, audit.error_code = state, "nothing_found" if state == "failed" else None  # type: ignore[assignment]
    audit.quality = {"ok": state != "done", "reasons": ["blurred"] if state == "done" else []}
    session.add(audit)
    session.flush()
    return audit


def tip(
    session: Session, store_id: int, audit: Audit, at: datetime, subject: str, state: str = "open"
) -> Tip:
    made = Tip(
        chain_id=1,
        store_id=store_id,
        audit_id=key(audit.id),
        kind="gap",
        subject=subject,
        params={"name": "=红果 山楂汁", "layer": 2, "held": 2, "seen": 3},
        rank=1,
        state=state,  # type: ignore[arg-type]
        created_at=at,
        due_at=at + 72 * HOUR,
    )
    session.add(made)
    session.flush()
    return made


@pytest.fixture
def late(service: Service) -> dict[str, Any]:
    """In S1: a tip of 50 h, one of 47 h, one done, one that ran out, a photo that failed; in S2 a blurred one."""
    now = service.clock()
    with writing(service.parts.engine) as session:
        s1, s2 = find_store(session, 1, "S1"), find_store(session, 1, "S2")
        rep, manager = find_user(session, "rep"), find_user(session, "manager")
        assert s1 is not None
        assert s2 is not None
        assert rep is not None
        assert manager is not None
        failed = photo(session, key(s1.id), now - 60 * HOUR, 1, key(rep.id))
        photo(session, key(s2.id), now - 90 * HOUR, 2, key(rep.id))  # another came after it
        blurred = photo(session, key(s2.id), now - 70 * HOUR, 3, key(rep.id), "done")
        old = tip(session, key(s1.id), failed, now - 50 * HOUR, "gap:1")
        tip(session, key(s1.id), failed, now - 47 * HOUR, "gap:2")
        tip(session, key(s1.id), failed, now - 55 * HOUR, "gap:3", "done")
        expired = tip(session, key(s1.id), failed, now - 100 * HOUR, "gap:4", "expired")
        tip(session, key(s1.id), failed, now - 24 * 31 * HOUR, "gap:5")
        add_target(session, key(manager.id), "json://hook.example.com/x", now=now)
        return {"failed": failed.id, "blurred": blurred.id, "old": old.id, "expired": expired.id}


def test_whose_turn_it_is(service: Service, late: dict[str, Any]) -> None:
    found = service.client("director").get("/api/board/waiting").json()
    said = {
        (part["store"]["code"], part["person"]): [(item["kind"], item["id"]) for item in part["items"]]
        for part in found["groups"]
    }
    assert said == {
        ("S1", "manager"): [("tip", late["expired"]), ("tip", late["old"])],
        ("S1", "rep"): [("photo", late["failed"])],
        ("S2", "rep"): [("photo", late["blurred"])],
    }
    assert found["total"] == 4
    assert [part["store"]["code"] for part in found["groups"]] == ["S1", "S1", "S2"]
    own = service.client("supervisor").get("/api/board/waiting").json()
    assert {part["store"]["code"] for part in own["groups"]} == {"S1"}
    assert service.client("stranger").get("/api/board/waiting").json()["total"] == 0
    page = service.client("director").get("/board/waiting").text
    assert f'href="/tips?store=S1#tip{late["old"]}"' in page
    assert "照片不能用，需要重拍：模糊" in page
    assert 'data-person="manager"' in page
    only = service.client("director").get("/board/waiting?kind=photo").text
    assert f'href="/audits/{late["blurred"]}"' in only
    assert "#tip" not in only


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_reminder_a_day_a_store_and_person(service: Service, late: dict[str, Any]) -> None:
    boss = service.client("director")

    def nudge(store: str, person: str) -> Any:
        return boss.post("/api/board/waiting/nudge", json={"store": store, "person": person})

    assert nudge("S1", "manager").json() == {"state": "sent"}
    assert nudge("S1", "manager").json() == {"state": "already"}
    assert nudge("S1", "rep").json() == {"state": "unreachable"}
    assert nudge("S2", "manager").status_code == 404
    own = service.client("supervisor").post("/api/board/waiting/nudge", json={"store": "S2", "person": "rep"})
    assert own.status_code == 404
    told = service.client("admin").get("/api/changes").json()["changes"][0]["details"]
    assert set(told) == {"body", "user"}
    assert "'rep'" not in str(told), "by number, not by name"
    with service.parts.engine.connect() as connection:
        (kind, link), *more = connection.execute(text("SELECT kind, link FROM push_message")).all()
    assert (kind, link, more) == ("nudge", "/tips?store=S1", [])
    service.clock.ahead = timedelta(hours=4)
    with writing(service.parts.engine) as session:
        session.execute(text("UPDATE push_message SET subject = subject || '-yesterday'"))
    assert nudge("S1", "manager").json() == {"state": "sent"}


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_the_workbook_says_the_same_and_no_text_is_a_formula(service: Service, late: dict[str, Any]) -> None:
    answer = service.client("director", locale="en").get("/api/board/waiting.xlsx")
    assert answer.status_code == 200
    sheet = load_workbook(BytesIO(answer.content)).active
    assert sheet is not None
    rows = list(sheet.iter_rows(values_only=True))
    assert len(rows) == 1 + 4
    assert {(row[0], row[3], row[4]) for row in rows[1:]} == {
        ("S1", "manager", "Tip"),
        ("S1", "rep", "Retake"),
        ("S2", "rep", "Retake"),
    }
    sent = (service.clock() - 70 * HOUR).astimezone(service.settings.zone)
    assert [row[6] for row in rows if row[0] == "S2"] == [f"{sent:%Y-%m-%d %H:%M}"]
    assert all(cell.data_type != "f" for row in sheet.iter_rows() for cell in row)
    for name in ("rep", "manager"):
        for path in ("/api/board/waiting", "/api/board/waiting.xlsx", "/board/waiting"):
            assert service.client(name).get(path).status_code == 403
