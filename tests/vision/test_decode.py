"""Heads: a graph cut before the decode says the same boxes as the whole one, and what is not right is refused."""

import json

import numpy as np
import onnx
import pytest

from models.cut_head import cut_head
from tests.tiny_heads import tiny_yolo
from tests.tiny_models import tiny_detector
from vision.decode import HEAD, CutHead, WholeHead, head_of
from vision.detector import Detector
from vision.errors import ModelError
from vision.session import ModelMetadata, OnnxSession

DFL = {"kind": "dfl", "bins": 16, "strides": [8, 16, 32]}


def meta(head: object) -> ModelMetadata:
    return ModelMetadata({} if head is None else {HEAD: json.dumps(head)})


def test_a_way_is_the_mean_under_its_softmax_in_strides_from_the_middle_of_the_cell() -> None:
    head = CutHead(classes=2, side=64, bins=4, strides=(16, 32))
    assert (head.rows, head.anchors) == (18, 16 + 4)
    raw = np.full((18, 20), -50, np.float32)
    at = 16 + 1  # stride 32, first row, second column: the middle is at (48, 16)
    for side, (low, high) in enumerate(
        [(0, 1), (1, 1), (0, 0), (2, 3)]
    ):  # left 0.5, top 1, right 0, bottom 2.5
        raw[4 * side + low, at] = raw[4 * side + high, at] = 50
    raw[16, at], raw[17, at] = 0.0, 1.0
    found = head(raw, np.array([0.2, 0.6], np.float32))
    assert found.xyxy.tolist() == [pytest.approx([48 - 16, 16 - 32, 48, 16 + 80])]
    assert found.class_id.tolist() == [1]
    assert found.score.tolist() == pytest.approx([1 / (1 + np.exp(-1))])
    assert len(head(raw, np.array([0.2, 0.8], np.float32))) == 0


def test_nothing_over_the_floor_and_logits_far_out_are_no_trouble() -> None:
    head = CutHead(classes=1, side=64, bins=4, strides=(32,))
    assert len(head(np.full((17, 4), -1e4, np.float32), np.array([0.1], np.float32))) == 0
    sure = head(np.full((17, 4), 1e4, np.float32), np.array([0.1], np.float32))
    assert sure.score.tolist() == [1, 1, 1, 1]
    assert np.isfinite(sure.xyxy).all()


def test_whole_and_cut_graph_see_the_same_boxes() -> None:
    whole = tiny_yolo(seed=3)
    cut = cut_head(onnx.load_from_string(whole)).SerializeToString()
    picture = np.random.default_rng(4).integers(0, 256, (96, 80, 3), np.uint8)
    expected, got = (Detector(OnnxSession(m, threads=1)).look(picture, 0.3) for m in (whole, cut))
    assert len(expected) > 5
    assert set(expected.class_id.tolist()) == {0, 1}
    assert got.class_id.tolist() == expected.class_id.tolist()
    assert np.abs(got.xyxy - expected.xyxy).max() < 1e-3
    assert np.abs(got.score - expected.score).max() < 1e-5


def test_the_head_is_the_one_that_the_metadata_name() -> None:
    assert isinstance(head_of(meta(None), classes=2, side=640), WholeHead)
    head = head_of(meta(DFL), classes=2, side=640)
    assert (head.rows, head.anchors) == (66, 8400)


@pytest.mark.parametrize(
    ("head", "says"),
    [
        (DFL | {"kind": "keypoints"}, "newer Paimian"),
        ({"kind": "dfl"}, "bins and strides"),
        (["dfl"], "bins and strides"),
        (DFL | {"bins": 1}, "2 bins"),
        (DFL | {"strides": [7]}, "divide 640"),
        (DFL | {"strides": []}, "divide 640"),
    ],
)
def test_a_head_that_makes_no_sense_is_refused(head: object, says: str) -> None:
    with pytest.raises(ModelError, match=says):
        head_of(meta(head), classes=2, side=640)


@pytest.mark.parametrize(
    ("told", "says"),
    [
        (DFL, r"expected output \(N, 66, 8400\), got \('batch', 6, 8400\)"),
        (DFL | {"bins": 1}, "2 bins"),
    ],
)
def test_a_graph_whose_output_is_not_what_its_head_reads_is_refused(told: object, says: str) -> None:
    model = onnx.load_from_string(tiny_detector())
    model.metadata_props.add(key=HEAD, value=json.dumps(told))
    with pytest.raises(ModelError, match=says):
        Detector(OnnxSession(model.SerializeToString(), threads=1))


def test_a_cut_graph_of_another_anchor_count_is_refused() -> None:
    cut = cut_head(onnx.load_from_string(tiny_yolo(seed=3)))
    for entry in cut.metadata_props:
        if entry.key == HEAD:
            entry.value = json.dumps(json.loads(entry.value) | {"strides": [16, 32]})
    with pytest.raises(ModelError, match=r"expected output \(N, \d+, 20\)"):
        Detector(OnnxSession(cut.SerializeToString(), threads=1))
