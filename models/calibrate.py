"""Fit the curves by which products are grouped and named: `python -m models.calibrate` (see `vision.sameness`).

On what no network was trained on and no figure is reported on: photos of `rows` kept apart whose products were
identified by eye (`models/labels/rows`), drawn shelves of brands never drawn elsewhere with one pack shot each, and
phone pictures of the six classes of `recognition` that training leaves out.
"""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from importlib.resources import files
from pathlib import Path
from typing import Annotated, Any, Final

import numpy as np
import onnx
import typer

from models.calibration_shelves import Picture, Shown, drawn, labelled, pasted, phone_pictures
from models.curves import Question, Rows, choice, gather, logistic
from models.registering import Record, register
from vision.boxes import Boxes, Floats
from vision.eyes import Eyes, load_eyes
from vision.grouping import by_size, group, pair_features
from vision.looks import REFERENCE_SIDE, UNREGISTERED, Comparison, Look, compare, describe
from vision.naming import ALTERNATIVES, Gallery, decide
from vision.registry import load_registry
from vision.sameness import HELD, LOOKS, PLAIN, Sameness, dump_sameness, held_features, look_features
from vision.see import embed_reference, look_at_picture, look_at_reference, name_groups

HERE: Final = Path(str(files("models")))
SEED: Final = 99


def main(
    data: Annotated[Path, typer.Option(exists=True)] = Path("../shared/data"),
    shelves: Annotated[int, typer.Option(help="How many shelves to draw, and to paste of pack shots.")] = 8,
    weights: Annotated[Path, typer.Option(help="The registry's folder.", exists=True)] = HERE / "weights",
    write: Annotated[bool, typer.Option(help="Put the curves into the embedder's file.")] = False,
) -> None:
    """Print the curves and what they do on the very pictures that they were fitted on."""
    eyes = load_eyes(load_registry(weights / "registry.json"), threads=1)
    photos = [*labelled(data / "rows" / "images"), *drawn(shelves)]
    pictures = list(phone_pictures(data / "recognition"))
    curves = fit(photos, list(pasted(shelves, data / "recognition")), pictures, eyes)
    typer.echo(json.dumps(vars(curves), indent=1))
    if write:
        stamp = eyes.stamp("embedder")
        entry = load_registry(weights / "registry.json").default("embedder")
        model = onnx.load(entry.path)
        known = {prop.key: prop.value for prop in model.metadata_props}
        onnx.helper.set_model_props(model, known | {"paimian.sameness": dump_sameness(curves)})
        onnx.save(model, entry.path)
        register(
            weights, Record("embedder", stamp.name, stamp.version, entry.path.name, known["paimian.license"])
        )


def fit(
    photos: Sequence[Shown], pasted_ones: Sequence[Shown], pictures: Sequence[Picture], eyes: Eyes
) -> Sameness:
    """All curves: first those that group, then, on the groups they make, those that name.

    Facings pasted from one pack shot are too much alike to say how alike two facings are: they do not group.
    """
    shown = [*photos, *pasted_ones]
    vectors = [eyes.embedder(photo.bgr, photo.xyxy) for photo in shown]
    curves = fit_neighbours(photos, vectors[: len(photos)])
    queries = [
        query
        for photo, rows in zip(shown, vectors, strict=True)
        for query in shelf_queries(photo, rows, curves, eyes)
    ]
    queries += list(picture_queries(pictures, eyes))
    curves = fit_references(queries, curves)
    none, sharpness = choice([q for query in queries for q in query.questions(curves)])
    curves = replace(curves, none=none, sharpness=sharpness)
    for source in sorted({query.source for query in queries}):
        typer.echo(f"{source}: {outcome([q for q in queries if q.source == source], curves)}")
    return curves


def fit_neighbours(photos: Sequence[Shown], vectors: Sequence[Floats]) -> Sameness:
    """The curve of two products of one photo, on all pairs."""
    parts = []
    for photo, rows in zip(photos, vectors, strict=True):
        truth = np.array(photo.skus)
        upper = np.triu_indices(len(truth), 1)
        features = pair_features(rows, photo.xyxy, photo.patches)[upper]
        parts.append((features.tolist(), (truth[upper[0]] == truth[upper[1]]).tolist()))
    return replace(PLAIN, neighbour=logistic(gather(parts, len(PLAIN.neighbour) - 1)))


@dataclass(frozen=True)
class Query:
    """A group or a picture to be named: its SKU, and each candidate's SKU, cosine and registration.

    `shot`, `held` and `tight` are what `Sameness.of_reference` wants to know of them.
    """

    source: str
    true: str
    shot: bool
    held: bool
    tight: bool
    candidates: tuple[tuple[str, float, Comparison | None], ...]

    def ranked(self, curves: Sameness, *, without: str | None = None) -> list[tuple[str, float]]:
        """Candidates with their log-odds, best first, of a catalogue `without` one SKU."""
        best: dict[str, float] = {}
        for sku, similarity, looked in self.candidates:
            if sku != without:
                odds = curves.of_reference(
                    similarity, looked, shot=self.shot, held=self.held, tight=self.tight
                )
                best[sku] = max(best.get(sku, -np.inf), odds)
        return sorted(best.items(), key=lambda one: -one[1])

    def questions(self, curves: Sameness) -> Iterator[Question]:
        """The query put to the catalogue, and to a catalogue that lacks the product."""
        for without in (None, self.true):
            ranked = self.ranked(curves, without=without)
            place = [sku for sku, _ in ranked].index(self.true) if self.true in dict(ranked) else None
            yield Question(tuple(odds for _, odds in ranked), place)


def shelf_queries(photo: Shown, vectors: Floats, curves: Sameness, eyes: Eyes) -> Iterator[Query]:
    """The groups of a photo, each to be named by one reference of every SKU: its pack shot, or else one of its facings.

    A group of several products is asked as several: that is what `vision.contest` makes of it.
    """
    truth = np.array(photo.skus)
    shown = np.array([photo.design.get(sku, sku) for sku in photo.skus])
    rng = np.random.default_rng(SEED)
    lent = (
        {}
        if photo.shots
        else {sku: int(rng.choice(np.flatnonzero(truth == sku))) for sku in sorted(set(photo.skus))}
    )
    shots = photo.shots or {sku: photo.crop(row) for sku, row in lent.items()}
    references = [
        (photo.design.get(sku, sku), embed_reference(bgr, eyes), look_at_reference(bgr))
        for sku, bgr in sorted(shots.items())
    ]
    asked = np.setdiff1d(np.arange(len(truth)), list(lent.values()))
    if len(asked) == 0:
        return
    boxes = Boxes(photo.xyxy[asked], np.ones(len(asked), np.float32), np.zeros(len(asked), np.int64))
    alike = group(vectors[asked], boxes.xyxy, photo.patches[asked], curves=curves)
    both = np.stack([alike, np.unique(shown[asked], return_inverse=True)[1]])
    numbers = by_size(np.unique(both, axis=1, return_inverse=True)[1].reshape(-1))
    for found in name_groups(
        boxes, vectors[asked], numbers, Gallery.empty(), lambda row: photo.looks[asked[row]]
    ):
        true, look = str(shown[asked[found.best]]), photo.looks[asked[found.best]]
        yield _query(photo.source, true, found.vector, look, references, shot=bool(photo.shots))


def picture_queries(pictures: Sequence[Picture], eyes: Eyes) -> Iterator[Query]:
    """Phone pictures of the asked classes, to be named by the pack shots, and by five phone pictures of each class."""
    for source, lent in (
        ("phone, pack shot", [p for p in pictures if p.clean]),
        ("phone, five", _five(pictures)),
    ):
        references = [
            (p.sku, embed_reference(p.bgr, eyes), describe(p.bgr, REFERENCE_SIDE, whole=not p.clean))
            for p in lent
        ]
        taken = {id(p) for p in lent}
        for picture in pictures:
            if picture.asked and id(picture) not in taken:
                vector = embed_reference(picture.bgr, eyes)
                yield _query(source, picture.sku, vector, look_at_picture(picture.bgr), references, shot=True)


def _five(pictures: Sequence[Picture]) -> list[Picture]:
    rng = np.random.default_rng(SEED)
    lent: list[Picture] = []
    for sku in sorted({p.sku for p in pictures}):
        own = [p for p in pictures if p.sku == sku and not p.clean]
        lent += [own[k] for k in rng.permutation(len(own))[:5].tolist()]
    return lent


def _query(
    source: str,
    true: str,
    vector: Floats,
    look: Look,
    references: Sequence[tuple[str, Floats, Look]],
    *,
    shot: bool,
) -> Query:
    """Candidates as naming would take them, and one more: one is left out when the product is to be a stranger."""
    ranked = sorted(references, key=lambda one: -float(one[1] @ vector))
    kept: list[tuple[str, float, Comparison | None]] = []
    for sku, its_vector, its_look in ranked:
        if len({one for one, _, _ in kept} | {sku}) <= ALTERNATIVES + 1:
            kept.append((sku, float(its_vector @ vector), compare(its_look, look)))
    return Query(source, true, shot, look.whole, not references[0][2].whole, tuple(kept))


def fit_references(queries: Sequence[Query], curves: Sameness) -> Sameness:
    """The curves of a crop and a reference; every source weighs the same."""
    curves = _fit_references([q for q in queries if not q.shot], curves)
    shot = _fit_references([q for q in queries if q.shot], curves)
    return replace(
        curves, shot_silent=shot.silent, shot_failed=shot.failed, shot_laid=shot.laid, held=shot.held
    )


def _fit_references(queries: Sequence[Query], curves: Sameness) -> Sameness:
    sources = sorted({query.source for query in queries})
    parts: dict[str, list[tuple[list[list[float]], list[bool]]]] = {
        kind: [] for kind in ("silent", "failed", "laid", "held")
    }
    for source in sources:
        here: dict[str, tuple[list[list[float]], list[bool]]] = {kind: ([], []) for kind in parts}
        for query in (q for q in queries if q.source == source):
            for sku, similarity, looked in query.candidates:
                rows = [("silent", [similarity])]
                if query.held:
                    rows = [("held", [similarity, *held_features(looked, tight=query.tight)])]
                elif looked == UNREGISTERED:
                    rows.append(("failed", [similarity]))
                elif looked is not None:
                    rows.append(("laid", [similarity, *look_features(looked)]))
                for kind, features in rows:
                    here[kind][0].append(features)
                    here[kind][1].append(sku == query.true)
        for kind, found in here.items():
            parts[kind].append(found)
    silent = logistic(gather(parts["silent"], 1))
    return replace(
        curves,
        silent=silent,
        failed=_curve(gather(parts["failed"], 1), silent),
        laid=_curve(gather(parts["laid"], 1 + len(LOOKS)), (*silent, *[0.0] * len(LOOKS))),
        held=_curve(gather(parts["held"], 1 + len(HELD)), (*silent, *[0.0] * len(HELD))),
    )


def outcome(queries: Sequence[Query], curves: Sameness) -> dict[str, Any]:
    """What naming does with the queries when the catalogue has the product, and when it lacks it."""
    found = {"queries": len(queries), "first": 0, "right": 0, "wrong": 0, "strangers_named": 0}
    for query in queries:
        ranked = query.ranked(curves)
        answer = decide(ranked, curves).sku
        found["first"] += ranked[0][0] == query.true
        found["right"] += answer == query.true
        found["wrong"] += answer not in {None, query.true}
        found["strangers_named"] += decide(query.ranked(curves, without=query.true), curves).sku is not None
    return found


def _curve(rows: Rows, otherwise: tuple[float, ...]) -> tuple[float, ...]:
    return logistic(rows) if rows.enough else otherwise


if __name__ == "__main__":
    typer.run(main)
