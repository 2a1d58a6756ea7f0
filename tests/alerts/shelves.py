"""Small shelves for tests of advice: rows of codes, 100 px a product, 200 px a layer."""

from collections.abc import Sequence

from alerts.shelf import BareSpace, Shelf, Stack
from catalog.queries_skus import SkuFact

SKUS = {
    "A": SkuFact("A", "青岚", "绿茶", "330ml", "饮料", False),
    "B": SkuFact("B", "青岚", "绿茶", "500ml", "饮料", False),
    "C": SkuFact("C", "青岚", "饼干", "100g", "零食", False),
    "X": SkuFact("X", "对手", "水", "550ml", "饮料", True),
    "Y": SkuFact("Y", "别家", "薯片", "70g", "零食", True),
}
WIDTH, HEIGHT = 100.0, 200.0


def shelf(*rows: Sequence[str] | str, may: dict[str, tuple[tuple[str, float], ...]] | None = None) -> Shelf:
    """Layers from the top; a letter of `SKUS` is that product, «_» a gap, any other an unknown group.

    A letter of `may` is unknown with these candidates; «青» is an unknown product whose brand is sure.
    """
    may = may or {}
    stacks, gaps = [], []
    groups: dict[str, int] = {}
    for layer, row in enumerate(rows, start=1):
        position = 0
        for column, letter in enumerate(row):
            box = (column * WIDTH, (layer - 1) * HEIGHT, (column + 1) * WIDTH, layer * HEIGHT)
            if letter == "_":
                gaps.append(BareSpace(layer, box))
                continue
            position += 1
            known = letter if letter in SKUS else None
            stacks.append(
                Stack(
                    layer=layer,
                    position=position,
                    sku=known,
                    brand=SKUS[letter].brand if known else "青岚" if letter == "青" else None,
                    group=groups.setdefault(letter, len(groups) + 1),
                    units=1,
                    xyxy=box,
                    candidates=may.get(letter, ()),
                )
            )
    width = int(max((len(row) for row in rows), default=1) * WIDTH)
    return Shelf((max(1, width), int(max(1, len(rows)) * HEIGHT)), tuple(stacks), tuple(gaps))
