"""What compliance says: a verdict for each slot of the plan and for each product that the plan does not have there."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from alerts.shelf import Xyxy

Verdict = Literal["ok", "too_few", "missing", "wrong_product", "misplaced", "extra", "unsure", "not_judged"]
Outcome = Literal["judged", "other_bay"]


@dataclass(frozen=True)
class SlotVerdict:
    """One slot of the plan (`position` is the plan's), or a run of products without one (`extra`: no planned part).

    - ok: all planned facings are there. too_few: some of them, `seen` of `planned`.
    - missing: none of them here nor anywhere on the photo. misplaced: at `found`, layer and position of a stack,
      instead of here. wrong_product: `instead` stands in the slot.
    - extra: `seen` facings of `sku` that no slot asks for, or more than it asks for.
    - unsure: an unknown product stands here that may be the planned one. not_judged: the photo does not show the place.

    `xyxy` is where to look: what stands there, or where it should stand (`expected` is then True).
    """

    verdict: Verdict
    layer: int
    position: int | None
    sku: str
    planned: int
    seen: int
    xyxy: Xyxy | None = None
    expected: bool = False
    instead: str | None = None
    found: tuple[int, int] | None = None
    photo_layer: int | None = None
    """The layer's number on the photo, which may begin lower than the plan; None where it is not seen."""


@dataclass(frozen=True)
class Judgement:
    """A photo held against a plan.

    `score_pct` is the share of judged slots that are ok, one decimal; None for another bay or when nothing could
    be judged. `slots` counts the plan's slots, `judged` those the photo could tell of, `unsure` ones not included.
    `likeness` (0..1) is how much the shelf looks like the plan at all.
    """

    outcome: Outcome
    score_pct: Decimal | None
    slots: int
    judged: int
    ok: int
    likeness: float
    verdicts: tuple[SlotVerdict, ...]
