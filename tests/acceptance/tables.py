"""Answers as tables with intervals."""

from collections import Counter
from collections.abc import Sequence
from typing import Final

import numpy as np

from models.metrics import Figure, with_interval
from tests.acceptance.visits import Answer

SEED: Final = 20261124


def share_right(photos: Sequence[Sequence[Answer]]) -> float:
    """Right answers over all."""
    every = [answer.right for photo in photos for answer in photo]
    return sum(every) / len(every) if every else 0.0


def figure(photos: Sequence[Sequence[Answer]]) -> Figure:
    """The share of right answers with its interval over photos."""
    return with_interval(share_right, photos, np.random.default_rng(SEED))


def say(name: str, found: Figure, count: int | None = None) -> str:
    """A line: name, value, interval, how many."""
    interval = "" if found.low is None else f" [{100 * found.low:.2f}, {100 * (found.high or 0):.2f}]"
    return f"{name:<28}{100 * found.value:7.2f} %{interval}" + ("" if count is None else f"  of {count}")


def confusion(answers: Sequence[Answer]) -> str:
    """What had to be said against what was said."""
    pairs = Counter((a.expected, a.said) for a in answers)
    said = sorted({s for _, s in pairs})
    head = f"{'truth ↓ said →':<16}" + "".join(f"{s:>15}" for s in said)
    rows = [
        f"{want:<16}" + "".join(f"{pairs[want, s] or '·':>15}" for s in said)
        for want in sorted({w for w, _ in pairs})
    ]
    return "\n".join([head, *rows])
