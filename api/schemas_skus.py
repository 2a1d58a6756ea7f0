"""What the API says and hears of SKUs and their reference pictures."""

from datetime import datetime
from decimal import Decimal
from typing import Any, Final
from urllib.parse import quote

from pydantic import BaseModel, ConfigDict, Field, JsonValue

from api.schemas_people import Body
from catalog.queries_skus import SkuRow
from catalog.sku_draft import SkuChange, SkuDraft
from catalog.tables import NetUnit, Reference, ReferenceSource

_EXAMPLE: Final[dict[str, JsonValue]] = {
    "code": "A-330",
    "brand": "青岚",
    "name": "柠檬茶",
    "spec": "330ml",
    "category": "饮料",
    "gtin": "6901234567892",
    "competitor": False,
}


class SkuOrder(Body):
    """A new SKU; without a code it gets one."""

    model_config = ConfigDict(json_schema_extra={"examples": [_EXAMPLE]})

    code: str | None = None
    brand: str
    name: str
    spec: str = Field(default="", description="规格 as people write it: 330ml, 250ml×6, 75g")
    category: str = ""
    gtin: str | None = Field(default=None, description="barcode; its check digit is verified")
    competitor: bool | None = Field(default=None, description="said of the brand")
    list_price: Decimal | None = None
    width_mm: float | None = None
    height_mm: float | None = None
    depth_mm: float | None = None

    def draft(self) -> SkuDraft:
        """Checked and made canonical; raises catalog's Invalid."""
        return SkuDraft(**self.model_dump())


class SkuPatch(Body):
    """What to change about a SKU; what is left out stays."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"list_price": "4.50"}]})

    brand: str | None = None
    name: str | None = None
    spec: str | None = None
    category: str | None = None
    gtin: str | None = Field(default=None, description="an empty string takes the barcode away")
    competitor: bool | None = None
    list_price: Decimal | None = None
    width_mm: float | None = None
    height_mm: float | None = None
    depth_mm: float | None = None
    active: bool | None = Field(default=None, description="false: no longer looked for on shelves")

    def change(self) -> SkuChange:
        """Checked and made canonical; raises catalog's Invalid."""
        return SkuChange(**self.model_dump())


class SkuAnswer(BaseModel):
    """A SKU with its brand."""

    model_config = ConfigDict(json_schema_extra={"examples": [_EXAMPLE | {"references": 3}]})

    code: str
    brand: str
    competitor: bool
    name: str
    category: str
    gtin: str | None = Field(description="14 digits")
    spec: str = Field(description="canonical")
    net_content: Decimal | None
    net_unit: NetUnit | None
    pack_count: int
    list_price: Decimal | None
    width_mm: float | None
    height_mm: float | None
    depth_mm: float | None
    active: bool
    references: int = Field(description="how many reference pictures there are")
    created_at: datetime

    @staticmethod
    def of(row: SkuRow) -> "SkuAnswer":
        """The row as an answer."""
        columns: dict[str, Any] = row.sku.model_dump(exclude={"id", "chain_id", "brand_id"})
        return SkuAnswer(
            brand=row.brand.name, competitor=row.brand.competitor, references=row.references, **columns
        )


class SkuList(BaseModel):
    """Some of the SKUs that were asked for, by code."""

    skus: list[SkuAnswer]
    total: int = Field(description="how many there are in all")


class MergeOrder(Body):
    """Two SKUs that are one product."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"keep": "A-330", "drop": "A-330-OLD"}]})

    keep: str = Field(min_length=1, max_length=64)
    drop: str = Field(min_length=1, max_length=64)


class MergeAnswer(BaseModel):
    """What was kept, and how much went to it; `id` undoes it."""

    id: int
    kept: SkuAnswer
    references: int
    namings: int


class MoveOrder(Body):
    """Which SKU a reference picture shows."""

    sku: str = Field(min_length=1, max_length=64)


class ReferenceAnswer(BaseModel):
    """A reference picture of a SKU."""

    id: int
    source: ReferenceSource
    xyxy: tuple[float, float, float, float] | None = Field(
        description="part of the stored picture; null: all"
    )
    url: str
    created_at: datetime

    @staticmethod
    def of(reference: Reference, code: str) -> "ReferenceAnswer":
        """The row as an answer."""
        box = reference.xyxy
        return ReferenceAnswer(
            id=reference.id or 0,
            source=reference.source,
            xyxy=None if box is None else (box[0], box[1], box[2], box[3]),
            url=f"/api/skus/{quote(code, safe='')}/references/{reference.id}.jpg",
            created_at=reference.created_at,
        )


class BadRowAnswer(BaseModel):
    """A row of the table that was left out."""

    line: int = Field(description="as an editor or Excel numbers it")
    column: str = Field(description="the header as written; empty for the row as a whole")
    reason: str = Field(description="in the reader's language")
    code: str = Field(description="the reason as a stable word")
    value: str


class ImportAnswer(BaseModel):
    """What became of a table."""

    imported: int = Field(description="rows taken: created + updated + unchanged")
    created: int
    updated: int
    unchanged: int
    bad: list[BadRowAnswer]
    ignored_columns: list[str]
