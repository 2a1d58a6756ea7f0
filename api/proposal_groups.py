"""Proposals that answer the same action of a rival's, over all the stores where it was seen."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from alerts.proposals_alike import Answered, alike_proposals
from api.answers_proposals import option_answer, options_mark, proposal_answer
from api.i18n import Locale
from api.schemas_people import StoreAnswer
from api.schemas_proposal_groups import GroupOption, GroupStore, ProposalGroup
from api.schemas_proposals import OptionAnswer
from catalog.queries_proposals import ProposalRow
from catalog.rows import key

CROPS: Final = 4
"""So many photos of a group are shown beside its first, of other stores."""


@dataclass(frozen=True)
class _Choice:
    """One thing that may be done, with its place in the list of each proposal that offers it."""

    option: Mapping[str, Any]
    at: dict[int, int]


def proposal_groups(rows: Sequence[ProposalRow], locale: Locale) -> list[ProposalGroup]:
    """The proposals by what they answer, in the order of the first of each. What was decided together stays together.

    The first proposal of a group is the one with the deepest offer that a photo shows.
    """
    found = [_answered(row) for row in rows]
    return [_group([rows[place] for place in places], locale) for places in alike_proposals(found)]


def what_of(option: Mapping[str, Any]) -> str:
    """What makes an option of two stores the same: what is done, whatever it costs there."""
    policy = option.get("policy")
    said = [
        option["kind"],
        option.get("mechanic"),
        option.get("numbers"),
        policy and policy["code"],
        option.get("said"),
    ]
    return json.dumps(said, sort_keys=True, ensure_ascii=False)


def _answered(row: ProposalRow) -> Answered:
    one, said = row.proposal, row.proposal.params
    offer: Mapping[str, Any] = said.get("offer") or {}
    chosen = None if one.chosen is None else what_of(one.options[one.chosen])
    alone = key(one.id) if one.store_id is None or not offer else None
    return Answered(
        rival=said.get("rival", ""),
        rival_sku=said.get("rival_sku", ""),
        kind=offer.get("kind", ""),
        numbers=offer.get("numbers", {}),
        own_sku=said.get("own_sku", ""),
        rule=one.rule,
        currency=offer.get("currency", "¥"),
        per=offer.get("per"),
        apart=(alone, one.state, one.decided_at, one.decided_by, chosen, one.reason),
    )


def _group(rows: list[ProposalRow], locale: Locale) -> ProposalGroup:
    rows = sorted(rows, key=_weight, reverse=True)
    lead, choices = rows[0], _choices(rows)
    chosen = None if lead.proposal.chosen is None else what_of(lead.proposal.options[lead.proposal.chosen])
    what = list(choices)
    crops = [row for row in rows[1:] if row.proposal.params.get("evidence")]
    return ProposalGroup(
        first=proposal_answer(lead, locale),
        stores=[
            _store(row, [one.at.get(key(row.proposal.id)) for one in choices.values()])
            for row in _by_place(rows)
        ],
        areas=len({(row.proposal.city, row.proposal.trade_area) for row in rows}),
        options=[_option(one, rows, locale) for one in choices.values()],
        chosen=None if chosen is None else what.index(chosen),
        crops=[f"/api/proposals/{row.proposal.id}/evidence.jpg" for row in crops[:CROPS]],
    )


def _weight(row: ProposalRow) -> tuple[bool, Decimal, float]:
    one = row.proposal
    return bool(one.params.get("evidence")), one.rival_depth or Decimal(0), one.created_at.timestamp()


def _by_place(rows: list[ProposalRow]) -> list[ProposalRow]:
    return sorted(
        rows,
        key=lambda row: (row.proposal.city, row.proposal.trade_area, row.store.code if row.store else ""),
    )


def _choices(rows: list[ProposalRow]) -> dict[str, _Choice]:
    """The options of all, those of the first proposal first."""
    found: dict[str, _Choice] = {}
    for row in rows:
        for place, option in enumerate(row.proposal.options):
            found.setdefault(what_of(option), _Choice(option, {})).at.setdefault(key(row.proposal.id), place)
    return found


def _option(choice: _Choice, rows: list[ProposalRow], locale: Locale) -> GroupOption:
    costs = [
        row.proposal.options[choice.at[key(row.proposal.id)]].get("day_cost")
        for row in rows
        if key(row.proposal.id) in choice.at
    ]
    known = [Decimal(cost) for cost in costs if cost is not None]
    said: OptionAnswer = option_answer(choice.option, locale)
    return GroupOption(
        **dict(said),
        place=choice.at.get(key(rows[0].proposal.id)),
        stores=len(choice.at),
        day_cost_all=sum(known, Decimal(0)) if known else None,
        cost_unknown=len(costs) - len(known),
    )


def _store(row: ProposalRow, options: list[int | None]) -> GroupStore:
    one, said = row.proposal, row.proposal.params
    evidence = said.get("evidence")
    return GroupStore(
        id=key(one.id),
        mark=options_mark(one.options),
        store=None if row.store is None else StoreAnswer.of(row.store),
        city=one.city,
        trade_area=one.trade_area,
        area_name=" ".join(part for part in (one.city, one.trade_area) if part),
        points=None if said.get("points") is None else Decimal(said["points"]),
        audit_id=None if evidence is None else evidence["audit_id"],
        options=options,
    )
