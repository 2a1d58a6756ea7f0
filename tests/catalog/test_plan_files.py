"""Planograms as files: what goes out comes back, and what is wrong in a file is told by sheet, row and column."""

import io
import json
import random
import zipfile
from collections.abc import Sequence

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook

from catalog.errors import Invalid
from catalog.plan_export import plan_azure, plan_csv, plan_json, plan_workbook, template_workbook
from catalog.plan_import import PlanImport, read_plans
from catalog.plans import Plan, PlanSlot, UnknownPlace

SKUS = {"C1": "C1", "C2": "C2", "K1": "K1", "6901234567892": "C1", "=1+1": "=1+1", "-5": "-5", "'@x": "'@x"}
NAMES = {"C1": '=HYPERLINK("http://x")', "C2": "@SUM(1)", "K1": "水"}
HEAD = ("棚格图", "层", "位置", "商品编码", "排面数")


def book(*sheets: tuple[str, Sequence[Sequence[object]]], merges: Sequence[str] = ()) -> bytes:
    made = Workbook()
    del made["Sheet"]
    for title, rows in sheets:
        sheet = made.create_sheet(title)
        for row in rows:
            sheet.append(row)
        for ref in merges:
            sheet.merge_cells(ref)
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def table(*rows: Sequence[object], head: Sequence[str] = HEAD) -> PlanImport:
    return read_plans(book(("柜", [head, *rows])), SKUS)


def csv(text: str, file_name: str = "") -> PlanImport:
    return read_plans(text.encode(), SKUS, file_name=file_name)


def told(result: PlanImport) -> list[tuple[int, str, str]]:
    return [(cell.row, cell.column, cell.reason) for cell in result.bad]


def skus(result: PlanImport) -> list[tuple[int, int, str, int]]:
    (plan,) = result.plans
    return [(slot.layer, slot.position, slot.sku, slot.facings) for slot in plan.slots]


# ---- round trips

words = st.text(st.characters(exclude_categories=["C", "Z"]), min_size=1, max_size=20)
mm = st.none() | st.integers(300_000, 2_000_000).map(lambda n: n / 1000)


@st.composite
def plans(draw: st.DrawFn) -> Plan:
    layers = draw(st.integers(1, 4))
    width = draw(st.none() | st.integers(3_000, 9_000).map(float))
    slots: list[PlanSlot] = []
    unknown: list[UnknownPlace] = []
    for layer in range(1, layers + 1):
        position, x = 0, 0.0
        for _ in range(draw(st.integers(0, 4))):
            position += draw(st.integers(1, 3))
            facings = draw(st.integers(1, 6))
            wide = draw(st.none() | st.integers(20_000, 100_000).map(lambda n, f=facings: n * f / 1000))
            at = draw(st.none() | st.just(round(x, 3)))
            x = round((x if at is None else at) + (wide or 0) + draw(st.integers(0, 50)), 3)
            sku = draw(st.sampled_from([*sorted(set(SKUS.values())), ""]))
            if sku:
                slots.append(PlanSlot(layer, position, sku, facings, draw(st.integers(1, 4)), at, wide))
            else:
                unknown.append(UnknownPlace(layer, position, facings, draw(st.integers(1, 4)), at, wide))
    return Plan(
        code=draw(words),
        name=draw(words),
        slots=tuple(slots),
        layer_heights_mm=tuple(draw(st.lists(mm, min_size=layers, max_size=layers))),
        width_mm=width,
        category=draw(st.just("") | words),
        unknown=tuple(unknown),
    )


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.lists(plans(), min_size=1, max_size=3, unique_by=lambda plan: plan.code),
    st.sampled_from(["zh-CN", "en"]),
)
def test_what_goes_out_comes_back(several: list[Plan], locale: str) -> None:
    for data in (
        plan_workbook(several, NAMES, locale=locale),  # type: ignore[arg-type]
        plan_csv(several, NAMES, locale=locale),  # type: ignore[arg-type]
        plan_json(several),
    ):
        result = read_plans(data, SKUS)
        assert result.bad == ()
        assert result.ignored_columns == ()
        assert list(result.plans) == several


def azure_like(plan: Plan) -> list[list[tuple[str, int, int]]]:
    """What Azure's shape holds: layers with slots; neighbours of one SKU and height are one."""
    layers = []
    for layer in range(1, plan.layers + 1):
        runs: list[tuple[str, int, int]] = []
        for slot in plan.on_layer(layer):
            if runs and (runs[-1][0], runs[-1][2]) == (slot.sku, slot.stack):
                runs[-1] = (slot.sku, runs[-1][1] + slot.facings, slot.stack)
            else:
                runs.append((slot.sku, slot.facings, slot.stack))
        if runs:
            layers.append(runs)
    return layers


@settings(max_examples=40, deadline=None)
@given(plans())
def test_azures_shape_keeps_order_and_counts(plan: Plan) -> None:
    bare = tuple(PlanSlot(s.layer, s.position, s.sku, s.facings, s.stack) for s in plan.slots)
    plain = Plan(plan.code, plan.name, bare, plan.layer_heights_mm)
    result = read_plans(plan_azure(plain, NAMES), SKUS, file_name="bay.json")
    assert result.bad == ()
    assert [azure_like(found) for found in result.plans] == ([azure_like(plain)] if bare else [])
    if bare:
        assert (result.plans[0].code, result.plans[0].width_mm) == ("bay", None)


def test_azures_shape_keeps_lengths_where_the_unit_is_known() -> None:
    slots = (
        PlanSlot(1, 1, "C1", 3, 1, 0.0, 210.0),
        PlanSlot(1, 2, "C2", 2, 2, 250.0, 160.0),
        PlanSlot(2, 1, "K1", 1, 1, 10.0, 90.0),
    )
    plan = Plan("bay", "bay", slots, (320.0, 280.0), 900.0)
    assert read_plans(plan_azure(plan, {}), SKUS, file_name="bay.json", azure_unit_mm=1).plans == (plan,)


# ---- Azure's own files

AZURE = {
    "width": 100.0,
    "height": 60.0,
    "products": [
        {"id": "p1", "name": "C1", "w": 10, "h": 20},
        {"id": "K1", "name": "山楂汁", "w": 10, "h": 10},
        {"id": "p9", "name": "nobody", "w": 10, "h": 10},
    ],
    "fixtures": [
        {"id": "low", "w": 100, "h": 2, "x": 0, "y": 58},
        {"id": "high-left", "w": 50, "h": 2, "x": 0, "y": 28},
        {"id": "high-right", "w": 50, "h": 2, "x": 50, "y": 28.5},
        {"id": "header", "w": 100, "h": 5, "x": 0, "y": 0},
    ],
    "positions": [
        {"id": "a", "productId": "p1", "fixtureId": "high-left", "x": 10, "y": 8},
        {"id": "b", "productId": "p1", "fixtureId": "high-left", "x": 0, "y": 8},
        {"id": "c", "productId": "K1", "fixtureId": "high-right", "x": 50, "y": 18},
        {"id": "d", "productId": "K1", "fixtureId": "high-right", "x": 50, "y": 8},
        {"id": "e", "productId": "p1", "fixtureId": "low", "x": 0, "y": 38},
        {"id": "f", "productId": "p1", "fixtureId": "low", "x": 60, "y": 38},
    ],
}


def azure(**changes: object) -> PlanImport:
    return read_plans(json.dumps({"planogram": AZURE | changes}).encode(), SKUS, file_name="柜.json")


def test_units_become_stacks_and_slots_and_fixtures_layers() -> None:
    (plan,) = azure().plans
    assert plan.code == "柜"
    assert [(s.layer, s.position, s.sku, s.facings, s.stack) for s in plan.slots] == [
        (1, 1, "C1", 2, 1),
        (1, 2, "K1", 1, 2),
        (2, 1, "C1", 1, 1),
        (2, 2, "C1", 1, 1),
    ]
    assert [(cell.sheet, cell.row, cell.reason) for cell in azure().bad] == [("products", 3, "unknown_sku")]


@pytest.mark.parametrize(
    ("position", "row", "column", "reason"),
    [
        ({"productId": "none", "fixtureId": "low", "x": 20, "y": 38}, 7, "productId", "unknown"),
        ({"productId": "p1", "x": 20, "y": 38}, 7, "fixtureId", "empty"),
        ({"productId": "p1", "fixtureId": "low", "x": "20", "y": 38}, 7, "x", "number"),
        ({"productId": "p1", "fixtureId": "low", "x": 20}, 7, "y", "empty"),
        ({"productId": "p1", "fixtureId": "low", "x": 5, "y": 38}, 7, "x", "overlap"),
        ({"productId": "p1", "fixtureId": "low", "x": 0, "y": 38}, 7, "x", "overlap"),
        ({"productId": "K1", "fixtureId": "low", "x": 0, "y": 28}, 7, "productId", "mixed_stack"),
    ],
)
def test_a_bad_position_is_told_and_the_others_count(
    position: dict[str, object], row: int, column: str, reason: str
) -> None:
    result = azure(positions=[*AZURE["positions"], position])  # type: ignore[list-item]
    assert [(c.sheet, c.row, c.column, c.reason) for c in result.bad[1:]] == [
        ("positions", row, column, reason)
    ]
    assert result.plans == azure().plans


def test_a_fixture_twice_is_told() -> None:
    result = azure(fixtures=[*AZURE["fixtures"], {"id": "low", "w": 1, "h": 1, "x": 0, "y": 0}])  # type: ignore[list-item]
    assert ("fixtures", 5, "duplicate_id") in [(c.sheet, c.row, c.reason) for c in result.bad]


# ---- tables


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_any_encoding_and_separator(encoding: str, separator: str) -> None:
    lines = [("层", "位置", "条码", "排面"), ("第1层", "2", "6901234567892", "3"), ("１", "1", "c2", "2")]
    text = "\n".join(separator.join(line) for line in lines)
    result = read_plans(text.encode(encoding), SKUS, file_name="冷柜.csv")
    assert result.plans[0].code == "冷柜"
    assert skus(result) == [(1, 1, "C2", 2), (1, 2, "C1", 3)]


def test_english_titles_notes_and_a_title_above() -> None:
    result = csv("Planogram of autumn\n\nplanogram,Layer,SKU code,Facings,remark\nA,1,C1,2,x\nA,1,C2,1,y\n")
    assert skus(result) == [(1, 1, "C1", 2), (1, 2, "C2", 1)]
    assert result.ignored_columns == ("remark",)


def test_good_rows_in_and_bad_rows_told() -> None:
    result = table(
        ("A", 1, 1, "C1", 2),
        ("A", 1, 2, "NOBODY", 2),
        ("A", 1, 3, "C2", 0),
        ("A", 1, 4, "C2", "三"),
        ("A", 1, 5, "C2", 1.5),
        ("A", 1, 6, "C2", None),
        ("A", 0, 7, "C2", 1),
        ("A", 1, 1, "K1", 1),
        (None, 1, 9, "K1", 1),
        ("A", 1, 10, "C2", "#REF!"),
        ("A", 1, 11, "C2", "=1+1"),
        ("A", 1, 12, "C2", 201),
        ("A", 2, 1, 6901234567892, 1),
    )
    assert skus(result) == [(1, 1, "C1", 2), (2, 1, "C1", 1)]
    assert told(result) == [
        (3, "商品编码", "unknown_sku"),
        (4, "排面数", "out_of_range"),
        (5, "排面数", "number"),
        (6, "排面数", "whole_number"),
        (7, "排面数", "empty"),
        (8, "层", "out_of_range"),
        (9, "位置", "duplicate_place"),
        (10, "棚格图", "empty"),
        (11, "排面数", "cell_error"),
        (12, "排面数", "formula"),
        (13, "排面数", "out_of_range"),
    ]
    assert {cell.sheet for cell in result.bad} == {"柜"}
    assert result.bad[6].params == {"first_row": 2}


LENGTHS = ("棚格图", "层", "商品编码", "排面数", "棚格宽度", "层高", "左边距(mm)", "陈列宽度mm")


@pytest.mark.parametrize(
    ("row", "column", "reason", "unit"),
    [
        (("A", 1, "C1", 3, "90cm", 320, 0, 210), "棚格宽度", "wrong_unit", "cm"),
        (("A", 1, "C1", 3, 90, 320, 0, 210), "棚格宽度", "wrong_unit", "cm"),
        (("A", 1, "C1", 3, 0.9, 320, 0, 210), "棚格宽度", "wrong_unit", "m"),
        (("A", 1, "C1", 3, 900, 28.5, 0, 210), "层高", "wrong_unit", "cm"),
        (("A", 1, "C1", 3, 900, "0.3米", 0, 210), "层高", "wrong_unit", "米"),
        (("A", 1, "C1", 3, 900, 320, 0, 21), "陈列宽度mm", "wrong_unit", "cm"),
        (("A", 1, "C1", 3, 900, 320, "30cm", 210), "左边距(mm)", "wrong_unit", "cm"),
        (("A", 1, "C1", 3, 900, 320, 0, '8"'), "陈列宽度mm", "number", None),
        (("A", 1, "C1", 3, 900, 320, -5, 210), "左边距(mm)", "out_of_range", None),
        (("A", 1, "C1", 3, 900, 99_999, 0, 210), "层高", "out_of_range", None),
        (("A", 1, "C1", 3, 900, "=A1", 0, 210), "层高", "formula", None),
    ],
)
def test_wrong_units_are_told_not_guessed(
    row: tuple[object, ...], column: str, reason: str, unit: str | None
) -> None:
    good = ("A", 2, "C2", 1, "900 mm", "320毫米", 0, 70)
    result = table(row, good, head=LENGTHS)
    assert told(result) == [(2, column, reason)]
    assert result.bad[0].params.get("unit") == unit
    assert result.plans[0].layer_heights_mm == (None, 320.0)


def test_a_title_may_say_another_unit() -> None:
    head = ("棚格图", "层", "商品编码", "排面数", "棚格宽度(cm)", "layer height (m)", "陈列宽度 cm")
    result = table(("A", 1, "C1", 3, 90, 0.32, "21cm"), ("A", 1, "C1", 3, 90, 0.32, "210mm"), head=head)
    (plan,) = result.plans
    assert (plan.width_mm, plan.layer_heights_mm, plan.slots[0].width_mm) == (900.0, (320.0,), 210.0)
    assert told(result) == [(3, "陈列宽度 cm", "wrong_unit")]


def test_overlapping_slots_are_told() -> None:
    result = table(
        ("A", 1, "C1", 3, 900, 320, 0, 210),
        ("A", 1, "C2", 2, 900, 320, 150, 160),
        ("A", 1, "K1", 2, 900, 320, 209.5, 160),
        ("A", 1, "K1", 8, 900, 320, 500, 640),
        ("A", 2, "K1", 2, 900, 320, 100, 160),
        ("A", 2, "C1", 2, 900, 320, 50, None),
        head=LENGTHS,
    )
    assert skus(result) == [(1, 1, "C1", 3), (1, 3, "K1", 2), (2, 1, "K1", 2)]
    column = "左边距(mm)"
    assert told(result) == [(3, column, "overlap"), (5, column, "beyond_width"), (7, column, "overlap")]
    assert result.bad[0].params == {"first_row": 2, "free_from_mm": 210.0}


def test_rows_that_contradict_the_first_are_told() -> None:
    result = table(
        ("A", 1, "C1", 3, 900, 320, None, None),
        ("A", 1, "C2", 3, 950, 320, None, None),
        ("A", 1, "C2", 3, 900, 330, None, None),
        ("A", 2, "C2", 3, 900, 330, None, None),
        head=LENGTHS,
    )
    assert told(result) == [(3, "棚格宽度", "conflict"), (4, "层高", "conflict")]
    assert result.bad[0].params == {"first_row": 2, "first_value": "900.0"}
    assert skus(result) == [(1, 1, "C1", 3), (2, 1, "C2", 3)]


def test_merged_cells_count_for_all_their_rows() -> None:
    rows = [
        HEAD,
        ("A", 1, 1, "C1", 2),
        (None, None, 2, "C2", 1),
        (None, 2, 1, "K1", 1),
        (),
        ("B", 1, 1, "C1", 1),
    ]
    result = read_plans(book(("柜", rows), merges=["A2:A5", "B2:B3"]), SKUS)
    assert result.bad == ()
    assert [(plan.code, len(plan.slots)) for plan in result.plans] == [("A", 3), ("B", 1)]
    assert [slot.layer for slot in result.plans[0].slots] == [1, 1, 2]


def test_a_merged_range_over_the_whole_sheet_costs_nothing() -> None:
    data = book(("柜", [HEAD, ("A", 1, 1, "C1", 2)]))
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w") as new:
        for entry in old.infolist():
            part = old.read(entry)
            if entry.filename.endswith("sheet1.xml"):
                merge = b"</sheetData><mergeCells count='1'><mergeCell ref='G1:XFD1048576'/></mergeCells>"
                part = part.replace(b"</sheetData>", merge)
            new.writestr(entry, part)
    assert skus(read_plans(out.getvalue(), SKUS)) == [(1, 1, "C1", 2)]


def test_formulas_in_names_are_text_and_go_out_as_text() -> None:
    head = ("棚格图", "棚格图名称", "层", "位置", "商品编码", "排面数")
    result = table(("A", '=HYPERLINK("http://evil","水")', 1, 1, "C1", 2), head=head)
    (plan,) = result.plans
    assert plan.name == '=HYPERLINK("http://evil","水")'
    sheet = load_workbook(io.BytesIO(plan_workbook(plan, NAMES))).worksheets[0]
    cells = [cell for row in sheet.iter_rows() for cell in row]
    assert {cell.data_type for cell in cells} <= {"s", "n"}
    assert all(cell.quotePrefix for cell in cells if str(cell.value).startswith("="))
    text = plan_csv(plan, NAMES).decode("utf-8-sig")
    assert "'=HYPERLINK" in text
    assert "'@SUM" in plan_csv(Plan("B", "b", (PlanSlot(1, 1, "C2"),)), NAMES).decode("utf-8-sig")


def test_several_sheets_and_those_that_are_no_planogram() -> None:
    head = ("层", "商品编码", "排面数")
    data = book(
        ("饮料", [head, (1, "C1", 2), (9, "NOBODY", 1)]),
        ("说明", [("请按毫米填写",)]),
        ("数据", [("层", "商品编码", "备注"), (1, 2, 3)]),
        ("零食", [head, (1, "K1", 1)]),
    )
    result = read_plans(data, SKUS)
    assert [(plan.code, plan.slots[0].sku) for plan in result.plans] == [("饮料", "C1"), ("零食", "K1")]
    assert result.ignored_sheets == ("说明", "数据")
    assert [(cell.sheet, cell.row) for cell in result.bad] == [("饮料", 3)]


def test_ten_thousand_slots_are_no_bay() -> None:
    rows = "".join(f"A,{1 + n % 50},C1,1\n" for n in range(10_000))
    result = csv("棚格图,层,商品编码,排面数\n" + rows + "B,1,C2,1\n")
    assert [plan.code for plan in result.plans] == ["B"]
    assert told(result) == [(2002, "", "too_many_slots")]
    assert result.bad[0].params == {"slots": 10_000, "most": 2000}


def test_a_layer_without_products_is_a_row_without_them() -> None:
    head = ("棚格图", "层", "层高", "商品编码", "排面数")
    result = table(("A", 1, 400, None, None), ("A", 2, 300, "C1", 1), ("A", 3, 300, "C1", None), head=head)
    assert result.plans[0].layer_heights_mm == (400.0, 300.0)
    assert told(result) == [(4, "排面数", "empty")]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("a,b\n1,2\n", "no_header"),
        ("层,商品编码\n1,C1\n", "missing_column"),
        ("层,商品编码,排面数\n1,C1,1\n", "missing_column"),
        ("层,层号,商品编码,排面数\n1,1,C1,1\n", "duplicate_column"),
        ("  ", "empty"),
        ('{"planograms": [', "not_json"),
        ("[" * 200_000, "not_json"),
        ('{"planograms": [{"code": NaN}]}', "not_json"),
        ('{"planograms": 3}', "not_a_planogram"),
        ('[{"code": "A", "layers": [{"slots": [3]}]}]', "not_a_planogram"),
        ('{"products": [], "fixtures": 1, "positions": [{}]}', "not_a_planogram"),
    ],
)
def test_files_that_are_no_planogram(text: str, reason: str) -> None:
    with pytest.raises(Invalid) as caught:
        csv(text)
    assert caught.value.params["reason"] == reason


def test_bad_slots_of_json_are_told_by_their_path() -> None:
    slots = [
        {"sku": "C1", "facings": 2},
        {"sku": "X", "facings": 1},
        {"sku": "C2", "facings": 0},
        {},
        {"sku": "K1", "facings": 1},
    ]
    body = {"code": "A", "layers": [{"slots": slots}]}
    result = read_plans(json.dumps(body).encode(), SKUS)
    assert skus(result) == [(1, 1, "C1", 2), (1, 2, "K1", 1)]
    assert [(c.sheet, c.row, c.column, c.reason) for c in result.bad] == [
        ("planograms[0]", 2, "layers[0].slots[1].sku", "unknown_sku"),
        ("planograms[0]", 3, "layers[0].slots[2].facings", "out_of_range"),
        ("planograms[0]", 4, "layers[0].slots[3].sku", "empty"),
    ]


@pytest.mark.parametrize("locale", ["zh-CN", "en"])
def test_the_template_can_be_filled_in(locale: str) -> None:
    data = template_workbook(locale)  # type: ignore[arg-type]
    assert read_plans(data, SKUS).plans == ()
    made = load_workbook(io.BytesIO(data))
    made.worksheets[0].append(["A", "水柜", "", 900, 1, 320, 1, "C1", "", 2])
    out = io.BytesIO()
    made.save(out)
    result = read_plans(out.getvalue(), SKUS)
    assert (skus(result), result.bad) == ([(1, 1, "C1", 2)], ())
    assert len(result.ignored_sheets) == 1


def test_a_damaged_workbook_is_refused_and_nothing_worse() -> None:
    """Bytes lost on the way break the packing, the styles or the rows: each time it is a bad file, not a failure."""
    whole = book(("柜", [HEAD, *(("A", 1, n, "C1", 2) for n in range(1, 30))]))
    chance = random.Random(20261125)
    refused = 0
    for _ in range(150):
        data = bytearray(whole)
        for _ in range(4):
            data[chance.randrange(4, len(data))] = chance.randrange(256)
        try:
            read_plans(bytes(data), SKUS)
        except Invalid as error:
            refused += error.code == "bad_file"
    assert refused > 50


junk = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                ["code", "layers", "slots", "sku", "facings", "products", "fixtures", "positions", "id", "x"]
            ),
            inner,
            max_size=5,
        )
    ),
    max_leaves=15,
)


@settings(max_examples=150, deadline=None)
@given(junk)
def test_json_of_anything_is_read_or_refused(body: object) -> None:
    try:
        result = read_plans(json.dumps([body] if not isinstance(body, dict) else body).encode(), SKUS)
    except Invalid:
        return
    assert all(slot.sku in SKUS.values() for plan in result.plans for slot in plan.slots)
