"""A few drawn posters with pack shots, named for real; a stranger's pack names nothing."""

from importlib.resources import files
from pathlib import Path

import numpy as np

from alerts.poster_naming import SkuWords
from catalog.spec import parse_spec
from models.identity import picture_gallery
from models.synth.brands import demo_catalogue
from models.synth.demo import pack_shot
from models.synth.family import random_sku_family
from tests.acceptance.packs import named
from vision.eyes import load_eyes
from vision.posters_engines import open_engines
from vision.registry import load_registry

KNOWN = ("QY021", "JX021", "MD021", "LH011")


def test_the_picture_names_what_the_words_do_not() -> None:
    eyes = load_eyes(load_registry(Path(str(files("models"))) / "weights" / "registry.json"), threads=2)
    engines = open_engines("rapidocr", threads=2)
    skus = [sku for sku in demo_catalogue() if sku.code in KNOWN]
    gallery = picture_gallery(eyes, [(sku.code, pack_shot(sku)) for sku in skus])
    words = [SkuWords(sku.code, sku.brand, sku.name, str(parse_spec(sku.spec))) for sku in skus]
    rows = [(sku, 40 + k) for k, sku in enumerate(skus)]
    seen = [report for _, report in named(rows, "none", engines, words, eyes, gallery)]
    assert sum(report.sku == sku.code for report, (sku, _) in zip(seen, rows, strict=True)) >= 3
    assert all(report.sku in {None, sku.code} for report, (sku, _) in zip(seen, rows, strict=True))
    assert all(report.packs for report in seen if report.sku is not None)
    blind = [report for _, report in named(rows[:1], "none", engines, words, None, None)]
    assert (blind[0].packs, blind[0].seconds["total"] > 0) == ([], True)
    foreign = [(random_sku_family(np.random.default_rng([9, k]))[0], 70 + k) for k in range(2)]
    assert [report.product for _, report in named(foreign, "none", engines, words, eyes, gallery)] == [
        None,
        None,
    ]
