"""Tips about our share of a category: under its target even if every unknown product were ours.

Subject: «share:BAY:CATEGORY». Value of k more facings of ours beside f: the money a day that our products there take,
times ((f + k) / f)^β - 1. It is not said where a plan of the bay holds the category: then the plan decides the share.
"""

from dataclasses import replace
from decimal import Decimal
from math import ceil
from typing import Final

from alerts.elasticity import sales_at
from alerts.share_parts import OWN, label_of
from alerts.shares import Share, shares
from alerts.shelf import Shelf, Stack
from alerts.tip_facts import TipFacts, subject_of
from alerts.tip_value import all_sales, draft_of, money
from catalog.tip_draft import TipDraft, TipRound

FACINGS_MIN: Final = 8
"""With fewer facings of a category a photo says nothing about its share."""


def share_tips(facts: TipFacts) -> TipRound:
    """A tip for each category whose target our share, its interval's upper end, does not reach."""
    drafts, settled = [], set()
    held = {facts.skus[code].category for code in facts.planned if code in facts.skus}
    for category, aims in sorted(facts.aims.items()):
        target = aims.share_target_pct
        part = of_category(facts, category)
        if target is None or len(part.stacks) < FACINGS_MIN:
            continue
        own = next((s for s in shares(part, facts.skus, by="owner") if s.label == OWN), None)
        if own is not None and own.share_pct >= target:
            settled |= {subject_of("share", bay, category) for bay in ("", facts.bay)}
        elif category not in held and (own.high_pct if own else _most(part)) < target:
            drafts.append(_draft(facts, category, part, own, target))
    return TipRound(tuple(drafts), frozenset(settled))


def of_category(facts: TipFacts, category: str) -> Shelf:
    """The shelf without what is known to be of another category, and without gaps."""
    stacks = tuple(
        stack
        for stack in facts.shelf.stacks
        if label_of(stack, facts.skus, "category", {}) in {category, None}
        and (stack.sku is not None or _open_to(facts, stack, category))
    )
    return replace(facts.shelf, stacks=stacks, gaps=())


def _open_to(facts: TipFacts, stack: Stack, category: str) -> bool:
    known = [facts.skus[code].category for code, _ in stack.candidates if code in facts.skus]
    return not known or category in known


def _most(part: Shelf) -> Decimal:
    """The share that is ours at most while none is known to be."""
    open_ = sum(stack.sku is None and stack.brand is None for stack in part.stacks)
    return Decimal(100 * open_) / len(part.stacks)


def _draft(facts: TipFacts, category: str, part: Shelf, own: Share | None, target: Decimal) -> TipDraft:
    ours = [stack for stack in part.stacks if label_of(stack, facts.skus, "owner", _rivals(facts)) == OWN]
    whole = len(part.stacks)
    short = max(1, ceil(target * whole / 100) - len(ours))
    codes = sorted({stack.sku for stack in ours if stack.sku is not None})
    sums = [worth for code in codes if (worth := all_sales(facts, code)) is not None]
    value = None
    if sums and len(sums) == len(codes):
        beta = facts.aims_of(category).space_elasticity
        growth = sales_at(1.0, len(ours), len(ours) + short, beta) - 1
        value = money(sum(sums, Decimal(0)) * Decimal(growth))
    params = {
        "category": category,
        "share": own.share_pct if own else Decimal("0.0"),
        "high": own.high_pct if own else _most(part),
        "target": target,
        "facings": len(ours),
        "whole": whole,
        "short": short,
    }
    return draft_of(
        facts,
        "share",
        subject_of("share", facts.bay, category),
        value=value,
        params=params,
        severity=min(1.0, short / whole),
        xyxy=None,
    )


def _rivals(facts: TipFacts) -> dict[str, bool]:
    return {fact.brand: fact.competitor for fact in facts.skus.values()}
