"""Changes planted in real photos, found again: `python -m tests.acceptance.compliance_photos`.

Of each photo whose products we identified, what the real eyes see is the golden photo; its groups are named as a
person would, those that nobody could identify stay unknown: their places are in the plan and ask for nothing. The next
visits are copies with products blanked out, swapped and moved, taken anew with a little other light, place and
compression; the eyes see them with the golden photo's crops as references.

Changes are planted in slots alone, and only in those that every copy shows whole. A report of any kind counts; «unsure»
(«please check») does not, neither for a planted change nor for a slot that nobody touched.
"""

import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Annotated

import numpy as np
import typer

from alerts.compliance import judge
from alerts.golden import golden_plan
from models.identified import Identified, identified
from models.metrics import Figure, with_interval
from tests.acceptance.alterations import alter
from tests.acceptance.retouch import alike_in_shape, plantable, repainted, taken_anew
from tests.acceptance.seen import gallery_of, name_groups_by_eye, see, shelf_of
from tests.acceptance.tables import SEED, confusion, say
from tests.acceptance.visits import Answer, Visit, answers
from vision.eyes import Eyes, load_eyes
from vision.naming import Gallery
from vision.registry import load_registry

FOUND_GOAL, FALSE_GOAL = 0.95, 0.05
WIDTH_MM = 60.0
"""Of the photo's commonest product, the one width that the catalogue knows. Any number will do: it gives the plan its
places, and judging fits their scale."""
PLANTED = ("few", "empty", "swap", "intruder", "exchange", "move")
REPORTS = frozenset({"too_few", "missing", "wrong_product", "misplaced"})
SHARED = Path(__file__).resolve().parents[3] / "shared" / "data"
FOLDERS = {"cn": SHARED / "cn", "rows": SHARED / "rows" / "images"}


@dataclass(frozen=True)
class Visited:
    """One altered copy and what was said of it; `extras` are products told to be too many of which
    nobody put any there."""

    photo: str
    answers: tuple[Answer, ...]
    extras: int

    @property
    def planted(self) -> list[bool]:
        """For each planted change, whether its slot was reported at all."""
        return [a.said in REPORTS for a in self.answers if a.kind != "untouched"]

    @property
    def false(self) -> tuple[int, int]:
        """Reports of slots that nobody touched, and of extras; and how many such slots there are."""
        calm = [a for a in self.answers if a.kind == "untouched" and a.expected != "-"]
        return sum(a.said in REPORTS for a in calm) + self.extras, len(calm)


def visits(
    photo: Identified, eyes: Eyes, count: int, seed: int, share: float = 0.12, unnamed: float = 0.0
) -> Iterator[Visited]:
    """Altered copies of one photo, judged; a part `unnamed` of its SKUs got no name on the golden photo."""
    seen = see(photo.bgr, eyes, Gallery.empty())
    names = name_groups_by_eye(seen, photo.xyxy, photo.skus)
    lot = np.random.default_rng([7, seed, *photo.name.encode()])
    strange = {sku for sku in sorted(set(names.values())) if lot.random() < unnamed}
    names = {group: sku for group, sku in names.items() if sku not in strange}
    gallery = gallery_of(photo.bgr, seen, names, eyes)
    shelf = shelf_of(seen, names)
    usual = Counter(stack.sku for stack in shelf.stacks if stack.sku is not None).most_common(1)[0][0]
    plan = golden_plan(shelf, code=photo.name, name=photo.name, widths_mm={usual: WIDTH_MM})
    for number in range(count):
        rng = np.random.default_rng([seed, number, *photo.name.encode()])
        golden, visit = Visit.of(shelf), Visit.of(shelf)
        known = plantable(visit)
        alter(visit, rng, share, PLANTED, homes=known, fits=alike_in_shape)
        copy = taken_anew(repainted(photo.bgr, golden, visit, rng), rng)
        judgement = judge(plan, shelf_of(see(copy, eyes, gallery)))
        given = tuple(a for a in answers(visit, judgement, strict=False) if a.expected != "-")
        brought = foreign(golden, visit)
        extras = sum(v.verdict == "extra" and not brought[v.sku] for v in judgement.verdicts)
        yield Visited(photo.name, given, extras)


def foreign(golden: Visit, visit: Visit) -> Counter[str]:
    """Facings that stand where another product was planned: whoever calls them too many is right."""
    planned = {piece.xyxy: piece.sku for row in golden.layers.values() for piece in row}
    now = [piece for row in visit.layers.values() for piece in row]
    return Counter(piece.sku for piece in now if planned[piece.xyxy] != piece.sku)


def found_share(some: Sequence[Visited]) -> float:
    """Planted changes that were reported, over all."""
    every = [hit for one in some for hit in one.planted]
    return sum(every) / len(every) if every else 0.0


def false_share(some: Sequence[Visited]) -> float:
    """False reports over the slots that nobody touched."""
    told, calm = (sum(part) for part in zip(*(one.false for one in some), strict=True))
    return told / calm if calm else 0.0


def figures(some: Sequence[Visited]) -> tuple[Figure, Figure]:
    """Share found and share false, with intervals over visits."""
    rng = np.random.default_rng(SEED)
    return with_interval(found_share, some, rng), with_interval(false_share, some, rng)


def main(
    photos: Annotated[str, typer.Option(help="cn, or rows to develop on")] = "cn",
    copies: Annotated[int, typer.Option(help="altered copies of each photo")] = 4,
    seed: Annotated[int, typer.Option(help="of the changes")] = 9300,
    unnamed: Annotated[float, typer.Option(help="part of the SKUs without a name on the golden photo")] = 0.0,
) -> None:
    """Share of planted changes reported and of false reports, with 95 % intervals; fails outside the goals."""
    eyes = load_eyes(load_registry(Path(str(files("models"))) / "weights" / "registry.json"))
    some = [
        one
        for photo in identified(FOLDERS[photos], photos)
        for one in visits(photo, eyes, copies, seed, unnamed=unnamed)
    ]
    found, false = figures(some)
    print(say("planted changes reported", found, sum(len(one.planted) for one in some)))
    print(say("false reports per slot", false, sum(one.false[1] for one in some)))
    for name in sorted({one.photo for one in some}):
        mine = [one for one in some if one.photo == name]
        print(f"  {name}: {100 * found_share(mine):.1f} % reported, {100 * false_share(mine):.1f} % false")
    every = [a for one in some for a in one.answers]
    for kind in PLANTED:
        hits = [a.said in REPORTS for a in every if a.kind == kind]
        print(f"  {kind}: {sum(hits)} of {len(hits)} reported")
    calm = Counter(a.said for a in every if a.kind == "untouched")
    print(f"  untouched slots unsure: {calm['unsure']}, not judged: {calm['not_judged']} of {calm.total()}")
    print(f"  extras told: {sum(one.extras for one in some)}")
    print(confusion(every))
    sys.exit(0 if found.value >= FOUND_GOAL and false.value <= FALSE_GOAL else 1)


if __name__ == "__main__":
    typer.run(main)
