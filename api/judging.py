"""Which planogram a photo is held against, and how it keeps it."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, tzinfo

from sqlmodel import Session

from alerts.compliance import judge
from alerts.shelf import Shelf
from alerts.tip_facts import PlanJudged
from catalog.errors import NotFound
from catalog.plans import Plan
from catalog.queries_plans import newest_plan, plans_in_force
from catalog.queries_sku_cards import sku_cards
from catalog.tables import Photo, Store


def local_day(photo: Photo, zone: tzinfo) -> date:
    """The store's day on which the photo was taken; never later than its upload, because phones' clocks run ahead."""
    at = photo.uploaded_at
    if photo.captured_at is not None:
        at = min(photo.captured_at, at)
    return at.astimezone(zone).date()


def choose_plan(session: Session, store: Store, code: str, day: date, *, drafts: bool = False) -> Plan:
    """The version of this planogram to hold a photo of the store against: the one in force there that day.

    With `drafts` any version will do where none is in force: the newest published one, else the newest draft.

    Raises:
        NotFound: planogram_not_found.
    """
    for plan in plans_in_force(session, store, day):
        if plan.code == code:
            return plan
    if not drafts:
        raise NotFound("planogram_not_found", planogram=code)
    return newest_plan(session, store.chain_id, code)


def brands_of(session: Session, chain_id: int, plans: Sequence[Plan], shelf: Shelf) -> dict[str, str]:
    """Brands by SKU code, of all that the plans ask for and the shelf may show."""
    codes = {slot.sku for plan in plans for slot in plan.slots} | codes_on(shelf)
    return {code: card.brand for code, card in sku_cards(session, chain_id, codes).items()}


def codes_on(shelf: Shelf) -> set[str]:
    """SKU codes that stand on the shelf or may."""
    named = {stack.sku for stack in shelf.stacks if stack.sku is not None}
    return named | {code for stack in shelf.stacks for code, _ in stack.candidates}


def judge_all(plans: Sequence[Plan], shelf: Shelf, brands: Mapping[str, str]) -> tuple[PlanJudged, ...]:
    """The shelf held against each plan, the likeliest first; a plan whose bay this is not comes after all others."""
    judged = [PlanJudged(plan, judge(plan, shelf, brands=brands)) for plan in plans if plan.slots]
    return tuple(sorted(judged, key=lambda one: (not one.this_bay, -one.judgement.likeness, one.plan.code)))


def this_bay(judged: Sequence[PlanJudged]) -> PlanJudged | None:
    """The plan of the bay that the photo shows; None where it looks like none of them, or nothing could be told."""
    found = next((one for one in judged if one.this_bay), None)
    return found if found is not None and found.judgement.likeness > 0 else None


def one_bay(judged: Sequence[PlanJudged], best: PlanJudged | None) -> tuple[PlanJudged, ...]:
    """The same with one plan's bay alone on the photo: advice must not follow two plans at once."""
    if best is None:
        return tuple(judged)
    other = (replace(one, judgement=replace(one.judgement, outcome="other_bay")) for one in judged)
    return tuple(one if one.plan == best.plan else shut for one, shut in zip(judged, other, strict=True))
