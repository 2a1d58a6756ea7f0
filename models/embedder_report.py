"""How well the registered embedder tells products apart: `python -m models.embedder_report`.

Needs the banks that training made, for they hold what it kept apart: six unseen classes of `recognition` and the last
photos of `rows`. The vectors alone are judged; grouping and naming are `paimian evaluate`'s.
"""

import csv
import json
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any, Final

import numpy as np
import typer

from models.embedder_bank import Bank
from models.embedder_data import Source
from models.embedder_measure import (
    Embed,
    Named,
    Vectors,
    embed_bank,
    name_unseen,
    neighbour_precision,
    pair_similarities,
)
from models.embedder_prepare import UNSEEN_CLASSES
from vision.crops import to_input
from vision.registry import load_registry, verify
from vision.session import OnnxSession

REGISTRY: Final = Path(__file__).parent / "weights" / "registry.json"
PERCENT: Final = (1, 5, 25, 50, 75, 95, 99)


def main(
    data: Annotated[Path, typer.Option(exists=True, file_okay=False)] = Path("../shared/data"),
    banks: Annotated[Path, typer.Option(exists=True, file_okay=False)] = Path("runs/embedder/banks"),
    registry: Annotated[Path, typer.Option(exists=True)] = REGISTRY,
    threads: Annotated[int, typer.Option(min=0)] = 1,
) -> None:
    """Print the figures as one JSON document."""
    entry = load_registry(registry).default("embedder")
    session = OnnxSession(verify(entry), threads=threads)
    report: dict[str, Any] = {"model": {"version": entry.version, "sha256": entry.sha256}}
    report["recognition"] = recognition_figures(data / "recognition", banks, lambda c: session(to_input(c)))
    report["rows"] = rows_figures(banks, lambda c: session(to_input(c)))
    typer.echo(json.dumps(report, indent=1))


def recognition_figures(folder: Path, banks: Path, embed: Embed) -> dict[str, Any]:
    """Naming phone pictures of the unseen classes among all classes, by five pictures or by the pack shot."""
    with (folder / "classes.csv").open(encoding="utf-8") as file:
        numbers = {int(row[1]) for row in csv.reader(file) if len(row) > 4 and row[0] in UNSEEN_CLASSES}
    bank = Bank.load(banks / "recognition_all.npz")
    vectors = embed_bank(bank, embed)
    return {
        "pictures": int((np.isin(bank.identity, list(numbers)) & ~bank.clean).sum()),
        "classes": len(np.unique(bank.identity)),
        "five_references": _naming(name_unseen(bank, vectors, numbers, references=5)),
        "pack_shot": _naming(name_unseen(bank, vectors, numbers, references=None)),
    }


def rows_figures(banks: Path, embed: Embed) -> dict[str, Any]:
    """Look-alike neighbours of the photos kept apart; the grouping by SIFT is no truth, only a yardstick."""
    source = Source(Bank.load(banks / "rows_validation.npz"))
    vectors = embed_bank(source.bank, embed)
    same, other = pair_similarities(source, vectors)
    return {
        "photos": len(source.by_photo),
        "crops": len(source.bank),
        "nearest_is_of_the_group": neighbour_precision(source, vectors),
        "similarity": {"same": _spread(same), "plainly_other": _spread(other)},
    }


def _naming(named: Named) -> dict[str, Any]:
    columns = {key: _spread(value) for key, value in asdict(named).items() if key != "right"}
    return {"questions": len(named.right), "top1": named.top1, **columns}


def _spread(values: Vectors) -> dict[str, float]:
    found = np.percentile(values, PERCENT) if len(values) else np.full(len(PERCENT), np.nan)
    spread = {f"p{p}": round(float(v), 3) for p, v in zip(PERCENT, found, strict=True)}
    return {"count": len(values), **spread}


if __name__ == "__main__":
    typer.run(main)
