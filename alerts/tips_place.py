"""Tips about where products stand: best sellers off eye level, and a brand that stands in pieces.

Subjects: «eye:SKU», settled wherever the SKU stands at eye level; «block:BAY:SKU», the SKU that stands apart from its
brand, of the bay's plan ("" without one). A plan of the bay outranks both: SKUs that it has a place for are left where
it has them.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Final

from alerts.eye_level import eye_layers
from alerts.shelf import Shelf, Stack, Xyxy
from alerts.tip_facts import TipFacts, subject_of
from alerts.tip_value import all_sales, draft_of, money
from catalog.tip_draft import TipDraft, TipRound

TIMES_FASTER: Final = 2
"""A best seller sells so many times what the product at eye level does before the two should change places."""
SWAPS_MAX: Final = 2
"""Swaps advised in one category of one photo."""
BLOCK_MIN: Final = 5
"""A brand with fewer facings of a category on the photo is no block."""


def eye_tips(facts: TipFacts) -> TipRound:
    """The best sellers that should change places with the slowest at eye level, within a category.

    What that adds to sales is an assumption that can be set (`CategoryAims.eye_lift`): it scales the value of these
    tips; where it is set to 0 there are none.
    """
    eye = _eye_layers_of(facts)
    if not eye:
        return TipRound((), frozenset())
    at_eye = {stack.sku for stack in facts.shelf.stacks if stack.sku is not None and stack.layer in eye}
    shown = {stack.sku for stack in facts.shelf.stacks if stack.sku is not None}
    free = sorted(code for code in shown - facts.planned if code in facts.skus and code in facts.rates)
    drafts = []
    for category in sorted({facts.skus[code].category for code in free}):
        mine = [code for code in free if facts.skus[code].category == category]
        fast = sorted((c for c in mine if c not in at_eye), key=lambda c: (-facts.rates[c], c))
        slow = sorted((c for c in mine if c in at_eye), key=lambda c: (facts.rates[c], c))
        if not facts.aims_of(category).eye_lift:
            continue
        for up, down in list(zip(fast, slow, strict=False))[:SWAPS_MAX]:
            if facts.rates[up] > 0 and facts.rates[up] >= TIMES_FASTER * facts.rates[down]:
                drafts += _swap(facts, up, down, eye)
    return TipRound(tuple(drafts), frozenset(subject_of("eye", code) for code in at_eye))


def block_tips(facts: TipFacts) -> TipRound:
    """Our brands whose products of a category stand in more than one run: the smallest run should join the largest.

    Unknown products between two runs may be of the brand, which are then one; nothing is said of them, or settled.
    """
    drafts, settled = [], set()
    kinds = {(fact.brand, fact.category) for fact in facts.skus.values() if not fact.competitor}
    for brand, category in sorted(kinds):
        mine = _of_kind(facts, brand, category)
        if len(mine) < BLOCK_MIN:
            continue
        apart = runs_of(facts.shelf, mine, bridged=True)
        if len(apart) > 1:
            drafts += _block_draft(facts, brand, category, apart)
        elif len(runs_of(facts.shelf, mine)) == 1:
            settled |= {
                subject_of("block", bay, s.sku) for s in mine if s.sku is not None for bay in ("", facts.bay)
            }
    return TipRound(tuple(drafts), frozenset(settled))


def runs_of(shelf: Shelf, stacks: Sequence[Stack], *, bridged: bool = False) -> list[list[Stack]]:
    """Stacks in connected runs, the largest first.

    Next to one another on a layer, or above one another on adjacent layers (their widths overlap), is connected; with
    `bridged`, unknown stacks connect as well, as if they were of the brand.
    """
    nodes = list(stacks)
    if bridged:
        nodes += [s for s in shelf.stacks if s.sku is None and s.brand is None and s not in stacks]
    root = list(range(len(nodes)))

    def find(i: int) -> int:
        while root[i] != i:
            i = root[i]
        return i

    for i, stack in enumerate(nodes):
        row = shelf.on_layer(stack.layer)
        for j, other in enumerate(nodes):
            below = other.layer == stack.layer + 1 and _over(stack, other)
            if below or (other.layer == stack.layer and _beside(stack, other, row)):
                root[find(j)] = find(i)
    runs: dict[int, list[Stack]] = {}
    for i, stack in enumerate(nodes[: len(stacks)]):
        runs.setdefault(find(i), []).append(stack)
    return sorted(runs.values(), key=lambda run: (-len(run), run[0].layer, run[0].position))


def _eye_layers_of(facts: TipFacts) -> frozenset[int]:
    """In the photo's numbers: by the plan's layers where there is one, which a photo may begin lower than."""
    if facts.plans:
        first = facts.plans[0]
        layers = eye_layers(first.plan.layers, first.plan.layer_heights_mm)
        return frozenset(layer + first.offset for layer in layers)
    return eye_layers(facts.shelf.layers)


def _swap(facts: TipFacts, up: str, down: str, eye: frozenset[int]) -> list[TipDraft]:
    stack = facts.stacks_of(up)[0]
    other = next(one for one in facts.stacks_of(down) if one.layer in eye)
    gain, loss = all_sales(facts, up), all_sales(facts, down)
    lift = Decimal(str(facts.aims_of(facts.skus[up].category).eye_lift))
    value = None if gain is None or loss is None else money((gain - loss) * lift)
    if value is not None and value <= 0:
        return []
    params = {
        "layer": facts.spoken_layer(stack.layer),
        "position": stack.position,
        "to_layer": facts.spoken_layer(other.layer),
        "to_position": other.position,
        "swap": facts.name(down),
        "swap_rate": facts.rates[down].quantize(Decimal("0.01")),
        "lift": 100 * lift,
    }
    return [
        draft_of(
            facts,
            "eye_level",
            subject_of("eye", up),
            value=value,
            params=params,
            sku=up,
            layer=stack.layer,
            xyxy=stack.xyxy,
        )
    ]


def _of_kind(facts: TipFacts, brand: str, category: str) -> list[Stack]:
    """Named stacks of a brand and category that no plan has a place for; a sure brand alone counts with its brand."""
    found = []
    for stack in facts.shelf.stacks:
        if stack.sku is None:
            if stack.brand == brand and _category_of(facts, stack) == category:
                found.append(stack)
        elif stack.sku not in facts.planned:
            fact = facts.skus.get(stack.sku)
            if fact is not None and (fact.brand, fact.category) == (brand, category):
                found.append(stack)
    return found


def _category_of(facts: TipFacts, stack: Stack) -> str | None:
    """The category of the likeliest candidate."""
    known = (facts.skus[code].category for code, _ in stack.candidates if code in facts.skus)
    return next(known, None)


def _block_draft(facts: TipFacts, brand: str, category: str, runs: list[list[Stack]]) -> list[TipDraft]:
    main, stray = runs[0], runs[-1]
    codes = Counter(stack.sku for stack in stray if stack.sku is not None)
    if not codes:
        return []
    sku = min(codes, key=lambda code: (-codes[code], code))
    params = {
        "brand": brand,
        "category": category,
        "runs": len(runs),
        "facings": len(stray),
        "layer": facts.spoken_layer(stray[0].layer),
        "position": stray[0].position,
        "to_layer": facts.spoken_layer(main[0].layer),
        "to_position": main[0].position,
        "to_facings": len(main),
    }
    return [
        draft_of(
            facts,
            "brand_block",
            subject_of("block", facts.bay, sku),
            value=None,
            params=params,
            severity=len(stray) / (len(stray) + len(main)),
            sku=sku,
            layer=stray[0].layer,
            xyxy=_hull(stray),
        )
    ]


def _hull(stacks: Iterable[Stack]) -> Xyxy:
    x1, y1, x2, y2 = zip(*(stack.xyxy for stack in stacks), strict=True)
    return min(x1), min(y1), max(x2), max(y2)


def _beside(left: Stack, right: Stack, row: Sequence[Stack]) -> bool:
    """Whether `right` begins further right and no other stack of the layer has its middle between the two.

    Not by position: different products on top of one another share it.
    """
    if right.xyxy[0] <= left.xyxy[0]:
        return False
    middles = ((one.xyxy[0] + one.xyxy[2]) / 2 for one in row if one not in {left, right})
    return not any(left.xyxy[2] <= middle <= right.xyxy[0] for middle in middles)


def _over(one: Stack, other: Stack) -> bool:
    return min(one.xyxy[2], other.xyxy[2]) > max(one.xyxy[0], other.xyxy[0])
