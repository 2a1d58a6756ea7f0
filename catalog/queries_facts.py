"""What reports and pages say about SKUs, by code."""

from collections.abc import Collection

from sqlmodel import Session, col, select

from catalog.queries_skus import SkuFact
from catalog.tables import Brand, Sku


def sku_facts(session: Session, chain_id: int, codes: Collection[str]) -> dict[str, SkuFact]:
    """Facts of these SKUs of the chain, active or not; codes that it does not have are left out."""
    query = select(Sku, Brand).join(Brand).where(Sku.chain_id == chain_id, col(Sku.code).in_(codes))
    return {
        sku.code: SkuFact(
            sku.code, brand.name, sku.name, sku.spec, sku.category, brand.competitor, sku.height_mm, sku.gtin
        )
        for sku, brand in session.exec(query)
    }
