"""What the API says and hears of planograms."""

from datetime import date, datetime
from typing import Annotated, Any, Final

from pydantic import BaseModel, ConfigDict, Field, model_validator

from api.report_part import Xyxy
from api.schemas_people import Body
from catalog.plans import FACINGS_MAX, SLOTS_MAX, Plan, PlanSlot, UnknownPlace
from catalog.queries_plans import VersionNote, VersionRow
from catalog.rows import key
from catalog.tables_plans import PlanogramVersion, PlanSource, PlanState

_SLOTS: Final[list[Any]] = [
    {"layer": 1, "position": 1, "sku": "A-330", "facings": 3},
    {"layer": 1, "position": 2, "sku": "A-500", "facings": 2, "width_mm": 132},
]
_PLAN: Final[dict[str, Any]] = {
    "code": "TEA-1",
    "name": "茶饮一节",
    "category": "茶饮",
    "layer_heights_mm": [320],
    "slots": _SLOTS,
}
Millimetres = Annotated[float, Field(gt=0, le=100_000)]


class SlotPart(Body):
    """Facings of one SKU side by side; layer 1 is the top, position 1 the left."""

    layer: int = Field(ge=1, le=100)
    position: int = Field(ge=1, le=SLOTS_MAX)
    sku: str = Field(min_length=1, max_length=64, description="code of the catalogue")
    facings: int = Field(default=1, ge=1, le=FACINGS_MAX)
    stack: int = Field(default=1, ge=1, le=50, description="units on top of each other")
    x_mm: Annotated[float, Field(ge=0, le=100_000)] | None = None
    width_mm: Millimetres | None = Field(default=None, description="of the whole slot")

    def slot(self) -> PlanSlot:
        """The slot as a value."""
        return PlanSlot(
            self.layer, self.position, self.sku, self.facings, self.stack, self.x_mm, self.width_mm
        )


class UnknownPart(Body):
    """Facings of something that nobody could name when the plan was made; positions count together with the slots'.

    It asks for nothing: whatever stands there is left alone.
    """

    layer: int = Field(ge=1, le=100)
    position: int = Field(ge=1, le=SLOTS_MAX)
    facings: int = Field(default=1, ge=1, le=FACINGS_MAX)
    stack: int = Field(default=1, ge=1, le=50, description="units on top of each other")
    x_mm: Annotated[float, Field(ge=0, le=100_000)] | None = None
    width_mm: Millimetres | None = Field(default=None, description="of all its facings")


class PlanOrder(Body):
    """A planogram's content: what should stand where."""

    model_config = ConfigDict(json_schema_extra={"examples": [_PLAN]})

    code: str = Field(min_length=1, max_length=64, pattern=r"^[^/\x00-\x1f]+$")
    name: str = Field(default="", max_length=200)
    category: str = Field(default="", max_length=100)
    width_mm: Millimetres | None = Field(default=None, description="of the bay")
    layer_heights_mm: list[Millimetres | None] = Field(
        default_factory=list, max_length=100, description="one a layer from the top; empty: as the slots say"
    )
    slots: list[SlotPart] = Field(default_factory=list, max_length=SLOTS_MAX)
    unknown: list[UnknownPart] = Field(
        default_factory=list, max_length=SLOTS_MAX, description="places of what nobody could name"
    )

    @model_validator(mode="after")
    def _one_a_place(self) -> "PlanOrder":
        self.plan()
        return self

    def plan(self) -> Plan:
        """The content as a value; raises ValueError where two slots share a place or stand below the lowest layer."""
        slots = sorted((part.slot() for part in self.slots), key=lambda slot: (slot.layer, slot.position))
        unknown = sorted(self.unknown, key=lambda part: (part.layer, part.position))
        return Plan(
            code=self.code,
            name=self.name,
            slots=tuple(slots),
            layer_heights_mm=tuple(self.layer_heights_mm),
            width_mm=self.width_mm,
            category=self.category,
            unknown=tuple(UnknownPlace(**dict(part)) for part in unknown),
        )


class PlanSave(PlanOrder):
    """A draft's new content, and the `changed_at` of what it was made from: 409 when that is not the last word."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [_PLAN | {"unchanged_since": "2026-11-20T09:30:00Z"}]}
    )

    unchanged_since: datetime


class PublishOrder(Body):
    """When and where a version comes into force; no store and no class: in every store of the chain."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"valid_from": "2026-12-01", "stores": ["SH-0042"]}]}
    )

    valid_from: date | None = Field(default=None, description="first day; null: at once")
    valid_until: date | None = Field(default=None, description="last day; null: until further notice")
    stores: list[str] = Field(default_factory=list, max_length=10_000)
    store_classes: list[str] = Field(default_factory=list, max_length=200, description="店型")


class TargetsAnswer(BaseModel):
    """Where a version is in force."""

    stores: list[str]
    store_classes: list[str]
    everywhere: bool


class VersionNoteAnswer(BaseModel):
    """A version in a list."""

    id: int = Field(description="what the other calls ask for")
    version: int
    state: PlanState
    source: PlanSource
    valid_from: date | None
    valid_until: date | None
    slots: int
    facings: int
    layers: int
    stores: int = Field(description="how many stores it names")
    store_classes: list[str]
    everywhere: bool
    changed_at: datetime

    @staticmethod
    def of(note: VersionNote) -> "VersionNoteAnswer":
        """The note as an answer."""
        return VersionNoteAnswer(
            **_head(note.version),
            slots=note.slots,
            facings=note.facings,
            layers=note.layers,
            stores=note.stores,
            store_classes=list(note.store_classes),
            everywhere=note.everywhere,
        )


class PlanogramAnswer(BaseModel):
    """A planogram with its versions, the newest first."""

    code: str
    name: str
    category: str
    versions: list[VersionNoteAnswer]


class PlanogramList(BaseModel):
    """Planograms by code."""

    planograms: list[PlanogramAnswer]


class VersionAnswer(BaseModel):
    """One version with its content."""

    id: int
    code: str
    name: str
    category: str
    version: int
    state: PlanState
    source: PlanSource
    source_audit_id: int | None = Field(description="the golden photo's audit")
    valid_from: date | None
    valid_until: date | None
    targets: TargetsAnswer
    width_mm: float | None
    layer_heights_mm: list[float | None]
    slots: list[SlotPart]
    unknown: list[UnknownPart] = Field(description="places of what nobody could name when the plan was made")
    created_at: datetime
    changed_at: datetime
    published_at: datetime | None
    page: str = Field(description="where a person looks at it", examples=["/plans/12"])

    @staticmethod
    def of(row: VersionRow) -> "VersionAnswer":
        """The row as an answer."""
        version, plan = row.version, row.plan
        return VersionAnswer(
            **_head(version),
            code=plan.code,
            name=plan.name,
            category=plan.category,
            source_audit_id=version.source_audit_id,
            targets=TargetsAnswer(**{**vars(row.targets)}),
            width_mm=plan.width_mm,
            layer_heights_mm=list(plan.layer_heights_mm),
            slots=[SlotPart(**vars(slot)) for slot in plan.slots],
            unknown=[UnknownPart(**vars(place)) for place in plan.unknown],
            created_at=version.created_at,
            published_at=version.published_at,
            page=f"/plans/{version.id}",
        )


class UnknownStack(BaseModel):
    """A facing of a golden photo that no SKU could be given to: the draft has its place, and asks for nothing there."""

    layer: int
    position: int
    group: int
    xyxy: Xyxy
    crop_url: str


class GoldenOrder(Body):
    """What to call the planogram that a photo becomes; all of it may be left out."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"code": "TEA-1", "name": "茶饮一节"}]})

    code: str | None = Field(default=None, min_length=1, max_length=64, pattern=r"^[^/\x00-\x1f]+$")
    name: str | None = Field(default=None, min_length=1, max_length=200)
    category: str | None = Field(default=None, max_length=100)


class GoldenAnswer(BaseModel):
    """The draft made of a photo, and what nobody could name on it."""

    planogram: VersionAnswer
    unknown: list[UnknownStack]


class BadCellAnswer(BaseModel):
    """A row of a file that was left out."""

    sheet: str
    row: int = Field(description="as Excel numbers it; 0: the sheet as a whole")
    column: str
    reason: str = Field(description="in the reader's language")
    code: str = Field(description="the reason as a stable word")
    value: str


class DraftMade(BaseModel):
    """A draft that an import made."""

    id: int
    code: str
    name: str
    version: int
    slots: int
    page: str


class PlanImportAnswer(BaseModel):
    """What became of a file: a draft for each planogram in it."""

    planograms: list[DraftMade]
    bad: list[BadCellAnswer]
    ignored_sheets: list[str]
    ignored_columns: list[str]


def _head(version: PlanogramVersion) -> dict[str, Any]:
    return {
        "id": key(version.id),
        "version": version.number,
        "state": version.state,
        "source": version.source,
        "valid_from": version.valid_from,
        "valid_until": version.valid_until,
        "changed_at": version.changed_at,
    }
