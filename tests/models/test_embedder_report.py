"""The embedder's report, and what the shipped embedder must be able to do at the least."""

import numpy as np

from models.embedder_bank import SIZE, Bank
from models.embedder_degrade import shelf_view
from models.embedder_measure import embed_bank, name_classes
from models.embedder_report import REGISTRY
from models.embedder_synthetic import synthetic_items
from vision.crops import to_input
from vision.registry import load_registry, verify
from vision.session import OnnxSession


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
