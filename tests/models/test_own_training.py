"""Training on own photos, from the packaged kernels and from nothing (training environment only)."""

import json
from pathlib import Path

import numpy as np
import pytest

torch = pytest.importorskip("torch", reason="torch is only in the training environment")
pytest.importorskip("ultralytics", reason="ultralytics is only in the training environment")

from models.torch_setup import prepare_torch  # noqa: E402

prepare_torch(threads=1)

from models import own_training  # noqa: E402
from models.detector_training import Recipe  # noqa: E402
from models.export import WEIGHTS_DIR  # noqa: E402
from models.onnx_kernels import read_onnx_kernels  # noqa: E402
from models.own_dataset import BadDataset, OwnDataset, read_dataset  # noqa: E402
from models.own_training import export_own, train_own  # noqa: E402
from models.warmstart import blank_model, load_folded  # noqa: E402
from tests.models.test_own_dataset import yolo  # noqa: E402
from vision.detector import SCORE_MIN_OTHER, Detector  # noqa: E402
from vision.registry import load_registry  # noqa: E402
from vision.session import OnnxSession  # noqa: E402

OURS = load_registry(WEIGHTS_DIR / "registry.json").default("detector", None).path


@pytest.fixture
def data(tmp_path: Path) -> OwnDataset:
    yolo(tmp_path / "d", 14, line="0 0.5 0.5 0.5 0.5\n")
    (tmp_path / "d" / "classes.txt").write_text("A\nB\ngap\n")
    return read_dataset(tmp_path / "d")


def test_the_packaged_kernels_give_the_packaged_answers() -> None:
    model = blank_model()
    load_folded(model, read_onnx_kernels(OURS, ("product", "gap")))
    picture = np.random.default_rng(0).random((1, 3, 640, 640), np.float32)
    with torch.no_grad():
        mine = model.eval()(torch.from_numpy(picture))[0].numpy()
    theirs = OnnxSession(OURS.read_bytes(), threads=1)(picture)
    assert np.abs(mine[:, 4:] - theirs[:, 4:]).max() < 1e-4
    assert np.abs(mine[:, :4] - theirs[:, :4]).max() < 0.05


@pytest.mark.parametrize("more", [0, 80])
def test_new_classes_begin_as_likely_as_one_another_and_gaps_stay_gaps(more: int) -> None:
    names = ("A", "gap", "B", *(f"C{i}" for i in range(more)))
    model = blank_model(names)
    load_folded(model, read_onnx_kernels(OURS, names))
    picture = torch.from_numpy(np.random.default_rng(0).random((1, 3, 640, 640), np.float32))
    with torch.no_grad():
        a, gap, b, *others = model.eval()(picture)[0][0, 4:].logit().numpy()
    theirs = OnnxSession(OURS.read_bytes(), threads=1)(picture.numpy())[0, 4:]
    odds = np.log(theirs / (1 - theirs))
    high = odds > -8
    assert len(others) == more
    assert all(np.abs(a - other).max() < 1e-4 for other in (b, *others))
    assert np.abs((odds[0] - a)[high[0]] - np.log(2 + more)).max() < 0.01
    assert np.abs((odds[1] - gap)[high[1]]).max() < 0.01


def test_other_files_are_refused(tmp_path: Path) -> None:
    for path in sorted(WEIGHTS_DIR.glob("*.onnx")):
        if path != OURS:
            with pytest.raises(ValueError, match="expected a"):
                read_onnx_kernels(path, ("A",))


@pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::torch.jit.TracerWarning")
@pytest.mark.parametrize("start", [OURS, None])
def test_a_run_trains_resumes_and_becomes_a_file(
    data: OwnDataset, tmp_path: Path, start: Path | None
) -> None:
    out, said = tmp_path / "run", []
    recipe = Recipe(epochs=1, batch=4, warmup=1)
    best = train_own(data, out, recipe, start, said.append)
    again = train_own(data, out, recipe, start, said.append)
    assert again == best
    assert "resumed after epoch 1" in said
    path = tmp_path / "own-1.0.0.onnx"
    export_own(best, path, data, "own", "1.0.0", from_ours=start is not None)
    session = OnnxSession(path.read_bytes(), threads=1)
    assert Detector(session).names == ("A", "B", "gap")
    assert ("academic" in session.metadata.text("paimian.license")) == (start is not None)
    chosen = json.loads(session.metadata.text("paimian.score_min"))
    assert set(chosen) == {"A", "B", "gap"}
    assert chosen["B"] == chosen["gap"] == SCORE_MIN_OTHER
    assert all(score >= own_training.SCORE_MIN_LEAST for score in chosen.values())
    with pytest.raises(BadDataset, match="another --out"):
        train_own(data, out, Recipe(epochs=2, batch=4, warmup=1), start, said.append)
