"""Users' datasets: what is read, what is left out and why."""

import json
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from models.dataset import ShelfPhotos
from models.own_dataset import BadDataset, read_dataset

LINE = "0 0.5 0.5 0.2 0.4\n"


def picture(path: Path, size_wh: tuple[int, int] = (80, 100), orientation: int | None = None) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    exif = Image.Exif()
    if orientation:
        exif[0x0112] = orientation
    Image.new("RGB", size_wh, (200, 30, 30)).save(path, exif=exif)


def yolo(root: Path, count: int = 12, part: str = "", line: str = LINE) -> Path:
    for k in range(count):
        picture(root / "images" / part / f"{part or 'p'}-{k}.jpg")
        label = root / "labels" / part / f"{part or 'p'}-{k}.txt"
        label.parent.mkdir(parents=True, exist_ok=True)
        label.write_text(line)
    return root


def coco(root: Path, *, count: int = 12, categories: tuple[str, ...] = ("product",)) -> dict[str, object]:
    for k in range(count):
        picture(root / f"c-{k}.jpg")
    return {
        "images": [{"id": k, "file_name": f"c-{k}.jpg", "width": 80, "height": 100} for k in range(count)],
        "categories": [{"id": 7 + k, "name": name} for k, name in enumerate(categories)],
        "annotations": [
            {"id": k, "image_id": k, "category_id": 7, "bbox": [8, 10, 16, 20]} for k in range(count)
        ],
    }


def test_a_yolo_folder_keeps_one_photo_in_six_apart_by_its_name(tmp_path: Path) -> None:
    yolo(tmp_path, 40)
    (tmp_path / "classes.txt").write_text("LB-500\n空位\n")
    data = read_dataset(tmp_path, gap="空位")
    assert data.names == ("LB-500", "gap")
    assert len(data.train) + len(data.kept) == 40
    assert 2 <= len(data.kept) <= 14
    assert data.train[0].xyxy[0].tolist() == pytest.approx([0.4, 0.3, 0.6, 0.7])
    assert data.problems == ("class gap: no box of it among the training photos",)
    assert {p.path for p in read_dataset(tmp_path).kept} == {p.path for p in data.kept}


def test_a_data_yaml_says_what_is_kept_apart(tmp_path: Path) -> None:
    yolo(tmp_path, 10, "train")
    yolo(tmp_path, 3, "val", "1 0.1 0.1 0.3 0.1 0.3 0.4 0.1 0.4\n")
    (tmp_path / "data.yaml").write_text("train: images/train\nval: images/val\nnames: {0: A, 1: B}\n")
    data = read_dataset(tmp_path / "data.yaml")
    assert (len(data.train), len(data.kept)) == (10, 3)
    assert data.kept[0].xyxy[0].tolist() == pytest.approx([0.1, 0.1, 0.3, 0.4])
    assert data.counts() == {"A": (10, 0), "B": (0, 3)}
    assert read_dataset(tmp_path).names == ("A", "B")


def test_the_same_folder_twice_is_no_split(tmp_path: Path) -> None:
    yolo(tmp_path, 40)
    (tmp_path / "data.yaml").write_text("train: images\nval: images\nnames: [A]\n")
    data = read_dataset(tmp_path)
    assert not {p.path for p in data.train} & {p.path for p in data.kept}
    assert len(data.train) + len(data.kept) == 40


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("0 0.5 0.5 0.2\n", "neither"),
        ("2 0.5 0.5 0.2 0.4\n", "class 2"),
        ("a b c d e\n", "not numbers"),
        ("0 0.5 0.5 0 0.4\n", "without width"),
        ("0 300 200 40 80\n", "outside the photo"),
        ("0 nan 0.5 0.2 0.4\n", "without width"),
    ],
)
def test_a_photo_with_a_bad_label_is_left_out_and_named(tmp_path: Path, line: str, why: str) -> None:
    yolo(tmp_path, 40)
    (tmp_path / "classes.txt").write_text("A\nB\n")
    (tmp_path / "labels" / "p-3.txt").write_text(LINE + line)
    data = read_dataset(tmp_path)
    (problem,) = [p for p in data.problems if p.startswith("p-3.jpg")]
    assert why in problem
    assert "left out" in problem
    assert len(data.train) + len(data.kept) == 39


def test_photos_without_labels_and_broken_photos_are_named(tmp_path: Path) -> None:
    yolo(tmp_path, 40)
    (tmp_path / "classes.txt").write_text("A\n")
    (tmp_path / "labels" / "p-1.txt").unlink()
    (tmp_path / "labels" / "p-2.txt").write_text("")
    (tmp_path / "images" / "p-4.jpg").write_bytes(b"no picture")
    data = read_dataset(tmp_path)
    said = " ".join(data.problems)
    assert "p-1.jpg: no p-1.txt" in said
    assert "p-4.jpg: not readable" in said
    assert "p-2" not in said
    assert len(data.train) + len(data.kept) == 38


def test_coco_with_ignored_places_and_marks_that_belong_nowhere(tmp_path: Path) -> None:
    document = coco(tmp_path, count=40, categories=("product", "ignore", "gap"))
    document["annotations"] += [
        {"id": 90, "image_id": 0, "category_id": 8, "bbox": [40, 50, 40, 50]},
        {"id": 91, "image_id": 99, "category_id": 7, "bbox": [1, 1, 5, 5]},
        {"id": 92, "image_id": 2, "category_id": 55, "bbox": [1, 1, 5, 5]},
        {"id": 93, "image_id": 3, "category_id": 9, "bbox": [70, 1, 50, 5]},
        "nonsense",
    ]
    document["images"].append({"id": 400, "file_name": "nowhere.jpg", "width": 8, "height": 8})
    (tmp_path / "labels.json").write_text(json.dumps(document))
    data = read_dataset(tmp_path / "labels.json")
    assert data.names == ("product", "gap")
    assert len(data.train) + len(data.kept) == 38
    (zero,) = [p for p in (*data.train, *data.kept) if p.path.stem == "c-0"]
    assert zero.hidden.tolist() == [[0.5, 0.5, 1.0, 1.0]]
    assert len(zero.xyxy) == 1
    said = "\n".join(data.problems)
    for part in ("c-2.jpg", "c-3.jpg: annotation 93: a box outside", "nowhere.jpg: no such photo"):
        assert part in said
    assert said.count("not of this file's photos") == 3
    sample = ShelfPhotos((zero,), side=100).sample(0, None)
    assert sample.rgb[:, 80, 80].tolist() == [114] * 3
    assert abs(int(sample.rgb[0, 20, 30]) - 200) < 10


def test_labels_of_the_picture_lying_down_are_found_out(tmp_path: Path) -> None:
    document = coco(tmp_path, count=40)
    picture(tmp_path / "c-5.jpg", (80, 100), orientation=6)
    (tmp_path / "labels.json").write_text(json.dumps(document))
    assert any(
        "c-5.jpg: the labels are for 80x100" in p for p in read_dataset(tmp_path / "labels.json").problems
    )


@pytest.mark.parametrize("content", ["", "[]", '{"images": 3}', "not json"])
def test_what_is_no_dataset_says_so(tmp_path: Path, content: str) -> None:
    (tmp_path / "x.json").write_text(content)
    with pytest.raises(BadDataset, match="COCO"):
        read_dataset(tmp_path / "x.json")
    (tmp_path / "x.yaml").write_text(content)
    with pytest.raises(BadDataset, match=r"data\.yaml"):
        read_dataset(tmp_path / "x.yaml")


def test_too_little_is_refused_with_its_reasons(tmp_path: Path) -> None:
    yolo(tmp_path, 4)
    (tmp_path / "classes.txt").write_text("A\n")
    (tmp_path / "labels" / "p-1.txt").unlink()
    with pytest.raises(BadDataset, match=r"3 usable photos; at least 10(.|\n)*p-1\.jpg"):
        read_dataset(tmp_path)
    with pytest.raises(BadDataset, match="images/"):
        read_dataset(tmp_path / "labels")


def test_empty_labels_alone_teach_nothing(tmp_path: Path) -> None:
    yolo(tmp_path, 40, line="")
    (tmp_path / "classes.txt").write_text("A\n")
    with pytest.raises(BadDataset, match="no box"):
        read_dataset(tmp_path)


def test_moved_classes_follow_their_boxes(tmp_path: Path) -> None:
    """What a window does not show loses its box and its class together."""
    yolo(tmp_path, 40, line="0 0.1 0.5 0.1 0.4\n1 0.9 0.5 0.1 0.4\n")
    (tmp_path / "classes.txt").write_text("A\nB\n")
    shelf = ShelfPhotos(read_dataset(tmp_path).train, side=64)
    rng = np.random.default_rng(0)
    shown = [shelf.sample(0, rng) for _ in range(30)]
    assert {len(s.xyxy) for s in shown} >= {1, 2}
    assert all(len(s.xyxy) == len(s.class_id) for s in shown)
    assert {int(s.class_id[0]) for s in shown if len(s.class_id) == 1} == {0, 1}
