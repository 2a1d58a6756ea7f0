"""Rows of a table into plans: good rows in, bad rows listed; rows of one planogram may stand on several sheets."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from catalog.errors import Invalid
from catalog.plan_columns import BadCell, PlanCells, PlanRow, read_cells
from catalog.plans import SLOTS_MAX, UNKNOWN_SKU, Plan, PlanSlot, UnknownPlace

TOUCH_MM: Final = 1.0
"""Slots that overlap by less only touch: lengths are rounded."""


@dataclass
class _Draft:
    """A planogram while its rows come in; what a row says of the whole plan must be what the first one said."""

    code: str
    said: dict[str, tuple[Any, PlanRow]] = field(default_factory=dict)
    layers: int = 0
    slots: dict[tuple[int, int], tuple[PlanSlot | UnknownPlace, PlanRow]] = field(default_factory=dict)
    last: dict[int, int] = field(default_factory=dict)
    bad: list[BadCell] = field(default_factory=list)

    def take(self, row: PlanRow, cells: PlanCells) -> None:
        """Put one row in, or list it."""
        claims: dict[str, Any] = {
            "name": cells.name,
            "category": cells.category,
            "plan_width": cells.plan_width,
            f"layer_height {cells.layer}": cells.layer_height,
        }
        for name, value in claims.items():
            if value in {None, ""}:
                continue
            first, where = self.said.setdefault(name, (value, row))
            if first != value:
                column = name.split()[0]
                self.bad.append(row.bad(column, "conflict", first_row=where.row, first_value=str(first)))
                return
        self.layers = max(self.layers, cells.layer)
        if cells.sku is not None:
            self._place(row, cells, cells.sku)

    def _place(self, row: PlanRow, cells: PlanCells, sku: str) -> None:
        position = cells.position or self.last.get(cells.layer, 0) + 1
        place = (cells.layer, position)
        if place in self.slots:
            self.bad.append(row.bad("position", "duplicate_place", first_row=self.slots[place][1].row))
            return
        self.last[cells.layer] = max(position, self.last.get(cells.layer, 0))
        slot = PlanSlot(cells.layer, position, sku, cells.facings, cells.stack, cells.x, cells.width)
        self.slots[place] = (_without_sku(slot) if sku == UNKNOWN_SKU else slot, row)

    def plan(self) -> Plan | None:
        """The plan, without the slots that overlap; None when nothing good is left of it, or far too much."""
        if len(self.slots) > SLOTS_MAX:
            row = list(self.slots.values())[SLOTS_MAX][1]
            self.bad.append(row.bad("", "too_many_slots", self.code, slots=len(self.slots), most=SLOTS_MAX))
            return None
        places = self._apart()
        if not places and (self.bad or not self.layers):
            return None
        heights = (self._said(f"layer_height {layer}") for layer in range(1, self.layers + 1))
        return Plan(
            code=self.code,
            name=self._said("name") or self.code,
            slots=tuple(place for place in places if isinstance(place, PlanSlot)),
            layer_heights_mm=tuple(heights),
            width_mm=self._said("plan_width"),
            category=self._said("category") or "",
            unknown=tuple(place for place in places if isinstance(place, UnknownPlace)),
        )

    def _said(self, name: str) -> Any:
        return self.said[name][0] if name in self.said else None

    def _apart(self) -> list[PlanSlot | UnknownPlace]:
        kept: list[PlanSlot | UnknownPlace] = []
        ends: dict[int, tuple[float, PlanRow]] = {}
        width = self._said("plan_width")
        for _, (slot, row) in sorted(self.slots.items()):
            end = None if slot.x_mm is None else slot.x_mm + (slot.width_mm or 0)
            before, neighbour = ends.get(slot.layer, (0.0, row))
            if isinstance(slot, UnknownPlace):
                kept.append(slot)  # it may be on top of a slot
            elif slot.x_mm is not None and slot.x_mm < before - TOUCH_MM:
                self.bad.append(row.bad("x", "overlap", first_row=neighbour.row, free_from_mm=before))
            elif end is not None and width is not None and end > width + TOUCH_MM:
                self.bad.append(row.bad("x", "beyond_width", end_mm=end, width_mm=width))
            else:
                kept.append(slot)
                if end is not None:
                    ends[slot.layer] = (end, row)
        return kept


def _without_sku(slot: PlanSlot) -> UnknownPlace:
    return UnknownPlace(slot.layer, slot.position, slot.facings, slot.stack, slot.x_mm, slot.width_mm)


def build_plans(
    rows: Iterable[PlanRow], skus_by_word: Mapping[str, str], code: str
) -> tuple[tuple[Plan, ...], tuple[BadCell, ...]]:
    """Plans in the order of their first row, and the rows left out in the order of the file.

    Two slots in one place: the first stays. Slots that overlap by their left edges and widths, or stand in another
    order than their positions say: the one further right is left out. More than `SLOTS_MAX` slots: no bay has that
    many, so all of that planogram is left out, with one line saying so.
    """
    drafts: dict[str, _Draft] = {}
    bad: list[BadCell] = []
    order: dict[str, int] = {}
    for row in rows:
        order.setdefault(row.sheet, len(order))
        own_code = code or row.sheet
        try:
            cells = read_cells(row, skus_by_word, own_code)
        except Invalid as error:
            bad.append(row.raised(error))
            known = row.values.get("planogram", own_code)
            drafts.setdefault(known, _Draft(known)).bad.append(bad[-1])
            continue
        drafts.setdefault(cells.planogram, _Draft(cells.planogram)).take(row, cells)
    plans = [plan for draft in drafts.values() if (plan := draft.plan()) is not None]
    listed = {id(cell): cell for cell in bad}
    listed |= {id(cell): cell for draft in drafts.values() for cell in draft.bad}
    return tuple(plans), tuple(sorted(listed.values(), key=lambda cell: (order[cell.sheet], cell.row)))
