"""SKUs as drawings and sentences need them: their words, sizes and a picture."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from sqlmodel import Session, col, select

from catalog.queries_pages import first_references
from catalog.rows import key
from catalog.tables import Brand, Sku


@dataclass(frozen=True)
class SkuCard:
    """A SKU to show; `reference_id` is its oldest reference picture, sizes are in millimetres."""

    code: str
    brand: str
    competitor: bool
    name: str
    spec: str
    category: str
    width_mm: float | None
    height_mm: float | None
    reference_id: int | None

    @property
    def words(self) -> str:
        """Brand, name and spec in one line."""
        return " ".join(part for part in (self.brand, self.name, self.spec) if part)


def sku_cards(session: Session, chain_id: int, codes: Iterable[str]) -> dict[str, SkuCard]:
    """The cards of these codes, active or not; codes that the chain does not have are left out. Two queries."""
    query = select(Sku, Brand).join(Brand).where(Sku.chain_id == chain_id, col(Sku.code).in_(set(codes)))
    rows = session.exec(query.order_by(Sku.code)).all()
    pictures = first_references(session, [key(sku.id) for sku, _ in rows])
    return {
        sku.code: SkuCard(
            code=sku.code,
            brand=brand.name,
            competitor=brand.competitor,
            name=sku.name,
            spec=sku.spec,
            category=sku.category,
            width_mm=sku.width_mm,
            height_mm=sku.height_mm,
            reference_id=pictures.get(key(sku.id)),
        )
        for sku, brand in rows
    }


def list_prices(session: Session, chain_id: int, codes: Iterable[str]) -> dict[str, Decimal]:
    """List prices of these codes, as far as they are known."""
    query = select(Sku).where(Sku.chain_id == chain_id, col(Sku.code).in_(set(codes)))
    return {sku.code: sku.list_price for sku in session.exec(query) if sku.list_price is not None}
