"""`paimian user add`: the first people of a fresh installation."""

from pathlib import Path
from typing import Annotated

import typer

from api.cli_common import BAD_INPUT, HomeOption, fail, failures_said, open_home
from api.errors import ApiError
from api.messages import say
from api.password_rules import check_password
from api.security import Passwords
from catalog.accounts import checked_username
from catalog.database import writing
from catalog.people import assign_stores, create_store, create_user
from catalog.queries_people import find_store
from catalog.tables import Role, Store

app = typer.Typer(no_args_is_help=True)


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
    given = None if password_file is None else _password(password_file, username)
    with open_home(home) as offline, failures_said():
        checked_username(username)
        passwords = Passwords()
        password, hashed = passwords.made_up() if given is None else (given, passwords.hash(given))
        with writing(offline.engine) as session:
            stores: list[Store] = [
                find_store(session, offline.chain_id, code)
                or create_store(session, offline.chain_id, code, code)
                for code in store or ()
            ]
            user = create_user(session, offline.chain_id, username, hashed, role)
            assign_stores(session, user, stores)
        told = f", password {password}" if given is None else ""
        typer.echo(f"{username}: {role.replace('_', ' ')}{told}")


def _password(path: Path, username: str) -> str:
    try:
        password = path.read_text(encoding="utf-8").strip()
        check_password(password, username)
    except OSError as error:
        fail(BAD_INPUT, f"{path}: {error.strerror or error}")
    except ApiError as error:
        fail(BAD_INPUT, f"{path}: {' '.join(say('en', error.code, error.params))}")
    return password
