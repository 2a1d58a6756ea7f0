"""Rivals, our products and their policies for tests of subsidy gaps."""

from datetime import date
from decimal import Decimal
from typing import Any

from alerts.gap_facts import OwnPolicy, OwnProduct, Product, RivalOffer
from catalog.mechanic import Numbers
from tests.alerts.depth_cases import figures

DAY = date(2026, 11, 24)


def dec(value: str | None) -> Decimal | None:
    return None if value is None else Decimal(value)


def rival(list_price: str | None = "10", content: str | None = "500") -> Product:
    return Product("R-1", "竞品A", "饮料", dec(list_price), dec(content))


def offer(kind: Any, numbers: dict[str, Any], **more: Any) -> RivalOffer:
    return RivalOffer(kind, Numbers(**figures(numbers)), **more)


def policy(kind: Any, numbers: dict[str, Any], code: str = "P-1", **more: Any) -> OwnPolicy:
    return OwnPolicy(code, more.pop("name", f"政策{code}"), kind, Numbers(**figures(numbers)), **more)


def own(
    *policies: OwnPolicy, list_price: str | None = "10", content: str | None = "500", rate: str | None = None
) -> OwnProduct:
    product = Product("O-1", "B产品", "饮料", dec(list_price), dec(content))
    return OwnProduct(product, policies, dec(rate))


HALF = offer("second_item", {"n": 2, "rate": "0.5"})
TEN_PCT = policy("discount_rate", {"rate": "0.9"})
