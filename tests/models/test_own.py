"""Evaluating, registering and refusing a user's detector; the training itself is in test_own_training."""

import json
from pathlib import Path

import cv2
import pytest
from typer.testing import CliRunner

from models import own
from models.own_dataset import OwnDataset, read_dataset
from models.own_evaluation import compare_with
from tests.shelf_pictures import draw_shelf
from tests.tiny_models import tiny_detector
from vision.detector import Detector
from vision.eyes import load_eyes
from vision.registry import load_registry
from vision.session import OnnxSession


@pytest.fixture
def data(tmp_path: Path) -> OwnDataset:
    """Drawn shelves with four true boxes each: of one of them the class is another than the detector's."""
    (tmp_path / "images").mkdir()
    (tmp_path / "labels").mkdir()
    (tmp_path / "classes.txt").write_text("R-1\nR-2\ngap\n")
    for k in range(40):
        cv2.imwrite(str(tmp_path / "images" / f"s{k}.png"), draw_shelf(seed=k))
        boxes = [(column, 1.5) for column in (1, 2, 3, 4)]
        lines = [f"{int(k == 3)} {(c + 0.5) / 10} {y / 10} 0.0875 0.0875" for k, (c, y) in enumerate(boxes)]
        (tmp_path / "labels" / f"s{k}.txt").write_text("\n".join(lines))
    return read_dataset(tmp_path)


def detector(product: str) -> Detector:
    return Detector(OnnxSession(tiny_detector(product=product), threads=1))


def test_products_count_whatever_their_class_and_classes_apart(data: OwnDataset) -> None:
    report = compare_with(detector("product"), detector("R-1"), data)
    assert (
        report["own"]["product"]["recall"]["value"] == report["packaged"]["product"]["recall"]["value"] == 1
    )
    assert report["classes"]["right_class"]["value"] == pytest.approx(0.75)
    assert report["classes"]["each"]["R-1"]["recall"] == 1
    assert report["classes"]["each"]["R-2"]["recall"] == 0
    assert "right class" in own.table(report)
    assert "R-2" in own.table(report)


def test_a_models_folder_of_ones_own_is_one_the_service_can_use(tmp_path: Path) -> None:
    path = tmp_path / "mine.onnx"
    path.write_bytes(tiny_detector(product="R-1"))
    said = OnnxSession(path.read_bytes(), threads=1).metadata.props
    into = tmp_path / "models"
    assert own.next_version(into, "cells") == "1.0.0"
    own.adopt(into, path, "cells", said)
    eyes = load_eyes(load_registry(into / "registry.json"), threads=1)
    assert eyes.detector.names == ("R-1", "gap")
    assert eyes.stamp("embedder").name == "crop-embedder"
    assert own.next_version(into, "cells") == "2.0.0"
    assert own.next_version(into, "others") == "1.0.0"


def test_the_command_checks_and_says_what_is_wrong(data: OwnDataset, tmp_path: Path) -> None:
    import typer

    app = typer.Typer()
    app.command()(own.main)
    checked = CliRunner().invoke(app, [str(tmp_path), "--check"])
    assert checked.exit_code == 0
    assert "R-2" in checked.stderr
    (tmp_path / "bad.json").write_text(json.dumps({}))
    refused = CliRunner().invoke(app, [str(tmp_path / "bad.json"), "--check"])
    assert refused.exit_code == 2
    assert "COCO" in refused.stderr
