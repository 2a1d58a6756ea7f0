"""Bodies of packs: outline, where the print is, how light falls on it."""

from dataclasses import dataclass
from typing import Final, Literal

import numpy as np
import numpy.typing as npt

from models.synth.sku import Shape

Light = Literal["round", "flat", "film"]


@dataclass(frozen=True)
class Form:
    """`profile`: (part of the height from the top, part of the half width) points of the outline, joined by lines.

    `print_rows` is the part of the height that bears the face, `cap_rows` the cap or lid; the rest shows the body.
    `whole` packs bear the face everywhere else too, as a plain ground.
    """

    profile: tuple[tuple[float, float], ...]
    print_rows: tuple[float, float]
    cap_rows: tuple[float, float] | None
    light: Light
    whole: bool = False

    def half_width(self, height: int) -> npt.NDArray[np.float32]:
        """(height,) half width of each row as part of the widest one's, smoothed a little at the corners."""
        t = (np.arange(height) + 0.5) / height
        ts, rs = np.array(self.profile).T
        r = np.interp(t, ts, rs)
        reach = max(1, height // 60)
        padded = np.pad(r, reach, mode="edge")
        return np.convolve(padded, np.full(2 * reach + 1, 1 / (2 * reach + 1)), "valid").astype(np.float32)

    @property
    def boxy(self) -> bool:
        """Whether it has flat sides, top and front: it can be stacked, and shows its side from an angle."""
        return self.light == "flat" and self.profile[0][1] > 0.9


FORMS: Final[dict[Shape, Form]] = {
    "bottle": Form(
        (
            (0, 0.34),
            (0.075, 0.36),
            (0.076, 0.3),
            (0.1, 0.3),
            (0.115, 0.42),
            (0.125, 0.33),
            (0.2, 0.6),
            (0.27, 0.9),
            (0.33, 0.99),
            (0.36, 0.94),
            (0.4, 0.95),
            (0.72, 0.95),
            (0.76, 1.0),
            (0.86, 0.96),
            (0.95, 1.0),
            (0.985, 0.93),
            (1, 0.78),
        ),
        (0.37, 0.76),
        (0.0, 0.076),
        "round",
    ),
    "jug": Form(
        (
            (0, 0.26),
            (0.1, 0.28),
            (0.101, 0.22),
            (0.13, 0.3),
            (0.2, 0.72),
            (0.28, 0.9),
            (0.5, 0.97),
            (0.8, 1.0),
            (0.95, 0.98),
            (1, 0.88),
        ),
        (0.33, 0.93),
        (0.0, 0.1),
        "round",
    ),
    "pump": Form(
        (
            (0, 0.55),
            (0.035, 0.55),
            (0.036, 0.12),
            (0.11, 0.12),
            (0.111, 0.3),
            (0.17, 0.32),
            (0.171, 0.25),
            (0.19, 0.5),
            (0.23, 0.9),
            (0.28, 0.99),
            (0.9, 1.0),
            (0.97, 0.96),
            (1, 0.86),
        ),
        (0.3, 0.93),
        (0.0, 0.171),
        "round",
    ),
    "can": Form(
        ((0, 0.8), (0.02, 0.84), (0.03, 0.8), (0.09, 1.0), (0.93, 1.0), (0.98, 0.86), (1, 0.8)),
        (0.06, 0.965),
        (0.0, 0.032),
        "round",
        whole=True,
    ),
    "tube": Form(
        ((0, 0.97), (0.05, 0.97), (0.051, 0.93), (0.98, 0.93), (0.985, 0.97), (1, 0.96)),
        (0.052, 0.98),
        (0.0, 0.051),
        "round",
    ),
    "brick": Form(((0, 0.985), (0.02, 1.0), (1, 1.0)), (0.03, 1.0), None, "flat", whole=True),
    "gable": Form(
        ((0, 0.97), (0.05, 0.97), (0.06, 0.9), (0.17, 1.0), (1, 1.0)), (0.17, 1.0), None, "flat", whole=True
    ),
    "box": Form(((0, 1.0), (1, 1.0)), (0.0, 1.0), None, "flat", whole=True),
    "bag": Form(
        (
            (0, 0.95),
            (0.05, 0.96),
            (0.09, 0.93),
            (0.25, 0.985),
            (0.5, 1.0),
            (0.75, 0.985),
            (0.91, 0.93),
            (0.95, 0.96),
            (1, 0.95),
        ),
        (0.06, 0.94),
        None,
        "film",
        whole=True,
    ),
    "cup": Form(
        ((0, 1.0), (0.05, 1.0), (0.07, 0.95), (0.11, 0.93), (0.92, 0.72), (1, 0.7)),
        (0.1, 0.97),
        (0.0, 0.075),
        "round",
        whole=True,
    ),
    "pot": Form(
        ((0, 1.0), (0.06, 1.0), (0.065, 0.88), (0.2, 0.9), (0.9, 0.84), (1, 0.76)),
        (0.14, 0.94),
        (0.0, 0.063),
        "round",
    ),
    "doypack": Form(
        (
            (0, 0.2),
            (0.055, 0.2),
            (0.056, 0.16),
            (0.085, 0.17),
            (0.09, 0.86),
            (0.12, 0.93),
            (0.5, 0.98),
            (0.85, 1.0),
            (0.97, 0.97),
            (1, 0.9),
        ),
        (0.13, 0.97),
        (0.0, 0.056),
        "film",
        whole=True,
    ),
}
