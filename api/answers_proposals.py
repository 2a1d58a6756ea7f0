"""From rows to the API's answers about proposals: sentences are made when they are read, in the reader's language."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from functools import partial
from typing import Any

from alerts.gap_json import numbers_of
from alerts.gap_words import GapWords, OptionWords, say_gap, say_option
from api.i18n import Locale
from api.offer_words import numbers_summary
from api.schemas_people import StoreAnswer
from api.schemas_proposals import OptionAnswer, ProposalAnswer
from catalog.mechanic import OfferKind
from catalog.queries_proposals import ProposalRow
from catalog.rows import key


def proposal_answer(row: ProposalRow, locale: Locale) -> ProposalAnswer:
    """One proposal in words."""
    proposal = row.proposal
    said, evidence = proposal.params, proposal.params.get("evidence")
    words = gap_words(said, proposal.options, locale)
    return ProposalAnswer(
        id=key(proposal.id),
        state=proposal.state,
        rule=proposal.rule,
        store=None if row.store is None else StoreAnswer.of(row.store),
        city=proposal.city,
        trade_area=proposal.trade_area,
        message=words.message,
        rules=words.rules,
        cost=words.cost,
        rival=said.get("rival", ""),
        own=said.get("own", ""),
        rival_sku=said.get("rival_sku") or None,
        own_sku=said.get("own_sku") or None,
        rival_depth_pct=_pct(proposal.rival_depth),
        own_depth_pct=_pct(proposal.own_depth),
        points=_decimal(said.get("points")),
        options=[option_answer(one, locale) for one in proposal.options],
        mark=options_mark(proposal.options),
        params=said,
        audit_id=None if evidence is None else evidence["audit_id"],
        evidence_url=None if evidence is None else f"/api/proposals/{proposal.id}/evidence.jpg",
        created_at=proposal.created_at,
        chosen=proposal.chosen,
        decided_at=proposal.decided_at,
        decided_by=row.decided_by or None,
        reason=proposal.reason,
    )


def gap_words(said: Mapping[str, Any], options: Sequence[dict[str, Any]], locale: Locale) -> GapWords:
    """A gap's sentences; one that was not made of a poster brings them in both languages (`said`)."""
    if "said" in said:
        ready = said["said"][locale]
        return GapWords(ready["message"], ready.get("rules", ""), ready.get("cost", ""))
    return say_gap(said, list(options), locale, partial(mechanic_words, locale))


def option_words(option: Mapping[str, Any], locale: Locale) -> OptionWords:
    """An option's title and reason, from its figures or as it brings them (`said`)."""
    if "said" in option:
        ready = option["said"][locale]
        return OptionWords(ready["title"], ready.get("why", ""))
    return say_option(option, locale, partial(mechanic_words, locale))


def mechanic_words(locale: Locale, kind: OfferKind, numbers: Mapping[str, Any]) -> str:
    """A mechanic with its numbers: 第二件半价."""
    return numbers_summary(kind, numbers_of(numbers), locale)


def option_answer(option: Mapping[str, Any], locale: Locale) -> OptionAnswer:
    """One option in words."""
    words, policy = option_words(option, locale), option.get("policy")
    figures: dict[str, Any] = {
        name: _decimal(option.get(name))
        for name in ("depth_pct", "points_left", "unit_cost", "extra_cost", "day_cost", "extra_units")
    }
    return OptionAnswer(
        kind=option["kind"],
        title=words.title,
        why=words.why,
        closes=bool(option.get("closes")),
        **figures,
        policy=None if policy is None else policy["code"],
        budget=None if policy is None else _decimal(policy.get("budget")),
        budget_left=None if policy is None else _decimal(policy.get("budget_left")),
        valid_from=None if policy is None else _day(policy.get("valid_from")),
        valid_until=None if policy is None else _day(policy.get("valid_until")),
    )


def options_mark(options: Sequence[dict[str, Any]]) -> str:
    """What changes when the options do."""
    return hashlib.sha256(json.dumps(options, sort_keys=True).encode()).hexdigest()[:16]


def _decimal(value: str | None) -> Decimal | None:
    return None if value is None else Decimal(value)


def _day(value: str | None) -> date | None:
    return None if value is None else date.fromisoformat(value)


def _pct(depth: Decimal | None) -> Decimal | None:
    return None if depth is None else (depth * 100).quantize(Decimal("0.01"))
