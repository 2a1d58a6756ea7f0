"""The demo's data on disk: a small chain, its catalogue with pack shots, planograms, and a dozen visits."""

import csv
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any, Final

import cv2
import numpy as np

from models.synth import bays
from models.synth.brands import demo_catalogue
from models.synth.fonts import Image
from models.synth.pack import draw_pack
from models.synth.posters_demo import POSTERS, draw_demo_poster
from models.synth.shelf import render_shelf
from models.synth.sku import Sku
from models.synth.truth import ShelfTruth

SKU_COLUMNS: Final = (
    "code", "brand", "name", "spec", "category", "gtin", "competitor", "list_price",
    "width_mm", "height_mm", "depth_mm",
)  # fmt: skip
CHAIN: Final = "禾邻里"
STORES: Final = (
    ("HL001", "禾邻里 望江路店", "澄州", "社区"),
    ("HL002", "禾邻里 大学城店", "澄州", "学校"),
    ("HL003", "禾邻里 软件园店", "澄州", "办公"),
    ("HL004", "禾邻里 老码头店", "临渚", "商圈"),
    ("HL005", "禾邻里 梧桐苑店", "临渚", "社区"),
    ("HL006", "禾邻里 高铁站店", "临渚", "交通"),
)
"""Code, name, city, trade area; the cities are as fictional as the chain."""
VISITS: Final[tuple[tuple[str, ...], ...]] = (
    ("饮料", "茶饮"), ("乳品",), ("零食", "方便面"), ("洗护",),
    ("饮料",), ("茶饮", "乳品"), ("方便面",), ("零食", "饮料"),
)  # fmt: skip
"""Categories in view, visit by visit, from the start again after the last."""
UNCATALOGUED: Final = ("YZ011", "KZ013", "LH021")
"""On the shelves but not in the catalogue: what the demo asks its user to name."""
EVERY_NTH_WITHOUT: Final = 3
"""So that each third visit shows a bay that has no planogram yet."""
PACK_SHOT_PX: Final = 480


@dataclass(frozen=True)
class Visit:
    """One photo of the demo: what was sold there and when somebody came."""

    number: int
    store: str
    categories: tuple[str, ...]
    captured_at: datetime

    @property
    def file_name(self) -> str:
        """The photo's name inside the demo's folder."""
        return f"shelf-{self.number:02d}.jpg"


def plan_visits(count: int, last_day: date) -> tuple[Visit, ...]:
    """`count` visits over the days up to `last_day`, each store in its turn."""
    return tuple(
        Visit(
            number,
            STORES[(number - 1) % len(STORES)][0],
            VISITS[(number - 1) % len(VISITS)],
            datetime.combine(
                last_day - timedelta(days=(count - number) // 4), time(9 + number % 8, 7 * number % 60)
            ),
        )
        for number in range(1, count + 1)
    )


def write_demo(
    out: Path,
    *,
    photos: int = 12,
    seed: int = 7,
    size_wh: tuple[int, int] = (1920, 2560),
    last_day: date = date(2026, 11, 20),
) -> Path:
    """Write the demo into `out`; returns the path of the truth.

    Photos, `catalog.csv`, `must-stock.csv`, `packs/`, `planograms.json`, `posters.csv`, `stores.csv`, `visits.csv` and
    `truth.json`.

    Raises:
        ValueError: `photos` is below 1.
        OSError: a file cannot be written.
    """
    if photos < 1:
        raise ValueError(f"expected at least one photo, got {photos}")
    skus = demo_catalogue()
    known = tuple(sku for sku in skus if sku.code not in UNCATALOGUED)
    (out / "packs").mkdir(parents=True, exist_ok=True)
    _write_csv(out / "catalog.csv", SKU_COLUMNS, (_row(sku) for sku in known))
    _write_csv(
        out / "stores.csv",
        ("chain", "code", "name", "city", "trade_area"),
        ((CHAIN, *store) for store in STORES),
    )
    _write_csv(out / "must-stock.csv", ("sku", "min facings"), _must_stock(known))
    visits = plan_visits(photos, last_day)
    _write_csv(
        out / "visits.csv",
        ("photo", "store", "captured_at"),
        ((v.file_name, v.store, v.captured_at.isoformat()) for v in visits),
    )
    _write_csv(
        out / "posters.csv",
        ("photo", "store", "captured_at"),
        ((p.file_name, p.store, p.captured_at(last_day).isoformat()) for p in POSTERS),
    )
    for poster in POSTERS:
        _write_image(out / poster.file_name, draw_demo_poster(poster, skus, last_day))
    for sku in known:
        _write_image(out / "packs" / f"{sku.code}.jpg", pack_shot(sku))
    truths, plans = [], []
    for visit in visits:
        rng = np.random.default_rng([seed, visit.number])
        stocked = tuple(sku for sku in skus if sku.category in visit.categories)
        bgr, truth = render_shelf(rng, stocked, size_wh=size_wh)
        _write_image(out / visit.file_name, bgr)
        truths.append({"photo": visit.file_name, "store": visit.store, **truth.to_json()})
        if visit.number % EVERY_NTH_WITHOUT:
            plans.append(_bay(visit, truth, tuple(sku.code for sku in known), seed))
    planograms = {"format": bays.FORMAT, "planograms": plans}
    (out / "planograms.json").write_text(
        json.dumps(planograms, ensure_ascii=False, indent=1), encoding="utf-8"
    )
    document = {"seed": seed, "uncatalogued": list(UNCATALOGUED), "photos": truths}
    path = out / "truth.json"
    path.write_text(json.dumps(document, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    return path


def _must_stock(known: Sequence[Sku]) -> list[tuple[str, str]]:
    """The first two of our own articles in each category, with two facings each."""
    ours = [sku for sku in known if not sku.competitor]
    categories = sorted({sku.category for sku in ours})
    return [(sku.code, "2") for name in categories for sku in [s for s in ours if s.category == name][:2]]


def _bay(visit: Visit, truth: ShelfTruth, known: Sequence[str], seed: int) -> dict[str, Any]:
    """The planogram of the bay that a visit shows; its code begins with the store's."""
    store = next(name for code, name, *_ in STORES if code == visit.store)
    return bays.planogram(
        np.random.default_rng([seed, visit.number, 1]),
        truth,
        known,
        code=f"{visit.store}-{visit.number:02d}",
        name=f"{'、'.join(visit.categories)}柜 {store.removeprefix(CHAIN).strip()}",
        category=visit.categories[0],
    )


def pack_shot(sku: Sku, height_px: int = PACK_SHOT_PX) -> Image:
    """(H, W, 3) the pack alone on white with a small margin, as a supplier sends it."""
    bgra = draw_pack(sku, height_px)
    margin = height_px // 24
    bgra = np.pad(bgra, ((margin, margin), (margin, margin), (0, 0)))
    cover = bgra[..., 3:].astype(np.float32) / 255
    return np.asarray(bgra[..., :3] * cover + 250 * (1 - cover), np.uint8)


def _row(sku: Sku) -> tuple[str, ...]:
    competitor = "true" if sku.competitor else "false"
    size = str(sku.width_mm), str(sku.height_mm), str(sku.depth_mm)
    return (
        sku.code,
        sku.brand,
        sku.name,
        sku.spec,
        sku.category,
        sku.gtin,
        competitor,
        str(sku.list_price),
        *size,
    )


def _write_csv(path: Path, columns: Iterable[str], rows: Iterable[Iterable[str]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(columns)
        writer.writerows(rows)


def _write_image(path: Path, bgr: Image) -> None:
    done, packed = cv2.imencode(path.suffix, bgr, [cv2.IMWRITE_JPEG_QUALITY, 90])
    if not done:
        raise OSError(f"expected OpenCV to encode {path.name}")
    path.write_bytes(packed.tobytes())
