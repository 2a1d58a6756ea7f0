"""`paimian sku …`: the catalogue from the shell."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any

import typer

from api.cli_common import (
    BAD_INPUT,
    HomeOption,
    JsonOption,
    fail,
    failures_said,
    open_home,
    print_json,
    read_file,
    worded,
)
from api.cli_imports import tell_import
from catalog.database import reading, writing
from catalog.queries_skus import SkuRow, list_skus
from catalog.sku_draft import SkuDraft
from catalog.sku_import import import_skus
from catalog.skus import add_reference, create_sku
from vision.errors import PhotoError
from vision.photo import decode_photo

app = typer.Typer(no_args_is_help=True)


@app.command()
def add(
    brand: Annotated[str, typer.Option(help="brand, e.g. 立白")],
    name: Annotated[str, typer.Option(help="product name, e.g. 洗洁精")],
    spec: Annotated[str, typer.Option(help="net content and pack, e.g. 500ml, 6x250ml")],
    photo: Annotated[list[Path], typer.Option(help="reference picture; may be given again", metavar="FILE")],
    code: Annotated[str | None, typer.Option(help="your code of it; made up when left out")] = None,
    gtin: Annotated[str | None, typer.Option(help="barcode number, check digit included")] = None,
    category: Annotated[str, typer.Option(help="e.g. 洗护")] = "",
    competitor: Annotated[bool, typer.Option("--competitor", help="the brand is a competitor's")] = False,
    as_json: JsonOption = False,
    home: HomeOption = None,
) -> None:
    """Add a SKU with its reference pictures: all of it, or nothing."""
    with open_home(home) as offline, failures_said():
        pictures = [_picture(path) for path in photo]
        draft = SkuDraft(
            code=code,
            brand=brand,
            name=name,
            spec=spec,
            gtin=gtin,
            category=category,
            competitor=competitor or None,
        )
        now = datetime.now(UTC)
        kept = [offline.files.save(data) for data in pictures]
        with writing(offline.engine) as session:
            row = create_sku(session, offline.chain_id, draft, now=now)
            for sha256 in kept:
                add_reference(
                    session, offline.chain_id, row.sku.code, image_sha256=sha256, source="upload", now=now
                )
        if as_json:
            print_json(_as_document(row, references=len(set(kept))))
        else:
            typer.echo(
                f"{row.sku.code}: {row.brand.name} {row.sku.name} {row.sku.spec}, {len(set(kept))} references"
            )


@app.command("list")
def list_(as_json: JsonOption = False, home: HomeOption = None) -> None:
    """List the SKUs of the catalogue."""
    with open_home(home) as offline, failures_said():
        with reading(offline.engine) as session:
            page = list_skus(session, offline.chain_id, active=None, limit=1_000_000)
        if as_json:
            print_json({"skus": [_as_document(row) for row in page.rows]})
            return
        for row in page.rows:
            rival = " (competitor)" if row.brand.competitor else ""
            typer.echo(
                f"{row.sku.code}\t{row.brand.name}{rival}\t{row.sku.name}\t{row.sku.spec}\t{row.references} references"
            )


@app.command("import")
def import_(
    file: Annotated[
        Path, typer.Argument(help="table with code, brand, name, spec …", metavar="FILE.csv|FILE.xlsx")
    ],
    as_json: JsonOption = False,
    home: HomeOption = None,
) -> None:
    """Import SKUs from a table: good rows in, bad rows listed with line and reason."""
    data = read_file(file)
    with open_home(home) as offline, failures_said():
        with writing(offline.engine) as session:
            outcome = import_skus(session, offline.chain_id, data, now=datetime.now(UTC))
        tell_import(file, outcome, as_json=as_json)


def _picture(path: Path) -> bytes:
    """A reference picture that decodes."""
    data = read_file(path)
    try:
        decode_photo(data)
    except PhotoError as error:
        fail(BAD_INPUT, f"{path}: {worded(error)}")
    return data


def _as_document(row: SkuRow, *, references: int | None = None) -> dict[str, Any]:
    return {
        "code": row.sku.code,
        "brand": row.brand.name,
        "name": row.sku.name,
        "spec": row.sku.spec,
        "gtin": row.sku.gtin,
        "category": row.sku.category,
        "competitor": row.brand.competitor,
        "references": row.references if references is None else references,
    }
