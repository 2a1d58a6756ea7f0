"""`paimian photos …`: whether photos are as they were taken in."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Annotated, Final

import typer

from api.cli_common import (
    BAD_INPUT,
    FAILURE,
    HomeOption,
    JsonOption,
    Offline,
    complain,
    fail,
    failures_said,
    open_home,
    print_json,
)
from api.file_hashes import file_hashes
from api.seal_words import break_said
from api.storage import FileMissing
from catalog.database import reading, writing
from catalog.photo_looks import keep_look
from catalog.photo_seals import seal_waiting
from catalog.queries_likeness import photos_without_look
from catalog.queries_people import find_chain
from catalog.queries_seals import count_unsealed
from catalog.rows import key
from catalog.seal_check import Break, walk_seals
from catalog.tables import Photo
from vision.errors import PhotoError
from vision.likeness import phash
from vision.photo import decode_photo

app = typer.Typer(no_args_is_help=True)
_AT_ONCE: Final = 200
_SHOWN: Final = 20

ChainOption = Annotated[
    str, typer.Option("--chain", help="the chain of stores (default: the command line's)", metavar="NAME")
]


@app.command("seal")
def seal(chain: ChainOption = "", home: HomeOption = None) -> None:
    """Seal photos that were taken in before there were seals; may be stopped and called again."""
    with _open(chain, home) as (offline, chain_id):
        total = 0
        while True:
            with writing(offline.engine) as session:
                done = seal_waiting(session, chain_id, now=datetime.now(UTC), limit=_AT_ONCE)
            total += done
            if done < _AT_ONCE:
                break
    typer.echo(f"{total} photos sealed")


@app.command("looks")
def looks(chain: ChainOption = "", home: HomeOption = None) -> None:
    """Hash the looks of older photos, so that copies of them are found; may be stopped and called again."""
    with _open(chain, home) as (offline, chain_id):
        done, last = 0, 0
        while True:
            with reading(offline.engine) as session:
                photos = photos_without_look(session, chain_id, last, _AT_ONCE)
            hashes = {key(photo.id): _look(offline, photo) for photo in photos}
            with writing(offline.engine) as session:
                for photo_id, value in hashes.items():
                    if value is not None:
                        keep_look(session, photo_id, chain_id, value)
                        done += 1
            if len(photos) < _AT_ONCE:
                break
            last = key(photos[-1].id)
    typer.echo(f"{done} photos hashed")


@app.command("verify")
def verify(
    files: Annotated[bool, typer.Option(help="read every photo's file too")] = True,
    expect: Annotated[
        str,
        typer.Option("--expect", help="a last seal that was kept elsewhere: NUMBER:SEAL", metavar="SEAL"),
    ] = "",
    chain: ChainOption = "",
    as_json: JsonOption = False,
    home: HomeOption = None,
) -> None:
    """Walk the seals: is every photo as it was taken in? Exit code 1, and what was changed first, if not.

    The last line is the newest seal: keep it somewhere else, and give it as --expect next time.
    """
    kept_number, kept_seal = _kept(expect)
    broken: list[Break] = []
    number, last, met = 0, "", not expect
    with _open(chain, home) as (offline, chain_id):
        read = file_hashes(offline.files) if files else None
        for link, breaks in walk_seals(lambda: reading(offline.engine), chain_id, read):
            broken += breaks
            number, last = link.number, link.seal
            met = met or (link.number, link.seal) == (kept_number, kept_seal)
        with reading(offline.engine) as session:
            unsealed = count_unsealed(session, chain_id)
    good = not broken and not unsealed and met
    if as_json:
        print_json(
            {
                "good": good,
                "sealed": number,
                "unsealed": unsealed,
                "expected_found": met,
                "breaks": [vars(one) for one in broken],
                "last": f"{number}:{last}",
            }
        )
    else:
        for one in broken[:_SHOWN]:
            complain(break_said(one, "en"))
        if len(broken) > _SHOWN:
            complain(f"and {len(broken) - _SHOWN} more breaks")
        if unsealed:
            complain(
                f"{unsealed} photos have no seal: slipped in, or older than seals (then: paimian photos seal)"
            )
        if not met:
            complain(f"the seal {expect} is not in the chain: it was made anew, or its end was cut off")
        typer.echo(f"{number} seals, {'all good' if good else f'{len(broken)} breaks'}; last {number}:{last}")
    if not good:
        raise typer.Exit(FAILURE)


def _look(offline: Offline, photo: Photo) -> int | None:
    try:
        data = offline.files.get(photo.sha256)
        return phash(decode_photo(data, max_pixels=offline.settings.max_pixels).bgr)
    except (FileMissing, PhotoError) as error:
        complain(f"photo {photo.id}: {error}")
        return None


def _kept(expect: str) -> tuple[int, str]:
    number, _, seal = expect.partition(":")
    if expect and not (number.isascii() and number.isdigit() and len(seal) == 64):
        fail(BAD_INPUT, f"--expect {expect}: write NUMBER:SEAL as `paimian photos verify` prints it")
    return int(number or 0), seal


@contextmanager
def _open(chain: str, home: HomeOption) -> Iterator[tuple[Offline, int]]:
    with open_home(home) as offline, failures_said():
        chain_id = offline.chain_id
        if chain:
            with reading(offline.engine) as session:
                found = find_chain(session, chain)
            if found is None:
                fail(BAD_INPUT, f"there is no chain {chain}")
            chain_id = key(found.id)
        yield offline, chain_id
