"""Shelf lines chosen by SKU, or by the stores and categories that they belong to."""

from collections.abc import Mapping, Set
from typing import Final

import numpy as np

from catalog.distribution_facts import ArticleFact
from catalog.shelf_lines import Flags, Ints, ShelfLines

NO_LINES: Final = ShelfLines.of(())


def lines_by_sku(lines: ShelfLines) -> dict[int, ShelfLines]:
    """The lines of each SKU that has any, in their order."""
    order = np.argsort(lines.sku, kind="stable")
    skus, starts = np.unique(lines.sku[order], return_index=True)
    parts = np.split(order, starts[1:]) if len(skus) else []
    return {sku: lines.only(part) for sku, part in zip(skus.tolist(), parts, strict=True)}


def category_numbers(lines: ShelfLines, articles: Mapping[int, ArticleFact]) -> tuple[list[str], Ints]:
    """The categories of these SKUs, and (L,) each line's as a place among them."""
    names = sorted({article.category for article in articles.values()})
    number = {name: place for place, name in enumerate(names)}
    skus, which = np.unique(lines.sku, return_inverse=True)
    of_sku = np.array([number[articles[sku].category] for sku in skus.tolist()], np.int64)
    return names, of_sku[which]


def lines_within(
    lines: ShelfLines, articles: Mapping[int, ArticleFact], pairs: Set[tuple[int, str]]
) -> Flags:
    """(L,) whether each line's store and category are among the pairs."""
    names, category = category_numbers(lines, articles)
    number = {name: place for place, name in enumerate(names)}
    stores, which = np.unique(lines.store, return_inverse=True)
    row = {store: place for place, store in enumerate(stores.tolist())}
    wanted = np.zeros((len(stores), len(names)), np.bool_)
    for store, name in pairs:
        if store in row and name in number:
            wanted[row[store], number[name]] = True
    return np.asarray(wanted[which, category])
