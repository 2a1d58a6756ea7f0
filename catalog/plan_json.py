"""Planograms as JSON: our own shape, out and in.

    {"format": "paimian-planogram/1", "planograms": [{"code": "WATER", "name": "水柜", "category": "水",
     "width_mm": 900, "layers": [{"height_mm": 320, "slots": [{"position": 1, "sku": "C1", "facings": 3, "stack": 1,
     "x_mm": 0, "width_mm": 210.5}]}]}]}

Only `sku` and `facings` are needed in a slot; one planogram may also stand alone, without the list around it.
"""

import json
from collections.abc import Iterator, Sequence
from typing import Any, Final

from catalog.errors import Invalid
from catalog.plan_columns import LAYERS_MAX, PlanRow
from catalog.plans import UNKNOWN_SKU, Plan, PlanSlot, UnknownPlace
from catalog.sheet import MAX_CELL, cell_text, decode

FORMAT: Final = "paimian-planogram/1"
_HEAD: Final = {"code": "planogram", "name": "name", "category": "category", "width_mm": "plan_width"}
_SLOT: Final = {
    "position": "position",
    "sku": "sku",
    "facings": "facings",
    "stack": "stack",
    "x_mm": "x",
    "width_mm": "width",
}


def plan_json(plans: Plan | Sequence[Plan]) -> bytes:
    """The plans in our own shape, UTF-8."""
    listed = [plans] if isinstance(plans, Plan) else plans
    body = {"format": FORMAT, "planograms": [_planogram(plan) for plan in listed]}
    return json.dumps(body, ensure_ascii=False, indent=1).encode()


def _planogram(plan: Plan) -> dict[str, Any]:
    heights = plan.layer_heights_mm or (None,) * plan.layers
    layers = [
        {"height_mm": height, "slots": [_slot(place) for place in plan.places_on(layer)]}
        for layer, height in enumerate(heights, 1)
    ]
    head = {"code": plan.code, "name": plan.name, "category": plan.category, "width_mm": plan.width_mm}
    return {**head, "layers": layers}


def _slot(place: PlanSlot | UnknownPlace) -> dict[str, Any]:
    return {name: getattr(place, name, UNKNOWN_SKU) for name in _SLOT}


def load_json(data: bytes) -> Any:
    """The value of a JSON file; raises Invalid `bad_file`: encoding, binary, not_json."""

    def refuse(name: str) -> Any:
        raise ValueError(f"expected a number, got {name}")

    try:
        return json.loads(decode(data).removeprefix("\ufeff"), parse_constant=refuse)
    except (ValueError, RecursionError) as error:
        raise Invalid("bad_file", reason="not_json", detail=str(error)[:200]) from error


def json_rows(body: Any) -> Iterator[PlanRow]:
    """The slots of all planograms as rows; `sheet` is where the planogram stands, `row` counts its slots from 1.

    Raises:
        Invalid: `bad_file`, reason `not_a_planogram`, with the path that is not as expected.
    """
    listed = body.get("planograms", [body]) if isinstance(body, dict) else body
    for number, plan in enumerate(_list(listed, "planograms")):
        sheet = f"planograms[{number}]"
        head = _cells(_dict(plan, sheet), _HEAD)
        titles = {field: name for name, field in _HEAD.items() if field in head}
        row = 0
        layers = _list(plan.get("layers"), f"{sheet}.layers")
        if len(layers) > LAYERS_MAX:
            raise Invalid("bad_file", reason="not_a_planogram", path=f"{sheet}.layers", most=LAYERS_MAX)
        for index, layer in enumerate(layers):
            path = f"layers[{index}]"
            height = _cells(_dict(layer, f"{sheet}.{path}"), {"height_mm": "layer_height"})
            shared = head | height | {"layer": str(index + 1)}
            named = titles | {"layer_height": f"{path}.height_mm", "layer": path}
            slots = _list(layer.get("slots", []), f"{sheet}.{path}.slots")
            if not slots:
                yield PlanRow(sheet, row, shared, named)
            for place, slot in enumerate(slots):
                row += 1
                at = f"{path}.slots[{place}]"
                cells = _cells(_dict(slot, f"{sheet}.{at}"), _SLOT)
                own = {field: f"{at}.{name}" for name, field in _SLOT.items()}
                if "position" not in cells:
                    del own["position"]  # then they count in their order
                # With a blank SKU at least: a slot without any field is a mistake, not a layer without slots.
                yield PlanRow(sheet, row, shared | {"sku": ""} | cells, named | own)


def _cells(values: dict[str, Any], fields: dict[str, str]) -> dict[str, str]:
    found = {field: values[name] for name, field in fields.items() if values.get(name) is not None}
    texts = {field: cell_text(value)[:MAX_CELL] for field, value in found.items()}
    return {field: text for field, text in texts.items() if text}


def _list(value: Any, path: str) -> list[Any]:
    if not isinstance(value, list):
        raise Invalid("bad_file", reason="not_a_planogram", path=path, expected="list")
    return value


def _dict(value: Any, path: str) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise Invalid("bad_file", reason="not_a_planogram", path=path, expected="object")
    return value
