"""What the API says and hears of promotion policies."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final

from pydantic import BaseModel, ConfigDict, Field, JsonValue

from api.errors import ErrorDetail
from api.i18n import Locale
from api.offer_words import numbers_summary
from api.schemas_people import Body
from catalog.mechanic import Numbers, OfferKind
from catalog.policy_draft import Place, PolicyDraft
from catalog.queries_policies import PolicyRow, PolicyState

_EXAMPLE: Final[dict[str, JsonValue]] = {
    "code": "CX-01",
    "name": "饮料周末满减",
    "kind": "threshold_off",
    "threshold": "100",
    "amount": "20",
    "categories": ["饮料"],
    "places": [{"city": "上海"}],
    "valid_from": "2026-12-01",
    "valid_until": "2026-12-31",
}


class NumbersBody(Body):
    """What a mechanic counts with; what it does not use is left out."""

    kind: OfferKind
    price: Decimal | None = None
    list_price: Decimal | None = None
    threshold: Decimal | None = Field(default=None, description="spent at least; of a deposit: paid ahead")
    amount: Decimal | None = Field(default=None, description="off, or what a deposit counts as")
    rate: Decimal | None = Field(default=None, description="the part still to pay: 0.85 for 8.5折")
    n: int | None = Field(default=None, description="pieces bought; the n-th item; buyers; instalments")
    m: int | None = Field(default=None, description="pieces free")
    each: bool = Field(default=False, description="again for every further threshold (每满)")

    def numbers(self) -> Numbers:
        """The numbers alone."""
        return Numbers(
            self.price, self.list_price, self.threshold, self.amount, self.rate, self.n, self.m, self.each
        )


class PreviewOrder(NumbersBody):
    """A mechanic to put into words, and the price of one unit to work its depth out at."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"kind": "buy_n_get_m", "n": 2, "m": 1, "unit_price": "10"}]}
    )

    unit_price: Decimal | None = Field(default=None, gt=0, le=10_000_000)


class PreviewAnswer(BaseModel):
    """What a mechanic means."""

    summary: str = Field(default="", examples=["买2送1"])
    depth: Decimal | None = Field(
        default=None, description="1 − effective / list unit price; null: not to be told"
    )
    unit_price: Decimal | None = Field(default=None, description="effective price of one")
    assumptions: list[str] = Field(
        default_factory=list, description="what the depth takes for granted, in words"
    )
    problem: ErrorDetail | None = Field(default=None, description="why the numbers cannot be so")


class PlaceBody(Body):
    """Stores of this city, trade area and class; empty: any."""

    city: str = Field(default="", max_length=100)
    trade_area: str = Field(default="", max_length=100)
    store_class: str = Field(default="", max_length=64)


class PolicyOrder(NumbersBody):
    """A policy; a change says all of it again."""

    model_config = ConfigDict(json_schema_extra={"examples": [_EXAMPLE]})

    code: str = Field(max_length=64)
    name: str = Field(max_length=200)
    skus: list[str] = Field(default_factory=list, max_length=5000, description="codes")
    categories: list[str] = Field(default_factory=list, max_length=500, description="every own SKU of these")
    places: list[PlaceBody] = Field(default_factory=list, max_length=5000, description="empty: every store")
    valid_from: date
    valid_until: date | None = Field(default=None, description="last day; null: until further notice")
    budget: Decimal | None = Field(default=None, description="in all; null: no limit")
    priority: int = Field(
        default=0, description="of several for a SKU the greatest counts, then the deepest, then the newest"
    )
    seen: datetime | None = Field(default=None, description="`changed_at` that the change was made on")

    def draft(self) -> PolicyDraft:
        """Checked and made canonical; raises catalog's Invalid."""
        return PolicyDraft(
            code=self.code,
            name=self.name,
            kind=self.kind,
            numbers=self.numbers(),
            skus=tuple(self.skus),
            categories=tuple(self.categories),
            places=tuple(Place(**place.model_dump()) for place in self.places),
            valid_from=self.valid_from,
            valid_until=self.valid_until,
            budget=self.budget,
            priority=self.priority,
        )


class PolicyPlaceAnswer(BaseModel):
    """Stores of this city, trade area and class; empty: any."""

    city: str
    trade_area: str
    store_class: str


class PolicySku(BaseModel):
    """A SKU that a policy names."""

    code: str
    name: str = Field(description="brand, name and spec")


class PolicyAnswer(BaseModel):
    """A policy as it stands."""

    code: str
    name: str
    kind: OfferKind
    summary: str = Field(description="the mechanic in words")
    state: PolicyState
    price: Decimal | None
    list_price: Decimal | None
    threshold: Decimal | None
    amount: Decimal | None
    rate: Decimal | None
    n: int | None
    m: int | None
    each: bool
    skus: list[PolicySku]
    categories: list[str]
    places: list[PolicyPlaceAnswer]
    valid_from: date
    valid_until: date | None
    budget: Decimal | None
    priority: int
    changed_at: datetime
    changed_by: str = Field(description="empty: an import from the shell")

    @staticmethod
    def of(row: PolicyRow, today: date, locale: Locale) -> "PolicyAnswer":
        """The row as an answer."""
        policy = row.policy
        numbers: dict[str, Any] = vars(row.numbers)
        return PolicyAnswer(
            code=policy.code,
            name=policy.name,
            kind=policy.kind,
            summary=numbers_summary(policy.kind, row.numbers, locale),
            state=row.state(today),
            **numbers,
            skus=[
                PolicySku(code=sku.code, name=f"{sku.brand} {sku.name} {sku.spec}".strip())
                for sku in row.skus
            ],
            categories=list(row.categories),
            places=[PolicyPlaceAnswer(**vars(place)) for place in row.places],
            valid_from=policy.valid_from,
            valid_until=policy.valid_until,
            budget=policy.budget,
            priority=policy.priority,
            changed_at=policy.changed_at,
            changed_by=row.changed_by,
        )


class PolicyList(BaseModel):
    """Some of the policies that were asked for: those that count first, first."""

    policies: list[PolicyAnswer]
    total: int
