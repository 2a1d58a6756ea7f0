"""Which SKUs may be one product entered twice: by their words, pure functions."""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

from rapidfuzz import fuzz, process

from catalog.queries_doubles import SkuShort

ALIKE_MIN: Final = 90
"""Of 100, by the edits that make one's brand and name the other's (rapidfuzz `ratio`)."""
_NOISE: Final = re.compile(r"[\s\-_·・()（）\[\]【】,.，。、/]+")
_DIGITS: Final = re.compile(r"\d+")


class Double(NamedTuple):
    """Two SKUs, the one that has more pictures first, and how alike their words are, 0 to 100."""

    keep: SkuShort
    drop: SkuShort
    alike: int


def find_doubles(skus: Sequence[SkuShort], *, most: int = 200) -> tuple[Double, ...]:
    """Pairs of one spec whose brand and name are the same or nearly, the most alike first.

    Numbers must agree (2号 is not 3号); products without a spec are compared with one another alone.
    """
    by_spec: dict[str, list[tuple[str, SkuShort]]] = defaultdict(list)
    for sku in skus:
        by_spec[plain(sku.fact.spec)].append((plain(f"{sku.fact.brand}{sku.fact.name}"), sku))
    found = [double for some in by_spec.values() for double in _pairs(some)]
    found.sort(key=lambda one: (-one.alike, one.keep.fact.code))
    return tuple(found[:most])


def plain(text: str) -> str:
    """A text without what people write differently: width, case, spaces, punctuation."""
    return _NOISE.sub("", unicodedata.normalize("NFKC", text).casefold())


def _pairs(some: list[tuple[str, SkuShort]]) -> Iterator[Double]:
    words = [text for text, _ in some]
    for place, (text, sku) in enumerate(some):
        near = process.extract(
            text, words[place + 1 :], scorer=fuzz.ratio, score_cutoff=ALIKE_MIN, limit=None
        )
        for other, score, at in near:
            if _DIGITS.findall(text) == _DIGITS.findall(other):
                rival = some[place + 1 + at][1]
                first, second = sorted((sku, rival), key=lambda one: (-one.references, one.fact.code))
                yield Double(first, second, round(score))
