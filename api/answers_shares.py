"""From a stored report to its shares, its must-stock check and its fill."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlmodel import Session

from alerts.share_parts import OWN, By, Measure
from alerts.shares import Denominator, shares
from alerts.stocking import StockCheck, fills, stock_check
from api.schemas_shares import FillPart, SharePart, SharesAnswer, StockAnswer, StockPart
from api.shelf_of_report import shelf_of
from catalog.must_stock import must_stock_of
from catalog.queries_audits import AuditRow, Report
from catalog.queries_facts import sku_facts
from catalog.queries_skus import SkuFact
from catalog.rows import key


@dataclass(frozen=True)
class ShareQuery:
    """What is asked: how it is measured, over what, whose shares, on which layer (None: all)."""

    by: By = "brand"
    measure: Measure = "count"
    denominator: Denominator = "known_unknown"
    layer: int | None = None


def shares_answer(
    session: Session, row: AuditRow, report: Report, query: ShareQuery, *, day: date
) -> SharesAnswer:
    """The photo's shares, and the must-stock list that was in force on `day` against it."""
    shelf = shelf_of(report, (row.photo.width or 1, row.photo.height or 1))
    must = must_stock_of(session, row.store, day)
    codes = {stack.sku for stack in shelf.stacks if stack.sku is not None} | {line.sku for line in must}
    codes |= {code for stack in shelf.stacks for code, _ in stack.candidates}
    skus = sku_facts(session, row.store.chain_id, codes)
    rivals = {fact.brand: fact.competitor for fact in skus.values()}
    found = shares(
        shelf,
        skus,
        by=query.by,
        measure=query.measure,
        denominator=query.denominator,
        layer=query.layer,
    )
    return SharesAnswer(
        audit_id=key(row.audit.id),
        measure=query.measure,
        denominator=query.denominator,
        by=query.by,
        layer=query.layer,
        layers=sorted({stack.layer for stack in shelf.stacks}),
        shares=[
            SharePart(
                kind=share.kind,
                label=share.label,
                competitor=_is_rival(share.label, query.by, rivals),
                amount=round(share.amount, 1),
                share_pct=share.share_pct,
                low_pct=share.low_pct,
                high_pct=share.high_pct,
            )
            for share in found
        ],
        fill=[FillPart(layer=each.layer, fill_pct=each.fill_pct) for each in fills(shelf)],
        stock=_stock(stock_check(must, [shelf], skus), skus) if must else None,
    )


def _is_rival(label: str | None, by: By, rivals: Mapping[str, bool]) -> bool:
    if label is None or by == "category":
        return False
    return rivals.get(label, False) if by == "brand" else label != OWN


def _stock(check: StockCheck, skus: Mapping[str, SkuFact]) -> StockAnswer:
    order = ("missing", "unknown", "present")
    lines = sorted(check.lines, key=lambda line: (order.index(line.presence), line.sku))
    return StockAnswer(
        present=len(check.having("present")),
        missing=len(check.having("missing")),
        unknown=len(check.having("unknown")),
        osa_pct=check.osa_pct,
        osa_low_pct=check.osa_low_pct,
        osa_high_pct=check.osa_high_pct,
        products=[
            StockPart(
                sku=line.sku,
                name=_name(line.sku, skus),
                presence=line.presence,
                facings=line.facings,
                min_facings=line.min_facings,
                why=line.why,
            )
            for line in lines
        ],
    )


def _name(code: str, skus: Mapping[str, SkuFact]) -> str:
    fact = skus.get(code)
    return code if fact is None else " ".join(part for part in _words(fact) if part)


def _words(fact: SkuFact) -> Sequence[str]:
    return fact.brand, fact.name, fact.spec
