"""Policies as XLSX in the columns of the import, so that they can be changed and imported again; and the template."""

from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal
from typing import Final, Literal

from sqlmodel import Session

from catalog.policy_cells import KIND_NAMES, joinable
from catalog.policy_columns import EXAMPLES, FIELDS, HELP, TITLES
from catalog.policy_draft import Place
from catalog.queries_policies import PolicyRow, PolicyState, places_known
from catalog.queries_skus import list_categories
from catalog.table_export import Cell, table_workbook
from catalog.template_workbook import template_workbook

Locale = Literal["zh-CN", "en"]
STATES: Final[dict[Locale, dict[PolicyState, str]]] = {
    "zh-CN": {"running": "进行中", "planned": "未开始", "ended": "已结束", "withdrawn": "已撤回"},
    "en": {"running": "running", "planned": "planned", "ended": "ended", "withdrawn": "withdrawn"},
}
YES: Final[dict[Locale, str]] = {"zh-CN": "是", "en": "yes"}


def policies_workbook(rows: Sequence[PolicyRow], *, today: date, locale: Locale = "zh-CN") -> bytes:
    """One line a policy, more where it runs in several places; no text becomes a formula."""
    lines = (line for row in rows for line in _lines(row, today, locale))
    return table_workbook("促销政策" if locale == "zh-CN" else "policies", TITLES[locale], lines)


def policy_template(session: Session, chain_id: int, locale: Locale) -> bytes:
    """An XLSX to fill in, with the chain's own categories and places to choose from."""
    places = places_known(session, chain_id)
    choices = {
        "kind": list(KIND_NAMES[locale].values()),
        "each": [YES[locale]],
        "categories": list(list_categories(session, chain_id)),
        **{
            field: sorted({getattr(place, field) for place in places} - {""})
            for field in ("city", "trade_area", "store_class")
        },
    }
    return template_workbook(
        "促销政策" if locale == "zh-CN" else "policies",
        TITLES[locale],
        "说明" if locale == "zh-CN" else "how to",
        HELP[locale],
        examples=[[example.get(field, "") for field in FIELDS] for example in EXAMPLES[locale]],
        choices={FIELDS.index(field): values for field, values in choices.items()},
    )


def say_rate(rate: Decimal, locale: Locale) -> str:
    """8.5折, or 15% off: what an import reads without a doubt."""
    return f"{_plain(rate * 10)}折" if locale == "zh-CN" else f"{_plain((1 - rate) * 100)}% off"


def _lines(row: PolicyRow, today: date, locale: Locale) -> Iterator[list[Cell]]:
    policy, numbers = row.policy, row.numbers
    parts: dict[str, list[str]] = {
        "skus": _cells([sku.code for sku in row.skus]),
        "products": _cells([f"{sku.brand} {sku.name} {sku.spec}".strip() for sku in row.skus]),
        "categories": _cells(row.categories),
    }
    first: dict[str, Cell] = {
        "name": policy.name,
        "kind": KIND_NAMES[locale][policy.kind],
        **{name: getattr(numbers, name) for name in ("price", "list_price", "threshold", "amount", "n", "m")},
        "rate": None if numbers.rate is None else say_rate(numbers.rate, locale),
        "each": YES[locale] if numbers.each else None,
        "valid_from": policy.valid_from.isoformat(),
        "valid_until": None if policy.valid_until is None else policy.valid_until.isoformat(),
        "budget": policy.budget,
        "priority": policy.priority,
        "state": STATES[locale][row.state(today)],
    }
    places: Sequence[Place | None] = row.places or (None,)
    for number, (place, texts) in enumerate(_side_by_side(places, list(parts.values()))):
        cells = dict(first) if number == 0 else {}
        cells |= {"code": policy.code, **dict(zip(parts, texts, strict=True))}
        cells |= vars(place) if place is not None else {}
        yield [cells.get(field) for field in FIELDS]


def _side_by_side(
    places: Sequence[Place | None], columns: Sequence[Sequence[str]]
) -> Iterator[tuple[Place | None, list[str]]]:
    for number in range(max(len(places), *(len(column) for column in columns))):
        texts = [column[number] if number < len(column) else "" for column in columns]
        yield places[number] if number < len(places) else None, texts


def _cells(values: Sequence[str]) -> list[str]:
    """All values as one cell, or one a cell where their own signs would part them."""
    return ["、".join(values)] if joinable(values) and values else list(values)


def _plain(number: Decimal) -> str:
    return f"{number.normalize():f}"
