"""A plan as a file in each shape, for the API and for the command line."""

from collections.abc import Callable, Mapping
from typing import Final

from api.i18n import Locale
from catalog.plan_azure_write import plan_azure
from catalog.plan_export import plan_csv, plan_workbook
from catalog.plan_json import plan_json
from catalog.plans import Plan
from catalog.queries_sku_cards import SkuCard

Cards = Mapping[str, SkuCard]


def write_plan(kind: str, plan: Plan, cards: Cards, locale: Locale) -> bytes:
    """The plan as xlsx, csv, json or azure; raises KeyError for another kind."""
    return _WRITERS[kind](plan, cards, locale)


def _names(cards: Cards) -> dict[str, str]:
    return {code: card.words for code, card in cards.items()}


def _azure(plan: Plan, cards: Cards, locale: Locale) -> bytes:
    sizes = {
        code: (card.width_mm, card.height_mm)
        for code, card in cards.items()
        if card.width_mm is not None and card.height_mm is not None
    }
    return plan_azure(plan, _names(cards), sizes_mm=sizes)


_WRITERS: Final[dict[str, Callable[[Plan, Cards, Locale], bytes]]] = {
    "xlsx": lambda plan, cards, locale: plan_workbook(plan, _names(cards), locale=locale),
    "csv": lambda plan, cards, locale: plan_csv(plan, _names(cards), locale=locale),
    "json": lambda plan, cards, locale: plan_json(plan),
    "azure": _azure,
}
