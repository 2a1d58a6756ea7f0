"""What the commands share: where the data lie, how a failure is said, what an offline command works with."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, NoReturn

import typer
from pydantic import ValidationError
from sqlalchemy import Engine

from api.cli_record import recorded
from api.messages import say
from api.settings import Settings
from api.storage import FileStore
from catalog.database import make_engine, migrate, writing
from catalog.errors import CatalogError
from catalog.people import ensure_chain
from vision.errors import ModelError, PhotoError
from vision.eyes import Eyes, load_eyes
from vision.registry import load_registry

CHAIN = "default"
"""The chain whose catalogue the command line works on."""

BAD_INPUT, FAILURE = 2, 1

HomeOption = Annotated[
    Path | None,
    typer.Option("--home", help="data folder (default: PAIMIAN_HOME, else ~/.paimian)", metavar="DIR"),
]
JsonOption = Annotated[
    bool, typer.Option("--json", help="print one JSON document to stdout and nothing else")
]

_home: Path | None = None


def remember_home(home: Path | None) -> None:
    """Keep `--home` as given before the command's name; a command's own `--home` wins."""
    global _home  # noqa: PLW0603  (one process, one command)
    _home = home


def read_settings(home: Path | None) -> Settings:
    """Settings of this command; leaves with 2 when the environment holds something impossible."""
    chosen = home or _home
    try:
        return Settings(home=chosen) if chosen is not None else Settings()
    except ValidationError as error:
        problem = error.errors()[0]
        fail(BAD_INPUT, f"PAIMIAN_{'_'.join(map(str, problem['loc'])).upper()}: {problem['msg']}")


@dataclass(frozen=True)
class Offline:
    """An open home: the database migrated, the default chain there, the file store ready."""

    settings: Settings
    engine: Engine
    files: FileStore
    chain_id: int


@contextmanager
def open_home(home: Path | None) -> Iterator[Offline]:
    """Open the data folder, made on first use."""
    settings = read_settings(home)
    with failures_said():
        settings.home.mkdir(parents=True, exist_ok=True)
        engine = make_engine(settings.database)
        try:
            migrate(engine)
            with writing(engine) as session:
                chain_id = ensure_chain(session, CHAIN).id
            assert chain_id is not None
            with recorded(engine, chain_id):
                yield Offline(settings, engine, open_files(settings), chain_id)
        finally:
            engine.dispose()


def open_files(settings: Settings) -> FileStore:
    """Where the pictures lie, for the command line as for the service."""
    return FileStore(settings.home / "files", max_bytes=settings.max_upload_bytes)


def open_eyes(settings: Settings) -> Eyes:
    """The registered models on the chosen device."""
    return load_eyes(load_registry(settings.registry), device=settings.device, threads=settings.threads)


@contextmanager
def failures_said() -> Iterator[None]:
    """Turn the errors that have names into one line on stderr and the promised exit code."""
    try:
        yield
    except (PhotoError, CatalogError) as error:
        fail(BAD_INPUT, worded(error))
    except (ModelError, OSError) as error:
        fail(FAILURE, str(error))


def worded(error: PhotoError | CatalogError) -> str:
    """The error as a sentence and what to do about it, in English as all of the command line."""
    message, fix = say("en", error.code, error.params)
    return f"{message} {fix}"


def read_file(path: Path) -> bytes:
    """The file's bytes; leaves with 2 when it cannot be read."""
    try:
        return path.read_bytes()
    except OSError as error:
        fail(BAD_INPUT, f"{path}: {error.strerror or error}")


def print_json(document: Any) -> None:
    """One JSON document, readable Chinese included."""
    typer.echo(json.dumps(document, ensure_ascii=False))


def complain(text: str) -> None:
    """A line to stderr."""
    typer.echo(text, err=True)


def fail(code: int, text: str) -> NoReturn:
    """Say what is wrong and leave."""
    complain(f"paimian: {text}")
    raise typer.Exit(code)
