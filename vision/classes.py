"""Detectors whose class names are SKUs: the answer is in the box, and the gallery is not asked."""

from collections.abc import Callable, Mapping

import numpy as np

from vision.boxes import Boxes, Ints
from vision.grouping import by_size
from vision.naming import Name

SKU_OF_NONE = ""


def skus_told(class_id: Ints, names: tuple[str, ...], classes: Mapping[str, str]) -> tuple[str, ...]:
    """The SKU code that each of N boxes' classes tells, `""` where its class is no SKU of the catalogue.

    `names` are the detector's classes; `classes` gives the SKU codes by what a class may be called.
    """
    return tuple(classes.get(names[int(k)], SKU_OF_NONE) for k in class_id)


def group_told(told: tuple[str, ...], group: Callable[[Ints], Ints]) -> Ints:
    """Group numbers (N,) from 1, biggest group first: products of one told SKU are one group.

    `group` gives the (K,) numbers of the K other rows, which it is handed.
    """
    code = np.array(told)
    numbers = np.zeros(len(code), np.int64)
    others = np.flatnonzero(code == SKU_OF_NONE)
    if len(others):
        numbers[others] = group(others)
    for k, sku in enumerate(sorted(set(told) - {SKU_OF_NONE}), start=1):
        numbers[code == sku] = -k
    return by_size(numbers)


def name_told(sku: str, products: Boxes) -> Name:
    """A told group's name: the mean of its boxes' scores stands for the probability; the detector gives no others."""
    score = round(float(products.score.mean()), 4)
    return Name(sku, score, ((sku, score),))
