"""The embedder's report, and what the shipped embedder must be able to do at the least."""

import numpy as np
import pytest

from models.embedder_bank import SIZE, Bank
from models.embedder_degrade import shelf_view
from models.embedder_measure import embed_bank, name_classes
from models.embedder_report import REGISTRY, Pairs, drawn_figures, drawn_shelves
from models.embedder_synthetic import synthetic_items
from tests.tiny_models import tiny_embedder
from vision.crops import to_input
from vision.embedder import Embedder
from vision.registry import load_registry, verify
from vision.session import OnnxSession


def test_pairs_add_up() -> None:
    both = Pairs(right=3, true=4, said=6) + Pairs(right=1, true=4, said=2)
    assert both.figures == pytest.approx({"precision": 0.5, "recall": 0.5, "f1": 0.5})


def test_every_product_of_a_drawn_shelf_is_accounted_for() -> None:
    embedder = Embedder(OnnxSession(tiny_embedder(), threads=1))
    shelves = list(drawn_shelves(1, 11, embedder))
    figures = drawn_figures(shelves, embedder)
    assert figures["products"] == len(shelves[0].xyxy) > 20
    pairs = sum(figures["similarity"][kind]["count"] for kind in ("same", "sibling", "other"))
    assert pairs == figures["products"] * (figures["products"] - 1) // 2
    assert 0 < figures["grouping"]["f1"] <= 1


def test_the_shipped_embedder_names_degraded_packs_among_their_siblings() -> None:
    session = OnnxSession(verify(load_registry(REGISTRY).default("embedder")), threads=1)
    bank = Bank.of(synthetic_items(12, seed=424242))
    clean = np.flatnonzero(bank.clean)
    asked = np.flatnonzero(~bank.clean)
    canvases = np.empty((len(asked), SIZE, SIZE, 3), np.uint8)
    rng = np.random.default_rng(0)
    for canvas, item in zip(canvases, asked, strict=True):
        shelf_view(bank.picture(int(item)), bank.boxes[item], canvas, rng)
    shots = embed_bank(bank, lambda c: session(to_input(c)))[clean]
    named = name_classes(session(to_input(canvases)), bank.identity[asked], shots, bank.identity[clean])
    assert named.top1 > 0.93
