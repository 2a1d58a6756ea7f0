import json
from pathlib import Path

import cv2
import numpy as np
import pytest
from typer.testing import CliRunner

from models.annotate import app
from models.labels_coco import BadLabels, Mark, PhotoLabels, edit, read_labels, write_labels

LABELS = PhotoLabels(
    "shelf.jpg",
    (900, 300),
    {1: Mark((10, 10, 60, 110)), 2: Mark((70, 10, 120, 110)), 5: Mark((130, 10, 180, 110))},
    "ours",
)


def test_a_file_is_read_as_it_was_written_and_is_coco(tmp_path: Path) -> None:
    labels = edit(LABELS, "sku 可乐500 1-2\nkind gap 5\nadd 200 10 260 110 ignore\n")
    write_labels(tmp_path / "a.json", labels)
    assert read_labels(tmp_path / "a.json") == labels
    document = json.loads((tmp_path / "a.json").read_text(encoding="utf-8"))
    assert document["images"] == [{"id": 1, "file_name": "shelf.jpg", "width": 900, "height": 300}]
    assert document["annotations"][0]["bbox"] == [10, 10, 50, 100]
    assert document["annotations"][0]["sku"] == "可乐500"


def test_edits_change_what_they_name_and_numbers_stay() -> None:
    labels = edit(LABELS, "# the poster\ndrop 2\nmove 1 0 0 50 50  # too low\nadd 300 0 340 90\n\n")
    assert labels.marks == {
        1: Mark((0, 0, 50, 50)),
        5: Mark((130, 10, 180, 110)),
        6: Mark((300, 0, 340, 90)),
    }
    assert edit(labels, "sku A 1-6\nsku - 5").marks[5].sku == ""


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("drop 3", "no box 3"),
        ("drop", "by number"),
        ("paint 1", "begin a line with"),
        ("add 1 2 3", "line 1"),
        ("add 50 10 40 20", "not a box inside"),
        ("add 0 0 901 20", "not a box inside"),
        ("kind poster 1", "none of product, gap, ignore"),
        ("sku A 1\nkind gap 1", "line 2.*only a product"),
        ("move 1 2", "line 1"),
    ],
)
def test_an_edit_that_cannot_be_is_refused_with_its_line(text: str, why: str) -> None:
    with pytest.raises(BadLabels, match=rf"line.*{why}|{why}"):
        edit(LABELS, text)


@pytest.mark.parametrize(
    "text", ["", "[]", '{"images": []}', '{"images": [{}], "categories": [], "annotations": []}']
)
def test_a_file_that_is_not_ours_is_refused(tmp_path: Path, text: str) -> None:
    (tmp_path / "a.json").write_text(text)
    with pytest.raises(BadLabels, match=r"a\.json"):
        read_labels(tmp_path / "a.json")


def test_boxes_are_drawn_where_they_are_and_bad_edits_leave_the_file(tmp_path: Path) -> None:
    photo, labels = tmp_path / "shelf.jpg", tmp_path / "shelf.json"
    cv2.imwrite(str(photo), np.zeros((300, 900, 3), np.uint8))
    write_labels(labels, LABELS)
    run = CliRunner().invoke(app, ["show", str(photo), str(labels), "--out", str(tmp_path / "out")])
    assert run.exit_code == 0, run.output
    assert {p.name for p in (tmp_path / "out").iterdir()} == {
        "shelf-whole.png",
        "shelf-r0c0.png",
        "shelf-r0c1.png",
    }
    whole = np.asarray(cv2.imread(str(tmp_path / "out" / "shelf-whole.png")))
    assert whole[5:115, 5:65].max() > 150
    assert whole[150:, 200:].max() < 30
    before = labels.read_bytes()
    (tmp_path / "edits.txt").write_text("drop 1\ndrop 77\n")
    run = CliRunner().invoke(app, ["edit", str(labels), str(tmp_path / "edits.txt")])
    assert run.exit_code == 2
    assert labels.read_bytes() == before
    (tmp_path / "edits.txt").write_text("drop 1\n")
    run = CliRunner().invoke(app, ["edit", str(labels), str(tmp_path / "edits.txt")])
    assert run.output.strip() == "2 product, 0 gap, 0 ignore"
    assert sorted(read_labels(labels).marks) == [2, 5]
