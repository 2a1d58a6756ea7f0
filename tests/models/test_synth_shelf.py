"""Drawn shelves: the truth is the truth of the pixels."""

import csv
import itertools
import json
from collections import Counter
from dataclasses import replace
from datetime import date
from pathlib import Path

import cv2
import numpy as np
import pytest

from models.synth import Conditions, ShelfTruth, Sku, demo_catalogue, render_shelf
from models.synth.bays import meant_layers, planogram
from models.synth.camera import aim, moved
from models.synth.demo import SKU_COLUMNS, UNCATALOGUED, plan_visits, write_demo
from models.synth.plan import plan_shelf
from vision.boxes import iou_matrix

SIZE = (360, 480)


def drinks() -> tuple[Sku, ...]:
    return tuple(sku for sku in demo_catalogue() if sku.category in ("饮料", "茶饮", "乳品"))


def shelf(seed: int, **options: object) -> tuple[np.ndarray, ShelfTruth]:
    return render_shelf(np.random.default_rng(seed), drinks(), size_wh=SIZE, **options)  # type: ignore[arg-type]


def test_same_seed_same_photo_and_truth() -> None:
    (one, truth), (other, same) = shelf(1), shelf(1)
    assert one.shape == (SIZE[1], SIZE[0], 3)
    assert one.dtype == np.uint8
    assert np.array_equal(one, other)
    assert truth == same
    assert not np.array_equal(one, shelf(2)[0])


@pytest.mark.parametrize("seed", range(4))
def test_layers_positions_and_columns_count_without_holes(seed: int) -> None:
    truth = shelf(seed)[1]
    assert len(truth.products) > 20
    layers = sorted({p.layer for p in truth.products})
    assert layers == list(range(1, len(layers) + 1))
    feet = [np.median([p.xyxy[3] for p in truth.products if p.layer == n and p.level == 0]) for n in layers]
    assert feet == sorted(feet)
    columns = [(p.layer, p.position, p.column) for p in truth.products]
    assert sorted({c for _, _, c in columns}) == list(range(len(set(columns))))
    for layer in layers:
        places = sorted({position for n, position, _ in columns if n == layer})
        assert places == list(range(1, len(places) + 1))
        left = [
            min(p.xyxy[0] + p.xyxy[2] for p in truth.products if (p.layer, p.position) == (layer, n))
            for n in places
        ]
        assert left == sorted(left)


@pytest.mark.parametrize("seed", range(3))
def test_boxes_hold_the_drawn_pixels(seed: int) -> None:
    """Take one article's colour away from the shelf: what changes lies in that article's boxes and nowhere else."""
    clean = Conditions(falloff=0, noise=0, blur_px=0, jpeg_quality=100)
    sku = drinks()[0]
    # Same sizes, hence the same plan; another print, hence other pixels.
    other = replace(
        sku,
        look=replace(
            sku.look,
            ground=(0, 0, 255),
            second=(0, 0, 255),
            accent=(0, 0, 255),
            body=(0, 0, 255),
            cap=(0, 0, 255),
        ),
    )
    rest = drinks()[5:8]
    one, truth = render_shelf(
        np.random.default_rng(seed), (sku, *rest), size_wh=SIZE, conditions=clean, gap_rate=0
    )
    two, same = render_shelf(
        np.random.default_rng(seed), (other, *rest), size_wh=SIZE, conditions=clean, gap_rate=0
    )
    assert truth == same
    changed = np.abs(one.astype(int) - two.astype(int)).max(axis=2) > 60
    mine = [p for p in truth.products if p.sku == sku.code]
    assert mine
    covered = np.zeros(changed.shape, bool)
    for box in [p.xyxy for p in mine] + list(truth.ignored):
        x0, y0, x1, y1 = (int(v) for v in box)
        covered[max(0, y0 - 2) : y1 + 2, max(0, x0 - 2) : x1 + 2] = True
    assert changed.sum() > 200
    front = changed & ~covered
    assert front.sum() < 0.12 * changed.sum()  # units behind the front row, seen through the gaps between
    for p in mine:
        x0, y0, x1, y1 = (int(v) for v in p.xyxy)
        assert changed[y0:y1, x0:x1].mean() > 0.3


def test_boxes_are_inside_the_photo_and_hardly_overlap_on_a_layer() -> None:
    truth = shelf(5)[1]
    xyxy = np.array([p.xyxy for p in truth.products], np.float32)
    assert (xyxy[:, :2] >= 0).all()
    assert (xyxy[:, 2] <= SIZE[0]).all()
    assert (xyxy[:, 3] <= SIZE[1]).all()
    assert (xyxy[:, 2:] > xyxy[:, :2]).all()
    iou = iou_matrix(xyxy, xyxy) - np.eye(len(xyxy))
    assert iou.max() < 0.45


def test_no_gap_rate_no_gaps_and_high_rate_many() -> None:
    assert shelf(3, gap_rate=0.0)[1].gaps == ()
    assert len([gap for seed in range(3) for gap in shelf(seed, gap_rate=0.4)[1].gaps]) > 5


def test_nothing_stands_in_front_of_a_gap() -> None:
    for seed in range(3):
        truth = shelf(seed, gap_rate=0.3)[1]
        products = np.array([p.xyxy for p in truth.products], np.float32)
        for gap in truth.gaps:
            x0, _, x1, y1 = gap.xyxy
            row = [p for p in truth.products if p.layer == gap.layer]
            assert abs(float(np.median([p.xyxy[3] for p in row if p.level == 0])) - y1) < 0.12 * SIZE[1]
            middle = np.array([[x0 + 0.25 * (x1 - x0), y1 - 12, x1 - 0.25 * (x1 - x0), y1 - 6]], np.float32)
            assert iou_matrix(middle, products).max() < 0.02
            assert gap.after == sum(1 for n in {p.column for p in row} if _middle(row, n) < (x0 + x1) / 2)


def _middle(row: list[object], column: int) -> float:
    boxes = [p.xyxy for p in row if p.column == column]  # type: ignore[attr-defined]
    return float(np.mean([(b[0] + b[2]) / 2 for b in boxes]))


def test_stacked_units_are_one_facing() -> None:
    cups = tuple(sku for sku in demo_catalogue() if sku.look.shape == "cup")
    truth = render_shelf(np.random.default_rng(2), cups, size_wh=SIZE)[1]
    assert max(p.level for p in truth.products) >= 1
    assert sum(truth.units().values()) == len(truth.products)
    assert sum(truth.columns().values()) == len({p.column for p in truth.products}) < len(truth.products)
    assert {row["sku"]: row["columns"] for row in truth.to_json()["facings"]} == dict(truth.columns())


def test_plan_needs_products() -> None:
    with pytest.raises(ValueError, match="at least one SKU"):
        plan_shelf(np.random.default_rng(0), (), width=1000, height=1300)


def test_a_level_camera_only_cuts_the_margin() -> None:
    matrix = aim(Conditions(), (400, 500), (328, 410))
    assert np.allclose(moved([(36, 45), (364, 455)], matrix), [(0, 0), (328, 410)], atol=0.01)
    turned = aim(Conditions(roll_deg=2), (400, 500), (328, 410))
    assert not np.allclose(moved([(36, 45)], turned), [(0, 0)], atol=1)


def test_conditions_show() -> None:
    calm, dim, hazy = (
        shelf(4, conditions=c)[0] for c in (Conditions(), Conditions(light=0.5), Conditions(haze=0.5))
    )
    assert dim.mean() < 0.7 * calm.mean()
    assert hazy.min() > calm.min() + 30
    sharp, shaken = (
        cv2.Laplacian(cv2.cvtColor(shelf(4, conditions=c)[0], cv2.COLOR_BGR2GRAY), cv2.CV_64F).var()
        for c in (Conditions(noise=0), Conditions(noise=0, motion_px=30))
    )
    assert shaken < 0.6 * sharp


def test_demo_on_disk(tmp_path: Path) -> None:
    truth_path = write_demo(tmp_path, photos=2, seed=3, size_wh=SIZE)
    truth = json.loads(truth_path.read_text(encoding="utf-8"))
    with (tmp_path / "catalog.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert tuple(rows[0]) == SKU_COLUMNS
    codes = {row["code"] for row in rows}
    assert not codes & set(UNCATALOGUED)
    assert {path.stem for path in (tmp_path / "packs").iterdir()} == codes
    with (tmp_path / "visits.csv").open(encoding="utf-8", newline="") as file:
        visits = list(csv.DictReader(file))
    with (tmp_path / "stores.csv").open(encoding="utf-8", newline="") as file:
        stores = {row["code"] for row in csv.DictReader(file)}
    assert {visit["store"] for visit in visits} <= stores
    assert [photo["photo"] for photo in truth["photos"]] == [visit["photo"] for visit in visits]
    plans = json.loads((tmp_path / "planograms.json").read_text(encoding="utf-8"))["planograms"]
    assert [plan["code"] for plan in plans] == ["HL001-01", "HL002-02"]
    assert {slot["sku"] for plan in plans for layer in plan["layers"] for slot in layer["slots"]} <= codes
    with (tmp_path / "must-stock.csv").open(encoding="utf-8", newline="") as file:
        assert {row["sku"] for row in csv.DictReader(file)} < codes
    for photo in truth["photos"]:
        bgr = cv2.imread(str(tmp_path / photo["photo"]))
        assert list(bgr.shape[1::-1]) == photo["size_wh"]
        assert {product["sku"] for product in photo["products"]} <= codes | set(UNCATALOGUED)


def test_demo_visits_go_round_the_stores_up_to_the_last_day() -> None:
    visits = plan_visits(12, date(2026, 3, 1))
    assert len({visit.store for visit in visits}) == 6
    assert max(visit.captured_at.date() for visit in visits) == date(2026, 3, 1)
    assert len({visit.file_name for visit in visits}) == 12


def test_a_planogram_has_what_is_bare_too_and_differs_in_as_many_things_as_asked() -> None:
    _, truth = shelf(4)
    layers = meant_layers(truth)
    meant = Counter[str]()
    for slot in (slot for layer in layers for slot in layer):
        meant[slot.sku] += slot.facings
    there = truth.columns()
    assert all(meant[sku] >= count for sku, count in there.items())
    assert sum(meant.values()) >= sum(there.values()) + len(truth.gaps)
    assert all(a.sku != b.sku for layer in layers for a, b in itertools.pairwise(layer))
    known = sorted(meant)
    plans = [
        planogram(np.random.default_rng(1), truth, known, code="A", name="A", category="", changes=changes)
        for changes in (0, 1, 2)
    ]
    counts = [sum(s["facings"] for row in plan["layers"] for s in row["slots"]) for plan in plans]
    assert counts == [sum(meant.values()), sum(meant.values()), sum(meant.values()) + 1]
    assert plans[0]["layers"] != plans[1]["layers"]
