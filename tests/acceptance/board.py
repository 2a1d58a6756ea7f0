"""How long it takes from a commit to the board: `python -m tests.acceptance.board`.

A service on a real port in this process, a writer in a process of its own, several readers of the stream; the time
from just after the writer's commit to the event's arrival at each reader. `--url` names another database.
"""

import statistics
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Annotated, Final

import typer

from api.app import create_app
from api.security import hash_token, new_token
from api.settings import Settings
from catalog.board import tell_board
from catalog.database import make_engine, migrate, writing
from catalog.people import create_store, create_user, ensure_chain
from catalog.rows import key
from catalog.tokens import create_token
from tests.api.board_stream import Reader
from tests.api.serving import serving

GOAL_SECONDS: Final = 1.0


def write(url: str, events: int, pause: float) -> None:
    """The other process: one commit after another, each timed on the clock that all processes share."""
    engine = make_engine(url)
    for number in range(events):
        with writing(engine) as session:
            tell_board(session, 1, "photo", store_id=1, subject_id=number, at=datetime.now(UTC), audit=number)
        print(number, time.monotonic(), flush=True)
        time.sleep(pause)
    engine.dispose()


def main(
    events: int = 100,
    readers: int = 5,
    pause: float = 0.11,
    url: Annotated[str, typer.Option(help="an empty database; left out: a SQLite file")] = "",
    as_writer: Annotated[bool, typer.Option(hidden=True)] = False,
) -> None:
    """Time it, and say whether every event kept the goal."""
    if as_writer:
        write(url, events, pause)
        return
    with tempfile.TemporaryDirectory() as folder:
        database = url or f"sqlite:///{folder}/board.db"
        migrate(database)
        engine, token, now = make_engine(database), new_token(), datetime.now(UTC)
        with writing(engine) as session:
            chain = key(ensure_chain(session, "board").id)
            create_store(session, chain, "S1", "人民路店")
            user = create_user(session, chain, "director", "x", "director")
            until = now + timedelta(hours=1)
            create_token(session, user, hash_token(token), "api", now=now, expires_at=until)
        engine.dispose()
        settings = Settings(home=Path(folder), database_url=database, workers=0, night_hour=-1, threads=1)
        with serving(create_app(settings)) as base:
            listening = [Reader(base, token) for _ in range(readers)]
            for reader in listening:
                reader.start()
                reader.wait_for(lambda r: r.told)
            command = [sys.executable, "-m", "tests.acceptance.board", "--as-writer", "--url", database]
            command += ["--events", str(events), "--pause", str(pause)]
            said = subprocess.run(command, capture_output=True, text=True, check=True).stdout.split("\n")
            committed = {int(n): float(at) for n, at in (line.split() for line in said if line)}
            for reader in listening:
                reader.wait_for(lambda r: len(r.news) >= events)
                reader.go_away()
    took = sorted(
        at - committed[int(data["link"].rpartition("/")[2])]
        for reader in listening
        for data, at in reader.news
    )
    median, p99 = statistics.median(took), took[int(len(took) * 0.99) - 1]
    kept = len(took) == events * readers and took[-1] <= GOAL_SECONDS
    print(
        f"{database.partition(':')[0]}: {events} commits, {readers} readers: median {median * 1000:.0f} ms,"
        f" 99 % {p99 * 1000:.0f} ms, longest {took[-1] * 1000:.0f} ms: {'kept' if kept else 'MISSED'}"
    )
    raise typer.Exit(0 if kept else 1)


if __name__ == "__main__":
    typer.run(main)
