"""Model files: what a graph must say of itself, and that nothing else is taken for one."""

import json
from pathlib import Path

import numpy as np
import onnx
import pytest

from tests.shelf_pictures import SHELF, draw_shelf
from tests.tiny_models import tiny_detector, tiny_embedder, write_models
from vision.detector import Detector
from vision.embedder import BATCH, Embedder
from vision.errors import ModelError
from vision.eyes import load_eyes
from vision.registry import load_registry, verify
from vision.session import OnnxSession


def changed(model: bytes, key: str, value: str | None) -> bytes:
    """The same graph with one metadata entry set to another value, or left out."""
    proto = onnx.load_from_string(model)
    entries = {p.key: p.value for p in proto.metadata_props} | ({key: value} if value is not None else {})
    if value is None:
        entries.pop(key)
    del proto.metadata_props[:]
    onnx.helper.set_model_props(proto, entries)
    return bytes(proto.SerializeToString())


@pytest.mark.parametrize(
    ("key", "value", "says"),
    [
        ("paimian.kind", "embedder", "'detector'"),
        ("paimian.kind", None, "lack 'paimian.kind'"),
        ("names", json.dumps({"0": "product"}), r"\(N, 5, A\)"),
        ("imgsz", "[320, 320]", "3, 320, 320"),
        ("stride", "48", "no multiple"),
        ("paimian.preprocess", json.dumps({"color": "BGR", "scale": "0..1"}), "RGB"),
        ("names", "product, gap", "not JSON"),
    ],
)
def test_a_detector_that_contradicts_itself_is_refused(key: str, value: str | None, says: str) -> None:
    with pytest.raises(ModelError, match=says):
        Detector(OnnxSession(changed(tiny_detector(), key, value)))


def test_an_embedder_of_other_dimensions_is_refused() -> None:
    with pytest.raises(ModelError, match="expected"):
        Embedder(OnnxSession(changed(tiny_embedder(), "paimian.dims", "99")))


def test_what_is_no_graph_is_refused() -> None:
    with pytest.raises(ModelError, match="cannot load"):
        OnnxSession(b"PK\x03\x04 not a model")


def test_cuda_asked_for_and_not_there_is_an_error() -> None:
    import onnxruntime

    if "CUDAExecutionProvider" in onnxruntime.get_available_providers():
        OnnxSession(tiny_embedder(), device="cuda")
        return
    with pytest.raises(ModelError, match="onnxruntime-gpu"):
        OnnxSession(tiny_embedder(), device="cuda")


def test_a_changed_file_is_found_out(tmp_path: Path) -> None:
    registry = load_registry(write_models(tmp_path) / "registry.json")
    (tmp_path / "cells.onnx").write_bytes(tiny_detector(slow=1))
    with pytest.raises(ModelError, match="sha256"):
        load_eyes(registry)
    (tmp_path / "cells.onnx").unlink()
    with pytest.raises(ModelError, match="missing"):
        verify(registry.default("detector"))


def test_registry_and_file_must_agree(tmp_path: Path) -> None:
    path = write_models(tmp_path) / "registry.json"
    path.write_text(path.read_text().replace('"1.0.0"', '"9.9.9"'))
    with pytest.raises(ModelError, match="register it anew"):
        load_eyes(load_registry(path))


@pytest.mark.parametrize("text", ["", "[]", '{"models": [{"kind": "detector"}]}'])
def test_a_broken_registry_is_named(tmp_path: Path, text: str) -> None:
    (tmp_path / "registry.json").write_text(text)
    with pytest.raises(ModelError, match="not a model registry"):
        load_registry(tmp_path / "registry.json")


def test_no_registry_and_no_default(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="no model registry"):
        load_registry(tmp_path / "registry.json")
    (tmp_path / "registry.json").write_text('{"models": []}')
    with pytest.raises(ModelError, match="train one"):
        load_registry(tmp_path / "registry.json").default("detector")


@pytest.mark.parametrize("scale", [1, 3], ids=["one look", "tiled"])
def test_boxes_come_back_in_photo_pixels(scale: int) -> None:
    detector = Detector(OnnxSession(tiny_detector()))
    found = detector(draw_shelf(scale=scale), tiled=False)
    products = found.boxes.take(found.boxes.class_id == 0)
    truth = [(x, y) for y, row in enumerate(SHELF) for x, letter in enumerate(row) if letter not in ".#"]
    centres = (products.xyxy[:, :2] + products.xyxy[:, 2:]) / 2 / (64 * scale) - 0.5
    assert sorted((round(float(x)), round(float(y))) for x, y in centres) == sorted(truth)
    assert (np.abs(centres - centres.round()) < 0.05).all()
    assert not found.truncated


def test_letterboxed_photos_keep_their_proportions() -> None:
    detector = Detector(OnnxSession(tiny_detector()))
    wide = draw_shelf()[:320]
    found = detector(wide).boxes
    ys = (found.xyxy[:, 1] + found.xyxy[:, 3]) / 2
    assert ys.max() < 320
    assert (found.xyxy[:, 2] - found.xyxy[:, 0] <= 57).all()


def test_gaps_are_judged_anew_unless_the_file_has_thresholds_of_its_own() -> None:
    shelf = draw_shelf()
    told = changed(tiny_detector(), "paimian.score_min", json.dumps({"product": 0.3, "gap": 0.2}))
    judged, by_network = (Detector(OnnxSession(m)) for m in (tiny_detector(), told))
    raw = by_network.look(shelf)
    raw_gaps = np.sort(raw.score[raw.class_id == 1])
    scores = [np.sort(b.score[b.class_id == 1]) for b in (d(shelf).boxes for d in (by_network, judged))]
    assert np.array_equal(scores[0], raw_gaps)
    assert len(scores[1]) == len(raw_gaps)
    assert not np.allclose(scores[1], raw_gaps)


def test_products_of_photos_seen_in_tiles_need_a_higher_score(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("vision.detector.SCORE_MIN_TILED", 2.0)
    detector, large = Detector(OnnxSession(tiny_detector())), draw_shelf(scale=3)
    once, tiled = (detector(large, tiled=t).boxes for t in (False, True))
    assert (once.class_id == 0).any()
    assert not (tiled.class_id == 0).any()


def test_more_boxes_than_the_limit_are_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("vision.detector.MAX_DETECTIONS", 5)
    found = Detector(OnnxSession(tiny_detector()))(draw_shelf())
    assert len(found.boxes) == 5
    assert found.truncated


@pytest.mark.parametrize("at_once", [1, 3])
def test_vectors_do_not_depend_on_their_batch(at_once: int) -> None:
    embedder = Embedder(OnnxSession(tiny_embedder(), threads=1), at_once=at_once)
    bgr = draw_shelf()
    boxes = np.array([[64 + 3 * i, 64, 120 + 3 * i, 124] for i in range(3 * BATCH + 5)], np.float32)
    together = embedder(bgr, boxes)
    alone = np.concatenate([embedder(bgr, box[None]) for box in boxes])
    assert np.allclose(together, alone, atol=1e-6)
    assert np.allclose(np.linalg.norm(together, axis=1), 1, atol=1e-5)
    assert embedder(bgr, np.empty((0, 4), np.float32)).shape == (0, embedder.dims)
