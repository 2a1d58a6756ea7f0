"""Settings of silence alerts read with their products and people; the last replay of a chain."""

from dataclasses import dataclass
from typing import Any

from sqlmodel import Session, col, select

from catalog.tables import Brand, Sku, User
from catalog.tables_till import SilenceReplay, SilenceSetting


@dataclass(frozen=True)
class SettingRow:
    """A setting; `sku` and `brand` where it is a SKU's, `by` the name of who changed it last."""

    setting: SilenceSetting
    sku: Sku | None
    brand: str
    by: str


def settings_told(session: Session, chain_id: int) -> tuple[SettingRow, ...]:
    """All that is or was set, the chain's first, then categories and SKUs by name."""
    query: Any = (
        select(SilenceSetting, Sku, col(Brand.name), col(User.username))
        .join(Sku, col(Sku.id) == SilenceSetting.sku_id, isouter=True)
        .join(Brand, col(Brand.id) == Sku.brand_id, isouter=True)
        .join(User, col(User.id) == SilenceSetting.changed_by, isouter=True)
        .where(SilenceSetting.chain_id == chain_id)
        .order_by(col(SilenceSetting.category), col(Brand.name), col(Sku.name), col(Sku.spec))
    )
    return tuple(SettingRow(row, sku, brand or "", by or "") for row, sku, brand, by in session.exec(query))


def find_replay(session: Session, chain_id: int) -> SilenceReplay | None:
    """The last replay that was asked for."""
    return session.get(SilenceReplay, chain_id, populate_existing=True)
