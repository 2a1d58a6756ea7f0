"""Drawn shelves as photos: changed on the picture, seen by the real eyes with the drawn catalogue, judged."""

from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path

import numpy as np

from alerts.compliance import judge
from alerts.golden import golden_plan
from models.identity import demo_gallery
from models.synth import demo_catalogue, render_shelf
from tests.acceptance.alterations import alter
from tests.acceptance.retouch import alike_in_shape, plantable, repainted, taken_anew
from tests.acceptance.seen import see, shelf_of
from tests.acceptance.visits import Answer, Visit, answers, perfect
from vision.eyes import load_eyes
from vision.registry import load_registry

SIZE_WH = (1440, 1920)
PLANTED = ("few", "empty", "swap", "intruder", "exchange", "move")


def rendered(shelves: int, visits: int, seed: int, share: float = 0.15) -> Iterator[list[Answer]]:
    """Answers for each visit: the plan is the drawn truth, the catalogue has the demo's pack shots alone."""
    eyes = load_eyes(load_registry(Path(str(files("models"))) / "weights" / "registry.json"))
    skus, gallery = demo_catalogue(), demo_gallery(eyes)
    brands = {sku.code: sku.brand for sku in skus}
    widths = {sku.code: float(sku.width_mm) for sku in skus}
    categories = sorted({sku.category for sku in skus})
    for k in range(shelves):
        rng = np.random.default_rng([seed, k])
        chosen = rng.choice(categories, size=int(rng.integers(1, 3)), replace=False)
        bgr, truth = render_shelf(rng, tuple(s for s in skus if s.category in chosen), size_wh=SIZE_WH)
        shelf = perfect(truth)
        plan = golden_plan(shelf, code="drawn", name="drawn", widths_mm=widths)
        for _ in range(visits):
            golden, visit = Visit.of(shelf), Visit.of(shelf)
            alter(visit, rng, share, PLANTED, homes=plantable(visit), fits=alike_in_shape)
            copy = taken_anew(repainted(bgr, golden, visit, rng), rng)
            judgement = judge(plan, shelf_of(see(copy, eyes, gallery)), brands=brands)
            yield [a for a in answers(visit, judgement, strict=False) if a.expected != "-"]
