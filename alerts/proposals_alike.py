"""Which proposals answer the same action of a rival's: one poster in 300 stores is one decision, not 300."""

from collections import defaultdict
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from alerts.actions_alike import by_product, plain


@dataclass(frozen=True)
class Answered:
    """What a proposal answers, and for which product of ours.

    `numbers` as `alerts.gap_json.numbers_json` gives them; `rival_sku` "" where the catalogue has no such product,
    `rival` is then what the poster calls it. `apart` keeps proposals apart that are decided on otherwise.
    """

    rival: str
    rival_sku: str
    kind: str
    numbers: Mapping[str, Any]
    own_sku: str
    rule: str
    currency: str = "¥"
    per: str | None = None
    apart: Hashable = None


def alike_proposals(found: Sequence[Answered]) -> list[list[int]]:
    """Places in `found` of those that belong together, in the order of the first of each.

    The same numbers make the same action, the list price aside, for it is often out of the picture; a product without
    a SKU is the same where its name is but for misread signs (`alerts.actions_alike`), as in `competitor_actions`.
    """
    same: dict[Hashable, list[int]] = defaultdict(list)
    for place, one in enumerate(found):
        numbers = tuple(
            sorted((name, str(value)) for name, value in one.numbers.items() if name != "list_price")
        )
        same[one.kind, numbers, one.currency, one.per, one.own_sku, one.rule, one.apart].append(place)
    groups = [
        part
        for places in same.values()
        for part in by_product(
            places, lambda place: found[place].rival_sku, lambda place: plain(found[place].rival)
        )
    ]
    return sorted((sorted(group) for group in groups), key=lambda group: group[0])
