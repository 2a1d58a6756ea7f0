"""Whether two posters, or two names of a product, say the same, signs misread by the OCR allowed for."""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from typing import Any, Final, TypeVar

from rapidfuzz import fuzz

Seen = TypeVar("Seen")

ALIKE: Final = 75.0
"""Per cent of RapidFuzz's ratio: one sign of four may be misread, none of three, where twins differ in one sign."""
LARGE: Final = 0.5
"""Lines of at least half the height of the tallest are large print."""
_NOISE: Final = re.compile(r"[\W_]+")
_LIKE: Final = str.maketrans("oil|sbz", "0111582")
"""Signs that OCR takes for digits."""


def alike(first: str, second: str) -> bool:
    """Whether the two texts are the same but for misread signs; the empty text is only like itself."""
    return near(plain(first), plain(second))


def near(first: str, second: str) -> bool:
    """The same of texts that are `plain` already."""
    if first == second:
        return True
    return bool(first and second) and fuzz.ratio(first, second, score_cutoff=ALIKE) >= ALIKE


def plain(text: str) -> str:
    """Letters and digits alone, full-width ones as half-width, what looks like a digit as one."""
    return _NOISE.sub("", unicodedata.normalize("NFKC", text).casefold()).translate(_LIKE)


def components(forms: Sequence[str]) -> list[list[str]]:
    """Plain texts that are alike, or linked by others that are: the outcome does not depend on their order."""
    left, parts = list(forms), []
    while left:
        part = [left.pop(0)]
        for member in part:  # grows while it is walked through
            close = {form for form in left if near(member, form)}
            part.extend(sorted(close))
            left = [form for form in left if form not in close]
        parts.append(sorted(part))
    return parts


def by_product(
    found: Iterable[Seen], sku_of: Callable[[Seen], str], form_of: Callable[[Seen], str]
) -> list[list[Seen]]:
    """What was seen, by product: known SKUs first, then names alike; these join a SKU when they are like one alone.

    Args:
        found: what was seen.
        sku_of: the code of its product, "" where nobody knows.
        form_of: what tells its product, as `plain` text.
    """
    known: dict[str, list[Seen]] = defaultdict(list)
    loose: dict[str, list[Seen]] = defaultdict(list)
    for one in found:
        sku = sku_of(one)
        (known[sku] if sku else loose[form_of(one)]).append(one)
    parts = list(known.values())
    names = {sku: {form_of(one) for one in group} for sku, group in known.items()}
    for forms in components(sorted(loose)):
        group = [one for form in forms for one in loose[form]]
        fitting = [sku for sku in sorted(known) if any(near(a, b) for a in names[sku] for b in forms)]
        if len(fitting) == 1:
            known[fitting[0]].extend(group)
        else:
            parts.append(group)
    return parts


def heading_of(lines: Sequence[dict[str, Any]], offers: Iterable[str]) -> str:
    """The large print of a poster besides its offers: what it is about, without the small print that all share.

    Args:
        lines: of the poster's report: `text`, `xyxy` (None where nobody knows).
        offers: the texts of its offers.
    """
    said = [plain(piece) for text in offers for piece in text.split()]
    heights = []
    for line in lines:
        text, box = plain(str(line["text"])), line.get("xyxy")
        if text and not any(text in one for one in said):
            heights.append((0.0 if box is None else float(box[3]) - float(box[1]), str(line["text"])))
    tallest = max((height for height, _ in heights), default=0.0)
    return " ".join(text for height, text in heights if height >= LARGE * tallest)


def rest_of(words: str, brand: str, offer: str) -> str:
    """What a poster says besides its brand and the offer: what tells two products of a brand apart."""
    rest = plain(words)
    for part in sorted((plain(brand), *(plain(piece) for piece in offer.split())), key=len, reverse=True):
        if part:
            rest = rest.replace(part, "")
    return rest
