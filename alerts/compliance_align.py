"""Two rows of facings laid side by side so that as much as possible agrees; one row beside several at once."""

from dataclasses import dataclass
from typing import Final

import numpy as np

from alerts.compliance_lines import Floats, Ints

PLAN_GAP: Final = 0.25
"""What a planned facing costs that nothing on the photo stands for …"""
END_GAP: Final = 0.05
"""… and where the photo may not show it."""
PHOTO_GAP: Final = 0.25
"""What a stack costs that no planned facing stands for. The two together cost more than a wrong product in a slot."""
_NEVER: Final = -1e6


@dataclass(frozen=True)
class Laid:
    """A row of N facings laid beside B others, of which `columns` (B,) stacks count: gains `score` (B, N, M).

    `away` (N,) is what each facing costs without a partner, `at_ends` (N,) before the first stack and after the last.
    `sums` (N + 1, B, M + 1) are the best sums up to each place.
    """

    score: Floats
    columns: Ints
    away: Floats
    at_ends: Floats
    sums: Floats

    @property
    def totals(self) -> Floats:
        """(B,) the best sum with each other row."""
        last: Floats = self.sums[-1, np.arange(len(self.columns)), self.columns]
        return last

    def partners(self, other: int) -> list[int]:
        """(N,) which stack of the row `other` each facing is laid beside, -1 for none."""
        sums, gains = self.sums[:, other].tolist(), self.score[other].tolist()
        width = column = int(self.columns[other])
        row = len(gains)
        found = [-1] * row
        while row > 0 and column > 0:
            away = self.at_ends[row - 1] if column == width else self.away[row - 1]
            both = sums[row - 1][column - 1] + gains[row - 1][column - 1]
            skip, spare = sums[row - 1][column] - away, sums[row][column - 1] - PHOTO_GAP
            if both >= skip and both >= spare:
                found[row - 1] = column - 1
                row, column = row - 1, column - 1
            elif skip >= spare:
                row -= 1
            else:
                column -= 1
        return found


def lay_beside(score: Floats, columns: Ints, away: Floats, at_ends: Floats) -> Laid:
    """Global alignment (Needleman and Wunsch, 1970) with linear gap costs.

    What is inserted after a facing is found for all stacks in one running maximum.
    """
    others, height, width = score.shape
    ramp = PHOTO_GAP * np.arange(width + 1)
    beyond = np.arange(width)[None, :] >= columns[:, None]
    gains = np.where(beyond[:, None, :], _NEVER, score)
    end = np.zeros((others, width + 1), bool)
    end[:, 0] = end[np.arange(others), columns] = True
    sums = np.empty((height + 1, others, width + 1))
    sums[0] = -ramp
    for row in range(1, height + 1):
        best = sums[row - 1] - np.where(end, at_ends[row - 1], away[row - 1])
        np.maximum(best[:, 1:], sums[row - 1, :, :-1] + gains[:, row - 1], out=best[:, 1:])
        sums[row] = np.maximum.accumulate(best + ramp, axis=1) - ramp
    return Laid(score, columns, away, at_ends, sums)
