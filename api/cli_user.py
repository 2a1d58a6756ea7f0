"""`paimian user add`: the first people of a fresh installation."""

from pathlib import Path
from typing import Annotated

import typer

from api.cli_common import BAD_INPUT, HomeOption, fail, failures_said, open_home
from api.security import Passwords, new_token
from catalog.database import writing
from catalog.people import assign_stores, create_store, create_user
from catalog.queries_people import find_store
from catalog.tables import Role, Store

app = typer.Typer(no_args_is_help=True)

PASSWORD_MIN = 10


@app.callback()
def root() -> None:
    """People and their stores."""


@app.command()
def add(
    username: Annotated[str, typer.Argument(help="name to sign in with")],
    role: Annotated[Role, typer.Option(help="what the person may do")],
    store: Annotated[
        list[str] | None, typer.Option(help="code of a store; made if unknown; may be repeated")
    ] = None,
    password_file: Annotated[
        Path | None, typer.Option(help="file with the password; made up and printed when left out")
    ] = None,
    home: HomeOption = None,
) -> None:
    """Add somebody who may sign in."""
    password = _password(password_file)
    with open_home(home) as offline, failures_said():
        hashed = Passwords().hash(password)
        with writing(offline.engine) as session:
            stores: list[Store] = [
                find_store(session, offline.chain_id, code)
                or create_store(session, offline.chain_id, code, code)
                for code in store or ()
            ]
            user = create_user(session, offline.chain_id, username, hashed, role)
            assign_stores(session, user, stores)
        told = "" if password_file else f", password {password}"
        typer.echo(f"{username}: {role.replace('_', ' ')}{told}")


def _password(path: Path | None) -> str:
    if path is None:
        return new_token()[:20]
    try:
        password = path.read_text(encoding="utf-8").strip()
    except OSError as error:
        fail(BAD_INPUT, f"{path}: {error.strerror or error}")
    if len(password) < PASSWORD_MIN:
        fail(BAD_INPUT, f"{path}: a password needs {PASSWORD_MIN} characters or more")
    return password
