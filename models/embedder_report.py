"""How well the registered embedder tells products apart: `python -m models.embedder_report`.

Needs the banks that training made, for they hold what it kept apart: six unseen classes of `recognition`, the last
photos of `rows`, drawn brands of other seeds. Everything runs on the production embedder, grouping and naming.
"""

import csv
import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Annotated, Any, Final, NamedTuple

import numpy as np
import typer
from numpy.typing import NDArray

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
from models.synth import Sku, draw_pack, random_sku_family, render_shelf
from vision.crops import to_input
from vision.embedder import Embedder
from vision.grouping import group
from vision.naming import Gallery, name
from vision.registry import load_registry, verify
from vision.session import OnnxSession

REGISTRY: Final = Path(__file__).parent / "weights" / "registry.json"
PERCENT: Final = (1, 5, 25, 50, 75, 95, 99)
BRANDS_ON_A_SHELF: Final = 7


class Shelf(NamedTuple):
    """A drawn shelf: vectors (N, D) and boxes (N, 4) of its products, what each shows, and its articles."""

    vectors: Vectors
    xyxy: NDArray[np.float32]
    print_of: tuple[str, ...]
    skus: tuple[Sku, ...]


@dataclass(frozen=True)
class Pairs:
    """Pairs of boxes of one photo: of one product and grouped together, of one product, grouped together."""

    right: int
    true: int
    said: int

    def __add__(self, other: "Pairs") -> "Pairs":
        """Both photos' pairs."""
        return Pairs(self.right + other.right, self.true + other.true, self.said + other.said)

    @property
    def figures(self) -> dict[str, float]:
        """Precision, recall and F1 over pairs."""
        precision, recall = self.right / max(1, self.said), self.right / max(1, self.true)
        return {
            "precision": precision,
            "recall": recall,
            "f1": 2 * self.right / max(1, self.said + self.true),
        }


def main(
    data: Annotated[Path, typer.Option(exists=True, file_okay=False)] = Path("../shared/data"),
    banks: Annotated[Path, typer.Option(exists=True, file_okay=False)] = Path("runs/embedder/banks"),
    registry: Annotated[Path, typer.Option(exists=True)] = REGISTRY,
    shelves: Annotated[int, typer.Option(help="How many shelves to draw.")] = 8,
    threads: Annotated[int, typer.Option(min=0)] = 1,
) -> None:
    """Print the figures as one JSON document."""
    entry = load_registry(registry).default("embedder")
    session = OnnxSession(verify(entry), threads=threads)
    report: dict[str, Any] = {"model": {"version": entry.version, "sha256": entry.sha256}}
    report["recognition"] = recognition_figures(data / "recognition", banks, lambda c: session(to_input(c)))
    report["rows"] = rows_figures(banks, lambda c: session(to_input(c)))
    report["drawn"] = drawn_figures(list(drawn_shelves(shelves, 7000, Embedder(session))), Embedder(session))
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


def drawn_shelves(count: int, seed: int, embedder: Embedder) -> Iterator[Shelf]:
    """Shelves of brands never drawn in training."""
    for number in range(count):
        rng = np.random.default_rng(seed + number)
        families = [random_sku_family(rng) for _ in range(BRANDS_ON_A_SHELF)]
        skus = tuple(sku for family in families for sku in family)
        bgr, truth = render_shelf(rng, skus)
        xyxy = np.array([product.xyxy for product in truth.products], np.float32).reshape(-1, 4)
        prints = {sku.code: _print(sku) for sku in skus}
        yield Shelf(embedder(bgr, xyxy), xyxy, tuple(prints[p.sku] for p in truth.products), skus)


def drawn_figures(shelves: list[Shelf], embedder: Embedder) -> dict[str, Any]:
    """Grouping by print, and naming the groups' boxes by pack shots; sizes of one print count as one product."""
    pairs, named = Pairs(0, 0, 0), {"right": 0, "wrong": 0, "unknown": 0}
    kinds: dict[str, list[Vectors]] = {"same": [], "sibling": [], "other": []}
    for shelf in shelves:
        numbers = group(shelf.vectors, shelf.xyxy)
        truth = np.array(shelf.print_of)
        brand = np.array([text.split("|")[0] for text in shelf.print_of])
        upper = np.triu(np.ones((len(truth), len(truth)), np.bool_), 1)
        same, kin = truth[:, None] == truth[None], brand[:, None] == brand[None]
        said = numbers[:, None] == numbers[None]
        pairs += Pairs(int((upper & same & said).sum()), int((upper & same).sum()), int((upper & said).sum()))
        similar = (shelf.vectors @ shelf.vectors.T).astype(np.float32)
        for kind, mask in (("same", same), ("sibling", kin & ~same), ("other", ~kin)):
            kinds[kind].append(similar[upper & mask])
        gallery = _gallery(shelf.skus, embedder)
        for number in np.unique(numbers):
            members = numbers == number
            mean = shelf.vectors[members].mean(axis=0, keepdims=True)
            answer = name(mean / np.linalg.norm(mean), gallery)[0].sku
            right = int((truth[members] == answer).sum()) if answer is not None else 0
            named["right"] += right
            named["unknown" if answer is None else "wrong"] += int(members.sum()) - right
    return {
        "shelves": len(shelves),
        "products": sum(named.values()),
        "grouping": pairs.figures,
        "named_by_pack_shot": named,
        "similarity": {kind: _spread(np.concatenate(values)) for kind, values in kinds.items()},
    }


def _gallery(skus: tuple[Sku, ...], embedder: Embedder) -> Gallery:
    rows: list[Vectors] = []
    for sku in skus:
        shot = draw_pack(sku, 400).astype(np.float32)
        alpha = shot[..., 3:] / 255
        white = (shot[..., :3] * alpha + 255 * (1 - alpha)).astype(np.uint8)
        rows.append(embedder(white, np.array([[0, 0, white.shape[1], white.shape[0]]], np.float32)))
    return Gallery(np.concatenate(rows), tuple(_print(sku) for sku in skus))


def _print(sku: Sku) -> str:
    return f"{sku.brand}|{sku.name}"


def _naming(named: Named) -> dict[str, Any]:
    columns = {key: _spread(value) for key, value in asdict(named).items() if key != "right"}
    return {"questions": len(named.right), "top1": named.top1, **columns}


def _spread(values: Vectors) -> dict[str, float]:
    found = np.percentile(values, PERCENT) if len(values) else np.full(len(PERCENT), np.nan)
    spread = {f"p{p}": round(float(v), 3) for p, v in zip(PERCENT, found, strict=True)}
    return {"count": len(values), **spread}


if __name__ == "__main__":
    typer.run(main)
