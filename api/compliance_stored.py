"""A judgement as the JSON that its row keeps, and back."""

from dataclasses import dataclass, fields
from decimal import Decimal
from typing import Any, Final

from alerts.verdicts import Judgement, SlotVerdict
from catalog.tables_advice import Compliance

_TENTH: Final = Decimal("0.1")


@dataclass(frozen=True)
class StoredJudgement:
    """What a compliance row says; `chosen` when a person picked the planogram for the photo."""

    judgement: Judgement
    chosen: bool

    @property
    def let_go(self) -> bool:
        """The row only says that a picked planogram holds no more: by itself nothing is held against another bay."""
        return self.judgement.outcome == "other_bay" and not self.chosen


def judgement_json(judgement: Judgement, *, chosen: bool) -> dict[str, Any]:
    """What the row's own columns do not say: `{"chosen", "likeness", "slots": [...]}`; unset fields are left out."""
    return {
        "chosen": chosen,
        "likeness": round(judgement.likeness, 4),
        "slots": [_slot_json(verdict) for verdict in judgement.verdicts],
    }


def stored_judgement(row: Compliance) -> StoredJudgement:
    """The judgement that a row keeps."""
    kept = row.verdicts
    judgement = Judgement(
        outcome=row.outcome,
        score_pct=None if row.score_pct is None else row.score_pct.quantize(_TENTH),
        slots=row.slots,
        judged=row.judged,
        ok=row.ok,
        likeness=float(kept.get("likeness", 0.0)),
        verdicts=tuple(_slot(one) for one in kept.get("slots", [])),
    )
    return StoredJudgement(judgement, bool(kept.get("chosen", False)))


def _slot_json(verdict: SlotVerdict) -> dict[str, Any]:
    values = {field.name: getattr(verdict, field.name) for field in fields(verdict)}
    if verdict.xyxy is not None:
        values["xyxy"] = [round(value, 1) for value in verdict.xyxy]
    if verdict.found is not None:
        values["found"] = list(verdict.found)
    return {name: value for name, value in values.items() if value is not None and value is not False}


def _slot(kept: dict[str, Any]) -> SlotVerdict:
    box, found = kept.get("xyxy"), kept.get("found")
    return SlotVerdict(
        verdict=kept["verdict"],
        layer=kept["layer"],
        position=kept.get("position"),
        sku=kept["sku"],
        planned=kept.get("planned", 0),
        seen=kept.get("seen", 0),
        xyxy=None if box is None else (box[0], box[1], box[2], box[3]),
        expected=kept.get("expected", False),
        instead=kept.get("instead"),
        found=None if found is None else (found[0], found[1]),
        photo_layer=kept.get("photo_layer"),
    )
