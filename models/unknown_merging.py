"""How surely two groups of different shops are one unknown product: `python -m models.unknown_merging`.

Nothing that a figure is reported on: development photos whose products were identified by eye (`labelled`), and shelves
of invented brands, drawn twice with another arrangement, light and camera (`drawn`). A labelled photo is made two
shops: each product's facings are parted by chance, and the second half is seen again with other light, box edges,
blur and JPEG. All other products of the photo, siblings beside one another, are what must stay apart. Of drawn
products those that differ in nothing but the spec count as one: no picture tells them apart, and the spec is asked
when naming.

The first shop's groups are the questions, the second's are put to them by the service's own rule, at several
thresholds, and by the cosine of their vectors alone: of the groups that joined a question, the share that is right;
of those that had one to join, the share that did.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Annotated, Final

import numpy as np
import numpy.typing as npt
import typer

from models.embedder_degrade import record, relight
from models.export import WEIGHTS_DIR
from models.identified import identified
from models.synth import random_sku_family, render_shelf
from vision.boxes import Floats, Ints
from vision.crops import cut
from vision.eyes import Eyes, load_eyes
from vision.looks import Look, describe
from vision.merging import best_question, mean_vector, most_alike
from vision.registry import load_registry

PHOTOS: Final = ("train_2971", "train_3065", "train_3174")
SURE: Final = (0.6, 0.65, 0.7, 0.75, 0.8, 0.85, 0.9)
COSINES: Final = (0.88, 0.92, 0.95, 0.97)
SEED: Final = 31
BRANDS: Final = 8
EDGE: Final = 0.03
"""Standard deviation of a box's edges, of its side: a detector's, against boxes corrected by eye."""


@dataclass(frozen=True)
class Half:
    """A group as one shop shows it: its product, its shop, its mean vector (D,), its clearest crop made ready."""

    product: str
    shop: int
    vector: Floats
    look: Look


def main(
    data: Annotated[Path, typer.Option(exists=True, file_okay=False)] = Path("../shared/data"),
    shelves: Annotated[int, typer.Option(help="pairs of shelves to draw")] = 6,
    again: Annotated[int, typer.Option(help="how often each photo is parted and seen again")] = 3,
) -> None:
    """Print both sources' figures."""
    eyes = load_eyes(load_registry(WEIGHTS_DIR / "registry.json"), threads=1)
    for source, worlds in (
        ("labelled", list(labelled(eyes, data / "cn", again))),
        ("drawn", list(drawn(eyes, shelves))),
    ):
        answers = [answer for world in worlds for answer in ask(world, eyes)]
        typer.echo(
            f"{source}: {len(answers)} groups asked, {sum(a.there for a in answers)} with a question of theirs"
        )
        for least in SURE:
            typer.echo(
                line(f"probability >= {least}", [a for a in answers if a.probability >= least], answers)
            )
        for cosine in COSINES:
            alike = [a.by_cosine() for a in answers if a.cosine >= cosine]
            typer.echo(line(f"cosine alone >= {cosine}", alike, answers))


@dataclass(frozen=True)
class Asked:
    """What became of a group: whether its question was there, what it was taken for and how surely; the same by
    cosine alone."""

    there: bool
    right: bool
    probability: float
    cosine: float
    cosine_right: bool

    def by_cosine(self) -> "Asked":
        """As if the cosine alone had decided."""
        return Asked(self.there, self.cosine_right, self.cosine, self.cosine, self.cosine_right)


def line(name: str, joined: Sequence[Asked], asked: Sequence[Asked]) -> str:
    """One row of the table."""
    right, there = sum(one.right for one in joined), sum(one.there for one in asked)
    return f"  {name}: right {right}/{len(joined)} = {right / max(len(joined), 1):.3f}, joined {right / there:.3f}"


def ask(world: Sequence[Half], eyes: Eyes) -> Iterator[Asked]:
    """Put each of the second shop's groups to the first shop's."""
    questions, groups = [h for h in world if h.shop == 0], [h for h in world if h.shop == 1]
    means = np.stack([question.vector for question in questions])
    for group in groups:
        near = most_alike(means @ group.vector)
        own = [questions[row] for row in near]
        row, probability = best_question(
            group.vector,
            means[near],
            partial(_look_of, [group], 0),
            partial(_look_of, own),
            eyes.embedder.curves,
        )
        yield Asked(
            there=any(question.product == group.product for question in questions),
            right=own[row].product == group.product,
            probability=probability,
            cosine=float(means[near[0]] @ group.vector),
            cosine_right=own[0].product == group.product,
        )


def _look_of(halves: Sequence[Half], row: int) -> Look:
    return halves[row].look


def labelled(eyes: Eyes, photos: Path, again: int) -> Iterator[list[Half]]:
    """Each development photo as two shops, `again` times."""
    for photo in identified(photos):
        if photo.name not in PHOTOS:
            continue
        for turn in range(again):
            rng = np.random.default_rng([SEED, turn])
            second = record(relight(photo.bgr, rng), rng)
            skus, shop = np.array(photo.skus), parted(photo.skus, rng)
            moved = jittered(photo.xyxy, photo.bgr.shape, rng)
            shops = ((photo.bgr, photo.xyxy), (second, moved))
            yield [
                half
                for which, (bgr, xyxy) in enumerate(shops)
                for half in groups_of(eyes, bgr, xyxy, skus, which, shop == which)
            ]


def drawn(eyes: Eyes, count: int) -> Iterator[list[Half]]:
    """Invented brands on two shelves."""
    for number in range(count):
        rng = np.random.default_rng([SEED, 1, number])
        skus = tuple(sku for _ in range(BRANDS) for sku in random_sku_family(rng))
        design = {sku.code: f"{sku.brand} {sku.name}" for sku in skus}
        halves: list[Half] = []
        for shop in (0, 1):
            bgr, truth = render_shelf(np.random.default_rng([SEED, 2, number, shop]), skus)
            xyxy = np.array([p.xyxy for p in truth.products], np.float32).reshape(-1, 4)
            names = np.array([design[p.sku] for p in truth.products])
            halves += groups_of(eyes, bgr, xyxy, names, shop, np.ones(len(names), bool))
        yield halves


def parted(skus: Sequence[str], rng: np.random.Generator) -> Ints:
    """Which of two shops (N,) each facing stands in: half of each product's."""
    names, out = np.array(skus), np.zeros(len(skus), np.int64)
    for sku in sorted(set(skus)):
        rows = rng.permutation(np.flatnonzero(names == sku))
        out[rows[len(rows) // 2 :]] = 1
    return out


def jittered(xyxy: Floats, shape: tuple[int, ...], rng: np.random.Generator) -> Floats:
    """(N, 4) boxes with edges as a detector finds them, within the photo."""
    side = np.tile(xyxy[:, 2:] - xyxy[:, :2], 2)
    moved = xyxy + rng.normal(0, EDGE, xyxy.shape) * side
    out: Floats = np.clip(moved, 0, [shape[1], shape[0], shape[1], shape[0]]).astype(np.float32)
    return out


def groups_of(
    eyes: Eyes,
    bgr: npt.NDArray[np.uint8],
    xyxy: Floats,
    names: npt.NDArray[np.str_],
    shop: int,
    there: npt.NDArray[np.bool_],
) -> list[Half]:
    """The facings that are `there` (N,), one group a name."""
    vectors = eyes.embedder(bgr, xyxy)
    halves = []
    for name in sorted(set(names[there].tolist())):
        rows = np.flatnonzero(there & (names == name))
        mean, size = mean_vector(vectors[rows]), np.prod(xyxy[rows, 2:] - xyxy[rows, :2], axis=1)
        best = rows[int((vectors[rows] @ mean + 0.2 * size / size.max()).argmax())]
        halves.append(Half(name, shop, mean, describe(cut(bgr, xyxy[best]))))
    return halves


if __name__ == "__main__":
    typer.run(main)
