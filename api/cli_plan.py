"""`paimian plan …`: planograms from the shell, and photos held against them."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any, Literal

import cv2
import typer

from alerts.compliance import judge as judge_shelf
from alerts.compliance_words import say_score, say_verdict
from alerts.verdicts import Judgement
from api.cli_common import (
    BAD_INPUT,
    FAILURE,
    HomeOption,
    JsonOption,
    Offline,
    complain,
    fail,
    failures_said,
    open_eyes,
    open_home,
    print_json,
    read_file,
)
from api.compliance_stored import judgement_json
from api.gallery import GalleryCache
from api.overlay_plan import compliance_overlay
from api.pipeline import audit_shelf
from api.plan_drafts import import_drafts
from api.plan_writers import write_plan
from api.reasons import say_row
from api.shelf_of_outcome import shelf_of_outcome
from catalog.database import reading, writing
from catalog.plans import Plan
from catalog.queries_plans import list_planograms, newest_plan
from catalog.queries_sku_cards import sku_cards

app = typer.Typer(no_args_is_help=True)

PlanogramOption = Annotated[str, typer.Option("--planogram", help="the planogram's code", metavar="CODE")]


@app.command("import")
def import_(
    file: Annotated[Path, typer.Argument(help="XLSX, CSV, JSON, or JSON of Azure's planogram matching")],
    as_json: JsonOption = False,
    home: HomeOption = None,
) -> None:
    """Make drafts of the planograms in a file: good rows in, bad rows listed; 2 when there were bad ones."""
    with open_home(home) as offline, failures_said():
        data = read_file(file)
        with writing(offline.engine) as session:
            found, made = import_drafts(
                session, offline.chain_id, data, file_name=file.name, now=datetime.now(UTC)
            )
        bad = [
            {
                "sheet": cell.sheet,
                "row": cell.row,
                "column": cell.column,
                "value": cell.value,
                "code": cell.reason,
                "reason": say_row("en", cell.reason, cell.params),
            }
            for cell in found.bad
        ]
        drafts = [
            {"code": plan.code, "version": number, "slots": len(plan.slots)} for plan, _, number in made
        ]
        if as_json:
            print_json({"planograms": drafts, "bad": bad})
        else:
            for draft in drafts:
                typer.echo(f"{draft['code']}: draft, version {draft['version']}, {draft['slots']} slots")
            for cell in bad:
                complain(
                    f"{cell['sheet']} row {cell['row']} {cell['column']}: {cell['value']!r}: {cell['reason']}"
                )
        raise typer.Exit(BAD_INPUT if bad else 0)


@app.command("list")
def list_(as_json: JsonOption = False, home: HomeOption = None) -> None:
    """List the planograms with their versions."""
    with open_home(home) as offline, failures_said():
        with reading(offline.engine) as session:
            rows = [
                {
                    "code": row.planogram.code,
                    "name": row.planogram.name,
                    "category": row.planogram.category,
                    "version": note.version.number,
                    "state": note.version.state,
                    "slots": note.slots,
                    "facings": note.facings,
                }
                for row in list_planograms(session, offline.chain_id)
                for note in row.versions
            ]
        if as_json:
            print_json({"planograms": rows})
        else:
            for row in rows:
                typer.echo(
                    f"{row['code']}  {row['name']}  version {row['version']}, {row['state']}, "
                    f"{row['facings']} facings"
                )


@app.command()
def export(
    code: Annotated[str, typer.Argument(help="the planogram's code")],
    out: Annotated[Path, typer.Option(help="file to write", metavar="FILE")],
    kind: Annotated[
        Literal["xlsx", "csv", "json", "azure"] | None,
        typer.Option("--format", help="left out: by the file's ending"),
    ] = None,
    home: HomeOption = None,
) -> None:
    """Write a planogram's newest version into a file that `plan import` reads again."""
    ending = out.suffix.lower().removeprefix(".")
    chosen = kind or ending
    if chosen not in {"xlsx", "csv", "json", "azure"}:
        fail(BAD_INPUT, f"{out}: expected .xlsx, .csv or .json, or --format")
    with open_home(home) as offline, failures_said():
        plan = _plan(offline, code)
        with reading(offline.engine) as session:
            cards = sku_cards(session, offline.chain_id, {slot.sku for slot in plan.slots})
        out.write_bytes(write_plan(chosen, plan, cards, "en"))
        typer.echo(f"{out}: {plan.code} version {plan.version}, {len(plan.slots)} slots")


@app.command()
def judge(
    photo: Annotated[Path, typer.Argument(help="a shelf photo", metavar="PHOTO")],
    planogram: PlanogramOption,
    as_json: JsonOption = False,
    overlay: Annotated[
        Path | None, typer.Option(help="folder for the photo with the verdicts drawn on it", metavar="DIR")
    ] = None,
    home: HomeOption = None,
) -> None:
    """Hold a photo against a planogram; nothing is stored. 1 when it does not look like this bay."""
    with open_home(home) as offline, failures_said():
        plan, eyes = _plan(offline, planogram), open_eyes(offline.settings)
        gallery = GalleryCache(offline.engine, offline.files, eyes)
        facts = gallery.facts(offline.chain_id)
        outcome = audit_shelf(
            read_file(photo),
            facts,
            eyes,
            gallery.look,
            photo_name=str(photo),
            max_pixels=offline.settings.max_pixels,
        )
        shelf = shelf_of_outcome(outcome, facts)
        brands = {code: fact.brand for code, fact in facts.skus.items()}
        told = judge_shelf(plan, shelf, brands=brands)
        names = {code: f"{f.brand} {f.name} {f.spec}".strip() for code, f in facts.skus.items()}
        if overlay is not None:
            picture = compliance_overlay(outcome.photo.bgr, shelf, told.verdicts)
            overlay.mkdir(parents=True, exist_ok=True)
            target = overlay / f"{photo.stem}.plan.jpg"
            cv2.imwrite(str(target), picture, [cv2.IMWRITE_JPEG_QUALITY, 88])
        if as_json:
            print_json(_document(plan, told, names))
        else:
            typer.echo(f"{photo}: {say_score(told, 'en')}")
            for number, line in enumerate(_todo(told), start=1):
                typer.echo(f"  {number:>2} {say_verdict(line, names, 'en')}")
        raise typer.Exit(0 if told.outcome == "judged" else FAILURE)


def _todo(told: Judgement) -> list[Any]:
    return [one for one in told.verdicts if one.verdict not in {"ok", "not_judged"}]


def _plan(offline: Offline, code: str) -> Plan:
    with reading(offline.engine) as session:
        return newest_plan(session, offline.chain_id, code)


def _document(plan: Plan, told: Judgement, names: dict[str, str]) -> dict[str, Any]:
    kept = judgement_json(told, chosen=True)
    for slot, verdict in zip(kept["slots"], told.verdicts, strict=True):
        slot["sentence"] = say_verdict(verdict, names, "en")
    return {
        "planogram": plan.code,
        "version": plan.version,
        "outcome": told.outcome,
        "score_pct": None if told.score_pct is None else str(told.score_pct),
        "slots": told.slots,
        "judged": told.judged,
        "ok": told.ok,
        "likeness": kept["likeness"],
        "summary": say_score(told, "en"),
        "verdicts": kept["slots"],
    }
