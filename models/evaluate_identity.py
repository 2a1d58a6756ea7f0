"""How well products are grouped and named on real pictures, measured on the production code (`paimian evaluate`).

`cn`: the photos whose products we identified by eye. Half of the SKUs, drawn by chance and drawn anew `DRAWS` times,
are the catalogue, with one or five of their facings as references; the other half are strangers. `recognition`: phone
pictures of its test split, of the classes that training leaves out, named among all classes by one pack shot or by
five phone pictures of the training split.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, replace
from functools import partial
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from models.embedder_prepare import UNSEEN_CLASSES, recognition_items
from models.identified import Identified, identified
from models.identity import RATIOS, View, judge, picture_gallery, ratio, see_products
from models.metrics import with_interval
from models.mistakes import draw_mistakes
from models.naming_figures import BOOTSTRAP_SEED, Answer, figures
from vision.crops import cut
from vision.eyes import Eyes
from vision.looks import REFERENCE_SIDE, describe
from vision.naming import Gallery, name
from vision.see import embed_reference, group_products, look_at_picture, name_groups

REFERENCES: Final = (1, 5)
DRAWS: Final = 4
SEED: Final = 7


def measure_identity(eyes: Eyes, data: Path, worst: Path | None = None) -> dict[str, dict[str, Any]]:
    """Every figure by source; sources whose pictures are not there are left out; the surest mistakes go to `worst`."""
    report: dict[str, dict[str, Any]] = {}
    if (data / "cn").is_dir():
        photos = list(identified(data / "cn"))
        report["cn"] = {"grouping": grouping(eyes, photos)}
        for count in REFERENCES:
            asked = [shelf_answers(eyes, photo, count) for photo in photos]
            report["cn"][f"naming_{count}"] = figures([one for one in asked if one])
            if worst is not None:
                for photo, answers in zip(photos, asked, strict=True):
                    draw_mistakes(photo, answers, worst / f"{photo.name}-{count}.jpg")
    if (data / "recognition").is_dir():
        report["recognition"] = {
            f"naming_{count}": figures(list(picture_answers(eyes, data / "recognition", count)))
            for count in REFERENCES
        }
    return report


def grouping(eyes: Eyes, photos: Sequence[Identified]) -> dict[str, dict[str, Any]]:
    """Pairs of facings: precision, recall and F1, with intervals over photos."""
    shelves = [
        judge(see_products(eyes, p.bgr, p.xyxy, p.skus), Gallery.empty(), {sku: sku for sku in p.skus})
        for p in photos
    ]
    rng = np.random.default_rng(BOOTSTRAP_SEED)
    wanted: Mapping[str, Any] = {
        "pair_precision": (("same_both",), ("same_group",)),
        "pair_recall": (("same_both",), ("same_truth",)),
        "pair_f1": RATIOS["grouping_f1"],
    }
    return {
        key: asdict(with_interval(partial(ratio, top=top, bottom=bottom), shelves, rng))
        for key, (top, bottom) in wanted.items()
    }


def shelf_answers(eyes: Eyes, photo: Identified, references: int) -> list[Answer]:
    """What the service says of a photo's facings when half of its SKUs are in the catalogue."""
    view = see_products(eyes, photo.bgr, photo.xyxy, photo.skus)
    rows_of = {sku: [i for i, own in enumerate(photo.skus) if own == sku] for sku in sorted(set(photo.skus))}
    able = [sku for sku, rows in rows_of.items() if len(rows) > references]
    if not able:
        return []
    answers: list[Answer] = []
    for draw in range(DRAWS):
        rng = np.random.default_rng([SEED, draw])
        known = sorted(rng.permutation(able)[: max(1, len(rows_of) // 2)].tolist())
        lent = {sku: rng.choice(rows_of[sku], references, replace=False).tolist() for sku in known}
        pictures = [(sku, cut(photo.bgr, photo.xyxy[row])) for sku, rows in lent.items() for row in rows]
        boxes = photo.xyxy[[row for rows in lent.values() for row in rows]]
        answers += _ask(_without_lent(view, boxes), picture_gallery(eyes, pictures, cut_out=True), set(known))
    return answers


def _without_lent(view: View, lent: npt.NDArray[np.float32]) -> View:
    """The view as if the facings that lent a reference were not on the photo: they would name their own group."""
    away = (view.true_xyxy[:, None] == lent[None]).all(axis=-1).any(axis=1)
    kept = np.setdiff1d(np.arange(len(view.products)), view.hit[away])
    return replace(
        view,
        products=view.products.take(kept),
        vectors=view.vectors[kept],
        hit=np.searchsorted(kept, view.hit[~away]),
        true=tuple(true for true, gone in zip(view.true, away, strict=True) if not gone),
        true_xyxy=view.true_xyxy[~away],
        patches=view.patches[kept],
        look=lambda row: view.look(int(kept[row])),
    )


def _ask(view: View, gallery: Gallery, known: set[str]) -> list[Answer]:
    numbers = group_products(
        view.products, view.vectors, view.patches, gallery, view.look, curves=view.curves
    )
    groups = name_groups(view.products, view.vectors, numbers, gallery, view.look, curves=view.curves)
    said = {one.number: one.name for one in groups}
    return [
        Answer(
            true,
            true in known,
            said[number].alternatives[0][0],
            float(said[number].probability or 0.0),
            said[number].sku is not None,
        )
        for true, number in zip(view.true, numbers[view.hit].tolist(), strict=True)
    ]


def picture_answers(eyes: Eyes, folder: Path, references: int) -> Iterator[list[Answer]]:
    """Each phone picture asked of a catalogue that has its class, and of one that lacks it."""
    lend = [(n, item.picture, item.clean) for n, item in recognition_items(folder, "train")]
    rng = np.random.default_rng(SEED)
    pictures: list[tuple[str, npt.NDArray[np.uint8]]] = []
    for sku in sorted({n for n, _, _ in lend}):
        own = [bgr for n, bgr, clean in lend if n == sku and clean == (references == 1)]
        pictures += [(sku, own[k]) for k in rng.permutation(len(own))[:references].tolist()]
    looks = [describe(bgr, REFERENCE_SIDE, whole=references > 1) for _, bgr in pictures]
    whole = replace(picture_gallery(eyes, pictures), look=looks.__getitem__)
    for sku, item in recognition_items(folder, "test"):
        if item.clean or sku not in UNSEEN_CLASSES:
            continue
        vector = embed_reference(item.picture, eyes)[None]
        look = look_at_picture(item.picture)
        answers = []
        for gallery in (whole, _without(whole, sku)):
            said = name(vector, gallery, [look].__getitem__, curves=eyes.embedder.curves)[0]
            first, chance = said.alternatives[0]
            answers.append(Answer(sku, gallery is whole, first, chance, said.sku is not None))
        yield answers


def _without(gallery: Gallery, sku: str) -> Gallery:
    kept = [row for row, own in enumerate(gallery.skus) if own != sku]
    return Gallery(
        gallery.vectors[kept],
        tuple(gallery.skus[row] for row in kept),
        gallery.height_mm,
        lambda row: gallery.look(kept[row]),
    )
