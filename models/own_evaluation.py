"""A user's detector beside the packaged one, on the photos kept apart, in the production code."""

from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from typing import Any, Final

import numpy as np

from models.dataset import LabelledPhoto
from models.evaluate import BOOTSTRAP_SEED, PRODUCT, Labelled, judge_boxes, measure
from models.metrics import Judged, precision, recall, with_interval
from models.own_dataset import IGNORE, OwnDataset
from vision.boxes import Boxes, iou_matrix
from vision.detector import GAP, Detector
from vision.photo import decode_photo

IOU_MIN: Final = 0.5


@dataclass(frozen=True)
class ClassCounts:
    """Of one photo: found products that have a true one, and how many of them have its class."""

    found: int
    right: int


def labelled_photos(photos: Iterable[LabelledPhoto], names: tuple[str, ...]) -> Iterator[Labelled]:
    """The photos with their boxes in pixels: by class, and those of all products together as `product`."""
    is_gap = np.array([name == GAP for name in names])
    for photo in photos:
        decoded = decode_photo(photo.path.read_bytes())
        sides = np.array(decoded.size_wh * 2, np.float32)
        truth = {name: photo.xyxy[photo.class_id == k] * sides for k, name in enumerate(names)}
        truth[PRODUCT] = photo.xyxy[~is_gap[photo.class_id]] * sides
        yield Labelled(photo.path.name, decoded.bgr, truth | {IGNORE: photo.hidden * sides})


def compare_with(packaged: Detector, own: Detector, data: OwnDataset) -> dict[str, Any]:
    """Figures with intervals of `own` and `packaged`: products as such, gaps where labelled; each class of `own`."""
    kinds = (PRODUCT, GAP) if GAP in data.names else (PRODUCT,)
    report: dict[str, Any] = {
        who: measure(detector, labelled_photos(data.kept, data.names), kinds)
        for who, detector in (("own", own), ("packaged", packaged))
    }
    classes = [name for name in data.names if name not in (GAP, PRODUCT)]
    if classes:
        report["classes"] = _by_class(own, data, classes)
    return report


def _by_class(own: Detector, data: OwnDataset, classes: list[str]) -> dict[str, Any]:
    judged: dict[str, list[Judged]] = {name: [] for name in classes}
    counts: list[ClassCounts] = []
    for photo in labelled_photos(data.kept, data.names):
        boxes = own(photo.bgr).boxes
        for name in classes:
            judged[name].append(judge_boxes(photo, name, boxes, own.names))
        counts.append(_classes_right(photo, data.names, boxes, own.names))
    rng = np.random.default_rng(BOOTSTRAP_SEED)
    return {
        "right_class": asdict(with_interval(_share, counts, rng)),
        "each": {
            name: {
                "boxes": sum(one.truth for one in photos),
                "precision": round(precision(photos), 4),
                "recall": round(recall(photos), 4),
            }
            for name, photos in judged.items()
        },
    }


def _classes_right(
    photo: Labelled, true_names: tuple[str, ...], boxes: Boxes, names: tuple[str, ...]
) -> ClassCounts:
    products = [name for name in true_names if name != GAP]
    truth = np.concatenate([photo.truth[name] for name in products])
    true_name = np.repeat(products, [len(photo.truth[name]) for name in products])
    found = boxes.take(np.array([name != GAP for name in names])[boxes.class_id])
    if len(found) == 0 or len(truth) == 0:
        return ClassCounts(0, 0)
    iou = iou_matrix(found.xyxy, truth)
    matched = iou.max(axis=1) >= IOU_MIN
    said = np.array(names)[found.class_id[matched]]
    return ClassCounts(int(matched.sum()), int((said == true_name[iou.argmax(axis=1)[matched]]).sum()))


def _share(photos: "Iterable[ClassCounts]") -> float:
    listed = list(photos)
    return sum(one.right for one in listed) / max(sum(one.found for one in listed), 1)
