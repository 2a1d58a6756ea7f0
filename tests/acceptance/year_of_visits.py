"""A year of a chain's visits in a database, and how long its pages take: `python -m tests.acceptance.year_of_visits`.

2,173 stores of 52 visits with three photos each, what followed from them, and four weeks at the till, are written as
rows; the pages are then asked for through the whole app: the first time after the database was opened (cold) and
five times more (warm, the median; `cpu` is what the process worked then, less than the time where others work too).
Photos' files are not there: pages do not read them.
"""

import random
import statistics
import tempfile
import threading
import time
import warnings
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Any, Final

import typer
from sqlalchemy import Engine, insert, text

from api.app import create_app
from api.security import hash_token, new_token
from api.settings import Settings
from catalog.database import make_engine, migrate, writing
from catalog.people import create_user, ensure_chain
from catalog.queries_people import find_user
from catalog.rows import key
from catalog.tables import Audit, Brand, Photo, Sku, Store, UserStore
from catalog.tables_advice import Compliance, Tip
from catalog.tables_board import BoardEvent
from catalog.tables_history import DailyScan
from catalog.tables_plans import Planogram, PlanogramVersion
from catalog.tables_seen import Facing
from catalog.tables_till import SilenceAlert
from catalog.tables_trust import PhotoSeal
from catalog.tables_visits import Visit
from catalog.tokens import create_token

STORES, VISITS, PHOTOS, SKUS, TILL_DAYS = 2_173, 52, 3, 60, 28
REPS: Final = 180
GOAL_SECONDS: Final = 1.0
CHUNK: Final = 20_000
PAGES: Final = (
    "/stores/S1000/visits",
    "/records",
    "/records?store=S1000",
    "/visits",
    "/board",
    "/board/stores",
    "/board/stores?city=城市3",
    "/board/waiting",
    "/board/health",
    "/api/board",
    "/api/visits?store=S1000",
    "/api/today",
)


def fill(engine: Engine, now: datetime, stores: int, visits: int) -> dict[str, str]:
    """Write it all; tokens by name. Ids of stores and reps are 1 to n."""
    chance = random.Random(7)
    tokens = people(engine, now)
    rows: dict[Any, list[dict[str, Any]]] = {}
    with engine.begin() as connection:

        def put(table: Any, row: dict[str, Any]) -> None:
            waiting = rows.setdefault(table, [])
            waiting.append(row)
            if len(waiting) >= CHUNK:
                flush()

        def flush() -> None:
            for table in (Visit, Photo, Audit, *rows):  # what others point to comes first
                if rows.get(table):
                    connection.execute(insert(table), rows[table])
                    rows[table] = []

        for n in range(1, stores + 1):
            connection.execute(
                insert(Store),
                {
                    "id": n,
                    "chain_id": 1,
                    "code": f"S{n}",
                    "name": f"第{n}店",
                    "city": f"城市{n % 40}",
                    "trade_area": f"商圈{n % 7}",
                    "store_class": "AB"[n % 2],
                },
            )
            put(UserStore, {"user_id": 10 + n % REPS, "store_id": n})
        connection.execute(insert(Brand), [{"id": 1, "chain_id": 1, "name": "清泉", "competitor": False}])
        for n in range(1, SKUS + 1):
            sku = {
                "id": n,
                "chain_id": 1,
                "code": f"K{n}",
                "brand_id": 1,
                "name": f"品{n}",
                "category": "饮料",
            }
            more = {"list_price": Decimal("3.50"), "spec": "500ml", "active": True, "pack_count": 1}
            connection.execute(insert(Sku), sku | more | {"created_at": now})
        plan = {"id": 1, "chain_id": 1, "code": "P1", "name": "冰柜", "category": "饮料", "created_at": now}
        connection.execute(insert(Planogram), plan)
        version = {"id": 1, "planogram_id": 1, "number": 1, "state": "published", "source": "editor"}
        connection.execute(insert(PlanogramVersion), version | {"created_at": now, "changed_at": now})
        photo = 0
        for number, (visit, store, begun) in enumerate(all_visits(chance, now, stores, visits), start=1):
            visit |= {"id": number, "form_id": None, "client_id": f"v{number}"}
            put(Visit, visit)
            for shot in range(PHOTOS):
                photo += 1
                taken = begun + timedelta(minutes=3 * shot + 2)
                sent = taken + timedelta(minutes=chance.expovariate(1 / 20))
                put(Photo, photo_row(photo, visit, taken, sent))
                put(Audit, audit_row(photo, sent, failed=chance.random() < 0.03))
                put(PhotoSeal, seal_row(photo, sent))
                for layer in (1, 2):
                    seen = {"audit_id": photo, "sku_id": chance.randint(1, SKUS), "group_number": None}
                    put(Facing, seen | {"layer": layer, "columns": 6, "units": 9})
                if shot == 0:
                    put(Compliance, compliance_row(photo, sent, chance))
            if number % 2 == 0:
                put(Tip, tip_row(photo, store, begun, chance, now))
            if now - begun < timedelta(days=30):
                for kind, subject, after in (
                    ("visit_started", number, 0),
                    *((kind, photo - shot, 2) for shot in range(PHOTOS) for kind in ("photo", "audit_done")),
                    ("visit_submitted", number, 20),
                ):
                    event = {"chain_id": 1, "store_id": store, "kind": kind, "subject_id": subject}
                    params = {"by": visit["user_id"], "audit": photo}
                    put(
                        BoardEvent,
                        event | {"at": begun + timedelta(minutes=after), "number": 1, "params": params},
                    )
        for store in range(1, stores + 1, 5):
            put(SilenceAlert, alert_row(store, now, chance))
        for day in range(TILL_DAYS):
            for store in range(1, stores + 1):
                for sku in range(1, SKUS + 1):
                    sold = Decimal(1 + (store * sku + day) % 9)
                    at = {"store_id": store, "sku_id": sku, "day": now.date() - timedelta(days=day + 1)}
                    put(DailyScan, at | {"units": sold})
        flush()
    with engine.connect() as connection:
        connection.execute(text("ANALYZE"))
        connection.commit()
    return tokens


def people(engine: Engine, now: datetime) -> dict[str, str]:
    tokens = {}
    with writing(engine) as session:
        chain = key(ensure_chain(session, "default").id)
        for name, role in (
            ("director", "director"),
            ("category", "category_manager"),
            ("supervisor", "supervisor"),
        ):
            user = create_user(session, chain, name, "$argon2id$x", role)  # type: ignore[arg-type]
            tokens[name] = new_token()
            create_token(
                session, user, hash_token(tokens[name]), "api", now=now, expires_at=now + timedelta(days=2)
            )
        while (user := create_user(session, chain, f"p{random.random()}", "$argon2id$x", "rep")).id < 10:  # type: ignore[operator]
            pass
        for n in range(REPS):
            create_user(session, chain, f"rep{n}", "$argon2id$x", "rep")
        user = find_user(session, "rep1")  # type: ignore[assignment]
        tokens["rep"] = new_token()
        create_token(
            session, user, hash_token(tokens["rep"]), "api", now=now, expires_at=now + timedelta(days=2)
        )
    return tokens


def all_visits(
    chance: random.Random, now: datetime, stores: int, visits: int
) -> Iterator[tuple[dict[str, Any], int, datetime]]:
    """Visits in the order of their time, the last ones of today."""
    for turn in range(visits):
        begin = now - timedelta(days=365 * (visits - turn) / visits)
        for place, store in enumerate(chance.sample(range(1, stores + 1), stores)):
            begun = begin + timedelta(days=365 / visits * place / stores, minutes=-60)
            done = None if chance.random() < 0.06 else begun + timedelta(minutes=18)
            here = chance.random() < 0.9
            yield (
                {
                    "store_id": store,
                    "user_id": 10 + store % REPS,
                    "answers": {"focus": "红果山楂汁", "rival": "第二件半价"},
                    "latitude": 31.2 if here else None,
                    "longitude": 121.5 if here else None,
                    "accuracy_m": 20.0 if here else None,
                    "started_at": begun,
                    "submitted_at": done,
                    "received_at": begun + timedelta(minutes=chance.expovariate(1 / 90)),
                },
                store,
                begun,
            )


def photo_row(number: int, visit: dict[str, Any], taken: datetime, sent: datetime) -> dict[str, Any]:
    return {
        "id": number,
        "store_id": visit["store_id"],
        "sha256": f"{number:064d}",
        "client_id": None,
        "kind": "shelf",
        "talkers": False,
        "file_name": "shelf.jpg",
        "content_type": "image/jpeg",
        "width": 4000,
        "height": 3000,
        "captured_at": taken,
        "uploaded_at": sent,
        "uploaded_by": visit["user_id"],
        "visit_id": visit["id"],
        "latitude": visit["latitude"],
        "longitude": visit["longitude"],
        "accuracy_m": visit["accuracy_m"],
    }


def audit_row(number: int, sent: datetime, *, failed: bool) -> dict[str, Any]:
    return {
        "id": number,
        "photo_id": number,
        "state": "failed" if failed else "done",
        "attempts": 1,
        "queued_at": sent,
        "started_at": sent,
        "finished_at": sent + timedelta(seconds=4),
        "advised_at": sent + timedelta(seconds=5),
        "error_code": "nothing_found" if failed else None,
        "quality": {"ok": not failed, "reasons": ["dark"] if failed else []},
    }


def seal_row(number: int, sent: datetime) -> dict[str, Any]:
    seal = {
        "photo_id": number,
        "chain_id": 1,
        "number": number,
        "previous": "0" * 64,
        "seal": f"{number:064d}",
    }
    return seal | {"said": "{}", "sealed_at": sent}


def compliance_row(audit: int, at: datetime, chance: random.Random) -> dict[str, Any]:
    score = Decimal(chance.randint(3000, 10000)) / 100
    row = {"audit_id": audit, "version_id": 1, "made_at": at, "outcome": "judged", "score_pct": score}
    return row | {"slots": 20, "judged": 20, "ok": int(score / 5), "verdicts": {}}


def tip_row(audit: int, store: int, at: datetime, chance: random.Random, now: datetime) -> dict[str, Any]:
    fresh = now - at < timedelta(days=7)
    state = "open" if fresh else chance.choice(("done", "done", "declined", "expired"))
    return {
        "chain_id": 1,
        "store_id": store,
        "audit_id": audit,
        "kind": "gap",
        "subject": f"gap:{audit}",
        "sku_id": 1,
        "params": {"name": "清泉 品1 500ml", "layer": 2, "held": 2, "seen": 3},
        "rank": 1.0,
        "state": state,
        "assignee_id": 10 + store % REPS,
        "created_at": at,
        "due_at": at + timedelta(hours=72),
        "closed_at": None if state == "open" else at + timedelta(hours=30),
        "close_reason": "",
        "layer": 2,
    }


def alert_row(store: int, now: datetime, chance: random.Random) -> dict[str, Any]:
    ago = chance.randint(0, 5)
    return {
        "chain_id": 1,
        "store_id": store,
        "sku_id": 1 + store % SKUS,
        "day": now.date() - timedelta(days=ago + 1),
        "since": now.date() - timedelta(days=ago + 4),
        "zero_days": 3,
        "expected_units": Decimal(4),
        "lost_units": Decimal(3),
        "chance": 0.01,
        "gone": 0.5,
        "rule": "n_days",
        "rank": 1,
        "action": "check_shelf",
        "evidence": {},
        "state": "open",
        "close_note": "",
        "created_at": now - timedelta(days=ago),
        "due_at": now - timedelta(days=ago - 3),
    }


def measure(url: str, home: Path, tokens: dict[str, str], pages: tuple[str, ...]) -> None:
    """Ask for each page; a line each."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from starlette.testclient import TestClient
    for page in pages:
        who = "rep" if page == "/api/today" else "director"
        settings = Settings(home=home, database_url=url, workers=0, night_hour=-1, threads=1)
        with TestClient(create_app(settings), raise_server_exceptions=False) as http:
            headers = {"Authorization": f"Bearer {tokens[who]}", "Accept-Language": "zh-CN"}
            took, worked = [], []
            for _ in range(6):
                begun, cpu = time.perf_counter(), time.process_time()
                answer = http.get(page, headers=headers)
                took.append(time.perf_counter() - begun)
                worked.append(time.process_time() - cpu)
                for (
                    thread
                ) in threading.enumerate():  # sums of sales, made beside the first page that wants them
                    if thread.name == "paimian sales":
                        thread.join()
            warm, cpu = statistics.median(took[1:]), statistics.median(worked[1:])
            mark = "ok" if answer.status_code == 200 and max(took[0], warm) <= GOAL_SECONDS else "MISSED"
            size = len(answer.content) / 1024
            print(
                f"{page:28s} {answer.status_code}  cold {took[0]:6.3f} s  warm {warm:6.3f} s  cpu {cpu:6.3f} s "
                f"{size:5.0f} kB  {mark}",
                flush=True,
            )


def main(
    stores: int = STORES,
    visits: int = VISITS,
    url: Annotated[
        str, typer.Option(help="an empty database; left out: a SQLite file that is thrown away")
    ] = "",
    keep: Annotated[
        Path | None, typer.Option(help="a folder to keep the SQLite file in, and to use it again")
    ] = None,
    pages: Annotated[str, typer.Option(help="of the pages only those with this in their address")] = "",
) -> None:
    """Write a year, then time the pages."""
    with tempfile.TemporaryDirectory() as folder:
        home = keep or Path(folder)
        home.mkdir(exist_ok=True, parents=True)
        database = url or f"sqlite:///{home / 'year.db'}"
        kept = home / "tokens.txt"
        if kept.exists() and keep:
            migrate(database)
            tokens = dict(line.split() for line in kept.read_text().splitlines())
        else:
            begun = time.perf_counter()
            migrate(database)
            engine = make_engine(database)
            tokens = fill(engine, datetime.now(UTC), stores, visits)
            engine.dispose()
            kept.write_text("\n".join(f"{name} {token}" for name, token in tokens.items()))
            print(
                f"{stores} stores, {stores * visits} visits, {stores * visits * PHOTOS} photos,"
                f" {stores * SKUS * TILL_DAYS} rows of the till: written in {time.perf_counter() - begun:.0f} s"
            )
        measure(database, home, tokens, tuple(page for page in PAGES if pages in page))


if __name__ == "__main__":
    typer.run(main)
