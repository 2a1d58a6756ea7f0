"""From what was seen to what is saved: the pipeline's outcome as the catalogue's draft of a report."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict

import numpy as np

from alerts.facings import known_sku
from api.pipeline import ShelfOutcome
from catalog.queries_skus import ShelfFacts, SkuFact
from catalog.reports import FacingDraft, GapDraft, GroupDraft, ProductDraft, ReportDraft, Xyxy
from vision.eyes import ModelStamp
from vision.see import Group, ShelfSeen
from vision.twins import nearest_rows


def draft_report(outcome: ShelfOutcome, facts: ShelfFacts, models: Sequence[ModelStamp]) -> ReportDraft:
    """Everything about one look at a photo, ready to be saved in one transaction."""
    seen = outcome.seen
    return ReportDraft(
        size_wh=seen.size_wh,
        models=tuple(asdict(stamp) for stamp in models),
        catalog_version=facts.catalog_version,
        quality={"ok": seen.quality.ok, "reasons": list(seen.quality.reasons)},
        truncated=seen.truncated,
        seconds=dict(outcome.report.seconds),
        groups=tuple(_group(group, seen, facts.skus) for group in seen.groups),
        products=_products(seen),
        gaps=tuple(
            GapDraft(_xyxy(xyxy), float(score), int(layer))
            for xyxy, score, layer in zip(seen.gaps.xyxy, seen.gaps.score, seen.gap_layer, strict=True)
        ),
        facings=tuple(FacingDraft(r.sku, r.group, r.layer, r.columns, r.units) for r in outcome.rows),
        talkers=None
        if outcome.report.talkers is None
        else tuple(talker.model_dump(mode="json") for talker in outcome.report.talkers),
        matches=_matches(seen.groups, facts),
    )


def _matches(groups: Sequence[Group], facts: ShelfFacts) -> tuple[tuple[int, str], ...]:
    named = [(group, fact.code) for group in groups if (fact := known_sku(group, facts.skus)) is not None]
    if not named or not facts.reference_ids:
        return ()
    rows = nearest_rows(np.stack([group.vector for group, _ in named]), facts.vectors)
    return tuple((facts.reference_ids[row], code) for row, (_, code) in zip(rows, named, strict=True))


def _group(group: Group, seen: ShelfSeen, skus: Mapping[str, SkuFact]) -> GroupDraft:
    fact = known_sku(group, skus)
    return GroupDraft(
        number=group.number,
        size=len(group.members),
        best_xyxy=_xyxy(seen.products.xyxy[group.best]),
        vector=group.vector,
        sku=None if fact is None else fact.code,
        probability=group.name.probability,
        alternatives=group.name.alternatives,
    )


def _products(seen: ShelfSeen) -> tuple[ProductDraft, ...]:
    return tuple(
        ProductDraft(
            xyxy=_xyxy(seen.products.xyxy[i]),
            score=float(seen.products.score[i]),
            layer=int(seen.layer[i]),
            position=int(seen.position[i]),
            column=int(seen.column[i]),
            group=int(seen.group[i]),
        )
        for i in range(len(seen.products))
    )


def _xyxy(values: Sequence[float]) -> Xyxy:
    x1, y1, x2, y2 = (float(v) for v in values)
    return x1, y1, x2, y2
