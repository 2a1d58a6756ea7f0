"""How often the interval of a brand's share holds the true one, on real photos.

`python -m tests.acceptance.share_photos DATA`. The photos whose products we identified by eye; the catalogue is half of
their SKUs, or all that are there twice, with one facing cut out of the photo as reference, which stays on it: that
makes names a little better than a shop's. A brand is what a label begins with; boxes count, since labels are of boxes.

2026-11-25: 108 of 108 intervals hold with half of the SKUs (57 % unknown, 60 points wide), 124 of 124 with all of them
(41 %, 44).
"""

import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

import numpy as np

from alerts.facings import sure_brand
from alerts.shares import Share, shares
from alerts.shelf import Shelf, Stack
from catalog.queries_skus import SkuFact
from models.identified import Identified, identified
from models.identity import View, picture_gallery, see_products
from vision.crops import cut
from vision.eyes import Eyes, load_eyes
from vision.naming import Gallery
from vision.registry import load_registry
from vision.see import group_products, name_groups


@dataclass(frozen=True)
class Held:
    """A brand's share as said and as it is (per cent), and the photo's unknown share."""

    photo: str
    said: Share
    true_pct: float
    unknown_pct: float

    @property
    def holds(self) -> bool:
        return float(self.said.low_pct) <= self.true_pct <= float(self.said.high_pct)

    @property
    def width(self) -> float:
        return float(self.said.high_pct - self.said.low_pct)


def told(eyes: Eyes, photo: Identified, *, part: float, draws: int) -> Iterator[Held]:
    """The shares that are said of a photo, with catalogues of `part` of its SKUs drawn by chance."""
    view = see_products(eyes, photo.bgr, photo.xyxy, photo.skus)
    rows = {sku: [i for i, own in enumerate(photo.skus) if own == sku] for sku in sorted(set(photo.skus))}
    able = [sku for sku, mine in rows.items() if len(mine) > 1]
    true = Counter(_brand(sku) for sku in photo.skus)
    for draw in range(draws):
        rng = np.random.default_rng([17, draw])
        known = rng.permutation(able)[: max(1, round(part * len(rows)))].tolist()
        pictures = [(sku, cut(photo.bgr, photo.xyxy[rng.choice(rows[sku])])) for sku in known]
        skus = {sku: SkuFact(sku, _brand(sku), sku, "", "", False) for sku in known}
        found = shares(_shelf(view, picture_gallery(eyes, pictures, cut_out=True), skus), skus)
        unknown = sum(float(one.share_pct) for one in found if one.kind == "unknown")
        for one in found:
            if one.label is not None:
                yield Held(photo.name, one, 100 * true[one.label] / len(photo.skus), unknown)


def _shelf(view: View, gallery: Gallery, skus: dict[str, SkuFact]) -> Shelf:
    numbers = group_products(
        view.products, view.vectors, view.patches, gallery, view.look, curves=view.curves
    )
    groups = name_groups(view.products, view.vectors, numbers, gallery, view.look, curves=view.curves)
    name_of = {group.number: group.name for group in groups}
    stacks = []
    for at, number in enumerate(numbers.tolist(), start=1):
        name = name_of[number]
        kin = skus[name.sku] if name.sku else sure_brand(name, skus)
        stacks.append(
            Stack(
                layer=1,
                position=at,
                sku=name.sku,
                brand=kin.brand if kin else None,
                group=number,
                units=1,
                xyxy=(*map(float, view.products.xyxy[at - 1]),),  # type: ignore[arg-type]
                candidates=() if name.sku else name.alternatives,
            )
        )
    return Shelf((1, 1), tuple(stacks))


def _brand(label: str) -> str:
    return label.split("-", maxsplit=1)[0]


def main(data: Path, draws: int = 4) -> None:
    """Print, for each part: how many of how many intervals hold, and how wide they are."""
    eyes = load_eyes(load_registry(Path(str(files("models"))) / "weights" / "registry.json"))
    for part in (0.5, 1.0):
        every = [
            one for photo in identified(data / "cn") for one in told(eyes, photo, part=part, draws=draws)
        ]
        for name in ("all", *sorted({one.photo for one in every})):
            mine = [one for one in every if name in {"all", one.photo}]
            print(
                f"{part:.0%} {name}: {sum(one.holds for one in mine)} of {len(mine)} hold, "
                f"width {np.mean([one.width for one in mine]):.0f}, "
                f"unknown {np.mean([one.unknown_pct for one in mine]):.0f}"
            )


if __name__ == "__main__":
    main(Path(sys.argv[1]))
