"""What the audit page shows of compliance: the score with what it leaves out, sentences, and marks on the photo."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import tzinfo
from typing import Final

from sqlmodel import Session

from api.answers_compliance import compliance_answer
from api.i18n import Locale
from api.judging import local_day
from api.report_part import Xyxy
from api.report_stored import box_of
from api.schemas_compliance import ComplianceAnswer, SlotVerdictAnswer
from catalog.queries_audits import AuditRow, Report
from catalog.queries_plans import plans_in_force
from catalog.rows import key

QUIET: Final = frozenset({"ok", "not_judged"})
"""Verdicts that ask nothing of anybody: listed below the others, without a mark on the photo."""
_SHAPES: Final[Mapping[str, str]] = {
    "missing": "lack",
    "too_few": "lack",
    "wrong_product": "wrong",
    "misplaced": "moved",
    "extra": "extra",
    "unsure": "unsure",
}


@dataclass(frozen=True)
class Place:
    """A rectangle on the photo, whole pixels."""

    x: int
    y: int
    width: int
    height: int

    @property
    def middle(self) -> tuple[int, int]:
        """Its centre."""
        return self.x + self.width // 2, self.y + self.height // 2

    @staticmethod
    def of(xyxy: Xyxy) -> "Place":
        """The box as a rectangle."""
        x1, y1, x2, y2 = (round(value) for value in xyxy)
        return Place(x1, y1, max(1, x2 - x1), max(1, y2 - y1))


@dataclass(frozen=True)
class VerdictLine:
    """A verdict in the list; `number` is written on its mark too, 0 for one without. `come_from` is where a
    misplaced product stands now."""

    number: int
    verdict: str
    shape: str
    sentence: str
    place: Place | None
    come_from: Place | None
    bare: bool


@dataclass(frozen=True)
class ComplianceView:
    """The block of the audit page; `answer` None where the photo looks like none of `offered`."""

    answer: ComplianceAnswer | None
    todo: tuple[VerdictLine, ...]
    calm: tuple[VerdictLine, ...]
    unseen: tuple[VerdictLine, ...]
    offered: tuple[tuple[str, str], ...]

    @property
    def marks(self) -> tuple[VerdictLine, ...]:
        """The lines that the photo bears a mark of."""
        return tuple(line for line in self.todo if line.place is not None)


def view_compliance(
    session: Session, row: AuditRow, report: Report, locale: Locale, zone: tzinfo
) -> ComplianceView:
    """How the photo kept its planogram, and the planograms of its store on its day to choose from."""
    plans = plans_in_force(session, row.store, local_day(row.photo, zone))
    answer = compliance_answer(session, row.store.chain_id, key(row.audit.id), locale)
    said = [] if answer is None else answer.verdicts
    todo = [one for one in said if one.verdict not in QUIET]
    return ComplianceView(
        answer=answer,
        todo=tuple(_line(number, one, report) for number, one in enumerate(todo, start=1)),
        calm=_quiet(said, "ok", report),
        unseen=_quiet(said, "not_judged", report),
        offered=tuple((plan.code, plan.name) for plan in plans),
    )


def _quiet(said: Sequence[SlotVerdictAnswer], verdict: str, report: Report) -> tuple[VerdictLine, ...]:
    return tuple(_line(0, one, report) for one in said if one.verdict == verdict)


def _line(number: int, said: SlotVerdictAnswer, report: Report) -> VerdictLine:
    come_from = None
    if said.verdict == "misplaced" and said.found is not None:
        come_from = _standing(report, *said.found)
    return VerdictLine(
        number=number,
        verdict=said.verdict,
        shape=_SHAPES.get(said.verdict, said.verdict),
        sentence=said.sentence,
        place=None if said.xyxy is None else Place.of(said.xyxy),
        come_from=come_from,
        bare=said.expected,
    )


def _standing(report: Report, layer: int, position: int) -> Place | None:
    """The box of the stack at a place of the photo."""
    boxes = [box_of(p) for p in report.products if p.layer == layer and p.position == position]
    if not boxes:
        return None
    left, top, right, bottom = zip(*boxes, strict=True)
    return Place.of((min(left), min(top), max(right), max(bottom)))
