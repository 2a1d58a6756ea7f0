"""The photo as witness: what the last look at the shelf says a silent product needs.

| the last photo shows | so |
|---|---|
| nothing: none was taken for `STALE_DAYS` | ask for a photo |
| the product, not at eye level | move it there: it is on the shelf and nobody sees it |
| the product, well placed | look at price tag and barcode: it stands there and does not sell under its name |
| no facing of it; a gap, or stock in the books | restock |
| no facing of it | list it again, or take it out of the range |
"""

from datetime import date
from typing import Any, Final

from alerts.eye_level import eye_layers
from catalog.queries_witness import Witness
from catalog.tables_till import SilenceAction

STALE_DAYS: Final = 7
"""A shelf that nobody photographed for longer may have changed since."""


def what_to_do(witness: Witness, today: date) -> tuple[SilenceAction, dict[str, Any]]:
    """The action, and the evidence for it as JSON: days and places by name, None where nothing is known."""
    days = None if witness.seen_on is None else (today - witness.seen_on).days
    eye = sorted(eye_layers(witness.layers)) if witness.layers is not None else []
    evidence = {
        "seen_on": None if witness.seen_on is None else witness.seen_on.isoformat(),
        "photo_days": days,
        "audit_id": witness.audit_id,
        "facings": witness.facings,
        "facings_before": witness.facings_before,
        "layer": witness.layer,
        "layers": witness.layers,
        "eye_layers": eye,
        "gaps": witness.gaps,
        "stock": witness.stock,
    }
    return _action(witness, days, eye), evidence


def _action(witness: Witness, days: int | None, eye: list[int]) -> SilenceAction:
    if days is None or days > STALE_DAYS:
        return "take_photo"
    if witness.facings > 0:
        low = bool(eye) and witness.layer is not None and witness.layer not in eye
        return "move_to_eye_level" if low else "check_price_tag"
    return "restock" if witness.gaps or (witness.stock or 0) > 0 else "relist"
