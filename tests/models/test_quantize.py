"""Cutting and quantising: what comes out is a model that production takes, and what does not fit is refused."""

import json
import time
from functools import cache
from pathlib import Path

import cv2
import numpy as np
import onnx
import pytest
import typer
from onnx import TensorProto, helper
from typer.testing import CliRunner

from models.cut_head import cut_head
from models.evaluate import Labelled
from models.photos import list_photos
from models.quantize import SUFFIX, Recipe, _settle, app, quantize, tail, wide
from models.quantize_check import Verdict, _speedup, compare_detectors, compare_embedders, shelf_inputs, worth
from models.synth.brands import demo_catalogue
from models.synth.shelf import render_shelf
from tests.tiny_heads import ANCHORS, BINS, CLASSES, SIDE, tiny_yolo
from tests.tiny_models import tiny_detector, tiny_embedder, write_models
from vision.boxes import Floats, iou_matrix
from vision.detector import Detector
from vision.eyes import load_detector
from vision.registry import load_registry
from vision.session import OnnxSession

WEIGHTS = Path(__file__).parents[2] / "models" / "weights"


def noise(index: int) -> Floats:
    return np.random.default_rng(index).random((1, 3, SIDE, SIDE), np.float32)


def yolo() -> onnx.ModelProto:
    return onnx.load_from_string(tiny_yolo(seed=3))


def test_a_cut_graph_keeps_its_word_and_says_where_it_was_cut() -> None:
    whole, cut = yolo(), cut_head(yolo())
    before, after = ({p.key: p.value for p in m.metadata_props} for m in (whole, cut))
    head = json.loads(after.pop("paimian.head"))
    assert after == before
    assert head == {"kind": "dfl", "bins": BINS, "strides": [8, 16, 32]}
    session = OnnxSession(cut.SerializeToString(), threads=1)
    assert session.output_shape == (1, 4 * BINS + CLASSES, ANCHORS)
    assert not {"Softmax", "Transpose"} & {node.op_type for node in cut.graph.node}


def test_what_has_no_such_head_is_not_cut() -> None:
    with pytest.raises(ValueError, match="YOLO head"):
        cut_head(onnx.load_from_string(tiny_detector()))
    with pytest.raises(ValueError, match="YOLO head"):
        cut_head(cut_head(yolo()))
    other = yolo()
    for node in other.graph.node:
        if node.op_type == "Softmax":
            node.op_type = "LogSoftmax"
    with pytest.raises(ValueError, match="DFL"):
        cut_head(other)
    strides = yolo()
    for entry in strides.metadata_props:
        if entry.key == "stride":
            entry.value = "64"
    with pytest.raises(ValueError, match=f"got {ANCHORS}"):
        cut_head(strides)
    two = yolo()
    two.graph.output.append(helper.make_tensor_value_info("t0", TensorProto.FLOAT, None))
    with pytest.raises(ValueError, match="one output"):
        cut_head(two)


def test_a_quantised_graph_sees_nearly_the_same_and_says_how_it_was_made() -> None:
    cut = cut_head(yolo())
    recipe = Recipe(inputs=10, float_tail=2, float_from_px=16)
    small = quantize(cut, noise, recipe)
    weights = {w.name: w.data_type for w in small.graph.initializer}
    kinds = [weights.get(node.input[0]) for node in small.graph.node if node.op_type == "DequantizeLinear"]
    assert TensorProto.INT8 in kinds
    meta = {p.key: p.value for p in small.metadata_props}
    assert meta["paimian.version"] == "1.0.0" + SUFFIX
    assert json.loads(meta["paimian.quantized"])["percentile"] == 99.999
    assert meta["names"] == json.dumps({"0": "product", "1": "gap"})
    a, b = (OnnxSession(m.SerializeToString(), threads=1)(noise(99)) for m in (cut, small))
    assert a.shape == b.shape
    assert 0 < np.abs(a - b).mean() < 0.1 * a.std()
    assert Detector(OnnxSession(small.SerializeToString(), threads=1)).names == ("product", "gap")


def test_quantising_leaves_the_given_graph_as_it_was_and_weights_within_seven_bits() -> None:
    cut = cut_head(yolo())
    before = cut.SerializeToString()
    for bits, highest in ((7, 64), (8, 127)):
        small = quantize(cut, noise, Recipe(inputs=5, weight_bits=bits))
        arrays = [
            onnx.numpy_helper.to_array(w) for w in small.graph.initializer if w.data_type == TensorProto.INT8
        ]
        largest = max(int(np.abs(a.astype(int)).max()) for a in arrays if a.ndim == 4)
        assert highest - 1 <= largest <= highest
    assert cut.SerializeToString() == before


def test_the_tail_ends_with_the_last_convolutions_and_wide_maps_are_known() -> None:
    cut = onnx.shape_inference.infer_shapes(cut_head(yolo()))
    kind = {node.name: node.op_type for node in cut.graph.node}
    assert "Conv" not in {kind[name] for name in tail(cut, 0)}
    for passed, count in ((1, 6), (2, 12), (3, 18)):
        assert sum(kind[name] == "Conv" for name in tail(cut, passed)) == count
    assert sum(kind[name] == "Conv" for name in wide(cut, SIDE // 4)) == 1
    assert wide(cut, None) == set()


@pytest.mark.parametrize("wrong", [{"inputs": 7}, {"inputs": 0}, {"percentile": 0.999}])
def test_a_recipe_that_cannot_be_followed_is_refused(wrong: dict[str, float]) -> None:
    with pytest.raises(ValueError, match="percentile"):
        Recipe(**wrong)  # type: ignore[arg-type]


@cache
def shelf() -> Labelled:
    bgr, truth = render_shelf(np.random.default_rng(5), demo_catalogue()[:6])
    boxes = {"product": [p.xyxy for p in truth.products], "gap": [g.xyxy for g in truth.gaps]}
    return Labelled("drawn", bgr, {k: np.array(b, np.float32).reshape(-1, 4) for k, b in boxes.items()})


def test_a_model_that_loses_too_much_or_is_no_faster_is_spoken_against(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("models.quantize_check._speedup", lambda one, other: 1.2)
    good = load_registry(WEIGHTS / "registry.json").default("detector", None).path.read_bytes()
    same = compare_detectors(good, good, [shelf()])
    assert same.before == same.after
    assert same.before["product ap50"] > 0.9
    (slow,) = same.against
    assert "times as fast" in slow
    blind = compare_detectors(good, tiny_detector(), [shelf()])
    assert any(reason.startswith("product ap50 ") for reason in blind.against)


def test_vectors_that_turn_are_spoken_against(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("models.quantize_check._speedup", lambda one, other: 2.0)
    same = compare_embedders(tiny_embedder(), tiny_embedder(), [shelf()])
    assert same.after["cosine, lowest of 100"] == pytest.approx(1, abs=1e-4)
    assert same.after["same nearest crop"] == 1
    assert same.against == ()
    other = compare_embedders(tiny_embedder(), tiny_embedder(flip=True), [shelf()])
    assert any("cosine" in reason for reason in other.against)


def test_calibration_never_sees_a_photo_kept_for_choosing(tmp_path: Path) -> None:
    gaps, rows = (tmp_path / name / "images" for name in ("gaps/train", "rows"))
    rows.mkdir(parents=True)
    gaps.mkdir(parents=True)
    for number in range(60):
        cv2.imwrite(str(gaps / f"train_{number}.png"), np.full((40, 40, 3), 4 * number, np.uint8))
        (gaps / f"train_{number}.png").rename(gaps / f"train_{number}.jpg")
    kept = {int(p.stem[6:]) for p in list_photos(tmp_path) if p.part == "choose"}
    assert kept
    read, again = shelf_inputs(tmp_path, 40, SIDE), shelf_inputs(tmp_path, 40, SIDE)
    seen = [read(i) for i in range(40)]
    assert {x.shape for x in seen} == {(1, 3, SIDE, SIDE)}
    assert all(np.array_equal(x, again(i)) for i, x in enumerate(seen))
    numbers = {round(float(x[0, 0, SIDE // 2, SIDE // 2]) * 255 / 4) for x in seen}
    assert len(numbers) == 40
    assert not numbers & kept


def test_how_much_faster_is_told_from_turns(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("models.quantize_check.ROUNDS", 5)
    assert 1.3 < _speedup(lambda: time.sleep(0.06), lambda: time.sleep(0.03)) < 3


def test_only_a_model_that_nothing_speaks_against_becomes_the_cpus_default(tmp_path: Path) -> None:
    folder = write_models(tmp_path)
    source = load_registry(folder / "registry.json").default("detector")
    lost = Verdict({}, {}, 2.0, ("product ap50 lost",))
    with pytest.raises(typer.Exit):
        _settle(folder, "detector", source, b"int8", lost, keep=False)
    assert load_registry(folder / "registry.json").default("detector") == source
    assert not (folder / "cells-1.0.0-int8.onnx").exists()
    _settle(folder, "detector", source, b"int8", Verdict({}, {}, 2.0, ()), keep=False)
    registry = load_registry(folder / "registry.json")
    assert registry.default("detector").version == "1.0.0-int8"
    assert registry.default("detector", "cuda") == source


def test_the_commands_are_there() -> None:
    result = CliRunner().invoke(app, ["--help"])
    assert result.exit_code == 0
    assert {"detector", "embedder", "cut"} <= set(result.stdout.split())


def test_the_shipped_files_see_the_same_shelf() -> None:
    registry = load_registry(WEIGHTS / "registry.json")
    small, whole = registry.default("detector", "cpu"), registry.default("detector", "cuda")
    assert small.version.removesuffix(SUFFIX) == whole.version
    bgr = shelf().bgr
    other = Detector(OnnxSession(whole.path.read_bytes(), threads=1))(bgr).boxes
    boxes = load_detector(registry, threads=1)(bgr).boxes
    products = [b.xyxy[b.class_id == 0] for b in (boxes, other)]
    best = iou_matrix(*products)
    assert (best.max(axis=0) > 0.85).mean() > 0.97
    assert (best.max(axis=1) > 0.85).mean() > 0.97
    assert worth(load_detector(registry, threads=1), [shelf()])["product recall"] > 0.9
