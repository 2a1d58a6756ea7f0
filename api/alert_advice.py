"""What an open alert advises now: a photo taken since it was raised is the better witness."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlmodel import Session

from alerts.silence_witness import what_to_do
from api.local_day import Local
from catalog.queries_silence import AlertRow
from catalog.queries_witness import witnesses
from catalog.rows import key
from catalog.tables_till import SilenceAction


@dataclass(frozen=True)
class Advice:
    """What to do, and the evidence for it (JSON as `alerts.silence_witness` makes it)."""

    action: SilenceAction
    evidence: Mapping[str, Any]


def advice_of(session: Session, rows: Sequence[AlertRow], local: Local) -> dict[int, Advice]:
    """By alert id: as it was raised, or anew where it is open and the shelf was photographed on a later day."""
    pairs = [
        ((row.alert.store_id, row.alert.sku_id), row.alert.since) for row in rows if row.alert.state == "open"
    ]
    seen = witnesses(session, pairs, local.today, local.zone)
    found: dict[int, Advice] = {}
    for row in rows:
        alert = row.alert
        witness = seen.get((alert.store_id, alert.sku_id)) if alert.state == "open" else None
        told = alert.evidence.get("seen_on")
        if witness is not None and witness.seen_on is not None and witness.seen_on.isoformat() > (told or ""):
            found[key(alert.id)] = Advice(*what_to_do(witness, local.today))
        else:
            found[key(alert.id)] = Advice(alert.action, alert.evidence)
    return found
