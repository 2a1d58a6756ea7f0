"""A small chain behind the pages: real database, real files, real sign-in tokens, and names that bite."""

import asyncio
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace

import cv2
import httpx
import numpy as np
import pytest
from fastapi import FastAPI
from sqlalchemy import Engine

from api.app import ROUTERS
from api.errors import install_error_handlers
from api.pages import add_pages, page_error
from api.pictures import Pictures
from api.security import COOKIE, Passwords, SignInBrake, hash_token
from api.settings import Settings
from api.storage import FileStore
from api.token_uses import TokenUses
from catalog.database import make_engine, writing
from catalog.people import assign_stores, create_store, create_user, ensure_chain
from catalog.queries_queue import claim_next, fail_audit, submit_photo
from catalog.reports import FacingDraft, GapDraft, GroupDraft, ProductDraft, ReportDraft
from catalog.reports_saving import finish_audit
from catalog.rows import key
from catalog.sku_draft import SkuDraft
from catalog.skus import add_reference, create_sku
from catalog.tokens import create_token

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
EVIL = '<script>alert("x")</script>'
ROLES = ("rep", "store_manager", "category_manager", "admin")
PASSWORD = "correct horse"


@dataclass(frozen=True)
class Browser:
    """Calls the app in this process, keeps cookies, follows no redirect."""

    app: FastAPI
    headers: dict[str, str]
    cookies: httpx.Cookies

    def get(self, path: str, **more: object) -> httpx.Response:
        """Ask for a page."""
        return asyncio.run(self._send("GET", path, more))

    def post(self, path: str, **more: object) -> httpx.Response:
        """Send a form."""
        return asyncio.run(self._send("POST", path, more))

    async def _send(self, method: str, path: str, more: dict[str, object]) -> httpx.Response:
        transport = httpx.ASGITransport(self.app)
        async with httpx.AsyncClient(
            transport=transport, base_url="http://shop.test", headers=self.headers, cookies=self.cookies
        ) as client:
            answer = await client.request(method, path, **more)
            self.cookies.update(client.cookies)
            return answer


@dataclass(frozen=True)
class World:
    """The app, its database, and the numbers of what lies in it."""

    app: FastAPI
    engine: Engine
    done: int
    failed: int
    queued: int
    foreign: int
    reference: int

    def client(self, role: str | None = None, **headers: str) -> "Browser":
        """A browser, signed in as the user of this role."""
        cookies = {COOKIE: f"token-of-{role}"} if role is not None else {}
        return Browser(self.app, {"accept": "text/html", **headers}, httpx.Cookies(cookies))


def photo_bytes(shade: int) -> bytes:
    """A small JPEG of its own."""
    picture = np.full((90, 120, 3), shade, np.uint8)
    picture[20:60, 10:40] = (40, 90, 200)
    return cv2.imencode(".jpg", picture)[1].tobytes()


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory, migrated_sqlite: Path) -> Iterator[World]:
    """The chain, made once for a module: pages only read it."""
    home = tmp_path_factory.mktemp("pages")
    shutil.copy(migrated_sqlite, home / "paimian.db")
    engine = make_engine(f"sqlite:///{home / 'paimian.db'}")
    files = FileStore(home / "files", max_bytes=1 << 20)
    settings = Settings(home=home)
    app = FastAPI()
    app.state.parts = SimpleNamespace(
        settings=settings,
        engine=engine,
        files=files,
        clock=lambda: NOW,
        pictures=Pictures(files, max_pixels=settings.max_pixels),
        brake=SignInBrake(settings.sign_in_failures),
        passwords=Passwords(),
        uses=TokenUses(engine),
    )
    for router in ROUTERS:
        app.include_router(router)
    install_error_handlers(app, page_error)
    add_pages(app)
    yield World(app, engine, **_fill(engine, files, app.state.parts.passwords.hash(PASSWORD)))
    engine.dispose()


def _fill(engine: Engine, files: FileStore, password_hash: str) -> dict[str, int]:
    with writing(engine) as session:
        chain = ensure_chain(session, "测试连锁")
        chain_id = key(chain.id)
        ours = create_store(session, chain_id, "A1", "人民路店", city="上海")
        other = create_store(session, chain_id, "A2", f"学院路{EVIL}", city="北京")
        for role in ROLES:
            user = create_user(session, chain_id, role, password_hash, role)
            assign_stores(session, user, [ours])
            later = NOW + timedelta(days=1)
            create_token(session, user, hash_token(f"token-of-{role}"), "session", now=NOW, expires_at=later)
        draft = SkuDraft(code="S1", brand=EVIL, name="矿泉水", spec="500ml", competitor=True)
        create_sku(session, chain_id, draft, now=NOW)
        picture = files.save(photo_bytes(7))
        reference, _ = add_reference(session, chain_id, "S1", image_sha256=picture, source="upload", now=NOW)

        ids = {"reference": key(reference.id)}
        for name, store, shade in (("done", ours, 10), ("failed", ours, 20), ("foreign", other, 30)):
            sha256 = files.save(photo_bytes(shade))
            submitted = submit_photo(
                session, store_id=key(store.id), sha256=sha256, now=NOW, size_wh=(120, 90)
            )
            ids[name] = key(submitted.audit.id)
            claim = claim_next(session, "test", now=NOW, lease=timedelta(minutes=1))
            assert claim is not None
            if name == "failed":
                assert fail_audit(session, claim, "nothing_found", now=NOW)
            else:
                assert finish_audit(session, claim, _report(), now=NOW)
        waiting = submit_photo(session, store_id=key(ours.id), sha256=files.save(photo_bytes(40)), now=NOW)
        ids["queued"] = key(waiting.audit.id)
        return ids


def _report() -> ReportDraft:
    vector = np.ones(4, np.float32)
    boxes = ((10.0, 20.0, 40.0, 60.0), (40.0, 20.0, 70.0, 60.0), (70.0, 20.0, 100.0, 60.0))
    return ReportDraft(
        size_wh=(120, 90),
        models=({"name": "shelf-n", "version": "1.0.0", "sha256": "ab" * 32},),
        catalog_version=1,
        quality={"ok": False, "reasons": ["glare"]},
        truncated=True,
        seconds={"detect": 0.5, "total": 0.8},
        groups=(
            GroupDraft(1, 2, boxes[0], vector, "S1", 0.91),
            GroupDraft(2, 1, boxes[2], vector, None, 0.4, (("S1", 0.4),)),
        ),
        products=tuple(
            ProductDraft(box, 0.9, 1, i + 1, i + 1, 1 if i < 2 else 2) for i, box in enumerate(boxes)
        ),
        gaps=(GapDraft((100.0, 20.0, 119.0, 60.0), 0.7, 1),),
        facings=(FacingDraft("S1", None, 1, 1, 2), FacingDraft(None, 2, 1, 1, 1)),
    )
