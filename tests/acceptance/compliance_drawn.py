"""Verdicts on drawn shelves seen without fault: `python -m tests.acceptance.compliance_drawn`.

A drawn photo's truth is the golden photo; the next visits are it with changes planted in about a fifth of the slots,
seen whole, without its top or bottom layer, by a part of its width, or with cartons on top. Boxes are jittered.
"""

import sys
from collections.abc import Iterator
from dataclasses import replace
from typing import Annotated

import numpy as np
import typer

from alerts.compliance import judge
from alerts.golden import golden_plan
from alerts.shelf import Shelf
from models.synth import demo_catalogue, render_shelf
from tests.acceptance.alterations import VIEWS, alter, kinds_for, look_at
from tests.acceptance.rendered import rendered
from tests.acceptance.tables import confusion, figure, say
from tests.acceptance.visits import Answer, Visit, answers, perfect

GOAL = 0.99
WIDTHS_MM = {sku.code: float(sku.width_mm) for sku in demo_catalogue()}
SIZE_WH = (720, 960)


def drawn(count: int, seed: int) -> Iterator[tuple[Shelf, np.random.Generator]]:
    """Shelves as faultless eyes see them; the generator goes on with the visits."""
    skus = demo_catalogue()
    categories = sorted({sku.category for sku in skus})
    for k in range(count):
        rng = np.random.default_rng([seed, k])
        chosen = rng.choice(categories, size=int(rng.integers(1, 4)), replace=False)
        _, truth = render_shelf(rng, tuple(s for s in skus if s.category in chosen), size_wh=SIZE_WH)
        yield perfect(truth), rng


def jittered(shelf: Shelf, rng: np.random.Generator) -> Shelf:
    """Boxes moved by up to a fiftieth of their size, as a detector's are."""

    def move(box: tuple[float, float, float, float]) -> tuple[float, float, float, float]:
        x0, y0, x1, y1 = box
        d = rng.uniform(-0.02, 0.02, 4) * (x1 - x0, y1 - y0, x1 - x0, y1 - y0)
        return (
            max(0.0, x0 + d[0]), max(0.0, y0 + d[1]),
            min(float(shelf.size_wh[0]), x1 + d[2]), min(float(shelf.size_wh[1]), y1 + d[3]),
        )  # fmt: skip

    return replace(shelf, stacks=tuple(replace(s, xyxy=move(s.xyxy)) for s in shelf.stacks))


def measure(shelves: int, visits: int, seed: int, share: float = 0.2) -> dict[str, list[list[Answer]]]:
    """Answers by view, a list for each visit."""
    found: dict[str, list[list[Answer]]] = {}
    for shelf, rng in drawn(shelves, seed):
        plan = golden_plan(shelf, code="golden", name="golden", widths_mm=WIDTHS_MM)
        for k in range(visits):
            view = VIEWS[k % len(VIEWS)]
            visit, golden = Visit.of(shelf), Visit.of(shelf)
            alter(visit, rng, share, kinds_for(view))
            seen = look_at(visit, golden, view, rng)
            found.setdefault(view, []).append(answers(seen, judge(plan, jittered(seen.shelf(), rng))))
    return found


def bays(shelves: int, seed: int) -> dict[str, list[bool]]:
    """Whether photos were taken for another bay: by half changed ones of the plan's own, and by others."""
    known = [(shelf, rng, {stack.sku for stack in shelf.stacks}) for shelf, rng in drawn(shelves, seed)]
    plans = [golden_plan(shelf, code="golden", name="golden", widths_mm=WIDTHS_MM) for shelf, _, _ in known]
    told: dict[str, list[bool]] = {
        "own, half changed": [],
        "nothing in common": [],
        "some in common": [],
    }
    for own, (shelf, rng, skus) in enumerate(known):
        visit = Visit.of(shelf)
        alter(visit, rng, 0.5)
        told["own, half changed"].append(judge(plans[own], visit.shelf()).outcome == "other_bay")
        for other, plan in enumerate(plans):
            kin = "some in common" if skus & known[other][2] else "nothing in common"
            if other != own and skus != known[other][2]:
                told[kin].append(judge(plan, shelf).outcome == "other_bay")
    return told


def main(
    shelves: Annotated[int, typer.Option(help="how many shelves to draw")] = 40,
    visits: Annotated[int, typer.Option(help="of each shelf")] = 16,
    seed: Annotated[int, typer.Option(help="of shelves and changes")] = 9100,
    seen: Annotated[int, typer.Option(help="shelves that the real eyes see too, twice each")] = 6,
) -> None:
    """Right verdicts by view and by what was planted, with 95 % intervals; fails below the goal.

    Then, without a goal, what comes of it when the real eyes see rendered photos.
    """
    by_view = measure(shelves, visits, seed)
    photos = [photo for view in by_view.values() for photo in view]
    every = [answer for photo in photos for answer in photo]
    whole = figure(photos)
    print(say("verdicts right", whole, len(every)))
    for view, some in sorted(by_view.items()):
        print(say(f"  {view}", figure(some), sum(map(len, some))))
    for kind in sorted({answer.kind for answer in every}):
        some = [[a for a in photo if a.kind == kind] for photo in photos]
        print(say(f"  {kind}", figure(some), sum(map(len, some))))
    print(confusion(every))
    for kin, told in bays(min(shelves, 24), seed).items():
        rate = sum(told) / max(len(told), 1)
        print(f"taken for another bay: {kin:<20}{100 * rate:6.1f} %  of {len(told)}")
    if seen:
        photos = list(rendered(seen, 2, seed))
        every = [answer for photo in photos for answer in photo]
        print(say("\nseen by the real eyes, right", figure(photos), len(every)))
        print(confusion(every))
    sys.exit(0 if whole.value >= GOAL else 1)


if __name__ == "__main__":
    typer.run(main)
