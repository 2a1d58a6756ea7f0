"""When a tip and a silence alert of one product in one store are the same task, and which answers settle both.

The photo shows a product missing or badly placed, the till tells that nobody buys it: one trouble, seen twice. Tips
that are another piece of work (a floor stack, a brand block, a share of shelf) stay apart from the alert.

| answer to the tip | says of the alert |
|---|---|
| done: missing, gap and their like | restocked; listed again, where that was asked |
| done: misplaced, eye level | moved |
| not sold here | delisted |
| no stock, no room, another reason | closed as something else, with the words |
| the photo was read wrongly | nothing: it stands there, and still nobody buys it |

| answer to the alert | says of the tip |
|---|---|
| restocked, listed again | done: missing, gap and their like |
| moved | done: misplaced, eye level |
| delisted | declined: not sold here |
| something else | declined: another reason |
| price tag, barcode, nothing wrong | nothing |
"""

from collections.abc import Mapping
from typing import Final

from catalog.tables_advice import TipKind
from catalog.tables_till import CloseReason, SilenceAction

GONE: Final[frozenset[TipKind]] = frozenset({"missing", "wrong_product", "must_stock", "gap", "too_few"})
"""The product is not there, or too little of it."""
BADLY_PLACED: Final[frozenset[TipKind]] = frozenset({"misplaced", "eye_level"})
ONE_TASK: Final = GONE | BADLY_PLACED
"""Kinds of tips that are one task with a silence alert of the same product and store."""
_DECLINED: Final[Mapping[str, CloseReason]] = {
    "not_sold": "delisted",
    "no_stock": "other",
    "no_room": "other",
    "other": "other",
}


def alert_reason_of_done(kind: TipKind, action: SilenceAction) -> CloseReason | None:
    """What a tip that is done says of the alert of its product; None: it is another task."""
    if kind in BADLY_PLACED:
        return "moved"
    if kind in GONE:
        return "relisted" if action == "relist" else "restocked"
    return None


def alert_reason_of_declined(kind: TipKind, reason: str) -> CloseReason | None:
    """What a declined tip's reason says of the alert; None: nothing."""
    return _DECLINED.get(reason) if kind in ONE_TASK else None


def settles_tip(reason: CloseReason, kind: TipKind) -> bool:
    """A closed alert's reason says that the tip is done."""
    return kind in (
        BADLY_PLACED if reason == "moved" else GONE if reason in {"restocked", "relisted"} else ()
    )


def declines_tip(reason: CloseReason, kind: TipKind) -> str | None:
    """The reason with which a closed alert's reason declines the tip; None: it says nothing of it."""
    return {"delisted": "not_sold", "other": "other"}.get(reason) if kind in ONE_TASK else None
