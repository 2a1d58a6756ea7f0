"""Drawn shelves as a dataset: what is written is what `paimian train` reads, box for box."""

from pathlib import Path

import pytest
from typer import BadParameter

from models.drawn_dataset import main
from models.own_dataset import read_dataset
from models.synth.brands import demo_catalogue


def test_a_drawn_dataset_is_one_to_train_on(tmp_path: Path) -> None:
    main(tmp_path, count=12, category=["乳品"], width=480, height=640, seed=5)
    data = read_dataset(tmp_path / "labels.json")
    codes = {sku.code for sku in demo_catalogue() if sku.category == "乳品"}
    assert not data.problems
    assert codes | {"gap"} == set(data.names)
    assert len(data.train) + len(data.kept) == 12
    photo = data.train[0]
    assert len(photo.xyxy) > 10
    assert photo.xyxy.min() >= 0
    assert photo.xyxy.max() <= 1


def test_a_category_that_is_not_there_is_said_with_those_that_are(tmp_path: Path) -> None:
    with pytest.raises(BadParameter, match="乳品"):
        main(tmp_path, category=["汽车"])
