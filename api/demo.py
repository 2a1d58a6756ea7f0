"""The demo: a small fictional chain, drawn by `models.synth`, let in through the same doors as real data."""

import csv
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Final
from zoneinfo import ZoneInfo

from sqlalchemy import Engine
from sqlmodel import Session

from api.demo_chain import HistorySize, fill_history
from api.demo_policies import fill_policies
from api.demo_tills import TillDays, fill_tills
from api.demo_trust import add_copy
from api.demo_visits import fill_visits
from api.plan_drafts import import_drafts
from api.security import Passwords
from api.storage import FileStore
from catalog.database import reading, writing
from catalog.must_stock_import import import_must_stock
from catalog.people import assign_stores, create_store, create_user
from catalog.planograms import publish
from catalog.queries_people import find_user
from catalog.queries_queue import submit_photo
from catalog.queries_skus import list_skus
from catalog.rows import key
from catalog.sku_import import import_skus
from catalog.skus import add_reference
from catalog.tables import PhotoKind, Role, Store
from vision.likeness import phash
from vision.photo import decode_photo

PASSWORD: Final = "paimian-demo"
"""Known to everybody, which is why `paimian demo` listens on this machine alone unless told otherwise."""

_PHOTOS: Final[tuple[tuple[PhotoKind, str], ...]] = (("shelf", "visits.csv"), ("poster", "posters.csv"))
_PAST_DAYS: Final = 90
_FACINGS: Final = 6.0
"""As many as the drawn shelves give a SKU, about."""
_ALL: Final = 1000
"""More stores than the demo has."""
_ZONE: Final = ZoneInfo("Asia/Shanghai")


@dataclass(frozen=True)
class DemoUser:
    """Somebody to sign in as; `stores` is how many of the chain's first stores are theirs (0: not bound to any)."""

    username: str
    role: Role
    stores: int


USERS: Final = (
    DemoUser("rep", "rep", 4),
    DemoUser("manager", "store_manager", 1),
    DemoUser("supervisor", "supervisor", _ALL),
    DemoUser("category", "category_manager", 0),
    DemoUser("director", "director", 0),
    DemoUser("admin", "admin", 0),
)


def is_filled(engine: Engine) -> bool:
    """Whether the demo's people are there; they are the last thing that filling writes."""
    with reading(engine) as session:
        return find_user(session, USERS[-1].username) is not None


def fill(
    engine: Engine,
    files: FileStore,
    chain_id: int,
    folder: Path,
    say: Callable[[str], None] = lambda line: None,
) -> None:
    """Draw the demo into `folder`, then import catalogue, pack shots, stores, photos and people.

    The audits are queued, not done: the service does them in front of the user, and then judges the tills
    (`api.demo_night`). Filling again after a broken first
    try goes on where it stopped.
    """
    now = datetime.now(UTC)
    yesterday = (now.astimezone(_ZONE) - timedelta(days=1)).date()
    _draw(folder, yesterday, say)
    with writing(engine) as session:
        outcome = import_skus(session, chain_id, (folder / "catalog.csv").read_bytes(), now=now)
    say(f"catalogue: {len(outcome.created) + len(outcome.updated) + len(outcome.unchanged)} SKUs")
    packs = {path.stem: files.save(path.read_bytes()) for path in sorted((folder / "packs").iterdir())}
    photos = [
        (kind, row, (folder / row["photo"]).read_bytes())
        for kind, table in _PHOTOS
        for row in _rows(folder / table)
    ]
    kept = [files.save(data) for _, _, data in photos]
    password_hash = Passwords().hash(PASSWORD)
    first = min(datetime.fromisoformat(row["captured_at"]).date() for _, row, _ in photos)
    with writing(engine) as session:
        for code, sha256 in packs.items():
            add_reference(session, chain_id, code, image_sha256=sha256, source="import", now=now)
        stores = _stores(session, chain_id, folder)
        planograms = _planograms(session, chain_id, folder / "planograms.json", now)
        if (must := folder / "must-stock.csv").exists():
            import_must_stock(session, chain_id, must.read_bytes(), today=first)
        decoded = [decode_photo(data) for _, _, data in photos]
        taken = [datetime.fromisoformat(row["captured_at"]).replace(tzinfo=_ZONE) for _, row, _ in photos]
        for (kind, row, _), sha256, photo, at in zip(photos, kept, decoded, taken, strict=True):
            submit_photo(
                session,
                store_id=key(stores[row["store"]].id),
                sha256=sha256,
                now=now,
                kind=kind,
                file_name=row["photo"],
                content_type="image/jpeg",
                size_wh=photo.size_wh,
                captured_at=at,
                phash=phash(photo.bgr),
            )
        other = next(one for code, one in stores.items() if code != photos[0][1]["store"])
        add_copy(session, files, decoded[0].bgr, other, taken=taken[0], now=now)
        policies = fill_policies(session, chain_id, now.astimezone(_ZONE).date(), now=now)
        _past(session, chain_id, list(stores.values()), first - timedelta(days=1), yesterday, now)
        for user in USERS:
            made = create_user(session, chain_id, user.username, password_hash, user.role)
            if user.stores:
                assign_stores(session, made, list(stores.values())[: user.stores])
            if user.role == "rep":
                fill_visits(session, made, now=now, zone=_ZONE)
    say(
        f"chain: {len(stores)} stores, {planograms} planograms, {policies} promotion policies, "
        f"{len(photos)} photos waiting for their audit"
    )


def _past(
    session: Session, chain_id: int, stores: list[Store], until: date, yesterday: date, now: datetime
) -> None:
    """Give the stores a quarter of shelf days and sales, so that reports over time are alive from the first minute.

    Shelf days end where the photos begin: what these show is the newest that is known. The days made up have no
    photos, and the pages say so. Sales go on to yesterday.
    """
    rows = list_skus(session, chain_id, limit=1000).rows
    size = HistorySize(_PAST_DAYS, until, every=3, facings=_FACINGS)
    fill_history(session, stores, [row.sku for row in rows], size, now=now)
    days = TillDays(until - timedelta(days=_PAST_DAYS - 1), until, yesterday)
    fill_tills(session, stores, [row.sku for row in rows if not row.brand.competitor], days)


def _draw(folder: Path, today: date, say: Callable[[str], None]) -> None:
    """Let the renderer draw beside, then move the whole into place: half a demo is none."""
    if folder.exists():
        return
    say("drawing shelf photos and posters (once) …")
    draft = folder.with_name(f".{folder.name}-{os.getpid()}")
    draft.mkdir(parents=True)
    try:
        subprocess.run(
            [sys.executable, "-m", "models.synth", "--out", str(draft), "--last-day", today.isoformat()],
            check=True,
            stdout=subprocess.DEVNULL,
        )
        draft.rename(folder)
    finally:
        shutil.rmtree(draft, ignore_errors=True)


def _stores(session: Session, chain_id: int, folder: Path) -> dict[str, Store]:
    return {
        row["code"]: create_store(
            session,
            chain_id,
            code=row["code"],
            name=row["name"],
            city=row["city"],
            trade_area=row["trade_area"],
        )
        for row in _rows(folder / "stores.csv")
    }


def _planograms(session: Session, chain_id: int, path: Path, now: datetime) -> int:
    """Import the file and put each planogram in force in the store that its code begins with."""
    if not path.exists():  # drawn by a former version
        return 0
    _, made = import_drafts(session, chain_id, path.read_bytes(), file_name=path.name, now=now)
    for plan, version_id, _ in made:
        publish(
            session,
            chain_id,
            version_id,
            valid_from=None,
            valid_until=None,
            stores=[plan.code.rpartition("-")[0]],
            now=now,
        )
    return len(made)


def _rows(path: Path) -> Iterator[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)
