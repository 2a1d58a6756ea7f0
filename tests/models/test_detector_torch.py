"""What needs torch and ultralytics: run in the training environment, skipped with a reason elsewhere."""

import json
from pathlib import Path

import numpy as np
import pytest

torch = pytest.importorskip("torch", reason="torch is only in the training environment")
pytest.importorskip("ultralytics", reason="ultralytics is only in the training environment")

from models.torch_setup import prepare_torch  # noqa: E402

prepare_torch(threads=1)

from models.dataset import Batch  # noqa: E402
from models.detector_loss import ShelfLoss  # noqa: E402
from models.detector_training import Recipe  # noqa: E402
from models.export import DETECTOR_DATA, DETECTOR_LICENSE, About, export_detector  # noqa: E402
from models.photos import GAP  # noqa: E402
from models.warmstart import blank_model, load_folded, run_order, unfold  # noqa: E402
from vision.detector import Detector  # noqa: E402
from vision.session import OnnxSession  # noqa: E402


def random_kernels(model: object, seed: int) -> list[tuple[np.ndarray, np.ndarray]]:
    rng = np.random.default_rng(seed)
    head = model.model[-1]  # type: ignore[attr-defined]
    score_layers = {branch[-1] for branch in head.cv3}
    kernels = []
    for conv in run_order(model):
        shape = list(conv.weight.shape)
        shape[0] = 1 if conv in score_layers else shape[0]
        spread = 1.4 / np.sqrt(np.prod(shape[1:]))
        kernels.append(
            (rng.normal(0, spread, shape).astype(np.float32), rng.normal(0, 0.1, shape[0]).astype(np.float32))
        )
    return kernels


def test_unfolding_the_normalisations_leaves_the_output_as_it_was() -> None:
    torch.manual_seed(0)
    model = blank_model()
    folded = load_folded(model, random_kernels(model, 1))
    pictures = torch.rand(2, 3, 64, 64)
    model.eval()
    with torch.no_grad():
        before = model(pictures)[0]
        unfold(model, folded, [torch.rand(4, 3, 64, 64)])
        after = model(pictures)[0]
    assert model.model[0].bn.running_var.std() > 0
    assert torch.allclose(before, after, atol=2e-3)


def test_another_graph_is_refused() -> None:
    model = blank_model()
    kernels = random_kernels(model, 1)
    with pytest.raises(ValueError, match="convolutions"):
        load_folded(model, kernels[:-1])
    kernels[0], kernels[1] = kernels[1], kernels[0]
    with pytest.raises(ValueError, match="kernel"):
        load_folded(model, kernels)


def batch(absence: float) -> Batch:
    return Batch(
        rgb=np.zeros((1, 3, 64, 64), np.uint8),
        image=np.zeros(1, np.int64),
        class_id=np.zeros(1, np.int64),
        cxcywh=np.array([[0.5, 0.5, 0.4, 0.4]], np.float32),
        absence=np.array([absence], np.float32),
    )


@pytest.mark.parametrize("absence", [1.0, 0.5, 0.0])
def test_an_unmarked_place_teaches_as_much_as_its_source_is_trusted(absence: float) -> None:
    torch.manual_seed(0)
    model = blank_model()
    model.train()
    predictions = model(torch.rand(1, 3, 64, 64))
    learnt = []
    for trust in (1.0, absence):
        model.zero_grad()
        loss = ShelfLoss(model)(predictions, batch(trust))
        loss.sum().backward(retain_graph=True)
        learnt.append(sum(float(branch[-1].bias.grad[GAP]) for branch in model.model[-1].cv3))
    assert loss.shape == (3,)
    assert learnt[0] > 0
    assert learnt[1] == pytest.approx(absence * learnt[0], rel=1e-4)


def test_a_hundred_classes_are_learnt_as_two_are() -> None:
    torch.manual_seed(0)
    model = blank_model(tuple(f"C{i}" for i in range(100)))
    model.train()
    loss = ShelfLoss(model)(model(torch.rand(1, 3, 64, 64)), batch(1.0))
    loss.sum().backward()
    learnt = [branch[-1].bias.grad for branch in model.model[-1].cv3]
    assert all(grad is not None and len(grad) == 100 for grad in learnt)
    assert any(float(grad[0]) < 0 for grad in learnt), "the class that is there should become likelier"
    assert all(float(grad[1:].min()) > 0 for grad in learnt)


def test_the_rate_rises_then_falls() -> None:
    recipe = Recipe(warmup=10)
    rates = [recipe.rate_at(step, 100) for step in range(100)]
    assert rates[0] < rates[9] > rates[50] > rates[99] > 0
    with pytest.raises(ValueError, match="epochs"):
        Recipe(epochs=0)


@pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::torch.jit.TracerWarning")
def test_an_exported_detector_is_one_that_production_accepts(tmp_path: Path) -> None:
    torch.manual_seed(0)
    weights = tmp_path / "best.pt"
    torch.save({"model": blank_model().state_dict(), "record": json.dumps({"epoch": 1})}, weights)
    path = tmp_path / "shelf-n-0.0.1.onnx"
    assert export_detector(weights, path, About("shelf-n", "0.0.1", DETECTOR_LICENSE, DETECTOR_DATA)) < 0.1
    session = OnnxSession(path.read_bytes(), threads=1)
    assert Detector(session).names == ("product", "gap")
    assert session.output_shape[1:] == (6, 8400)
    assert not isinstance(session.input_shape[0], int)
    assert "SKU-110K" in session.metadata.text("paimian.data")
