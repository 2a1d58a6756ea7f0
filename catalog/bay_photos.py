"""Which photos of a store's day count: two of one bay show the same facings, which stand there once."""

from collections.abc import Sequence
from typing import Any

from sqlmodel import Session

from catalog.queries_compliances import compliances_of, planograms_of
from catalog.queries_tips import seen_at


def counted_audits(session: Session, audit_ids: Sequence[int]) -> tuple[int, ...]:
    """Those of a day's audits, one a photo, whose facings are added up.

    Of photos of the same bay (judged by the same planogram) the newest counts. An earlier one counts beside it only
    where most of what it shows is not on the later ones: the two halves of a wide bay. A photo whose bay nobody
    knows counts.
    """
    judged = {
        audit: row for audit, row in compliances_of(session, audit_ids).items() if row.outcome == "judged"
    }
    bay = planograms_of(session, {row.version_id for row in judged.values()})
    times = seen_at(session, judged)
    shown: dict[int, set[tuple[int, int]]] = {}
    left_out = set()
    for audit in sorted(judged, key=lambda audit: (times[audit], audit), reverse=True):
        number, places = bay[judged[audit].version_id], _places(judged[audit].verdicts)
        if number in shown and 2 * len(places & shown[number]) >= len(places):
            left_out.add(audit)
        else:
            shown[number] = shown.get(number, set()) | places
    return tuple(audit for audit in audit_ids if audit not in left_out)


def _places(verdicts: dict[str, Any]) -> set[tuple[int, int]]:
    """(layer, position) of the slots that the photo shows, of what `alerts.verdicts` says slot by slot."""
    slots = verdicts.get("slots", [])
    return {
        (one["layer"], one["position"])
        for one in slots
        if one.get("position") is not None and one["verdict"] != "not_judged"
    }
