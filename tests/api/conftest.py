"""A whole service for each test: real app, real database, tiny real models, some people and stores."""

import time
import warnings
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest

from api.app import create_app
from api.parts import Parts
from api.security import Passwords, hash_token, new_token
from api.settings import Settings
from catalog.database import writing
from catalog.people import assign_stores, create_store, create_user, ensure_chain
from catalog.tokens import create_token
from tests.api.chromium import RUNNING, open_browser
from tests.shelf_pictures import shelf_jpeg
from tests.tiny_models import write_models

with warnings.catch_warnings():
    # It asks for httpx2; httpx does all that is needed here.
    warnings.simplefilter("ignore")
    from starlette.testclient import TestClient

__all__ = ["open_browser"]

PASSWORD = "correct horse"
PEOPLE = {
    "rep": ("rep", "our chain", ("S1",)),
    "other_rep": ("rep", "our chain", ("S2",)),
    "manager": ("store_manager", "our chain", ("S1",)),
    "supervisor": ("supervisor", "our chain", ("S1",)),
    "category": ("category_manager", "our chain", ()),
    "director": ("director", "our chain", ()),
    "admin": ("admin", "our chain", ()),
    "stranger": ("admin", "their chain", ()),
}


@dataclass
class Clock:
    """The time of the service, which a test may move on."""

    ahead: timedelta = field(default_factory=timedelta)

    def __call__(self) -> datetime:
        return datetime.now(UTC) + self.ahead


@dataclass
class Service:
    """A running service; `client(name)` speaks for one of PEOPLE, `client(None)` for nobody."""

    http: Any
    settings: Settings
    clock: Clock
    tokens: dict[str, str]

    def stop(self) -> None:
        """End the service as a signal to end would."""
        self.http.__exit__(None, None, None)

    @property
    def parts(self) -> Parts:
        parts: Parts = self.http.app.state.parts
        return parts

    def client(self, name: str | None, *, locale: str = "en") -> "Caller":
        headers = {"Accept-Language": locale}
        if name is not None:
            headers["Authorization"] = f"Bearer {self.tokens[name]}"
        return Caller(self.http, headers)

    def upload(
        self, name: str = "rep", store: str = "S1", data: bytes | None = None, **form: Any
    ) -> httpx.Response:
        file_name = form.pop("file_name", "shelf.jpg")
        data = shelf_jpeg() if data is None else data
        return self.client(name).post(
            "/api/photos", files={"file": (file_name, data)}, data={"store": store, **form}
        )

    def audited(self, name: str = "rep", *, seconds: float = 20, **upload: Any) -> dict[str, Any]:
        """Upload and wait for the end."""
        answer = self.upload(name, **upload)
        assert answer.status_code == 202, answer.text
        return self.wait(answer.json()["audit_id"], name, seconds)

    def wait(self, audit_id: int, name: str = "rep", seconds: float = 20) -> dict[str, Any]:
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            answer = self.client(name).get(f"/api/audits/{audit_id}")
            assert answer.status_code == 200, answer.text
            found: dict[str, Any] = answer.json()
            if found["state"] in {"done", "failed"}:
                return found
            time.sleep(0.02)
        raise AssertionError(f"audit {audit_id} is still {found['state']} after {seconds} s")

    def files(self) -> list[str]:
        """Names of all files that the service keeps, temporary ones included."""
        root = self.settings.home / "files"
        return sorted(path.name for path in root.rglob("*") if path.is_file())


@dataclass
class Caller:
    """Requests with one person's token and language."""

    http: Any
    headers: dict[str, str]

    def request_(self, method: str, url: str, **more: Any) -> httpx.Response:
        return getattr(self, method.lower())(url, **more)

    def __getattr__(self, method: str) -> Callable[..., httpx.Response]:
        def call(url: str, *, headers: dict[str, str] | None = None, **more: Any) -> httpx.Response:
            self.http.cookies.clear()
            merged = {**self.headers, **(headers or {})}
            return self.http.request(method.upper(), url, headers=merged, **more)

        return call


@pytest.fixture(scope="module", autouse=True)
def browser_of_module() -> Iterator[None]:
    """End the browser, if one was opened, with each module's tests."""
    yield
    RUNNING.stop()


@pytest.fixture(scope="session")
def models_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_models(tmp_path_factory.mktemp("models"))


@pytest.fixture(scope="session")
def password_hash() -> str:
    return Passwords().hash(PASSWORD)


@pytest.fixture
def settings(tmp_path: Path, models_dir: Path, database_url: str) -> Settings:
    return Settings(
        home=tmp_path / "home", database_url=database_url, models_dir=models_dir, threads=1, poll_seconds=0.2
    )


@pytest.fixture
def start(password_hash: str) -> Iterator[Callable[..., Service]]:
    """Starts services; all are stopped at the end."""
    running = []

    def begin(settings: Settings, tokens: dict[str, str] | None = None) -> Service:
        clock = Clock()
        http = TestClient(create_app(settings, clock=clock), raise_server_exceptions=False)
        http.__enter__()
        running.append(http)
        service = Service(http, settings, clock, tokens or {})
        if tokens is None:
            service.tokens = fill(service.parts, password_hash)
        return service

    yield begin
    for http in running:
        if http.portal is not None:
            http.__exit__(None, None, None)


@pytest.fixture
def service(start: Callable[..., Service], settings: Settings) -> Service:
    return start(settings)


def fill(parts: Parts, password_hash: str) -> dict[str, str]:
    """Two chains, two stores in ours, the people and a token for each."""
    now, tokens = parts.clock(), {}
    with writing(parts.engine) as session:
        chains = {name: ensure_chain(session, name) for name in ("our chain", "their chain")}
        stores = {
            code: create_store(session, chains["our chain"].id or 0, code, f"Store {code}", city="上海")
            for code in ("S1", "S2")
        }
        for name, (role, chain, own) in PEOPLE.items():
            user = create_user(session, chains[chain].id or 0, name, password_hash, role)  # type: ignore[arg-type]
            assign_stores(session, user, [stores[code] for code in own])
            tokens[name] = new_token()
            create_token(
                session, user, hash_token(tokens[name]), "api", now=now, expires_at=now + timedelta(hours=8)
            )
    return tokens
