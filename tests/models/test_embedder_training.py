"""The embedder's network, loss, training loop and export (need torch: the training environment)."""

from pathlib import Path

import numpy as np
import pytest

torch = pytest.importorskip("torch")

from models.embedder_bank import SIZE  # noqa: E402
from models.embedder_data import Batch  # noqa: E402
from models.embedder_export import load_average, to_onnx  # noqa: E402
from models.embedder_net import DIMS, EmbedderNet  # noqa: E402
from models.embedder_training import Recipe, Trainer, contrast  # noqa: E402
from vision.embedder import Embedder  # noqa: E402
from vision.session import OnnxSession  # noqa: E402


class Colours:
    """A sampler of four plain colours, four views each: what any network can learn."""

    def batch(self, rng: np.random.Generator) -> Batch:
        colours = np.array([[20, 20, 200], [20, 200, 20], [200, 20, 20], [180, 180, 30]])
        noise = rng.integers(-20, 20, (16, SIZE, SIZE, 3))
        canvases = np.clip(np.repeat(colours, 4, axis=0)[:, None, None] + noise, 0, 255).astype(np.uint8)
        return Batch(canvases, np.repeat(np.arange(4), 4), np.zeros((16, 16), np.bool_))


def test_contrast_is_least_where_the_same_lie_together() -> None:
    identity, sure = torch.tensor([0, 0, 1, 1]), torch.zeros(4, 4, dtype=torch.bool)
    together = torch.tensor([[1.0, 0], [1, 0], [0, 1], [0, 1]])
    apart = torch.tensor([[1.0, 0], [0, 1], [1, 0], [0, 1]])
    assert contrast(together, identity, sure, 0.1) < 0.01 < 5 < contrast(apart, identity, sure, 0.1)


def test_unsure_pairs_do_not_count() -> None:
    identity = torch.tensor([0, 0, 1, 1])
    vectors = torch.ones(4, 2) / 2**0.5
    unsure = (identity[:, None] != identity[None]).clone()
    assert contrast(vectors, identity, unsure, 0.1) < 1e-3


def test_training_learns_resumes_and_exports(tmp_path: Path) -> None:
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        Trainer(Recipe(steps=6, warm_up=2), tmp_path).train(Colours(), save_every=3)  # type: ignore[arg-type]
        resumed = Trainer(Recipe(steps=12, warm_up=2), tmp_path)
        assert resumed.step == 6
        resumed.train(Colours(), save_every=6)  # type: ignore[arg-type]
    finally:
        torch.set_num_threads(threads)
    lines = (tmp_path / "log.jsonl").read_text().splitlines()
    assert len(lines) == 3
    data = to_onnx(load_average(tmp_path / "last.pt"), "0.0.1")
    assert len(data) < 10 * 2**20
    embedder = Embedder(OnnxSession(data, threads=1))
    assert (embedder.side, embedder.dims) == (SIZE, DIMS)
    photo = np.random.default_rng(3).integers(0, 256, (60, 200, 3), dtype=np.uint8)
    boxes = np.array([[0, 0, 40, 60], [50, 5, 120, 50], [130, 0, 200, 60]], np.float32)
    vectors = embedder(photo, boxes)
    assert np.linalg.norm(vectors, axis=1) == pytest.approx(np.ones(3), abs=1e-5)


def test_the_learning_rate_rises_and_falls() -> None:
    recipe = Recipe(steps=100, warm_up=10, rate=1.0)
    rates = [recipe.rate_at(step) for step in range(101)]
    assert rates[0] < rates[9] == 1.0
    assert rates[100] == pytest.approx(0.01)
    assert np.diff(rates[10:]).max() < 0


def test_the_network_is_small() -> None:
    assert sum(p.numel() for p in EmbedderNet().parameters()) < 2_100_000  # under 10 MB as ONNX
